"""The quotes' statements to what a model's answer keeps of them, and where its own words belong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from rag.answering import Composed, compose
from rag.answering.checking import tells
from rag.answering.evidence import Evidence
from rag.answering.statements import TO_IMPROVE, Source, Statement
from rag.language.sentences import sentences
from rag.model import Answer, Document

FROM_VISITORS = "According to documents that visitors added"
_QUOTED = re.compile(rf"{TO_IMPROVE}|“[^”]*”|\*\*[^*]+\*\*|\([^()]*\)")  # with whose words they are


@dataclass(frozen=True)
class Skeleton:
    """The quotes' answer, and its statements in order: a model tells in its own words what they quote."""

    composed: Composed
    visitors: frozenset[str] = frozenset()

    @property
    def answer(self) -> Answer:
        return self.composed.answer

    @property
    def told(self) -> list[Statement]:
        """The quotations, for which the model's words stand in."""
        return [statement for statement in self.composed.statements if is_quotation(statement)]

    @property
    def kept(self) -> list[Statement]:
        """What follows from data, and what is missing: it stays as it is."""
        return [statement for statement in self.composed.statements if not is_quotation(statement)]

    @property
    def headings(self) -> list[str]:
        """The headings of the parts in order, first none, at last the one for visitors' documents."""
        own = (statement.under for statement in self.composed.statements)
        return list(dict.fromkeys(["", *own, *([FROM_VISITORS] if self.visitors else [])]))

    def heading_of(self, written: Statement) -> str:
        """The heading of the one part of the answer that a statement belongs to, if there is one.

        What is written from a visitor's document is never told as what the inspectors' documents say.
        """
        parts = {source.document: quoted.under for quoted in self.told for source in quoted.sources}
        headings = {parts.get(source.document, "") for source in written.sources}
        heading = headings.pop() if len(headings) == 1 else ""
        of_visitors = any(source.document in self.visitors for source in written.sources)
        return heading or (FROM_VISITORS if of_visitors else "")

    def arrange(self, written: Iterable[Statement]) -> Iterator[Statement]:
        """What is written, part by part, with what is kept before and after it as around the quotations.

        What is kept before all quotations comes at once, without waiting for what is written.
        """
        leading = list(takewhile(self._leads, self.composed.statements))
        yield from leading
        waiting = self.kept[len(leading) :]
        for statement in written:
            while waiting and self._comes_before(waiting[0], statement):
                yield waiting.pop(0)
            yield statement
        yield from waiting

    def untold(self, written: Sequence[Statement], documents: Mapping[str, Document]) -> list[Statement]:
        """The quotations with a sentence that what is written of its paragraph does not tell."""

        def is_told(source: Source) -> bool:
            place = (source.document, source.locator)
            own = [
                (one, cited.quote)
                for one in written
                for cited in one.sources
                if (cited.document, cited.locator) == place
            ]
            text, quotes = "".join(one.wording for one, _ in own), {quote for _, quote in own}
            return bool(own) and all(
                sentence in quotes or tells(text, replace(source, quote=sentence), documents)
                for sentence in sentences(source.quote)
            )

        return [one for one in self.told if not all(map(is_told, one.sources))]

    def _leads(self, statement: Statement) -> bool:
        return not (is_quotation(statement) or statement.missing or statement.under)

    def _comes_before(self, kept: Statement, written: Statement) -> bool:
        places = [self.headings.index(statement.under) for statement in (kept, written)]
        if places[0] != places[1]:
            return places[0] < places[1] and not kept.missing
        quoted = next((s for s in self.told if s.under == kept.under), None)
        in_order = self.composed.statements
        return quoted is None or in_order.index(kept) < in_order.index(quoted)


def draw_skeleton(evidence: Evidence) -> Skeleton:
    """The quotes' answer, taken apart; nothing is left for a model to tell where it declines."""
    return Skeleton(compose(evidence), evidence.visitors)


def is_quotation(statement: Statement) -> bool:
    """Whether a statement only quotes: nothing in it follows from data."""
    own = _QUOTED.sub("", statement.wording)
    return bool(statement.sources) and not (
        statement.facts or statement.derived or statement.missing or re.search(r"\w", own)
    )


def aside(quotation: Statement) -> Statement:
    """A quotation as it stands after what is written: without the marks of a first line."""
    parts = (part.replace("**", "") if isinstance(part, str) else part for part in quotation.parts)
    return replace(quotation, parts=tuple(parts))
