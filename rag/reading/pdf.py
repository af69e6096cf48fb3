"""A PDF -> Lines: its print, page by page, without furniture, as headings, paragraphs and bullets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from rag.domain.frameworks import document_kind
from rag.errors import UnreadableFile
from rag.reading.furniture import strip_pages
from rag.reading.headings import is_known_heading
from rag.reading.kinds import OTHER, kind_of
from rag.reading.layout import LARGER, Run, arrange_runs
from rag.reading.lines import Box, Line, surround
from rag.reading.pages import Page, PrintedLine, read_pages
from rag.reading.wording import join_cut, may_be_heading

LONGEST_HEADING_LINES = 4
MOST_PAGES = 3000


ONE_AT_A_TIME = Lock()  # pdfium is not safe among threads


def read_pdf_lines(data: bytes, name: str) -> list[Line]:
    """The lines of a PDF; its footnotes come last."""
    try:
        with ONE_AT_A_TIME, pdfium.PdfDocument(data) as document:
            if len(document) > MOST_PAGES:
                raise UnreadableFile(f"{name} has {len(document)} pages; split it into smaller documents.")
            pages = list(read_pages(document))
            lines = arrange_lines(pages)
            kind = kind_of(lines)
            if kind == OTHER or document_kind(kind).form == "plan":
                from rag.reading.ruled import set_tables  # which takes long to load

                lines = arrange_lines(set_tables(document, data, pages))
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile(f"{name} is locked with a password; save it without one.") from error
        raise UnreadableFile(f"{name} is damaged or cut short; get it again from where it came.") from error
    if not any(page.lines for page in pages):
        raise UnreadableFile(f"{name} holds images of pages and no text; it needs OCR before it can be read.")
    return lines


def arrange_lines(pages: Sequence[Page]) -> list[Line]:
    """The lines that pages print, each a whole paragraph, heading or bullet."""
    printed = strip_pages(pages)
    runs = arrange_runs(printed.pages, printed.size)
    headings = [run for run in runs if _is_heading(run, printed.size)]
    styles = sorted({_style(run) for run in headings}, reverse=True)
    levels = {id(run): 2 * styles.index(_style(run)) + 2 for run in headings}
    lines = [_make_line(run, levels.get(id(run), 0)) for run in runs]
    return [*lines, *map(_make_note, printed.footnotes)]


def _make_line(run: Run, level: int) -> Line:
    text = _join(run.lines).removeprefix(run.bullet).strip()
    page, box = run.lines[0].page, _surround(run.lines)
    if run.lines[0].cells:
        return Line(text, mark="row", cells=run.lines[0].cells, page=page, whole=True, box=box)
    if run.bullet:
        return Line(text, run.apart, "bullet", page=page, level=run.level, whole=True, box=box)
    return Line(text, run.apart, "heading" if level else "", page=page, level=level, whole=True, box=box)


def _make_note(lines: Sequence[PrintedLine]) -> Line:
    text = f"{lines[0].mark} {_join(lines)}".strip()
    return Line(text, mark="footnote", page=lines[0].page, whole=True, box=_surround(lines))


def _is_heading(run: Run, size: float) -> bool:
    """Whether a run is printed as a heading: larger, heavier or slanted, short, and no sentence."""
    first, text = run.lines[0], _join(run.lines)
    if run.bullet or first.cells or len(run.lines) > LONGEST_HEADING_LINES:
        return False
    if first.bold and first.size > size + LARGER:
        return len(text) < 300
    if first.bold and is_known_heading(text):
        return True
    apart = first.bold or first.size > size + LARGER or all(line.italic for line in run.lines)
    return apart and may_be_heading(text)


def _style(run: Run) -> tuple[float, bool]:
    return round(run.lines[0].size), run.lines[0].bold


def _join(lines: Iterable[PrintedLine]) -> str:
    return " ".join(join_cut(*(line.text for line in lines)).split())


def _surround(lines: Sequence[PrintedLine]) -> Box | None:
    """The box around the lines that stand on the first one's page."""
    return surround(line.box for line in lines if line.page == lines[0].page)
