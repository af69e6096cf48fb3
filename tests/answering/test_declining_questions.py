"""The questions that choose when to decline: enough of both sorts, in both halves, with places that exist."""

from collections import Counter
from typing import get_args

from benchmarks.declining import THRESHOLDS, in_choosing_half, read_questions
from rag.answering.declining import WEAKEST
from rag.model import QuestionKind
from tests.reading.shipped import document

RECORDS = read_questions()


def test_each_question_stands_once_and_is_of_a_known_kind() -> None:
    assert len({record["id"] for record in RECORDS}) == len(RECORDS)
    assert len({record["question"].lower() for record in RECORDS}) == len(RECORDS)
    assert {record["kind"] for record in RECORDS} <= set(get_args(QuestionKind))


def test_both_halves_hold_enough_of_both_sorts() -> None:
    counted = Counter((in_choosing_half(record["id"]), record["answerable"]) for record in RECORDS)
    assert len(counted) == 4
    assert min(counted.values()) >= 40


def test_every_place_that_answers_is_printed() -> None:
    for record in RECORDS:
        assert bool(record.get("places")) == record["answerable"], record["id"]
        for place in record.get("places", ()):
            assert document(place["document"]).paragraph(place["locator"]).text, record["id"]


def test_the_present_threshold_is_one_of_those_that_are_tried() -> None:
    assert WEAKEST in THRESHOLDS
