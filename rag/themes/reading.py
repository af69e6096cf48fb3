"""A subject and a report to its findings: what the searches bring first is read, sentence by sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np

from rag.fitted import Logistic, load_weighing, to_probability
from rag.grid import Finding
from rag.language.sentences import sentence_spans
from rag.language.stems import stems
from rag.language.terms import find_terms
from rag.model import Document, Paragraph, Place
from rag.polarity import load_polarity
from rag.query import Query
from rag.retrieval import Collection, text_of
from rag.retrieval.searches import Signals, search

READ_EACH = 6  # paragraphs of a report that are read
LIKELIER_THAN_NOT = 0.5  # of the subject, as training/themes.py fits it
UNREAD = ("judgements", "front page", "signature", "footnote", "group")


@dataclass(frozen=True, slots=True)
class Aboutness:
    """Whether a paragraph says something on a subject, and which of its sentences do."""

    paragraph: Logistic
    sentence: Logistic


@cache
def load_aboutness(*, with_reader: bool) -> Aboutness:
    """What was learnt for reading with a reader, or by the searches alone."""
    told = json.loads((files("rag") / "fitted" / "themes.json").read_text(encoding="utf-8"))
    own = told["reader" if with_reader else "searches"]
    return Aboutness(Logistic(**own["paragraph"]), Logistic(**own["sentence"]))


def find_in(document: Document, query: Query, collection: Collection) -> tuple[Finding, ...]:
    """What a report says on the subject of ``query``, the likeliest first; nothing where it says nothing."""
    model = load_aboutness(with_reader=collection.reader is not None)
    found: list[tuple[Paragraph, int, int, float]] = []
    places = places_read(document, query, collection)
    for place, paragraph, sentences in signals_of_places(places, query, collection):
        if to_probability(model.paragraph.log_odds(paragraph)) < LIKELIER_THAN_NOT:
            continue
        text = document.paragraph(place.locator)
        told = [to_probability(model.sentence.log_odds(own)) for own in sentences]
        best = max(told, default=0.0)
        for (start, end), likelihood in zip(sentence_spans(text.text), told, strict=True):
            if likelihood >= min(best, LIKELIER_THAN_NOT):
                found.append((text, start, end, likelihood))
    found.sort(key=lambda one: -one[-1])
    polarities = load_polarity().tell([text.text[start:end] for text, start, end, _ in found])
    return tuple(
        Finding(
            text.locator,
            text.page,
            text.text[start:end],
            "weakness" if text.kind == "improvement" else polarity,
            round(likelihood, 3),
        )
        for (text, start, end, likelihood), polarity in zip(found, polarities, strict=True)
    )


def places_read(document: Document, query: Query, collection: Collection) -> list[Place]:
    """The paragraphs of a report that are read: those that the searches bring first."""
    question = collection.embed(_topic(query))
    alone = replace(query, scope=replace(query.scope, documents=(document.id,)))
    signals = search(alone, question, collection, by=("meaning", "words"))
    weighing = load_weighing(with_reader=False).paragraph
    places = [place for place in signals if document.paragraph(place.locator).kind not in UNREAD]
    return sorted(places, key=lambda place: -weighing.log_odds(signals[place]))[:READ_EACH]


def signals_of_places(
    places: Sequence[Place], query: Query, collection: Collection
) -> Iterator[tuple[Place, Signals, Sequence[Signals]]]:
    """Paragraphs, each with its signals and those of its sentences.

    ``whole`` and ``sentence`` are the reader's, ``nearness`` is the cosine with the question, of a
    paragraph that of its nearest sentence, and ``words`` the share of the question's own words that it holds.
    """
    question = np.asarray(collection.embed(_topic(query)), dtype=np.float32)
    texts = [text_of(place, collection) for place in places]
    readings = collection.reader.read(query.terms.matter, texts) if collection.reader else [None] * len(texts)
    vectors = collection.version.sentence_vectors(places)
    sought = stems(query.terms.matter)
    for place, text, reading in zip(places, texts, readings, strict=True):
        sentences: list[dict[str, float]] = []
        for at, (start, end) in enumerate(text.sentences):
            nearness = float(np.asarray(vectors[place, start]) @ question)
            own = {"nearness": nearness, "words": _share(sought, text.text[start:end])}
            sentences.append(own | ({"sentence": reading.sentences[at]} if reading else {}))
        paragraph = {
            "nearness": max((own["nearness"] for own in sentences), default=0.0),
            "words": _share(sought, f"{text.heading} {text.text}"),
        }
        yield place, paragraph | ({"whole": reading.whole} if reading else {}), sentences


def _topic(query: Query) -> str:
    """What the meaning of a subject is searched by: it, after the full names of its terms."""
    matter = query.terms.matter
    return ". ".join([*(term.name for term in find_terms(matter)), matter])


def _share(sought: set[str], text: str) -> float:
    return len(sought & stems(text)) / len(sought) if sought else 0.0
