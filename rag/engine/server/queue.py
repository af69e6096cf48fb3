"""Files that one process has to read to what others have read of them, over a queue in the database.

The one who writes goes through its files from the first on, those who help take them from the last: each
holds the row of the one that it is at, by a lock that goes with its connection, and takes the row away with
what it has staged. Where the two meet, the one who writes waits for that one file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from rag.engine.ports import SharedFile
from rag.engine.rows import SourceFile
from rag.engine.server.connections import Address, Connection, sound
from rag.engine.server.locks import WRITING, is_free

LOOK_AGAIN_SECONDS = 0.2


class Staged(Mapping[str, SourceFile]):
    """The files that were read and embedded, by the document's id, looked up when they are asked for.

    One that somebody is at is waited for; one that nobody is at is no longer shared once it was asked for.
    """

    def __init__(self, db: Connection, address: Address, made_with: str) -> None:
        self._db = db
        self._address = address
        self._made_with = made_with

    def __getitem__(self, id: str) -> SourceFile:
        with sound(self._address):
            self._db.execute("DELETE FROM queue WHERE id = %s", (id,))
            row = self._db.execute(
                "SELECT root, file, size, modified, sha256 FROM documents "
                "WHERE since IS NULL AND made_with = %s AND id = %s",
                (self._made_with, id),
            ).fetchone()
        if row is None:
            raise KeyError(id)
        return SourceFile(*row)

    def __iter__(self) -> Iterator[str]:
        with sound(self._address):
            rows = self._db.execute(
                "SELECT id FROM documents WHERE since IS NULL AND made_with = %s", (self._made_with,)
            ).fetchall()
        return (id for (id,) in rows)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def fill(db: Connection, files: Sequence[SharedFile], made_with: str) -> None:
    """Share these and no others; one whose name is no text is not, as no document can have it."""
    with db.transaction(), db.cursor() as cursor:
        empty(db)
        cursor.execute("INSERT INTO queue VALUES (-1, '', '', '', '')")
        cursor.executemany(
            "INSERT INTO queue VALUES (%s, %s, %s, %s, %s)",
            [(place, *file, made_with) for place, file in enumerate(files) if _is_text(file.path)],
        )


def empty(db: Connection) -> None:
    """Share nothing any more, once those who are at it have done."""
    db.execute("DELETE FROM queue")


def help_with(db: Connection, patience: float, made_with: str, work: Callable[[SharedFile], None]) -> None:
    """Do what is shared, a file at a time, until nobody writes, or who does shares nothing for so long."""
    until = time.monotonic() + patience
    while not is_free(db, WRITING):
        if _help_with_one(db, made_with, work):
            continue
        if db.execute("SELECT 1 FROM queue WHERE place = -1").fetchone() is None and time.monotonic() > until:
            return
        time.sleep(LOOK_AGAIN_SECONDS)


def _help_with_one(db: Connection, made_with: str, work: Callable[[SharedFile], None]) -> bool:
    with db.transaction():
        row = db.execute(
            "SELECT id, root, path FROM queue WHERE made_with = %s AND place >= 0 "
            "ORDER BY place DESC LIMIT 1 "
            "FOR UPDATE SKIP LOCKED",
            (made_with,),
        ).fetchone()
        if row is None:
            return False
        work(SharedFile(*row))
        db.execute("DELETE FROM queue WHERE id = %s", (row[0],))
    return True


def _is_text(name: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in name)  # bytes of a name that is none
