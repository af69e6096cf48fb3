"""A workbook or a CSV file -> Lines: a heading for each sheet, its titles, and a row for each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl

from rag.model import day_of
from rag.reading.lines import Line
from rag.reading.text import clean

WIDEST_ROW = 100
MOST_ROWS = 20_000
DELIMITERS = ",;\t|"


def read_workbook_lines(data: bytes) -> list[Line]:
    """The lines of a workbook, as its cells were last shown."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    lines: list[Line] = []
    for sheet in book.worksheets:
        rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=WIDEST_ROW)
        found = list(_read_rows([_print_cell(cell) for cell in row] for row in rows))
        if found and len(book.worksheets) > 1:
            lines.append(Line(sheet.title, mark="heading", whole=True))
        lines += found
    book.close()
    return lines


def read_csv_lines(text: str) -> list[Line]:
    """The lines of a CSV file, whatever stands between its cells."""
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:10_000], DELIMITERS)
    except csv.Error:
        dialect = csv.excel
    rows = csv.reader(io.StringIO(text), dialect)
    return list(_read_rows([clean(cell) for cell in row[:WIDEST_ROW]] for row in rows))


def _read_rows(rows: Iterable[list[str]]) -> Iterator[Line]:
    """The rows of a sheet; what stands alone above a table is its title."""
    in_table = False
    for cells in rows:
        filled = [cell for cell in cells if cell]
        in_table = bool(filled) and (in_table or len(filled) > 1)
        if in_table:
            yield Line(" ".join(filled), mark="row", cells=_trim(cells), whole=True)
        elif filled:
            yield Line(filled[0], whole=True)


def _trim(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells up to the last column that any table is likely to use: without the empty ones at the end."""
    last = max((index for index, cell in enumerate(cells) if cell), default=-1)
    return tuple(cells[: last + 1])


def _print_cell(cell: Any) -> str:
    """What a cell shows: dates as a person writes them, shares as percentages, whole numbers whole."""
    value = cell.value
    if isinstance(value, datetime | date):
        return day_of(value.isoformat()[:10])
    if isinstance(value, float | int) and not isinstance(value, bool):
        if "%" in (cell.number_format or ""):
            return f"{value * 100:g}%"
        return f"{value:g}" if abs(value) < 1e6 else str(value)
    return "" if value is None else clean(str(value))
