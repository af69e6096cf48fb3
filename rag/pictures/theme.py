"""A grid over many reports to a heat map: a row a report, a sign and a word for what it says, and quotes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rag.grid import SAID, Finding, ReportRow, Said, ThemeGrid
from rag.model import month_of
from rag.pictures.values import CitedPlace

Order = Literal["authority", "date", "says"]

INK = "#1b2126"
LONGEST_QUOTE = 170  # characters of a sentence, so that a row is seldom over four lines
_STRONG, _WEAK = "#a6d3e6", "#f4b27a"


@dataclass(frozen=True, slots=True)
class Mark:
    """The sign and the word for what a report says; the fills under them, read in INK, are never needed."""

    sign: str
    word: str
    fills: tuple[str, ...] = ()


MARKS: Mapping[Said, Mark] = {
    "strength": Mark("+", "Strength", (_STRONG,)),
    "both": Mark("±", "Both", (_STRONG, _WEAK)),
    "weakness": Mark("−", "Weakness", (_WEAK,)),
    "neutral": Mark("•", "Neutral"),
    "nothing said": Mark("○", "Nothing said"),
    "not read": Mark("?", "Not read"),
}


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that tells what a report says, as it is printed and shortened, and where it stands."""

    mark: Mark
    text: str
    short: str
    place: CitedPlace


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A row of a heat map: whose report it is, which and how judged, what it says, and what tells it.

    A report that says both has a quote for each, unless one sentence tells both.
    """

    authority: str
    report: str
    grade: str
    mark: Mark
    quotes: tuple[Quote, ...]


def draw_theme(
    grid: ThemeGrid, *, says: Collection[Said] = (), searched: str = "", order: Order = "authority"
) -> tuple[ReportLine, ...]:
    """The rows that say any of ``says``, or all, of authorities that hold the words searched for.

    By date the newest comes first, by what they say the strengths.
    """
    words = searched.casefold().split()
    rows = [
        row
        for row in grid.rows
        if (not says or row.said in says) and all(word in row.authority.casefold() for word in words)
    ]
    return tuple(map(_line, sorted(rows, key=_ORDERS[order], reverse=order == "date")))


_ORDERS: Mapping[Order, Callable[[ReportRow], Any]] = {
    "authority": lambda row: (row.authority, row.date),
    "date": lambda row: row.date,
    "says": lambda row: (SAID.index(row.said), row.authority, row.date),
}


def _line(row: ReportRow) -> ReportLine:
    when = month_of(row.date) if row.date else ""
    report = row.name if when in row.name else f"{row.name}, {when}"
    quotes = tuple(_quote(row, finding) for finding in _telling(row))
    return ReportLine(row.authority, report, row.grade, MARKS[row.said], quotes)


def _telling(row: ReportRow) -> Iterator[Finding]:
    """The likeliest findings that make a row say what it says."""
    sought = ("strength", "weakness") if row.said == "both" else (row.said,)
    found = {finding: finding.likelihood for said in sought if (finding := row.of(said))}
    yield from sorted(found, key=lambda finding: -found[finding])


def _quote(row: ReportRow, finding: Finding) -> Quote:
    place = CitedPlace(row.document, finding.locator)
    return Quote(MARKS[finding.polarity], finding.quote, shortened(finding.quote), place)


def shortened(sentence: str) -> str:
    """A sentence cut after a word, with a sign that it goes on."""
    if len(sentence) <= LONGEST_QUOTE:
        return sentence
    kept = sentence[: LONGEST_QUOTE + 1].rsplit(maxsplit=1)[0]
    return f"{kept.rstrip(' ,;:–-')}…"
