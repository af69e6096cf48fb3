"""Statements to those that may be shown: whatever a statement says stands in the print it cites."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.answering.claims import read_words
from rag.answering.statements import Source, Statement
from rag.answering.support import check_support
from rag.model import Document, Paragraph

_QUOTATION = re.compile(r"“([^”]+)”")
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*%?")


def check_statement(statement: Statement, documents: Mapping[str, Document]) -> list[str]:
    """What is wrong with a statement; nothing where it may be shown.

    Every source is a paragraph of a document and its quote stands there word for word;
    every quotation stands in a cited paragraph; every number and grade in our own words
    occurs in a cited paragraph, or in what the cited document is called and dated.
    """
    faults = _check_print(statement, documents)
    places = [_place_of(source, documents) for source in statement.sources]
    known = " ".join(f"{paragraph.text} {_called(document)}" for document, paragraph in filter(None, places))
    own = _QUOTATION.sub(" ", statement.wording) if places else ""
    faults += [f"{number} is not in what is cited" for number in _unknown_numbers(own, known, statement)]
    return faults + [f"the grade “{grade}” is not in what is cited" for grade in _unknown_grades(own, known)]


def check_written(statement: Statement, documents: Mapping[str, Document]) -> list[str]:
    """What is wrong with a statement in free words, such as a chat model writes.

    Every source and quotation holds as ``check_statement`` asks. The paragraphs cited have to
    speak of the same, and what it says of numbers, dates, grades, names, authorities, directions
    and of what is not so has to agree with the very sentences that do.
    """
    faults = _check_print(statement, documents)
    if faults or not statement.sources:
        return faults or ["it cites nothing"]
    return check_support(statement, documents)


def stands_in(quote: str, text: str) -> bool:
    """Whether ``text`` holds ``quote`` word for word; white space and the style of marks aside."""
    return bool(quote.strip()) and _plain(quote) in _plain(text)


def _check_print(statement: Statement, documents: Mapping[str, Document]) -> list[str]:
    """The places and the quotations of a statement that are not in print."""
    faults, printed = [], []
    for source in dict.fromkeys(statement.sources):
        place = _place_of(source, documents)
        if place is None:
            faults.append(f"{source.document} has no {source.locator}")
        elif not stands_in(source.quote, place[1].text):
            faults.append(f"{source.locator} does not print “{source.quote}”")
        printed += [place[1].text] if place else []
    return faults + [
        f"no cited paragraph prints “{quotation}”"
        for quotation in _QUOTATION.findall(statement.wording)
        if not any(stands_in(quotation, text) for text in printed)
    ]


def _unknown_numbers(own: str, known: str, statement: Statement) -> list[str]:
    have = set(_NUMBER.findall(known)) | set(statement.derived)
    return [number for number in _NUMBER.findall(own) if number not in have]


def _unknown_grades(own: str, known: str) -> list[str]:
    have = {word.value for word in read_words(known) if word.kind == "grade"}
    return [word.printed for word in read_words(own) if word.kind == "grade" and word.value not in have]


def _plain(text: str) -> str:
    return " ".join(re.sub('[“”‘’"]', "'", text).split()).lower()


def _place_of(source: Source, documents: Mapping[str, Document]) -> tuple[Document, Paragraph] | None:
    document = documents.get(source.document)
    paragraphs = document.paragraphs if document else ()
    return next(((document, p) for p in paragraphs if document and p.locator == source.locator), None)


def _called(document: Document) -> str:
    """What a document is called and dated: numbers in it may be used without a quotation."""
    dates = [document.inspection_start, document.inspection_end, document.published]
    days = " ".join(re.sub(r"\b0", "", re.sub("-", " ", date)) for date in dates if date)
    return f"{document.authority} {document.name} {document.title} {days}"
