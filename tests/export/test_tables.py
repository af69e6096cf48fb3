"""Tables to files that people go on working with: each opened as its own kind, none computing anything."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from openpyxl import load_workbook

from rag.errors import InvalidSetting
from rag.export.tables import TABLE_ENDINGS, Sheet, make_tables, write_tables

MADE_ON = date(2026, 3, 1)
COLUMNS = ("Point", "Owner")
ROWS = (("Plans are late: “see 2.1”.\nVisits too.", ""), ("=1+1", "Ms Brown"))
SHEET = Sheet(
    "Action plan: Bath & North East Somerset, 2022 [draft]", COLUMNS, ROWS, ("Compared with none.",)
)
OTHER = Sheet("Grades", ("Judgement", "Now"), (("Overall", "Good"),))


def rows_of(content: bytes, at: int = 0) -> list[list[str]]:
    """The cells of a sheet in Excel, empty ones as empty text."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[at]
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_a_workbook_has_a_sheet_a_table_with_its_title_notes_and_date() -> None:
    content = make_tables([SHEET, OTHER], ".xlsx", made_on=MADE_ON)
    above, (head, *rows) = rows_of(content)[:3], rows_of(content)[3:]
    assert [line[0] for line in above] == [
        SHEET.title,
        "Compared with none.",
        "Exported from Pinpoint on 1 March 2026.",
    ]
    assert head == list(COLUMNS)
    assert rows[0] == [ROWS[0][0], ""]
    assert rows_of(content, 1)[-1] == ["Overall", "Good"]


def test_a_sheet_has_a_name_that_excel_takes() -> None:
    for name in load_workbook(io.BytesIO(make_tables([SHEET], ".xlsx"))).sheetnames:
        assert len(name) <= 31
        assert not set(name) & set("[]:*?/\\")


@pytest.mark.parametrize("title", ["a\x00b\uffff", "'quoted'", "two\nlines", "\x1b[31m", " ", "\ud800"])
def test_any_title_makes_a_workbook_and_a_document(title: str) -> None:
    sheet = Sheet(title, (title,), ((title,),), (title,))
    (name,) = load_workbook(io.BytesIO(make_tables([sheet], ".xlsx"))).sheetnames
    assert name.isprintable()
    assert not {name[0], name[-1]} & {"'", " "}
    assert docx.Document(io.BytesIO(make_tables([sheet], ".docx"))).tables


def test_a_workbook_can_be_filtered_and_its_head_stays_in_sight() -> None:
    sheet = load_workbook(io.BytesIO(make_tables([SHEET], ".xlsx"))).worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A5", "A4:B6")


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_cell_computes_nothing(ending: str) -> None:
    content = make_tables([SHEET], ending)
    told = (
        rows_of(content) if ending == ".xlsx" else list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    )
    assert told[-1] == ["'=1+1", "Ms Brown"]
    if ending == ".xlsx":
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_word_document_has_a_table_each_under_its_heading_across_the_page() -> None:
    document = docx.Document(io.BytesIO(make_tables([SHEET, OTHER], ".docx", made_on=MADE_ON)))
    assert document.core_properties.title == SHEET.title
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    headings = [
        p.text for p in document.paragraphs if ((p.style and p.style.name) or "").startswith("Heading")
    ]
    assert headings == [SHEET.title, OTHER.title]
    first, second = document.tables
    assert [[cell.text for cell in row.cells] for row in first.rows] == [list(COLUMNS), *map(list, ROWS)]
    assert second.rows[1].cells[1].text == "Good"


def test_csv_holds_the_first_table_alone() -> None:
    content = make_tables([SHEET, OTHER], ".csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert (rows[0], rows[1], len(rows)) == (list(COLUMNS), list(ROWS[0]), 3)


@pytest.mark.parametrize("ending", TABLE_ENDINGS)
def test_a_table_without_rows_is_a_file_too(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "new" / f"empty{ending}"
    write_tables(path, [Sheet("Empty", COLUMNS, ())])
    assert path.stat().st_size > 0


def test_characters_that_no_file_holds_are_left_out() -> None:
    content = make_tables([Sheet("T", ("A",), (("one\x00\x0btwo",),))], ".xlsx")
    assert "one" in rows_of(content)[-1][0]
    assert not set("\x00\x0b") & set(rows_of(content)[-1][0])


def test_a_file_that_is_there_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_text("mine")
    with pytest.raises(InvalidSetting, match="is there already"):
        write_tables(path, [SHEET])
    with pytest.raises(InvalidSetting, match=r"plan\.pdf does not end in \.xlsx, \.docx or \.csv"):
        write_tables(tmp_path / "plan.pdf", [SHEET])
    assert path.read_text() == "mine"
