"""The paragraphs of a document, kept small: packed, and unpacked when they are read.

A million paragraphs, as objects, take a gigabyte of every process that holds them; packed, a fifth. What was
unpacked last is kept, for the documents that are asked about are mostly the same.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import overload

from rag.engine.rows import PARAGRAPH_COLUMNS, made_paragraph
from rag.model import Document, Paragraph

UNPACKED = 2_048  # documents that are kept unpacked, of about a hundred paragraphs each
LEVEL = 1  # of zlib, its fastest


class PackedParagraphs(Sequence[Paragraph]):
    """Paragraphs in their order. The first, which says what the document is, is at hand unpacked."""

    __slots__ = ("_first", "_length", "_packed")

    def __init__(self, paragraphs: Iterable[Paragraph]) -> None:
        own = tuple(paragraphs)
        self._first, self._length = own[:1], len(own)
        rows = json.dumps(list(map(attrgetter(*PARAGRAPH_COLUMNS), own)))
        self._packed = zlib.compress(rows.encode(), LEVEL)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Paragraph]:
        return iter(_unpacked(self._packed))

    @overload
    def __getitem__(self, at: int) -> Paragraph: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Paragraph, ...]: ...
    def __getitem__(self, at: int | slice) -> Paragraph | tuple[Paragraph, ...]:
        return self._first[0] if at == 0 and self._first else _unpacked(self._packed)[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def pack(document: Document) -> Document:
    """The same document with its paragraphs packed."""
    return replace(document, paragraphs=PackedParagraphs(document.paragraphs))


@lru_cache(maxsize=UNPACKED)
def _unpacked(packed: bytes) -> tuple[Paragraph, ...]:
    return tuple(made_paragraph(*row) for row in json.loads(zlib.decompress(packed)))
