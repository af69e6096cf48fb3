"""A change to statements: the grades of each period, what was planned, what was found then and later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answering.evidence import Evidence
from rag.answering.grades import (
    Graded,
    fact_of,
    grades_on,
    note_frameworks,
    note_not_whole,
    state_grade,
    tabulate,
    tell_direction,
)
from rag.answering.plans import matching_rows, state_row
from rag.answering.quotes import Quotation
from rag.answering.sides import quote_side, state_side, when_of, worth_telling
from rag.answering.statements import Source, Statement
from rag.domain.frameworks import overall
from rag.domain.judgements import find_areas, find_grades, names_judgements, tells_judgement
from rag.grid import Polarity
from rag.language.sentences import sentences
from rag.model import MONTHS, Document, Judgement, Measure, Passage, month_of
from rag.polarity import load_polarity

WORDS = 70  # of quotation on each period; of 55 to 100 the most complete in 220 words (docs/figures.md)
_ORDER: tuple[Polarity, ...] = ("strength", "neutral", "both", "weakness")
MEASURES = 3  # of a plan, the most that a change is measured by
_DATE = re.compile(rf"\b(?:(?:{'|'.join(MONTHS)}) )?20\d\d\b")
_CLAUSE = re.compile(r"[,;:]| and an? | but | while ")


def state_change(evidence: Evidence) -> list[Statement]:
    """How the grades went, then what each period's documents say, the oldest first."""
    areas = evidence.query.slots.areas or _areas_unnamed(evidence)
    found = [*_earlier_grades(evidence), *grades_on(evidence.scope, areas)]
    found.sort(key=lambda grade: grade.fact["date"] or "")
    statements: list[Statement] = []
    if len(found) > 1:
        statements = [*tell_direction(found), *tabulate(found), *note_frameworks(found)]
    statements += note_not_whole(evidence.scope, areas)
    return [*statements, *state_periods(evidence, found if len(found) == 1 else (), words=WORDS)]


def state_periods(evidence: Evidence, grades: Sequence[Graded] = (), *, words: int) -> list[Statement]:
    """What the documents of each period say, the oldest first, after the grades that each gives."""
    statements: list[Statement] = []
    sides = worth_telling(evidence, [quote_side(evidence, [d], words=words) for d in evidence.scope])
    for document, quotations in zip(evidence.scope, sides, strict=True):
        statements += [state_grade(g, under=g.when) for g in grades if g.document is document]
        if document.is_plan:
            statements += _planned(evidence, document) or state_side(evidence, quotations, _plan(document))
        else:
            statements += state_side(evidence, _better_first(quotations), when_of(document))
    return statements


def _better_first(quotations: Sequence[Quotation]) -> list[Quotation]:
    """Of one period first what is well, then what is not yet."""
    told = load_polarity().tell([quotation.source.quote for quotation in quotations])
    order = sorted(zip(map(_ORDER.index, told), range(len(quotations)), strict=True))
    return [quotations[at] for _, at in order]


def _planned(evidence: Evidence, plan: Document) -> list[Statement]:
    """The measures of a plan that the change is measured by."""
    rows = [row for document, row in matching_rows(evidence, (Measure,)) if document == plan]
    return [replace(state_row(plan, row), under=_plan(plan)) for row in rows[:MEASURES]]


def _plan(document: Document) -> str:
    return f"Planned for {document.period or month_of(document.date or '')}"


def _areas_unnamed(evidence: Evidence) -> tuple[str, ...]:
    """The overall grade belongs to the answer where grades are named or asked for, or nothing else is."""
    query = evidence.query
    asked = query.slots.grades or not query.terms.words or names_judgements(query.question)
    return (overall(),) if asked else ()


def _earlier_grades(evidence: Evidence) -> Iterator[Graded]:
    """Grades of a time before any loaded document's, told in the prose of a later one, each time once."""
    areas = evidence.query.slots.areas
    known = {(document.date or "")[:4] for document in evidence.scope if document.judgements}
    for passage in evidence.findings.passages if areas else ():
        for sentence in sentences(passage.text):
            date = _date_before(passage, sentence)
            clause = _clause_on(areas, sentence) if tells_judgement(sentence, areas) else ""
            if clause and date and date[-4:] not in known:
                known.add(date[-4:])
                yield _told(evidence, passage, sentence, clause, date)


def _told(evidence: Evidence, passage: Passage, sentence: str, clause: str, date: str) -> Graded:
    (grade,) = find_grades(clause)
    area, document = find_areas(clause)[0], evidence.documents[passage.document]
    judgement = Judgement(area, grade, grade, clause, passage.locator)
    fact = fact_of(document, judgement)
    fact["date"] = _iso(date)
    return Graded(
        document,
        area,
        f"“{clause}”",
        grade,
        grade,
        date,
        Source(document.id, passage.locator, sentence),
        fact,
    )


def _clause_on(areas: Sequence[str], sentence: str) -> str:
    """The clause of a sentence that tells one grade, of one of these areas; empty where none does."""
    for clause in map(str.strip, _CLAUSE.split(sentence)):
        if set(find_areas(clause)) & set(areas) and len(find_grades(clause)) == 1:
            return clause
    return ""


def _date_before(passage: Passage, sentence: str) -> str:
    """The last date that a passage prints up to the end of a sentence, if it is of an earlier year."""
    end = passage.text.index(sentence) + len(sentence)
    dates = _DATE.findall(passage.text[:end])
    return dates[-1] if dates and dates[-1][-4:] < (passage.date or "") else ""


def _iso(date: str) -> str:
    """``October 2014`` as ``2014-10``; a year alone as it is."""
    month, _, year = date.rpartition(" ")
    return f"{year}-{MONTHS.index(month) + 1:02}" if month else year
