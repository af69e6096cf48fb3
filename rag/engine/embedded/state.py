"""A library's file to a connection that only reads, and to what indexing needs to know of what is there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from rag.engine.embedded.faults import tell_fault
from rag.engine.embedded.schema import SCHEMA_VERSION
from rag.engine.ports import State
from rag.engine.rows import SourceFile


def read_state(file: Path) -> State:
    """The state of the library in ``file``; nothing where there is none, or one of earlier tables."""
    if not file.exists():
        return State({}, {})
    try:
        with closing(connect_to_read(file)) as db:
            return state_of(db)
    except sqlite3.DatabaseError as error:
        raise tell_fault(error, file) from error


def state_of(db: sqlite3.Connection) -> State:
    """The state of a library that is open for reading; nothing for one of earlier tables."""
    db.execute("BEGIN")
    if db.execute("PRAGMA user_version").fetchone()[0] < SCHEMA_VERSION:
        return State({}, {})
    notes = dict(db.execute("SELECT key, value FROM meta").fetchall())
    rows = db.execute("SELECT id, root, file, size, modified, sha256 FROM documents").fetchall()
    return State(notes, {id: SourceFile(*source) for id, *source in rows})


def connect_to_read(file: Path) -> sqlite3.Connection:
    """A connection that cannot write; where not even a lock can be written beside the file, it needs none."""
    place = file.absolute().as_uri()
    db = sqlite3.connect(f"{place}?mode=ro", uri=True, check_same_thread=False)
    try:
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError:
        db.close()
        if not file.is_file() or file.with_name(f"{file.name}-wal").exists():
            raise
        db = sqlite3.connect(f"{place}?immutable=1", uri=True, check_same_thread=False)
    return db
