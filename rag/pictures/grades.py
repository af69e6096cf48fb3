"""Judgements to a grid: of one authority over time, or of authorities side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.domain.frameworks import area_named, areas, document_kind, framework_at
from rag.facts import JudgementFact
from rag.model import Answer, Document, month_of
from rag.pictures.values import Cell, CitedPlace, Column, Grid, Row


@dataclass(frozen=True, slots=True)
class Inspection:
    """When an authority was inspected, under which framework, and the cell of each area judged."""

    authority: str
    date: str
    framework: str
    judged: Mapping[str, Cell]


def draw_grades(answer: Answer, documents: Iterable[Document]) -> Grid | None:
    """The grades of one authority at every inspection loaded, or of several where the answer names them.

    None where the answer's facts give no grades of two dates or of two authorities.
    """
    told = (fact for fact in answer.facts if fact["type"] == "judgement")
    facts = [fact for fact in told if fact["authority"] and fact["date"]]
    if len({(fact["authority"], fact["date"]) for fact in facts}) < 2:
        return None
    asked = {fact["area"] for fact in facts}
    cited = {(citation.document, citation.locator): citation.number for citation in answer.citations}
    loaded = [_inspection_of(document, cited) for document in documents if _is_inspection(document)]
    names = {fact["authority"] for fact in facts}
    if len(names) > 1:
        dates = {(fact["authority"], fact["date"]) for fact in facts}
        named = [inspection for inspection in loaded if (inspection.authority, inspection.date) in dates]
        return _side_by_side([*named, *_told_of(facts, loaded)], asked)
    if len({fact["date"] for fact in facts}) > 1:
        own = [inspection for inspection in loaded if inspection.authority in names]
        return _over_time([*own, *_told_of(facts, loaded)], asked)
    return None


def _over_time(inspections: Iterable[Inspection], asked: set[str]) -> Grid:
    """A row a judgement, a column an inspection, with a break where the framework changed."""
    ordered = sorted(inspections, key=lambda inspection: inspection.date)
    breaks = ["", *(_break_between(before, after) for before, after in pairwise(ordered))]
    return Grid(
        "timeline",
        f"{ordered[0].authority}: grades at each inspection",
        "Judgement",
        tuple(Column(month_of(i.date), changed) for i, changed in zip(ordered, breaks, strict=True)),
        tuple(
            Row(name, tuple(_cell(inspection, areas) for inspection in ordered))
            for name, areas in _shown(ordered, asked)
        ),
    )


def _side_by_side(inspections: Iterable[Inspection], asked: set[str]) -> Grid:
    """A row an authority's inspection, a column a judgement."""
    ordered = sorted(inspections, key=lambda inspection: (inspection.authority, inspection.date))
    columns = _shown(ordered, asked)
    return Grid(
        "authorities",
        f"Grades of {len({inspection.authority for inspection in ordered})} authorities",
        "Authority",
        tuple(Column(name) for name, _ in columns),
        tuple(
            Row(
                f"{inspection.authority}, {month_of(inspection.date)}",
                tuple(_cell(inspection, areas) for _, areas in columns),
            )
            for inspection in ordered
        ),
    )


def _is_inspection(document: Document) -> bool:
    return bool(document.is_inspection and document.authority and document.date)


def _inspection_of(document: Document, cited: Mapping[tuple[str, str], int]) -> Inspection:
    judged = {}
    for judgement in document.judgements:
        place = CitedPlace(document.id, judgement.locator, cited.get((document.id, judgement.locator)))
        judged[judgement.area] = _graded(judgement.area, judgement.printed, judgement.grade, place)
    framework = document_kind(document.kind).framework
    return Inspection(document.authority or "", document.date or "", framework, judged)


def _told_of(facts: Sequence[JudgementFact], loaded: Sequence[Inspection]) -> Iterator[Inspection]:
    """Inspections whose report is not loaded, as facts tell of them out of a later document."""
    known = {(inspection.authority, inspection.date[:4]) for inspection in loaded}
    told: dict[tuple[str, str], dict[str, Cell]] = {}
    for fact in facts:
        authority, date = fact["authority"] or "", fact["date"] or ""
        if (authority, date[:4]) not in known:
            place = CitedPlace(fact["document"], fact["locator"], fact["citation"])
            cell = _graded(fact["area"], fact.get("printed", fact["grade"]), fact["grade"], place)
            told.setdefault((authority, date), {})[fact["area"]] = cell
    for (authority, date), judged in told.items():
        yield Inspection(authority, date, framework_at(date), judged)


def _graded(area: str, printed: str, grade: str, place: CitedPlace) -> Cell:
    return Cell(printed.capitalize(), grade, area_named(area).together, place)


def _shown(inspections: Sequence[Inspection], asked: set[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The judgements of which there is any grade, those asked about first."""
    judged = {area for inspection in inspections for area in inspection.judged}
    shown = [area for area in areas().values() if area.name and judged & {*area.judged_as}]
    alone = {code for code in asked if not area_named(code).joins}
    shown.sort(
        key=lambda area: (not alone & {*area.judged_as}, not asked & {*area.judged_as}, not area.whole)
    )
    return [(area.name, area.judged_as) for area in shown]


def _cell(inspection: Inspection, areas: Sequence[str]) -> Cell:
    return next((inspection.judged[area] for area in areas if area in inspection.judged), Cell())


def _break_between(before: Inspection, after: Inspection) -> str:
    """What changed in what is judged; nothing where the grades measure the same."""
    changes = [after.framework] if after.framework != before.framework else []
    for area in (area for area in areas().values() if area.joins):
        is_one = [area.code in inspection.judged for inspection in (before, after)]
        if all({area.code, *area.joins} & {*inspection.judged} for inspection in (before, after)):
            changes += [area.joined] if is_one == [False, True] else []
            changes += [area.parted] if is_one == [True, False] else []
    return f"From here: {', '.join(changes)}" if changes else ""
