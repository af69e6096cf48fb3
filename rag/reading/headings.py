"""Lines -> which of them are headings, by their marks or by their words and place."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache

from rag.domain.frameworks import either, frameworks
from rag.reading.lines import Line
from rag.reading.wording import ends_midway, is_finished, may_be_heading, starts_lower

SHORTEST_PARAGRAPH = 80
FEWEST_MARKED = 2
LONGEST_STACK = 2


def find_headings(lines: Sequence[Line], numbered: Set[int] = frozenset()) -> frozenset[int]:
    """The places of the headings.

    Where the source marks its headings, no other line is one, but for those that every
    inspection report has. A run of more than two unmarked short lines is a list.
    """
    marked = {index for index, line in enumerate(lines) if line.mark == "heading"}
    trusted = len(marked) >= FEWEST_MARKED
    likely = [
        index not in numbered and _is_heading(lines, index, known_only=trusted) for index in range(len(lines))
    ]
    return frozenset(marked | set(_drop_lists(lines, likely, numbered)))


def is_known_heading(text: str) -> bool:
    """Whether a line begins as a heading of some framework does."""
    return _known_heading().match(text) is not None


@cache
def _known_heading() -> re.Pattern[str]:
    known = either(*(framework.headings for framework in frameworks()))
    return re.compile(rf"(?:{known})\b", re.IGNORECASE)


def _is_heading(lines: Sequence[Line], index: int, *, known_only: bool) -> bool:
    line = lines[index]
    if line.mark or not line.apart or index + 1 >= len(lines) or not may_be_heading(line.text):
        return False
    known = is_known_heading(line.text)
    if not known and (known_only or _is_cut_before(lines, index)):
        return False
    following = lines[index + 1]
    if following.mark:
        return known or following.mark != "bullet" or not line.text.endswith(":")
    return (following.apart or _is_text(following)) and not starts_lower(following.text)


def _is_cut_before(lines: Sequence[Line], index: int) -> bool:
    """Whether the line before is a paragraph that needs this one to go on."""
    before = lines[index - 1] if index else None
    return before is not None and len(before.text) >= SHORTEST_PARAGRAPH and ends_midway(before.text)


def _drop_lists(lines: Sequence[Line], likely: Sequence[bool], numbered: Set[int]) -> list[int]:
    """The likely headings without those that are lines of a list, or have no text after them."""
    kept: list[int] = []
    run: list[int] = []
    for index, heading in enumerate(likely):
        if heading:
            run.append(index)
        elif run:
            if lines[index].mark or index in numbered or _heads(lines[index]):
                kept += run if len(run) <= LONGEST_STACK else run[-1:]
            run = []
    return kept


def _heads(following: Line) -> bool:
    """Whether a line is what a heading heads, not one more short line like it."""
    return _is_text(following) or not may_be_heading(following.text)


def _is_text(line: Line) -> bool:
    return len(line.text) >= SHORTEST_PARAGRAPH or is_finished(line.text)
