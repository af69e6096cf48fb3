"""The smallest store that keeps the contract: lists in memory, which show what the ports ask for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import snowballstemmer

from rag.engine.ports import Nearness, Vector
from rag.engine.rows import ReadFile, SourceFile
from rag.model import Document, Paragraph, Place


class MemoryVersion:
    """A version of documents that are cut already, with one vector for each of their chunks in turn."""

    fingerprint = "in memory"

    def __init__(self, read: Sequence[ReadFile], vectors: Sequence[Sequence[np.ndarray]]) -> None:
        self.documents: Mapping[str, Document] = {
            file.document.id: file.document for file in sorted(read, key=lambda file: file.document.id)
        }
        self._files = {file.document.id: file for file in read}
        self._chunks = [
            (Place(file.document.id, paragraph.locator), chunk)
            for file in read
            for paragraph in file.document.paragraphs
            for chunk in file.chunks[paragraph.locator]
        ]
        self._vectors = [vector for own in vectors for vector in own]

    def paragraph(self, place: Place) -> Paragraph:
        return self.documents[place.document].paragraph(place.locator)

    def position(self, place: Place) -> int:
        return self.documents[place.document].paragraphs.index(self.paragraph(place))

    def file(self, document: str) -> Path:
        return self._files[document].source.path

    def source(self, document: str) -> SourceFile:
        return self._files[document].source

    def search_words(
        self, words: Sequence[str], *, documents: Collection[str] | None = None, limit: int
    ) -> Mapping[Place, float]:
        wanted = {stem for word in words if re.fullmatch(r"\w+", word) for stem in _stems(word)}
        scores = {
            Place(id, p.locator): len(wanted & _stems(p.text))
            + len(wanted & _stems(self._files[id].headers[p.locator])) / 2
            for id, document in self.documents.items()
            if documents is None or id in documents
            for p in document.paragraphs
        }
        best = sorted((place for place in scores if scores[place]), key=lambda place: -scores[place])
        return {place: scores[place] for place in best[:limit]}

    def prints(self, word: str) -> bool:
        texts = (p.text for document in self.documents.values() for p in document.paragraphs)
        return any(word.lower() in map(str.lower, re.findall(r"\w+", text)) for text in texts)

    def search_vectors(
        self, vector: Vector, *, documents: Collection[str] | None = None, limit: int
    ) -> Nearness:
        hits = [
            (min(1.0, float(own @ np.asarray(vector))), place, chunk.kind)
            for (place, chunk), own in zip(self._chunks, self._vectors, strict=True)
            if documents is None or place.document in documents
        ]
        hits.sort(key=lambda hit: -hit[0])
        near = hits[:limit] if documents is None else hits
        windows: dict[Place, float] = {}
        chunks: dict[Place, float] = {}
        for similarity, place, kind in near:
            chunks.setdefault(place, similarity)
            if kind == "window":
                windows.setdefault(place, similarity)
        return Nearness(windows, chunks)

    def sentence_vectors(self, places: Collection[Place]) -> Mapping[tuple[Place, int], Vector]:
        found: dict[tuple[Place, int], Vector] = {}
        for kind in ("window", "sentence"):
            for (place, chunk), vector in zip(self._chunks, self._vectors, strict=True):
                if place in places and chunk.kind == kind:
                    found[place, chunk.start] = vector
        return found


def _stems(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    stemmer = snowballstemmer.stemmer("porter")  # one for each call, for it is no good for two threads
    return {stemmer.stemWord(word) for word in re.findall(r"\w+", plain)}
