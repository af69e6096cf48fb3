"""Several periods or authorities to statements: what is said of each, in the order a person would tell it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answering.evidence import Evidence
from rag.answering.grades import judgements_on, state_grade, state_grades
from rag.answering.plans import matching_rows, state_row
from rag.answering.quotes import choose_quotations
from rag.answering.statements import Source, Statement, miss, quoted, say
from rag.model import MONTHS, Document, Measure, Passage, month_of
from rag.questions.judgements import find_areas, tells_judgement
from rag.sentences import sentences

WORDS = 150  # of quotation in an answer, shared between its periods or authorities
MEASURES = 3  # of a plan, the most that a change is measured by
ROWS = ("action", "measure")  # kinds of paragraphs that are stated as rows of their plan
SIDE_BY_SIDE = 0.75  # of its best paragraph's strength, for another of the same side to be quoted
_FIGURE = re.compile(r"\d\s?%|\bper cent\b")
_DATE = re.compile(rf"\b(?:(?:{'|'.join(MONTHS)}) )?20\d\d\b")


def state_change(evidence: Evidence) -> list[Statement]:
    """What each period's documents say, the oldest first; earlier judgements they tell of before them."""
    told = list(_earlier_judgements(evidence))
    inspections = [document for document in evidence.scope if not document.measures]
    statements = [statement for _, statement in sorted(told, key=lambda entry: entry[0])]
    for document in evidence.scope:
        if document.measures:
            statements += _planned(evidence, document)
        else:
            statements += _found(evidence, [document], words=WORDS // max(1, len(inspections)), paragraphs=3)
    return statements


def state_comparison(evidence: Evidence) -> list[Statement]:
    """What the documents say of each authority, in the order in which the question names them."""
    names = evidence.query.authorities
    if not names and "judgements" in evidence.query.wants:
        return state_grades(evidence)
    statements: list[Statement] = []
    for name in names:
        own = [document for document in evidence.scope if document.authority == name]
        statements += _found(evidence, own, words=WORDS // len(names), paragraphs=2, name=f"{name}, ")
    return statements


def state_target(evidence: Evidence) -> list[Statement]:
    """The target as it was set, and what a later document found."""
    rows = matching_rows(evidence, (Measure,))[:MEASURES]
    if not rows:
        return []
    plan = rows[0][0]
    later = [
        document
        for document in evidence.scope
        if document.authority == plan.authority and (document.date or "") > (plan.date or "")
    ]
    heading = f"Target{'s' if len(rows) > 1 else ''} for {plan.period or month_of(plan.date or '')}"
    targets = [replace(state_row(document, row), under=heading) for document, row in rows]
    return targets + _outcome(evidence, later)


def _outcome(evidence: Evidence, later: Sequence[Document]) -> list[Statement]:
    """What was found after a target was set, and that no figure was given where none was."""
    if not later:
        return [miss("No later document is loaded that could say whether it was met.")]
    found = _found(evidence, later, words=WORDS // 2, paragraphs=1, grades=False)
    if any(_FIGURE.search(statement.wording) for statement in found):
        return found
    names = " and the ".join(document.name for document in later)
    return [*found, miss(f"The {names} gives no figure for it.")]


def _planned(evidence: Evidence, plan: Document) -> list[Statement]:
    rows = [row for document, row in matching_rows(evidence, (Measure,)) if document == plan]
    heading = f"Planned for {plan.period or month_of(plan.date or '')}"
    return [replace(state_row(plan, row), under=heading) for row in rows[:MEASURES]]


def _found(
    evidence: Evidence,
    documents: Sequence[Document],
    *,
    words: int,
    paragraphs: int,
    name: str = "",
    grades: bool = True,
) -> list[Statement]:
    """The grades on what was asked, then the sentences that answer, under the month they speak of."""
    ids = {document.id for document in documents}
    query = evidence.query
    areas = query.areas or _areas_unnamed(evidence)
    statements = [
        state_grade(document, judgement, under=name + _when(document))
        for document in documents
        for judgement in judgements_on(document, areas)
        if grades
    ]
    if not query.words:
        return statements
    quotations = choose_quotations(
        evidence,
        paragraphs=paragraphs,
        words=words,
        share=SIDE_BY_SIDE,
        where=lambda s: s.passage.document in ids and s.passage.kind not in ROWS,
    )
    return statements + [
        say("- ", *q.parts, under=name + _when(evidence.documents[q.passage.document])) for q in quotations
    ]


def _areas_unnamed(evidence: Evidence) -> tuple[str, ...]:
    """The areas whose grades belong to the answer though the question names none.

    Where grades are compared or named, the overall one; where several inspections tell of a
    change, the one that covers the best paragraph, by the heading it stands under.
    """
    query = evidence.query
    if query.grades or (query.kind == "compare" and "judgements" in query.wants):
        return ("overall",)
    judged = [document for document in evidence.scope if document.judgements]
    if query.kind != "change" or len(judged) < 2 or not evidence.scored:
        return ()
    sections = (scored.passage.section for scored in evidence.scored)
    return next((areas for section in sections if (areas := find_areas(section))), ())


def _earlier_judgements(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    """Judgements of a time before any loaded document's, told in the prose of a later one."""
    for passage in evidence.findings.passages if evidence.query.areas else ():
        if not tells_judgement(passage.text, evidence.query.areas):
            continue
        for sentence in sentences(passage.text):
            date = _date_before(passage, sentence)
            if date and tells_judgement(sentence, evidence.query.areas):
                source = Source(passage.document, passage.locator, sentence)
                yield date[-4:], say(f"- {quoted(sentence)} ", source, under=date)
                break


def _date_before(passage: Passage, sentence: str) -> str:
    """The last date that a passage prints up to the end of a sentence, if it is of an earlier year."""
    end = passage.text.index(sentence) + len(sentence)
    dates = _DATE.findall(passage.text[:end])
    return dates[-1] if dates and dates[-1][-4:] < (passage.date or "") else ""


def _when(document: Document) -> str:
    return month_of(document.date) if document.date else document.name
