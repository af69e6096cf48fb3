"""What a paper is made of, whatever file it goes into: headings, paragraphs, items, tables, sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["heading", "text", "bullet", "number", "continued", "quotation", "source", "note"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style; ``leads_to`` is the anchor of the paragraph that a marker opens."""

    text: str
    bold: bool = False
    italic: bool = False
    leads_to: str = ""


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a style; ``level`` is how deep a heading or item is, ``number`` what a number shows.

    ``continued`` goes on with the item above it.
    """

    style: Style
    line: Line
    level: int = 1
    number: int = 0
    anchor: str = ""

    @property
    def text(self) -> str:
        """The words alone."""
        return words_of(self.line)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the headings first."""

    rows: tuple[tuple[Line, ...], ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to be written: its title as a property, its blocks, and whether its pages lie across."""

    title: str
    blocks: tuple[Block, ...]
    across: bool = False


def words_of(line: Line) -> str:
    """The words of a line, without their style."""
    return "".join(run.text for run in line)
