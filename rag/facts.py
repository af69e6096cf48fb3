"""Rows of data behind an answer, in plain JSON types: what each kind of row holds.

``document`` and ``locator`` say where it is printed, ``citation`` is the number of that citation in the
answer. Dates are ISO 8601 strings; ``due`` and ``target`` are as a plan prints them.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class Printed(TypedDict):
    """Where a row is printed."""

    document: str
    locator: str
    citation: NotRequired[int]


class JudgementFact(Printed):
    """A grade: of which area, on the scale of ``Judgement.grade`` and as printed, by which inspection."""

    type: Literal["judgement"]
    authority: str | None
    date: str | None
    area: str
    label: str
    grade: str
    printed: NotRequired[str]


class MeasureFact(Printed):
    """A performance indicator of a plan, with its target."""

    type: Literal["measure"]
    authority: str | None
    reference: str
    text: str
    due: str
    target: str


class ActionFact(Printed):
    """An action of a plan, with who leads it."""

    type: Literal["action"]
    authority: str | None
    reference: str
    text: str
    due: str
    lead: str


class OutcomeFact(Printed):
    """What was found for the measure of that reference."""

    type: Literal["outcome"]
    authority: str | None
    date: str | None
    reference: str
    value: str


class InspectorFact(Printed):
    """Who led an inspection."""

    type: Literal["lead inspector"]
    name: str


class InspectionDatesFact(Printed):
    """The first and the last day of an inspection."""

    type: Literal["inspection dates"]
    start: str
    end: str


class PublicationFact(Printed):
    """When a document was published."""

    type: Literal["publication date"]
    published: str


class ThemeFact(Printed):
    """What a report says on a subject: a strength, a weakness, both or neither, in its words."""

    type: Literal["theme"]
    authority: str | None
    date: str | None
    said: str
    quote: str


Fact = (
    JudgementFact
    | MeasureFact
    | ActionFact
    | OutcomeFact
    | InspectorFact
    | InspectionDatesFact
    | PublicationFact
    | ThemeFact
)
