"""The judgements of every loaded report to statements: which, how many, who moved from what to what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.answering.declining import Refusal
from rag.answering.evidence import Evidence
from rag.answering.grades import Graded, grades_on
from rag.answering.statements import Source, Statement, counted, say
from rag.model import day_of

INSPECTIONS = ("ilacs", "sif", "sif-reinspection")  # kinds of documents in which every area is judged
_GRADE = r"(inadequate|requires? improvement(?: to be good)?|good|outstanding)"
_FROM_TO = re.compile(
    rf"\bfrom {_GRADE} (?:straight |directly |right )?(?:up |down )?to {_GRADE}", re.IGNORECASE
)
_WORSE = re.compile(r"\b(?:worse|lower|declined|dropped|fell|fallen|got down)\b", re.IGNORECASE)
_BETTER = re.compile(r"\b(?:better|higher|improved|climbed|rose|risen|got up)\b", re.IGNORECASE)
_LATEST = re.compile(r"\b(?:latest|most recent|last|now|currently|still)\b", re.IGNORECASE)


Case = tuple[Graded, ...]
"""One judgement that was asked for, or the two between which an authority moved."""


def state_aggregate(evidence: Evidence) -> list[Statement] | Refusal:
    """How many there are of how many, then each with its date and its source, by name."""
    query = evidence.query
    series = _series_of(evidence, (query.areas or ("overall",))[0])
    found = _find_moves(query.text, series) or _find_graded(evidence, series)
    if not found and not query.grades:
        return _state_newest(evidence) if _LATEST.search(query.text) else []
    if not found:
        return Refusal("not_in_documents", f"**None:** {_looked_at(series)} give no such grade.")
    cases = sorted(found, key=lambda case: (_name(case[0]), case[0].document.date or ""))
    return [_count(query.text, cases, series), *map(_state_case, cases)]


def _series_of(evidence: Evidence, area: str) -> list[list[Graded]]:
    """The judgements on just this area, of each authority in order of time."""
    series: dict[str | None, list[Graded]] = {}
    for document in evidence.scope:
        if document.kind in INSPECTIONS:
            own = [grade for grade in grades_on([document], [area]) if grade.area == area]
            series.setdefault(document.authority, []).extend(own)
    return [one for one in series.values() if one]


def _find_moves(question: str, series: Sequence[Sequence[Graded]]) -> list[Case]:
    """Neighbours in time between which the grade went as the question says."""
    named = _FROM_TO.search(question)
    if named:
        first, second = (re.sub(r"require.*", "requires improvement", g.lower()) for g in named.groups())
        pairs = [pair for one in series for pair in pairwise(one)]
        return [(a, b) for a, b in pairs if (a.grade, b.grade) == (first, second)]
    last_two = [(one[-2], one[-1]) for one in series if len(one) > 1]
    if _WORSE.search(question):
        return [(a, b) for a, b in last_two if -1 < b.rank < a.rank]
    if _BETTER.search(question):
        return [(a, b) for a, b in last_two if -1 < a.rank < b.rank]
    return []


def _find_graded(evidence: Evidence, series: Sequence[Sequence[Graded]]) -> list[Case]:
    """The judgements of a grade that is named; of each authority the latest alone where that is asked."""
    query = evidence.query
    asked = [one[-1:] if _LATEST.search(query.text) else one for one in series]
    return [(grade,) for one in asked for grade in one if grade.grade in query.grades]


def _count(question: str, cases: Sequence[Case], series: Sequence[Sequence[Graded]]) -> Statement:
    if re.search(r"\bhow many\b.*\b(?:reports?|inspections?)\b", question, re.IGNORECASE):
        found = counted(len(cases), "report")
    else:
        found = counted(len({_name(case[0]) for case in cases}), "authority")
    latest = "; the latest is the latest that is loaded" if _LATEST.search(question) else ""
    return say(f"**{found}**, of {_looked_at(series)} that were looked at{latest}:")


def _looked_at(series: Sequence[Sequence[Graded]]) -> str:
    return f"{len(series)} authorities in {sum(map(len, series))} reports"


def _state_newest(evidence: Evidence) -> list[Statement]:
    """The inspection that was made last, of whom, and when its report was published."""
    inspected = [document for document in evidence.scope if document.kind in INSPECTIONS]
    if not inspected:
        return []
    newest = inspected[-1]
    published = f", published {day_of(newest.published)}" if newest.published else ""
    front = newest.paragraphs[0]
    source = Source(newest.id, front.locator, front.text)
    return [say(f"The latest is **{newest.authority}**: {newest.name}{published} ", source)]


def _state_case(case: Case) -> Statement:
    parts: list[str | Source] = [f"- **{_name(case[0])}:** "]
    for place, grade in enumerate(case):
        parts += [", then " if place else "", f"{grade.printed} in {grade.when} ", grade.source]
    return say(*parts, facts=tuple(fact for grade in case for fact in grade.facts))


def _name(grade: Graded) -> str:
    return grade.document.authority or grade.document.title
