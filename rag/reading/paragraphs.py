"""Sections -> Paragraphs: each unit with its place and the locator that a person would write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rag.model import Action, Measure, Paragraph, ParagraphKind
from rag.reading.blocks import Block
from rag.reading.plans import PlanReader
from rag.reading.sections import Section
from rag.reading.tables import describe_rows, read_header

LONGEST_TABLE_ROWS = 12

_KINDS: Mapping[str, ParagraphKind] = {
    "prose": "paragraph",
    "numbered": "paragraph",
    "bullet": "bullet",
    "item": "item",
}


@dataclass(frozen=True, slots=True)
class Body:
    """What a document says below its front page."""

    paragraphs: tuple[Paragraph, ...]
    actions: tuple[Action, ...]
    measures: tuple[Measure, ...]


def compose_body(sections: Sequence[Section]) -> Body:
    """The paragraphs of a document's sections, with the actions and measures among them."""
    plan = PlanReader()
    paragraphs = [paragraph for section in sections for paragraph in _SectionReader(section, plan).read()]
    return Body(tuple(paragraphs), tuple(plan.actions), tuple(plan.measures))


@dataclass
class _SectionReader:
    """Gives out the locators of one section, counting as it goes."""

    section: Section
    plan: PlanReader
    counts: Counter[str] = field(default_factory=Counter)
    number: str = ""

    def read(self) -> Iterator[Paragraph]:
        """The paragraphs of the section."""
        points = self.section.points()
        for is_table, run in groupby(self.section.blocks, key=lambda block: block.kind == "row"):
            if is_table:
                yield from self._read_table(list(run))
                continue
            for block in run:
                kind: ParagraphKind = "improvement" if block.kind in points else _KINDS[block.kind]
                yield self._read_block(block, kind)

    def _read_block(self, block: Block, kind: ParagraphKind) -> Paragraph:
        if block.kind != "bullet":
            self.number = block.number if block.kind == "numbered" else ""
        if block.kind == "numbered":
            locator = block.number
        elif self.number:
            locator = f"{self.number}, bullet {self._count(self.number)}"
        elif kind == "item":
            locator = f"{self._within}item {block.number}"
        else:
            locator = self._count_locator(kind)
        return Paragraph(locator, block.text, kind, self.section.heading, block.page, block.box)

    def _count_locator(self, kind: str) -> str:
        """``Overview, 2``; ``Overview, bullet 2``; ``paragraph 2`` where there are no headings."""
        count = self._count(kind)
        if self.section.whole and kind == "paragraph" and count == 1:
            return self.section.base
        beside_points = self.section.improvement and kind != "improvement"
        if kind == "bullet" or beside_points or not self._within:
            return f"{self._within}{kind} {count}"
        return f"{self._within}{count}"

    def _read_table(self, rows: list[Block]) -> Iterator[Paragraph]:
        first = next((index for index, row in enumerate(rows) if read_header(row.cells)), len(rows))
        if not self.counts and self.plan.goes_on(rows[0]):
            first = 0
        if first:
            yield from self._read_plain_table(rows[:first])
        if rows[first:]:
            yield from self.plan.read_rows(rows[first:], self.section.heading)

    def _read_plain_table(self, rows: Sequence[Block]) -> Iterator[Paragraph]:
        """A table that is no plan's: one paragraph, or one for each row where it is long."""
        caption, lines = describe_rows([row.cells for row in rows])
        locator = caption or f"{self._within}table {self._count('table')}"
        if len(lines) <= LONGEST_TABLE_ROWS:
            first = rows[0]
            yield Paragraph(locator, "\n".join(lines), "table", self.section.heading, first.page, first.box)
            return
        shift = len(rows) - len(lines)
        for index, line in enumerate(lines):
            row = rows[index + shift]
            place = f"{locator}, row {index + 1}"
            yield Paragraph(place, line, "table", self.section.heading, row.page, row.box)

    @property
    def _within(self) -> str:
        return f"{self.section.base}, " if self.section.base else ""

    def _count(self, what: str) -> int:
        self.counts[what] += 1
        return self.counts[what]
