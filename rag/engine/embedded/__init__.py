"""The store that lies in a folder: a library in SQLite, and collections in Chroma where it is large."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import weakref
from contextlib import closing
from pathlib import Path

from rag.engine.embedded.faults import tell_fault
from rag.engine.embedded.library import LIBRARY_FILE
from rag.engine.embedded.sealed import SealedCollection, open_sealed
from rag.engine.embedded.state import connect_to_read
from rag.engine.embedded.version import EmbeddedVersion
from rag.engine.held import same_model
from rag.errors import UnusableIndex

__all__ = ["EmbeddedEngine", "EmbeddedVersion"]


class EmbeddedEngine:
    """The published versions of the index in ``folder``; it never writes.

    Raises UnusableIndex where there is no library, it was closed, or another model has embedded it since, and
    DamagedIndex where it is not sound.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / LIBRARY_FILE
        self._turn = threading.Lock()
        self._sealed: weakref.WeakValueDictionary[str, SealedCollection] = weakref.WeakValueDictionary()
        self._version: EmbeddedVersion | None = None
        self._watch: sqlite3.Connection | None = None
        self._place = (0, 0)
        self._model: str | None = None
        self._closed = False

    def current(self) -> EmbeddedVersion:
        """The version that was published last; of a new one only what is new in it is read."""
        with self._turn:
            if self._closed:
                raise UnusableIndex(f"The index {self._folder} was closed; open it again to ask.")
            self._turn_to_new_file()
            published = self._published()
            if self._version is None or published != self._version.name:
                version = EmbeddedVersion(self._file, self._version, self._open_sealed)
                self._model = same_model(version.model, self._model, str(self._folder))
                self._version = version
            return self._version

    def close(self) -> None:
        """Let go of the files; a version that somebody holds still answers."""
        with self._turn:
            self._closed, self._version = True, None
            if self._watch:
                self._watch.close()

    def _turn_to_new_file(self) -> None:
        """Forget the file that was read, where it was set aside or deleted and another has been published."""
        with contextlib.suppress(sqlite3.DatabaseError):  # of one that is not there or not ready
            if self._watch is None or self._place == _place_of(self._file):
                return
            with closing(connect_to_read(self._file)) as other:
                if other.execute("SELECT 1 FROM meta WHERE key = 'version'").fetchone():
                    self._watch.close()
                    self._watch = self._version = None  # its numbers are of other documents there

    def _published(self) -> str:
        """The name of the version that was published last."""
        try:
            if self._watch is None:
                self._place, self._watch = _place_of(self._file), connect_to_read(self._file)
            row = self._watch.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        except sqlite3.DatabaseError as error:
            raise tell_fault(error, self._file) from error
        return str(row[0]) if row else ""

    def _open_sealed(self, name: str) -> SealedCollection | None:
        opened = self._sealed.get(name) or open_sealed(self._folder, name)
        if opened:
            self._sealed[name] = opened
        return opened


def _place_of(file: Path) -> tuple[int, int]:
    """What tells a file from another one that takes its name; zeros where there is none."""
    with contextlib.suppress(OSError):
        stat = file.stat()
        return stat.st_dev, stat.st_ino
    return 0, 0
