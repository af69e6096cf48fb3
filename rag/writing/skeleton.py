"""The quotes' statements to what a model's answer keeps of them, and where its own words belong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.answering import compose_statements
from rag.answering.evidence import Evidence
from rag.answering.statements import Statement
from rag.model import Answer

_QUOTED = re.compile(r"“[^”]*”|\*\*[^*]+\*\*|\([^()]*\)")  # with whose words they are


@dataclass(frozen=True)
class Skeleton:
    """The quotes' answer, and its statements in order: a model tells in its own words what they quote."""

    answer: Answer
    statements: tuple[Statement, ...]

    @property
    def told(self) -> list[Statement]:
        """The quotations, for which the model's words stand in."""
        return [statement for statement in self.statements if is_quotation(statement)]

    @property
    def kept(self) -> list[Statement]:
        """What follows from data, and what is missing: it stays as it is."""
        return [statement for statement in self.statements if not is_quotation(statement)]

    @property
    def headings(self) -> list[str]:
        """The headings of the parts, in order; what stands under none comes first."""
        return list(dict.fromkeys(["", *(statement.under for statement in self.statements)]))

    def heading_of(self, written: Statement) -> str:
        """The heading of the one part of the answer that a statement belongs to, if there is one."""
        parts = {source.document: quoted.under for quoted in self.told for source in quoted.sources}
        headings = {parts.get(source.document, "") for source in written.sources}
        return headings.pop() if len(headings) == 1 else ""

    def in_order(self, written: Iterable[Statement]) -> list[Statement]:
        """What is written, part by part; first what belongs to several or to none."""
        return sorted(written, key=lambda statement: self.headings.index(statement.under))

    def arrange(self, written: Iterable[Statement]) -> Iterator[Statement]:
        """What is written, with what is kept before and after it as around the quotations."""
        waiting = self.kept
        for statement in written:
            while waiting and self._comes_before(waiting[0], statement):
                yield waiting.pop(0)
            yield statement
        yield from waiting

    def _comes_before(self, kept: Statement, written: Statement) -> bool:
        places = [self.headings.index(statement.under) for statement in (kept, written)]
        if places[0] != places[1]:
            return places[0] < places[1] and not kept.missing
        quoted = next((s for s in self.told if s.under == kept.under), None)
        return quoted is None or self.statements.index(kept) < self.statements.index(quoted)


def draw_skeleton(evidence: Evidence) -> Skeleton:
    """The quotes' answer, taken apart; nothing is left for a model to tell where it declines."""
    return Skeleton(*compose_statements(evidence))


def is_quotation(statement: Statement) -> bool:
    """Whether a statement only quotes: nothing in it follows from data."""
    own = _QUOTED.sub("", statement.wording)
    return bool(statement.sources) and not (
        statement.facts or statement.derived or statement.missing or re.search(r"\w", own)
    )
