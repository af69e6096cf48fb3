"""What a picture holds: words in rows and columns or figures on a scale, each with its place in print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """Where something is printed; ``citation`` is its number in the answer, if the answer cites it."""

    document: str
    locator: str
    citation: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A grade in the words of the print, ``note`` where it covers more than its row; or nothing."""

    text: str = ""
    grade: str = ""
    note: str = ""
    place: CitedPlace | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``break_before`` says why what stands before it does not measure the same."""

    heading: str
    break_before: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with a cell for each column."""

    heading: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Grades in rows and columns: over time, a row a judgement; or by authority, a column a judgement.

    ``corner`` heads the rows' names. What the answer is about stands first.
    """

    kind: Literal["timeline", "authorities"]
    title: str
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def alternative(self) -> str:
        """The picture in words, a sentence a row."""
        return " ".join([f"{self.title}.", *map(self._told, self.rows)])

    def _told(self, row: Row) -> str:
        cells = [
            f"{column.heading} {cell.text}{f' ({cell.note})' if cell.note else ''}"
            for column, cell in zip(self.columns, row.cells, strict=True)
            if cell.text
        ]
        return f"{row.heading}: {', '.join(cells) or 'no grade'}."


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed: of what, ``when`` it was due or found, ``share`` where on the scale it lies."""

    heading: str
    text: str
    when: str
    share: float
    place: CitedPlace


@dataclass(frozen=True, slots=True)
class Bar:
    """What was found as a bar, and as marks on the same scale the targets that the answer sets beside it.

    Which of several targets the figure is to be held against, or whether more is better, it does not say.
    """

    outcome: Figure
    targets: tuple[Figure, ...]

    @property
    def told(self) -> str:
        """The bar in words."""
        targets = " and ".join(f"{t.text} {t.when} ({t.heading})" for t in self.targets)
        return (
            f"{self.outcome.heading}: {self.outcome.text} {self.outcome.when}, beside a target of {targets}."
        )


@dataclass(frozen=True, slots=True)
class Bars:
    """Outcomes beside their targets, all on a scale from 0 to 100 per cent."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def alternative(self) -> str:
        """The picture in words, a sentence a bar."""
        return " ".join([f"{self.title}.", *(bar.told for bar in self.bars)])


Picture = Grid | Bars
