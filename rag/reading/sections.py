"""Blocks -> Sections: each heading with what stands under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.reading.blocks import Block

_IMPROVE = re.compile(
    r"what needs to (?:improve|be improved)|areas for (?:priority action|improvement)|recommendations?$",
    re.IGNORECASE,
)
_NUMBERED_NAME = re.compile(r"(\w+ \w{1,4}):")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading as printed and what stands under it.

    ``base`` begins the locators; ``whole`` says that it alone names the first paragraph.
    ``improvement`` says that the section's points are what needs to improve.
    Numbered paragraphs are such points only where they are called recommendations.
    """

    heading: str
    base: str
    blocks: tuple[Block, ...]
    whole: bool = False
    improvement: bool = False

    def points(self) -> frozenset[str]:
        """The kinds of blocks that are points to improve: the prose, where nothing is listed."""
        if not self.improvement:
            return frozenset()
        numbered = {"numbered"} if self.base.startswith("recommendation") else set()
        listed = {"bullet", "item"} | numbered
        return frozenset(listed if any(block.kind in listed for block in self.blocks) else {"prose"})


def split_sections(blocks: Sequence[Block], opening: str) -> list[Section]:
    """The sections in order; a heading printed twice is told apart in its locators.

    ``opening`` names what stands before the first heading. Without it, and without any
    heading, the section has no name.
    """
    runs: list[tuple[str, list[Block]]] = [("", [])]
    for block in blocks:
        if block.kind == "heading":
            runs.append((block.text, []))
        else:
            runs[-1][1].append(block)
    if not opening and len(runs) > 1:
        opening = "Opening"
    sections = [Section(opening, opening.lower(), tuple(runs[0][1]))]
    empty_heading = ""
    for heading, content in runs[1:]:
        section = _make_section(heading, empty_heading, tuple(content))
        sections.append(section)
        empty_heading = "" if content else section.heading
    return _tell_apart([section for section in sections if section.blocks])


def _make_section(heading: str, above: str, blocks: tuple[Block, ...]) -> Section:
    """A section; under an empty heading, a label like ``Outcome statement:`` belongs to that heading."""
    name = heading.rstrip(":? ")
    if heading.endswith(":") and above:
        short = _NUMBERED_NAME.match(above)
        parent = short[1].lower() if short else above.rstrip(":")
        return Section(above, f"{parent}, {name.lower()}", blocks, whole=True)
    improve = _IMPROVE.match(heading)
    base = improve.group().lower() if improve else name
    return Section(heading, base, blocks, improvement=bool(improve))


def _tell_apart(sections: Sequence[Section]) -> list[Section]:
    """The sections with bases that are used once: a second ``Overview`` becomes ``Overview (2)``."""
    used: Counter[str] = Counter()
    apart = []
    for section in sections:
        used[section.base] += 1
        again = used[section.base]
        apart.append(replace(section, base=f"{section.base} ({again})") if again > 1 else section)
    return apart
