"""A grid over reports of made-up authorities that say this and that on caseloads."""

from __future__ import annotations

from rag.grid import Finding, Polarity, ReportRow, ThemeGrid

LONG = (
    "Caseloads are too high in the assessment teams, where social workers hold up to thirty children each "
    "and have told inspectors that they cannot see them as often as they would like to, or write it up."
)


def finding(polarity: Polarity, quote: str, likelihood: float, locator: str = "12") -> Finding:
    """What one sentence says."""
    return Finding(locator, 4, quote, polarity, likelihood)


def row(authority: str, date: str, *findings: Finding, grade: str = "Good", read: bool = True) -> ReportRow:
    """A report with these findings, the likeliest first; or one that was not read."""
    name = f"inspection of {'May' if date[5:7] == '05' else 'June'} {date[:4]}"
    id = f"{authority.lower()}/{date}"
    return ReportRow(id, authority, date, name, grade, findings if read else None)


ROWS = (
    row(
        "East",
        "2019-05-03",
        finding("weakness", LONG, 0.9, "31"),
        finding("strength", "Caseloads have fallen.", 0.8),
        finding("neutral", "Caseloads are counted each month.", 0.7),
    ),
    row("North", "2017-06-09", finding("weakness", "Caseloads are high.", 0.95), grade="inadequate"),
    row("North", "2021-05-07", finding("strength", "Caseloads are manageable.", 0.9), grade=""),
    row("South", "2018-05-18", finding("both", "Caseloads fell, but not enough.", 0.6)),
    row("South", "2022-06-10"),
    row("West", "2020-05-15", read=False),
)
GRID = ThemeGrid("What do inspectors say about caseloads?", "caseloads", "", ROWS)
