"""An open place to its panel: the paragraph among its neighbours, or the printed page with it boxed."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlencode

import streamlit as st

from rag.domain.frameworks import area_named, overall
from rag.errors import RagError, UnknownPlace
from rag.model import Document, Judgement, PageImage, Paragraph
from rag.page.grades import grade_node
from rag.page.tree import OFF, Node, button, draw, element
from rag.page.visit import Opened, Visit


def draw_source(visit: Visit, opened: Opened) -> None:
    """Draw the panel of the open place, with its document's file to be had below."""
    with st.container(key="source"):
        try:
            document = visit.assistant.document(opened.document)
            label = opened.label or document.reference
            tree = panel_tree(visit, opened, label, *place_nodes(visit, opened, document))
        except UnknownPlace as error:
            tree = panel_tree(visit, opened, opened.label or "Not loaded", element("p", str(error)))
            draw("source-tree", tree, on_press=_press(visit), state="open")
            return
        draw("source-tree", tree, on_press=_press(visit), state="open")
        _draw_file(visit, document)


def _draw_file(visit: Visit, document: Document) -> None:
    st.download_button(
        ":primary[Download the file]",
        lambda: visit.assistant.content(document.id),
        visit.assistant.file(document.id).name,
        key=f"file-{document.id}",
        type="tertiary",
        on_click="ignore",
    )


def panel_tree(visit: Visit, opened: Opened, label: str, *body: Node) -> Node:
    """An open place: the way to the other sources, its name, and what there is to show of it."""
    name = element("h2", label, id="source-name", tabindex="-1")
    head = element("header", step_nodes(visit, opened), name)
    return element("aside", head, *body, class_="panel", role="dialog", aria_labelledby="source-name")


def place_nodes(visit: Visit, opened: Opened, document: Document) -> Iterator[Node]:
    """The grades above a place, the ways to look at it, and its text or its printed page."""
    paragraph = visit.assistant.paragraph(document.id, opened.locator)
    yield from grade_nodes(document, paragraph.section)
    yield way_nodes(opened, document, paragraph)
    yield from page_nodes(visit) if opened.page else text_nodes(opened, document, paragraph)


def step_nodes(visit: Visit, opened: Opened) -> Node:
    """The way to the previous and the next source, and out."""
    steps: list[Node] = []
    if opened.number:
        said = visit.conversation.turns[opened.turn].said
        count = 0 if isinstance(said, str) else len(said.citations)
        steps = [
            element("span", f"Source {opened.number} of {count}", class_="quiet"),
            _step("Previous", opened.number - 1, count),
            _step("Next", opened.number + 1, count),
        ]
    return element("nav", *steps, button("Close", data_press="close", data_key="close"), aria_label="Sources")


def _step(name: str, number: int, count: int) -> Node:
    leads = {"data_press": f"source {number}"} if 0 < number <= count else OFF
    return button(name, data_key=name.lower(), **leads)


def grade_nodes(document: Document, section: str) -> Iterator[Node]:
    """The judgements above a paragraph: of its section where there is one, and overall."""
    of_section = judgement_of(document, section)
    told = [("This section", of_section), (area_named(overall()).name, document.overall)]
    shown = [(name, judgement) for name, judgement in told if judgement]
    if shown:
        nodes = (
            element("span", f"{name} ", grade_node(judgement.printed, judgement.grade))
            for name, judgement in shown
        )
        yield element("p", *nodes, class_="grades")


def judgement_of(document: Document, section: str) -> Judgement | None:
    """The judgement on what a section is about: the one whose label the section's heading holds."""
    for judgement in document.judgements:
        if judgement is not document.overall and judgement.label.casefold() in section.casefold():
            return judgement
    return None


def way_nodes(opened: Opened, document: Document, paragraph: Paragraph) -> Node:
    """The ways to look at a place: its text, the printed page where there is one, all of the text."""

    def way(name: str, what: str, chosen: bool) -> Node:
        return button(name, data_press=what, aria_pressed=str(chosen).lower())

    ways = [way("Text", "text", not opened.page and not opened.whole)]
    if paragraph.page and paragraph.box:
        ways.append(way("Printed page", f"page {paragraph.page}", bool(opened.page)))
    ways.append(way("Whole document", "whole", opened.whole and not opened.page))
    place = urlencode({"document": document.id, "place": opened.locator})
    link = button("Copy link", data_copy_link=f"?{place}")
    return element("p", *ways, link, class_="ways")


def text_nodes(opened: Opened, document: Document, paragraph: Paragraph) -> Iterator[Node]:
    """The paragraph under its heading, the quote marked, its neighbours or all others in grey."""
    if opened.whole:
        shown: Sequence[Paragraph] = document.paragraphs
    else:
        section = [each for each in document.paragraphs if each.section == paragraph.section]
        at = section.index(paragraph)
        shown = tuple(section[max(at - 1, 0) : at + 2])
    heading = ""
    for each in shown:
        if each.section != heading:
            heading = each.section
            yield element("h3", heading)
        cited = each == paragraph
        words = marked(lined(each.text), lined(opened.quote)) if cited else [lined(each.text)]
        yield printed(each, *words, class_="printed cited" if cited else "printed near")


def page_nodes(visit: Visit) -> Iterator[Node]:
    """The printed page with the paragraph boxed, and the way to the pages around it."""
    try:
        page = visit.page_image()
    except RagError as error:
        yield element("p", str(error), class_="quiet")
        return
    yield element(
        "p",
        _turn("Previous page", page.number - 1, page.pages),
        element("span", f"Page {page.number} of {page.pages}", class_="quiet"),
        _turn("Next page", page.number + 1, page.pages),
        class_="pages",
    )
    source = f"data:image/webp;base64,{base64.b64encode(page.data).decode()}"
    image = element("img", src=source, alt=f"Page {page.number} as printed")
    yield element("div", image, *box_nodes(page), class_="sheet")


def box_nodes(page: PageImage) -> Iterator[Node]:
    """A box around where the paragraph begins."""
    if page.box:
        left, top, right, bottom = (f"{100 * share:.2f}%" for share in page.box)
        inset = f"top:{top};left:{left};right:calc(100% - {right});bottom:calc(100% - {bottom})"
        yield element("div", class_="box", style=inset)


def lined(row: str) -> str:
    """A row of a printed table with a line for each cell."""
    return row.replace(" | ", "\n")


def printed(paragraph: Paragraph, *words: Node, class_: str) -> Node:
    """A paragraph beside the number or bullet that is printed before it."""
    bullet = "•" if paragraph.kind in ("bullet", "improvement") else ""
    before = paragraph.locator if paragraph.locator.isdecimal() else bullet
    return element("div", element("span", before), element("p", *words), class_=class_)


def marked(text: str, quote: str) -> Iterator[Node]:
    """Text with the words of the quote marked, however its spaces fall and where ``…`` parts it."""
    pieces = [r"\s+".join(map(re.escape, piece.split())) for piece in (quote, *quote.split("…"))]
    parts = re.split(f"({'|'.join(filter(None, pieces))})", text) if quote.strip() else [text]
    yield from (element("mark", part) if at % 2 else part for at, part in enumerate(parts))


def _turn(name: str, number: int, pages: int) -> Node:
    return button(name, **({"data_press": f"page {number}"} if 0 < number <= pages else OFF))


def _press(visit: Visit) -> Callable[[str], None]:
    def press(what: str) -> None:
        kind, _, number = what.partition(" ")
        if kind == "source" and visit.opened:
            visit.open_source(visit.opened.turn, int(number))
        elif kind == "page":
            visit.turn_to(int(number))
        elif kind in ("text", "whole"):
            visit.turn_to(None, whole=kind == "whole")
        else:
            visit.opened = None

    return press
