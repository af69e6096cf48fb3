"""A library of the earlier tables to one of today's: nothing is read or embedded again for it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from itertools import groupby
from pathlib import Path

import numpy as np

from rag.engine.embedded.schema import SCHEMA, SCHEMA_VERSION
from rag.engine.rows import BOX, CHUNK, stored_matrix

EARLIER = 2  # the version whose tables are known here
OLD_TABLES = ("meta", "documents", "paragraphs", "chunks", "embeddings")
COPY = """
INSERT INTO meta SELECT * FROM old_meta;
INSERT INTO vectors SELECT rowid, '', x'', x'' FROM old_documents;
INSERT INTO documents (id, root, file, size, modified, sha256, details, vectors)
    SELECT id, root, file, size, modified, sha256, details, rowid FROM old_documents ORDER BY id;
INSERT INTO paragraphs (id, document, locator, kind, section, page, box, text, header)
    SELECT old.id, number, locator, kind, section, page, packed(box), text, header
    FROM old_paragraphs AS old JOIN documents ON documents.id = old.document ORDER BY old.id;
"""


def bring_forward(db: sqlite3.Connection, folder: Path) -> None:
    """Make the tables of ``db`` today's, all at once; those of a version not known here stay as they are.

    What was made of them and lay beside them in ``folder`` goes.
    """
    if db.execute("PRAGMA user_version").fetchone()[0] != EARLIER:
        return
    renamed = "".join(f"ALTER TABLE {table} RENAME TO old_{table};" for table in OLD_TABLES)
    db.execute("PRAGMA foreign_keys = OFF")
    db.create_function("packed", 1, lambda box: BOX.pack(*json.loads(box)) if box else None)
    try:
        db.executescript(
            "BEGIN IMMEDIATE; DROP TRIGGER paragraph_added; DROP TRIGGER paragraph_removed;"
            f"DROP TABLE words; {renamed} {SCHEMA} {COPY}"
        )
        _copy_vectors(db)
        for table in reversed(OLD_TABLES):
            db.execute(f"DROP TABLE old_{table}")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.commit()
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        db.execute("VACUUM")
        for old in folder.glob("vectors-*"):
            shutil.rmtree(old, ignore_errors=True)
        for old in folder.glob("embedding-*.onnx"):
            old.unlink()
    finally:
        if db.in_transaction:
            db.rollback()


def _copy_vectors(db: sqlite3.Connection) -> None:
    rows = db.execute(
        "SELECT paragraphs.document, model, paragraphs.id, start, old_chunks.kind = 'window', "
        "old_chunks.hash, vector FROM old_chunks JOIN paragraphs ON paragraphs.id = old_chunks.paragraph "
        "JOIN old_embeddings ON old_embeddings.hash = old_chunks.hash "
        "ORDER BY paragraphs.document, model, old_chunks.id"
    )
    for (document, model), of_one in groupby(rows, key=lambda row: row[:2]):
        own = db.execute("SELECT id FROM paragraphs WHERE document = ? ORDER BY id", (document,))
        positions = {id: position for position, (id,) in enumerate(own)}
        kept = [
            (positions[id], start, window, hash, vector) for _, _, id, start, window, hash, vector in of_one
        ]
        chunks = np.array([(hash, at, start, window) for at, start, window, hash, _ in kept], dtype=CHUNK)
        matrix = stored_matrix([np.frombuffer(row[-1], np.float32) for row in kept])
        db.execute(
            "UPDATE vectors SET model = ?, chunks = ?, matrix = ? "
            "WHERE id = (SELECT vectors FROM documents WHERE number = ?)",
            (model, chunks.tobytes(), matrix, document),
        )
