"""What many reports say of one subject, every report accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

from rag.notebook import table_html
from rag.query import fields_from

Polarity = Literal["strength", "weakness", "both", "neutral"]
Said = Literal["strength", "weakness", "both", "neutral", "nothing said", "not read"]
SAID: tuple[Said, ...] = ("strength", "both", "weakness", "neutral", "nothing said", "not read")
SHOWN = ("Authority", "Report", "Judged", "What it says", "In its words")  # columns in a notebook


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence on the subject, word for word, where it is printed, and what it says of the service.

    ``likelihood`` is how likely it speaks of the subject (0 to 1).
    """

    locator: str
    page: int | None
    quote: str
    polarity: Polarity
    likelihood: float


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report: whose it is, of when, and its findings, the likeliest first; None where it was not read.

    ``grade`` is that of its judgement that covers the subject, in our terms; empty where it gives none.
    """

    document: str
    authority: str
    date: str
    name: str
    grade: str = ""
    findings: tuple[Finding, ...] | None = None

    @property
    def said(self) -> Said:
        """What it says of the subject, taken together."""
        if self.findings is None:
            return "not read"
        if not self.findings:
            return "nothing said"
        told = self.polarities
        if "both" in told or {"strength", "weakness"} <= told:
            return "both"
        return "strength" if "strength" in told else "weakness" if "weakness" in told else "neutral"

    @property
    def polarities(self) -> set[Polarity]:
        """What its findings say, one by one."""
        return {finding.polarity for finding in self.findings or ()}

    def of(self, polarity: str) -> Finding | None:
        """The likeliest finding of a polarity, else the likeliest that tells both."""
        found = self.findings or ()
        alone = (finding for finding in found if finding.polarity == polarity)
        return next(alone, next((finding for finding in found if finding.polarity == "both"), None))

    def telling(self) -> Finding | None:
        """The likeliest finding."""
        return next(iter(self.findings or ()), None)


@dataclass(frozen=True, slots=True)
class ThemeGrid:
    """Reports chosen by data, and what each says of ``subject``; ``chosen`` tells in words which they are.

    ``rows`` are by authority and date; every report that was chosen has one. ``corpus`` is the fingerprint
    of the documents, and ``unreadable`` names the files that could not be read at all, and so have no row.
    """

    question: str
    subject: str
    chosen: str
    rows: tuple[ReportRow, ...]
    corpus: str = ""
    unreadable: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[Said, int]:
        """How many reports say what; together they are all."""
        return {said: sum(row.said == said for row in self.rows) for said in SAID}

    @property
    def is_whole(self) -> bool:
        """Whether every report was read."""
        return not self.counts["not read"]

    def to_dict(self) -> dict[str, Any]:
        """The grid in plain JSON types, with what each report says."""
        rows = [asdict(row) | {"said": row.said} for row in self.rows]
        return {**asdict(self), "rows": rows, "counts": dict(self.counts)}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """The grid that ``to_dict`` came from, also after it was written and read as JSON."""
        rows = tuple(_row_from(row) for row in told.get("rows", ()))
        return cls(**{**fields_from(told, cls), "rows": rows})

    def _repr_html_(self) -> str:
        told = ", ".join(f"{count} {said}" for said, count in self.counts.items() if count)
        chosen = f" ({self.chosen})" if self.chosen else ""
        unread = f"; could not be read: {', '.join(self.unreadable)}" if self.unreadable else ""
        caption = f"{len(self.rows)} reports{chosen} on “{self.subject}”: {told or 'none'}{unread}"
        return table_html(caption, SHOWN, [_cells(row) for row in self.rows])


def _cells(row: ReportRow) -> tuple[str, ...]:
    """A report in a table that is shown: whose, which, how judged, what it says, and in which words."""
    sides = dict.fromkeys(filter(None, (row.of("strength"), row.of("weakness"))))
    told = tuple(sides) or tuple(filter(None, [row.telling()]))
    words = [f"“{' '.join(one.quote.split())}” ({_place(one)})" for one in told]
    return row.authority, row.name, row.grade, row.said, "\n".join(words)


def _place(finding: Finding) -> str:
    return f"{finding.locator}, p. {finding.page}" if finding.page else finding.locator


def _row_from(told: Mapping[str, Any]) -> ReportRow:
    found = told.get("findings")
    findings = None if found is None else tuple(Finding(**fields_from(one, Finding)) for one in found)
    return ReportRow(**{**fields_from(told, ReportRow), "findings": findings})
