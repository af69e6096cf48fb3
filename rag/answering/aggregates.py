"""The judgements of every loaded report to statements: which, how many, who moved from what to what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answering.evidence import Evidence
from rag.answering.grades import fact_of, row_of
from rag.answering.statements import Source, Statement, say
from rag.model import Document, Judgement, day_of, month_of

INSPECTIONS = ("ilacs", "sif", "sif-reinspection")  # kinds of documents in which every area is judged
SCALE = ("inadequate", "requires improvement", "good", "outstanding")
_GRADE = r"(inadequate|requires? improvement(?: to be good)?|good|outstanding)"
_FROM_TO = re.compile(
    rf"\bfrom {_GRADE} (?:straight |directly |right )?(?:up |down )?to {_GRADE}", re.IGNORECASE
)
_WORSE = re.compile(r"\b(?:worse|lower|declined|dropped|fell|fallen|got down)\b", re.IGNORECASE)
_BETTER = re.compile(r"\b(?:better|higher|improved|climbed|rose|risen|got up)\b", re.IGNORECASE)
_LATEST = re.compile(r"\b(?:latest|most recent|last|now|currently|still)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement on one area, and the report it stands in."""

    document: Document
    judgement: Judgement

    @property
    def rank(self) -> int:
        """Where its grade stands on the scale; -1 where it is not on it."""
        return SCALE.index(self.judgement.grade) if self.judgement.grade in SCALE else -1


Case = tuple[Judged, ...]
"""One judgement that was asked for, or the two between which an authority moved."""


def state_aggregate(evidence: Evidence) -> list[Statement]:
    """How many there are of how many, then each with its date and its source, by name."""
    query = evidence.query
    series = _series_of(evidence, (query.areas or ("overall",))[0])
    found = _find_moves(query.text, series) or _find_graded(evidence, series)
    if not found:
        return _state_newest(evidence) if _LATEST.search(query.text) and not query.grades else []
    cases = sorted(found, key=lambda case: (_name(case[0]), case[0].document.date or ""))
    return [_count(query.text, cases, series), *map(_state_case, cases)]


def _series_of(evidence: Evidence, area: str) -> list[list[Judged]]:
    """The judgements on just this area, of each authority in order of time."""
    series: dict[str | None, list[Judged]] = {}
    for document in evidence.scope:
        judgement = next((j for j in document.judgements if j.area == area), None)
        if judgement and document.kind in INSPECTIONS:
            series.setdefault(document.authority, []).append(Judged(document, judgement))
    return list(series.values())


def _find_moves(question: str, series: Sequence[Sequence[Judged]]) -> list[Case]:
    """Neighbours in time between which the grade went as the question says."""
    named = _FROM_TO.search(question)
    if named:
        first, second = (re.sub(r"require.*", "requires improvement", g.lower()) for g in named.groups())
        pairs = [pair for one in series for pair in pairwise(one)]
        return [(a, b) for a, b in pairs if (a.judgement.grade, b.judgement.grade) == (first, second)]
    last_two = [(one[-2], one[-1]) for one in series if len(one) > 1]
    if _WORSE.search(question):
        return [(a, b) for a, b in last_two if -1 < b.rank < a.rank]
    if _BETTER.search(question):
        return [(a, b) for a, b in last_two if -1 < a.rank < b.rank]
    return []


def _find_graded(evidence: Evidence, series: Sequence[Sequence[Judged]]) -> list[Case]:
    """The judgements of a grade that is named; of each authority the latest alone where that is asked."""
    query = evidence.query
    asked = [one[-1:] if _LATEST.search(query.text) else one for one in series]
    return [(judged,) for one in asked for judged in one if judged.judgement.grade in query.grades]


def _count(question: str, cases: Sequence[Case], series: Sequence[Sequence[Judged]]) -> Statement:
    reports = sum(map(len, series))
    if re.search(r"\bhow many\b.*\b(?:reports?|inspections?)\b", question, re.IGNORECASE):
        found = f"{len(cases)} report{'s' if len(cases) != 1 else ''}"
    else:
        names = {_name(case[0]) for case in cases}
        found = f"{len(names)} authorit{'ies' if len(names) != 1 else 'y'}"
    return say(
        f"**{found}**, of {len(series)} authorities in {reports} reports that were looked at; "
        "the latest is the latest that is loaded:"
    )


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
    for place, judged in enumerate(case):
        when = month_of(judged.document.date or "")
        parts += [", then " if place else "", f"{judged.judgement.printed} in {when} "]
        parts.append(row_of(judged.document, judged.judgement))
    return say(*parts, fact=fact_of(case[-1].document, case[-1].judgement))


def _name(judged: Judged) -> str:
    return judged.document.authority or judged.document.title
