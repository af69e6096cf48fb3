"""Targets and what was found to bars: each outcome on a scale to 100 per cent, its target a mark on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rag.model import Answer, month_of
from rag.pictures.values import Bar, Bars, Figure, Place

_PER_CENT = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|per cent)")

Fact = Mapping[str, Any]


def draw_targets(answer: Answer) -> Bars | None:
    """A bar for each measure whose target and outcome are plain percentages; None where there is none.

    An outcome is a fact of type ``outcome``: the ``value`` found for the measure of that ``reference``.
    """
    measures = [fact for fact in answer.facts if fact["type"] == "measure"]
    bars = tuple(_bars(measures, [fact for fact in answer.facts if fact["type"] == "outcome"]))
    return Bars("What was found, beside its target", bars) if bars else None


def _bars(measures: Sequence[Fact], outcomes: Sequence[Fact]) -> Iterator[Bar]:
    for measure in measures:
        for outcome in outcomes:
            if outcome["reference"] == measure["reference"]:
                due = f"due {measure['due']}" if measure["due"] else "no date"
                target = _figure(measure, measure["target"], due)
                found = _figure(outcome, outcome["value"], month_of(outcome["date"] or "") or "no date")
                if target and found:
                    yield Bar(f"{measure['locator']}, {measure['text']}", found, target)


def _figure(fact: Fact, printed: str, when: str) -> Figure | None:
    """A plain percentage as a figure; None for anything else, such as a range."""
    number = _PER_CENT.fullmatch(printed.strip())
    if not number or float(number[1]) > 100:
        return None
    place = Place(fact["document"], fact["locator"], fact["citation"])
    return Figure(printed.strip(), float(number[1]) / 100, when, place)
