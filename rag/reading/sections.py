"""Blocks -> Sections: each heading with what stands under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.domain.frameworks import either, grades
from rag.reading.blocks import Block

_IMPROVE = re.compile(
    r"what needs to (?:improve|be improved)|what does .{3,60} need to (?:improve|do better)|"
    r"(?:responsible body )?areas for (?:priority action|improvement)|priority and immediate action|"
    r"recommendations?$",
    re.IGNORECASE,
)
_GRADE_ALONE = re.compile(r"(?:judge?ment:? |grade (?:\d )?\(?)[a-z ]{4,30}\)?", re.IGNORECASE)
_BULLETED = re.compile(r"what needs to", re.IGNORECASE)
_NUMBERED_NAME = re.compile(r"(\w+ \w{1,4}):")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading as printed and what stands under it.

    ``base`` begins the locators; ``whole`` says that it alone names the first paragraph.
    ``improvement`` says that the section's points are what needs to improve.
    Numbered paragraphs are such points too, but not under "what needs to improve".
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
        kinds = [block.kind for block in self.blocks]
        lead_in = _BULLETED.match(self.base) or ("bullet" in kinds and kinds.count("numbered") == 1)
        listed = {"bullet", "item"} | (set() if lead_in else {"numbered"})
        return frozenset(listed if any(block.kind in listed for block in self.blocks) else {"prose"})


def split_sections(blocks: Sequence[Block], opening: str) -> list[Section]:
    """The sections in order; a heading printed twice is told apart in its locators.

    ``opening`` names what stands before the first heading. Without it, and without any
    heading, the section has no name.
    """
    runs: list[list[Block]] = [[]]
    for block in _name_repeated(blocks):
        if block.kind == "heading":
            runs.append([block])
        else:
            runs[-1].append(block)
    if not opening and len(runs) > 1:
        opening = "Opening"
    sections = [Section(opening, opening.lower(), tuple(runs[0]))]
    above: Section | None = None
    asking: Block | None = None
    for heading, *content in runs[1:]:
        goes_on = asking and 0 < asking.level < heading.level and not _judges(heading.text)
        if not goes_on:
            asking = heading if _IMPROVE.match(heading.text) else None
        section = _make_section(heading.text, above, tuple(content))
        sections.append(replace(section, improvement=asking is not None))
        above = None if content else section
    return _tell_apart([section for section in sections if section.blocks])


def _judges(heading: str) -> bool:
    """Whether a heading ends in a grade: what follows are findings, however the heading is set."""
    return bool(
        re.search(rf"\b(?:{either(*(grade.printed for grade in grades()))})$", heading, re.IGNORECASE)
    )


def _name_repeated(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, a heading that is printed again and again with the one it stands under before it."""
    printed = Counter(block.text for block in blocks if block.kind == "heading")
    above: list[Block] = []
    for block in blocks:
        if block.kind == "heading":
            above = [heading for heading in above if heading.level < block.level]
            repeated = printed[block.text] > 1 and not _IMPROVE.match(block.text)
            named = f"{above[-1].text.rstrip('.:')} – {block.text}" if above and repeated else block.text
            above.append(block)
            yield replace(block, text=named)
        else:
            yield block


def _make_section(heading: str, above: Section | None, blocks: tuple[Block, ...]) -> Section:
    """A section; under an empty heading, a label like ``Outcome statement:`` belongs to that heading."""
    name = heading.rstrip(":? ")
    if above and heading.endswith(":"):
        short = _NUMBERED_NAME.match(above.heading)
        parent = short[1].lower() if short else above.heading.rstrip(":")
        return Section(above.heading, f"{parent}, {name.lower()}", blocks, whole=True)
    if above and _GRADE_ALONE.fullmatch(heading):
        return Section(f"{above.heading}: {heading}", above.base, blocks)
    improve = _IMPROVE.match(heading)
    return Section(heading, improve.group().lower() if improve else name, blocks)


def _tell_apart(sections: Sequence[Section]) -> list[Section]:
    """The sections with bases that are used once: a second ``Overview`` becomes ``Overview (2)``."""
    used: Counter[str] = Counter()
    apart = []
    for section in sections:
        used[section.base] += 1
        again = used[section.base]
        apart.append(replace(section, base=f"{section.base} ({again})") if again > 1 else section)
    return apart
