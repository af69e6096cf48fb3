"""A theme over many reports to a table: a row a report, whatever it says, or whether it was not read."""

from __future__ import annotations

from rag.export.tables import Sheet
from rag.grid import Finding, ReportRow, ThemeGrid

COLUMNS = (
    "Authority", "Report", "Date", "Judged", "What it says", "Strength", "Where the strength stands",
    "Weakness", "Where the weakness stands", "Neither", "Where that stands", "Document",
)  # fmt: skip


def grid_sheets(grid: ThemeGrid) -> list[Sheet]:
    """The table, with the count of what the reports say above it."""
    told = [f"{said}: {count}" for said, count in grid.counts.items() if count]
    notes = (f"Looked up as: {grid.subject}", *([f"Reports: {grid.chosen}"] if grid.chosen else []))
    rows = tuple(_row(row) for row in grid.rows)
    unreadable = [f"Could not be read: {', '.join(grid.unreadable)}"] if grid.unreadable else []
    notes = (*notes, f"{len(rows)} reports; {', '.join(told)}", *unreadable)
    return [Sheet(grid.question, COLUMNS, rows, notes)]


def _row(row: ReportRow) -> tuple[str, ...]:
    strength, weakness = (row.of(polarity) for polarity in ("strength", "weakness"))
    neither = row.telling() if not strength and not weakness else None
    return (
        row.authority,
        row.name,
        row.date,
        row.grade,
        row.said,
        *_quoted(strength),
        *_quoted(weakness),
        *_quoted(neither),
        row.document,
    )


def _quoted(finding: Finding | None) -> tuple[str, str]:
    if not finding:
        return "", ""
    page = f" (p. {finding.page})" if finding.page else ""
    return finding.quote, f"{finding.locator}{page}"
