"""Files to an index: what changed is read and embedded, then published whole.

One process writes at a time, behind a lock. Whoever reads meanwhile sees the documents, their
words and their vectors as they were until all of them change at once. A run that is stopped
changes none of them; what it read and embedded is kept, and the next run goes on from there.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Self, TypeVar

from rag.embedding import LocalEmbeddings
from rag.engine.choosing import store_of
from rag.engine.embedded.store import EmbeddedStore
from rag.engine.ports import Publisher, SharedFile, State, Store
from rag.engine.rows import Matrix, ReadFile, SourceFile, hash_text
from rag.errors import EmptyCorpus, UnreadableFile
from rag.indexing.changes import (
    Changes,
    IndexReport,
    Known,
    PassedOver,
    cut_document,
    new_content,
    none_could_be_read,
    passed_from,
    passed_json,
    read_changes,
    reading_version,
    replaced,
    report_of,
    still_passed,
)
from rag.indexing.files import ListedFile, describe_file, is_same_file, list_files, list_missing
from rag.indexing.news import News, tell_news
from rag.indexing.objects import Objects
from rag.model import Document, Progress
from rag.places import resolved
from rag.reading import FileReader
from rag.settings import Settings, index_below

__all__ = ["Index", "IndexReport", "News", "Progress", "index_folder"]

LOCK_PATIENCE_SECONDS = 60
TEXTS_TOGETHER = 4_000  # that are embedded, and kept, at once: about eight reports
OBJECTS = "objects"  # the folder of copies
READ_AHEAD = 16  # documents, while earlier ones are embedded

Item = TypeVar("Item")


class Index:
    """The documents of a store, to be written, and a folder for the exported model and copies of objects.

    The store is the folder, where no other one is given. ``reader`` reads the files, and is closed after each
    run. ``patience`` is how many seconds to wait for another process that writes.
    """

    def __init__(
        self,
        folder: Path,
        embeddings: LocalEmbeddings,
        reader: FileReader,
        *,
        store: Store | None = None,
        patience: float = LOCK_PATIENCE_SECONDS,
    ) -> None:
        self.folder = folder
        self.store: Store = store or EmbeddedStore(folder)
        self.objects = Objects(folder / OBJECTS)
        self.embeddings = embeddings
        self.reader = reader
        self._patience = patience

    @classmethod
    def at(cls, folder: Path, settings: Settings) -> Self:
        """The index of ``folder``, with the store, the embedding model and the limits of the settings."""
        reader = FileReader(settings.reading_seconds, settings.reading_megabytes)
        embeddings = LocalEmbeddings(settings.embedding, exports=folder)
        return cls(folder, embeddings, reader, store=store_of(folder, settings))

    def update(
        self, paths: Sequence[Path], progress: Progress | None = None, *, anew: bool = False
    ) -> IndexReport:
        """Bring folders and single files into the index; do only what changed, or all of it ``anew``.

        Documents of other folders that are known already are brought up to date as well.
        Those whose file has gone from one of ``paths`` are removed. One whose file can no
        longer be read stays as it was read last. An index that is up to date is not written to. Raises
        EmptyCorpus where a path is missing or there is nothing to index, and then changes nothing;
        DamagedIndex, UnusableIndex or IndexBusy where the index cannot be read or written; ObjectsUnavailable
        where a URL among them cannot be listed, or an object not be fetched: what was read by then is kept.
        """
        state = self.store.state()
        listed = list_files(paths, state.sources, self.objects)
        passed = still_passed(listed, state.sources, self._passed(state.notes))
        if self._is_current(state, listed, paths, passed) and not anew:
            return report_of(Changes(passed=passed), listed, state.sources)
        if not anew:
            with self.reader:
                self.store.help(self._patience, self._made_with(), self._help)
        with self._writing() as library:
            return self._bring_up_to_date(library, paths, progress or _no_progress, anew=anew)

    def look(self, paths: Sequence[Path], progress: Progress | None = None) -> IndexReport:
        """As ``update``, but that what others share is left as it is: their ``pinpoint index`` writes it."""
        if not self.store.is_shared:
            return self.update(paths, progress)
        state = self.store.state()
        return report_of(Changes(passed=self._passed(state.notes)), [], state.sources)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents; their files stay, and are read again when they are indexed again."""
        with self._writing() as library:
            self._publish(library, Changes(removed=list(ids)))
            library.free_space()

    def seal(self, *, changed: bool = True) -> None:
        """Arrange anew for searching what has changed, where it is so much that this pays, and tidy up.

        Where the documents are not ``changed``, only what a server has lost is put right. Takes minutes, and
        neither waits for others nor makes them wait: they ask, and add, meanwhile.
        """
        self.store.seal(self._patience, changed=changed)

    def set_aside_damaged(self) -> None:
        """Put what is damaged out of the way, so that it is made anew by the next update."""
        self.store.set_aside_damaged(self._patience)

    def _writing(self) -> AbstractContextManager[Publisher]:
        """The store, while nobody else writes to it."""
        return self.store.writing(self._patience)

    def _is_current(
        self, state: State, listed: Sequence[ListedFile], paths: Sequence[Path], passed: Container[Path]
    ) -> bool:
        """Whether nothing has changed since the last time that everything was published."""
        return (
            state.notes.get("fingerprint") == self._fingerprint(state.sources)
            and all(file.path in passed or is_same_file(file, state.sources.get(file.id)) for file in listed)
            and not list_missing(paths, state.sources, listed)
        )

    def _bring_up_to_date(
        self, library: Publisher, paths: Sequence[Path], notify: Progress, *, anew: bool
    ) -> IndexReport:
        sources = library.sources()
        listed = list_files(paths, sources, self.objects)
        as_now = library.notes().get("made with") == self._made_with()
        known = Known(
            documents=sources if as_now and not anew else {},
            staged={} if anew else library.staged(self._made_with()),
            passed={} if anew else self._passed(library.notes()),
        )
        changes = Changes()
        first_known = sorted(listed, key=lambda file: file.id not in sources)
        unread = [file for file in first_known if not is_same_file(file, known.documents.get(file.id))]
        self.embeddings.expect(len(unread))
        if not anew:
            shared = [SharedFile(file.id, str(file.root), str(file.path)) for file in unread]
            library.share(shared, self._made_with())
        with self.reader:
            settled = read_changes(first_known, known, changes, self._describe, self._read)
            self._embed(library, _ahead(settled, READ_AHEAD), notify, total=len(listed), anew=anew)
        changes.removed = sorted({*list_missing(paths, sources, listed), *replaced(changes, listed, sources)})
        report = report_of(changes, listed, sources)
        if not report.added and set(sources) == set(report.removed):
            raise EmptyCorpus(none_could_be_read(report))
        passed_over = {"passed over": passed_json(changes.passed), "passed over by": self._read_with()}
        self._publish(library, changes)
        with library.transaction():
            library.forget_staged()
            library.put(passed_over)
        library.free_space()
        report.news = self._tell_news(new_content(changes, sources)) if sources else ()
        return report

    def _tell_news(self, ids: Sequence[str]) -> tuple[News, ...]:
        """What is new in documents that were published just now."""
        if not ids:
            return ()
        with closing(self.store.engine()) as engine:
            return tell_news(ids, engine.current().documents)

    def _help(self, library: Publisher, shared: SharedFile) -> None:
        """Read, embed and stage a file for the process that writes; what cannot be read that one tells."""
        file = ListedFile(Path(shared.root), Path(shared.path), shared.id)
        with suppress(UnreadableFile):
            source = self._describe(file)
            self._stage(library, [cut_document(self._read(file), source, self.embeddings)])

    def _read(self, file: ListedFile) -> Document:
        lies, root = self.objects.place(file.path), self.objects.place(file.root)
        return replace(self.reader.read(lies, root), id=file.id)

    def _describe(self, file: ListedFile) -> SourceFile:
        return describe_file(file, self.objects)

    def _embed(
        self,
        library: Publisher,
        settled: Iterator[tuple[int, Document | None, SourceFile | None]],
        notify: Progress,
        *,
        total: int,
        anew: bool,
    ) -> None:
        """Cut, embed and stage the documents that were read, many texts at once."""
        what, waiting = "Reading and embedding", list[ReadFile]()
        notify(what, 0, total)
        for done, document, source in settled:
            if document and source:
                waiting.append(cut_document(document, source, self.embeddings))
            texts = sum(len(read.texts) for read in waiting)
            if texts >= TEXTS_TOGETHER or not waiting:
                self._stage(library, waiting, anew=anew)
                waiting.clear()
                notify(what, done, total)
        self._stage(library, waiting, anew=anew)
        notify(what, total, total)

    def _stage(self, library: Publisher, read: Sequence[ReadFile], *, anew: bool = False) -> None:
        """Embed the texts of some documents, but those whose vectors are known, and stage them."""
        model, known = self.embeddings.identity, dict[bytes, Matrix]()
        for file in read if not anew else ():
            known |= library.vectors_by_hash(file.document.id, model)
        wanted = dict.fromkeys(text for file in read for text in file.texts)
        missing = [text for text in wanted if hash_text(text) not in known]
        if missing:
            known |= zip(map(hash_text, missing), self.embeddings.encode(missing), strict=True)
            self.embeddings.export()
        for file in read:
            vectors = [known[hash_text(text)] for text in file.texts]
            library.stage(file, self._made_with(), model, vectors)

    def _publish(self, library: Publisher, changes: Changes) -> None:
        """Write the changes all at once, with what another model embedded embedded by this one."""
        read = changes.read | self._embed_others(library, {*changes.read, *changes.removed})
        with library.transaction():
            library.remove(changes.removed)
            for id, source in changes.touched.items():
                library.touch(id, source)
            library.publish(read)
            state = {"made with": self._made_with(), "fingerprint": self._fingerprint(library.sources())}
            library.put(state)

    def _embed_others(self, library: Publisher, settled: Container[str]) -> dict[str, SourceFile]:
        """Embed documents that could not be read again and whose vectors are another model's."""
        sources = library.sources()
        others = [id for id in library.made_by_others(self.embeddings.identity) if id not in settled]
        for id in others:
            self._stage(library, [cut_document(library.document(id), sources[id], self.embeddings)])
        return {id: sources[id] for id in others}

    def _made_with(self) -> str:
        """What a document's chunks and vectors depend on beside its file."""
        return f"{self.embeddings.identity} {reading_version()}"

    def _read_with(self) -> str:
        """What it depends on, beside its file, whether a file can be read."""
        return f"{reading_version()} {self.reader.limits}"

    def _passed(self, notes: Mapping[str, str]) -> dict[Path, PassedOver]:
        """The files that were passed over last time, where they would be this time."""
        as_now = notes.get("passed over by") == self._read_with()
        return passed_from(notes.get("passed over", "")) if as_now else {}

    def _fingerprint(self, sources: Mapping[str, SourceFile]) -> str:
        """A short name for the documents and what they are searched with: it changes when an answer could."""
        state = [(id, source.sha256) for id, source in sorted(sources.items())]
        return hashlib.sha256(repr((self._made_with(), state)).encode()).hexdigest()[:12]


def index_folder(corpus: Path, index: Path | None, settings: Settings) -> Path:
    """Where the index of a corpus lives: where it was put, else in a folder of its own.

    The settings' own corpus has the settings' index folder, any other one below it.
    """
    if index:
        return index
    if resolved(corpus) == resolved(settings.corpus):
        return settings.index
    return index_below(settings.index, corpus)


def _ahead(items: Iterator[Item], most: int) -> Iterator[Item]:
    """The same items, at most so many of them made, by a thread of its own, before they are asked for."""
    pool, waiting = ThreadPoolExecutor(1), deque[Future[Item | None]]()
    try:
        while True:
            while len(waiting) < most:
                waiting.append(pool.submit(next, items, None))
            item = waiting.popleft().result()
            if item is None:
                return
            yield item
    finally:
        pool.shutdown(cancel_futures=True)


def _no_progress(_what: str, _done: int, _total: int) -> None:
    pass
