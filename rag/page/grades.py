"""A grade to its mark: the word, and a colour that is never needed to understand it."""

from __future__ import annotations

from rag.domain.frameworks import grades
from rag.page.tree import Node, element
from rag.page.wording import upper_first


def grade_node(printed: str, grade: str) -> Node:
    """The word for a grade in the colour of that grade; another judgement in none."""
    style = grade_style(grade)
    return element("span", upper_first(printed), class_="grade", **({"style": style} if style else {}))


def grade_style(grade: str) -> str:
    """The colours of a grade, of which its words are read on the fill."""
    coloured = (known for known in grades() if known.grade == grade and known.fill)
    return next((f"background:{g.fill};color:{g.ink};border-color:{g.fill}" for g in coloured), "")
