"""One side of a change or a comparison to statements: the sentences of its documents that answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.declining import is_answer, is_worth_telling
from rag.answering.evidence import Evidence
from rag.answering.lists import state_list_after
from rag.answering.plain import state_quotation
from rag.answering.quotes import Quotation, choose_quotations
from rag.answering.sought import asks_figure, gives_figure
from rag.answering.statements import Statement
from rag.model import FRAME, Document, month_of


def quote_side(evidence: Evidence, documents: Sequence[Document], *, words: int) -> list[Quotation]:
    """The sentences of these documents that answer; where a figure is asked for, those that give one."""
    if not evidence.query.terms.words:
        return []
    ids = {document.id for document in documents}
    sought = asks_figure(evidence) and evidence.query.kind == "compare"
    return choose_quotations(
        evidence,
        words=words,
        among=lambda s: s.passage.document in ids and s.passage.kind not in FRAME,
        first=lambda s: not sought or gives_figure(evidence, s),
    )


def worth_telling(evidence: Evidence, sides: Sequence[Sequence[Quotation]]) -> list[list[Quotation]]:
    """The sides, those without quotations that do not answer; none where no side does."""
    if not any(is_answer(evidence, side) for side in sides):
        return [[] for _ in sides]
    return [list(side) if is_worth_telling(evidence, side) else [] for side in sides]


def state_side(evidence: Evidence, quotations: Sequence[Quotation], under: str) -> list[Statement]:
    """Quotations as the items of a list under a heading."""
    return [
        replace(statement, under=under)
        for quotation in quotations
        for statement in (state_quotation(evidence, quotation, "- "), *state_list_after(evidence, quotation))
    ]


def when_of(document: Document) -> str:
    """The month that a document speaks of, or what it is called where it has no date."""
    return month_of(document.date) if document.date else document.name
