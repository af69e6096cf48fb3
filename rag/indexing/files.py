"""Folders and files to the documents to be read: each file with its document's id, and whether it changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.engine.rows import SourceFile
from rag.errors import EmptyCorpus, UnreadableFile
from rag.reading import (
    READABLE_ENDINGS,
    archive_of,
    is_archive,
    is_there,
    open_file,
    read_archive,
    stat_file,
)


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file that may be a document, the folder or file that was named, and its document's id."""

    root: Path
    path: Path
    id: str


def list_files(paths: Sequence[Path], sources: Mapping[str, SourceFile]) -> list[ListedFile]:
    """The files that ``paths`` hold, and the others behind the documents that are known already.

    A copy of a known document, at the same place below another folder, takes its place, so
    that a folder that was copied together with its index is not indexed twice. Raises
    EmptyCorpus where a path is missing or none of them holds a file that a reader knows.
    """
    roots = _resolved(paths)
    found: dict[Path, Path] = {}
    for root in roots:
        for path in _files_in(root):
            found.setdefault(path, root)
    if not found:
        where = ", ".join(str(path) for path in paths)
        endings = " or ".join(sorted(READABLE_ENDINGS))
        raise EmptyCorpus(f"There is nothing to index in {where}: no file there ends in {endings}.")
    known = [ListedFile(Path(source.root), source.path, id) for id, source in sources.items()]
    listed = {file.id: file for file in known if is_there(file.path)}
    elsewhere = {id: sources[id] for id, file in listed.items() if not _is_under(file.path, roots)}
    have = {file.path for file in listed.values()}
    for path, root in found.items():
        if path not in have:
            file = ListedFile(root, path, _id_of(root, path))
            if not _is_copy(file, elsewhere.get(file.id)):
                file = replace(file, id=_free_id(root, path, taken=listed.keys()))
            listed[file.id] = file
    return sorted(listed.values(), key=lambda file: file.path)


def list_missing(
    paths: Sequence[Path], sources: Mapping[str, SourceFile], listed: Sequence[ListedFile]
) -> list[str]:
    """Ids of documents whose file has gone from one of ``paths``; those of other folders stay."""
    roots = _resolved(paths)
    present = {file.id for file in listed}
    return sorted(id for id, source in sources.items() if id not in present and _is_under(source.path, roots))


def is_same_file(file: ListedFile, source: SourceFile | None) -> bool:
    """Whether a file is the one that was read, by its place, size and time."""
    if source is None or source.path != file.path:
        return False
    try:
        stat = stat_file(file.path)
    except OSError:
        return False  # it has gone since it was listed
    return (stat.st_size, stat.st_mtime_ns) == (source.size, source.modified)


def describe_file(file: ListedFile) -> SourceFile:
    """What tells whether a file has changed; raises UnreadableFile where it cannot be opened or named."""
    if is_archive(file.path):
        raise UnreadableFile(read_archive(file.path).fault)
    if not Path(os.path.realpath(file.path)).is_relative_to(file.root):
        raise UnreadableFile(
            f"{file.path.name} is a link out of its folder; index what it leads to where that lies."
        )
    relative = file.path.relative_to(file.root).as_posix()
    try:
        str(file.path).encode()
        stat = stat_file(file.path)
        with open_file(file.path) as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()  # type: ignore[arg-type]
    except UnicodeEncodeError as error:
        raise UnreadableFile(f"{file.path.name!a} has a name that is not text; rename the file.") from error
    except OSError as error:
        raise UnreadableFile(
            f"{file.path.name} cannot be read ({error.strerror}); check who may read it."
        ) from error
    return SourceFile(str(file.root), relative, stat.st_size, stat.st_mtime_ns, digest)


def _resolved(paths: Iterable[Path]) -> list[Path]:
    """Where paths really lie; unlike Path.resolve, this leaves a link to itself as it is."""
    return [Path(os.path.realpath(path)) for path in paths]


def _files_in(named: Path) -> Iterator[Path]:
    """The files that a reader knows in a folder, hidden ones left out, or the one file that is named.

    A ZIP stands for what is in it, and for itself where that is not all to be read.
    """
    if is_archive(named):
        yield from _members_of(named)
    elif named.is_file():
        yield named
    elif named.is_dir():
        for path in sorted(named.rglob("*")):
            if _is_hidden(path, named):
                continue
            if path.suffix.lower() in READABLE_ENDINGS and path.is_file():
                yield path
            elif is_archive(path):
                yield from _members_of(path)
    else:
        raise EmptyCorpus(f"There is no file or folder {named}; name one that holds documents.")


def _members_of(archive: Path) -> Iterator[Path]:
    read = read_archive(archive)
    for path in sorted(read.members):
        if path.suffix.lower() in READABLE_ENDINGS and not _is_hidden(path, archive):
            yield path
    if read.fault:
        yield archive


def _is_hidden(path: Path, below: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(below).parts)


def _is_under(path: Path, roots: Sequence[Path]) -> bool:
    return any(path.is_relative_to(root) for root in roots)


def _is_copy(file: ListedFile, source: SourceFile | None) -> bool:
    """Whether a file is where another one is below its folder, and has the same content."""
    if source is None or source.file != file.path.relative_to(file.root).as_posix():
        return False
    try:
        return describe_file(file).sha256 == source.sha256
    except UnreadableFile:
        return False


def _id_of(root: Path, path: Path) -> str:
    """The path below the folder, without its ending and that of the ZIP it is in."""
    if archive := archive_of(path):
        path = archive.with_suffix("") / path.relative_to(archive)
    return path.relative_to(_folder(root)).with_suffix("").as_posix()


def _free_id(root: Path, path: Path, *, taken: Container[str]) -> str:
    """The id of a file; where it is taken, with as much more of the path as tells the two apart."""
    folder = _folder(root)
    choices = (
        _id_of(root, path),
        path.relative_to(folder).as_posix(),
        f"{folder.name}/{_id_of(root, path)}",
        path.as_posix(),
    )
    return next(choice for choice in choices if choice not in taken)


def _folder(root: Path) -> Path:
    """The folder that a file was found in, where it was not named itself."""
    return root if root.is_dir() else root.parent
