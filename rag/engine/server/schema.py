"""A database to one whose tables are today's, by numbered files of SQL; and whether those are there.

Only whoever writes brings tables forward, one file after the other, each in a transaction of its own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from rag.engine.server.connections import Address, Connection
from rag.errors import UnusableIndex

TABLE = (
    "CREATE TABLE IF NOT EXISTS migrations "
    "(number integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())"
)
FOLDER = Path(__file__).parent / "migrations"


class Published(NamedTuple):
    """What tells a version: the store, which is made once, and its number there."""

    store: str
    number: int


@cache
def newest() -> int:
    """The number of the last file of SQL."""
    return max(map(_number_of, FOLDER.glob("*.sql")))


def bring_forward(db: Connection, address: Address) -> None:
    """Do what the database lacks; raises UnusableIndex where it is of a later version, or not in UTF-8."""
    encoding = db.execute("SHOW server_encoding").fetchone()
    if encoding != ("UTF8",):
        raise UnusableIndex(
            f"The database {address} is in {encoding and encoding[0]}; make one with ENCODING 'UTF8'."
        )
    done = found_in(db)
    check_not_later(done, address)
    for file in sorted(FOLDER.glob("*.sql"), key=_number_of):
        if _number_of(file) > done:
            with db.transaction():
                db.execute(TABLE)
                db.execute(file.read_text(encoding="utf-8"))
                db.execute("INSERT INTO migrations VALUES (%s)", (_number_of(file),))


def found_in(db: Connection) -> int:
    """The number of the last file that was done; 0 where none was."""
    there = db.execute("SELECT to_regclass('migrations') IS NOT NULL").fetchone()
    if there != (True,):
        return 0
    row = db.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchone()
    return int(row[0]) if row else 0


def check_tables(found: int, address: Address) -> None:
    """Raises UnusableIndex where tables of that number are not those that this version of Pinpoint reads."""
    check_not_later(found, address)
    if found < newest():
        what = "is of an earlier version of Pinpoint" if found else "holds no index yet"
        do = "bring it forward" if found else "make it"
        raise UnusableIndex(f"The database {address} {what}; run `pinpoint index` to {do}.")


def are_there(db: Connection, address: Address) -> bool:
    """Whether the tables are those of today; raises UnusableIndex where they are of a later version."""
    found = found_in(db)
    check_not_later(found, address)
    return found == newest()


def latest(db: Connection, address: Address) -> Published:
    """What was published last; raises UnusableIndex where nothing was, or the tables are not today's."""
    check_tables(found_in(db), address)
    row = db.execute(
        "SELECT value, max(number) FROM meta, versions WHERE key = 'store' GROUP BY value"
    ).fetchone()
    assert row is not None
    return Published(*row)


def check_there(db: Connection, address: Address, published: Published) -> None:
    """Raises UnusableIndex where a version has gone."""
    row = db.execute(
        "SELECT (SELECT max(number) FROM migrations), (SELECT true FROM meta JOIN versions ON number = %s "
        "WHERE key = 'store' AND value = %s)",
        (published.number, published.store),
    ).fetchone()
    found, there = row or (0, False)
    check_tables(found or 0, address)
    if not there:
        raise UnusableIndex(
            f"The documents in {address} have changed so much meanwhile that this could not be finished; "
            "ask again."
        )


def check_not_later(found: int, address: Address) -> None:
    """Raises UnusableIndex where a later version of Pinpoint has made the tables."""
    if found > newest():
        raise UnusableIndex(
            f"The database {address} was made by a later version of Pinpoint (its tables are number {found}, "
            f"known here is {newest()}); use that version here too."
        )


def _number_of(file: Path) -> int:
    return int(file.name.partition("_")[0])
