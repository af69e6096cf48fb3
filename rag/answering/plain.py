"""Quotations to a plain answer: the sentence that answers, then what stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.evidence import Evidence
from rag.answering.lists import state_list_after
from rag.answering.plans import row_at, state_row
from rag.answering.quotes import Quotation
from rag.answering.statements import Statement, say


def state_plainly(evidence: Evidence, quotations: Sequence[Quotation]) -> list[Statement]:
    """The sentence that answers best on the first line, then the others.

    What is newest comes first where one authority is asked about and no year.
    """
    if evidence.is_on_one and not evidence.query.scope.years:
        quotations = sorted(quotations, key=lambda quotation: quotation.passage.date or "", reverse=True)
    first, *others = quotations
    statements = [*_lead_with(evidence, first), *state_list_after(evidence, first)]
    for quotation in others:
        if not _is_told(quotation, statements):
            statements += [_placed(evidence, quotation), *state_list_after(evidence, quotation)]
    return statements


def _is_told(quotation: Quotation, statements: Sequence[Statement]) -> bool:
    """Whether a paragraph was quoted before, as an item of a list."""
    place = (quotation.passage.document, quotation.passage.locator)
    return any((s.document, s.locator) == place for told in statements for s in told.sources)


def state_quotation(evidence: Evidence, quotation: Quotation, opening: str = "") -> Statement:
    """A quotation after its opening; a row of a plan as a sentence of its cells."""
    document = evidence.documents[quotation.passage.document]
    row = row_at(document, quotation.passage.locator)
    return state_row(document, row, opening=opening) if row else say(opening, *quotation.parts)


def _lead_with(evidence: Evidence, quotation: Quotation) -> list[Statement]:
    document = evidence.documents[quotation.passage.document]
    rest = [sentence for sentence in quotation.sentences if sentence not in quotation.lead]
    if row_at(document, quotation.passage.locator):
        return [_placed(evidence, quotation)]
    lead = _placed(evidence, quotation.only(quotation.lead), bold="**")
    return [lead, say(*quotation.only(rest).parts)] if rest else [lead]


def _placed(evidence: Evidence, quotation: Quotation, *, bold: str = "") -> Statement:
    """A quotation; with its document's name where several documents may answer."""
    document = evidence.documents[quotation.passage.document]
    name = document.reference if len(evidence.scope) > 1 else ""
    if row := row_at(document, quotation.passage.locator):
        return state_row(document, row, opening=name and f"**{name}:** ")
    words, source = quotation.parts
    return say(f"{bold}{words.strip()}{bold} ", name and f"({name}) ", source)
