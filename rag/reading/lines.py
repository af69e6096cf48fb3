"""The value between the formats and the rest of reading: every format yields Lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["", "heading", "bullet", "row"]


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or a paragraph where the format keeps paragraphs whole.

    ``text`` is clean: no mark-up, single spaces, nothing left of a bullet but its words.
    ``apart`` says that it stands apart from the line before. ``mark`` is what the source
    itself marks; an unmarked line may still turn out to be a heading or a numbered
    paragraph. A ``row`` has its ``cells``, empty ones included.
    """

    text: str
    apart: bool = True
    mark: Mark = ""
    cells: tuple[str, ...] = ()
    page: int | None = None
