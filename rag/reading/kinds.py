"""The first lines of a document -> what kind of document it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.reading.lines import Line
from rag.reading.wording import is_sentence

FIRST_PAGE_CHARACTERS = 3000
FRONT_LINES = 12
FURTHEST_SALUTATION = 40

INSPECTION_REPORTS = frozenset({"ilacs", "sif", "sif-reinspection", "lac-2013", "lscb-review"})

_SALUTATION = re.compile(r"Dear\b.{0,80}", re.IGNORECASE)
_LETTER = re.compile(r"\bdear\b", re.IGNORECASE)
_PLAN_TITLE = re.compile(r"\b(?:improvement|action|delivery|recovery|transformation) plan\b", re.IGNORECASE)


def kind_of(lines: Sequence[Line]) -> str:
    """One of the kinds that ``Document.kind`` names; ``other`` where nothing is recognised."""
    page = _first_page(lines)
    salutation = find_salutation(lines)
    front = [*lines[:FRONT_LINES], *lines[salutation : salutation + 3]]
    title = " ".join(line.text for line in front if not is_sentence(line.text))
    if _PLAN_TITLE.search(title) and not _LETTER.search(title):
        return "improvement-plan"
    letter = _letter_kind(title.lower(), page)
    return letter or _report_kind(page)


def find_salutation(lines: Sequence[Line]) -> int:
    """The place of a letter's "Dear …"; 0 where there is none."""
    first = lines[:FURTHEST_SALUTATION]
    return next((index for index, line in enumerate(first) if _SALUTATION.fullmatch(line.text)), 0)


def _first_page(lines: Sequence[Line]) -> str:
    page = ""
    for line in lines:
        if len(page) > FIRST_PAGE_CHARACTERS:
            break
        page += " " + line.text[:FIRST_PAGE_CHARACTERS].lower()
    return page


def _letter_kind(title: str, page: str) -> str:
    """The kind of a visit's letter or of a joint inspection, by its subject line."""
    if "joint targeted area inspection" in title or "joint targeted area inspection of" in page:
        return "jtai"
    if re.search(r"area send inspection|joint (?:local )?area (?:send|special educational needs)", title):
        return "send"
    if "joint area review" in title or "joint review" in title:
        return "joint-review"
    if not _LETTER.search(page):
        return ""
    if re.search(r"monitoring visit (?:of|to)", title):
        return "monitoring-visit"
    return "focused-visit" if re.search(r"focus(?:s)?ed visit", title) else ""


def _report_kind(page: str) -> str:
    """The kind of an inspection's report, by the names of its judgements."""
    if "inspection of looked after children services" in page:
        return "lac-2013"
    if "need of help and protection, children looked after and care leavers" in page:
        return "sif-reinspection" if re.search(r"re-?inspection of services", page) else "sif"
    if "review of the effectiveness of the local safeguarding" in page:
        return "lscb-review"
    if "the impact of leaders on social work" in page and "overall effectiveness" in page:
        return "ilacs"
    return "other"
