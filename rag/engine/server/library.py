"""Documents with their words and vectors into a database, staged one by one and published together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple

from rag.engine.ports import SharedFile
from rag.engine.rows import (
    Matrix,
    ReadFile,
    SourceFile,
    document_json,
    document_of,
    stored_matrix,
    vectors_by_hash,
)
from rag.engine.server.connections import Address, Connection, sound
from rag.engine.server.locks import nobody_holds
from rag.engine.server.postings import add_postings, note_holding, sum_up_holding
from rag.engine.server.queue import Staged, empty, fill
from rag.engine.server.words import words_of
from rag.model import Document

PUBLISHED = "since IS NOT NULL AND until IS NULL"


class ServerLibrary:
    """The documents of a database, to be written by one who has the turn. See ``rag.engine.ports.Publisher``.

    Raises UnusableIndex where the database has gone.
    """

    def __init__(self, db: Connection, address: Address) -> None:
        self._db = db
        self._address = address
        self._beside: Connection | None = None  # of a thread that looks up what is staged meanwhile

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()
        if self._beside:
            self._beside.close()

    # reading

    def document(self, id: str) -> Document:
        """See ``Publisher``."""
        with sound(self._address):
            row = self._db.execute(
                f"SELECT document FROM documents WHERE id = %s AND {PUBLISHED}", (id,)
            ).fetchone()
        if row is None:
            raise KeyError(id)
        return document_of(row[0])

    def sources(self) -> dict[str, SourceFile]:
        """See ``Publisher``."""
        with sound(self._address):
            return sources_in(self._db)

    def notes(self) -> dict[str, str]:
        """See ``Publisher``."""
        with sound(self._address):
            return notes_in(self._db)

    def vectors_by_hash(self, id: str, model: str) -> dict[bytes, Matrix]:
        """See ``Publisher``."""
        with sound(self._address):
            rows = self._db.execute(
                "SELECT vectors.chunks, matrix FROM vectors JOIN documents USING (number, authority) "
                "WHERE id = %s AND model = %s AND until IS NULL",
                (id, model),
                binary=True,
            ).fetchall()
        return {hash: vector for row in rows for hash, vector in vectors_by_hash(*row).items()}

    def made_by_others(self, model: str) -> list[str]:
        """See ``Publisher``."""
        with sound(self._address):
            rows = self._db.execute(
                f"SELECT id FROM documents WHERE {PUBLISHED} AND model <> %s ORDER BY id", (model,)
            ).fetchall()
        return [id for (id,) in rows]

    def staged(self, made_with: str) -> Staged:
        """See ``Publisher``; it is looked up when it is asked for, as others may help meanwhile."""
        self._beside = self._beside or self._address.connect()
        return Staged(self._beside, self._address, made_with)

    # writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See ``Publisher``."""
        with sound(self._address), self._db.transaction():
            yield

    def put(self, notes: Mapping[str, str]) -> None:
        """See ``Publisher``."""
        with self.transaction(), self._db.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO meta VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                list(notes.items()),
            )

    def share(self, files: Sequence[SharedFile], made_with: str) -> None:
        """See ``Publisher``."""
        with sound(self._address):
            fill(self._db, files, made_with)

    def stage(self, read: ReadFile, made_with: str, model: str, vectors: Sequence[Matrix]) -> None:
        """See ``Publisher``."""
        document = read.document
        headers = [read.headers[paragraph.locator] for paragraph in document.paragraphs]
        words = words_of([paragraph.text for paragraph in document.paragraphs], headers)
        authority = document.authority or ""
        with self.transaction():
            self._forget("since IS NULL AND id = %s", (document.id,))
            row = self._db.execute(
                "INSERT INTO documents (id, authority, root, file, size, modified, sha256, document, "
                "headers, lengths, chunks, model, made_with) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING number",
                (
                    *(document.id, authority, *astuple(read.source), document_json(document)),
                    *(json.dumps(headers), words.lengths.tobytes(), len(vectors), model, made_with),
                ),
            ).fetchone()
            assert row is not None
            self._db.execute(
                "INSERT INTO vectors (authority, number, chunks, matrix) VALUES (%s, %s, %s, %b)",
                (authority, row[0], read.chunk_rows.tobytes(), stored_matrix(vectors)),
            )
            add_postings(self._db, row[0], authority, words.held)

    def publish(self, sources: Mapping[str, SourceFile]) -> None:
        """See ``Publisher``."""
        with self.transaction():
            version = self._next()
            self.remove(sources)
            with self._db.cursor() as cursor:
                cursor.executemany(
                    "UPDATE documents SET since = %s, root = %s, file = %s, size = %s, modified = %s, "
                    "sha256 = %s WHERE id = %s AND since IS NULL",
                    [(version, *astuple(source), id) for id, source in sorted(sources.items())],
                )
            note_holding(self._db, version, self._numbers("since", version), self._numbers("until", version))
            self._db.execute("INSERT INTO versions VALUES (%s)", (version,))

    def forget_staged(self) -> None:
        """See ``Publisher``."""
        with self.transaction():
            empty(self._db)
            self._forget("since IS NULL")

    def touch(self, id: str, source: SourceFile) -> None:
        """See ``Publisher``."""
        with self.transaction():
            self._db.execute(
                "UPDATE documents SET root = %s, file = %s, size = %s, modified = %s, sha256 = %s "
                f"WHERE id = %s AND {PUBLISHED}",
                (*astuple(source), id),
            )

    def remove(self, ids: Iterable[str]) -> None:
        """See ``Publisher``; they have gone from the version that is published next."""
        with self.transaction():
            self._db.execute(
                f"UPDATE documents SET until = %s WHERE id = ANY(%s) AND {PUBLISHED}",
                (self._next(), list(ids)),
            )

    def free_space(self) -> None:
        """See ``Publisher``."""
        with self.transaction():
            older = self._db.execute(
                "SELECT number FROM versions WHERE number < (SELECT max(number) FROM versions)"
            ).fetchall()
            gone = [number for (number,) in older if nobody_holds(self._db, number)]
            if not gone:
                return
            self._db.execute("DELETE FROM versions WHERE number = ANY(%s)", (gone,))
            self._forget(
                "until <= (SELECT max(number) FROM versions) AND NOT EXISTS "
                "(SELECT 1 FROM versions WHERE since <= versions.number AND until > versions.number)"
            )
            oldest = self._db.execute("SELECT min(number) FROM versions").fetchone()
            assert oldest is not None
            sum_up_holding(self._db, oldest[0])

    # how

    def _next(self) -> int:
        """The number of the version that is published next."""
        row = self._db.execute("SELECT max(number) + 1 FROM versions").fetchone()
        assert row is not None
        return int(row[0])

    def _numbers(self, column: str, version: int) -> list[int]:
        rows = self._db.execute(f"SELECT number FROM documents WHERE {column} = %s", (version,)).fetchall()
        return [number for (number,) in rows]

    def _forget(self, which: str, values: Sequence[str] = ()) -> None:
        """Delete documents with all that belongs to them."""
        rows = self._db.execute(f"DELETE FROM documents WHERE {which} RETURNING number", values).fetchall()
        numbers = [number for (number,) in rows]
        for table in ("vectors", "postings"):
            self._db.execute(f"DELETE FROM {table} WHERE number = ANY(%s)", (numbers,))


def notes_in(db: Connection) -> dict[str, str]:
    """Every note, by its name."""
    return dict(db.execute("SELECT key, value FROM meta").fetchall())


def sources_in(db: Connection) -> dict[str, SourceFile]:
    """The file behind each published document, by the document's id."""
    rows = db.execute(
        f"SELECT id, root, file, size, modified, sha256 FROM documents WHERE {PUBLISHED}"
    ).fetchall()
    return {id: SourceFile(*source) for id, *source in rows}
