"""A report to a plan of action: each of its points, with the earlier reports that asked for the same."""

from __future__ import annotations

from collections.abc import Mapping

from rag.errors import UnknownPlace
from rag.model import Document
from rag.points.before import asked_before
from rag.points.reports import earlier_than, point_of, report_of, reports_of
from rag.points.values import ActionPlan, PlannedPoint
from rag.reader import Reader


def plan_actions(named: str, documents: Mapping[str, Document], reader: Reader | None) -> ActionPlan:
    """The points of a document, or of the latest report of an authority that lists any.

    ``named`` is the document's id or the authority's name; what was asked before is found by words alone
    where ``reader`` is None. Raises UnknownPlace where neither is loaded, or
    it lists no points.
    """
    report = documents.get(named) or _latest_with_points(named, documents)
    if not report.improvements:
        raise UnknownPlace(f"{named} lists no points for improvement; name a report that does.")
    earlier = [other for other in earlier_than(report, documents.values()) if other.improvements]
    points = tuple(
        PlannedPoint(
            point_of(report, point),
            tuple(point_of(other, asked) for other, asked in asked_before(point, earlier, reader)),
        )
        for point in report.improvements
    )
    return ActionPlan(report_of(report), points, tuple(map(report_of, earlier)))


def _latest_with_points(authority: str, documents: Mapping[str, Document]) -> Document:
    listing = [document for document in reports_of(authority, documents.values()) if document.improvements]
    if not listing:
        raise UnknownPlace(
            f"No report on {authority} that is loaded lists points for improvement; add an inspection report."
        )
    return listing[-1]
