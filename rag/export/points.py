"""Plans of action and briefings to tables: a row a point, with room for what an officer fills in."""

from __future__ import annotations

from rag.export.tables import TABLE_ENDINGS, Sheet
from rag.points.values import ActionPlan, Briefing, OpenPoint, PlannedPoint

PLAN_COLUMNS = ("Point", "Paragraph", "Asked before", "Owner", "Due", "Status")
POINT_COLUMNS = ("Point", "Paragraph", "What later reports say of it")
BRIEFING_ENDINGS = tuple(ending for ending in TABLE_ENDINGS if ending != ".csv")  # which holds one table
NOT_JUDGED = "–"
NOTHING_EARLIER = "No earlier report that lists points is loaded."
HOW_SURE = "Of ten points found there about seven ask for the same, at least in part; some are not found."


def plan_sheets(plan: ActionPlan) -> list[Sheet]:
    """The plan, its last three columns empty."""
    earlier = ", ".join(report.name for report in plan.earlier)
    notes = (f"Compared with: {earlier}.", HOW_SURE) if earlier else (NOTHING_EARLIER,)
    title = f"Action plan: {plan.report.authority}, {plan.report.name}"
    return [Sheet(title, PLAN_COLUMNS, tuple(map(_plan_row, plan.points)), notes)]


def briefing_sheets(briefing: Briefing) -> list[Sheet]:
    """The grades then and now where there are any, and the open points."""
    then, now, asked_by = briefing.then, briefing.now, briefing.asked_by
    columns = ("Judgement", then.name if then else "before", now.name if now else "now")
    grades = tuple((grade.area, grade.told_then or NOT_JUDGED, grade.now) for grade in briefing.grades)
    since = ", ".join(report.name for report in briefing.later)
    notes = (
        f"Asked by the {asked_by.name}." if asked_by else "No report that is loaded lists points.",
        f"Later reports: {since}." if since else "No later report is loaded.",
    )
    points = tuple(map(_point_row, briefing.points))
    shown = [Sheet(f"Grades: {briefing.authority}", columns, grades)] if grades else []
    return [*shown, Sheet(f"Open points: {briefing.authority}", POINT_COLUMNS, points, notes)]


def _plan_row(planned: PlannedPoint) -> tuple[str, ...]:
    before = "\n".join(point.told for point in planned.asked_before)
    return planned.point.text, planned.point.place, before or "None found", "", "", ""


def _point_row(point: OpenPoint) -> tuple[str, ...]:
    since = "\n".join(said.told for said in point.since)
    return point.point.text, point.point.place, since or "No later report says anything of it."
