"""Pages as printed -> pages without running headers, footers, page numbers, contents and footnotes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.reading.pages import Page, PrintedLine
from rag.reading.wording import is_finished

MARGIN_SHARE = 0.12
NOTE_SHARE = 0.9
ODD_SIZE = 0.5
MOST_PAGES_SHARE = 0.6
FEWEST_REPEATS = 3
FEWEST_ENTRIES = 3

_FIGURES = re.compile(r"\d+")
_NOTE = re.compile(r"\d{1,2}(?:\s|(?=[A-Z‘“(])|$)|[*†‡]")
_MARK = re.compile(r"\d{1,2}|[*†‡]")
_ENTRY = re.compile(r".*\s\.{0,80}\s?\d{1,3}|.*\.{4,}\s?\d{1,3}")


@dataclass(frozen=True, slots=True)
class Print:
    """What a document says on its pages, and the footnotes under them, each as its lines."""

    pages: tuple[Page, ...]
    footnotes: tuple[tuple[PrintedLine, ...], ...]
    size: float


def strip_pages(pages: Sequence[Page]) -> Print:
    """The pages without what repeats in their margins, and with their footnotes set aside."""
    size = text_size(pages)
    bare = _drop_contents(_drop_marks(page) for page in _drop_running(pages, size))
    kept: list[Page] = []
    notes: list[list[PrintedLine]] = []
    for page in bare:
        start = _footnote_start(page, size, unfinished=bool(notes) and _goes_on(notes[-1][-1], page))
        for line in page.lines[start:]:
            if notes and not _begins_note(line):
                notes[-1].append(line)
            else:
                notes.append([line])
        kept.append(replace(page, lines=page.lines[:start]))
    return Print(tuple(kept), tuple(map(tuple, notes)), size)


def text_size(pages: Sequence[Page]) -> float:
    """The size that most of the words are printed in."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _drop_running(pages: Sequence[Page], size: float) -> list[Page]:
    """The pages without the lines in their margins that come back page after page, figures aside."""
    places: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page in pages:
        for line in _margin_lines(page):
            places[_pattern(line)].add(page.number)
    fewest = FEWEST_REPEATS if len(pages) > FEWEST_REPEATS else 2
    most = max(fewest, len(pages) * MOST_PAGES_SHARE)

    def runs(line: PrintedLine) -> bool:
        repeats = len(places[_pattern(line)])
        odd = abs(line.size - size) > ODD_SIZE
        return repeats >= most or (odd and (repeats >= fewest or line.text == str(line.page)))

    kept = []
    for page in pages:
        running = {line for line in _margin_lines(page) if runs(line)}
        kept.append(replace(page, lines=tuple(line for line in page.lines if line not in running)))
    return kept


def _pattern(line: PrintedLine) -> tuple[str, int]:
    """What comes back on other pages: words in one size, or how far a page's number is from its place."""
    if line.text.isdecimal():
        return str(int(line.text) - line.page), round(line.size)
    return _FIGURES.sub("#", line.text), round(line.size)


def _margin_lines(page: Page) -> Iterator[PrintedLine]:
    depth = page.height * MARGIN_SHARE
    return (line for line in page.lines if line.base < depth or line.base > page.height - depth)


def _drop_marks(page: Page) -> Page:
    """The page without footnote marks that stand as lines of their own, small and raised."""
    kept: list[PrintedLine] = []
    for line in page.lines:
        before = kept[-1] if kept else None
        raised = before and line.size < before.size * NOTE_SHARE and line.base > before.base
        if not (raised and _MARK.fullmatch(line.text)):
            kept.append(line)
    return replace(page, lines=tuple(kept))


def _drop_contents(pages: Iterator[Page]) -> Iterator[Page]:
    """The pages without their table of contents, from its heading to its last page number."""
    going_on = False
    for page in pages:
        start = next((at for at, line in enumerate(page.lines) if line.text.lower() == "contents"), -1)
        entries = [at for at, line in enumerate(page.lines) if at > start and _ENTRY.fullmatch(line.text)]
        starts = start >= 0 and len(entries) >= FEWEST_ENTRIES
        follows = going_on and len(entries) * 2 > len(page.lines)
        going_on = starts or follows
        if going_on:
            first = start if starts else 0
            page = replace(page, lines=page.lines[:first] + page.lines[entries[-1] + 1 :])
        yield page


def _begins_note(line: PrintedLine) -> bool:
    return bool(line.mark or _NOTE.match(line.text))


def _goes_on(note: PrintedLine, page: Page) -> bool:
    """Whether the last footnote of the page before is cut."""
    return note.page == page.number - 1 and not is_finished(note.text)


def _footnote_start(page: Page, size: float, unfinished: bool) -> int:
    """Where the footnotes begin among a page's lines: in the small print that ends it, at its first mark."""
    start = len(page.lines)
    while start and page.lines[start - 1].size < size * NOTE_SHARE:
        start -= 1
    if unfinished and start:
        return start
    marks = (at for at in range(start, len(page.lines)) if _begins_note(page.lines[at]))
    return next(marks, len(page.lines)) if start else len(page.lines)
