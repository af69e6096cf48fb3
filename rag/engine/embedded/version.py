"""A published version of the library, read whole: one connection with one view, and what was read by it.

The view is SQLite's own: a connection that has begun to read sees one state until it ends, however often
others write. Documents and vectors that an earlier version has read are taken over from it, for what stands
under a document's number never changes. It never writes, so that it also reads from a disk that cannot be
written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from rag.engine.embedded.faults import damaged_library, sound
from rag.engine.embedded.library import check_version, chunks_by_document
from rag.engine.embedded.sealed import SealedCollection
from rag.engine.embedded.state import connect_to_read
from rag.engine.embedded.sums import paragraph_rows, sum_details, sum_paragraph, sum_vectors, sums_from
from rag.engine.held import HeldVersion, remember
from rag.engine.hits import Hits, joined, search_exactly
from rag.engine.packed import pack
from rag.engine.rows import (
    DocumentVectors,
    Matrix,
    document_of,
    paragraph_of,
    vectors_of,
)
from rag.engine.telling import HEADER_WEIGHT, telling_words
from rag.model import Document, Paragraph, Place


class EmbeddedVersion(HeldVersion):
    """One published version of the library in ``file``; raises DamagedIndex or UnusableIndex.

    ``earlier`` is one that was read before. ``open_sealed`` gives the sealed collection of a name, or None
    where it cannot be trusted: then the documents in it are searched exactly.
    """

    def __init__(
        self,
        file: Path,
        earlier: EmbeddedVersion | None = None,
        open_sealed: Callable[[str], SealedCollection | None] = lambda _: None,
    ) -> None:
        super().__init__()
        self._file = file
        self._lock = threading.Lock()
        self._vectors: dict[int, DocumentVectors] = {}
        with self._sound():
            self._db = connect_to_read(file)
        try:
            with self._sound():
                self._read(earlier, open_sealed)
        except (ValueError, TypeError, LookupError) as error:  # of rows that are not as they were written
            self._db.close()
            raise damaged_library(file, str(error)) from error
        except BaseException:
            self._db.close()
            raise

    def __del__(self) -> None:
        if hasattr(self, "_db"):
            self._db.close()

    @property
    def name(self) -> str:
        """What tells this version from any other one of its library."""
        return self._notes.get("version", "")

    # words

    def search_words(
        self, words: Sequence[str], *, documents: Collection[str] | None = None, limit: int
    ) -> Mapping[Place, float]:
        """See ``Words``."""
        match = " OR ".join(f'"{word}"' for word in telling_words(words, self._paragraphs_holding))
        if not match or (documents is not None and not documents):
            return {}
        narrow, numbers = "", self._numbers_of(documents or ())
        if documents is not None:
            narrow = f"AND paragraphs.document IN ({','.join('?' * len(numbers))})"
        with self._sound():
            rows = self._db.execute(
                f"SELECT documents.id, locator, -bm25(words, 1.0, {HEADER_WEIGHT}) AS score "
                "FROM words JOIN paragraphs ON paragraphs.id = words.rowid "
                "JOIN documents ON documents.number = paragraphs.document "
                f"WHERE words MATCH ? {narrow} ORDER BY score DESC, documents.id, paragraphs.id LIMIT ?",
                (match, *numbers, limit),
            ).fetchall()
        found = {Place(document, locator): score for document, locator, score in rows}
        try:
            for place in found:
                self.position(place)
        except KeyError as error:
            raise damaged_library(self._file, f"words are found at {error}, where none is printed") from error
        return found

    def _texts_holding(self, word: str) -> list[str]:
        with self._sound():
            rows = self._db.execute("SELECT text FROM words WHERE words MATCH ?", (f'text:"{word}"',))
            return [text for (text,) in rows]

    def _paragraphs_holding(self, word: str) -> int:
        """How many paragraphs hold a word, in any inflection."""
        found = self._holding.get(word)
        if found is None:
            with self._sound():
                row = self._db.execute("SELECT count(*) FROM words WHERE words MATCH ?", (f'"{word}"',))
                found = int(row.fetchone()[0])
            remember(self._holding, {word: found})
        return found

    # vectors

    def _search_all(self, question: Matrix, limit: int) -> Hits:
        near = [self._search_sealed(sealed, own, question, limit) for sealed, own in self._sealed]
        return joined([*near, search_exactly(question, self._vectors_of(self._unsealed))])

    def _search_sealed(
        self, sealed: SealedCollection, own: Collection[int], question: Matrix, limit: int
    ) -> Hits:
        """The nearest in a collection; by exact search where it was deleted since it was opened."""
        try:
            return sealed.search(question, limit=limit, among=own)
        except Exception:  # whatever Chroma makes of it
            return search_exactly(question, self._vectors_of(list(own)))

    def _vectors_of(self, numbers: Sequence[int]) -> dict[int, DocumentVectors]:
        return {number: self.vectors(number) for number in numbers}

    def vectors(self, number: int) -> DocumentVectors:
        """The vectors of the document of that number."""
        if number not in self._vectors:
            with self._sound():
                row = self._db.execute(
                    "SELECT chunks, matrix FROM vectors JOIN documents ON vectors.id = documents.vectors "
                    "WHERE number = ?",
                    (number,),
                ).fetchone()
            if row is None or (self._sums is not None and self._sums[number][1] != sum_vectors(*row)):
                raise damaged_library(
                    self._file, f"the vectors of {self._ids[number]} are not as they were written"
                )
            self._vectors[number] = vectors_of(*row)
        return self._vectors[number]

    @property
    def unsealed(self) -> Sequence[int]:
        """The numbers of the documents whose vectors are in no sealed collection."""
        return self._unsealed

    def count_unsealed(self) -> int:
        """How many chunks are in no sealed collection."""
        with self._sound():
            counts = chunks_by_document(self._db)
        return sum(counts[number] for number in self._unsealed)

    # how

    def _read(
        self, earlier: EmbeddedVersion | None, open_sealed: Callable[[str], SealedCollection | None]
    ) -> None:
        self._db.execute("BEGIN")  # from the first row that is read on, one state is seen
        check_version(int(self._db.execute("PRAGMA user_version").fetchone()[0]), self._file)
        self._notes = dict(self._db.execute("SELECT key, value FROM meta").fetchall())
        rows = self._db.execute(
            "SELECT number, id, root, file, size, modified, sha256, sealed, details "
            "FROM documents ORDER BY id"
        ).fetchall()
        known = earlier._by_number() if earlier else {}
        self._sums = sums_from(self._notes)
        self._know(row[:-2] for row in rows)
        self._documents = {
            id: known.get(number) or self._document(number, id, details) for number, id, *_, details in rows
        }
        kept = earlier._vectors if earlier else {}
        self._vectors = {number: kept[number] for number in self._ids if number in kept}
        self._open_sealed({number: sealed for number, *_, sealed, _ in rows}, open_sealed)

    def _document(self, number: int, id: str, details: str) -> Document:
        found, paragraphs = sum_details(id, details), list[Paragraph]()
        for row in paragraph_rows(self._db, number):
            found = sum_paragraph(found, row)
            paragraphs.append(paragraph_of(row))
        if self._sums is not None and self._sums[number][0] != found:
            raise damaged_library(self._file, f"the text of {id} is not as it was written")
        return pack(document_of(details, paragraphs))

    def _open_sealed(
        self, sealed: Mapping[int, str], open_one: Callable[[str], SealedCollection | None]
    ) -> None:
        """The sealed collections, each with its documents that are still there, and what is in none."""
        self._sealed: list[tuple[SealedCollection, frozenset[int]]] = []
        self._unsealed = [number for number in sealed if not sealed[number]]
        for name in dict.fromkeys(filter(None, sealed.values())):
            own, collection = [n for n in sealed if sealed[n] == name], open_one(name)
            if collection:
                self._sealed.append((collection, frozenset(own)))
            else:
                self._unsealed += own

    def _sound(self) -> AbstractContextManager[None]:
        return sound(self._file, self._lock)
