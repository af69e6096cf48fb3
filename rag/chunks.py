"""A document's paragraphs to chunks: what is embedded so that the paragraph can be found.

A chunk is only for finding. Each carries a header (authority, document, section) that is
embedded with it and never quoted. Every paragraph gives one chunk, or overlapping windows
of sentences where it is longer than the embedding model reads, and one chunk a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from rag.model import Document, Paragraph
from rag.sentences import sentence_spans
from rag.terms import spell_out

LONGEST_HEADER = 40  # words; a section's printed heading can be a paragraph of its own


@dataclass(frozen=True, slots=True)
class Chunk:
    """Characters ``start`` to ``end`` of a paragraph; ``text`` is what is embedded, header included."""

    kind: str  # "window" or "sentence"
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ChunkVectors:
    """Vectors as rows, each with its chunk's number, paragraph number and kind, in the same order."""

    chunks: np.ndarray[Any, np.dtype[np.int64]]
    paragraphs: np.ndarray[Any, np.dtype[np.int64]]
    kinds: np.ndarray[Any, np.dtype[np.str_]]
    vectors: np.ndarray[Any, np.dtype[np.float32]]


def header_of(document: Document, paragraph: Paragraph) -> str:
    """Where a paragraph stands (authority, document, section, group of actions), and what it abbreviates."""
    groups = {action.locator: action.group for action in document.actions}
    table = paragraph.locator if paragraph.kind == "table" else ""
    group = groups.get(paragraph.locator, "")
    parts = [document.authority or "", document.name, paragraph.section, group, table]
    words = ". ".join(part for part in parts if part).split()
    return ". ".join([" ".join(words[:LONGEST_HEADER]), *spell_out(paragraph.text)])


def split_chunks(text: str, header: str, *, limit: int, count: Callable[[str], int]) -> list[Chunk]:
    """The chunks of one paragraph, each at most ``limit`` word pieces as ``count`` counts them."""
    spans = sentence_spans(text)
    windows = list(_windows(text, spans, limit=limit - count(header + ". "), count=count))
    chunks = [Chunk("window", start, end, f"{header}. {text[start:end]}") for start, end in windows]
    if len(spans) > 1:
        chunks += [Chunk("sentence", start, end, f"{header}. {text[start:end]}") for start, end in spans]
    return chunks


def _windows(
    text: str, spans: list[tuple[int, int]], *, limit: int, count: Callable[[str], int]
) -> Iterator[tuple[int, int]]:
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
