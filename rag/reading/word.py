"""A Word document -> Lines: its headings, paragraphs, lists with their numbers, and tables."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from rag.reading.lines import Line
from rag.reading.text import clean
from rag.reading.wording import may_be_heading

_HEADING = re.compile(r"(?:heading|überschrift) (\d)|(title)$", re.IGNORECASE)
_LIST = re.compile(r"list (bullet|number)(?: (\d))?", re.IGNORECASE)


def read_word_lines(data: bytes) -> list[Line]:
    """The lines of a Word document."""
    document = docx.Document(io.BytesIO(data))
    lists = _Lists(document)
    return [line for part in document.iter_inner_content() for line in _read_part(part, lists)]


def _read_part(part: Paragraph | Table, lists: _Lists) -> Iterator[Line]:
    if isinstance(part, Table):
        yield from _read_table(part)
        return
    text = clean(part.text)
    if text:
        yield _read_paragraph(part, text, lists)


def _read_paragraph(paragraph: Paragraph, text: str, lists: _Lists) -> Line:
    style = (paragraph.style.name if paragraph.style else "") or ""
    heading = _HEADING.match(style)
    if heading:
        return Line(text, mark="heading", level=int(heading[1] or 1), whole=True)
    place = lists.place_of(paragraph, style)
    if place:
        level, number = place
        if number:
            return Line(f"{number} {text}", whole=True)
        return Line(text, mark="bullet", level=level, whole=True)
    runs = [run for run in paragraph.runs if run.text.strip()]
    bold = bool(runs) and all(run.bold for run in runs) and may_be_heading(text)
    return Line(text, mark="heading" if bold else "", whole=True)


def _read_table(table: Table) -> Iterator[Line]:
    """The rows of a table; a cell merged over several columns or rows is told once."""
    told: set[object] = set()
    for row in table.rows:
        cells = []
        for cell in row.cells:
            cells.append("" if cell._tc in told else clean(cell.text))
            told.add(cell._tc)
        if len(cells) == 1 and cells[0]:
            yield Line(cells[0], whole=True)
        elif any(cells):
            yield Line(" ".join(filter(None, cells)), mark="row", cells=tuple(cells), whole=True)


@dataclass
class _Lists:
    """Counts the numbers that Word prints before the paragraphs of its lists but does not store."""

    document: WordDocument
    counts: Counter[tuple[int, int]] = field(default_factory=Counter)

    def place_of(self, paragraph: Paragraph, style: str) -> tuple[int, str] | None:
        """The level in a list and the printed number, which bullets have none of; None outside lists."""
        numbers = paragraph._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")
        if numbers and int(numbers[0]):
            depths = paragraph._p.xpath("./w:pPr/w:numPr/w:ilvl/@w:val")
            listed = int(numbers[0]), int(depths[0]) if depths else 0
            return listed[1] + 1, self._next(listed) if self._is_numbered(*listed) else ""
        named = _LIST.match(style)
        if not named:
            return None
        level = int(named[2] or 1)
        return level, self._next((0, level)) if named[1].lower() == "number" else ""

    def _next(self, listed: tuple[int, int]) -> str:
        self.counts[listed] += 1
        for deeper in [other for other in self.counts if other[0] == listed[0] and other[1] > listed[1]]:
            del self.counts[deeper]
        return f"{self.counts[listed]}."

    def _is_numbered(self, number: int, depth: int) -> bool:
        numbering = self.document.part.numbering_part.element
        path = f'./w:num[@w:numId="{number}"]/w:abstractNumId/@w:val'
        abstract = next(iter(numbering.xpath(path)), "")
        path = f'./w:abstractNum[@w:abstractNumId="{abstract}"]/w:lvl[@w:ilvl="{depth}"]/w:numFmt'
        formats = [found.get(qn("w:val")) for found in numbering.xpath(path)]
        return bool(formats) and formats[0] == "decimal"
