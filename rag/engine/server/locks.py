"""Who may write and which versions are held: locks of the database, each gone with its connection."""

from __future__ import annotations

import time

from rag.engine.server.connections import Connection

TURNS, HELD = 1_346_981_456, 1_346_981_457  # the first half of a lock's key; of no other meaning
WRITING, SEALING, READING = 1, 2, 3  # the second half of turns
LOOK_AGAIN_SECONDS = 0.1


def take_turn(db: Connection, turn: int, patience: float) -> bool:
    """Whether this connection has a turn, which it keeps until it ends, after waiting for at most so long."""
    until = time.monotonic() + patience
    while not _try(db, "pg_try_advisory_lock", TURNS, turn):
        if time.monotonic() >= until:
            return False
        time.sleep(LOOK_AGAIN_SECONDS)
    return True


def is_free(db: Connection, turn: int) -> bool:
    """Whether nobody has a turn."""
    row = db.execute(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        (TURNS, turn),
    ).fetchone()
    return row is None


def hold_version(db: Connection, version: int) -> None:
    """Hold a version until it is let go of or the connection ends; waits while one is given back."""
    db.execute("SELECT pg_advisory_lock_shared(%s, %s)", (HELD, _key(version)))


def let_go(db: Connection, version: int) -> None:
    """Hold a version no more."""
    db.execute("SELECT pg_advisory_unlock_shared(%s, %s)", (HELD, _key(version)))


def nobody_holds(db: Connection, version: int) -> bool:
    """Whether nobody holds a version, nor can until this transaction ends."""
    return _try(db, "pg_try_advisory_xact_lock", HELD, _key(version))


def _try(db: Connection, lock: str, *key: int) -> bool:
    return db.execute(f"SELECT {lock}(%s, %s)", key).fetchone() == (True,)


def _key(version: int) -> int:
    return version % (1 << 31)  # as much as fits
