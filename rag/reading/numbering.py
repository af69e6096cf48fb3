"""Lines -> the numbers printed before them, where they form a chain.

A number at the start of a line may be chance (``…at the age of / 18. They``). Only a chain
1, 2, 3… counts; a new 1 starts a chain inside or after another, which may go on later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.reading.lines import Line
from rag.reading.wording import is_finished, may_be_heading, starts_lower

LARGEST_GAP = 2
DEEPEST_NESTING = 9
LONGEST_NUMBERED_HEADING_WORDS = 10
DECIMAL_CHAIN = -1

_DOTTED = re.compile(r"(\d{1,3})[.)](?:\s+(?=\S)|(?=[A-Z‘“\"'(]))")
_BARE = re.compile(r"(\d{1,3})\s+(?=[A-Z‘“\"'])")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=[A-Z‘“\"'(])")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line's printed number, the text after it, and the chain it belongs to."""

    number: str
    text: str
    chain: int


def number_lines(lines: Sequence[Line]) -> dict[int, Numbered]:
    """The numbered lines, by their place."""
    candidates = _find_candidates(lines)
    values = [int(match[1]) for _, match in candidates]
    chains: list[tuple[int, int]] = []  # (last number, chain), the innermost last
    numbered: dict[int, Numbered] = {}
    started = 0
    for place, ((index, match), value) in enumerate(zip(candidates, values, strict=True)):
        following = values[place + 1] if place + 1 < len(values) else 0
        depth = _find_chain(chains, value, following)
        dotted = not match.group().rstrip().isdigit()
        if depth >= 0 and (dotted or value > LARGEST_GAP + 1):
            chain = chains[depth][1]
        elif value == 1 and dotted:
            started += 1
            chain, depth = started, len(chains)
        else:
            continue
        chains[depth:] = [(value, chain)]
        del chains[1:-DEEPEST_NESTING]
        numbered[index] = Numbered(match[1], lines[index].text[match.end() :], chain)
    return numbered | _number_decimals(lines)


def is_numbered_heading(lines: Sequence[Line], index: int) -> bool:
    """Whether a numbered line is a heading, like ``2. Background``, before the prose it heads."""
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else None
    short = len(line.text) < 100 and len(line.text.split()) <= LONGEST_NUMBERED_HEADING_WORDS
    if not (short and line.apart and following and following.apart and may_be_heading(line.text)):
        return False
    prose = not following.mark and not _DOTTED.match(following.text) and is_finished(following.text)
    return (prose or bool(_DECIMAL.match(following.text))) and not starts_lower(following.text)


def _find_candidates(lines: Sequence[Line]) -> list[tuple[int, re.Match[str]]]:
    candidates = []
    for index, line in enumerate(lines):
        match = None if line.mark else _DOTTED.match(line.text) or _BARE.match(line.text)
        if match and not is_numbered_heading(lines, index):
            candidates.append((index, match))
    return candidates


def _find_chain(chains: list[tuple[int, int]], value: int, following: int) -> int:
    """The innermost chain that a number continues, or, where the next one agrees, after a gap; else -1."""
    for depth in range(len(chains) - 1, -1, -1):
        if value == chains[depth][0] + 1:
            return depth
    for depth in range(len(chains) - 1, -1, -1):
        missing = value - chains[depth][0] - 1
        if 0 < missing <= LARGEST_GAP and following == value + 1:
            return depth
    return -1


def _number_decimals(lines: Sequence[Line]) -> dict[int, Numbered]:
    """Lines numbered like ``3.2``, which name their own place and need no chain."""
    numbered = {}
    for index, line in enumerate(lines):
        match = None if line.mark else _DECIMAL.match(line.text)
        if match and not is_numbered_heading(lines, index):
            numbered[index] = Numbered(match[1], line.text[match.end() :], DECIMAL_CHAIN)
    return numbered
