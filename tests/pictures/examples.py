"""Inspections of made-up authorities, and answers with the facts that the forms give."""

from __future__ import annotations

from typing import Any

from rag.model import Answer, Citation, Document, Judgement, Paragraph

NAMES = {
    "inadequate": "Inadequate",
    "requires improvement": "Requires improvement to be good",
    "good": "Good",
    "outstanding": "Outstanding",
}


def inspection(authority: str, date: str, kind: str = "ilacs", **grades: str) -> Document:
    """A report with these grades, by area."""
    return Document(
        id=f"{authority.lower()}/{date}",
        title=f"{authority}: inspection",
        kind=kind,
        authority=authority,
        inspection_end=date,
        judgements=tuple(Judgement(area, g, NAMES[g], f"Label of {area}") for area, g in grades.items()),
        paragraphs=(Paragraph("judgements", "as printed", "judgements"),),
    )


SINGLE = inspection(
    "North", "2016-05-20", "sif", overall="inadequate", looked_after="good", care_leavers="inadequate",
    adoption="good", lscb="good",
)  # fmt: skip
TOGETHER = inspection(
    "North", "2019-03-08", overall="requires improvement", care_and_care_leavers="requires improvement"
)
APART = inspection("North", "2023-06-16", overall="good", in_care="good", care_leavers="outstanding")
SOUTH = inspection("South", "2022-01-28", overall="inadequate", care_and_care_leavers="good")
LOADED = (APART, SINGLE, SOUTH, TOGETHER)


def fact(document: Document, area: str, citation: int, **changes: Any) -> dict[str, Any]:
    """A judgement as a row of data, as answers carry it."""
    (judgement,) = [judgement for judgement in document.judgements if judgement.area == area]
    return {
        "type": "judgement",
        "document": document.id,
        "authority": document.authority,
        "date": document.date,
        "area": area,
        "grade": judgement.grade,
        "printed": judgement.printed,
        "locator": judgement.locator,
        "citation": citation,
        **changes,
    }


def answer(*facts: dict[str, Any]) -> Answer:
    """An answer with these facts, and a citation for each place they come from."""
    places = dict.fromkeys((f["citation"], f["document"], f["locator"]) for f in facts)
    citations = tuple(
        Citation(number, document, "", None, None, locator, "", None, "", "", "", True)
        for number, document, locator in places
    )
    return Answer("?", "?", "", "answered", citations, facts=facts)
