"""Targets as bars: only plain percentages, each with its place, and no verdict."""

from __future__ import annotations

from typing import Any

import pytest

from rag.pictures import Bar, Bars, CitedPlace, Figure, draw_pictures
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


def bars(*facts: dict[str, Any]) -> tuple[Bar, ...]:
    pictures = draw_pictures(answer(*facts), ())
    return tuple(bar for picture in pictures if isinstance(picture, Bars) for bar in picture.bars)


FOUND = Figure("North", "56%", "in September 2018", 0.56, CitedPlace("north-2018", "39", 2))
TARGET = Figure("KPI 6a, % care leavers in work", "58%", "by Mar-17", 0.58, CitedPlace("plan", "KPI 6a", 1))


def test_an_outcome_is_a_bar_and_its_target_a_mark() -> None:
    assert bars(MEASURE, OUTCOME) == (Bar(FOUND, (TARGET,)),)


def test_one_figure_for_two_measures_is_one_bar_with_two_marks() -> None:
    other = {**MEASURE, "reference": "6b", "locator": "KPI 6b", "target": "70 per cent", "due": ""}
    mark = Figure(
        "KPI 6b, % care leavers in work", "70 per cent", "undated", 0.7, CitedPlace("plan", "KPI 6b", 1)
    )
    assert bars(MEASURE, other, OUTCOME, {**OUTCOME, "reference": "6b"}) == (Bar(FOUND, (TARGET, mark)),)


@pytest.mark.parametrize(
    ("measure", "outcome"),
    [
        ({}, {"value": "50–60%"}),
        ({}, {"value": "120%"}),
        ({}, {"value": ""}),
        ({}, {"reference": "7"}),
        ({"target": "90–95%"}, {}),
        ({"target": "Good"}, {}),
    ],
)
def test_what_is_no_plain_percentage_of_the_same_measure_has_no_bar(
    measure: dict[str, str], outcome: dict[str, str]
) -> None:
    assert bars({**MEASURE, **measure}, {**OUTCOME, **outcome}) == ()


def test_bars_are_told_in_words() -> None:
    (picture,) = draw_pictures(answer(MEASURE, OUTCOME), ())
    assert picture.alternative == (
        "What was found, beside its target. "
        "North: 56% in September 2018, beside a target of 58% by Mar-17 (KPI 6a, % care leavers in work)."
    )
