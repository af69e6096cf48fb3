"""What both stores do alike with a published version, once its documents are in memory."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from rag.engine.hits import Hits, nearest_of, nearness_of, search_exactly
from rag.engine.ports import Nearness, Vector
from rag.engine.rows import DocumentVectors, Matrix, SourceFile, model_of
from rag.errors import UnusableIndex
from rag.model import Document, Paragraph, Place

MOST_REMEMBERED = 1 << 14  # words that were asked about

Found = TypeVar("Found")


class HeldVersion(ABC):
    """A version that knows its documents by numbers, under which nothing ever changes.

    Whoever reads it sets ``_notes`` and ``_documents``, and says ``_know`` which documents there are.
    """

    _notes: Mapping[str, str]
    _documents: Mapping[str, Document]
    _ids: Mapping[int, str]
    _numbers: Mapping[str, int]
    sources: Mapping[str, SourceFile]

    def __init__(self) -> None:
        self._printed: dict[str, bool] = {}
        self._holding: dict[str, int] = {}
        self._positions: dict[str, dict[str, int]] = {}

    @abstractmethod
    def _texts_holding(self, word: str) -> Iterable[str]:
        """The texts of the paragraphs that hold a word, in any inflection."""

    @abstractmethod
    def _search_all(self, question: Matrix, limit: int) -> Hits:
        """The nearest chunks of all documents, so many and perhaps more."""

    @abstractmethod
    def _vectors_of(self, numbers: Sequence[int]) -> Mapping[int, DocumentVectors]:
        """The vectors of documents, by their numbers and in that order."""

    # the catalogue and the files

    @property
    def fingerprint(self) -> str:
        """See ``Catalogue``."""
        return self._notes.get("fingerprint", "")

    @property
    def model(self) -> str:
        """The embedding model that its vectors are of, as far as that is noted."""
        return model_of(self._notes)

    @property
    def documents(self) -> Mapping[str, Document]:
        """See ``Catalogue``."""
        return self._documents

    def paragraph(self, place: Place) -> Paragraph:
        """See ``Catalogue``."""
        return self._documents[place.document].paragraphs[self.position(place)]

    def position(self, place: Place) -> int:
        """See ``Catalogue``."""
        if place.document not in self._positions:
            printed = enumerate(self._documents[place.document].paragraphs)
            self._positions[place.document] = {paragraph.locator: at for at, paragraph in printed}
        return self._positions[place.document][place.locator]

    def file(self, document: str) -> Path:
        """See ``Files``."""
        return self.sources[document].path

    def source(self, document: str) -> SourceFile:
        """See ``Files``."""
        return self.sources[document]

    # words

    def prints(self, word: str) -> bool:
        """See ``Words``."""
        if not re.fullmatch(r"\w+", word):
            return False
        found = self._printed.get(word)
        if found is None:
            printed = re.compile(rf"\b{word}\b", re.IGNORECASE)
            found = any(printed.search(text) for text in self._texts_holding(word))
            remember(self._printed, {word: found})
        return found

    # vectors

    def search_vectors(
        self, vector: Vector, *, documents: Collection[str] | None = None, limit: int
    ) -> Nearness:
        """See ``Vectors``."""
        question = np.asarray(vector, dtype=np.float32)
        if documents is None:
            hits = self._search_all(question, limit)
        else:
            hits = search_exactly(question, self._vectors_of(self._numbers_of(documents)))
            limit = len(hits)
        return nearness_of(nearest_of(hits, limit=limit), self._place)

    def sentence_vectors(self, places: Collection[Place]) -> Mapping[tuple[Place, int], Vector]:
        """See ``Vectors``."""
        numbers = dict.fromkeys(self._numbers[place.document] for place in places)
        vectors, found = self._vectors_of(list(numbers)), dict[tuple[Place, int], Vector]()
        for place in places:
            own = vectors[self._numbers[place.document]].by_start(self.position(place))
            found |= {(place, start): row for start, row in own.items()}
        return found

    # how

    def _know(self, documents: Iterable[Sequence[Any]]) -> None:
        """Take in the number, the id and the file, as ``SourceFile`` has it, of each document."""
        rows = list(documents)
        self._ids = {number: id for number, id, *_ in rows}
        self._numbers = {id: number for number, id in self._ids.items()}
        self.sources = {id: SourceFile(*source) for _, id, *source in rows}

    def _by_number(self) -> dict[int, Document]:
        """Its documents, for a later version to take over."""
        return {number: self._documents[id] for number, id in self._ids.items()}

    def _numbers_of(self, documents: Collection[str]) -> list[int]:
        """The numbers of those that are there."""
        return [self._numbers[id] for id in documents if id in self._numbers]

    def _place(self, number: int, position: int) -> Place:
        document = self._ids[number]
        return Place(document, self._documents[document].paragraphs[position].locator)


def remember(kept: dict[str, Found], found: Mapping[str, Found]) -> None:
    """Keep what was found of words, and forget all before it where that is too much."""
    if len(kept) >= MOST_REMEMBERED:
        kept.clear()
    kept.update(found)


def same_model(found: str, asked_with: str | None, index: str) -> str:
    """The model that an index is asked with, at first the one that is found in it.

    Raises UnusableIndex where another one has embedded it since.
    """
    if asked_with not in (None, found):
        raise UnusableIndex(
            f"The index {index} was embedded anew by {found}, but is asked with {asked_with}; "
            "start again with the model that is wanted."
        )
    return found
