"""A plan's table rows -> its groups, actions and measures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rag.model import Action, Measure, Paragraph
from rag.reading.blocks import Block
from rag.reading.tables import Columns, read_header

_REFERENCE = re.compile(
    r"(?P<reference>\d+(?:\.\d+)+[a-z]?|[A-Z]{1,3}\d+(?:\.\d+)*[a-z]?|\d+(?=[.)]))[.):]?\s+(?P<text>\S.*)"
)


@dataclass
class PlanReader:
    """Reads the rows of a plan's tables, one section after another.

    A table stays open over a heading that stands among its rows; ``home`` is the section
    that its header stood in.
    """

    actions: list[Action] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    columns: Columns | None = None
    home: str = ""
    group: str = ""
    groups: int = 0

    def goes_on(self, row: Block) -> bool:
        """Whether a row without a header above it belongs to the table that is open."""
        return self.columns is not None and len(row.cells) == len(self.columns.labels)

    def read_rows(self, rows: Sequence[Block], section: str) -> Iterator[Paragraph]:
        """The paragraphs of the rows under a heading; fills ``actions`` and ``measures``."""
        inside = read_header(rows[0].cells) is None
        for row in rows:
            header = read_header(row.cells)
            if header:
                self.columns, self.home = header, self.home if inside else section
            elif self.columns:
                place = f"{self.home}, {section}" if inside and self.home != section else section
                read = self._read_action if self.columns.kind == "actions" else self._read_measure
                yield read(row, self.columns, (section, place))

    def _read_action(self, row: Block, columns: Columns, places: tuple[str, str]) -> Paragraph:
        theme, section = places
        printed = columns.cell(row.cells, "action")
        reference, text = _split_reference(columns.cell(row.cells, "reference"), printed)
        rest = columns.labelled(row.cells, "action", "reference")
        whole = f"{reference} {text}".strip()
        if not rest and not _is_under(reference, self.group):
            self.group = whole
            self.groups += 1
            return Paragraph(reference or f"group {self.groups}", whole, "group", section, row.page, row.box)
        locator = f"action {reference or len(self.actions) + 1}"
        self.actions.append(
            Action(
                reference=reference,
                text=text,
                measures=columns.cell(row.cells, "kpi", "measure"),
                due=columns.cell(row.cells, "due"),
                lead=columns.cell(row.cells, "officer"),
                theme=theme,
                group=self.group,
                locator=locator,
            )
        )
        return Paragraph(locator, " | ".join([whole, *rest]), "action", section, row.page, row.box)

    def _read_measure(self, row: Block, columns: Columns, places: tuple[str, str]) -> Paragraph:
        theme, section = places
        named = "measure" in columns.roles
        printed = columns.cell(row.cells, "measure", "kpi")
        given = columns.cell(row.cells, "reference", *(("kpi",) if named else ()))
        reference, text = _split_reference(given, printed)
        rest = columns.labelled(row.cells, "measure", "kpi", "reference")
        named_already = reference.upper().startswith("KPI")
        locator = reference if named_already else f"KPI {reference}"
        if not reference:
            locator = f"measure {len(self.measures) + 1}"
        self.measures.append(
            Measure(
                reference=reference,
                text=text,
                officer=columns.cell(row.cells, "officer"),
                frequency=columns.cell(row.cells, "frequency"),
                target=columns.cell(row.cells, "target"),
                due=columns.cell(row.cells, "due"),
                theme=theme,
                locator=locator,
            )
        )
        return Paragraph(
            locator, " | ".join([f"{reference} {text}".strip(), *rest]), "measure", section, row.page, row.box
        )


def _split_reference(given: str, printed: str) -> tuple[str, str]:
    """The reference and the text of a cell that may hold both."""
    if given:
        return given, printed
    match = _REFERENCE.fullmatch(printed)
    return (match["reference"], match["text"]) if match else ("", printed)


def _is_under(reference: str, group: str) -> bool:
    """Whether a reference belongs to a group, as 1.1.3 does to 1.1."""
    return bool(reference) and reference.startswith(group.split(" ", 1)[0] + ".")
