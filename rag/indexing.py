"""Files to an index: what changed is read and embedded, then published whole.

One process writes at a time, behind a lock. Whoever reads meanwhile sees the documents, their
words and their vectors as they were until all of them change at once. A run that is stopped
changes none of them; the vectors it made are kept, and the next run goes on from there.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from rag.changes import (
    Changes,
    PassedOver,
    Progress,
    passed_from,
    passed_json,
    read_changes,
    read_file,
    reading_version,
    still_passed,
)
from rag.corpus import ListedFile, is_same_file, list_files, list_missing
from rag.embedding import LocalEmbeddings
from rag.errors import DamagedIndex, EmptyCorpus, IndexBusy, UnusableIndex
from rag.library import Library, SourceFile
from rag.reading import FileReader
from rag.settings import Settings, index_below
from rag.vectors import VectorIndex, build_collection, open_collection, remove_collections

__all__ = ["Index", "IndexReport", "Progress", "index_folder", "set_aside_damaged"]

LIBRARY_FILE = "library.sqlite"
LOCK_PATIENCE_SECONDS = 60
EMBEDDING_BATCH = 64  # texts embedded between two commits, and between two steps of progress
REASONS_TOLD = 3  # of files that could not be read, where none could


@dataclass(slots=True)
class IndexReport:
    """What a run did: ids of documents, and the files that are none.

    ``copies`` are those with the content of another one, each with the id of its document;
    ``unreadable`` those that could not be read, each with the reason.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)


class Index:
    """A folder with a library, its vectors and the exported embedding model.

    ``reader`` reads the files, and is closed after each run. ``patience`` is how many
    seconds to wait for another process that writes. Raises DamagedIndex where the library on
    disk is not sound, UnusableIndex where it cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        embeddings: LocalEmbeddings,
        reader: FileReader,
        *,
        patience: float = LOCK_PATIENCE_SECONDS,
    ) -> None:
        self.folder = folder
        self.embeddings = embeddings
        self.reader = reader
        self.library = Library(folder / LIBRARY_FILE)
        self._patience = patience

    @classmethod
    def at(cls, folder: Path, settings: Settings) -> Index:
        """The index in ``folder``, with the embedding model and the limits of the settings."""
        reader = FileReader(settings.reading_seconds, settings.reading_megabytes)
        return cls(folder, LocalEmbeddings(settings.embedding, exports=folder), reader)

    def reopen(self) -> Index:
        """The same index by a connection of its own, so that who reads by this one need not wait for it."""
        return Index(self.folder, self.embeddings, self.reader, patience=self._patience)

    def close(self) -> None:
        """Let go of the library; vectors that were opened are closed by who opened them."""
        self.library.close()

    def update(
        self, paths: Sequence[Path], progress: Progress | None = None, *, anew: bool = False
    ) -> IndexReport:
        """Bring folders and single files into the index; do only what changed, or all of it ``anew``.

        Documents of other folders that are known already are brought up to date as well.
        Those whose file has gone from one of ``paths`` are removed. One whose file can no
        longer be read stays as it was read last. Raises EmptyCorpus where a path is missing
        or there is nothing to index, and then changes nothing.
        """
        sources = self.library.sources()
        listed = list_files(paths, sources)
        passed = still_passed(listed, sources, self._passed())
        if self._is_current(listed, paths, passed) and not anew:
            return _report(Changes(passed=passed), listed, sources)
        with _locked(self.folder, self._patience):
            return self._bring_up_to_date(paths, progress or _no_progress, anew=anew)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents; their files stay, and are read again when they are indexed again."""
        with _locked(self.folder, self._patience):
            self._publish(Changes(removed=list(ids)), _no_progress)

    def open_vectors(self) -> VectorIndex:
        """The published vectors; built again from the library where they are missing or broken."""
        if vectors := self._open_published():
            return vectors
        with _locked(self.folder, self._patience):
            vectors = self._open_published()  # another process may have mended them meanwhile
            if vectors is None:
                self._publish(Changes(anew=True), _no_progress)
                vectors = self._open_published()
        if vectors is None:
            raise DamagedIndex(
                f"The vectors in {self.folder} cannot be opened; run `pinpoint index --rebuild`."
            )
        return vectors

    def _is_current(
        self, listed: Sequence[ListedFile], paths: Sequence[Path], passed: Container[Path]
    ) -> bool:
        """Whether nothing has changed since the last time that everything was published."""
        sources = self.library.sources()
        return (
            self.library.get("fingerprint") == self._fingerprint()
            and all(file.path in passed or is_same_file(file, sources.get(file.id)) for file in listed)
            and not list_missing(paths, sources, listed)
        )

    def _bring_up_to_date(self, paths: Sequence[Path], notify: Progress, *, anew: bool) -> IndexReport:
        sources = self.library.sources()
        listed = list_files(paths, sources)
        known = sources if self.library.get("made with") == self._made_with() and not anew else {}
        passed = {} if anew else self._passed()
        first_known = sorted(listed, key=lambda file: file.id not in sources)
        with self.reader:
            read = partial(read_file, reader=self.reader, embeddings=self.embeddings)
            changes = read_changes(first_known, known, passed, notify, read)
        changes.anew = anew
        changes.removed = sorted(
            {*list_missing(paths, sources, listed), *_replaced(changes, listed, sources)}
        )
        report = _report(changes, listed, sources)
        if not report.added and set(sources) == set(report.removed):
            raise EmptyCorpus(_none_could_be_read(report))
        self._publish(changes, notify)
        self.library.put({"passed over": passed_json(changes.passed), "passed over by": self._read_with()})
        return report

    def _publish(self, changes: Changes, notify: Progress) -> None:
        """Embed what is not embedded yet, then write the changes and name a whole new collection."""
        self._embed(changes, notify)
        before = self.library.get("vectors")
        with self.library.transaction():
            self.library.remove(changes.removed)
            for id, source in changes.touched.items():
                self.library.touch(id, source)
            for file in changes.read:
                self.library.add(file.document, file.source, file.chunks, file.headers)
            if changes.anew or self.library.get("fingerprint") != self._fingerprint():
                notify("Arranging them for search", 0, 1)
                self._renew_collection()
                notify("Arranging them for search", 1, 1)
        remove_collections(self.folder, keep={before, self.library.get("vectors")})

    def _embed(self, changes: Changes, notify: Progress) -> None:
        model = self.embeddings.identity
        texts = self.library.unembedded(model, changes.texts)
        if changes.anew:
            texts = sorted({*texts, *changes.texts}, key=len)
        for start in range(0, len(texts), EMBEDDING_BATCH):
            notify("Embedding paragraphs", start, len(texts))
            batch = texts[start : start + EMBEDDING_BATCH]
            self.library.add_embeddings(model, batch, self.embeddings.encode(batch))
        notify("Embedding paragraphs", len(texts), len(texts))
        if texts:
            self.embeddings.export()

    def _renew_collection(self) -> None:
        self.library.drop_unused_embeddings(self.embeddings.identity)
        chunks = self.library.chunk_vectors(self.embeddings.identity)
        self.library.put(
            {
                "vectors": build_collection(self.folder, chunks),
                "made with": self._made_with(),
                "fingerprint": self._fingerprint(),
            }
        )

    def _open_published(self) -> VectorIndex | None:
        return open_collection(self.folder, self.library.get("vectors"))

    def _made_with(self) -> str:
        """What a document's chunks and vectors depend on beside its file."""
        return f"{self.embeddings.identity} {reading_version()}"

    def _read_with(self) -> str:
        """What it depends on, beside its file, whether a file can be read."""
        return f"{reading_version()} {self.reader.limits}"

    def _passed(self) -> dict[Path, PassedOver]:
        """The files that were passed over last time, where they would be this time."""
        as_now = self.library.get("passed over by") == self._read_with()
        return passed_from(self.library.get("passed over")) if as_now else {}

    def _fingerprint(self) -> str:
        """A short name for the documents and what they are searched with: it changes when an answer could."""
        state = [(id, source.sha256) for id, source in sorted(self.library.sources().items())]
        return hashlib.sha256(repr((self._made_with(), state)).encode()).hexdigest()[:12]


def index_folder(corpus: Path, index: Path | None, settings: Settings) -> Path:
    """Where the index of a corpus lives: where it was put, else in a folder of its own.

    The settings' own corpus has the settings' index folder, any other one below it.
    """
    if index:
        return index
    if corpus.resolve() == settings.corpus.resolve():
        return settings.index
    return index_below(settings.index, corpus)


def set_aside_damaged(folder: Path) -> None:
    """Rename the library of an index if it is damaged, so that it is made anew by the next update."""
    file = folder / LIBRARY_FILE
    with _locked(folder, LOCK_PATIENCE_SECONDS):
        try:
            with contextlib.closing(Library(file)) as library:
                library.check()
        except DamagedIndex:
            file.replace(file.with_suffix(".damaged"))
            for rest in ("-wal", "-shm"):
                file.with_name(file.name + rest).unlink(missing_ok=True)


def _report(changes: Changes, listed: Sequence[ListedFile], sources: Mapping[str, SourceFile]) -> IndexReport:
    read = [file.document.id for file in changes.read]
    passed = sorted(changes.passed.items())
    return IndexReport(
        added=[id for id in read if id not in sources],
        updated=[id for id in read if id in sources],
        removed=list(changes.removed),
        unchanged=[f.id for f in listed if f.id not in read and f.path not in changes.passed],
        unreadable=[(str(path), entry.reason) for path, entry in passed if entry.reason],
        copies=[(str(path), entry.copy_of) for path, entry in passed if entry.copy_of],
    )


def _replaced(
    changes: Changes, listed: Sequence[ListedFile], sources: Mapping[str, SourceFile]
) -> Iterator[str]:
    """Documents that have become copies of others, and those without a file that others are copies of."""
    ids = {file.path: file.id for file in listed}
    yield from (ids[path] for path, entry in changes.passed.items() if entry.copy_of and ids[path] in sources)
    read = {file.source.sha256 for file in changes.read}
    gone = sources.keys() - set(ids.values())
    yield from (id for id in gone if sources[id].sha256 in read)


def _none_could_be_read(report: IndexReport) -> str:
    reasons = [reason for _, reason in report.unreadable]
    more = f" And {len(reasons) - REASONS_TOLD} more." if len(reasons) > REASONS_TOLD else ""
    return f"None of the files could be read. {' '.join(reasons[:REASONS_TOLD])}{more}"


@contextmanager
def _locked(folder: Path, patience: float) -> Iterator[None]:
    """The one place of a process that may write to an index."""
    try:
        lock = FileLock(folder / "lock").acquire(timeout=patience)
    except Timeout as error:
        raise IndexBusy(
            f"Another process is writing to the index {folder}; try again when it has finished."
        ) from error
    except OSError as error:
        raise UnusableIndex(f"The index {folder} cannot be written ({error.strerror}).") from error
    with lock:
        yield


def _no_progress(_what: str, _done: int, _total: int) -> None:
    pass
