"""Lines -> which of them are headings, by their marks or by their words and place."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from rag.reading.lines import Line
from rag.reading.wording import ends_midway, may_be_heading, starts_lower

SHORTEST_PARAGRAPH = 80
FEWEST_MARKED = 2
LONGEST_STACK = 2

KNOWN_HEADING = re.compile(
    r"(?:what needs to improve|the experiences and progress of|the impact of leaders on)\b", re.IGNORECASE
)


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
    return frozenset(marked | set(_drop_lists(likely)))


def _is_heading(lines: Sequence[Line], index: int, *, known_only: bool) -> bool:
    line = lines[index]
    if line.mark or not line.apart or index + 1 >= len(lines) or not may_be_heading(line.text):
        return False
    if not KNOWN_HEADING.match(line.text) and (known_only or _is_cut_before(lines, index)):
        return False
    following = lines[index + 1]
    if following.mark:
        return True
    long = len(following.text) >= SHORTEST_PARAGRAPH
    return (following.apart or long) and not starts_lower(following.text)


def _is_cut_before(lines: Sequence[Line], index: int) -> bool:
    """Whether the line before is a paragraph that needs this one to go on."""
    before = lines[index - 1] if index else None
    return before is not None and len(before.text) >= SHORTEST_PARAGRAPH and ends_midway(before.text)


def _drop_lists(likely: Sequence[bool]) -> list[int]:
    """The likely headings without those that are lines of a list."""
    kept: list[int] = []
    run: list[int] = []
    for index, heading in enumerate(likely):
        if heading:
            run.append(index)
        if run and (not heading or index + 1 == len(likely)):
            kept += run if len(run) <= LONGEST_STACK else run[-1:]
            run = []
    return kept
