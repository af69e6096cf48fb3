"""Documents that came in to what is new in them: grades that moved, points asked for, and whether before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rag.domain.frameworks import document_kind
from rag.model import Document
from rag.points.before import asked_before
from rag.points.grades import compare_grades
from rag.points.reports import earlier_than, is_report, report_of
from rag.points.values import GradeThenNow, Report

MOST_TOLD = 200  # reports of one run, the newest; whoever adds more reads none of them one by one


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a report that came in, or whose file has changed.

    ``moved`` are the grades that went up or down since ``before``, the authority's previous report by the
    same framework; it is None where none is loaded. ``points`` is how many points for improvement the report
    lists, ``asked_before`` how many of them an earlier report had asked for already, at least in part and as
    far as words tell that.
    """

    report: Report
    before: Report | None
    moved: tuple[GradeThenNow, ...]
    points: int
    asked_before: int


def tell_news(ids: Iterable[str], documents: Mapping[str, Document]) -> tuple[News, ...]:
    """What is new in those of ``documents`` that are reports on an authority, by authority and date."""
    reports = [documents[id] for id in ids if is_report(documents[id])]
    newest = sorted(reports, key=lambda document: document.date or "")[-MOST_TOLD:]
    ordered = sorted(newest, key=lambda document: (document.authority or "", document.date or ""))
    return tuple(_news_of(document, documents) for document in ordered)


def _news_of(document: Document, documents: Mapping[str, Document]) -> News:
    earlier = earlier_than(document, documents.values())
    framework = document_kind(document.kind).framework
    alike = (
        other for other in earlier if other.is_inspection and document_kind(other.kind).framework == framework
    )
    before = next(alike, None) if document.judgements else None
    compared = compare_grades(before, document) if before else ()
    points = document.improvements
    return News(
        report_of(document),
        report_of(before) if before else None,
        tuple(grade for grade in compared if grade.moved in ("up", "down")),
        len(points),
        sum(bool(asked_before(point, earlier, None)) for point in points),
    )
