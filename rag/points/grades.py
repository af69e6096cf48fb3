"""Two inspections to the grades that they gave: of each area then and now."""

from __future__ import annotations

from rag.domain.frameworks import area_named, framework_of, overall
from rag.model import Document, Judgement
from rag.points.values import GradeThenNow, Moved


def compare_grades(then: Document | None, now: Document) -> tuple[GradeThenNow, ...]:
    """The grade of each area that the later inspection judged, overall first, beside the earlier one."""
    judged = sorted(now.judgements, key=lambda judgement: judgement.area != overall())
    return tuple(_then_and_now(then, now, judgement) for judgement in judged)


def _then_and_now(then: Document | None, now: Document, judgement: Judgement) -> GradeThenNow:
    area = area_named(judgement.area)
    before = next(iter(then.judgements_on([area.code])), None) if then else None
    return GradeThenNow(
        area.name or judgement.label,
        _capital(before.printed) if before else "",
        _capital(judgement.printed),
        _moved(before, judgement, now) if before else "",
        area_named(before.area).together if before and before.area != area.code else "",
    )


def _moved(before: Judgement, after: Judgement, now: Document) -> Moved:
    """Which way a grade went on the scale of the later inspection."""
    framework = framework_of(now.kind)
    was, now_is = framework.rank(before.grade), framework.rank(after.grade)
    if was < 0 or now_is < 0:
        return ""
    return "up" if was < now_is else "down" if was > now_is else "same"


def _capital(printed: str) -> str:
    """A grade as a cell shows it, however prose printed it."""
    return printed[:1].upper() + printed[1:]
