"""Statements to those that may be shown: whatever a statement says stands in the print it cites."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.answering.statements import Source, Statement
from rag.model import Document, Paragraph

_QUOTATION = re.compile(r"“([^”]+)”")
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*%?")
_GRADE = re.compile(r"\b(outstanding|inadequate|requires? improvement|good)\b", re.IGNORECASE)


def check_statement(statement: Statement, documents: Mapping[str, Document]) -> list[str]:
    """What is wrong with a statement; nothing where it may be shown.

    Every source is a paragraph of a document and its quote stands there word for word;
    every quotation stands in a cited paragraph; every number and grade in our own words
    occurs in a cited paragraph, or in what the cited document is called and dated.
    """
    cited = {source: _paragraph_of(source, documents) for source in statement.sources}
    faults = [f"{s.document} has no {s.locator}" for s, paragraph in cited.items() if paragraph is None]
    faults += [
        f"{source.locator} does not print “{source.quote}”"
        for source, paragraph in cited.items()
        if paragraph and not stands_in(source.quote, paragraph.text)
    ]
    printed = [paragraph.text for paragraph in cited.values() if paragraph]
    for quotation in _QUOTATION.findall(statement.wording):
        if not any(stands_in(quotation, text) for text in printed):
            faults.append(f"no cited paragraph prints “{quotation}”")
    known = " ".join([*printed, *(_called(documents[s.document]) for s in cited if s.document in documents)])
    own = _QUOTATION.sub(" ", statement.wording) if cited else ""
    faults += [f"{number} is not in what is cited" for number in _unknown_numbers(own, known, statement)]
    faults += [
        f"the grade “{grade}” is not in what is cited"
        for grade in _GRADE.findall(own)
        if grade.lower().removesuffix("s improvement") not in known.lower()
    ]
    return faults


def stands_in(quote: str, text: str) -> bool:
    """Whether ``text`` holds ``quote`` word for word; white space and the style of marks aside."""
    return bool(quote.strip()) and _plain(quote) in _plain(text)


def _unknown_numbers(own: str, known: str, statement: Statement) -> list[str]:
    have = set(_NUMBER.findall(known)) | set(statement.derived)
    return [number for number in _NUMBER.findall(own) if number not in have]


def _plain(text: str) -> str:
    return " ".join(re.sub('[“”‘’"]', "'", text).split()).lower()


def _paragraph_of(source: Source, documents: Mapping[str, Document]) -> Paragraph | None:
    document = documents.get(source.document)
    paragraphs = document.paragraphs if document else ()
    return next((p for p in paragraphs if p.locator == source.locator), None)


def _called(document: Document) -> str:
    """What a document is called and dated: numbers in it may be used without a quotation."""
    dates = [document.inspection_start, document.inspection_end, document.published]
    days = " ".join(re.sub(r"\b0", "", re.sub("-", " ", date)) for date in dates if date)
    return f"{document.authority} {document.name} {document.title} {days}"
