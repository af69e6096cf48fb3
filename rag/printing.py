"""Values to what a command prints: text for people, JSON for programs, a bar for whoever waits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rag.grid import ThemeGrid
from rag.model import Answer, Document, day_of
from rag.query import Query

if TYPE_CHECKING:
    from tqdm import tqdm

    from rag.indexing import News, Progress
    from rag.points.values import ActionPlan, Briefing, Point, Raised

BAR = "{desc}: {bar} {n}/{total}, {remaining} left"
SUMMARY = ("document", "title", "authority", "kind", "inspection_start", "inspection_end", "published")


def written_answer(answer: Answer) -> str:
    """An answer for the terminal: its text, its sources in full, its warnings, what it took."""
    sources = [f"[{citation.number}] {citation.label}" for citation in answer.citations]
    warnings = [f"Note: {warning}" for warning in answer.warnings]
    spent = [f"It took {answer.spent}."] if answer.spent else []
    return "\n".join([answer.text, *([""] if sources else []), *sources, *warnings, *spent])


def written_grid(grid: ThemeGrid) -> str:
    """A grid for the terminal: the count, then a line a report, and its words where it says something."""
    told = ", ".join(f"{count} {said}" for said, count in grid.counts.items() if count)
    chosen = f" ({grid.chosen})" if grid.chosen else ""
    lines = [f"{len(grid.rows)} reports{chosen} on “{grid.subject}”: {told or 'none'}"]
    for row in grid.rows:
        lines.append(f"{row.said:12}  {row.authority}, {row.name}")
        shown = dict.fromkeys(filter(None, (row.of("strength"), row.of("weakness"))))
        lines += [f"{'':14}“{' '.join(one.quote.split())}” ({one.locator})" for one in shown or ()]
    lines += [f"{'not read':12}  {name}, which could not be read" for name in grid.unreadable]
    return "\n".join(lines)


def written_plan(plan: ActionPlan) -> str:
    """A plan of action for the terminal: each point, and the earlier reports that asked for the same."""
    known = sum(bool(planned.asked_before) for planned in plan.points)
    before = f", {known or 'none'} asked for before" if plan.earlier else "; no earlier report lists any"
    lines = [f"{plan.report.authority}, {plan.report.name}: {_points(len(plan.points))}{before}"]
    for number, planned in enumerate(plan.points, start=1):
        lines.append(_numbered(number, planned.point))
        lines += [f"{'':4}asked before: {point.told}" for point in planned.asked_before]
    return "\n".join(lines)


def written_raised(raised: Raised) -> str:
    """A line of time for the terminal: when a subject was raised first and last, and a line a report."""
    first, last = raised.first, raised.last
    told = "never raised as a point for improvement"
    if first and last:
        told = f"raised first by the {first.report.name}, last by the {last.report.name}"
    lines = [f"“{raised.subject}” in {raised.authority}: {told}"]
    for row in raised.reports:
        lines.append(f"{row.report.date:10}  {row.said:15}  {row.report.name}")
        lines += [f"{'':12}“{' '.join(point.text.split())}” [{point.place}]" for point in row.points]
    return "\n".join(lines)


def written_briefing(briefing: Briefing) -> str:
    """A briefing for the terminal: the grades then and now, then each open point and what was said since."""
    then, now = briefing.then, briefing.now
    lines = [f"{briefing.authority}: {now.name if now else 'no inspection with grades is loaded'}"]
    lines += [f"{'':4}before: {then.name}"] if then else []
    for grade in briefing.grades:
        before = f", before {grade.told_then}" if grade.then else ""
        lines.append(f"{'':4}{grade.area}: {grade.now}{before}")
    asked_by = briefing.asked_by
    lines.append(f"Asked by the {asked_by.name}:" if asked_by else "No report that is loaded lists points.")
    for number, open_point in enumerate(briefing.points, start=1):
        lines.append(_numbered(number, open_point.point))
        said = [said.told for said in open_point.since] or ["no later report says anything of it"]
        lines += [f"{'':4}{line}" for line in said]
    return "\n".join(lines)


def written_news(news: News) -> str:
    """What is new in a report, in one line: the grades that moved, its points, those asked for before."""
    moved = [f"{grade.area} {grade.moved} from {grade.told_then} to {grade.now}" for grade in news.moved]
    since = f" since the {news.before.name}" if news.before and moved else ""
    grades = [f"{'; '.join(moved)}{since}"] if moved else []
    before = f"{news.asked_before or 'none'} asked for before"
    points = [f"{_points(news.points)}, {before}"] if news.points else []
    told = ". ".join([*grades, *points])
    return f"new: {news.report.authority}, {news.report.name}{': ' if told else ''}{told}"


def _points(count: int) -> str:
    return f"{count} point{'' if count == 1 else 's'} for improvement"


def _numbered(number: int, point: Point) -> str:
    return f"{number}. {' '.join(point.text.split())} [{point.place}]"


def query_fields(query: Query) -> dict[str, Any]:
    """How a question was read, as ``understand --json`` names it."""
    from rag.domain.judgements import tell_apart

    return {
        "kind": query.likeliest,
        "answered_as": query.kind,
        "latest": query.slots.latest,
        "count": query.slots.count,
        "grades": list(query.slots.grades),
        "areas": tell_apart(query.slots.areas),
        "moved": query.slots.moved,
        "authorities": [*query.scope.authorities, *query.scope.absent],
        "years": list(query.scope.years),
        "parts": list(query.slots.parts),
    }


def written_query(query: Query) -> str:
    """The same for the terminal: a line for each thing that the question told."""
    told = {name: value for name, value in query_fields(query).items() if value}
    return "\n".join(f"{name}: {_listed(value)}" for name, value in told.items())


def _listed(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else "yes" if value is True else str(value)


def document_fields(document: Document) -> dict[str, Any]:
    """A document as ``read --json`` names its fields."""
    fields = asdict(document)
    return {
        "document": fields.pop("id"),
        **fields,
        "judgements": [{"area": j.area, "grade": j.grade, "printed": j.printed} for j in document.judgements],
        "improvements": [paragraph.text for paragraph in document.improvements],
    }


def summary_fields(document: Document) -> dict[str, Any]:
    """A document as ``documents --json`` names its fields: without its text."""
    fields = document_fields(document)
    return {
        **{key: fields[key] for key in SUMMARY},
        "judgements": fields["judgements"],
        "paragraphs": len(document.paragraphs),
    }


def written_summary(document: Document) -> str:
    """A document in one line: whose it is, what, when, its overall grade, its length."""
    overall = document.overall.printed if document.overall else "no overall grade"
    when = day_of(document.date) if document.date else "no date"
    count = f"{len(document.paragraphs)} paragraph{'' if len(document.paragraphs) == 1 else 's'}"
    about = dict.fromkeys([document.authority or document.title, document.name])  # they may be one
    return f"{', '.join(about)}: {when}, {overall}, {count}"


def written_document(document: Document) -> str:
    """A document as printed, each paragraph under its section with its locator."""
    lines = [document.title, written_summary(document), ""]
    section = ""
    for paragraph in document.paragraphs:
        if paragraph.section != section:
            section = paragraph.section
            lines += [f"\n{section}\n"]
        page = f" (p. {paragraph.page})" if paragraph.page else ""
        lines.append(f"[{paragraph.locator}]{page} {paragraph.text}")
    return "\n".join(lines)


def json_line(value: Any) -> str:
    """A value as JSON on one line."""
    return json.dumps(value, ensure_ascii=False)


def json_text(value: Any) -> str:
    """A value as JSON to be read by people as well."""
    return json.dumps(value, ensure_ascii=False, indent=2)


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """A bar on standard error for each thing that is being done; nothing where that is no terminal."""
    from tqdm import tqdm

    bars: dict[str, tqdm[Any]] = {}  # the one that is shown, by what is being done

    def notify(what: str, done: int, total: int) -> None:
        if total and what not in bars:
            close()
            bars[what] = tqdm(
                total=total, desc=what, disable=None, bar_format="{desc}: {bar} {n}/{total}, {remaining} left"
            )
        if what in bars:
            bars[what].update(done - bars[what].n)

    def close() -> None:
        for bar in bars.values():
            bar.close()
        bars.clear()

    try:
        yield notify
    finally:
        close()
