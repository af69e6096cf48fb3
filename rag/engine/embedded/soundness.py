"""A library to what of it is not sound, told without leaving anything beside it.

A file can be whole and what it holds not: paragraphs without vectors, vectors of another size, words that
no search finds, a sealed collection of something else.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rag.engine.embedded.faults import damaged_library, tell_fault
from rag.engine.embedded.library import LIBRARY_FILE, check_integrity, check_version
from rag.engine.embedded.schema import SCHEMA_VERSION
from rag.engine.embedded.sealed import is_sealed_copy
from rag.engine.embedded.state import connect_to_read, state_of
from rag.engine.embedded.sums import Sums, paragraph_rows, sum_text, sum_vectors, sums_from
from rag.engine.ports import Soundness, State
from rag.engine.rows import CHUNK, STORED, Matrix, document_of, matrix_of
from rag.errors import DamagedIndex, IndexBusy

LENGTH_ERROR = 0.01  # of a vector, whose length is 1; rounded to two bytes a number it is off by far less


class _Kept(NamedTuple):
    """A document as its row has it, with how many paragraphs there are and what stands as its vectors."""

    number: int
    id: str
    details: str
    paragraphs: int
    model: str | None
    chunks: bytes | None
    matrix: bytes | None


@dataclass(slots=True)
class _Looked:
    """What was seen of the documents: by number, how many chunks each has, and the id of each that is sound
    with its first vector, as an array of at most one row."""

    without_text: list[str] = field(default_factory=list)
    without_vectors: list[str] = field(default_factory=list)
    chunks: dict[int, int] = field(default_factory=dict)
    first: dict[int, tuple[str, Matrix]] = field(default_factory=dict)


def look_over(folder: Path, model: str = "") -> Soundness | None:
    """What of the library in ``folder`` is not sound; None where there is none, or one of earlier tables.

    The vectors should be those of ``model``, where one is named. All of the file is read and nothing
    written. Raises DamagedIndex where the file itself is not sound, UnusableIndex where it cannot be opened,
    IndexBusy where another process writes to it.
    """
    file = folder / LIBRARY_FILE
    if not file.exists():
        return None
    with untouched(file) as db:
        found = int(db.execute("PRAGMA user_version").fetchone()[0])
        if found < SCHEMA_VERSION:
            return None
        check_version(found, file)
        check_integrity(db, file)
        looked = _look_at_documents(db, model, _sums_in(db, file))
        unfound = db.execute(
            "SELECT count(*) FROM paragraphs WHERE id NOT IN (SELECT id FROM words_docsize)"
        ).fetchone()[0]
        sealed = dict(db.execute("SELECT number, sealed FROM documents WHERE sealed <> ''").fetchall())
    return Soundness(
        len(looked.chunks),
        sum(looked.chunks.values()),
        tuple(looked.without_text),
        tuple(sorted(looked.without_vectors)),
        int(unfound),
        tuple(_broken_copies(folder, sealed, looked)),
    )


def read_untouched(folder: Path) -> State:
    """The state of the library in ``folder``; raises IndexBusy where another process writes to it."""
    file = folder / LIBRARY_FILE
    if not file.exists():
        return State({}, {})
    with untouched(file) as db:
        return state_of(db)


@contextmanager
def untouched(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a library that leaves no file beside it, while no other process writes to it."""
    before = _at_rest(file)
    try:
        with closing(_connect_at_rest(file) if before else connect_to_read(file)) as db:
            yield db
    except sqlite3.DatabaseError as error:
        if not before or before == _at_rest(file):
            raise tell_fault(error, file) from error
    except DamagedIndex:
        if not before or before == _at_rest(file):
            raise
    if before and before != _at_rest(file):  # what was read may be of two states
        raise IndexBusy(f"Another process is writing to the index {file}; try again when it has finished.")


def _connect_at_rest(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)


def _at_rest(file: Path) -> tuple[int, int] | None:
    """The size and time of a file that nothing waits beside to be written into it; else None."""
    log = file.with_name(f"{file.name}-wal")
    if log.exists() and log.stat().st_size:
        return None
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns


def _sums_in(db: sqlite3.Connection, file: Path) -> Sums | None:
    try:
        return sums_from(dict(db.execute("SELECT key, value FROM meta").fetchall()))
    except (ValueError, TypeError) as error:
        raise damaged_library(file, "the sums of its documents cannot be read") from error


def _look_at_documents(db: sqlite3.Connection, model: str, sums: Sums | None) -> _Looked:
    looked = _Looked()
    for kept in _documents(db):
        rows = _chunk_rows(kept)
        looked.chunks[kept.number] = 0 if rows is None else len(rows)
        text, vectors = _as_written(db, kept, sums)
        if not (text and _is_text_whole(kept, rows)):
            looked.without_text.append(kept.id)
        elif (
            rows is None
            or not (vectors and _are_vectors_whole(kept, rows))
            or (model and kept.model != model)
        ):
            looked.without_vectors.append(kept.id)
        else:
            first = matrix_of(kept.matrix or b"", len(rows))[:1]
            looked.first[kept.number] = (kept.id, first)
    widths = Counter(first.shape[1] for _, first in looked.first.values() if len(first))
    usual = max(widths, key=widths.__getitem__, default=0)
    for number, (id, first) in list(looked.first.items()):
        if len(first) and first.shape[1] != usual:
            looked.without_vectors.append(id)
            del looked.first[number]
    return looked


def _as_written(db: sqlite3.Connection, kept: _Kept, sums: Sums | None) -> tuple[bool, bool]:
    """Whether a document's text and its vectors are as they were written, as far as that is noted."""
    if sums is None:
        return True, True
    text, vectors = sums.get(kept.number, (-1, -1))
    found = sum_text(kept.id, kept.details, paragraph_rows(db, kept.number))
    return found == text, sum_vectors(kept.chunks or b"", kept.matrix or b"") == vectors


def _documents(db: sqlite3.Connection) -> Iterator[_Kept]:
    rows = db.execute(
        "SELECT number, documents.id, details, "
        "(SELECT count(*) FROM paragraphs WHERE document = number), model, chunks, matrix "
        "FROM documents LEFT JOIN vectors ON vectors.id = documents.vectors ORDER BY documents.id"
    )
    return (_Kept(*row) for row in rows)


def _chunk_rows(kept: _Kept) -> np.ndarray[Any, Any] | None:
    """What is known of a document's chunks; None where that is no whole rows."""
    if kept.chunks is None or len(kept.chunks) % CHUNK.itemsize:
        return None
    return np.frombuffer(kept.chunks, dtype=CHUNK)


def _is_text_whole(kept: _Kept, rows: np.ndarray[Any, Any] | None) -> bool:
    try:
        document_of(kept.details)
    except (ValueError, KeyError, TypeError):
        return False
    return rows is None or not len(rows) or int(rows["paragraph"].max()) < kept.paragraphs


def _are_vectors_whole(kept: _Kept, rows: np.ndarray[Any, Any]) -> bool:
    """Whether every paragraph has a chunk, and every chunk a vector of length 1."""
    if set(rows["paragraph"].tolist()) != set(range(kept.paragraphs)):
        return False
    stored = kept.matrix or b""
    if not len(rows):
        return not stored
    if not stored or len(stored) % (len(rows) * STORED.itemsize):
        return False
    lengths = np.linalg.norm(matrix_of(stored, len(rows)), axis=1)
    return bool((np.abs(lengths - 1) < LENGTH_ERROR).all())


def _broken_copies(folder: Path, sealed: Mapping[int, str], looked: _Looked) -> Iterator[str]:
    """The collections that do not hold what the library has of the documents that are sound in it."""
    for name in sorted(set(sealed.values())):
        own = {n: first for n, (_, first) in looked.first.items() if sealed.get(n) == name}
        chunks = {number: looked.chunks[number] for number in own}
        vectors = {number: first[0] for number, first in own.items() if len(first)}
        if not is_sealed_copy(folder, name, chunks, vectors):
            yield name
