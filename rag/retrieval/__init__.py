"""A Query to Passages: two searches find what may answer, a reader reads the best, each side has a share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from rag.engine.ports import Vector
from rag.fitted import Logistic, load_weighing, to_probability
from rag.language.sentences import sentence_spans
from rag.model import Findings, Passage, Place, Sentence
from rag.query import Query
from rag.reader import Text
from rag.retrieval.candidates import Candidate
from rag.retrieval.collection import Collection
from rag.retrieval.echoes import with_echoes
from rag.retrieval.order import pointed_at, set_beside, share, with_best_list_first, with_whole_lists
from rag.retrieval.searches import Signals, best_of_each, search

__all__ = [
    "LEGS",
    "Candidate",
    "Collection",
    "Leg",
    "find_candidates",
    "find_evidence",
    "find_passages",
    "findings_of",
    "text_of",
]

READ = 30  # paragraphs that are looked at closely, and read: of 24 to 48 by recall (docs/reader.md)
OF_EACH_SEARCH = 2  # of them by each signal of a search alone, so that a rare word is not outvoted
READ_EACH = 16  # of each document, where several are set beside each other; with 12 a change told less
SECTION_WORDS = 14  # of a section's heading that the reader reads; one can be as long as a paragraph
DIGITS = 6  # of a score; those after them are noise of the models' arithmetic
Leg = Literal["meaning", "words", "reader"]
LEGS: tuple[Leg, ...] = ("meaning", "words", "reader")


def find_evidence(query: Query, collection: Collection, *, limit: int) -> Findings:
    """The passages for ``query``, at most ``limit``, and how well their sentences answer it."""
    return findings_of(query, find_candidates(query, collection), collection, limit=limit)


def find_passages(
    query: Query, collection: Collection, *, limit: int, legs: Sequence[Leg] = LEGS
) -> list[Passage]:
    """The paragraphs that may answer ``query``, best first, at most ``limit``.

    ``legs`` are what they are found and ordered by. A query that is narrowed to no document finds nothing.
    """
    candidates = find_candidates(query, collection, legs=legs)
    return list(findings_of(query, candidates, collection, limit=limit).passages)


def find_candidates(query: Query, collection: Collection, *, legs: Sequence[Leg] = LEGS) -> list[Candidate]:
    """What the searches find, best first by them, the first of it looked at closely.

    Where several documents are set beside each other, each is searched and read by itself.
    """
    if query.scope.documents is not None and not query.scope.documents:
        return []
    question = collection.embed_topic(query.terms.topic)
    beside = set_beside(query, collection)
    near, far = list[Candidate](), list[Candidate]()
    for document in beside or (None,):
        documents = (document,) if document else query.scope.documents
        own = replace(query, scope=replace(query.scope, documents=documents))
        looked_at, others = _search_within(own, question, collection, legs, READ_EACH if document else READ)
        near += looked_at
        far += others
    return [*(with_echoes(_with_matter(query, near, collection, legs), collection) if beside else near), *far]


def _with_matter(
    query: Query, near: Sequence[Candidate], collection: Collection, legs: Sequence[Leg]
) -> list[Candidate]:
    """The same, read again beside the words for the matter alone: how it went is in no single report."""
    if not collection.reader or "reader" not in legs:
        return list(near)
    readings = collection.reader.read(query.terms.matter, [text_of(one.place, collection) for one in near])
    return [
        replace(one, signals=one.signals | {"matter": reading.whole})
        for one, reading in zip(near, readings, strict=True)
    ]


def _search_within(
    query: Query, question: Vector, collection: Collection, legs: Sequence[Leg], most: int
) -> tuple[list[Candidate], list[Candidate]]:
    """Of one scope, at most so many candidates that are looked at closely, and the others."""
    signals = search(query, question, collection, by=[leg for leg in legs if leg != "reader"])
    order = share(query, _ranked(signals, load_weighing(with_reader=False).paragraph), collection)
    named, _ = pointed_at(query, collection)
    near = list(dict.fromkeys([*named, *best_of_each(signals, each=OF_EACH_SEARCH), *order]))[
        : most + len(named)
    ]
    read = collection.reader if "reader" in legs else None
    readings = read.read(query.terms.subject, [text_of(place, collection) for place in near]) if read else ()
    nearness = _nearness(question, near, collection)
    looked_at = {place: Candidate(place, signals.get(place, {}), nearness[place]) for place in near}
    for place, reading in zip(near, readings, strict=False):
        told = zip(nearness[place], reading.sentences, strict=True)
        looked_at[place] = Candidate(
            place,
            looked_at[place].signals | {"whole": reading.whole, "answers": reading.answers},
            tuple(own | {"sentence": said} for own, said in told),
        )
    others = [Candidate(place, signals[place]) for place in order if place not in looked_at]
    return list(looked_at.values()), others


def findings_of(
    query: Query, candidates: Sequence[Candidate], collection: Collection, *, limit: int
) -> Findings:
    """The passages that some candidates are, best first, and how likely each of their sentences answers."""
    was_read = any("whole" in candidate.signals for candidate in candidates)
    weighing, beside = load_weighing(with_reader=was_read), bool(set_beside(query, collection))
    of_paragraphs = weighing.of_paragraphs(beside=beside)
    by_place = {candidate.place: candidate for candidate in candidates}
    near = {c.place: c.signals for c in candidates if c.sentences}
    far = [c.place for c in candidates if not c.sentences]
    ranked = _ranked(near, of_paragraphs)
    named, pinned = pointed_at(query, collection)
    pinned = with_best_list_first(pinned, ranked, lambda place: collection.version.paragraph(place).section)
    order = list(dict.fromkeys([*named, *pinned, *share(query, ranked, collection), *far]))
    order = with_whole_lists(query, order[:limit], collection)
    passages: list[Passage] = []
    sentences: list[Sentence] = []
    for rank, place in enumerate(order[:limit], start=1):
        candidate = by_place.get(place, Candidate(place, {}))
        log_odds = ranked.get(place, of_paragraphs.log_odds(candidate.signals))
        passage = collection.passage(place, score=1 / rank)
        passages.append(passage)
        sentences += _weighed(passage, candidate, log_odds, weighing.of_sentences(beside=beside))
    answers = {place: own["answers"] for place, own in near.items() if "answers" in own}
    return Findings(tuple(passages), tuple(sentences), {**answers})


def text_of(at: Place, collection: Collection) -> Text:
    """A paragraph as the reader reads it: authority, year and section before it."""
    document, paragraph = collection.version.documents[at.document], collection.version.paragraph(at)
    place = " ".join(part for part in (document.authority, (document.date or "")[:4]) if part)
    section = " ".join(paragraph.section.split()[:SECTION_WORDS])
    heading = " ".join(f"{part}." for part in (place, section) if part)
    return Text(heading, paragraph.text, tuple(sentence_spans(paragraph.text)))


def _ranked(signals: Mapping[Place, Signals], by: Logistic) -> dict[Place, float]:
    """The log-odds of paragraphs, best first; ties in the order in which they came."""
    told = {place: round(by.log_odds(own), DIGITS) for place, own in signals.items()}
    return dict(sorted(told.items(), key=lambda entry: -entry[1]))


def _nearness(
    question: Vector, places: Sequence[Place], collection: Collection
) -> dict[Place, tuple[Signals, ...]]:
    """Of each sentence of some paragraphs the cosine with the question, and whether it comes first."""
    vectors = collection.version.sentence_vectors(places)
    direction = np.asarray(question, dtype=np.float32)
    return {
        place: tuple(
            {"nearness": float(np.asarray(vectors[place, start]) @ direction), "first": float(start == 0)}
            for start, _ in sentence_spans(collection.version.paragraph(place).text)
        )
        for place in places
    }


def _weighed(passage: Passage, candidate: Candidate, log_odds: float, by: Logistic) -> Iterable[Sentence]:
    """The sentences of a passage that was looked at, each with its score."""
    if not candidate.sentences:
        return
    for (start, end), own in zip(sentence_spans(passage.text), candidate.sentences, strict=True):
        score = to_probability(by.log_odds(own | {"paragraph": log_odds}))
        yield Sentence(
            passage.document, passage.locator, start, passage.text[start:end], round(score, DIGITS)
        )
