"""A question for a number to statements: the figure of a plan, or the sentence that gives it."""

from __future__ import annotations

import re

from rag.answering.declining import Refusal, find_nearest
from rag.answering.evidence import Evidence, Scored
from rag.answering.plain import state_plainly
from rag.answering.plans import matching_rows, state_row
from rag.answering.quotes import choose_quotations
from rag.answering.statements import Statement
from rag.model import Measure

MOST_ROWS = 3  # of a plan, in an answer to a question about one figure
WORDS = 80  # of quotation
WEAKEST = 0.7  # of the score of a sentence whose number may be the one asked for
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|second|first|none)\b",
    re.IGNORECASE,
)


def state_number(evidence: Evidence) -> list[Statement] | Refusal:
    """The target of a plan where one is asked for by name, else what gives a number on what was asked."""
    if "measure" in evidence.query.wants and (rows := matching_rows(evidence, (Measure,))):
        return [state_row(document, row, opening="") for document, row in rows[:MOST_ROWS]]
    quotations = choose_quotations(evidence, paragraphs=2, words=WORDS, where=_gives_a_number)
    if not quotations or quotations[0].score < WEAKEST:
        told = "**The documents do not say:** they give no such number."
        return Refusal("not_in_documents", told, find_nearest(evidence))
    return state_plainly(evidence, quotations)


def _gives_a_number(scored: Scored) -> bool:
    """Whether a sentence holds a number other than a year."""
    return bool(_NUMBER.search(_YEAR.sub("", scored.sentence.text)))
