"""Who and when to statements: from what a document's own front page says."""

from __future__ import annotations

import re

from rag.answering.evidence import Evidence
from rag.answering.statements import Source, Statement, say
from rag.domain.reports import names_only_inspections
from rag.model import Document, Paragraph, day_of

_INSPECTOR = re.compile(
    r"\b(?:inspectors?|who (?:led|ran|inspected|signed|carried out)|(?:who by|by whom))\b", re.IGNORECASE
)
_DATES = re.compile(r"\b(?:when|dates?|(?:what|which|wich) days?)\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"\b(?:publi\w+|came out|come out|released?)\b", re.IGNORECASE)


def state_people_and_dates(evidence: Evidence) -> list[Statement]:
    """The inspector, the dates of the inspection or of its report, if that was asked."""
    query = evidence.query
    if not _INSPECTOR.search(query.text) and not names_only_inspections(query.terms.own_words):
        return []
    asks_dates = query.kind == "dates" or _DATES.search(query.text)
    statements: list[Statement] = []
    for document in reversed(_meant(evidence)):
        if _INSPECTOR.search(query.text) and document.lead_inspector:
            statements.append(state_inspector(document))
        if asks_dates and _PUBLISHED.search(query.text) and document.published:
            statements.append(_state_published(document))
        elif asks_dates and document.inspection_start and document.inspection_end:
            statements.append(_state_dates(document))
    return statements


def _meant(evidence: Evidence) -> list[Document]:
    """The documents that may be meant: where an overall grade is named, those that gave it."""
    grades = evidence.query.slots.grades
    gave = [d for d in evidence.scope if d.overall and d.overall.grade in grades]
    return gave or evidence.scope


def state_inspector(document: Document) -> Statement:
    """Who led an inspection."""
    name = document.lead_inspector or ""
    source = _line_with(document, name)
    return say(
        f"**{name}** led the {document.name} in {document.authority} ",
        source,
        facts=(
            {
                "type": "lead inspector",
                "document": document.id,
                "locator": source.locator,
                "name": name,
            },
        ),
    )


def _state_dates(document: Document) -> Statement:
    start, end = document.inspection_start or "", document.inspection_end or ""
    when = f"on **{day_of(end)}**"
    if start != end:
        when = f"from **{_first_day(start, end)} to {day_of(end)}**"
    source = _line_with(document, str(int(end[8:10])))
    return say(
        f"The {document.name} in {document.authority} took place {when} ",
        source,
        facts=(
            {
                "type": "inspection dates",
                "document": document.id,
                "locator": source.locator,
                "start": start,
                "end": end,
            },
        ),
    )


def _state_published(document: Document) -> Statement:
    published = document.published or ""
    source = _line_with(document, str(int(published[8:10] or published[:4])))
    return say(
        f"The {document.name} in {document.authority} was published on **{day_of(published)}** ",
        source,
        facts=(
            {
                "type": "publication date",
                "document": document.id,
                "locator": source.locator,
                "published": published,
            },
        ),
    )


def _first_day(start: str, end: str) -> str:
    """The first day as it is written before the last one: ``16`` to 27 July 2018."""
    return str(int(start[8:10])) if start[:7] == end[:7] else day_of(start)


def _line_with(document: Document, words: str) -> Source:
    """The first printed line that holds ``words``, on the front page, in the signature or in the text."""

    def first(paragraph: Paragraph) -> bool:
        return paragraph.kind not in ("front page", "signature")

    for paragraph in sorted(document.paragraphs, key=first):
        for line in paragraph.text.splitlines():
            if words in line:
                return Source(document.id, paragraph.locator, line)
    front = document.paragraphs[0]
    return Source(document.id, front.locator, front.text)
