"""What SQLite reports to what is wrong with the library's file, in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from rag.errors import DamagedIndex, IndexBusy, RagError, UnusableIndex

CANNOT_BE_USED = (
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)


@contextmanager
def sound(file: Path, turn: AbstractContextManager[object]) -> Iterator[None]:
    """One thread at a time, and what is wrong with the file told in our words."""
    try:
        with turn:
            yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise  # our own mistake
        raise tell_fault(error, file) from error


def tell_fault(error: sqlite3.DatabaseError, file: Path) -> RagError:
    """What is wrong with the file, by SQLite's own code."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest tells more than is needed
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return IndexBusy(f"Another process is writing to the index {file}; try again when it has finished.")
    if code in CANNOT_BE_USED:
        return UnusableIndex(
            f"The index {file} cannot be opened or written ({error}); "
            "check that its folder may be written to and that the disk has room."
        )
    return damaged_library(file, str(error))


def damaged_library(file: Path, reason: str) -> DamagedIndex:
    """The error of a file that is not sound."""
    return DamagedIndex(
        f"The index {file} is damaged ({reason}); "
        "run `pinpoint index --rebuild` to make it anew from the documents."
    )
