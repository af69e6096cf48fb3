"""A draft to a statement with its sources, or to what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.checking import check_written
from rag.answering.claims import contents, read_words
from rag.answering.statements import Source, Statement, say
from rag.language.sentences import sentences
from rag.model import Document
from rag.reader import Reader, Text
from rag.writing.drafts import Draft
from rag.writing.excerpts import Excerpt
from rag.writing.shield import unfit_to_show

OTHERS = 2  # excerpts that a draft is held against beside those that it names, the likest first
LEAST_ANSWERING = -2.8  # log-odds: one in twenty sentences that answer lies below (training/first_lines.py)
_REFERENCE = re.compile(
    r"\b(?:para(?:graph)?s?|pages?|passages?|excerpts?|sources?|labels?)\.? P?\d", re.IGNORECASE
)
_OPEN = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b", re.IGNORECASE)

_CHECKS = {
    "number": "numbers",
    "year": "dates",
    "month": "dates",
    "grade": "grades",
    "name": "names",
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A draft's statement, and what is wrong with it; nothing where it may be shown.

    ``moved`` is whether it rests on other excerpts than the draft names.
    """

    statement: Statement
    faults: tuple[str, ...] = ()
    moved: bool = False


def weigh(draft: Draft, excerpts: Sequence[Excerpt], documents: Mapping[str, Document]) -> Weighed:
    """Whether a draft may be shown, and where it stands in print.

    It rests on one excerpt that it names where that bears it out, else on all of them, else on another one.
    Where an excerpt is from is left out of its words: that is ours to write.
    """
    for excerpt in excerpts:
        draft = replace(draft, text=draft.text.removeprefix(excerpt.origin).lstrip(" .,:|"))
    if not draft.text:
        return Weighed(say(draft.text), ("it tells nothing",))
    if unfit := unfit_to_show(draft.text):
        return Weighed(say(draft.text), (unfit,))
    if _REFERENCE.search(draft.text):
        return Weighed(say(draft.text), ("it writes a reference; references are ours to write",))
    named = [one for one in excerpts if one.label in draft.labels]
    first: Weighed | None = None
    for cited in _candidates(draft, named, excerpts):
        statement = _state(draft.text, cited, documents)
        faults = tuple(check_written(statement, documents))
        weighed = Weighed(statement, faults, moved=not all(one in named for one in cited))
        if not faults:
            return weighed
        first = first or weighed
    return first or Weighed(say(draft.text), ("it names no excerpt that it rests on",))


def answers(question: str, text: str, reader: Reader | None) -> bool:
    """Whether a text tells more than an open question asks, and by itself answers it, to the reader."""
    if _only_asks(question, text):
        return False
    if reader is None:
        return True
    (reading,) = reader.read(question, [Text("", text, ((0, len(text)),))])
    return reading.sentences[0] >= LEAST_ANSWERING


def checks_of(statement: Statement) -> tuple[str, ...]:
    """What of a written statement was compared with the print behind it."""
    words = read_words(statement.wording)
    claims = dict.fromkeys(_CHECKS[word.kind] for word in words if word.kind in _CHECKS)
    quotation = ("quotation",) if "“" in statement.wording else ()
    return ("place", *quotation, *claims, "entailment")


def _candidates(
    draft: Draft, named: Sequence[Excerpt], excerpts: Sequence[Excerpt]
) -> Iterator[Sequence[Excerpt]]:
    """The excerpts that a draft may rest on, the likeliest choice first."""
    yield from ([one] for one in named)
    if len(named) > 1:
        yield named
    told = contents(read_words(draft.text))
    others = [one for one in excerpts if one not in named]
    others.sort(key=lambda one: -len(told & contents(read_words(" ".join(one.sentences)))))
    yield from ([one] for one in others[:OTHERS])


def _state(text: str, cited: Sequence[Excerpt], documents: Mapping[str, Document]) -> Statement:
    sources = [Source(*one.place, _nearest_sentence(text, one, documents)) for one in cited]
    return say(f"{text} ", *sources)


def _nearest_sentence(text: str, cited: Excerpt, documents: Mapping[str, Document]) -> str:
    """The printed sentence that says most of what a text does."""
    told = contents(read_words(text))
    printed = sentences(documents[cited.place.document].paragraph(cited.place.locator).text)
    return max(printed, key=lambda sentence: len(told & contents(read_words(sentence))), default="")


def _only_asks(question: str, text: str) -> bool:
    """Whether a text tells nothing beyond what a question that leaves the answer open asks: it echoes it."""
    told = [word for word in read_words(text) if word.tells]
    asked = {word.value for word in read_words(question)}
    return bool(_OPEN.search(question)) and all(word.value in asked and word.kind != "grade" for word in told)
