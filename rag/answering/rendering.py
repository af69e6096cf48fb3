"""Checked statements to the text of an answer and its citations, numbered in order of use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from rag.answering.statements import Part, Statement
from rag.facts import Fact
from rag.model import Citation, Document, Paragraph, place_of

_JOINED = (re.compile(r"- |\d+\. "), re.compile(r"\|"))  # lines of one list, and rows of one table


def render(
    statements: Sequence[Statement], documents: Mapping[str, Document]
) -> tuple[str, tuple[Citation, ...]]:
    """Markdown with markers, and the citation of each marker.

    Statements that stand under one heading follow it. A paragraph has one marker however
    often it is used; its quote then runs from the first word taken to the last.
    """
    quotes: dict[tuple[str, str], list[str]] = {}
    lines = []
    heading = ""
    for statement in statements:
        if statement.under not in ("", heading):
            lines.append(f"**{statement.under}**")
        heading = statement.under
        lines.append("".join(_marked(part, quotes) for part in statement.parts))
    citations = [
        cite(number, documents[document], locator, taken)
        for number, ((document, locator), taken) in enumerate(quotes.items(), start=1)
    ]
    return _arranged(lines), tuple(citations)


def number_facts(statements: Iterable[Statement], citations: Sequence[Citation]) -> tuple[Fact, ...]:
    """The rows of data behind the statements, each once, with the number of its citation."""
    numbers = {(citation.document, citation.locator): citation.number for citation in citations}
    facts: list[Fact] = []
    for fact in (fact for statement in statements for fact in statement.facts):
        numbered = fact.copy()
        numbered["citation"] = numbers[fact["document"], fact["locator"]]
        if numbered not in facts:
            facts.append(numbered)
    return tuple(facts)


def _marked(part: Part, quotes: dict[tuple[str, str], list[str]]) -> str:
    """Own words as they are; for a source its marker, after its quote was noted under its place."""
    if isinstance(part, str):
        return part
    place = (part.document, part.locator)
    quotes.setdefault(place, []).append(part.quote)
    return f"[{list(quotes).index(place) + 1}]"


def _arranged(lines: Sequence[str]) -> str:
    """Lines as Markdown: items of a list and rows of a table stand together, everything else apart."""
    text = ""
    for before, line in pairwise(["", *lines]):
        together = any(joined.match(before) and joined.match(line) for joined in _JOINED)
        text += ("" if not text else "\n" if together else "\n\n") + line
    return text


def cite(number: int, document: Document, locator: str, quotes: Sequence[str]) -> Citation:
    """The citation of a paragraph that the statements took ``quotes`` from."""
    paragraph = document.paragraph(locator)
    starts = [paragraph.text.find(quote) for quote in quotes]
    verified = min(starts) >= 0
    end = max(start + len(quote) for start, quote in zip(starts, quotes, strict=True))
    return Citation(
        number=number,
        document=document.id,
        title=document.title,
        authority=document.authority,
        date=document.date,
        locator=locator,
        section=paragraph.section,
        page=paragraph.page,
        quote=paragraph.text[min(starts) : end] if verified else quotes[0],
        text=paragraph.text,
        label=label_of(document, paragraph),
        verified=verified,
    )


def label_of(document: Document, paragraph: Paragraph) -> str:
    """A reference ready to print: ``Bristol, inspection of September 2018, para 38 (p. 9)``."""
    return f"{document.reference}, {place_of(paragraph.locator, paragraph.page)}"
