"""A grid over many reports to statements: how many say what, by which grades, and the most telling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.answering.evidence import Evidence
from rag.answering.statements import Reply, Source, Statement, counted, miss, quoted, say
from rag.domain.frameworks import frameworks
from rag.facts import ThemeFact
from rag.grid import Finding, Polarity, ReportRow, Said, ThemeGrid
from rag.model import month_of

EXAMPLES = 3  # of each polarity that are quoted
_TELLS: tuple[tuple[Polarity, str], ...] = (("strength", "Strengths"), ("weakness", "Weaknesses"))


def state_theme_over_reports(evidence: Evidence) -> list[Statement] | Reply:
    """The count and how many reports were looked at, then by grade, then examples, then what was not read."""
    grid, sought = evidence.grid, evidence.query.slots.sought
    assert grid
    rows = [row for row in grid.rows if (row.said in (sought, "both") if sought else row.findings)]
    first = _count(grid, rows, sought)
    unread = [miss(f"{counted(grid.counts['not read'], 'report')} not read.")] if not grid.is_whole else []
    unread += [say(f"Could not be read at all: {', '.join(grid.unreadable)}.")] if grid.unreadable else []
    if not rows:
        return Reply("not_in_documents", " ".join([first.wording, *(note.wording for note in unread)]))
    return [first, *_by_grade(grid), *_examples(rows, sought), *unread]


def _count(grid: ThemeGrid, found: Sequence[ReportRow], sought: str) -> Statement:
    """``37 of 131 reports find a weakness in caseloads in 28 authorities``, or how many say what."""
    of_all = f"{len(found) or 'None'} of {counted(len(grid.rows), 'report')}"
    among = f" ({grid.chosen})" if grid.chosen else ""
    does = f"{_verb(len(found))} a {sought} in" if sought else "say something on"
    told = f"**{of_all}{among} {does} {grid.subject}**"
    if found and sought:
        told += f" in {counted(len({row.authority for row in found}), 'authority')}"
    counts = grid.counts
    parts = [f"{counts[said]} {words}" for said, words in _COUNTED if counts[said]]
    return say(f"{told}: {', '.join(parts)}." if parts else f"{told}.")


_COUNTED: tuple[tuple[Said, str], ...] = (
    ("strength", "a strength alone"),
    ("weakness", "a weakness alone"),
    ("both", "both"),
    ("neutral", "neither"),
    ("nothing said", "say nothing of it"),
)


def _verb(count: int) -> str:
    return "finds" if count == 1 else "find"


def _by_grade(grid: ThemeGrid) -> list[Statement]:
    """A table of how many reports of each grade find a strength, and how many a weakness."""
    ranked = [grade for framework in frameworks() for grade in reversed(framework.scale)]
    own = {grade: [row for row in grid.rows if row.grade == grade] for grade in dict.fromkeys(ranked)}
    lines = [
        f"| {grade.capitalize()} | {len(rows)} | {_finding_count(rows, 'strength')} | "
        f"{_finding_count(rows, 'weakness')} |"
        for grade, rows in own.items()
        if rows
    ]
    if len(lines) < 2:
        return []
    return [
        say("| Judged | Reports | Find a strength | Find a weakness |"),
        say("| --- " * 4 + "|"),
        *map(say, lines),
    ]


def _finding_count(rows: Sequence[ReportRow], polarity: Polarity) -> int:
    return sum(row.said in (polarity, "both") for row in rows)


def _examples(rows: Sequence[ReportRow], sought: str) -> list[Statement]:
    """The likeliest findings, a few of each polarity that is sought, each authority once."""
    statements = []
    for polarity, heading in _TELLS:
        if sought in ("", polarity):
            found = [(row, row.of(polarity)) for row in rows if polarity in row.polarities]
            statements += [_quote(row, finding, heading) for row, finding in _likeliest(found)]
    return statements or [_quote(r, f, "Said") for r, f in _likeliest([(r, r.telling()) for r in rows])]


def _likeliest(
    found: Iterable[tuple[ReportRow, Finding | None]],
) -> list[tuple[ReportRow, Finding]]:
    """A few, the likeliest first, one of each authority."""
    by_authority: dict[str, tuple[ReportRow, Finding]] = {}
    told = [(row, finding) for row, finding in found if finding]
    for row, finding in sorted(told, key=lambda one: -one[1].likelihood):
        by_authority.setdefault(row.authority, (row, finding))
    return list(by_authority.values())[:EXAMPLES]


def _quote(row: ReportRow, finding: Finding, heading: str) -> Statement:
    fact: ThemeFact = {
        "type": "theme",
        "document": row.document,
        "locator": finding.locator,
        "authority": row.authority,
        "date": row.date,
        "said": finding.polarity,
        "quote": finding.quote,
    }
    when = f", {month_of(row.date)}" if row.date else ""
    source = Source(row.document, finding.locator, finding.quote)
    return say(f"- {row.authority}{when}: {quoted(finding.quote)} ", source, under=heading, facts=(fact,))
