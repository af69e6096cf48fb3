"""Trees of elements to what the browser shows: it builds them node by node and never parses any HTML."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

Node = str | dict[str, Any]  # text, or an element

OFF = {"disabled": ""}
_SCRIPT = Path(__file__).with_name("script.js").read_text(encoding="utf-8")

_browser = st.components.v2.component("pinpoint", js=_SCRIPT, isolate_styles=False)


def element(tag: str, *children: Node, **attributes: str) -> Node:
    """An element of the page; ``aria_label`` becomes ``aria-label``, ``class_`` ``class``."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return {"tag": tag, "attributes": named, "children": list(children)}


def button(*children: Node, **attributes: str) -> Node:
    """A button: ``data_press`` is what whoever drew it is told, ``data_copy`` what it copies."""
    return element("button", *children, type="button", **attributes)


def draw(key: str, tree: Node, *, on_press: Callable[[str], None] | None = None, **data: str | int) -> None:
    """Have the browser build a tree; ``on_press`` is called with the ``data_press`` of a pressed button."""
    listening: dict[str, Any] = {"on_press_change": partial(_tell, key, on_press)} if on_press else {}
    _browser(key=key, data={"tree": tree, **data}, **listening)


def _tell(key: str, on_press: Callable[[str], None]) -> None:
    pressed = st.session_state[key].press
    if pressed:
        on_press(pressed)
