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
from rag.model import Document, Paragraph, Place
from rag.polarity import load_polarity
from rag.retrieval import Collection, text_of
from rag.retrieval.searches import Signals, search
from rag.themes.subject import Subject

READ_EACH = 6  # paragraphs of a report that are read; 8 and 12 found no more in five subjects
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


def find_in(document: Document, subject: Subject, collection: Collection) -> tuple[Finding, ...]:
    """What a report says on a subject, the likeliest first; nothing where it says nothing."""
    model = load_aboutness(with_reader=collection.reader is not None)
    found: list[tuple[Paragraph, int, int, float]] = []
    places = places_read(document, subject, collection)
    for place, paragraph, sentences in signals_of_places(places, subject, collection):
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


def places_read(document: Document, subject: Subject, collection: Collection) -> list[Place]:
    """The paragraphs of a report that are read: those that the searches bring first."""
    alone = replace(subject.query, scope=replace(subject.query.scope, documents=(document.id,)))
    signals = search(alone, subject.vector, collection, by=("meaning", "words"))
    weighing = load_weighing(with_reader=False).paragraph
    places = [place for place in signals if document.paragraph(place.locator).kind not in UNREAD]
    return sorted(places, key=lambda place: -weighing.log_odds(signals[place]))[:READ_EACH]


def signals_of_places(
    places: Sequence[Place], subject: Subject, collection: Collection
) -> Iterator[tuple[Place, Signals, Sequence[Signals]]]:
    """Paragraphs, each with its signals and those of its sentences.

    ``whole`` and ``sentence`` are the reader's, ``nearness`` is the cosine with the subject, of a paragraph
    that of its nearest sentence, and ``words`` the share of the subject's words that it holds.
    """
    texts = [text_of(place, collection) for place in places]
    readings = collection.reader.read(subject.matter, texts) if collection.reader else [None] * len(texts)
    vectors = collection.version.sentence_vectors(places)
    for place, text, reading in zip(places, texts, readings, strict=True):
        sentences: list[dict[str, float]] = []
        for at, (start, end) in enumerate(text.sentences):
            nearness = float(np.asarray(vectors[place, start]) @ subject.vector)
            own = {"nearness": nearness, "words": subject.share_in(text.text[start:end])}
            sentences.append(own | ({"sentence": reading.sentences[at]} if reading else {}))
        paragraph = {
            "nearness": max((own["nearness"] for own in sentences), default=0.0),
            "words": subject.share_in(f"{text.heading} {text.text}"),
        }
        yield place, paragraph | ({"whole": reading.whole} if reading else {}), sentences
