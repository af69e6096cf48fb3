"""Targets as bars: only plain percentages, each figure with its place, and never a verdict."""

from __future__ import annotations

from typing import Any

import pytest

from rag.pictures import Bar, Bars, Figure, Place, draw_pictures
from tests.pictures.examples import answer

MEASURE = {
    "type": "measure",
    "document": "plan",
    "authority": "North",
    "reference": "6a",
    "text": "% care leavers in work",
    "due": "Mar-17",
    "locator": "KPI 6a",
    "target": "58%",
    "citation": 1,
}
OUTCOME = {
    "type": "outcome",
    "document": "north-2018",
    "authority": "North",
    "date": "2018-09-14",
    "reference": "6a",
    "value": "56%",
    "locator": "39",
    "citation": 2,
}


def bars(**changes: Any) -> tuple[Bar, ...]:
    pictures = draw_pictures(answer(MEASURE, {**OUTCOME, **changes}), ())
    return tuple(bar for picture in pictures if isinstance(picture, Bars) for bar in picture.bars)


def test_an_outcome_is_a_bar_and_its_target_a_mark() -> None:
    (bar,) = bars()
    assert bar == Bar(
        "KPI 6a, % care leavers in work",
        outcome=Figure("56%", 0.56, "September 2018", Place("north-2018", "39", 2)),
        target=Figure("58%", 0.58, "due Mar-17", Place("plan", "KPI 6a", 1)),
    )


@pytest.mark.parametrize(
    ("value", "direction"), [("56%", "below"), ("58 %", "on"), ("58.5 per cent", "above")]
)
def test_it_says_on_which_side_of_the_target_it_lies(value: str, direction: str) -> None:
    assert [bar.direction for bar in bars(value=value)] == [direction]


@pytest.mark.parametrize(
    "changes", [{"value": "50–60%"}, {"value": "120%"}, {"value": "most"}, {"value": ""}, {"reference": "7"}]
)
def test_what_is_no_plain_percentage_of_the_same_measure_has_no_bar(changes: dict[str, str]) -> None:
    assert bars(**changes) == ()


def test_bars_are_told_in_words() -> None:
    (picture,) = draw_pictures(answer(MEASURE, OUTCOME), ())
    assert picture.alternative == (
        "What was found, beside its target. "
        "KPI 6a, % care leavers in work: 56% in September 2018, below the target of 58% (due Mar-17)."
    )
