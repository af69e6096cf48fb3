"""An answer's facts and the loaded documents to pictures: plain values that a page draws as it likes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rag.cells import write_csv
from rag.model import Answer, Document
from rag.pictures.grades import draw_grades
from rag.pictures.targets import draw_targets
from rag.pictures.theme import INK, MARKS, Mark, Order, Quote, ReportLine, draw_theme
from rag.pictures.values import Bar, Bars, Cell, CitedPlace, Column, Figure, Grid, Picture, Row

__all__ = [
    "INK",
    "MARKS",
    "Bar",
    "Bars",
    "Cell",
    "CitedPlace",
    "Column",
    "Figure",
    "Grid",
    "Mark",
    "Order",
    "Picture",
    "Quote",
    "ReportLine",
    "Row",
    "draw_pictures",
    "draw_theme",
    "write_table",
]

COLUMNS = {"timeline": "Inspection", "authorities": "Judgement"}  # what a grid's columns are
PLACE = ("Document", "Place", "Citation")


def draw_pictures(answer: Answer, documents: Iterable[Document]) -> tuple[Picture, ...]:
    """The pictures of an answer: none where looking tells no more than reading."""
    drawn: tuple[Picture | None, ...] = (draw_grades(answer, documents), draw_targets(answer))
    return tuple(picture for picture in drawn if picture)


def write_table(picture: Picture) -> bytes:
    """A picture as CSV: a row a grade or figure, with the place that it comes from."""
    if isinstance(picture, Bars):
        return write_csv([("Figure", "Of", "Value", "When", *PLACE), *_figures(picture)])
    heads = (picture.corner, COLUMNS[picture.kind], "Grade", "Note", *PLACE)
    return write_csv([heads, *_grades(picture)])


def _grades(grid: Grid) -> Iterator[tuple[str, ...]]:
    for row in grid.rows:
        for column, cell in zip(grid.columns, row.cells, strict=True):
            if cell.place:
                note = "; ".join(filter(None, (cell.note, column.break_before)))
                yield row.heading, column.heading, cell.text, note, *_place(cell.place)


def _figures(bars: Bars) -> Iterator[tuple[str, ...]]:
    for bar in bars.bars:
        for name, figures in (("Outcome", [bar.outcome]), ("Target", bar.targets)):
            for figure in figures:
                yield name, figure.heading, figure.text, figure.when, *_place(figure.place)


def _place(place: CitedPlace) -> tuple[str, str, str]:
    return place.document, place.locator, str(place.citation or "")
