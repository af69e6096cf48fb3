"""The value between the formats and the rest of reading: every format yields Lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Mark = Literal["", "heading", "bullet", "row", "footnote"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or a paragraph where the format keeps paragraphs whole.

    ``text`` is clean: no mark-up, single spaces, nothing left of a bullet but its words.
    ``apart`` says that it stands apart from the line before. ``mark`` is what the source
    itself marks; an unmarked line may still turn out to be a heading or a numbered
    paragraph. A ``row`` has its ``cells``, empty ones included. ``level`` is the depth of a
    heading or bullet, 1 the highest, 0 where the source does not say. ``whole`` says that
    the source shows where a paragraph ends, so that nothing has to be healed. ``box`` is
    where it stands on its page, in points from the bottom left.
    """

    text: str
    apart: bool = True
    mark: Mark = ""
    cells: tuple[str, ...] = ()
    page: int | None = None
    level: int = 0
    whole: bool = False
    box: Box | None = None


def surround(boxes: Iterable[Box | None]) -> Box | None:
    """The box around boxes; None where there are none."""
    known = [box for box in boxes if box]
    if not known:
        return None
    lefts, bottoms, rights, tops = zip(*known, strict=True)
    return round(min(lefts), 1), round(min(bottoms), 1), round(max(rights), 1), round(max(tops), 1)
