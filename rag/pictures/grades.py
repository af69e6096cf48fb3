"""Judgements to a grid: of one authority over time, or of authorities side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rag.model import Answer, Document, month_of
from rag.pictures.values import Cell, Column, Grid, Place, Row

JUDGEMENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Overall", ("overall",)),
    ("Leaders", ("leaders", "leadership_mgmt_gov")),
    ("Help and protection", ("help_and_protection",)),
    ("Children in care", ("in_care", "looked_after", "care_and_care_leavers")),
    ("Care leavers", ("care_leavers", "care_and_care_leavers")),
    ("Adoption", ("adoption",)),
    ("Safeguarding board", ("lscb",)),
)
"""What a row or column is called, and the areas of judgement that it shows: the first that was judged."""
BOTH = "care_and_care_leavers"  # the area in which the two were judged as one
JUDGED_AS_ONE = "children in care and care leavers together"
SINGLE, ILACS = "the single inspection framework", "the ILACS framework"
FRAMEWORKS = {"sif": SINGLE, "sif-reinspection": SINGLE, "ilacs": ILACS}  # by kind of document
ILACS_SINCE = "2018"

Fact = Mapping[str, Any]


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
    facts = [f for f in answer.facts if f["type"] == "judgement" and f["authority"] and f["date"]]
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
    has_grades = bool(document.judgements and document.authority and document.date)
    return has_grades and document.kind in FRAMEWORKS


def _inspection_of(document: Document, cited: Mapping[tuple[str, str], int]) -> Inspection:
    judged = {}
    for judgement in document.judgements:
        place = Place(document.id, judgement.locator, cited.get((document.id, judgement.locator)))
        judged[judgement.area] = _graded(judgement.area, judgement.printed, judgement.grade, place)
    return Inspection(
        document.authority or "", document.date or "", FRAMEWORKS.get(document.kind, ""), judged
    )


def _told_of(facts: Sequence[Fact], loaded: Sequence[Inspection]) -> Iterator[Inspection]:
    """Inspections whose report is not loaded, as facts tell of them out of a later document."""
    known = {(inspection.authority, inspection.date[:4]) for inspection in loaded}
    told: dict[tuple[str, str], dict[str, Cell]] = {}
    for fact in facts:
        if (fact["authority"], fact["date"][:4]) not in known:
            place = Place(fact["document"], fact["locator"], fact["citation"])
            cell = _graded(fact["area"], fact.get("printed", fact["grade"]), fact["grade"], place)
            told.setdefault((fact["authority"], fact["date"]), {})[fact["area"]] = cell
    for (authority, date), judged in told.items():
        yield Inspection(authority, date, SINGLE if date < ILACS_SINCE else ILACS, judged)


def _graded(area: str, printed: str, grade: str, place: Place) -> Cell:
    return Cell(printed.capitalize(), grade, JUDGED_AS_ONE if area == BOTH else "", place)


def _shown(inspections: Sequence[Inspection], asked: set[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The judgements of which there is any grade, those asked about first."""
    judged = {area for inspection in inspections for area in inspection.judged}
    shown = [(name, areas) for name, areas in JUDGEMENTS if judged & set(areas)]
    return sorted(shown, key=lambda entry: (not asked & {*entry[1]} - {BOTH}, not asked & {*entry[1]}))


def _cell(inspection: Inspection, areas: Sequence[str]) -> Cell:
    return next((inspection.judged[area] for area in areas if area in inspection.judged), Cell())


def _break_between(before: Inspection, after: Inspection) -> str:
    """What changed in what is judged; nothing where the grades measure the same."""
    changes = [after.framework] if after.framework != before.framework else []
    both = {"care_leavers", BOTH}
    if both & set(before.judged) and both & set(after.judged):
        if BOTH in after.judged and BOTH not in before.judged:
            changes.append("care leavers judged together with children in care")
        if BOTH in before.judged and BOTH not in after.judged:
            changes.append("care leavers judged apart from children in care")
    return f"From here: {', '.join(changes)}" if changes else ""
