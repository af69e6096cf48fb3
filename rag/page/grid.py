"""What many reports say to the screen: how many say what, to choose by, and each report in a row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from rag.grid import SAID, Said, ThemeGrid
from rag.page.pictures import press_of_place
from rag.page.tree import Node, button, draw, element
from rag.page.visit import Look, Visit
from rag.page.wording import counted, reports_of, upper_first
from rag.pictures import INK, MARKS, Mark, Order, Quote, ReportLine, draw_theme

FEW = 12  # reports that are shown at once and need no search
MOST_SHOWN = 300
ORDERS: Mapping[Order, str] = {"authority": "Authority", "date": "Newest", "says": "What it says"}


def draw_grid(visit: Visit, number: int, grid: ThemeGrid, opened: str) -> None:
    """Draw how many reports say what, and the reports that are chosen where they are unfolded.

    ``opened`` is what the button tells whose place stands open.
    """
    look = visit.looks.setdefault(number, Look(opened=len(grid.rows) <= FEW))
    press = partial(_press, visit, number)
    with st.container(key=f"grid-{number}"):
        draw(f"reports-counts-{number}", counts_tree(grid, look), on_press=press)
        if not look.opened:
            return
        searched = ""
        with st.container(key=f"reports-ways-{number}", horizontal=True, vertical_alignment="center"):
            if len(grid.rows) > FEW:
                searched = _draw_search(visit, number)
            shown = draw_theme(grid, says=look.says, searched=searched, order=look.order)[:MOST_SHOWN]
            draw(f"reports-order-{number}", order_tree(len(shown), grid, look), on_press=press, live=True)
        rows = rows_tree(shown, reports_of(grid))
        draw(f"reports-rows-{number}", rows, on_press=press, opened=opened)


def _draw_search(visit: Visit, number: int) -> str:
    searched = st.text_input(
        "Find an authority",
        key=f"reports-search-{visit.conversation.id}-{number}",
        type="search",
        live=True,
        placeholder="Find an authority",
        label_visibility="collapsed",
    )
    return searched or ""


def counts_tree(grid: ThemeGrid, look: Look) -> Node:
    """The title, which unfolds the rows, and how many reports say what, each a button that shows those."""
    fold = button(reports_of(grid), data_press="fold", aria_expanded=str(look.opened).lower(), class_="fold")
    says = (says_node(said, count, look) for said, count in grid.counts.items() if count)
    told = [element("p", f"The reports: {grid.chosen}.", class_="quiet")] if grid.chosen else []
    if not grid.is_whole:
        unread = counted(grid.counts["not read"], "report")
        told.append(element("p", f"{unread} not read; ask again to go on from there.", class_="quiet"))
    shown = element("p", *says, class_="says", role="group", aria_label="Show those that say")
    return element("section", element("h3", fold), *told, shown, class_="theme")


def says_node(said: Said, count: int, look: Look) -> Node:
    """A button with the sign and word for what reports say, and how many do."""
    pressed = str(said in look.says).lower()
    return button(mark_node(MARKS[said]), f" {count:,}", data_press=f"says {said}", aria_pressed=pressed)


def mark_node(mark: Mark) -> Node:
    """A sign and its word on their colour, or on none."""
    sign = element("span", mark.sign, aria_hidden="true", class_="sign")
    colours = {"style": _coloured(*mark.fills)} if mark.fills else {}
    return element("span", sign, mark.word, class_="mark", **colours)


def _coloured(*fills: str) -> str:
    fill = f"linear-gradient(100deg, {fills[0]} 50%, {fills[-1]} 50%)"
    return f"background-image:{fill};color:{INK};border-color:transparent"


def order_tree(shown: int, grid: ThemeGrid, look: Look) -> Node:
    """The ways to order the rows, and how many of them are shown."""
    ways = (
        button(name, data_press=f"order {order}", aria_pressed=str(look.order == order).lower())
        for order, name in ORDERS.items()
    )
    told = f"all {shown:,} shown" if shown == len(grid.rows) else f"{shown:,} of {len(grid.rows):,} shown"
    count = element("span", told, class_="quiet", role="status")
    return element("p", *ways, count, class_="orders", role="group", aria_label="Order by")


def rows_tree(lines: Sequence[ReportLine], name: str) -> Node:
    """A row a report, in a box that scrolls; or that none is left."""
    if not lines:
        return element("p", "No report is left; choose or search otherwise.", class_="quiet")
    heads = (element("th", head, scope="col") for head in ("Report", "What it says"))
    rows = (element("tr", *line_nodes(line)) for line in lines)
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *rows))
    return element("div", table, class_="theme rows", tabindex="0", role="region", aria_label=name)


def line_nodes(line: ReportLine) -> Iterator[Node]:
    """A report with its grade, and what it says, each quote a button that opens where it is printed."""
    judged = [element("span", upper_first(line.grade), class_="judged")] if line.grade else []
    report = element("span", line.report, class_="report")
    yield element("th", element("span", line.authority, class_="whose"), report, *judged, scope="row")
    cells = [cell_node(line, quote, first=not at) for at, quote in enumerate(line.quotes)]
    yield element("td", *(cells or [element("span", mark_node(line.mark), class_="cell")]))


def cell_node(line: ReportLine, quote: Quote, *, first: bool) -> Node:
    """A quote beside what its report says, and with its own sign where that is not the same."""
    own = [element("span", quote.mark.sign, class_="sign")] if len(line.quotes) > 1 else []
    return button(
        mark_node(line.mark) if first else element("span"),
        element("span", *own, element("span", quote.short), class_="words"),
        data_press=press_of_place(quote.place.document, quote.place.locator, quote.text),
        aria_label=f"{line.authority}, {line.report}: {quote.mark.word.lower()}, “{quote.short}”",
        class_="cell",
    )


def _press(visit: Visit, number: int, what: str) -> None:
    kind, _, value = what.partition(" ")
    look = visit.looks[number]
    if kind == "place":
        visit.open_place(*json.loads(value))
    elif kind == "fold":
        visit.looks[number] = replace(look, opened=not look.opened)
    elif kind == "order":
        visit.looks[number] = replace(look, order=next(order for order in ORDERS if order == value))
    else:
        says = look.says ^ {said for said in SAID if said == value}
        visit.looks[number] = replace(look, says=says, opened=True)
