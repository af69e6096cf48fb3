"""What a question is narrowed to: the choices, and chips that say what was chosen and take it away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from rag.domain.frameworks import document_kind
from rag.model import Document
from rag.page.tree import Node, button, draw, element
from rag.page.visit import Visit
from rag.page.wording import upper_first
from rag.query import Filters


def draw_filters(visit: Visit, documents: Sequence[Document]) -> None:
    """Draw what the next question is narrowed to, and the way to change it."""
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        with st.popover("Filters", type="tertiary"):
            draw_choices(visit, documents)
        chips = list(filter_chips(visit.filters))
        if chips:
            tree = element("p", *chips, class_="chips", aria_label="Filters of the next question")
            draw("filter-chips", tree, on_press=lambda what: set_filters(visit, without(visit.filters, what)))


def draw_choices(visit: Visit, documents: Sequence[Document]) -> None:
    """Let authorities, kinds of documents and years be chosen."""
    years = sorted({int(document.year) for document in documents if document.date})
    authorities = sorted({document.authority for document in documents if document.authority})
    kinds = sorted({document.kind for document in documents}, key=kind_name)
    filters = visit.filters
    state = st.session_state
    state["filter-authorities"] = [name for name in filters.authorities if name in authorities]
    state["filter-kinds"] = [kind for kind in filters.kinds if kind in kinds]
    state["filter-first"], state["filter-last"] = filters.first_year, filters.last_year

    def change() -> None:
        visit.filters = Filters(
            authorities=tuple(state["filter-authorities"]),
            kinds=tuple(state["filter-kinds"]),
            first_year=state["filter-first"],
            last_year=state["filter-last"],
        )

    st.multiselect("Authority", authorities, key="filter-authorities", placeholder="All", on_change=change)
    st.multiselect(
        "Kind of document",
        kinds,
        key="filter-kinds",
        format_func=kind_name,
        placeholder="All",
        on_change=change,
    )
    for name, key in (("From", "filter-first"), ("To", "filter-last")):
        st.selectbox(name, years, index=None, key=key, placeholder="Any year", on_change=change)


def set_filters(visit: Visit, filters: Filters) -> None:
    """Narrow the next question so."""
    visit.filters = filters


def filter_chips(filters: Filters) -> Iterator[Node]:
    """A chip for each filter; pressing it tells which to take away."""
    for authority in filters.authorities:
        yield chip(authority, f"authorities {authority}")
    for kind in filters.kinds:
        yield chip(kind_name(kind), f"kinds {kind}")
    if filters.first_year or filters.last_year:
        yield chip(span_of(filters), "years")


def narrowed_chips(narrowed: Filters) -> Iterator[Node]:
    """A chip for all that a question itself named of a kind; pressing it tells which kind to ignore."""
    if narrowed.authorities:
        yield chip(", ".join(narrowed.authorities), "ignore authorities")
    if narrowed.kinds:
        yield chip(", ".join(map(kind_name, narrowed.kinds)), "ignore kinds")
    if narrowed.first_year:
        yield chip(span_of(narrowed), "ignore years")


def chip(text: str, press: str) -> Node:
    """A filter by name, with a cross."""
    return button(f"{text} ✕", data_press=press, class_="chip", aria_label=f"Remove the filter {text}")


def without(filters: Filters, what: str) -> Filters:
    """Filters less the one that a chip told."""
    kind, _, value = what.partition(" ")
    if kind == "ignore":
        return replace(filters, ignored=(*filters.ignored, value))
    if kind == "years":
        return replace(filters, first_year=None, last_year=None)
    left: dict[str, Any] = {kind: tuple(each for each in getattr(filters, kind) if each != value)}
    return replace(filters, **left)


def span_of(filters: Filters) -> str:
    """The years of filters, as a person writes them."""
    first, last = filters.first_year, filters.last_year
    if first and last:
        return str(first) if first == last else f"{first}–{last}"
    return f"from {first}" if first else f"up to {last}"


def kind_name(code: str) -> str:
    """A kind of document by the name that people have for it."""
    kind = document_kind(code)
    return upper_first(kind.label or kind.name or "other document")
