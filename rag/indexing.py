"""Files to an index: what changed is read into the library and embedded, then the vectors are published.

One process writes at a time, behind a lock. Whatever was finished before a stop stays
finished, and the next run goes on from there.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from filelock import FileLock, Timeout

from rag.chunks import Chunk, place_of, split_chunks, topic_of
from rag.embedding import LocalEmbeddings
from rag.errors import DamagedIndex, EmptyCorpus, IndexBusy, UnreadableFile
from rag.library import Library, SourceFile
from rag.reading import READABLE_ENDINGS, read_document
from rag.settings import Settings
from rag.vectors import VectorIndex, build_collection, open_collection, remove_collections

LIBRARY_FILE = "library.sqlite"
LOCK_PATIENCE_SECONDS = 60
EMBEDDING_BATCH = 64  # texts embedded between two commits, and between two steps of progress

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all."""


@dataclass(slots=True)
class IndexReport:
    """What a run did: ids of documents, and the files that could not be read, each with the reason."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file that may be a document, the folder that it was found under, and its document's id."""

    root: Path
    path: Path
    id: str


class Index:
    """A folder with a library, its vectors and the exported embedding model.

    Raises DamagedIndex where the library on disk is not sound.
    """

    def __init__(self, folder: Path, embeddings: LocalEmbeddings) -> None:
        self.folder = folder
        self.embeddings = embeddings
        self.library = Library(folder / LIBRARY_FILE)

    @classmethod
    def at(cls, folder: Path, settings: Settings) -> Index:
        """The index in ``folder``, with the embedding model of the settings."""
        return cls(folder, LocalEmbeddings(settings.embedding, exports=folder))

    def close(self) -> None:
        self.library.close()

    def update(self, paths: Sequence[Path], progress: Progress | None = None) -> IndexReport:
        """Bring folders and single files into the index; do only what changed.

        Documents whose file has gone from one of the folders are removed, those of other
        folders stay. Raises EmptyCorpus where a path is missing or nothing can be indexed.
        """
        listed = _assign_ids(_list_files(paths), self.library.sources())
        notify = progress or _no_progress
        report = IndexReport()
        if not self._is_current(listed, paths):
            with self._writing():
                self._forget_missing(listed, paths, report)
                self._read_changed(listed, report, notify)
                self._publish(notify)
        else:
            report.unchanged = [file.id for file in listed]
        return report

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents; their files stay where they are."""
        with self._writing():
            self.library.remove(ids)
            self._publish(_no_progress)

    def fingerprint(self) -> str:
        """A short name for the documents and the model: it changes when an answer could."""
        state = [(id, source.sha256) for id, source in sorted(self.library.sources().items())]
        return hashlib.sha256(repr((self.embeddings.identity, state)).encode()).hexdigest()[:12]

    def open_vectors(self) -> VectorIndex:
        """The published vectors; built again from the library where they are missing or broken."""
        for mend in (False, True):
            if mend:
                with self._writing():
                    self.library.put("fingerprint", "")
                    self._publish(_no_progress)
            size = int(self.library.get("vectors size") or 0)
            if vectors := open_collection(self.folder, self.library.get("vectors"), size=size):
                return vectors
        raise DamagedIndex(f"The vectors in {self.folder} cannot be opened; run `pinpoint index --rebuild`.")

    def _is_current(self, listed: Sequence[ListedFile], paths: Sequence[Path]) -> bool:
        """Whether nothing has changed since the last time that everything was published."""
        sources = self.library.sources()
        return (
            self.library.get("fingerprint") == self.fingerprint()
            and all(_same_file(file, sources.get(file.id)) for file in listed)
            and not _missing(sources, listed, paths)
        )

    def _forget_missing(
        self, listed: Sequence[ListedFile], paths: Sequence[Path], report: IndexReport
    ) -> None:
        report.removed = _missing(self.library.sources(), listed, paths)
        self.library.remove(report.removed)

    def _read_changed(self, listed: Sequence[ListedFile], report: IndexReport, notify: Progress) -> None:
        known = self.library.sources()
        if self.library.get("model") != self.embeddings.identity:
            known = {}  # the windows of every paragraph depend on the model: all are read again
        for done, file in enumerate(listed):
            notify("Reading documents", done, len(listed))
            try:
                self._read_file(file, known, report)
            except UnreadableFile as error:
                report.unreadable.append((str(file.path), str(error)))
        notify("Reading documents", len(listed), len(listed))
        self.library.put("model", self.embeddings.identity)

    def _read_file(self, file: ListedFile, known: Mapping[str, SourceFile], report: IndexReport) -> None:
        before = known.get(file.id)
        if _same_file(file, before):
            report.unchanged.append(file.id)
            return
        source = _source_of(file)
        if before and (before.sha256, before.root) == (source.sha256, source.root):
            self.library.touch(file.id, source)
            report.unchanged.append(file.id)
            return
        document = read_document(file.path, file.root)
        place = place_of(document)
        headers, chunks = {}, {}
        for paragraph in document.paragraphs:
            topic = topic_of(document, paragraph)
            headers[paragraph.locator] = f"{place}. {topic}"
            chunks[paragraph.locator] = self._split(paragraph.text, place, topic)
        self.library.add(replace(document, id=file.id), source, chunks, headers)
        (report.updated if file.id in known else report.added).append(file.id)

    def _split(self, text: str, place: str, topic: str) -> list[Chunk]:
        limit, count = self.embeddings.longest_input, self.embeddings.count_pieces
        return split_chunks(text, place=place, topic=topic, limit=limit, count=count)

    def _publish(self, notify: Progress) -> None:
        """Embed what is not embedded yet, then build and name a whole new collection."""
        if self.library.get("fingerprint") == self.fingerprint():
            return
        model = self.embeddings.identity
        texts = self.library.unembedded(model)
        for start in range(0, len(texts), EMBEDDING_BATCH):
            notify("Embedding paragraphs", start, len(texts))
            batch = texts[start : start + EMBEDDING_BATCH]
            self.library.add_embeddings(model, batch, self.embeddings.encode(batch))
        notify("Embedding paragraphs", len(texts), len(texts))
        self.embeddings.export()
        self.library.drop_unused_embeddings(model)
        chunks = self.library.chunk_vectors(model)
        before = self.library.get("vectors")
        name = build_collection(self.folder, chunks)
        self.library.put("vectors size", str(len(chunks.chunks)))
        self.library.put("vectors", name)
        self.library.put("fingerprint", self.fingerprint())
        remove_collections(self.folder, keep={name, before})

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with FileLock(self.folder / "lock", timeout=LOCK_PATIENCE_SECONDS):
                yield
        except Timeout as error:
            raise IndexBusy(
                f"Another process is writing to the index {self.folder}; try again when it has finished."
            ) from error


def index_folder(corpus: Path, index: Path | None, settings: Settings) -> Path:
    """Where the index of a corpus lives: where it was put, else in a folder of its own.

    The settings' own corpus has the settings' index folder, any other one below it.
    """
    if index:
        return index
    if corpus.resolve() == settings.corpus.resolve():
        return settings.index
    digest = hashlib.sha256(str(corpus.resolve()).encode()).hexdigest()[:8]
    return settings.index / f"{corpus.resolve().name}-{digest}"


def set_aside(folder: Path) -> list[Path]:
    """Rename the library of an index, so that it is made anew; returns the folders it was made from.

    They are not known where the library is damaged.
    """
    file = folder / LIBRARY_FILE
    if not file.exists():
        return []
    roots: set[str] = set()
    with contextlib.suppress(DamagedIndex):
        library = Library(file)
        roots = {source.root for source in library.sources().values()}
        library.close()
    file.replace(file.with_suffix(".old"))
    for rest in ("-wal", "-shm"):
        file.with_name(file.name + rest).unlink(missing_ok=True)
    return [Path(root) for root in sorted(roots) if Path(root).is_dir()]


def _list_files(paths: Sequence[Path]) -> list[tuple[Path, Path]]:
    """The files that a reader knows, each with the folder that it was found under."""
    listed: list[tuple[Path, Path]] = []
    for path in map(Path.resolve, paths):
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix.lower() in READABLE_ENDINGS)
            listed += [(path, p) for p in found if p.is_file() and not _is_hidden(p, path)]
        elif path.is_file():
            listed.append((path.parent, path))
        else:
            raise EmptyCorpus(f"There is no file or folder {path}; name one that holds documents.")
    if not listed:
        where = ", ".join(str(path) for path in paths)
        endings = " or ".join(sorted(READABLE_ENDINGS))
        raise EmptyCorpus(f"There is nothing to index in {where}: no file there ends in {endings}.")
    return listed


def _assign_ids(files: Iterable[tuple[Path, Path]], sources: dict[str, SourceFile]) -> list[ListedFile]:
    """Ids are paths without their ending; where two files would share one, the later is told apart."""
    owners = {id: Path(source.root, source.file) for id, source in sources.items()}
    ids = {path: id for id, path in owners.items()}
    listed = []
    for root, path in files:
        relative = path.relative_to(root)
        choices = (
            relative.with_suffix("").as_posix(),
            relative.as_posix(),
            (Path(root.name) / relative.with_suffix("")).as_posix(),
            path.as_posix(),
        )
        id = ids.get(path) or next(choice for choice in choices if choice not in owners)
        owners[id] = path
        listed.append(ListedFile(root, path, id))
    return listed


def _is_hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _source_of(file: ListedFile) -> SourceFile:
    try:
        stat = file.path.stat()
        digest = hashlib.sha256(file.path.read_bytes()).hexdigest()
    except OSError as error:
        raise UnreadableFile(f"{file.path.name} cannot be read ({error.strerror}).") from error
    relative = file.path.relative_to(file.root).as_posix()
    return SourceFile(str(file.root), relative, stat.st_size, stat.st_mtime_ns, digest)


def _same_file(file: ListedFile, source: SourceFile | None) -> bool:
    """Whether a file is the one that was read, by its place, size and time."""
    if source is None or Path(source.root, source.file) != file.path:
        return False
    stat = file.path.stat()
    return (stat.st_size, stat.st_mtime_ns) == (source.size, source.modified)


def _missing(
    sources: dict[str, SourceFile], listed: Sequence[ListedFile], paths: Sequence[Path]
) -> list[str]:
    """Ids of documents that were read from one of the folders and are not there any more."""
    roots = {str(path.resolve()) for path in paths if path.is_dir()}
    present = {str(file.path) for file in listed}
    return sorted(
        id
        for id, source in sources.items()
        if source.root in roots and str(Path(source.root, source.file)) not in present
    )


def _no_progress(_what: str, _done: int, _total: int) -> None:
    pass
