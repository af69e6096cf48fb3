"""A plan says the same in every format that councils keep; and what is special to each of them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from html import escape
from itertools import groupby
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from rag.errors import UnreadableFile
from rag.reading import read_document
from rag.reading.files import LARGEST_UNPACKED_BYTES
from rag.reading.lines import Line
from rag.reading.text import read_text_lines

from .printing import Printer
from .shipped import CORPUS, PLAN, document

PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "•": "-"})
PLAN_LINES = read_text_lines((CORPUS / f"{PLAN}.txt").read_text(encoding="utf-8").translate(PLAIN))


def is_heading(line: Line) -> bool:
    return not line.mark and len(line.text) < 90 and not line.text.endswith(".") and line.text[0].isalpha()


def tables() -> list[list[Line]]:
    """The lines of the plan, each table's rows together and any other line by itself."""
    runs: list[list[Line]] = []
    for width, run in groupby(PLAN_LINES, key=lambda line: len(line.cells)):
        lines = list(run)
        runs += [lines] if width else [[line] for line in lines]
    return runs


def word_plan() -> bytes:
    plan = docx.Document()
    for run in tables():
        if run[0].cells:
            table = plan.add_table(len(run), len(run[0].cells))
            for row, line in zip(table.rows, run, strict=True):
                for cell, text in zip(row.cells, line.cells, strict=True):
                    cell.text = text
        else:
            style = {"bullet": "List Bullet"}.get(
                run[0].mark, "Heading 2" if is_heading(run[0]) else "Normal"
            )
            plan.add_paragraph(run[0].text, style=style)
    file = io.BytesIO()
    plan.save(file)
    return file.getvalue()


def workbook_plan() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for run in tables():
        if not run[0].cells:
            sheet.append([])
        for line in run:
            sheet.append(list(line.cells or [line.text]))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_plan() -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    for run in tables():
        writer.writerows([[]] if not run[0].cells else [])
        writer.writerows(list(line.cells or [line.text]) for line in run)
    return file.getvalue().encode("utf-8-sig")


def web_plan() -> bytes:
    parts = ["<!doctype html><html><head><title>x</title></head><body><nav>Home</nav>"]
    for run in tables():
        if run[0].cells:
            rows = ("".join(f"<td>{escape(cell)}</td>" for cell in line.cells) for line in run)
            parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
        else:
            tag = "h2" if is_heading(run[0]) else "li" if run[0].mark else "p"
            parts.append(f"<{tag}>{escape(run[0].text)}</{tag}>")
    return "".join(parts).encode()


def printed_plan() -> bytes:
    printer = Printer(numbers=False)
    pdf = printer.pdf
    pdf.set_auto_page_break(True, 50)
    for run in tables():
        if run[0].cells:
            pdf.set_font("helvetica", "", 9)
            with pdf.table(first_row_as_headings=False, line_height=12) as table:
                for line in run:
                    table.row(line.cells)
        else:
            pdf.set_font("helvetica", "B" if is_heading(run[0]) else "", 14 if is_heading(run[0]) else 11)
            mark = "· " if run[0].mark else ""
            pdf.multi_cell(0, 14, f"{mark}{run[0].text}", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(14)
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("ending", "make"),
    [
        ("docx", word_plan),
        ("xlsx", workbook_plan),
        ("csv", csv_plan),
        ("html", web_plan),
        ("pdf", printed_plan),
    ],
)
def test_the_shipped_plan_has_the_same_actions_and_measures(
    tmp_path: Path, ending: str, make: Callable[[], bytes]
) -> None:
    (tmp_path / f"plan.{ending}").write_bytes(make())
    read = read_document(tmp_path / f"plan.{ending}", tmp_path)
    shipped = document(PLAN)

    def plain(row: object) -> dict[str, str]:
        return {name: value.translate(PLAIN) for name, value in asdict(row).items()}  # type: ignore[call-overload]

    assert read.kind == "improvement-plan"
    assert list(map(plain, read.actions)) == list(map(plain, shipped.actions))
    assert list(map(plain, read.measures)) == list(map(plain, shipped.measures))


def test_a_word_list_has_the_numbers_that_word_prints(tmp_path: Path) -> None:
    report = docx.Document()
    report.add_heading("Findings", 1)
    for text in ("Children are safe.", "Plans are clear."):
        report.add_paragraph(text, style="List Number")
    report.add_heading("Next steps", 1)
    report.add_paragraph("Leaders should act.", style="List Number")
    report.save(str(tmp_path / "a.docx"))
    found = read_document(tmp_path / "a.docx", tmp_path).paragraphs
    assert [(p.locator, p.section, p.text) for p in found] == [
        ("1", "Findings", "Children are safe."),
        ("2", "Findings", "Plans are clear."),
        ("3", "Next steps", "Leaders should act."),
    ]


def test_a_merged_cell_of_a_word_table_is_told_once(tmp_path: Path) -> None:
    report = docx.Document()
    table = report.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Both"
    for cell, text in zip(table.rows[1].cells, "abc", strict=True):
        cell.text = text
    table.cell(0, 2).text = "Third"
    report.save(str(tmp_path / "a.docx"))
    (paragraph,) = read_document(tmp_path / "a.docx", tmp_path).paragraphs
    assert paragraph.text == "Both | Third\na | b | c"


def test_a_workbook_shows_dates_and_shares_as_its_reader_saw_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Measure", "Target", "Target date"])
    sheet.append(["Visits on time", 0.85, date(2019, 3, 31)])
    sheet["B2"].number_format = "0%"
    book.save(tmp_path / "a.xlsx")
    (measure,) = read_document(tmp_path / "a.xlsx", tmp_path).measures
    assert (measure.text, measure.target, measure.due) == ("Visits on time", "85%", "31 March 2019")


def test_a_web_page_is_read_without_what_surrounds_it(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<html><body><header>Menu</header><h1>Our <b>plan</b></h1>"
        "<div>It has <i>two</i> parts, each with its own aim:"
        "<ul><li>one<ul><li>inside it</li></ul></li><li>two</li></ul></div><script>x()</script>"
        "<footer>Cookies</footer></body></html>",
        encoding="utf-8",
    )
    found = read_document(tmp_path / "a.html", tmp_path).paragraphs
    assert [(p.locator, p.section, p.text) for p in found] == [
        ("Our plan, 1", "Our plan", "It has two parts, each with its own aim:"),
        ("Our plan, bullet 1", "Our plan", "one\n– inside it"),
        ("Our plan, bullet 2", "Our plan", "two"),
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.docx", "a.docx cannot be opened as a Word document; save it again as one."),
        ("a.xlsx", "a.xlsx cannot be opened as a workbook; save it again as one."),
    ],
)
@pytest.mark.parametrize("data", [b"PK\x03\x04 cut", b"not a package"])
def test_a_broken_package_is_named(tmp_path: Path, name: str, message: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFile) as error:
        read_document(tmp_path / name, tmp_path)
    assert str(error.value) == message


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "a.html",
            b"<div>" * 100_000 + b"text",
            "a.html cannot be read (the page is nested too deeply); save it as text.",
        ),
        (
            "a.csv",
            b'"' + b"a," * 200_000,
            "a.csv is not rows of cells (field larger than field limit (131072)); save it again as CSV.",
        ),
    ],
)
def test_a_hostile_file_is_refused_in_seconds(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFile) as error:
        read_document(tmp_path / name, tmp_path)
    assert str(error.value) == message


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_a_package_that_would_swell_beyond_measure_is_not_opened(tmp_path: Path, name: str) -> None:
    deflated = zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with deflated as package, package.open("word/document.xml", "w") as part:
        for _ in range(LARGEST_UNPACKED_BYTES // 2**20 + 1):
            part.write(bytes(2**20))
    with pytest.raises(UnreadableFile, match="unpacks to more than 500 MB; split it into smaller documents"):
        read_document(tmp_path / name, tmp_path)


def test_a_number_of_a_word_paragraph_may_come_from_its_own_list(tmp_path: Path) -> None:
    report = docx.Document()
    for text in ("First.", "Second."):
        properties = report.add_paragraph(text)._p.get_or_add_pPr()
        numbers = OxmlElement("w:numPr")
        number = OxmlElement("w:numId")
        number.set(qn("w:val"), "99")
        numbers.append(number)
        properties.append(numbers)
    report.save(str(tmp_path / "a.docx"))
    assert [p.text for p in read_document(tmp_path / "a.docx", tmp_path).paragraphs] == ["First.", "Second."]


def test_a_sheet_without_a_plan_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_text("authority,grade\nBristol,good\nLeeds,good\n")
    with pytest.raises(UnreadableFile, match=r"figures\.csv holds no table of actions or of measures"):
        read_document(tmp_path / "figures.csv", tmp_path)
