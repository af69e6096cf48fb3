"""An open PDF -> its pages of printed lines: the words, where they stand, how large and how heavy."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from rag.reading.lines import Box

HEAVIEST_REGULAR = 550
RAISED_SHARE = 0.8
LEAST_SLANT = 0.1

_LINE_END_HYPHEN = re.compile("[\u0002\ufffe]")
_ITALIC = 1 << 6
_BOLD_NAME = re.compile(rb"bold|black|heavy", re.IGNORECASE)
_NOTE_MARK = re.compile(r"(?<=[A-Za-z.,;:?!'’\"”)])\d{1,2}(?![\w%])")

_FIRST_MARK = re.compile(r"(\d{1,2}|[*†‡])\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of print; places are in points from the page's bottom left.

    ``base`` is the height that the letters stand on. The small raised figures that mark a
    footnote are no part of the text; those that begin the line are its ``mark``. A row of a
    ruled table has its ``cells``.
    """

    text: str
    page: int
    box: Box
    base: float
    size: float
    bold: bool = False
    italic: bool = False
    mark: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in the order in which they were set."""

    number: int
    width: float
    height: float
    lines: tuple[PrintedLine, ...]

    @property
    def size(self) -> float:
        """The size of most of its lines."""
        sizes = Counter(line.size for line in self.lines)
        return sizes.most_common(1)[0][0] if sizes else 0.0


def read_pages(document: pdfium.PdfDocument) -> Iterator[Page]:
    """The pages of a PDF, one after another."""
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        try:
            width, height = page.get_size()
            yield Page(index + 1, width, height, tuple(_PageReader(text, index + 1).read()))
        finally:
            text.close()
            page.close()


def print_text(text: str) -> str:
    """A text of pdfium's with its line-end hyphens as printed, each at the end of its line."""
    return _LINE_END_HYPHEN.sub("-\n", text)


class _PageReader:
    """Asks pdfium about a few characters of each line, as every question has its price."""

    def __init__(self, text: pdfium.PdfTextPage, number: int) -> None:
        self._text = text
        self._number = number
        self._last = text.count_chars() - 1
        self._box = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._flags = ctypes.c_int()
        self._name = ctypes.create_string_buffer(96)

    def read(self) -> Iterator[PrintedLine]:
        """The lines of the page; a word divided at the end of a line keeps its hyphen there."""
        place = 0
        for printed in self._text.get_text_range().split("\n"):
            for part in print_text(printed).split("\n"):
                if part.strip():
                    yield self._read_line(part, place)
                place += len(part)
            place += 1

    def _read_line(self, part: str, place: int) -> PrintedLine:
        words = part.strip()
        start = place + part.index(words)
        end = start + len(words) - 1
        middle = _letter_near(words, len(words) // 2) + start
        size, slanted = self._measure(middle)
        bold = self._is_bold(start + _letter_near(words, 0)) and self._is_bold(middle)
        left, bottom, _, top = self._place(start)
        _, low, right, high = self._place(end) if end > start else self._place(start)
        text, mark = self._without_marks(words, start, size)
        return PrintedLine(
            text,
            self._number,
            (left, min(bottom, low), right, max(top, high)),
            self._base(middle),
            size,
            bold=bold,
            italic=slanted or self._is_italic(middle),
            mark=mark,
        )

    def _place(self, index: int) -> Box:
        box = self._box
        raw.FPDFText_GetLooseCharBox(self._text, min(index, self._last), box)
        return box.left, box.bottom, box.right, box.top

    def _measure(self, index: int) -> tuple[float, bool]:
        """The size as printed, the font's scaled by the letter's matrix, and whether it is slanted."""
        index, matrix = min(index, self._last), self._matrix
        size = raw.FPDFText_GetFontSize(self._text, index)
        raw.FPDFText_GetMatrix(self._text, index, matrix)
        width = hypot(matrix.a, matrix.b) or 1.0
        height = abs(matrix.a * matrix.d - matrix.b * matrix.c) / width
        slant = abs(matrix.a * matrix.c + matrix.b * matrix.d) / width
        return round(size * height, 1), slant > height * LEAST_SLANT

    def _base(self, index: int) -> float:
        raw.FPDFText_GetCharOrigin(self._text, min(index, self._last), self._x, self._y)
        return self._y.value

    def _is_bold(self, index: int) -> bool:
        if raw.FPDFText_GetFontWeight(self._text, min(index, self._last)) > HEAVIEST_REGULAR:
            return True
        return bool(_BOLD_NAME.search(self._font(index)))

    def _is_italic(self, index: int) -> bool:
        name = self._font(index)
        return bool(self._flags.value & _ITALIC) or b"Italic" in name or b"Oblique" in name

    def _font(self, index: int) -> bytes:
        size = len(self._name)
        raw.FPDFText_GetFontInfo(self._text, min(index, self._last), self._name, size, self._flags)
        return self._name.value

    def _without_marks(self, words: str, start: int, size: float) -> tuple[str, str]:
        """The words without footnote marks, and the mark that they begin with."""
        for mark in reversed(list(_NOTE_MARK.finditer(words))):
            if self._measure(start + mark.start())[0] < size * RAISED_SHARE:
                words = words[: mark.start()] + words[mark.end() :]
        first = _FIRST_MARK.match(words)
        if first and self._measure(start)[0] < size * RAISED_SHARE:
            return words[first.end() :], first[1]
        return words, ""


def _letter_near(words: str, place: int) -> int:
    """The place of a letter or figure at or after this one, else of the last character."""
    return next((at for at in range(place, len(words)) if words[at].isalnum()), len(words) - 1)
