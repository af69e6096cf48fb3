"""A document's paragraphs to chunks: what is embedded so that the paragraph can be found.

A chunk is only for finding. Each carries a header that is embedded with it and never quoted.
Every paragraph gives one window, or several that overlap where it is longer than the
embedding model reads, and one chunk a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.language.sentences import sentence_spans, sentences
from rag.language.terms import spell_out
from rag.model import Document

LONGEST_TOPIC = 40  # words; a section's printed heading can be as long as a paragraph
LISTED = ("bullet", "item")  # kinds of paragraphs that follow from the sentence before their list
_SPACE = re.compile(r"\s+")

Count = Callable[[str], int]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Characters ``start`` to ``end`` of a paragraph; ``text`` is what is embedded, header included."""

    kind: str  # "window" or "sentence"
    start: int
    end: int
    text: str


def place_of(document: Document) -> str:
    """The words that tell a document's paragraphs from another's: its authority, kind and date."""
    return ". ".join(part for part in (document.authority, document.name) if part)


def topics_of(document: Document) -> Iterator[str]:
    """What each paragraph stands under (section, lead-in, group of actions), and what it abbreviates."""
    groups = {action.locator: action.group for action in reversed(document.actions)}
    lead_in = ""
    for paragraph in document.paragraphs:
        if paragraph.kind == "paragraph":
            lead_in = sentences(paragraph.text)[-1] if paragraph.text.endswith(":") else ""
        above = (lead_in if paragraph.kind in LISTED else "") or groups.get(paragraph.locator, "")
        table = paragraph.locator if paragraph.kind == "table" else ""
        words = " ".join(part for part in (paragraph.section, above, table) if part).split()
        topic = (" ".join(words[:LONGEST_TOPIC]), *spell_out(paragraph.text))
        yield ". ".join(part for part in topic if part)


def split_chunks(text: str, *, place: str, topic: str, limit: int, count: Count) -> list[Chunk]:
    """The chunks of one paragraph, each at most ``limit`` word pieces as ``count`` counts them.

    A window carries the paragraph's place and topic. A sentence carries its topic alone, so
    that it is near a question for what it says, not for whom it speaks of. A sentence that
    is too long on its own gives a chunk for each part of it that is not.
    """
    header = _header(place, topic, limit=limit // 2, count=count)
    above = _header(topic, limit=limit // 2, count=count)
    room = limit - count(header)
    parts = [part for span in sentence_spans(text) for part in _cut(text, span, limit=room, count=count)]
    windows = _windows(text, parts, limit=room, count=count)
    chunks = [Chunk("window", start, end, header + text[start:end]) for start, end in windows]
    return chunks + [Chunk("sentence", start, end, above + text[start:end]) for start, end in parts]


def _header(*names: str, limit: int, count: Count) -> str:
    """The names before a text, cut to their first words where they would leave it too little room."""
    header = "".join(f"{name}. " for name in names if name)
    start, end = next(_cut(header, (0, len(header)), limit=limit, count=count))
    return header if end == len(header) else f"{header[start:end]} "


def _cut(text: str, span: Span, *, limit: int, count: Count) -> Iterator[Span]:
    """A span in parts within ``limit``, cut between words, or inside one that is too long itself."""
    start, end = span
    if end - start < 2 or count(text[start:end]) <= limit:
        yield span
        return
    middle = (start + end) // 2
    spaces = (match.span() for match in _SPACE.finditer(text, start + 1, end - 1))
    left, right = min(spaces, key=lambda space: abs(space[0] - middle), default=(middle, middle))
    yield from _cut(text, (start, left), limit=limit, count=count)
    yield from _cut(text, (right, end), limit=limit, count=count)


def _windows(text: str, spans: list[Span], *, limit: int, count: Count) -> Iterator[Span]:
    """Runs of whole sentences within ``limit``, each opening with the last sentence of the one before."""
    first = 0
    while first < len(spans):
        last = first
        while last + 1 < len(spans) and count(text[spans[first][0] : spans[last + 1][1]]) <= limit:
            last += 1
        yield spans[first][0], spans[last][1]
        if last + 1 == len(spans):
            return
        first = max(last, first + 1)
