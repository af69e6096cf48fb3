"""Judgements to statements: what grade, for what, when."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.evidence import Evidence
from rag.answering.statements import Source, Statement, say
from rag.model import Document, Judgement

# Where an area was not judged by itself, the judgements that covered it.
COVERED_BY = {
    "care_leavers": ("care_leavers", "care_and_care_leavers"),
    "in_care": ("in_care", "care_and_care_leavers", "looked_after"),
    "looked_after": ("looked_after", "in_care", "care_and_care_leavers"),
    "care_and_care_leavers": ("care_and_care_leavers", "in_care", "care_leavers", "looked_after"),
    "leaders": ("leaders", "leadership_mgmt_gov"),
}


def judgements_on(document: Document, areas: Sequence[str]) -> list[Judgement]:
    """The judgements of a document that cover any of ``areas``, each once, in the order of ``areas``."""
    found = []
    for area in areas:
        for code in COVERED_BY.get(area, (area,)):
            row = next((j for j in document.judgements if j.area == code), None)
            if row and row not in found:
                found.append(row)
                break
    return found


def row_of(document: Document, judgement: Judgement) -> Source:
    """The printed row of a judgement."""
    text = document.paragraph(judgement.locator).text
    rows = [line for line in text.splitlines() if line.startswith(judgement.label)]
    return Source(document.id, judgement.locator, rows[0] if rows else text)


def state_grades(evidence: Evidence) -> list[Statement]:
    """The grades asked about, the latest inspection's first; none where the data does not reach.

    Where no area is named, and one document answers, it is every area, the overall one first.
    """
    query = evidence.query
    judged = [document for document in reversed(evidence.scope) if document.judgements]
    if query.missing_years or not judged:
        return []
    areas = query.areas or ("overall", *(j.area for j in judged[0].judgements if len(judged) == 1))
    return [
        state_grade(document, judgement)
        for document in judged
        for judgement in judgements_on(document, areas)
    ]


def state_grade(document: Document, judgement: Judgement, *, opening: str = "", under: str = "") -> Statement:
    """One grade in the words of the print: of what, and from which inspection unless ``under`` says."""
    origin = "" if opening or under else f" ({document.authority}, {document.name})"
    return say(
        f"{opening}{'- ' if under else ''}{judgement.label}: **{judgement.printed}**{origin} ",
        row_of(document, judgement),
        under=under,
        fact=fact_of(document, judgement),
    )


def correct_premise(evidence: Evidence) -> list[Statement]:
    """What the data says where a question takes a grade for granted that was not given."""
    query = evidence.query
    if not query.grades or "judgements" not in query.wants:
        return []
    return [
        state_grade(document, judgement, opening=f"The {document.name} says otherwise: ")
        for document in evidence.scope
        for judgement in judgements_on(document, query.areas or ("overall",))
        if judgement.grade not in query.grades
    ]


def fact_of(document: Document, judgement: Judgement) -> dict[str, str | None]:
    """A judgement as a row of data."""
    return {
        "type": "judgement",
        "document": document.id,
        "authority": document.authority,
        "date": document.date,
        "area": judgement.area,
        "grade": judgement.grade,
        "locator": judgement.locator,
    }
