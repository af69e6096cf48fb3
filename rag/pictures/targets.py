"""Targets and what was found to bars: an outcome on a scale to 100 per cent, its targets marks on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.facts import MeasureFact, OutcomeFact
from rag.model import Answer, month_of
from rag.pictures.values import Bar, Bars, CitedPlace, Figure

_PER_CENT = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|per cent)")


def draw_targets(answer: Answer) -> Bars | None:
    """A bar for each outcome that is a plain percentage and has such a target; None where there is none.

    An outcome is a fact of type ``outcome``: the ``value`` found for the measure of that
    ``reference``. One figure may be found for several measures: then it is one bar.
    """
    measures = {fact["reference"]: fact for fact in answer.facts if fact["type"] == "measure"}
    outcomes: dict[tuple[str, ...], list[OutcomeFact]] = {}
    for fact in answer.facts:
        if fact["type"] == "outcome" and fact["reference"] in measures:
            outcomes.setdefault((fact["document"], fact["locator"], fact["value"]), []).append(fact)
    bars = tuple(
        bar
        for same in outcomes.values()
        for bar in _bars(same[0], [measures[outcome["reference"]] for outcome in same])
    )
    return Bars("What was found, beside its target", bars) if bars else None


def _bars(outcome: OutcomeFact, measures: Sequence[MeasureFact]) -> Iterator[Bar]:
    """The bar of one outcome; none where it or every target is no plain percentage."""
    when = f"in {month_of(outcome['date'])}" if outcome["date"] else "undated"
    found = _figure(outcome, outcome["authority"] or "Found", outcome["value"], when)
    targets = tuple(figure for measure in measures if (figure := _target(measure)))
    if found and targets:
        yield Bar(found, targets)


def _target(measure: MeasureFact) -> Figure | None:
    when = f"by {measure['due']}" if measure["due"] else "undated"
    return _figure(measure, f"{measure['locator']}, {measure['text']}", measure["target"], when)


def _figure(fact: MeasureFact | OutcomeFact, heading: str, printed: str, when: str) -> Figure | None:
    """A plain percentage as a figure; None for anything else, such as a range."""
    number = _PER_CENT.fullmatch(printed.strip())
    if not number or float(number[1]) > 100:
        return None
    place = CitedPlace(fact["document"], fact["locator"], fact["citation"])
    return Figure(heading, printed.strip(), when, float(number[1]) / 100, place)
