"""Pages -> runs: which printed lines are one paragraph, heading or bullet, by their place and style."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.reading.pages import Page, PrintedLine
from rag.reading.wording import is_finished, starts_lower

USUAL_PITCH = 1.21
LOOSE_SHARE = 1.13
LARGER = 1.3
WIDEST_PITCH = 2.0
PAGE_END_LINES = 3
WIDE_WORD = 1.15
INDENT = 5.0
SLACK = 6.0
FEWEST_COLUMN_LINES = 6
NARROWEST_COLUMN = 0.55

_BULLET = re.compile("[•◼▪●○■◦‣⁃·\uf06e\uf0a7\uf0b7\uf0be\uf02d\u0336\u2500\u2212\u2015]\\s*(?=\\S)")
_DASH = re.compile(r"[-–—]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})[.)]?\s*(?=[A-Z‘“\"'(])")


@dataclass(slots=True)
class Run:
    """The printed lines of one paragraph, heading or bullet; ``bullet`` is its mark, as printed."""

    lines: list[PrintedLine]
    apart: bool
    bullet: str = ""
    level: int = 0

    @property
    def last(self) -> PrintedLine:
        """Its last line so far."""
        return self.lines[-1]

    @property
    def start(self) -> float:
        """Where its first line begins."""
        return self.lines[0].box[0]

    @property
    def left(self) -> float:
        """Where its lines go on: the indent of its second line, else of its first."""
        return self.lines[min(1, len(self.lines) - 1)].box[0]

    @property
    def pitch(self) -> float:
        """How far its last two lines are from each other; 0 for fewer."""
        if len(self.lines) < 2 or self.lines[-2].page != self.last.page:
            return 0.0
        return self.lines[-2].base - self.last.base

    @property
    def number(self) -> int:
        """The number that it begins with; 0 without one."""
        match = _NUMBER.match(self.lines[0].text)
        return int(match[1]) if match else 0

    def take(self, line: PrintedLine) -> None:
        """Add a line; one at the same height is the rest of the last."""
        last = self.last
        if last.page == line.page and abs(last.base - line.base) < 1:
            box = (last.box[0], min(last.box[1], line.box[1]), line.box[2], max(last.box[3], line.box[3]))
            self.lines[-1] = replace(last, text=f"{last.text} {line.text}", box=box)
        else:
            self.lines.append(line)


def arrange_runs(pages: Sequence[Page], size: float) -> list[Run]:
    """The runs of a document, whole over the ends of its pages."""
    arranger = _Arranger(pages, size)
    for page in pages:
        for line in page.lines:
            arranger.place(line)
    return arranger.runs


class _Arranger:
    """Goes through the printed lines once and decides of each whether the run before it goes on."""

    def __init__(self, pages: Sequence[Page], size: float) -> None:
        self.runs: list[Run] = []
        self._size = size
        self._tight = _usual_pitch(pages) * LOOSE_SHARE
        self._margins = _Margins(pages)
        ends = sorted(page.lines[-1].base for page in pages if page.lines)
        self._page_end = ends[len(ends) // 10] + PAGE_END_LINES * USUAL_PITCH * size if ends else 0.0

    def place(self, line: PrintedLine) -> None:
        """Take a line into the last run, or begin the next with it."""
        run = self.runs[-1] if self.runs else None
        if run is None:
            self.runs.append(Run([line], True, *self._bullet_of(line, None)))
            return
        near = run.last.page == line.page and self._is_near(run, line)
        bullet, level = self._bullet_of(line, run if near else None)
        cut = starts_lower(line.text) and not is_finished(run.last.text)
        if line.cells or run.last.cells:
            bullet, level = "", 0
        elif not bullet and (_same_style(run.last, line) or (near and cut and run.last.size == line.size)):
            goes_on = self._goes_on(run, line) if near else self._crosses(run, line)
            if goes_on:
                run.take(line)
                return
        self.runs.append(Run([line], not near, bullet, level))

    def _is_near(self, run: Run, line: PrintedLine) -> bool:
        """Whether a line is no further below a run than its lines are from each other."""
        gap = run.last.base - line.base
        if -1 < gap <= self._tight * line.size:
            return True
        if not 0 < gap <= WIDEST_PITCH * line.size or not self._is_full(run.last, line):
            return False
        cut = starts_lower(line.text) and not is_finished(run.last.text)
        return cut or gap <= run.pitch * LOOSE_SHARE

    def _goes_on(self, run: Run, line: PrintedLine) -> bool:
        """Whether a line right under a run, or right of it, belongs to it."""
        left = line.box[0]
        if abs(run.last.base - line.base) < 1:
            return left > run.last.box[2] - 1
        number = _NUMBER.match(line.text)
        if number and int(number[1]) == run.number + 1 and abs(left - run.start) < INDENT:
            return False
        if len(run.lines) > 1 and left < run.left - INDENT:
            return False
        if len(run.lines) == 1 and (run.bullet or run.number):
            hangs = left > run.start + INDENT
        else:
            hangs = run.left > run.start + INDENT and abs(left - run.left) < INDENT
        if hangs or line.size > self._size + LARGER or self._is_full(run.last, line):
            return True
        return starts_lower(line.text) and not is_finished(run.last.text)

    def _crosses(self, run: Run, line: PrintedLine) -> bool:
        """Whether the first line of a page belongs to a run that ends the page before."""
        if run.last.page != line.page - 1 or line.bold or line.size > self._size + LARGER:
            return False
        left, finished = line.box[0], is_finished(run.last.text)
        if starts_lower(line.text) and not finished:
            return True
        if run.left > run.start + INDENT:
            return abs(left - run.left) < INDENT
        if len(run.lines) == 1 and (run.bullet or run.number):
            return left > run.start + INDENT
        if _NUMBER.match(line.text) and finished:
            return False
        if abs(left - run.left) > INDENT or not self._is_full(run.last, line):
            return False
        return not finished or run.last.base < self._page_end

    def _is_full(self, above: PrintedLine, below: PrintedLine) -> bool:
        """Whether the first word of the line below would not have fitted on the line above."""
        word = below.text.split(" ", 1)[0]
        width = (below.box[2] - below.box[0]) * (len(word) + 1) / len(below.text) * WIDE_WORD
        return above.box[2] + width > self._margins.of(above) - SLACK

    def _bullet_of(self, line: PrintedLine, above: Run | None) -> tuple[str, int]:
        """A line's bullet and how deep it is nested; a dash is one only where no sentence goes on."""
        match = _BULLET.match(line.text)
        if not match and (match := _DASH.match(line.text)) and above:
            cut = not is_finished(above.last.text) and self._is_full(above.last, line)
            indented = line.box[0] > above.left + INDENT and not cut
            listed = above.bullet == match.group() and abs(line.box[0] - above.start) < INDENT
            match = match if indented or listed else None
        return (match.group(), self._level(line)) if match else ("", 0)

    def _level(self, line: PrintedLine) -> int:
        level = 0
        for run in reversed(self.runs):
            if not run.bullet:
                break
            if abs(run.start - line.box[0]) < INDENT:
                return run.level
            if run.start < line.box[0]:
                level = run.level
                break
        return level + 1


def _same_style(first: PrintedLine, second: PrintedLine) -> bool:
    return abs(first.size - second.size) < LARGER and first.bold == second.bold


def _usual_pitch(pages: Iterable[Page]) -> float:
    """The distance of lines inside a paragraph, in sizes of their letters."""
    pitches = Counter(
        round((above.base - below.base) / below.size, 2)
        for above, below in _neighbours(pages)
        if _same_style(above, below) and starts_lower(below.text)
    )
    likely = Counter({pitch: count for pitch, count in pitches.items() if 0.9 < pitch < 2.5})
    return likely.most_common(1)[0][0] if likely else USUAL_PITCH


def _neighbours(pages: Iterable[Page]) -> Iterator[tuple[PrintedLine, PrintedLine]]:
    return (pair for page in pages for pair in pairwise(page.lines))


class _Margins:
    """How far right lines go: those that begin at the same place on a page, in the document, or all."""

    def __init__(self, pages: Iterable[Page]) -> None:
        rights: dict[tuple[int, int], list[float]] = defaultdict(list)
        for page in pages:
            for line in page.lines:
                for place in (line.page, round(line.box[0])), (0, round(line.box[0])), (0, 0):
                    rights[place].append(line.box[2])
        furthest = {place: sorted(found)[len(found) * 49 // 50] for place, found in rights.items()}
        self._all = furthest.get((0, 0), 0.0)
        self._found = {
            place: right
            for place, right in furthest.items()
            if len(rights[place]) >= FEWEST_COLUMN_LINES
            and right - place[1] > (self._all - place[1]) * NARROWEST_COLUMN
        }

    def of(self, line: PrintedLine) -> float:
        """The right margin of a line."""
        left = round(line.box[0])
        return self._found.get((line.page, left)) or self._found.get((0, left)) or self._all
