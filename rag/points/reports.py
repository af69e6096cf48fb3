"""Documents to the reports of an authority and to the points for improvement that they list."""

from __future__ import annotations

from collections.abc import Iterable

from rag.errors import UnknownPlace
from rag.model import Document, Paragraph, place_of
from rag.points.values import Point, Report
from rag.query import Filters
from rag.questions.scope import admit


def reports_of(authority: str, documents: Iterable[Document]) -> list[Document]:
    """The inspectors' documents of an authority, by any of its names, the earliest first.

    A plan is none of them. Raises UnknownPlace where there are none, or those of several authorities.
    """
    admitted = admit(list(documents), Filters(authorities=(authority,)))
    found = [document for document in admitted if is_report(document)]
    names = sorted({document.authority or "" for document in found})
    if not found:
        raise UnknownPlace(f"No report on {authority!r} is loaded; `pinpoint documents` lists what is.")
    if len(names) > 1:
        raise UnknownPlace(f"{authority} has become {' and '.join(names)}; name one of them.")
    return sorted(found, key=lambda document: (document.date or "", document.id))


def is_report(document: Document) -> bool:
    """Whether it is an inspectors' document on an authority."""
    return bool(document.authority) and not document.is_plan


def earlier_than(document: Document, documents: Iterable[Document]) -> list[Document]:
    """The reports of the same authority that came before a document, the latest first."""
    before = [
        other
        for other in documents
        if is_report(other) and other.authority == document.authority and is_before(other, document)
    ]
    return sorted(before, key=lambda other: (other.date or "", other.id), reverse=True)


def is_before(one: Document, other: Document) -> bool:
    """Whether a document came before another; not where it has no date."""
    return "" < (one.date or "") < (other.date or "")


def report_of(document: Document) -> Report:
    """A document as work refers to it."""
    return Report(document.id, document.authority or document.title, document.name, document.date or "")


def point_of(document: Document, paragraph: Paragraph) -> Point:
    """A point of a report with its place: ``Bristol, inspection of September 2018, para 38 (p. 9)``."""
    place = place_of(paragraph.locator, paragraph.page)
    label = f"{document.reference}, {place}"
    return Point(report_of(document), paragraph.locator, paragraph.page, paragraph.text, place, label)
