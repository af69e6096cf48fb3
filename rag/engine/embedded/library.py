"""Documents, paragraphs, facts, words and vectors: one SQLite file, the one source of truth.

Everything else on disk is derived from it. What belongs together is written in one transaction: whoever
reads sees all of it or nothing, and a stop in the middle leaves nothing half done. What was read and
embedded is staged at once, so that a run that is stopped loses none of it, and published together.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import astuple
from pathlib import Path

from filelock import FileLock, Timeout

from rag.engine.embedded.faults import damaged_library, sound
from rag.engine.embedded.migration import bring_forward
from rag.engine.embedded.schema import NAMED, SCHEMA, SCHEMA_VERSION
from rag.engine.embedded.sums import NOTE, Sums, sums_from, sums_of
from rag.engine.ports import SharedFile
from rag.engine.rows import (
    CHUNK,
    PARAGRAPH_COLUMNS,
    Matrix,
    ReadFile,
    SourceFile,
    details_json,
    document_json,
    document_of,
    paragraph_of,
    paragraph_row,
    stored_matrix,
    vectors_by_hash,
)
from rag.errors import DamagedIndex, IndexBusy, UnusableIndex
from rag.model import Document, Paragraph

LIBRARY_FILE = "library.sqlite"
SET_ASIDE = "library.damaged"  # what was the library until it was found damaged
PATIENCE_SECONDS = 30  # for another process to finish writing


class Library:
    """The documents that can be asked about, to be written; safe to use from many threads.

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
        self._db = self._connected(patience)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    # reading

    def document(self, id: str) -> Document:
        """One document whole; raises KeyError where there is none of that id."""
        with self._sound():
            row = self._db.execute("SELECT number, details FROM documents WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise KeyError(id)
        return document_of(row[1], self._paragraphs(row[0]))

    def sources(self) -> dict[str, SourceFile]:
        """The file behind each document, by the document's id."""
        with self._sound():
            rows = self._db.execute("SELECT id, root, file, size, modified, sha256 FROM documents").fetchall()
        return {id: SourceFile(*rest) for id, *rest in rows}

    def get(self, key: str) -> str:
        """A note kept beside the documents, such as their fingerprint; empty where there is none."""
        with self._sound():
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def notes(self) -> dict[str, str]:
        """Every note, by its name."""
        with self._sound():
            return dict(self._db.execute("SELECT key, value FROM meta").fetchall())

    def vectors_by_hash(self, id: str, model: str) -> dict[bytes, Matrix]:
        """The vectors that a model made for the texts of a document, as it is or was, by the hash of each."""
        with self._sound():
            rows = self._db.execute(
                "SELECT chunks, matrix FROM vectors WHERE model = ? AND id IN (SELECT vectors FROM documents "
                "WHERE id = ? UNION SELECT vectors FROM staged WHERE id = ?)",
                (model, id, id),
            ).fetchall()
        return {hash: vector for row in rows for hash, vector in vectors_by_hash(*row).items()}

    def made_by_others(self, model: str) -> list[str]:
        """The ids of documents whose vectors another model made."""
        with self._sound():
            rows = self._db.execute(
                "SELECT documents.id FROM documents JOIN vectors ON vectors.id = documents.vectors "
                "WHERE model <> ? ORDER BY documents.id",
                (model,),
            ).fetchall()
        return [id for (id,) in rows]

    def staged(self, made_with: str) -> dict[str, SourceFile]:
        """The files that were read and embedded so and are not published yet, by the document's id."""
        with self._sound():
            rows = self._db.execute(
                "SELECT id, source FROM staged WHERE made_with = ?", (made_with,)
            ).fetchall()
        return {id: SourceFile(*json.loads(source)) for id, source in rows}

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

    def share(self, files: Sequence[SharedFile], made_with: str) -> None:
        """Nobody helps: what is written to the file waits for the one who writes."""

    def stage(self, read: ReadFile, made_with: str, model: str, vectors: Sequence[Matrix]) -> None:
        """Keep a document with a vector for each of its texts, to be published later."""
        with self.transaction():
            stored = self._db.execute(
                "INSERT INTO vectors (model, chunks, matrix) VALUES (?, ?, ?)",
                (model, read.chunk_rows.tobytes(), stored_matrix(vectors)),
            ).lastrowid
            source, document = json.dumps(astuple(read.source)), document_json(read.document)
            self._db.execute(
                "INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?, ?, ?)",
                (read.document.id, made_with, source, document, json.dumps(read.headers), stored),
            )

    def publish(self, sources: Mapping[str, SourceFile]) -> None:
        """Make staged documents, by id and with the files that they are of now, what can be asked about.

        Each takes the place of an earlier one of its id. The version has a name of its own from then on,
        that whoever reads can tell it by.
        """
        with self.transaction():
            for id, source in sorted(sources.items()):
                self._publish_one(id, source)
            self._drop_unused_vectors()
            self.put({"version": uuid.uuid4().hex, NOTE: sums_of(self._db, self._sums())})

    def forget_staged(self) -> None:
        """Forget what is staged still."""
        with self.transaction():
            self._db.execute("DELETE FROM staged")
            self._drop_unused_vectors()

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

    def count_chunks(self) -> int:
        """How many chunks there are in all."""
        with self._sound():
            return sum(chunks_by_document(self._db).values())

    def seal(self, name: str, numbers: Sequence[int]) -> None:
        """Note that the vectors of some documents, as far as they are still there, are in a collection."""
        with self.transaction():
            self._db.executemany(
                "UPDATE documents SET sealed = ? WHERE number = ?", [(name, number) for number in numbers]
            )
            counts = chunks_by_document(self._db)
            size = sum(counts.get(number, 0) for number in numbers)
            sizes = json.loads(self.get("sealed") or "{}") | {name: size}
            self.put({"version": uuid.uuid4().hex, "sealed": json.dumps(sizes)})

    def free_space(self) -> None:
        """Give the disk back what is not used any more."""
        with self._sound():
            self._db.executescript("PRAGMA incremental_vacuum")

    def unseal_sparse(self) -> set[str]:
        """Take the documents out of collections that hold more of what has gone; the names of the others."""
        with self.transaction():
            rows = self._db.execute("SELECT number, sealed FROM documents WHERE sealed <> ''").fetchall()
            counts, sizes = chunks_by_document(self._db), json.loads(self.get("sealed") or "{}")
            live: Counter[str] = Counter()
            for number, name in rows:
                live[name] += counts[number]
            sparse = [name for name in live if live[name] * 2 < sizes.get(name, 0)]
            for name in sparse:
                self._db.execute("UPDATE documents SET sealed = '' WHERE sealed = ?", (name,))
            if sparse:
                self.put({"version": uuid.uuid4().hex})
        return live.keys() - set(sparse)

    def unseal(self, names: Iterable[str]) -> None:
        """Take the documents out of collections, which are deleted when the index is next tidied up."""
        with self.transaction():
            self._db.executemany("UPDATE documents SET sealed = '' WHERE sealed = ?", [(n,) for n in names])
            self.put({"version": uuid.uuid4().hex})

    def index_words(self) -> None:
        """Make what is searched by words anew from the paragraphs."""
        with self.transaction():
            self._db.execute("INSERT INTO words (words) VALUES ('rebuild')")
            self.put({"version": uuid.uuid4().hex})

    def check(self) -> None:
        """Read the whole file; raises DamagedIndex where any of it is not sound."""
        with self._sound():
            check_integrity(self._db, self.file)

    # how

    def _connected(self, patience: float) -> sqlite3.Connection:
        """The file as we use it, with its tables made where it is new and made anew where they are old."""
        try:
            with self._sound(), FileLock(f"{self.file}.lock", timeout=patience):
                db = sqlite3.connect(self.file, timeout=patience, check_same_thread=False)
                try:
                    bring_forward(db, self.file.parent)
                    if _version(db) == 0:
                        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
                        db.execute("PRAGMA journal_mode = WAL")
                        db.executescript(
                            f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
                        )
                    db.execute("PRAGMA foreign_keys = ON")
                    check_version(_version(db), self.file)
                except BaseException:
                    db.close()
                    raise
                return db
        except Timeout as error:
            raise IndexBusy(f"Another process is making the index {self.file}; try again soon.") from error

    def _paragraphs(self, number: int) -> list[Paragraph]:
        with self._sound():
            rows = self._db.execute(
                f"SELECT {', '.join(PARAGRAPH_COLUMNS)} FROM paragraphs WHERE document = ? ORDER BY id",
                (number,),
            ).fetchall()
        return [paragraph_of(row) for row in rows]

    def _publish_one(self, id: str, source: SourceFile) -> None:
        document, headers, vectors = self._db.execute(
            "SELECT document, headers, vectors FROM staged WHERE id = ?", (id,)
        ).fetchone()
        read, headers = document_of(document), json.loads(headers)
        self.remove([id])
        number = self._db.execute(
            "INSERT INTO documents (id, root, file, size, modified, sha256, details, vectors) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (id, *astuple(source), details_json(read), vectors),
        ).lastrowid
        self._db.executemany(
            f"INSERT INTO paragraphs (document, {', '.join(PARAGRAPH_COLUMNS)}, header) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(number, *paragraph_row(p), headers[p.locator]) for p in read.paragraphs],
        )
        self._db.execute("DELETE FROM staged WHERE id = ?", (id,))

    def _sums(self) -> Sums:
        """Those that are noted; none where they cannot be read."""
        with contextlib.suppress(ValueError, TypeError):
            return sums_from(self.notes()) or {}
        return {}

    def _drop_unused_vectors(self) -> None:
        self._db.execute(
            "DELETE FROM vectors WHERE id NOT IN "
            "(SELECT vectors FROM documents UNION SELECT vectors FROM staged)"
        )

    def _sound(self) -> AbstractContextManager[None]:
        return sound(self.file, self._lock)


def chunks_by_document(db: sqlite3.Connection) -> dict[int, int]:
    """How many chunks each document has, by its number."""
    lengths = db.execute(
        "SELECT number, length(chunks) FROM documents JOIN vectors ON vectors.id = documents.vectors"
    ).fetchall()
    return {number: length // CHUNK.itemsize for number, length in lengths}


def check_integrity(db: sqlite3.Connection, file: Path) -> None:
    """Raises DamagedIndex where any of the file is not sound, or a table is missing."""
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise damaged_library(file, found)
    missing = NAMED - {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}
    if missing:
        raise damaged_library(file, f"{', '.join(sorted(missing))} missing")


def check_version(found: int, file: Path) -> None:
    """Raises DamagedIndex where the tables are not those that this version of Pinpoint reads."""
    if found != SCHEMA_VERSION:
        raise DamagedIndex(
            f"The index {file} was made by another version of Pinpoint; "
            "run `pinpoint index --rebuild` to make it anew from the documents."
        )


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
