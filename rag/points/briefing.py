"""An authority to what to know before the inspectors come: grades, open points, what was said since."""

from __future__ import annotations

from collections.abc import Sequence

from rag.model import Document, Paragraph
from rag.points.grades import compare_grades
from rag.points.reports import is_before, point_of, report_of, reports_of
from rag.points.values import Briefing, OpenPoint, SaidSince
from rag.retrieval import Collection
from rag.themes import Memory
from rag.themes.subject import subject_of


def write_briefing(authority: str, collection: Collection, memory: Memory) -> Briefing:
    """The latest two inspections' grades, and each point of the latest one with what later reports say of it.

    Where no inspection lists points, they are those of the latest other report that does. Raises
    UnknownPlace where no report of the authority is loaded.
    """
    reports = reports_of(authority, collection.version.documents.values())
    inspections = [report for report in reports if report.is_inspection]
    now = inspections[-1] if inspections else None
    then = inspections[-2] if len(inspections) > 1 else None
    asking = _last_listing(inspections) or _last_listing(reports)
    later = [report for report in reports if asking and is_before(asking, report)]
    return Briefing(
        reports[-1].authority or "",
        report_of(then) if then else None,
        report_of(now) if now else None,
        compare_grades(then, now) if now else (),
        report_of(asking) if asking else None,
        tuple(map(report_of, later)),
        _open_points(asking, later, collection, memory) if asking else (),
    )


def _last_listing(reports: Sequence[Document]) -> Document | None:
    return next((report for report in reversed(reports) if report.improvements), None)


def _open_points(
    asking: Document, later: Sequence[Document], collection: Collection, memory: Memory
) -> tuple[OpenPoint, ...]:
    return tuple(
        OpenPoint(point_of(asking, point), _said_since(point, later, collection, memory))
        for point in asking.improvements
    )


def _said_since(
    point: Paragraph, later: Sequence[Document], collection: Collection, memory: Memory
) -> tuple[SaidSince, ...]:
    """The likeliest finding of each later report that says anything on what a point asks for."""
    if not later:
        return ()
    subject = subject_of(collection.understand(point.text), collection)
    found = ((report, memory.find_in(report, subject, collection)) for report in later)
    return tuple(SaidSince(report_of(report), findings[0]) for report, findings in found if findings)
