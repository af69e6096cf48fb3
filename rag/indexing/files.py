"""Folders and files to the documents to be read: each file with its document's id, and whether it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.engine.rows import SourceFile
from rag.errors import EmptyCorpus, UnreadableFile
from rag.indexing.objects import Objects
from rag.indexing.stored import Stored
from rag.places import as_written, is_url, resolved
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
    """A file that may be a document, the folder or file that was named, and its document's id.

    ``stored`` is the state of an object, as far as it was listed; what it was read from has none.
    """

    root: Path
    path: Path
    id: str
    stored: Stored | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A file below what was named: the folder that ids are told from, and the ZIP that it is in."""

    root: Path
    path: Path
    folder: Path
    archive: Path | None = None
    stored: Stored | None = None


def list_files(
    paths: Sequence[Path], sources: Mapping[str, SourceFile], objects: Objects
) -> list[ListedFile]:
    """The files that ``paths`` hold, and the others behind the documents that are known already.

    A copy of a known document, at the same place below another folder, takes its place, so
    that a folder that was copied together with its index is not indexed twice. What is known of a URL that
    ``paths`` do not name is taken to be as it was. Raises EmptyCorpus where a path is missing or none of
    them holds a file that a reader knows, ObjectsUnavailable where a URL cannot be listed.
    """
    roots = _resolved(paths)
    found: dict[Path, _Found] = {}
    for root in roots:
        for one in _objects_in(root, objects) if is_url(root) else _files_in(root):
            found.setdefault(one.path, one)
    if not found:
        where = ", ".join(as_written(path) for path in paths)
        endings = " or ".join(sorted(READABLE_ENDINGS))
        raise EmptyCorpus(f"There is nothing to index in {where}: no file there ends in {endings}.")
    known = (_known_file(id, source, roots, found, objects) for id, source in sources.items())
    listed = {file.id: file for file in known if file}
    elsewhere = {id: sources[id] for id, file in listed.items() if not _is_under(file.path, roots)}
    have = {file.path for file in listed.values()}
    for path, one in found.items():
        if path not in have:
            file = ListedFile(one.root, path, _id_of(one), one.stored)
            if not _is_copy(file, elsewhere.get(file.id), objects):
                file = replace(file, id=_free_id(one, taken=listed.keys()))
            listed[file.id] = file
    return sorted(listed.values(), key=lambda file: file.path)


def _known_file(
    id: str, source: SourceFile, roots: Sequence[Path], found: Mapping[Path, _Found], objects: Objects
) -> ListedFile | None:
    """The file behind a known document; None where it has gone."""
    file = ListedFile(Path(source.root), source.path, id)
    if not is_url(file.path):
        return file if is_there(file.path) else None
    if not _is_under(file.path, roots):
        return replace(file, stored=Stored(source.size, source.modified))
    if one := found.get(file.path):
        return replace(file, stored=one.stored)
    archive = next((found[above] for above in file.path.parents if above in found), None)
    if archive is None:
        return None
    lies = objects.place(file.path)  # in a ZIP that could not be fetched, or of which not all can be read
    return replace(file, stored=archive.stored) if archive_of(lies) is None or is_there(lies) else None


def list_missing(
    paths: Sequence[Path], sources: Mapping[str, SourceFile], listed: Sequence[ListedFile]
) -> list[str]:
    """Ids of documents whose file has gone from one of ``paths``; those of other folders stay."""
    roots = _resolved(paths)
    present = {file.id for file in listed}
    return sorted(id for id, source in sources.items() if id not in present and _is_under(source.path, roots))


def may_be_there(path: Path) -> bool:
    """Whether there is a file, as far as that can be told without asking an object store."""
    return is_url(path) or is_there(path)


def is_same_file(file: ListedFile, source: SourceFile | None) -> bool:
    """Whether a file is the one that was read, by its place, size and time."""
    if source is None or source.path != file.path:
        return False
    if file.stored:
        return file.stored == (source.size, source.modified)
    try:
        stat = stat_file(file.path)
    except OSError:
        return False  # it has gone since it was listed
    return (stat.st_size, stat.st_mtime_ns) == (source.size, source.modified)


def describe_file(file: ListedFile, objects: Objects) -> SourceFile:
    """What tells whether a file has changed; raises UnreadableFile where it cannot be opened or named.

    An object is fetched for it, if it is not here as it is now; raises ObjectsUnavailable where that
    cannot be.
    """
    lies = objects.copy(file.path, file.stored)
    if is_archive(lies):
        raise UnreadableFile(read_archive(lies).fault or f"{file.path.name} has changed; index it again.")
    if not resolved(file.path).is_relative_to(file.root):
        raise UnreadableFile(
            f"{file.path.name} is a link out of its folder; index what it leads to where that lies."
        )
    relative = file.path.relative_to(file.root).as_posix()
    try:
        str(file.path).encode()
        stat = stat_file(lies)
        with open_file(lies) as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()  # type: ignore[arg-type]
    except UnicodeEncodeError as error:
        raise UnreadableFile(f"{file.path.name!a} has a name that is not text; rename the file.") from error
    except OSError as error:
        raise UnreadableFile(
            f"{file.path.name} cannot be read ({error.strerror}); check who may read it."
        ) from error
    return SourceFile(as_written(file.root), relative, stat.st_size, stat.st_mtime_ns, digest)


def _resolved(paths: Iterable[Path]) -> list[Path]:
    return [resolved(path) for path in paths]


def _files_in(named: Path) -> Iterator[_Found]:
    """The files that a reader knows in a folder, hidden ones left out, or the one file that is named.

    A ZIP stands for what is in it, and for itself where that is not all to be read.
    """
    if is_archive(named):
        yield from _members_of(_Found(named, named, named.parent), named)
    elif named.is_file():
        yield _Found(named, named, named.parent)
    elif named.is_dir():
        for path in sorted(named.rglob("*")):
            if _is_hidden(path, named):
                continue
            if path.suffix.lower() in READABLE_ENDINGS and path.is_file():
                yield _Found(named, path, named)
            elif is_archive(path):
                yield from _members_of(_Found(named, path, named), path)
    else:
        raise EmptyCorpus(f"There is no file or folder {named}; name one that holds documents.")


def _objects_in(named: Path, objects: Objects) -> Iterator[_Found]:
    """As ``_files_in``; of objects only ZIPs are fetched."""
    for path, stored in sorted(objects.listed(named).items()):
        one = _Found(named, path, named.parent if path == named else named, stored=stored)
        if _is_hidden(path, named):
            continue
        if path.suffix.lower() in READABLE_ENDINGS:
            yield one
        elif path.suffix.lower() == ".zip":
            try:
                yield from _members_of(one, objects.copy(path, stored))
            except UnreadableFile:
                yield one  # why is told where it is described


def _members_of(archive: _Found, lies: Path) -> Iterator[_Found]:
    read = read_archive(lies)
    for member in sorted(read.members):
        path = archive.path / member.relative_to(lies)
        if path.suffix.lower() in READABLE_ENDINGS and not _is_hidden(path, archive.path):
            yield replace(archive, path=path, archive=archive.path)
    if read.fault:
        yield archive


def _is_hidden(path: Path, below: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(below).parts)


def _is_under(path: Path, roots: Sequence[Path]) -> bool:
    return any(path.is_relative_to(root) for root in roots)


def _is_copy(file: ListedFile, source: SourceFile | None, objects: Objects) -> bool:
    """Whether a file is where another one is below its folder, and has the same content."""
    if source is None or source.file != file.path.relative_to(file.root).as_posix():
        return False
    try:
        return describe_file(file, objects).sha256 == source.sha256
    except UnreadableFile:
        return False


def _id_of(one: _Found) -> str:
    """The path below the folder, without its ending and that of the ZIP it is in."""
    path = one.path
    if one.archive:
        path = one.archive.with_suffix("") / path.relative_to(one.archive)
    return path.relative_to(one.folder).with_suffix("").as_posix()


def _free_id(one: _Found, *, taken: Container[str]) -> str:
    """The id of a file; where it is taken, with as much more of the path as tells the two apart."""
    choices = (
        _id_of(one),
        one.path.relative_to(one.folder).as_posix(),
        f"{one.folder.name}/{_id_of(one)}",
        one.path.as_posix(),
    )
    return next(choice for choice in choices if choice not in taken)
