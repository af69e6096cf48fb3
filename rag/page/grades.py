"""A grade to its mark: the word, and a colour that is never needed to understand it."""

from __future__ import annotations

from rag.page.tree import Node, element
from rag.page.wording import upper_first
from rag.pictures import PALETTE


def grade_node(printed: str, grade: str) -> Node:
    """The word for a grade in the colour of that grade; another judgement in none."""
    style = grade_style(grade)
    return element("span", upper_first(printed), class_="grade", **({"style": style} if style else {}))


def grade_style(grade: str) -> str:
    """The colours of a grade, of which its words are read on the fill."""
    colours = PALETTE.get(grade)
    return f"background:{colours.fill};color:{colours.ink};border-color:{colours.fill}" if colours else ""
