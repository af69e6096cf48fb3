"""Documents, paragraphs, facts, words and embeddings: one SQLite file, the one source of truth.

Everything else on disk, the vector collection included, is derived from it. What belongs
together is written in one transaction: another process sees all of it or nothing, and a stop
in the middle leaves nothing half done.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from rag.chunks import Chunk, ChunkVectors
from rag.errors import DamagedIndex, IndexBusy, UnusableIndex
from rag.library.faults import damaged_library, tell_fault
from rag.library.rows import (
    PARAGRAPH_COLUMNS,
    SourceFile,
    StoredParagraph,
    chunk_vectors_of,
    details_json,
    document_of,
    hash_text,
    paragraph_of,
    paragraph_row,
)
from rag.library.schema import SCHEMA, SCHEMA_VERSION
from rag.model import Document, Paragraph

__all__ = ["Library", "SourceFile", "StoredParagraph"]

HEADER_WEIGHT = 0.5  # of a word in the header against one in the text
PATIENCE_SECONDS = 30  # for another process to finish writing


class Library:
    """The documents that can be asked about; safe to use from many threads.

    Raises DamagedIndex where the file is not sound, UnusableIndex where it cannot be opened
    or written, and IndexBusy where another process has been writing for long.
    """

    def __init__(self, file: Path, *, patience: float = PATIENCE_SECONDS) -> None:
        self.file = file
        self._lock = threading.RLock()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnusableIndex(f"{file.parent} cannot hold an index ({error.strerror}).") from error
        with self._sound():
            self._db = sqlite3.connect(file, timeout=patience, check_same_thread=False)
        try:
            with self._sound():
                self._prepare(patience)
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._db.close()

    # reading

    def documents(self) -> tuple[Document, ...]:
        """Every document whole, by id."""
        paragraphs: dict[str, list[Paragraph]] = {}
        for stored in self.paragraphs():
            paragraphs.setdefault(stored.document, []).append(stored.paragraph)
        with self._sound():
            rows = self._db.execute("SELECT id, details FROM documents ORDER BY id").fetchall()
        return tuple(document_of(details, paragraphs.get(id, [])) for id, details in rows)

    def paragraphs(self) -> Iterator[StoredParagraph]:
        """Every paragraph, in the order of its document."""
        with self._sound():
            rows = self._db.execute(
                f"SELECT id, document, {', '.join(PARAGRAPH_COLUMNS)} FROM paragraphs ORDER BY id"
            ).fetchall()
        return (StoredParagraph(id, document, paragraph_of(rest)) for id, document, *rest in rows)

    def sources(self) -> dict[str, SourceFile]:
        """The file behind each document, by the document's id."""
        with self._sound():
            rows = self._db.execute("SELECT id, root, file, size, modified, sha256 FROM documents").fetchall()
        return {id: SourceFile(*rest) for id, *rest in rows}

    def search_words(
        self, words: Sequence[str], *, documents: Iterable[str] | None = None, limit: int
    ) -> dict[int, float]:
        """Numbers and BM25 scores of the paragraphs that hold any of ``words``, best first.

        ``documents`` narrows to those ids; an empty one finds nothing.
        """
        match = " OR ".join(f'"{word}"' for word in words if re.fullmatch(r"[\w%]+", word))
        narrow, values = _narrowing(documents)
        if not match:
            return {}
        with self._sound():
            rows = self._db.execute(
                f"SELECT words.rowid, -bm25(words, 1.0, {HEADER_WEIGHT}) AS score "
                "FROM words JOIN paragraphs ON paragraphs.id = words.rowid "
                f"WHERE words MATCH ? {narrow} ORDER BY score DESC, words.rowid LIMIT ?",
                (match, *values, limit),
            ).fetchall()
        return dict(rows)

    def paragraphs_holding(self, word: str) -> int:
        """How many paragraphs print ``word``, in any inflection."""
        if not re.fullmatch(r"\w+", word):
            return 0
        with self._sound():
            row = self._db.execute("SELECT count(*) FROM words WHERE words MATCH ?", (f'text:"{word}"',))
            return int(row.fetchone()[0])

    def prints(self, word: str) -> bool:
        """Whether any paragraph prints ``word`` just so, in any case."""
        if not re.fullmatch(r"\w+", word):
            return False
        printed = re.compile(rf"\b{word}\b", re.IGNORECASE)
        with self._sound():
            rows = self._db.execute("SELECT text FROM words WHERE words MATCH ?", (f'text:"{word}"',))
            return any(printed.search(text) for (text,) in rows)

    def chunk_vectors(self, model: str, documents: Iterable[str] | None = None) -> ChunkVectors:
        """The embedded chunks, of all documents or of some."""
        narrow, values = _narrowing(documents)
        with self._sound():
            rows = self._db.execute(
                "SELECT chunks.id, chunks.paragraph, chunks.kind, vector FROM chunks "
                "JOIN paragraphs ON paragraphs.id = chunks.paragraph "
                f"JOIN embeddings ON embeddings.hash = chunks.hash AND model = ? WHERE 1 {narrow} "
                "ORDER BY chunks.id",
                (model, *values),
            ).fetchall()
        return chunk_vectors_of(rows)

    def sentence_vectors(self, model: str, paragraphs: Sequence[int]) -> dict[tuple[int, int], Any]:
        """The vector of each chunk of some paragraphs, by paragraph number and start of the chunk.

        A sentence's own vector wins over a window's that starts at the same character.
        """
        marks = ",".join("?" * len(paragraphs))
        with self._sound():
            rows = self._db.execute(
                "SELECT paragraph, start, vector FROM chunks "
                "JOIN embeddings ON embeddings.hash = chunks.hash AND model = ? "
                f"WHERE paragraph IN ({marks}) ORDER BY chunks.kind DESC",
                (model, *paragraphs),
            ).fetchall()
        return {(p, start): np.frombuffer(vector, dtype=np.float32) for p, start, vector in rows}

    def unembedded(self, model: str, texts: Iterable[str] = ()) -> list[str]:
        """Those of ``texts``, and of the chunks that are stored, that have no vector of this model yet.

        The shortest come first, so that those of one length are embedded together.
        """
        with self._sound():
            hashes = self._db.execute("SELECT hash FROM embeddings WHERE model = ?", (model,)).fetchall()
            stored = self._db.execute(
                "SELECT DISTINCT text FROM chunks WHERE hash NOT IN "
                "(SELECT hash FROM embeddings WHERE model = ?)",
                (model,),
            ).fetchall()
        embedded = {hash for (hash,) in hashes}
        missing = {text for (text,) in stored} | {text for text in texts if hash_text(text) not in embedded}
        return sorted(missing, key=lambda text: (len(text), text))

    def get(self, key: str) -> str:
        """A note kept beside the documents, such as their fingerprint; empty where there is none."""
        with self._sound():
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    # writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Whatever is written inside is kept together, or none of it is; other threads wait."""
        with self._sound():
            if self._db.in_transaction:  # inside another one, which decides
                yield
                return
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                yield

    def put(self, notes: Mapping[str, str]) -> None:
        """Keep notes beside the documents, in place of earlier ones of the same names."""
        with self.transaction():
            self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", notes.items())

    def add(
        self,
        document: Document,
        source: SourceFile,
        chunks: Mapping[str, Sequence[Chunk]],
        headers: Mapping[str, str],
    ) -> None:
        """Write a document whole, in place of an earlier one of its id.

        ``chunks`` and ``headers`` are by the paragraph's locator.
        """
        with self.transaction():
            self._db.execute("DELETE FROM documents WHERE id = ?", (document.id,))
            self._db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
                (document.id, *astuple(source), details_json(document)),
            )
            for paragraph in document.paragraphs:
                self._add_paragraph(
                    document.id, paragraph, headers[paragraph.locator], chunks[paragraph.locator]
                )

    def touch(self, id: str, source: SourceFile) -> None:
        """Note that a document's file has another time or place but the same content."""
        with self.transaction():
            self._db.execute(
                "UPDATE documents SET root = ?, file = ?, size = ?, modified = ?, sha256 = ? WHERE id = ?",
                (*astuple(source), id),
            )

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents; ids that are not there are passed over."""
        with self.transaction():
            self._db.executemany("DELETE FROM documents WHERE id = ?", [(id,) for id in ids])

    def add_embeddings(self, model: str, texts: Sequence[str], vectors: Any) -> None:
        """Write one vector a text."""
        with self.transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)",
                [(hash_text(text), model, row.tobytes()) for text, row in zip(texts, vectors, strict=True)],
            )

    def drop_unused_embeddings(self, model: str) -> None:
        """Forget vectors of texts that no chunk has any more, and those of other models."""
        with self.transaction():
            self._db.execute(
                "DELETE FROM embeddings WHERE model <> ? OR hash NOT IN (SELECT hash FROM chunks)", (model,)
            )

    def check(self) -> None:
        """Read the whole file; raises DamagedIndex where any of it is not sound."""
        with self._sound():
            found = self._db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise damaged_library(self.file, found)

    # how

    def _prepare(self, patience: float) -> None:
        """Open the file as we use it, with its tables made where it is new."""
        self._db.execute("PRAGMA foreign_keys = ON")
        if self._version() == 0:
            self._make(patience)
        if self._version() != SCHEMA_VERSION:
            raise DamagedIndex(
                f"The index {self.file} was made by another version of Pinpoint; "
                "run `pinpoint index --rebuild` to make it anew from the documents."
            )

    def _make(self, patience: float) -> None:
        """Make the tables, once though several processes begin; the change to WAL waits for nobody itself."""
        try:
            with FileLock(f"{self.file}.lock", timeout=patience):
                if self._version() == 0:
                    self._db.execute("PRAGMA journal_mode = WAL")
                    self._db.executescript(
                        f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
                    )
        except Timeout as error:
            raise IndexBusy(f"Another process is making the index {self.file}; try again soon.") from error

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _add_paragraph(
        self, document: str, paragraph: Paragraph, header: str, chunks: Sequence[Chunk]
    ) -> None:
        number = self._db.execute(
            f"INSERT INTO paragraphs (document, {', '.join(PARAGRAPH_COLUMNS)}, header) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (document, *paragraph_row(paragraph), header),
        ).lastrowid
        self._db.executemany(
            'INSERT INTO chunks (paragraph, kind, start, "end", text, hash) VALUES (?, ?, ?, ?, ?, ?)',
            [(number, *astuple(chunk), hash_text(chunk.text)) for chunk in chunks],
        )

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """One thread at a time, and what is wrong with the file told in our words."""
        try:
            with self._lock:
                yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise  # our own mistake
            raise tell_fault(error, self.file) from error


def _narrowing(documents: Iterable[str] | None) -> tuple[str, list[str]]:
    """A condition on the paragraph's document, and its values."""
    if documents is None:
        return "", []
    ids = sorted(set(documents))
    return f"AND paragraphs.document IN ({','.join('?' * len(ids))})", ids
