"""A Query to Passages: two searches find what may answer, a reader reads the best, each side has a share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rag.fitted import Weighing, load_weighing, to_probability
from rag.model import Findings, Passage, Query, Sentence
from rag.reader import Text
from rag.retrieval.collection import Collection
from rag.retrieval.order import pointed_at, share, with_best_list_first, with_whole_lists
from rag.retrieval.searches import Signals, Vector, best_of_each, search
from rag.sentences import sentence_spans

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
SECTION_WORDS = 14  # of a section's heading that the reader reads; one can be as long as a paragraph
DIGITS = 6  # of a score; those after them are noise of the models' arithmetic
Leg = Literal["meaning", "words", "reader"]
LEGS: tuple[Leg, ...] = ("meaning", "words", "reader")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that was found, by its number, and the signals of it and of its sentences.

    ``signals`` are those of the searches, and where it was read ``whole`` and ``answers``, the
    reader's. Of each sentence of one that was looked at, in order: ``nearness``, its cosine with the
    question, and ``sentence``, what the reader said of it.
    """

    number: int
    signals: Signals
    sentences: tuple[Signals, ...] = ()


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
    """What the searches find, best first by them, the first of it looked at closely."""
    if query.documents is not None and not query.documents:
        return []
    question = collection.embeddings.embed_query(query.topic_text)
    signals = search(query, question, collection, by=[leg for leg in legs if leg != "reader"])
    order = share(query, _ranked(signals, load_weighing(with_reader=False)), collection)
    named, _ = pointed_at(query, collection)
    near = list(dict.fromkeys([*named, *best_of_each(signals, each=OF_EACH_SEARCH), *order]))[
        : READ + len(named)
    ]
    read = collection.reader if "reader" in legs else None
    readings = read.read(query.subject_text, [text_of(number, collection) for number in near]) if read else ()
    nearness = _nearness(question, near, collection)
    looked_at = {number: Candidate(number, signals.get(number, {}), nearness[number]) for number in near}
    for number, reading in zip(near, readings, strict=False):
        told = zip(nearness[number], reading.sentences, strict=True)
        looked_at[number] = Candidate(
            number,
            looked_at[number].signals | {"whole": reading.whole, "answers": reading.answers},
            tuple(own | {"sentence": said} for own, said in told),
        )
    return [*looked_at.values(), *(Candidate(n, signals[n]) for n in order if n not in looked_at)]


def findings_of(
    query: Query, candidates: Sequence[Candidate], collection: Collection, *, limit: int
) -> Findings:
    """The passages that some candidates are, best first, and how likely each of their sentences answers."""
    was_read = any("whole" in candidate.signals for candidate in candidates)
    weighing = load_weighing(with_reader=was_read)
    by_number = {candidate.number: candidate for candidate in candidates}
    near = {c.number: c.signals for c in candidates if c.sentences}
    far = [c.number for c in candidates if not c.sentences]
    ranked = _ranked(near, weighing)
    named, pinned = pointed_at(query, collection)
    pinned = with_best_list_first(pinned, ranked, collection)
    order = list(dict.fromkeys([*named, *pinned, *share(query, ranked, collection), *far]))
    order = with_whole_lists(query, order[:limit], collection)
    passages: list[Passage] = []
    sentences: list[Sentence] = []
    for rank, number in enumerate(order[:limit], start=1):
        candidate = by_number.get(number, Candidate(number, {}))
        log_odds = ranked.get(number, weighing.paragraph.log_odds(candidate.signals))
        passage = collection.passage(number, score=1 / rank)
        passages.append(passage)
        sentences += _weighed(passage, candidate, log_odds, weighing)
    answers = {number: own["answers"] for number, own in near.items() if "answers" in own}
    return Findings(
        tuple(passages),
        tuple(sentences),
        {_place_of(number, collection): told for number, told in answers.items()},
    )


def text_of(number: int, collection: Collection) -> Text:
    """A paragraph as the reader reads it: authority, year and section before it."""
    stored = collection.paragraphs[number]
    document, paragraph = collection.documents[stored.document], stored.paragraph
    place = " ".join(part for part in (document.authority, (document.date or "")[:4]) if part)
    section = " ".join(paragraph.section.split()[:SECTION_WORDS])
    heading = " ".join(f"{part}." for part in (place, section) if part)
    return Text(heading, paragraph.text, tuple(sentence_spans(paragraph.text)))


def _place_of(number: int, collection: Collection) -> tuple[str, str]:
    """The document and the locator of a paragraph."""
    stored = collection.paragraphs[number]
    return stored.document, stored.paragraph.locator


def _ranked(signals: Mapping[int, Signals], weighing: Weighing) -> dict[int, float]:
    """The log-odds of paragraphs, best first; ties in the order in which they came."""
    told = {number: round(weighing.paragraph.log_odds(own), DIGITS) for number, own in signals.items()}
    return dict(sorted(told.items(), key=lambda entry: -entry[1]))


def _nearness(
    question: Vector, numbers: Sequence[int], collection: Collection
) -> dict[int, tuple[Signals, ...]]:
    """The cosine of each sentence of some paragraphs with the question."""
    vectors = collection.library.sentence_vectors(collection.embeddings.identity, numbers)
    direction = np.asarray(question, dtype=np.float32)
    return {
        number: tuple(
            {"nearness": float(vectors[number, start] @ direction)}
            for start, _ in sentence_spans(collection.paragraphs[number].paragraph.text)
        )
        for number in numbers
    }


def _weighed(
    passage: Passage, candidate: Candidate, log_odds: float, weighing: Weighing
) -> Iterable[Sentence]:
    """The sentences of a passage that was looked at, each with its score."""
    if not candidate.sentences:
        return
    for (start, end), own in zip(sentence_spans(passage.text), candidate.sentences, strict=True):
        score = to_probability(weighing.sentence.log_odds(own | {"paragraph": log_odds}))
        yield Sentence(
            passage.document, passage.locator, start, passage.text[start:end], round(score, DIGITS)
        )
