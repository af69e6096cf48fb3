"""Tables to a file that people go on working with: Excel, Word or CSV."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rag.cells import inert, write_csv
from rag.export.blocks import Block, Paper, Paragraph, Run, Table
from rag.export.files import check_ending, check_path, write_whole
from rag.export.paper import visible
from rag.model import day_of

__all__ = ["TABLE_ENDINGS", "Sheet", "check_tables", "make_tables", "write_tables"]

WIDEST = 60  # characters of a column in Excel
LONGEST_NAME = 31  # characters of a sheet's name, by Excel's own rule
_UNNAMEABLE = re.compile(r"[\[\]:*?/\\\n]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its title, what has to be known of it, a line each, its columns and its rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def make_tables(sheets: Sequence[Sheet], ending: str, *, made_on: date | None = None) -> bytes:
    """The file of some tables, its kind by the ending (``.xlsx``); of CSV the first table.

    Raises InvalidSetting for an ending that none of ``TABLE_ENDINGS`` is.
    """
    check_ending(ending, TABLE_ENDINGS)
    return _WRITERS[ending.lower()](sheets, made_on or date.today())


def check_tables(path: Path) -> None:
    """Raises InvalidSetting where ``path`` has no ending that can be written, or is there already."""
    check_path(path, TABLE_ENDINGS)


def write_tables(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write the file whole or not at all, and its folder if it is missing; never over one that is there."""
    check_tables(path)
    write_whole(path, make_tables(sheets, path.suffix), TABLE_ENDINGS)


def _write_xlsx(sheets: Sequence[Sheet], made_on: date) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in sheets:
        made = workbook.create_sheet(_name(sheet.title))
        for line in (sheet.title, *sheet.notes, _made(made_on)):
            made.append([_cell(line)])
        made["A1"].font = Font(bold=True, size=14)
        made.append([_cell(column) for column in sheet.columns])
        head = made.max_row
        for cell in made[head]:
            cell.font = Font(bold=True)
        for row in sheet.rows:
            made.append([_cell(value) for value in row])
        for at, column in enumerate(sheet.columns):
            longest = max([len(column), *(len(row[at]) for row in sheet.rows)])
            made.column_dimensions[get_column_letter(at + 1)].width = min(longest + 2, WIDEST)
        for cells in made.iter_rows(min_row=head):
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        made.freeze_panes = made.cell(head + 1, 1)
        made.auto_filter.ref = f"A{head}:{get_column_letter(len(sheet.columns))}{made.max_row}"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _write_docx(sheets: Sequence[Sheet], made_on: date) -> bytes:
    from rag.export.word import write_word

    blocks: list[Block] = []
    for sheet in sheets:
        blocks.append(Paragraph("heading", (Run(visible(sheet.title)),)))
        blocks += [Paragraph("note", (Run(visible(note)),)) for note in (*sheet.notes, _made(made_on))]
        head = tuple((Run(visible(column), bold=True),) for column in sheet.columns)
        rows = (tuple((Run(visible(value)),) for value in row) for row in sheet.rows)
        blocks.append(Table((head, *rows)))
    return write_word(Paper(visible(sheets[0].title), tuple(blocks), across=True))


def _write_csv(sheets: Sequence[Sheet], _made_on: date) -> bytes:
    return write_csv([sheets[0].columns, *sheets[0].rows])


def _name(title: str) -> str:
    """A title as Excel lets a sheet be called."""
    return _UNNAMEABLE.sub(" ", visible(title))[:LONGEST_NAME].strip(" '")


def _made(made_on: date) -> str:
    return f"Exported from Pinpoint on {day_of(made_on.isoformat())}."


def _cell(value: str) -> Any:
    return inert(visible(value))


_WRITERS: dict[str, Callable[[Sequence[Sheet], date], bytes]] = {
    ".xlsx": _write_xlsx,
    ".docx": _write_docx,
    ".csv": _write_csv,
}
TABLE_ENDINGS = tuple(_WRITERS)
