"""Statements to those that may be shown: whatever a statement says stands in the print it cites.

A statement of ours is held against the print word by word. Of one in free words the places and quotations,
the numbers, dates, grades and names are exact too, and which way things went and what is denied is compared
clause by clause; whether the print says all of it is for a model of entailment, which reads both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.answering.claims import read_words, words_of
from rag.answering.connectives import find_related_otherwise, leaves_out_what_binds, tells_aim_as_reached
from rag.answering.denials import find_turned
from rag.answering.nearness import Nearness, nearness_of
from rag.answering.statements import Source, Statement
from rag.answering.values import Cited, find_unprinted, of_years_named, parts_by_authority
from rag.language.sentences import sentences
from rag.language.stems import stems
from rag.model import Document, Paragraph, month_of
from rag.reader.entailment import Pair, load_entailment

LEAST_ENTAILED = -1.0  # log-odds; with more, over 2 % of what is true is lost (benchmarks/liars.py)
LEAST_OTHERWISE: Mapping[Nearness, float] = {  # where it stands otherwise
    "rearranged": math.inf,  # order is who does what to whom: roles exchanged reach 4 (benchmarks/liars.py)
    "reworded": 0.5,  # nine in ten shown are true then (training/nearness.py)
}
PREMISE_WORDS = 110  # of all that is cited: what is read at once is 256 word pieces with the statement
SECTION_WORDS = 14
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

    Every source and quotation holds as ``check_statement`` asks, every number, date, grade and name is
    printed in what is cited, of the authority and the year that its clause names, no direction or denial is
    turned round, what it relates by a connective is so related, no condition, doubt or aim is left out, and
    what is cited says all of it: more surely where other words do, and not the same words rearranged. Raises
    ReaderUnavailable where the model is not whole.
    """
    faults = check_exactly(statement, documents)
    if not faults:
        least = LEAST_OTHERWISE.get(read_nearness(statement, documents), LEAST_ENTAILED)
        if read_entailment(statement, documents) < least:
            faults = ["what is cited does not say this"]
    return faults


def check_exactly(statement: Statement, documents: Mapping[str, Document]) -> list[str]:
    """What is wrong with a statement in free words as far as its words and numbers tell by themselves."""
    faults = _check_print(statement, documents)
    if faults or not statement.sources:
        return faults or ["it cites nothing"]
    cited = _cited_by(statement, documents)
    wording, printed = statement.wording, [one.paragraph.text for one in cited]
    near = [read for one in cited for read in (*one.sentences_about(wording), one.called)]
    faults = [*find_unprinted(wording, cited, statement.derived), *find_turned(read_words(wording), near)]
    if not faults and any(find_related_otherwise(wording, printed)):
        faults = ["what is cited does not so relate it"]
    if not faults and leaves_out_what_binds(wording, printed):
        faults = ["what is cited says this only with a condition or a doubt"]
    if not faults and tells_aim_as_reached(wording, printed):
        faults = ["what is cited says this only as an aim"]
    return faults


def read_entailment(statement: Statement, documents: Mapping[str, Document]) -> float:
    """The log-odds that a statement follows from the paragraphs it cites; infinite where it only quotes them.

    What it tells of one authority after the other has to follow from what is cited of each, what it tells of
    a year from what is cited of that, and each of several sentences by itself too: the least counts. One too
    long to be read whole follows from nothing.
    """
    cited = _cited_by(statement, documents)
    parts = parts_by_authority(statement.wording, cited) or [(statement.wording, cited)]
    several = [(text, own) for part, own in parts for text in sentences(part) if text != part.strip()]
    told = [(text, own) for text, own in (*parts, *several) if not _only_quotes(text)]
    return min((_log_odds(text, of_years_named(text, own)) for text, own in told), default=math.inf)


def read_nearness(statement: Statement, documents: Mapping[str, Document]) -> Nearness:
    """How near to the print that it cites a statement's words stand."""
    return nearness_of(statement.wording, _cited_by(statement, documents))


def tells(text: str, source: Source, documents: Mapping[str, Document]) -> bool:
    """Whether a text says all that a source prints, so that nothing is lost where it stands in its place."""
    if stands_in(source.quote, text):
        return True
    document = documents[source.document]
    told = Cited(document, replace(document.paragraph(source.locator), text=text))
    return _log_odds(source.quote, [told]) >= LEAST_ENTAILED


def _log_odds(text: str, cited: Sequence[Cited]) -> float:
    (log_odds,) = load_entailment().log_odds([Pair(text, premise_of(text, cited))])
    return log_odds


def stands_in(quote: str, text: str) -> bool:
    """Whether ``text`` holds ``quote`` word for word; white space and the style of marks aside."""
    return bool(quote.strip()) and _plain(quote) in _plain(text)


def premise_of(statement: str, cited: Sequence[Cited], words: int = PREMISE_WORDS) -> str:
    """What a statement cites as it is read beside it: of long paragraphs the sentences that are nearest."""
    return " ".join(_premise(statement, one, words // len(cited)) for one in cited)


def _only_quotes(wording: str) -> bool:
    """Whether a text has nothing of its own beside its quotations but who says so."""
    own, quotations = _QUOTATION.subn(" ", wording)
    telling = {word.value for word in read_words(own) if word.tells}
    return bool(quotations) and not telling - stems(" ".join(words_of("reporting") | words_of("plans")))


def _cited_by(statement: Statement, documents: Mapping[str, Document]) -> list[Cited]:
    places = dict.fromkeys((source.document, source.locator) for source in statement.sources)
    return [Cited(documents[id], documents[id].paragraph(locator)) for id, locator in places]


def _premise(statement: str, cited: Cited, words: int) -> str:
    document, paragraph = cited.document, cited.paragraph
    when = month_of(document.date) if document.date else ""
    section = " ".join(paragraph.section.split()[:SECTION_WORDS])
    heading = ", ".join(part for part in (document.authority, when, section) if part)
    return f"{heading}: {_nearest(statement, paragraph.text, words)}"


def _nearest(statement: str, text: str, words: int) -> str:
    """The sentences that share most with a statement, as many as fit, in the order of print."""
    printed = sentences(text)
    told = stems(statement)
    shared = [len(told & stems(sentence)) for sentence in printed]
    kept: list[int] = []
    for at in sorted(range(len(printed)), key=lambda at: -shared[at]):
        if not kept or sum(len(printed[k].split()) for k in [*kept, at]) <= words:
            kept.append(at)
    return " ".join(printed[at] for at in sorted(kept))


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
