"""What retrieval and answering need of a store: one published version, in four small ports.

A version is whole: documents, words and vectors of one state, which later changes of the index leave as
they are. It lasts as long as somebody holds it. A paragraph is known by its place, the id of its document
and its locator, which stays the same when the document is read again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np

from rag.model import Document, Paragraph, Place

Vector = Sequence[float] | np.ndarray[Any, np.dtype[np.float32]]


class Nearness(NamedTuple):
    """How near paragraphs are to a vector, as cosines by place.

    ``windows`` are those of the best run of a paragraph's sentences, ``chunks`` of the best of those runs
    and of its single sentences.
    """

    windows: Mapping[Place, float]
    chunks: Mapping[Place, float]


class Catalogue(Protocol):
    """The documents of a version."""

    @property
    def fingerprint(self) -> str:
        """A short name for the documents and what they are searched with: it changes when an answer could."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """Every document whole, by id and in the order of the ids."""

    def paragraph(self, place: Place) -> Paragraph:
        """The paragraph at a place; raises KeyError where there is none."""

    def position(self, place: Place) -> int:
        """How many paragraphs its document prints before it; raises KeyError where there is none."""


class Words(Protocol):
    """The words that a version prints."""

    def search_words(
        self, words: Sequence[str], *, documents: Collection[str] | None = None, limit: int
    ) -> Mapping[Place, float]:
        """The paragraphs that hold any of ``words``, in any inflection, with their BM25 scores, best first.

        ``documents`` narrows to those ids; an empty one finds nothing.
        """

    def prints(self, word: str) -> bool:
        """Whether any paragraph prints ``word`` just so, in any case."""


class Vectors(Protocol):
    """The embeddings of a version."""

    def search_vectors(
        self, vector: Vector, *, documents: Collection[str] | None = None, limit: int
    ) -> Nearness:
        """How near the paragraphs are whose chunks are nearest to ``vector``.

        Of all documents the nearest ``limit`` chunks are looked at, of those that ``documents`` narrows to
        every one.
        """

    def sentence_vectors(self, places: Collection[Place]) -> Mapping[tuple[Place, int], Vector]:
        """The vector of each sentence of some paragraphs, by place and first character.

        Where a sentence has none of its own, it is the one of the window that starts with it.
        """


class Files(Protocol):
    """The files that the documents of a version were read from."""

    def file(self, document: str) -> Path:
        """The file of a document, which may lie in a ZIP; raises KeyError where none has that id."""


@runtime_checkable
class Version(Catalogue, Words, Vectors, Files, Protocol):
    """All of one published version; safe to use from many threads."""


class Engine(Protocol):
    """A store that publishes versions."""

    def current(self) -> Version:
        """The version that was published last."""

    def close(self) -> None:
        """Let go of it; versions that somebody holds still answer."""
