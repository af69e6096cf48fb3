"""URLs to the objects that they name: what there is, in which state, and copies of them to be read here.

Copies lie in a bounded folder, below it as in the URL. A copy's time is the number that stands for the state
of its object, so that a copy tells by its size and time, as any file, what it is a copy of.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from rag.errors import InvalidSetting, UnreadableFile
from rag.indexing.stored import OBSTORE, Stored, download, list_below, open_system, state_of, told_faults
from rag.places import as_written, is_url
from rag.reading.files import LARGEST_ARCHIVE_BYTES, LARGEST_FILE_BYTES

MOST_KEPT_BYTES = 2 * 1024**3  # of copies, but for those that were used just now
LOOKED_THROUGH_AFTER = MOST_KEPT_BYTES // 8  # bytes that were fetched
IN_USE_SECONDS = 300
TRIES = 3  # to fetch an object that changes meanwhile

_SECRET = re.compile(r":[^/@]*@|\?")  # a password before a host, or a query, which may be a signature


class Objects:
    """The objects behind URLs, with copies of them in a folder; safe to use from many threads and processes.

    A path that is no URL's is its own copy. Each call raises ObjectsUnavailable where an object store cannot
    be reached, refuses to list, or what speaks to it is not installed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._systems: dict[str, Any] = {}
        self._turn = Lock()
        self._room = 0

    def listed(self, root: Path) -> dict[Path, Stored]:
        """Every object that a URL names or that lies below it, by path.

        All of them or none: raises EmptyCorpus where there is nothing, InvalidSetting where a URL cannot be
        used.
        """
        if _SECRET.search(str(root)):
            raise InvalidSetting(
                "A URL of documents holds a password or a question mark; name it without, "
                "and give credentials in the environment of the object store (AWS_…)."
            )
        with told_faults(root):
            system, base = self._located(root)
            return list_below(system, base, root)

    def copy(self, path: Path, stored: Stored | None = None) -> Path:
        """Where a copy of an object lies, or of what is in a ZIP there; it is fetched unless it is here.

        The copy is of the object in the state ``stored``, if that is here, else as the object is now. Raises
        UnreadableFile where it has gone, may not be read, is too large, or changes all the time.
        """
        if not is_url(path):
            return path
        objects = [*(parent for parent in path.parents if parent.suffix.lower() == ".zip"), path]
        for each in objects:
            if stored and self._kept(each) == stored:
                return self._used(each, stored, path)
        with told_faults(path, one=True):
            for each in objects:
                with suppress(FileNotFoundError):
                    return self._used(each, self._fetched(each), path)
        raise UnreadableFile(
            f"{path.name} has gone from {as_written(path.parent)}; index that again, or put it back."
        )

    def place(self, path: Path) -> Path:
        """Where the copy of an object lies, if there is one."""
        if not is_url(path):
            return path
        scheme, *rest = path.parts
        return self._folder.joinpath(scheme.rstrip(":"), *rest)

    def _kept(self, path: Path) -> Stored | None:
        """The state of the object whose copy is here."""
        try:
            status = self.place(path).stat()
        except OSError:
            return None
        return Stored(status.st_size, status.st_mtime_ns)

    def _used(self, object: Path, stored: Stored, path: Path) -> Path:
        with suppress(OSError):
            os.utime(self.place(object), ns=(time.time_ns(), stored.modified))
        return self.place(path)

    def _fetched(self, path: Path) -> Stored:
        """See that the copy is of an object as it is now."""
        system, name = self._located(path)
        now = state_of(system, name)
        for _ in range(TRIES):
            if self._kept(path) == now:
                return now
            _check_size(path, now.size)
            self._make_room(now.size)
            part = self._new_part()
            try:
                before, now = now, download(system, name, now, part)
                if before == now:
                    self._keep(part, path, now)
                    return now
            finally:
                part.unlink(missing_ok=True)
        raise UnreadableFile(f"{path.name} changes while it is fetched; index it when it has been written.")

    def _new_part(self) -> Path:
        """A new file for what is fetched, which nobody takes for a copy."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".part-", dir=self._folder)
        os.close(handle)
        return Path(name)

    def _keep(self, part: Path, path: Path, stored: Stored) -> None:
        """Put what was fetched in its place, whatever of an earlier object was there."""
        os.utime(part, ns=(time.time_ns(), stored.modified))
        place = self.place(path)
        for above in place.relative_to(self._folder).parents:
            if (self._folder / above).is_file():
                (self._folder / above).unlink()
        if place.is_dir():
            shutil.rmtree(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        part.replace(place)

    def _make_room(self, size: int) -> None:
        """Delete the copies that were not used for longest, where there are too many for one more."""
        with self._turn:
            self._room -= size
            if self._room >= 0:
                return
            kept = sorted(_copies(self._folder))
            total = sum(size for _, size, _ in kept)
            for used, size, path in kept:
                if total <= MOST_KEPT_BYTES - LOOKED_THROUGH_AFTER or used > time.time() - IN_USE_SECONDS:
                    break
                path.unlink(missing_ok=True)
                total -= size
            self._room = LOOKED_THROUGH_AFTER

    def _located(self, path: Path) -> tuple[Any, str]:
        """The file system that a URL is of, and the name of what it names there."""
        url = as_written(path)
        scheme, _, below = url.partition("://")
        with self._turn:
            if scheme not in self._systems:
                self._systems[scheme] = open_system(scheme, url)
        system = self._systems[scheme]
        return system, below if scheme in OBSTORE else system._strip_protocol(url)


def _check_size(path: Path, size: int) -> None:
    most, told = LARGEST_FILE_BYTES, "50 MB; split it into smaller documents"
    if path.suffix.lower() == ".zip":
        most, told = LARGEST_ARCHIVE_BYTES, "2 GB; split it into smaller archives"
    if size > most:
        raise UnreadableFile(f"{path.name} is larger than {told}.")


def _copies(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When each copy was last used, its size and its place."""
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_file():
                status = path.stat()
                yield status.st_atime, status.st_size, path
