"""What cannot be answered to an honest no: the reason, and what is loaded that comes nearest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.answering.evidence import Evidence
from rag.answering.quotes import Quotation, choose_quotations
from rag.answering.sought import asks_figure
from rag.answering.statements import Reply, Statement, miss, say
from rag.domain.judgements import tells_judgement
from rag.fitted import to_log_odds, to_probability
from rag.model import Document
from rag.query import Query

NEAREST_WORDS = 40
MOST_LISTED = 12  # authorities named in a refusal
DO_NOT_SAY = "**The documents do not say.**"


def refuse(evidence: Evidence) -> Reply | None:
    """The reason for not looking further, if there is one."""
    query = evidence.query
    if query.scope.absent and not query.scope.authorities:
        names = " or ".join(query.scope.absent)
        return Reply(
            "not_in_documents",
            f"**No document on {names} is loaded.** {list_loaded(evidence.documents.values())} "
            "Add a document on it to ask about it.",
        )
    if not evidence.scope:
        return Reply("not_in_documents", "**No loaded document matches these filters.**")
    if not (
        query.terms.words
        or query.slots.wants
        or query.slots.references
        or query.kind in ("across", "compare")
    ):
        return Reply(
            "unclear", "**What would you like to know?** " + list_loaded(evidence.documents.values())
        )
    return _refuse_year(evidence)


def is_answer(evidence: Evidence, quotations: Sequence[Quotation]) -> bool:
    """Whether what would be quoted is likely enough to answer the question."""
    return _likelihood(evidence, quotations) >= evidence.weighing.decline


def is_worth_telling(evidence: Evidence, side: Sequence[Quotation]) -> bool:
    """Whether what would be quoted of one side is likely enough to answer, where another side may."""
    return _likelihood(evidence, side) >= evidence.weighing.leave_out


def _likelihood(evidence: Evidence, quotations: Sequence[Quotation]) -> float:
    signals = signals_of(evidence, quotations)
    return to_probability(evidence.weighing.answer.log_odds(signals)) if signals else -1.0


def signals_of(evidence: Evidence, quotations: Sequence[Quotation]) -> dict[str, float]:
    """What tells whether quotations answer; nothing where there are none.

    The log-odds of the first sentence, how far it falls short of the best one where that could not
    come first, since it holds nothing of the sort that was asked for, and what the reader says of the
    documents that are quoted.
    """
    if not quotations:
        return {}
    first = to_log_odds(quotations[0].score)
    shortfall = max(0.0, to_log_odds(quotations[0].best) - first)
    quoted = {quotation.passage.document for quotation in quotations}
    read = [told for (document, _), told in evidence.findings.answers.items() if document in quoted]
    return {"sentence": first, "shortfall": shortfall, "answers": max(read, default=0.0)}


def refuse_weak(evidence: Evidence, quotations: Sequence[Quotation]) -> Reply | None:
    """The reason for not showing what would be quoted, if it does not answer."""
    if is_answer(evidence, quotations):
        return None
    told = f"{DO_NOT_SAY} {list_loaded(evidence.scope)}"
    if asks_figure(evidence):
        told = "**The documents do not say:** they give no such number."
    return Reply("not_in_documents", told, find_nearest(evidence), weak=True)


def find_nearest(evidence: Evidence) -> tuple[Statement, ...]:
    """The sentence that comes nearest to an answer."""
    for quotation in choose_quotations(evidence, words=NEAREST_WORDS)[:1]:
        name = evidence.documents[quotation.passage.document].reference
        return (say(f"What comes nearest ({name}): ", *quotation.only(quotation.lead).parts),)
    return ()


def state_what_is_missing(query: Query) -> list[Statement]:
    """For an answer that is given: the authorities and years asked about that no document is on."""
    absent = [miss(f"No document on {name} is loaded.") for name in query.scope.absent]
    return absent + [miss(f"No document of {year} is loaded.") for year in query.scope.missing_years]


def _refuse_year(evidence: Evidence) -> Reply | None:
    """Where every year asked about is missing, and nothing that was found speaks of it.

    What another document says of that year is no answer where a document of that year is asked for.
    """
    query = evidence.query
    if not query.scope.missing_years or query.scope.missing_years != query.scope.years:
        return None
    years = [str(year) for year in query.scope.missing_years]
    of_that_year = rf"\b(?:{'|'.join(years)})\b (?:\w+ )?(?:report|inspection|letter|plan|visit)\b"
    itself = query.kind != "grades" and re.search(of_that_year, query.question, re.IGNORECASE)
    spoken_of = [
        passage
        for passage in evidence.findings.passages
        if any(year in passage.text for year in years)
        and (query.kind != "grades" or tells_judgement(passage.text, query.slots.areas))
    ]
    if spoken_of and not itself:
        return None
    about = f" on {' or '.join(query.scope.authorities)}" if query.scope.authorities else ""
    return Reply(
        "not_in_documents",
        f"**No document of {' or '.join(years)}{about} is loaded, and the others do not say.** "
        + list_loaded(evidence.scope),
    )


def list_loaded(documents: Iterable[Document]) -> str:
    """What is loaded, by authority: ``Loaded: Bournemouth (2018), Bristol (2016, 2018).``"""
    years: dict[str, set[str]] = {}
    for document in documents:
        years.setdefault(document.authority or document.title, set()).add((document.date or "")[:4])
    listed = [f"{name} ({', '.join(sorted(years[name]))})" for name in sorted(years)]
    shown = ", ".join(listed[:MOST_LISTED])
    return f"Loaded: {shown}{f' and {len(listed) - MOST_LISTED} more' if len(listed) > MOST_LISTED else ''}."
