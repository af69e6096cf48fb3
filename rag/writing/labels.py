"""Passages to evidence under short labels, within a budget of words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.answering.statements import Statement
from rag.model import Document, Passage, Place
from rag.writing.shield import plain_text

UNASKED = (
    "front page",
    "signature",
    "group",
    "footnote",
)  # kinds of paragraphs that tell little by themselves


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph as a model sees it: its label, where it is from, and its text without any marks of ours."""

    label: str
    place: Place
    origin: str
    text: str


def label_evidence(
    statements: Iterable[Statement],
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
    *,
    words: int,
) -> tuple[Labelled, ...]:
    """The paragraphs that may be cited: those of the quotes' answer, then the best passages that fit."""
    cited = [
        Place(source.document, source.locator) for statement in statements for source in statement.sources
    ]
    found = [Place(p.document, p.locator) for p in passages if p.kind not in UNASKED]
    chosen: list[Place] = []
    left = words
    for place in dict.fromkeys([*cited, *found]):
        length = len(documents[place[0]].paragraph(place[1]).text.split())
        if length <= left or not chosen:
            chosen.append(place)
            left -= length
    return tuple(_label(number, place, documents) for number, place in enumerate(chosen, start=1))


def _label(number: int, place: Place, documents: Mapping[str, Document]) -> Labelled:
    document = documents[place.document]
    paragraph = document.paragraph(place.locator)
    told = dict.fromkeys(part for part in (document.authority, document.name, paragraph.section) if part)
    origin = plain_text(", ".join(told)).replace('"', "'")
    return Labelled(f"P{number}", place, origin, plain_text(paragraph.text))
