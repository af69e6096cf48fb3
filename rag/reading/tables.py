"""Table rows -> what their columns mean, by the words of the header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from rag.domain.authorities import plain_name

Role = Literal["reference", "action", "kpi", "measure", "officer", "frequency", "target", "due", "other"]

_HEADERS: dict[Role, str] = {
    "reference": "ref|reference|no|number|id|item|action no|action ref|measure ref",
    "action": """
        action|actions|key action|key actions|improvement action|action required|actions required|task|tasks
        |activity|activities|step|steps|milestone|recommendation
        |what we will do|what will we do|what will be done|what we are going to do""",
    "kpi": "kpi|kpis|kpi ref|kpi refs|kpi reference|kpi no|measure refs",
    "measure": """
        measure|measures|indicator|indicators|performance indicator|key performance indicator
        |performance measure|success measure|success measures|measure of success|outcome measure
        |how we will measure success|what success looks like""",
    "officer": """
        lead|leads|lead officer|lead person|lead responsible|owner|owners|action owner|accountable
        |accountable officer|action lead|lead agency|lead service|lead officers|responsible
        |responsible officer|responsible person|responsibility|who|by whom|who will do it""",
    "frequency": "frequency|reporting frequency|reported|how often",
    "target": "target|targets|target value",
    "due": """
        due|due by|due date|date|date due|when|by when|timescale|timescales|timeframe|deadline
        |target date|target due|completion date|complete by|end date""",
}
_ROLES: dict[str, Role] = {
    words.strip(): role for role, synonyms in _HEADERS.items() for words in synonyms.split("|")
}
_HEADER_WORDS = {word for words in _ROLES for word in words.split()} | {"s", "and", "or", "of", "for", "the"}

_CAPTION = re.compile(r"\btable\b", re.IGNORECASE)

TableKind = Literal["actions", "measures"]


@dataclass(frozen=True, slots=True)
class Columns:
    """A header row: each column's printed label and what it holds.

    A column without a label goes on with the one before it.
    """

    kind: TableKind
    labels: tuple[str, ...]
    roles: tuple[Role, ...]

    def cell(self, cells: Sequence[str], *roles: Role) -> str:
        """What a row holds under the first of these roles that the table has."""
        for role in roles:
            if role in self.roles:
                return " ".join(
                    cell for cell, has in zip(cells, self.roles, strict=False) if has == role and cell
                )
        return ""

    def labelled(self, cells: Sequence[str], *without: Role) -> list[str]:
        """``label: cell`` for the filled columns whose role is not left out."""
        columns = zip(cells, self.roles, self.labels, strict=False)
        known = [f"{label}: {cell}" for cell, role, label in columns if cell and role not in without]
        return [*known, *filter(None, cells[len(self.labels) :])]


def read_header(cells: Sequence[str]) -> Columns | None:
    """The columns of a plan's table, if a row is its header."""
    roles: list[Role] = []
    labels: list[str] = []
    for cell in cells:
        roles.append(_role_of(plain_name(cell)) if cell or not roles else roles[-1])
        labels.append(cell if cell or not labels else labels[-1])
    if "action" in roles and not {"officer", "due", "kpi"}.isdisjoint(roles):
        return Columns("actions", tuple(labels), tuple(roles))
    if not {"measure", "kpi"}.isdisjoint(roles) and not {"target", "frequency"}.isdisjoint(roles):
        return Columns("measures", tuple(labels), tuple(roles))
    return None


def _role_of(words: str) -> Role:
    """What a column of this name holds; ``Timescale / deadline`` is known by its parts."""
    if words in _ROLES or not _HEADER_WORDS.issuperset(words.split()):
        return _ROLES.get(words, "other")
    known = [name for name in _ROLES if f" {name} " in f" {words} "]
    return _ROLES[max(known, key=len)] if known else "other"


def describe_rows(rows: Sequence[Sequence[str]]) -> tuple[str, list[str]]:
    """Any other table: its caption, if its first cell is one, and each row as a line.

    A row of two cells reads ``first: second``; a wider one names its columns.
    """
    caption = rows[0][0] if _CAPTION.search(rows[0][0]) and len(rows) > 1 else ""
    headed = len(rows) > 1 and all(rows[0]) and (bool(caption) or len(rows[0]) > 2)
    labels = rows[0] if headed else ()
    return caption if headed else "", [_describe_row(row, labels) for row in rows[headed:]]


def _describe_row(row: Sequence[str], labels: Sequence[str]) -> str:
    if len(row) == 2:
        return ": ".join(filter(None, row))
    named = zip_longest(labels, row, fillvalue="")
    return " | ".join(f"{label}: {cell}" if label else cell for label, cell in named if cell)
