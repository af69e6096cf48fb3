"""The facts of every loaded report to statements: which, how many, who moved, whose, how old."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from rag.answering.evidence import Evidence
from rag.answering.grades import Graded, grades_on, note_not_whole, without_overall
from rag.answering.people import state_inspector
from rag.answering.statements import Reply, Source, Statement, counted, miss, say
from rag.domain.authorities import neighbours_of
from rag.domain.frameworks import Framework, area_named, framework_of, overall
from rag.domain.judgements import find_move, names_judgements
from rag.domain.reports import find_document_kinds
from rag.model import Document, day_of
from rag.query import Query

_ONCE = re.compile(r"\b(?:was|were|ever|once|had|did|judged|gave|reports?)\b", re.IGNORECASE)
_OLDEST = re.compile(r"\b(?:oldest|earliest|first)\b", re.IGNORECASE)
_RANKED = re.compile(
    r"\b(?:rank\w*|league|table|best|worst|top|bottom|highest|lowest|strongest|weakest)\b", re.IGNORECASE
)
_WORST_FIRST = re.compile(r"\b(?:worst|bottom|lowest|weakest)\b", re.IGNORECASE)
_REPORTS = re.compile(r"\b(?:how many|number of)\b.*\b(?:reports?|inspections?)\b", re.IGNORECASE)

Case = tuple[Graded, ...]
"""One judgement that was asked for, or the two between which an authority moved."""


def state_across(evidence: Evidence) -> list[Statement] | Reply:
    """What the facts of many reports tell, the finding and what it rests on in the first line."""
    sorts: tuple[Callable[[Evidence], list[Statement] | Reply], ...] = (
        _state_neighbours,
        _state_moves,
        _state_graded,
        _state_led_by,
        _state_ranking,
        _state_kind_of_document,
        _state_by_age,
    )
    for sort in sorts:
        if stated := sort(evidence):
            return stated
    return []


def _state_neighbours(evidence: Evidence) -> list[Statement] | Reply:
    """An authority's latest grade beside those of its statistical neighbours, the best first."""
    own = evidence.query.scope.neighbours_of
    if not own:
        return []
    latest = [one[-1] for one in _series_of(evidence) if one[-1].rank >= 0]
    ours = next((grade for grade in latest if _name(grade) == own), None)
    if not ours:
        return Reply("not_in_documents", f"**No grade of {own} is loaded** to set beside its neighbours’.")
    others = [grade for grade in latest if grade is not ours]
    ranks = [(grade.rank > ours.rank) - (grade.rank < ours.rank) for grade in others]
    told = f"{ranks.count(1)} graded higher, {ranks.count(0)} the same, {ranks.count(-1)} lower"
    latest.sort(key=lambda grade: (-grade.rank, grade is not ours, _name(grade)))
    missing = sorted(set(neighbours_of(own)) - {_name(grade) for grade in others})
    notes = [miss(f"No grade is loaded for {', '.join(missing)}.")] if missing else []
    first = say(
        f"**{own}: {ours.printed.lower()}** ({ours.label}), its statistical neighbours loaded: {told}. ",
        ours.source,
        derived=tuple(told.split()),
        facts=(ours.fact,),
    )
    return [first, *(_state_case((grade,)) for grade in latest), *notes, *_note_left_out(evidence)]


def _state_moves(evidence: Evidence) -> list[Statement] | Reply:
    """Neighbours in time between which the grade went as the question says."""
    query, named = evidence.query, find_move(evidence.query.text)
    if not named and not (query.slots.moved and not query.slots.grades and _is_on_grades(query)):
        return []
    series = _series_of(evidence)
    if named:
        pairs = [pair for one in series for pair in pairwise(one)]
        found: list[Case] = [(a, b) for a, b in pairs if (a.grade, b.grade) == named]
        basis = "between one inspection and the next"
    else:
        pairs = [(one[-2], one[-1]) for one in series if len(one) > 1]
        found = [(a, b) for a, b in pairs if min(a.rank, b.rank) >= 0 and _went(a, b, query.slots.moved)]
        basis = "between the last two inspections"
    return _state_cases(evidence, found, series, basis)


def _went(before: Graded, after: Graded, way: str) -> bool:
    return {"up": after.rank > before.rank, "down": after.rank < before.rank}.get(
        way, after.rank != before.rank
    )


def _state_graded(evidence: Evidence) -> list[Statement] | Reply:
    """The judgements of a grade that is named; of each authority the latest, unless any time is meant."""
    query = evidence.query
    if not query.slots.grades:
        return []
    series = _series_of(evidence)
    latest = query.slots.latest or not _ONCE.search(query.text)
    newest = {(d.authority, framework_of(d.kind)): d for d in _inspections(evidence)}
    found: list[Case] = [
        (grade,)
        for one in series
        for grade in one
        if grade.grade in query.slots.grades
        and not (latest and grade.document is not newest[grade.document.authority, grade.framework])
    ]
    basis = "each at its latest inspection" if latest else "at any inspection"
    return _state_cases(evidence, found, series, basis)


def _state_ranking(evidence: Evidence) -> list[Statement] | Reply:
    """Each authority's latest grade, the best first, or the worst."""
    query = evidence.query
    if not _RANKED.search(query.text) or not _is_on_grades(query):
        return []
    series = _series_of(evidence)
    latest = [one[-1] for one in series if one[-1].rank >= 0]
    down = bool(_WORST_FIRST.search(query.text))
    latest.sort(key=lambda grade: (grade.rank if down else -grade.rank, _name(grade)))
    order = "worst" if down else "best"
    first = say(f"**{_looked_at(query, series)}**, each at its latest inspection, {order} first:")
    return [first, *(_state_case((grade,)) for grade in latest), *_note_left_out(evidence)]


def _state_cases(
    evidence: Evidence, found: Sequence[Case], series: Sequence[Sequence[Graded]], basis: str
) -> list[Statement] | Reply:
    """How many there are of how many, then each with its date and its source, by name."""
    cases = sorted(found, key=lambda case: (_name(case[0]), case[0].document.date or ""))
    query, reports = evidence.query, sum(map(len, series))
    authorities, left_out = {_name(case[0]) for case in cases}, _note_left_out(evidence)
    if _REPORTS.search(query.text):
        first = f"{len(cases)} of {counted(reports, 'report')}** on {_looked_at(query, series)}"
    else:
        first = (
            f"{len(authorities) or 'None'} of {_looked_at(query, series)}** in {counted(reports, 'report')}"
        )
    if not cases:
        return Reply("not_in_documents", " ".join([f"**{first}, {basis}.", *(n.wording for n in left_out)]))
    return [say(f"**{first}, {basis}:"), *map(_state_case, cases), *left_out]


def _state_led_by(evidence: Evidence) -> list[Statement]:
    """All inspections of the inspector whom the question names."""
    asked = evidence.query.text.casefold()
    led = [d for d in evidence.scope if d.lead_inspector and d.lead_inspector.casefold() in asked]
    if not led:
        return []
    return [
        say(f"**{counted(len(led), 'report')}**, the latest first:"),
        *map(state_inspector, reversed(led)),
    ]


def _state_kind_of_document(evidence: Evidence) -> list[Statement]:
    """All documents of a kind that the question names."""
    kinds = find_document_kinds(evidence.query.text)
    found = [document for document in evidence.scope if document.kind in kinds]
    if not found or evidence.query.terms.own_words:
        return []
    return [
        say(f"**{counted(len(found), 'document')}**, the latest first:"),
        *map(_state_document, reversed(found)),
    ]


def _state_by_age(evidence: Evidence) -> list[Statement]:
    """The report that is newest of all, or oldest."""
    oldest = bool(_OLDEST.search(evidence.query.text))
    dated = [document for document in _inspections(evidence) if document.date]
    if not dated or not (oldest or evidence.query.slots.latest):
        return []
    return [_state_document(dated[0 if oldest else -1], f"The {'oldest' if oldest else 'latest'} is ")]


def _is_on_grades(query: Query) -> bool:
    """Whether grades tell what is asked: they are spoken of, or there is no other subject."""
    return bool(query.slots.areas) or names_judgements(query.text) or len(query.terms.own_words) <= 2


def _series_of(evidence: Evidence) -> list[list[Graded]]:
    """The judgements on just the area that is asked about, of each authority in order of time."""
    area = area_named(_area_of(evidence.query))
    series: dict[tuple[str | None, Framework], list[Graded]] = defaultdict(list)
    for document in _inspections(evidence):
        own = grades_on([document], [area.code])
        same = [grade for grade in own if area.is_same(area_named(grade.area))]
        series[document.authority, framework_of(document.kind)] += same
    return [one for one in series.values() if one]


def _area_of(query: Query) -> str:
    return (query.slots.areas or (overall(),))[0]


def _inspections(evidence: Evidence) -> list[Document]:
    """The inspections that judge every area, oldest first."""
    return [document for document in evidence.scope if document.is_inspection]


def _note_left_out(evidence: Evidence) -> list[Statement]:
    """How many inspections give no overall grade any more, where it is the one that is asked for."""
    out = without_overall(_inspections(evidence))
    notes = note_not_whole(out, [_area_of(evidence.query)])
    return [say(f"Left out: {counted(len(out), 'report')}."), *notes] if notes else []


def _looked_at(query: Query, series: Sequence[Sequence[Graded]]) -> str:
    return counted(len(series), "authority") + (f" ({query.scope.among})" if query.scope.among else "")


def _state_document(document: Document, opening: str = "- ") -> Statement:
    """Whose a document is, what, and when it was published."""
    published = f", published {day_of(document.published)}" if document.published else ""
    front = document.paragraphs[0]
    source = Source(document.id, front.locator, front.text)
    return say(f"{opening}**{document.authority or document.title}**: {document.name}{published} ", source)


def _state_case(case: Case) -> Statement:
    parts: list[str | Source] = [f"- **{_name(case[0])}:** "]
    for place, grade in enumerate(case):
        parts += [", then " if place else "", f"{grade.printed} in {grade.when} ", grade.source]
    return say(*parts, facts=tuple(grade.fact for grade in case))


def _name(grade: Graded) -> str:
    return grade.document.authority or grade.document.title
