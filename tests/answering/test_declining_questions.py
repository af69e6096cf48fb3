"""The questions of the benchmark of declining: enough of both sorts, with places that exist."""

from collections import Counter

from benchmarks.declining import read_questions
from tests.reading.shipped import document

RECORDS = read_questions()


def test_each_question_stands_once() -> None:
    assert len({record["id"] for record in RECORDS}) == len(RECORDS)
    assert len({record["question"].lower() for record in RECORDS}) == len(RECORDS)


def test_there_are_enough_of_both_sorts() -> None:
    counted = Counter(record["answerable"] for record in RECORDS)
    assert min(counted[True], counted[False]) >= 80


def test_every_place_that_answers_is_printed() -> None:
    for record in RECORDS:
        assert bool(record.get("places")) == record["answerable"], record["id"]
        for place in record.get("places", ()):
            assert document(place["document"]).paragraph(place["locator"]).text, record["id"]
