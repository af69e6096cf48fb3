"""Questions with the sentences that answer them to what a reader learns from: pairs with hard negatives.

TRAINING holds ``paragraphs.jsonl`` and ``questions*.tsv``; the paragraphs themselves are found in an
index of the reports by document and text. The negatives of a question are what the two searches bring
first from the same report, since those are what the reader will have to tell apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.evaluation import is_same_place
from rag.language.terms import content_words
from rag.model import Place
from rag.reader import Text
from rag.retrieval import Collection, find_candidates, text_of
from rag.retrieval.searches import stretch
from training.bank import Record, read_records

NEGATIVES = 10  # of the paragraphs that the searches bring first, from which a question's are drawn
POOL = 200  # chunks and paragraphs that each search brings
UNASKED = ("front page", "signature", "judgements")
MISSES = 3  # paragraphs nearest to a question that nothing answers
BEGINNING = 60  # characters by which a paragraph is known again


@dataclass(frozen=True, slots=True)
class Group:
    """A question, the text it was written for, the sentences of it that answer, and texts that do not.

    No sentence answers where the question is a near miss of the text.
    """

    question: str
    authority: str
    text: Text
    answering: frozenset[int]
    others: tuple[Text, ...]


def read_groups(training: Path, name: str, collection: Collection, *, others: bool) -> Iterator[Group]:
    """The groups of a file of questions; those whose paragraph is not indexed are passed over.

    ``others`` are searched for, which takes its time, or left out.
    """
    for record, place, sentences, question in read_placed(training, name, collection):
        text = text_of(place, collection)
        answering = answering_in(record, sentences, text)
        if sentences and not answering:
            continue
        near = _nearest(question, record["document"], collection) if others else ()
        beside = tuple(text_of(other, collection) for other in near if other != place)
        yield Group(question, record["authority"], text, answering, beside)


def read_bank_groups(records: Iterable[tuple[Record, str]], collection: Collection) -> Iterator[Group]:
    """Of questions of a bank, a group of each paragraph of evidence, and of what is nearest where nothing is.

    Beside it stand the paragraphs that the searches bring first, of all reports that may answer, but
    for those that are named as evidence or as related.
    """
    searches = replace(collection, reader=None)
    for record, authority in records:
        query = collection.understand(record["question"], record["history"])
        found = [candidate.place for candidate in find_candidates(query, searches) if candidate.sentences]
        if not record["answerable"]:
            for place in found[:MISSES]:
                yield Group(query.terms.subject, authority, text_of(place, collection), frozenset(), ())
            continue
        named = {piece["document"] for piece in record["evidence"]}
        near = [place for place in _all_places(collection) if place.document in named]
        evidence = [place for place in near if is_any_of(record["evidence"], place, collection)]
        known = [*record["evidence"], *record["related"]]
        others = [place for place in found if not is_any_of(known, place, collection)]
        beside = tuple(text_of(place, collection) for place in others[:NEGATIVES])
        patterns = [re.compile(pattern, re.IGNORECASE) for pattern in record["nugget_patterns"]]
        for place in evidence:
            text = text_of(place, collection)
            told = [text.text[start:end] for start, end in text.sentences]
            answering = frozenset(
                at
                for at, sentence in enumerate(told)
                if any(pattern.search(sentence) for pattern in patterns)
            )
            if answering:
                yield Group(query.terms.subject, authority, text, answering, beside)


def read_questions(file: Path) -> Iterator[tuple[str, list[int], str]]:
    """Each line's paragraph, the sentences that answer (from 0), and the question."""
    for line in file.read_text(encoding="utf-8").splitlines():
        id, numbers, question = line.split("\t")
        yield id, [int(number) - 1 for number in numbers.split(",") if number != "0"], question


def read_placed(
    training: Path, name: str, collection: Collection
) -> Iterator[tuple[Record, Place, list[int], str]]:
    """The questions of a file whose paragraph is indexed: record, place, sentences that answer, question."""
    paragraphs = {record["id"]: record for record in read_records(training / "paragraphs.jsonl")}
    places = {
        (place.document, _beginning(collection.version.paragraph(place).text)): place
        for place in _all_places(collection)
    }
    for id, sentences, question in read_questions(training / name):
        record = paragraphs[id]
        if place := places.get((record["document"], _beginning(" ".join(record["sentences"])))):
            yield record, place, sentences, question


def answering_in(record: Record, sentences: Sequence[int], text: Text) -> frozenset[int]:
    """The sentences that answer as we count them, which is not always how the record does."""
    ours = [" ".join(text.text[start:end].split()) for start, end in text.sentences]
    theirs = [_beginning(record["sentences"][at]) for at in sentences if at < len(record["sentences"])]
    return frozenset(at for at, own in enumerate(ours) if any(their in own for their in theirs))


def is_any_of(pieces: Sequence[Record], place: Place, collection: Collection) -> bool:
    """Whether the paragraph at a place is one of some pieces of evidence."""
    passage = collection.passage(place, score=0.0)
    return any(is_same_place(piece, passage) for piece in pieces)


def _all_places(collection: Collection) -> list[Place]:
    documents = collection.version.documents.values()
    return [
        Place(document.id, paragraph.locator) for document in documents for paragraph in document.paragraphs
    ]


def _beginning(text: str) -> str:
    return " ".join(text.split())[:BEGINNING]


def _nearest(question: str, document: str, collection: Collection) -> list[Place]:
    """The paragraphs of a document that the two searches bring first."""
    version, vector = collection.version, collection.embed(question)
    meaning = version.search_vectors(vector, documents=(document,), limit=POOL).chunks
    words = version.search_words(content_words(question), documents=(document,), limit=POOL)
    found = [stretch(meaning), stretch(words)]
    total = {place: sum(scores.get(place, 0.0) for scores in found) for place in {**meaning, **words}}
    asked = [place for place in total if version.paragraph(place).kind not in UNASKED]
    return sorted(asked, key=lambda place: -total[place])[: NEGATIVES + 1]
