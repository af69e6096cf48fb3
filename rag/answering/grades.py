"""Judgements to statements: what grade, for what, when, and how the grades went."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answering.evidence import Evidence
from rag.answering.statements import Part, Source, Statement, say
from rag.domain.frameworks import Framework, area_named, document_kind, framework_of, frameworks, overall
from rag.domain.judgements import asks_which_area, find_grades, without_grade_before
from rag.facts import JudgementFact
from rag.model import Document, Judgement, month_of

CHANGED = "The inspection framework changed in between"
_YES_OR_NO = re.compile(r"\s*(?:so |and |but )?(?:is|are|was|were|did|does|has|have)\b", re.IGNORECASE)
_AT_ANY_TIME = re.compile(r"\b(?:ever|once)\b", re.IGNORECASE)
_TAKES_FOR_GRANTED = re.compile(
    r"\b(?:rat|judg|grad|drop|fall|fell|declin|bec[ao]m|go\b|went|get|got|is\b|was\b|were\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade, of what, when, and where it is printed.

    ``grade`` is on the scale of ``Judgement.grade``, ``printed`` and ``label`` as in the
    document; ``when`` is the month that it speaks of, as a person writes it.
    """

    document: Document
    area: str
    label: str
    grade: str
    printed: str
    when: str
    source: Source
    fact: JudgementFact

    @property
    def framework(self) -> Framework:
        """The framework that it was given by; of a grade that a plan tells of, the first that has it."""
        own = framework_of(self.document.kind)
        having = (framework for framework in frameworks() if self.grade in framework.scale)
        return own if own.grades else next(having, own)

    @property
    def rank(self) -> int:
        """Where the grade stands on the scale, from 0; -1 where it is not on it."""
        return self.framework.rank(self.grade)


def grades_on(documents: Iterable[Document], areas: Sequence[str]) -> list[Graded]:
    """The grades of documents that cover any of ``areas``, in the order of both."""
    return [graded(d, judgement) for d in documents for judgement in d.judgements_on(areas)]


def graded(document: Document, judgement: Judgement) -> Graded:
    """A judgement with the document and the printed row that it comes from."""
    return Graded(
        document,
        judgement.area,
        judgement.label,
        judgement.grade,
        judgement.printed,
        month_of(document.date) if document.date else document.name,
        row_of(document, judgement),
        fact_of(document, judgement),
    )


def row_of(document: Document, judgement: Judgement) -> Source:
    """The printed row of a judgement."""
    text = document.paragraph(judgement.locator).text
    rows = [line for line in text.splitlines() if line.startswith(judgement.label)]
    return Source(document.id, judgement.locator, rows[0] if rows else text)


def fact_of(document: Document, judgement: Judgement) -> JudgementFact:
    """A judgement as a row of data."""
    return {
        "type": "judgement",
        "document": document.id,
        "authority": document.authority,
        "date": document.date,
        "area": judgement.area,
        "label": judgement.label,
        "grade": judgement.grade,
        "printed": judgement.printed,
        "locator": judgement.locator,
    }


def state_grades(evidence: Evidence) -> list[Statement]:
    """The grades asked about, the latest inspection's first; none where the data does not reach.

    Where it is asked which area, or no area is named and one document answers, it is every area. The
    overall grade leads.
    """
    query = evidence.query
    judged = [document for document in reversed(evidence.scope) if document.judgements]
    if query.scope.missing_years or not judged:
        return []
    areas: Sequence[str] = query.slots.areas or (overall(),)
    note = note_not_whole(judged[:1], areas)
    if note or asks_which_area(query.question) or (not query.slots.areas and len(judged) == 1):
        areas = [overall(), *dict.fromkeys(j.area for document in judged for j in document.judgements)]
    found = sorted(grades_on(judged, areas), key=lambda g: (judged.index(g.document), g.area != overall()))
    if not found:
        return []
    lead = note or [state_grade(found[0], opening=_yes_or_no(evidence, found))]
    return [*lead, *tabulate(found)] if len(found) > 1 or note else lead


def state_grade(grade: Graded, *, opening: str = "", under: str = "") -> Statement:
    """One grade in the words of the print: of what, and from which inspection unless ``under`` says."""
    origin = "" if under else f" ({grade.document.reference})"
    return say(
        f"{opening}{'- ' if under else ''}{grade.label}: **{grade.printed}**{origin} ",
        grade.source,
        under=under,
        facts=(grade.fact,),
    )


def _yes_or_no(evidence: Evidence, found: Sequence[Graded]) -> str:
    """Yes or no to whether it is a grade that the question names; empty where that is not asked."""
    query = evidence.query
    if not query.slots.grades or not _YES_OR_NO.match(query.question):
        return ""
    if _AT_ANY_TIME.search(query.question):
        return "**Yes.** " if any(g.grade in query.slots.grades for g in found) else "**No.** "
    so = {g.grade in query.slots.grades for g in found if g.document is found[0].document}
    return "**Yes.** " if so == {True} else "**No.** " if so == {False} else "**Not in every area.** "


def correct_premise(evidence: Evidence) -> list[Statement]:
    """What the data says where a question takes a grade for granted that was not given."""
    query = evidence.query
    named = find_grades(without_grade_before(query.question))
    if not evidence.is_on_one or not named or not _TAKES_FOR_GRANTED.search(query.question):
        return []
    found = grades_on(evidence.scope, query.slots.areas or (overall(),))
    if any(grade.grade in named for grade in found):
        return []
    return [state_grade(grade, opening="**The report says otherwise.** ") for grade in found]


def tabulate(found: Sequence[Graded]) -> list[Statement]:
    """Grades as the rows of a table, with the columns that tell them apart."""
    columns = [
        ("Authority", [g.document.authority or g.document.title for g in found]),
        ("Inspection", [g.when for g in found]),
    ]
    told = [(head, cells) for head, cells in columns if len(set(cells)) > 1]
    heads = [*(head for head, _ in told), "Judgement", "Grade"]
    rows = [
        say(
            "".join(f"| {_cell(cells[at])} " for _, cells in told),
            f"| {_cell(g.label)} | {_capital(g.printed)} ",
            g.source,
            " |",
            facts=(g.fact,),
        )
        for at, g in enumerate(found)
    ]
    return [say(f"| {' | '.join(heads)} |"), say("|" + " --- |" * len(heads)), *rows]


def matrix(sides: Sequence[Sequence[Graded]], names: Sequence[str]) -> list[Statement]:
    """Grades as a table of one row a judgement and one column a side, overall first."""
    areas = dict.fromkeys(grade.area for side in sides for grade in side)
    rows = []
    for area in sorted(areas, key=lambda area: area != overall()):
        cells = [next((grade for grade in side if grade.area == area), None) for side in sides]
        given = [grade for grade in cells if grade]
        parts: list[Part] = [f"| {_cell(given[0].label)} "]
        for grade in cells:
            parts += [f"| {_capital(grade.printed)} ", grade.source, " "] if grade else ["| – "]
        rows.append(say(*parts, "|", facts=tuple(grade.fact for grade in given)))
    heads = ["Judgement", *names]
    return [say(f"| {' | '.join(map(_cell, heads))} |"), say("|" + " --- |" * len(heads)), *rows]


def tell_direction(found: Sequence[Graded]) -> list[Statement]:
    """The first line of a change: from which grade to which; only where two grades tell it.

    Whether that is better or worse is told only where both are for the same judgement.
    """
    ranked = [g for g in found if g.rank >= 0 and g.framework is found[0].framework]
    if len({grade.when for grade in ranked}) < 2 or len({grade.when for grade in found}) < len(found):
        return []
    first, last = ranked[0], ranked[-1]
    if first.area == last.area and first.rank == last.rank:
        same = f"**The same grade at both ends: {last.printed.lower()}** ({first.when} "
        return [say(same, first.source, f", {last.when} ", last.source, ")")]
    way = (
        "From"
        if first.area != last.area
        else "Improved: from"
        if first.rank < last.rank
        else "Declined: from"
    )
    return [
        say(
            f"**{way} {first.printed.lower()}** ({first.when}) ",
            first.source,
            f" **to {last.printed.lower()}** ({last.when}) ",
            last.source,
        )
    ]


def note_frameworks(found: Sequence[Graded]) -> list[Statement]:
    """That the grades of a table do not all measure the same thing, where different areas were judged."""
    areas = {grade.area for grade in found}
    if len(areas) < 2 or len({grade.when for grade in found}) < len(found):
        return []
    history = next(filter(None, (area_named(area).history for area in sorted(areas))), CHANGED)
    return [say(f"{history}: grades for different judgements do not measure the same thing.")]


def without_overall(documents: Iterable[Document]) -> list[Document]:
    """Those that give no overall grade any more."""
    return [d for d in documents if not document_kind(d.kind).judges_whole(d.date)]


def note_not_whole(documents: Iterable[Document], areas: Sequence[str]) -> list[Statement]:
    """That inspections give no overall grade any more, where one is asked for and some of these gave none."""
    ended = without_overall(documents) if overall() in areas else []
    return [say(note) for note in dict.fromkeys(document_kind(d.kind).not_whole for d in ended)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cell(text: str) -> str:
    """Text that cannot end its cell."""
    return text.replace("|", "/")
