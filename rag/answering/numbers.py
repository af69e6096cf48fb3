"""A question for a number to statements: the figure of a plan, or the sentence that gives it."""

from __future__ import annotations

from functools import partial

from rag.answering.declining import Refusal, find_nearest, is_answer
from rag.answering.evidence import Evidence
from rag.answering.plain import state_plainly
from rag.answering.plans import matching_rows, state_row
from rag.answering.quotes import choose_quotations
from rag.answering.sought import gives_figure
from rag.answering.statements import Statement
from rag.model import Measure

MOST_ROWS = 3  # of a plan, in an answer to a question about one figure
WORDS = 80  # of quotation


def state_number(evidence: Evidence) -> list[Statement] | Refusal:
    """The target of a plan where one is asked for by name, else what gives a number on what was asked."""
    if "measure" in evidence.query.wants and (rows := matching_rows(evidence, (Measure,))):
        return [state_row(document, row, opening="") for document, row in rows[:MOST_ROWS]]
    quotations = choose_quotations(evidence, paragraphs=2, words=WORDS, where=partial(gives_figure, evidence))
    if not is_answer(quotations):
        told = "**The documents do not say:** they give no such number."
        return Refusal("not_in_documents", told, find_nearest(evidence))
    return state_plainly(evidence, quotations)
