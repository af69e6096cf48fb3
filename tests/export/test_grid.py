"""A grid to a table: each sentence under the heading of what it says, each report with a row."""

from rag.export.grid import COLUMNS, grid_sheets
from rag.grid import Finding, Polarity, ReportRow, ThemeGrid


def row_of(name: str, findings: tuple[Finding, ...] | None) -> ReportRow:
    return ReportRow(name.lower(), name, "2018-05-01", "inspection of May 2018", "good", findings)


def finding_of(polarity: Polarity) -> Finding:
    return Finding("7", 3, f"This is {polarity}.", polarity, 0.9)


ROWS = (
    row_of("North", (finding_of("strength"), finding_of("weakness"))),
    row_of("South", (finding_of("neutral"),)),
    row_of("East", ()),
    row_of("West", None),
)


def test_each_sentence_stands_under_what_it_says_and_no_report_is_left_out() -> None:
    (sheet,) = grid_sheets(ThemeGrid("Visits?", "visits", "since 2018", ROWS, unreadable=("broken.pdf",)))
    north, south, east, west = (dict(zip(COLUMNS, row, strict=True)) for row in sheet.rows)
    assert (north["Strength"], north["Where the strength stands"]) == ("This is strength.", "7 (p. 3)")
    assert (north["Weakness"], north["Neither"]) == ("This is weakness.", "")
    assert (south["What it says"], south["Strength"], south["Neither"]) == ("neutral", "", "This is neutral.")
    assert [row["What it says"] for row in (east, west)] == ["nothing said", "not read"]
    assert "Reports: since 2018" in sheet.notes
    assert "Could not be read: broken.pdf" in sheet.notes
