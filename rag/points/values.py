"""What the work after an inspection is made of: points for improvement, plans, lines of time, briefings.

Everything here is frozen plain data; dates are ISO 8601 strings, empty where a report has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from rag.grid import Finding, Polarity
from rag.model import place_of

Moved = Literal["up", "down", "same", ""]
Asked = Literal["asked", "did not ask", "lists no points"]
SIGNS: Mapping[Polarity, str] = {
    "strength": "a strength",
    "weakness": "a weakness",
    "both": "a strength and a weakness",
    "neutral": "neither strength nor weakness",
}


@dataclass(frozen=True, slots=True)
class Report:
    """A report as work refers to it: its id, whose it is, what it is called, and of when."""

    document: str
    authority: str
    name: str
    date: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point that a report asks to improve, as printed; ``place`` and ``label`` are ready to print.

    ``place`` is its paragraph and page, ``label`` the report too.
    """

    report: Report
    locator: str
    page: int | None
    text: str
    place: str
    label: str

    @property
    def told(self) -> str:
        """The point in its report's words: ``inspection of May 2014, para 12 (p. 6): “Ensure that…”``."""
        return f"{self.report.name}, {self.place}: “{' '.join(self.text.split())}”"


@dataclass(frozen=True, slots=True)
class PlannedPoint:
    """A point, and those of earlier reports that asked, at least in part, for the same, the latest first."""

    point: Point
    asked_before: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """Every point of a report; ``earlier`` are the reports that list points and came before, latest first."""

    report: Report
    points: tuple[PlannedPoint, ...]
    earlier: tuple[Report, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The plan in plain JSON types."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ReportOnSubject:
    """A report, and its points on the subject, the likeliest first; ``lists`` is how many it has in all."""

    report: Report
    points: tuple[Point, ...]
    lists: int

    @property
    def said(self) -> Asked:
        """Whether it asked."""
        return "asked" if self.points else "did not ask" if self.lists else "lists no points"


@dataclass(frozen=True, slots=True)
class Raised:
    """Whether a subject was raised before: every report of an authority, the earliest first."""

    authority: str
    subject: str
    reports: tuple[ReportOnSubject, ...]

    @property
    def first(self) -> ReportOnSubject | None:
        """The first report that asked."""
        return next((row for row in self.reports if row.points), None)

    @property
    def last(self) -> ReportOnSubject | None:
        """The last report that asked; its first point is how it was asked last."""
        return next((row for row in reversed(self.reports) if row.points), None)

    def to_dict(self) -> dict[str, Any]:
        """The line of time in plain JSON types, with what each report said."""
        rows = [asdict(row) | {"said": row.said} for row in self.reports]
        ends = {"first": self.first, "last": self.last}
        return {
            **asdict(self),
            "reports": rows,
            **{name: row and asdict(row.report) for name, row in ends.items()},
        }


@dataclass(frozen=True, slots=True)
class GradeThenNow:
    """The grades of an area at two inspections, as printed; ``then`` is empty where none was given.

    ``then_of`` says what the earlier grade was for, where that was more than the area. ``moved`` is empty
    where the two cannot be compared.
    """

    area: str
    then: str
    now: str
    moved: Moved
    then_of: str = ""

    @property
    def told_then(self) -> str:
        """The earlier grade, with what it was for where that was more than the area."""
        return f"{self.then} ({self.then_of})" if self.then_of else self.then


@dataclass(frozen=True, slots=True)
class SaidSince:
    """What a later report says of a point: the likeliest of its findings."""

    report: Report
    finding: Finding

    @property
    def told(self) -> str:
        """What it says, where, in its words, and whether that is a strength or a weakness."""
        place = place_of(self.finding.locator, self.finding.page)
        quote = " ".join(self.finding.quote.split())
        return f"{self.report.name}, {place}: “{quote}” ({SIGNS[self.finding.polarity]})"


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A point of the latest inspection, and what each later report that speaks of it says."""

    point: Point
    since: tuple[SaidSince, ...] = ()


@dataclass(frozen=True, slots=True)
class Briefing:
    """What to know before the inspectors come: grades then and now, and every open point.

    ``now`` and ``then`` are the latest inspection and the one before. ``asked_by`` lists the points, and
    ``later`` are the reports since. Each is None, or nothing, where none is loaded.
    """

    authority: str
    then: Report | None
    now: Report | None
    grades: tuple[GradeThenNow, ...]
    asked_by: Report | None
    later: tuple[Report, ...]
    points: tuple[OpenPoint, ...]

    def to_dict(self) -> dict[str, Any]:
        """The briefing in plain JSON types."""
        return asdict(self)
