"""Ruled tables of a PDF -> its pages with a line of cells for each row of a table."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from rag.reading.lines import Box, surround
from rag.reading.pages import Page, PrintedLine, print_text
from rag.reading.wording import join_cut

FEWEST_RULES = 4
MOST_RULES = 5000  # beyond, it is a drawing
MOST_TABLED_PAGES = 200
EDGE = 0.5

Row = list[Box | None]

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of fonts that we do not draw


def set_tables(document: pdfium.PdfDocument, data: bytes, pages: Sequence[Page]) -> list[Page]:
    """The pages with the rows of their ruled tables in place of the lines inside them."""
    ruled = set(islice(_ruled_pages(document), MOST_TABLED_PAGES))
    if not ruled:
        return list(pages)
    with pdfplumber.open(io.BytesIO(data)) as plumber:
        return [
            _set_page(document, page, _find_tables(plumber.pages[page.number - 1]))
            if page.number in ruled
            else page
            for page in pages
        ]


def _ruled_pages(document: pdfium.PdfDocument) -> Iterator[int]:
    """The numbers of the pages on which enough is drawn to be a table."""
    for index in range(len(document)):
        page = document[index]
        drawn = islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2), MOST_RULES + 1)
        if FEWEST_RULES <= sum(1 for _ in drawn) <= MOST_RULES:
            yield index + 1
        page.close()


def _find_tables(page: pdfplumber.page.Page) -> list[list[Row]]:
    """The cells of each table of a page, row by row, with heights from the bottom; boxes are no tables."""
    tables = []
    for table in page.find_tables():
        rows = [[_turn(cell, page.height) for cell in row.cells] for row in table.rows]
        if max(map(len, rows)) > (1 if len(rows) > 1 else 2):
            tables.append(rows)
    page.close()
    return tables


def _turn(cell: Box | None, height: float) -> Box | None:
    return (cell[0], height - cell[3], cell[2], height - cell[1]) if cell else None


def _set_page(document: pdfium.PdfDocument, page: Page, tables: Sequence[Sequence[Row]]) -> Page:
    if not tables:
        return page
    text = document[page.number - 1].get_textpage()
    lines = list(page.lines)
    for rows in tables:
        edge = surround(cell for row in rows for cell in row)
        inside = [index for index, line in enumerate(lines) if edge and _is_inside(line, edge)]
        if edge and inside:
            lines[inside[0] : inside[0]] = [line for row in rows if (line := _read_row(text, row, page))]
            gone = {id(page_line) for page_line in page.lines if _is_inside(page_line, edge)}
            lines = [line for line in lines if id(line) not in gone]
    text.close()
    return replace(page, lines=tuple(lines))


def _read_row(text: pdfium.PdfTextPage, row: Row, page: Page) -> PrintedLine | None:
    cells = tuple(_read_cell(text, cell) for cell in row)
    words = " ".join(filter(None, cells))
    box = surround(row)
    if not (words and box):
        return None
    return PrintedLine(words, page.number, box, box[1], page.size, cells=cells)


def _read_cell(text: pdfium.PdfTextPage, cell: Box | None) -> str:
    if cell is None:
        return ""
    left, bottom, right, top = cell
    printed = text.get_text_bounded(left - EDGE, bottom - EDGE, right + EDGE, top + EDGE)
    lines = [line.strip() for line in print_text(printed).splitlines() if line.strip()]
    return " ".join(join_cut(*lines).split()) if lines else ""


def _is_inside(line: PrintedLine, edge: Box) -> bool:
    middle = (line.box[1] + line.box[3]) / 2
    return edge[1] < middle < edge[3] and line.box[0] > edge[0] - 1 and line.box[2] < edge[2] + 1
