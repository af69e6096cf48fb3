"""A question to the subject that reports are read for: its words, the terms of the field that they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rag.language.stems import stems
from rag.language.terms import content_words, find_terms, with_names
from rag.query import Query
from rag.retrieval import Collection


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is read for.

    ``matter`` are its words, ``query`` searches for them and for the words of their terms, ``vector`` is what
    its meaning is searched by. ``terms`` are what any word for each term looks like, with the stems by which
    the matter names it.
    """

    matter: str
    query: Query
    vector: np.ndarray[Any, np.dtype[np.float32]]
    stems: frozenset[str]
    terms: Sequence[tuple[re.Pattern[str], frozenset[str]]]

    def share_in(self, text: str) -> float:
        """The share of its words that a text holds, in any inflection or by another word for their term."""
        if not self.stems:
            return 0.0
        held = self.stems & stems(text)
        for pattern, own in self.terms:
            held |= own if pattern.search(text) else frozenset()
        return len(held) / len(self.stems)


def subject_of(query: Query, collection: Collection) -> Subject:
    """The subject of a question."""
    matter = query.terms.matter
    named = find_terms(matter)
    words = content_words(" ".join([matter, *(v for term in named for v in (term.name, *term.variants))]))
    topic = with_names(matter, named)
    terms = replace(query.terms, topic=topic, own_words=tuple(content_words(matter)), words=tuple(words))
    return Subject(
        matter,
        replace(query, terms=terms),
        np.asarray(collection.embed_topic(topic), dtype=np.float32),
        frozenset(stems(matter)),
        tuple((term.pattern, _stems_naming(term.pattern, matter)) for term in named),
    )


def _stems_naming(term: re.Pattern[str], matter: str) -> frozenset[str]:
    return frozenset(stem for found in term.finditer(matter) for stem in stems(found.group()))
