"""A grade to its mark: the word, and a colour that is never needed to understand it."""

from __future__ import annotations

from rag.page.tree import Node, element

GRADES = ("outstanding", "good", "requires improvement", "inadequate")


def grade_node(printed: str, grade: str) -> Node:
    """The word for a grade in the colour of that grade; another judgement in none."""
    colour = f"grade grade-{GRADES.index(grade) + 1}" if grade in GRADES else "grade"
    return element("span", printed[:1].upper() + printed[1:], class_=colour)
