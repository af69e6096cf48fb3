"""What periods or sides say alike: the best of one to what is nearest to it in the others.

A question names a subject in its own words, and each report in those of its time. What one report says of
it leads to what the others do, as the best of what was found leads to more of its like in pseudo-relevance
feedback (Rocchio, 1971), here from document to document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rag.fitted import load_weighing, to_probability
from rag.language.sentences import sentence_spans
from rag.retrieval.candidates import Candidate
from rag.retrieval.collection import Collection

LEADING = 3  # paragraphs of each document, the best, that lead to others; of 1, 3 and 6 all alike

Rows = np.ndarray[Any, np.dtype[np.float32]]


def with_echoes(candidates: Sequence[Candidate], collection: Collection) -> list[Candidate]:
    """The same, each with its ``echo``, and each of its sentences with its own.

    That of a paragraph is how near it comes to the best paragraphs of each other document, by the nearest two
    sentences, in the mean over those paragraphs as far as each is likely to be evidence. That of a sentence
    is how near it comes to the nearest sentence of theirs.
    """
    vectors = _vectors_of(candidates, collection)
    weighing = load_weighing(with_reader=any("whole" in candidate.signals for candidate in candidates))
    likely = [to_probability(weighing.paragraph_beside.log_odds(one.signals)) for one in candidates]
    leading: dict[str, list[int]] = defaultdict(list)
    for at in sorted(range(len(candidates)), key=lambda at: -likely[at]):
        own = leading[candidates[at].place.document]
        if len(own) < LEADING and len(vectors[at]):
            own.append(at)
    told = []
    for at, candidate in enumerate(candidates):
        others = [o for document, own in leading.items() if document != candidate.place.document for o in own]
        told.append(_with_echo(candidate, vectors[at], [(vectors[o], likely[o]) for o in others]))
    return told


def _with_echo(candidate: Candidate, own: Rows, others: Sequence[tuple[Rows, float]]) -> Candidate:
    if not others or not len(own):
        return candidate
    near = np.array([(own @ other.T).max(axis=1) for other, _ in others])
    weights = np.array([likelihood for _, likelihood in others])
    echo = float(weights @ near.max(axis=1) / weights.sum())
    sentences = zip(candidate.sentences, near.max(axis=0), strict=True)
    return replace(
        candidate,
        signals=candidate.signals | {"echo": echo},
        sentences=tuple(told | {"echo": float(nearest)} for told, nearest in sentences),
    )


def _vectors_of(candidates: Sequence[Candidate], collection: Collection) -> list[Rows]:
    """Of each candidate the vectors of its sentences: an array of shape (sentences, dimensions)."""
    version = collection.version
    vectors = version.sentence_vectors([candidate.place for candidate in candidates])
    return [
        np.array(
            [vectors[place, start] for start, _ in sentence_spans(version.paragraph(place).text)],
            dtype=np.float32,
        )
        for place in (candidate.place for candidate in candidates)
    ]
