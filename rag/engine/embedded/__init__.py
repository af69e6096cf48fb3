"""The store that lies in a folder: a library in SQLite, and collections in Chroma where it is large."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from pathlib import Path

from rag.engine.embedded.faults import tell_fault
from rag.engine.embedded.library import LIBRARY_FILE
from rag.engine.embedded.sealed import SealedCollection, open_sealed
from rag.engine.embedded.version import EmbeddedVersion, connect_to_read
from rag.errors import UnusableIndex

__all__ = ["EmbeddedEngine", "EmbeddedVersion"]


class EmbeddedEngine:
    """The published versions of the index in ``folder``; it never writes.

    Raises UnusableIndex where there is no library or it was closed, and DamagedIndex where it is not sound.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / LIBRARY_FILE
        self._turn = threading.Lock()
        self._sealed: weakref.WeakValueDictionary[str, SealedCollection] = weakref.WeakValueDictionary()
        self._version: EmbeddedVersion | None = None
        self._watch: sqlite3.Connection | None = None
        self._closed = False

    def current(self) -> EmbeddedVersion:
        """The version that was published last; of a new one only what is new in it is read."""
        with self._turn:
            if self._closed:
                raise UnusableIndex(f"The index {self._folder} was closed; open it again to ask.")
            if self._version is None or self._published() != self._version.name:
                self._version = EmbeddedVersion(self._file, self._version, self._open_sealed)
            return self._version

    def close(self) -> None:
        """Let go of the files; a version that somebody holds still answers."""
        with self._turn:
            self._closed, self._version = True, None
            if self._watch:
                self._watch.close()

    def _published(self) -> str:
        """The name of the version that was published last."""
        try:
            self._watch = self._watch or connect_to_read(self._file)
            row = self._watch.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        except sqlite3.DatabaseError as error:
            raise tell_fault(error, self._file) from error
        return str(row[0]) if row else ""

    def _open_sealed(self, name: str) -> SealedCollection | None:
        opened = self._sealed.get(name) or open_sealed(self._folder, name)
        if opened:
            self._sealed[name] = opened
        return opened
