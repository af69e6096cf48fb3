"""A draft to a statement with its sources, or to what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answering.checking import check_written
from rag.answering.cited import cited_by, share_borne_out, share_of
from rag.answering.claims import contents, read_words
from rag.answering.statements import Source, Statement, say
from rag.language.sentences import sentences
from rag.model import Document
from rag.writing.drafts import Draft
from rag.writing.labels import Labelled
from rag.writing.shield import unfit_to_show

LEAST_FOUND = 0.75  # of a statement without a label, for a passage that bears it out to be its source
_REFERENCE = re.compile(r"\b(?:para(?:graph)?s?|pages?|passages?|sources?|labels?)\.? P?\d", re.IGNORECASE)

_CHECKS = {
    "number": "numbers",
    "year": "dates",
    "month": "dates",
    "grade": "grades",
    "name": "names",
    "direction": "directions",
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A draft, the statement that it makes, and what is wrong with it; nothing where it may be shown."""

    draft: Draft
    statement: Statement
    faults: tuple[str, ...] = ()


def weigh(draft: Draft, evidence: Sequence[Labelled], documents: Mapping[str, Document]) -> Weighed:
    """Whether a draft may be shown, and where it stands in print."""
    if unfit := unfit_to_show(draft.text):
        return Weighed(draft, say(draft.text), (unfit,))
    if _REFERENCE.search(draft.text):
        return Weighed(draft, say(draft.text), ("it writes a reference; references are ours to write",))
    if not draft.labels:
        return _find_source(draft, evidence, documents)
    offered = {one.label: one for one in evidence}
    unknown = [label for label in draft.labels if label not in offered]
    if unknown:
        return Weighed(draft, say(draft.text), tuple(f"{label} was not offered" for label in unknown))
    statement = _state(draft.text, [offered[label] for label in draft.labels], documents)
    return Weighed(draft, statement, tuple(check_written(statement, documents)))


def checks_of(statement: Statement) -> tuple[str, ...]:
    """What of a written statement was compared with the print behind it."""
    words = read_words(statement.wording)
    claims = dict.fromkeys(_CHECKS[word.kind] for word in words if word.kind in _CHECKS)
    quotation = ("quotation",) if "“" in statement.wording else ()
    return ("place", *quotation, "topic", *claims, "denials")


def _find_source(draft: Draft, evidence: Sequence[Labelled], documents: Mapping[str, Document]) -> Weighed:
    """A draft without a label, with the passage that bears it out best, if one does."""
    found: list[tuple[float, Statement]] = []
    for one in evidence:
        statement = _state(draft.text, [one], documents)
        if not check_written(statement, documents):
            found.append((share_borne_out(draft.text, cited_by(statement, documents)), statement))
    best = max(found, key=lambda candidate: candidate[0], default=None)
    if best is None or best[0] < LEAST_FOUND:
        return Weighed(draft, say(draft.text), ("it names no passage that it rests on",))
    return Weighed(draft, best[1])


def _state(text: str, cited: Sequence[Labelled], documents: Mapping[str, Document]) -> Statement:
    sources = [Source(*one.place, _nearest_sentence(text, one, documents)) for one in cited]
    return say(f"{text} ", *sources)


def _nearest_sentence(text: str, cited: Labelled, documents: Mapping[str, Document]) -> str:
    """The printed sentence that says most of what a text does."""
    told = contents(read_words(text))
    printed = sentences(documents[cited.place[0]].paragraph(cited.place[1]).text)
    return max(printed, key=lambda sentence: share_of(told, contents(read_words(sentence))), default="")
