"""A URL to what its object store says of it: what there is, in which state, the bytes, and what goes wrong.

Objects are asked for through fsspec; those of S3 and its like by obstore, which takes credentials from their
own environment alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from rag.errors import EmptyCorpus, InvalidSetting, ObjectsUnavailable, RagError, UnreadableFile
from rag.places import as_written

PART_BYTES = 16 * 1024**2  # that are fetched at once
OBSTORE = frozenset({"s3", "s3a", "gs", "az", "azure", "adl", "abfs", "abfss"})
PATIENCE: Mapping[str, Any] = {
    "client_options": {"connect_timeout": "5s", "timeout": "60s", "allow_http": True},
    "retry_config": {"max_retries": 2, "retry_timeout": timedelta(seconds=30)},
}
_TAGS = ("e_tag", "ETag", "etag", "last_modified", "LastModified", "mtime", "modified", "updated", "created")
_REFUSED = ("PermissionDeniedError", "UnauthenticatedError", "PermissionError")
_METADATA = re.compile(r"169\.254\.|metadata\.google")  # which is asked where no credentials are given


class Stored(NamedTuple):
    """An object's size, and a number that stands for its ETag or, where it has none, its time."""

    size: int
    modified: int


def open_system(scheme: str, url: str) -> Any:
    """What speaks to the object stores of a scheme, and remembers nothing that it found before.

    Raises ObjectsUnavailable where it is not installed, InvalidSetting where there is none.
    """
    try:
        import fsspec

        if scheme in OBSTORE:
            from obstore.fsspec import FsspecStore

            made: Any = FsspecStore
            return made(scheme, skip_instance_cache=True, **PATIENCE)
        return fsspec.filesystem(scheme, skip_instance_cache=True, use_listings_cache=False)
    except ImportError as error:
        ours = scheme in OBSTORE or error.name == "fsspec"
        do = "`pip install 'pinpoint[objects]'`" if ours else f"fsspec says: {error}"
        raise ObjectsUnavailable(f"What speaks to {url} is not installed; {do}.") from error
    except ValueError:
        raise InvalidSetting(
            f"{url} begins with no known kind of address; write it as s3://bucket/folder, gs://… or az://…"
        ) from None


def list_below(system: Any, base: str, root: Path) -> dict[Path, Stored]:
    """Every object of the name ``base``, which ``root`` stands for, or below it, by path.

    Raises EmptyCorpus where there is none of that name.
    """
    try:
        found, missing = dict(_below(system, base, root)), False
    except FileNotFoundError:  # so says S3 of an empty folder too, and of what is an object itself
        found, missing = {}, True
    if found:
        return found
    with suppress(FileNotFoundError):
        info = system.info(base)
        if info["type"] == "file" and info["name"]:
            return {root: _stored(info)}
    if missing:
        raise EmptyCorpus(f"There is no file or folder {as_written(root)}; name one that holds documents.")
    return {}


def _below(system: Any, base: str, root: Path) -> Iterator[tuple[Path, Stored]]:
    """The objects below a folder.

    fsspec's own walk takes a folder that cannot be listed for an empty one, whose documents would be removed.
    """
    waiting = [base.rstrip("/")]
    while waiting:
        folder = waiting.pop()
        for info in _entries(system, folder, base, root):
            name = str(info["name"]).rstrip("/")
            below = name.removeprefix(base).lstrip("/")
            if name == folder:  # what stands for a folder, or is what was named
                continue
            if PurePosixPath(below).as_posix() != below or ".." in below.split("/"):
                raise ObjectsUnavailable(_no_path(below, root))
            if info["type"] == "directory":
                waiting.append(name)
            else:
                yield root / below, _stored(info)


def _entries(system: Any, folder: str, base: str, root: Path) -> list[Mapping[str, Any]]:
    try:
        return list(system.ls(folder, detail=True))
    except FileNotFoundError:
        if folder == base.rstrip("/"):
            raise
        raise ObjectsUnavailable(f"{as_written(root)} changed while it was listed; try again.") from None


def _stored(info: Mapping[str, Any]) -> Stored:
    tag = next((str(info[key]).strip('"') for key in _TAGS if info.get(key)), "")
    number = int.from_bytes(hashlib.sha256(tag.encode()).digest()[:8], "big") >> 4
    return Stored(int(info["size"] or 0), number)


def state_of(system: Any, name: str) -> Stored:
    """The state of an object; raises FileNotFoundError where there is none of that name."""
    info = system.info(name)
    if info["type"] != "file":
        raise FileNotFoundError(name)
    return _stored(info)


def download(system: Any, name: str, stored: Stored, part: Path) -> Stored:
    """Write an object into a file; told is its state after that."""
    try:
        with part.open("wb") as file:
            for start in range(0, stored.size, PART_BYTES):
                file.write(system.cat_file(name, start=start, end=min(start + PART_BYTES, stored.size)))
    except Exception:
        if state_of(system, name) == stored:
            raise  # else it was only that it has become shorter
    return state_of(system, name)


@contextmanager
def told_faults(path: Path, *, one: bool = False) -> Iterator[None]:
    """What goes wrong with a URL in our words; of what an object store says no more than a code.

    What it says may hold a key's name or a signature. Where it is ``one`` object, the others may do.
    """
    try:
        yield
    except RagError:
        raise
    except Exception as error:
        raise _fault_of(error, path, one=one) from None


def _fault_of(error: Exception, path: Path, *, one: bool) -> RagError:
    url, said, kind = as_written(path), str(error), type(error).__name__
    status = re.search(r"status code: ((\d+) [A-Za-z ]+)", said)
    code = re.search(r"<Code>(\w+)</Code>", said)
    why = (code and code[1]) or (status and status[1].strip()) or getattr(error, "strerror", None) or kind
    if kind == "InvalidPathError":
        named = re.search(r'[Pp]ath "([^"]*)"', said)
        return ObjectsUnavailable(_no_path(named[1] if named else "", path))
    if _METADATA.search(said):
        return ObjectsUnavailable(
            f"No credentials were found for {url}; set those of its object store in the environment (for S3 "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_SKIP_SIGNATURE=true where none are needed)."
        )
    if kind in _REFUSED or (status and status[2] in ("401", "403")):
        refused = UnreadableFile if one else ObjectsUnavailable
        return refused(
            f"{url} may not be read ({why}); check that the credentials in the environment of the object "
            "store (AWS_…) let it be listed and read."
        )
    if one and isinstance(error, OSError) and error.errno and not isinstance(error, ConnectionError):
        return UnreadableFile(f"{url} cannot be fetched ({why}); check the folder of the index and its disk.")
    if "error sending request" in said:
        why = "no answer"
    return ObjectsUnavailable(
        f"{url} cannot be reached ({why}); check its name, and that the object store runs where its "
        "environment (AWS_ENDPOINT_URL) says. What is indexed stays as it is."
    )


def _no_path(name: str, root: Path) -> str:
    return f"{as_written(root)} holds an object whose name is no path ({name!r}); rename it."
