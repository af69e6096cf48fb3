"""Lists as they are printed to statements: every item, none invented, none dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.answering.evidence import Evidence
from rag.answering.quotes import Quotation
from rag.answering.statements import Source, Statement, counted, quoted, say
from rag.language.sentences import sentences
from rag.model import Document, Paragraph

LIST_KINDS = ("bullet", "item", "improvement", "table")
_NUMBERED_PARTS = re.compile(
    r"(?:^\W*(?:please )?(?:list|name)|\bwhat(?: are|['’]re|s)?|\bwhich|\bhow many)\b(?:\W+\w+){0,3}?\W+"
    r"(themes|priorities|objectives|sections|chapters|goals|aims)\b",
    re.IGNORECASE,
)
FOUND_AMONG = 6  # passages, the best, in which a list must have a member to be the one asked for


def state_improvements(evidence: Evidence) -> list[Statement]:
    """All that has to improve, by the latest document of each authority asked about; else a list found."""
    return _improvements(evidence) or state_list(evidence)


def state_list(evidence: Evidence) -> list[Statement]:
    """The list that was asked for, whole; nothing where the evidence holds no list."""
    if named := state_parts(evidence):
        return named
    for passage in evidence.findings.passages[:FOUND_AMONG] if evidence.is_on_one else ():
        document = evidence.documents[passage.document]
        if passage.kind in LIST_KINDS:
            return _whole_list(document, document.list_around(passage.locator))
    return []


def state_list_after(evidence: Evidence, quotation: Quotation) -> list[Statement]:
    """The list that a quotation announces with a colon at its end, every item as it is printed."""
    place = quotation.source
    document = evidence.documents[place.document]
    if not quotation.passage.text.rstrip().endswith(place.quote):
        return []
    items = document.list_announced_by(place.locator)
    return [say(f"- {quoted(item.text)} ", Source(document.id, item.locator, item.text)) for item in items]


def _improvements(evidence: Evidence) -> list[Statement]:
    """The points to improve of the latest document of each authority that has any."""
    latest = {d.authority: d for d in evidence.scope if d.improvements}
    if not evidence.query.scope.authorities:
        return []
    return [
        statement
        for document in latest.values()
        for points in _lists_of(document, evidence)
        for statement in _whole_list(document, points)
    ]


def _lists_of(document: Document, evidence: Evidence) -> Iterable[Sequence[Paragraph]]:
    """The points to improve, list by list where there are several, in the order in which they were found."""
    points = {point.locator: point for point in document.improvements}
    found = [p.locator for p in evidence.findings.passages if p.document == document.id]
    lists: dict[str, list[Paragraph]] = {points[at].section: [] for at in found if at in points}
    for point in points.values():
        lists.setdefault(point.section, []).append(point)
    return lists.values()


def state_parts(evidence: Evidence) -> list[Statement]:
    """The parts of a document that its headings number by the word asked for: its themes, its priorities."""
    asked = _NUMBERED_PARTS.search(evidence.query.question)
    if not asked:
        return []
    part = asked[1].lower().replace("ies", "y").removesuffix("s")
    for document in reversed(evidence.scope):
        first: dict[str, Paragraph] = {}
        for paragraph in document.paragraphs:
            if re.match(rf"{part} \d", paragraph.section, re.IGNORECASE):
                first.setdefault(paragraph.section, paragraph)
        if len(first) > 1:
            items = [_state_section(document, section, p) for section, p in first.items()]
            return [count_points(len(items), part, document), *items]
    return []


def _state_section(document: Document, section: str, paragraph: Paragraph) -> Statement:
    """A heading, and what is printed first under it."""
    opens = sentences(paragraph.text)[0]
    return say(
        f"- {section}: {quoted(opens)} ",
        Source(document.id, paragraph.locator, opens),
        derived=tuple(re.findall(r"\d+", section)),
    )


def _whole_list(document: Document, members: Sequence[Paragraph]) -> list[Statement]:
    if members[0].kind == "table":
        rows = members[0].text.splitlines()
        sources = [Source(document.id, members[0].locator, row) for row in rows]
    else:
        sources = [Source(document.id, p.locator, p.text) for p in members]
    items = [
        say(f"{number}. {quoted(source.quote)} ", source, derived=(str(number),))
        for number, source in enumerate(sources, start=1)
    ]
    return [count_points(len(items), "point", document, members[0].section), *items]


def count_points(count: int, what: str, document: Document, section: str = "") -> Statement:
    """The first line of a list: how many, and where they are printed."""
    printed = f" under *{section}*" if section else ""
    return say(f"**{counted(count, what)}**{printed} ({document.reference}):", derived=(str(count),))
