"""What stands of a document in the library to its sums, by which whoever reads it knows that it was written.

SQLite notices a block that was lost only where its own tables are in it; amid a text or vectors anything can
stand. The sums are kept in a note of their own, by the document's number.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any
from zlib import crc32

from rag.engine.rows import PARAGRAPH_COLUMNS

NOTE = "sums"
Sums = Mapping[int, tuple[int, int]]
"""By the number of a document, the sum of its text and that of its vectors."""


def sums_from(notes: Mapping[str, str]) -> Sums | None:
    """The sums that are noted; None where none are. Raises ValueError or TypeError where they are damaged."""
    if NOTE not in notes:
        return None
    return {int(number): (text, vectors) for number, (text, vectors) in json.loads(notes[NOTE]).items()}


def sums_of(db: sqlite3.Connection, known: Sums) -> str:
    """The note for the documents as they stand in ``db``, those whose sums are not known read for it."""
    rows = db.execute("SELECT number, id, details FROM documents").fetchall()
    sums = {
        number: known.get(number)
        or (sum_text(id, details, paragraph_rows(db, number)), _sum_stored(db, number))
        for number, id, details in rows
    }
    return json.dumps(sums)


def sum_text(id: str, details: str, paragraphs: Iterable[tuple[Any, ...]]) -> int:
    """The sum of a document's details and paragraphs, as their rows have them."""
    return reduce(sum_paragraph, paragraphs, sum_details(id, details))


def sum_details(id: str, details: str) -> int:
    """The sum of a document's text before its first paragraph."""
    return crc32(f"{id}\0{details}".encode())


def sum_paragraph(before: int, row: tuple[Any, ...]) -> int:
    """The sum of a document's text up to a paragraph and with it."""
    locator, text, kind, section, page, box = row
    return crc32(box or b"", crc32(f"{locator}\0{text}\0{kind}\0{section}\0{page}".encode(), before))


def sum_vectors(chunks: bytes, matrix: bytes) -> int:
    """The sum of a document's chunks and their vectors, as they are kept."""
    return crc32(matrix, crc32(chunks))


def paragraph_rows(db: sqlite3.Connection, number: int) -> sqlite3.Cursor:
    """The paragraphs of a document, in their order, as they are kept."""
    return db.execute(
        f"SELECT {', '.join(PARAGRAPH_COLUMNS)} FROM paragraphs WHERE document = ? ORDER BY id", (number,)
    )


def _sum_stored(db: sqlite3.Connection, number: int) -> int:
    row = db.execute(
        "SELECT chunks, matrix FROM vectors JOIN documents ON vectors.id = documents.vectors "
        "WHERE number = ?",
        (number,),
    ).fetchone()
    return sum_vectors(*row) if row else 0
