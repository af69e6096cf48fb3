"""Blocks -> Paragraphs: each unit with its section and the locator that a person would write."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from rag.model import Action, Measure, Paragraph
from rag.reading.blocks import Block
from rag.reading.plans import PlanReader
from rag.reading.tables import describe_rows, read_header

LONGEST_TABLE_ROWS = 12

_IMPROVE = re.compile(
    r"what needs to (?:improve|be improved)|areas for (?:priority action|improvement)", re.IGNORECASE
)
_SHORT = re.compile(r"(\w+ \w{1,4}):")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading as printed and what stands under it; ``base`` begins its locators.

    ``whole`` says that the base alone names the section's first paragraph.
    """

    heading: str
    base: str
    blocks: tuple[Block, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """What a document says below its front page."""

    paragraphs: tuple[Paragraph, ...]
    actions: tuple[Action, ...]
    measures: tuple[Measure, ...]


def compose_body(blocks: Sequence[Block], opening: str) -> Body:
    """The paragraphs, actions and measures of a document's blocks.

    ``opening`` is the section of what stands before the first heading; without it, and
    without any heading, paragraphs are counted through the document.
    """
    composer = _Composer()
    paragraphs = [
        paragraph for section in split_sections(blocks, opening) for paragraph in composer.read(section)
    ]
    return Body(tuple(paragraphs), tuple(composer.plan.actions), tuple(composer.plan.measures))


def split_sections(blocks: Sequence[Block], opening: str) -> list[Section]:
    """The sections in order; a heading printed twice is told apart in its locators."""
    runs: list[tuple[str, list[Block]]] = [("", [])]
    for block in blocks:
        if block.kind == "heading":
            runs.append((block.text, []))
        else:
            runs[-1][1].append(block)
    if not opening and len(runs) > 1:
        opening = "Opening"
    sections = [Section(opening, opening.lower(), tuple(runs[0][1]))]
    used: Counter[str] = Counter()
    above = ""
    for heading, content in runs[1:]:
        section = _make_section(heading, above, tuple(content))
        if content:
            used[section.base] += 1
            if used[section.base] > 1:
                section = replace(section, base=f"{section.base} ({used[section.base]})")
        sections.append(section)
        above = "" if content else section.heading
    return sections


def _make_section(heading: str, above: str, blocks: tuple[Block, ...]) -> Section:
    """A section; under an empty heading, a label like ``Outcome statement:`` belongs to that heading."""
    name = heading.rstrip(":? ")
    if heading.endswith(":") and above:
        short = _SHORT.match(above)
        parent = short[1].lower() if short else above.rstrip(":")
        return Section(above, f"{parent}, {name.lower()}", blocks, whole=True)
    improve = _IMPROVE.match(heading)
    return Section(heading, improve.group().lower() if improve else name, blocks)


@dataclass
class _Composer:
    """Gives out the locators of one document, section after section."""

    plan: PlanReader = field(default_factory=PlanReader)

    def read(self, section: Section) -> Iterator[Paragraph]:
        """The paragraphs of a section."""
        counts: Counter[str] = Counter()
        number = ""
        for is_row, run in groupby(section.blocks, key=lambda block: block.kind == "row"):
            if is_row:
                yield from self._read_table(section, list(run), counts)
                continue
            for block in run:
                number = (
                    block.number if block.kind == "numbered" else number if block.kind == "bullet" else ""
                )
                yield _make_paragraph(section, block, number, counts)

    def _read_table(self, section: Section, rows: list[Block], counts: Counter[str]) -> Iterator[Paragraph]:
        first = next((index for index, row in enumerate(rows) if read_header(row.cells)), len(rows))
        if not counts and self.plan.goes_on(rows[0]):
            first = 0
        if first:
            yield from _read_plain_table(section, rows[:first], counts)
        if rows[first:]:
            yield from self.plan.read_rows(rows[first:], section.heading)


def _make_paragraph(section: Section, block: Block, number: str, counts: Counter[str]) -> Paragraph:
    kind = {"prose": "paragraph", "numbered": "paragraph"}.get(block.kind, block.kind)
    within = f"{section.base}, " if section.base else ""
    if _IMPROVE.match(section.heading) and (kind in ("bullet", "item") or not _has_list(section)):
        kind = "improvement"
    if block.kind == "numbered":
        counts["bullet of number"] = 0
        locator = number
    elif number:
        counts["bullet of number"] += 1
        locator = f"{number}, bullet {counts['bullet of number']}"
    elif block.kind == "item" and kind == "item":
        locator = f"{within}item {block.number}"
    else:
        counts[kind] += 1
        locator = _count_locator(section, kind, counts[kind])
    return Paragraph(locator, block.text, kind, section.heading, block.page)


def _count_locator(section: Section, kind: str, count: int) -> str:
    """``Overview, 2``; ``Overview, bullet 2``; ``paragraph 2`` where there are no headings."""
    if not section.base:
        return f"{kind} {count}"
    if section.whole and kind == "paragraph" and count == 1:
        return section.base
    return f"{section.base}, bullet {count}" if kind == "bullet" else f"{section.base}, {count}"


def _has_list(section: Section) -> bool:
    return any(block.kind in ("bullet", "item") for block in section.blocks)


def _read_plain_table(section: Section, rows: Sequence[Block], counts: Counter[str]) -> Iterator[Paragraph]:
    """A table that is no plan's: one paragraph, or one for each row where it is long."""
    caption, lines = describe_rows([row.cells for row in rows])
    counts["table"] += 1
    within = f"{section.base}, " if section.base else ""
    locator = caption or f"{within}table {counts['table']}"
    if len(lines) <= LONGEST_TABLE_ROWS:
        yield Paragraph(locator, "\n".join(lines), "table", section.heading, rows[0].page)
        return
    shift = len(rows) - len(lines)
    for index, line in enumerate(lines):
        yield Paragraph(
            f"{locator}, row {index + 1}", line, "table", section.heading, rows[index + shift].page
        )
