"""Pictures to trees: grids of grades and bars beside targets, each cell and bar a way to its source."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

from rag.page.grades import grade_style
from rag.page.tree import Node, button, element
from rag.page.visit import Opened
from rag.pictures import Bar, Bars, Cell, CitedPlace, Column, Figure, Grid, Picture, Row, write_table


def picture_tree(picture: Picture) -> Node:
    """A picture with its title, itself in words, and its table to be had as CSV."""
    drawn = grid_nodes(picture) if isinstance(picture, Grid) else bars_nodes(picture)
    words = element("details", element("summary", "In words"), element("p", picture.alternative))
    table = f"data:text/csv;base64,{base64.b64encode(write_table(picture)).decode()}"
    csv = element("a", "Download as CSV", href=table, download="pinpoint.csv")
    foot = element("div", words, csv, class_="foot")
    return element("figure", element("figcaption", picture.title), *drawn, foot, class_="picture")


def grid_nodes(grid: Grid) -> Iterator[Node]:
    """A grid as a table, and below it what changed where a line runs down it."""
    heads = [element("th", grid.corner, scope="col"), *map(head_of, grid.columns)]
    rows = (element("tr", *row_nodes(grid, row)) for row in grid.rows)
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows))
    yield element("div", table, class_="scroll grid", tabindex="0", role="group", aria_label=grid.title)
    for column in grid.columns:
        if column.break_before:
            yield element("p", f"{column.heading}. {column.break_before}.", class_="quiet")


def head_of(column: Column) -> Node:
    """The head of a column, with a line before it where the grades do not go on as they were."""
    return element("th", column.heading, scope="col", **_break(column))


def row_nodes(grid: Grid, row: Row) -> Iterator[Node]:
    """A row of a grid."""
    yield element("th", row.heading, scope="row")
    for column, cell in zip(grid.columns, row.cells, strict=True):
        about = f"{row.heading}, {column.heading}"
        yield element("td", *cell_nodes(cell, about), **_break(column))


def cell_nodes(cell: Cell, about: str) -> Iterator[Node]:
    """A grade as a button that opens where it is printed."""
    if cell.place:
        label = f"{about}: {cell.text}"
        colours = {"style": style} if (style := grade_style(cell.grade)) else {}
        yield button(
            cell.text,
            data_press=press_of(cell.place),
            aria_label=label,
            class_="grade",
            title=cell.note,
            **colours,
        )
        if cell.note:
            yield element("span", cell.note, class_="note")
    else:
        yield element("span", "–", class_="quiet")


def bars_nodes(bars: Bars) -> Iterator[Node]:
    """A bar for each outcome, with marks for its targets."""
    for bar in bars.bars:
        yield element("div", *bar_nodes(bar), class_="bar")


def bar_nodes(bar: Bar) -> Iterator[Node]:
    """An outcome over its scale, and each target with its mark named."""
    yield figure_node("Found", bar.outcome)
    fill = element("div", class_="fill", style=f"width:{_per_cent(bar.outcome)}")
    marks = (element("div", class_="mark", style=f"left:{_per_cent(target)}") for target in bar.targets)
    yield element("div", fill, *marks, class_="track", aria_hidden="true")
    for target in bar.targets:
        yield figure_node("Target", target)


def figure_node(what: str, figure: Figure) -> Node:
    """A figure in words, its number a button that opens where it is printed."""
    label = f"{what}: {figure.heading}, {figure.text} {figure.when}"
    number = button(figure.text, data_press=press_of(figure.place), aria_label=label)
    return element(
        "p", element("span", what, class_=what.lower()), number, f" {figure.when} · {figure.heading}"
    )


def press_of(place: CitedPlace) -> str:
    """What a button tells that opens a place: the source that it is of the answer, or the place itself."""
    if place.citation:
        return f"source {place.citation}"
    return press_of_place(place.document, place.locator)


def press_of_place(*place: str) -> str:
    """What a button tells that opens a document at a locator, with the words of a quote marked if told."""
    return f"place {json.dumps(place)}"


def pressed_by(opened: Opened | None, turn: int) -> str:
    """What the button of a turn tells whose source or place stands open; nothing where none does."""
    if not opened or (opened.number and opened.turn != turn):
        return ""
    if opened.number:
        return f"source {opened.number}"
    return press_of_place(opened.document, opened.locator, *filter(None, [opened.quote]))


def _break(column: Column) -> dict[str, str]:
    return {"class_": "break"} if column.break_before else {}


def _per_cent(figure: Figure) -> str:
    return f"{100 * figure.share:g}%"
