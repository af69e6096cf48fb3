"""An index to what an update would do with it and what of it is not sound; and what was damaged, mended."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path

from rag.engine.ports import Soundness, State
from rag.engine.rows import SourceFile
from rag.indexing import Index
from rag.indexing.changes import Changes, IndexReport, Known, cut_document, read_changes, replaced, report_of
from rag.indexing.files import ListedFile, describe_file, list_files, list_missing
from rag.model import Document
from rag.places import as_written


class CheckedIndex(Index):
    """An index that can be looked over without anything being written.

    Raises DamagedIndex, UnusableIndex or IndexBusy where it cannot be read.
    """

    def state(self) -> State:
        """The notes and the files behind the documents; none where there is no index yet."""
        return self.store.peek()

    def preview(self, paths: Sequence[Path]) -> IndexReport:
        """What an update would do with ``paths``, as far as that can be told without reading documents.

        Files that are new may turn out not to be readable. Raises EmptyCorpus where the update would.
        """
        state = self.state()
        sources = state.sources
        listed = list_files(paths, sources, self.objects)
        known, changes = Known(sources, staged={}, passed=self._passed(state.notes)), Changes()
        first_known = sorted(listed, key=lambda file: file.id not in sources)
        deque(read_changes(first_known, known, changes, self._unfetched, _unread), maxlen=0)
        changes.removed = sorted({*list_missing(paths, sources, listed), *replaced(changes, listed, sources)})
        return report_of(changes, listed, sources)

    def _unfetched(self, file: ListedFile) -> SourceFile:
        """As ``describe_file``; of an object no more than it was listed with."""
        if not file.stored:
            return describe_file(file, self.objects)
        below = file.path.relative_to(file.root).as_posix()
        return SourceFile(as_written(file.root), below, *file.stored, sha256=as_written(file.path))

    def why_stale(self) -> str:
        """Why an update would read and embed everything anew; empty where it would not.

        Raises EmbeddingError where the embedding model cannot be had.
        """
        state, now = self.state(), self._made_with()
        was = state.notes.get("made with", "")
        if was == now or not state.sources:
            return ""
        model, _, _ = was.rpartition(" ")
        if model and model != self.embeddings.identity:
            return f"its vectors are of {model}, not of {self.embeddings.identity}"
        return "another version of Pinpoint read its documents, or by other frameworks"

    def soundness(self, *, of_model: bool) -> Soundness | None:
        """What of it is not sound; None where there is none yet, or one of earlier tables.

        Where it should be, ``of_model`` also asks for vectors of the embedding model.
        """
        return self.store.look_over(self.embeddings.identity if of_model else "")

    def embed_again(self, ids: Iterable[str]) -> None:
        """Make the vectors of documents anew from their paragraphs, as they are kept; no file is read."""
        with self._writing() as library:
            sources = library.sources()
            chosen = [id for id in ids if id in sources]
            self.embeddings.expect(len(chosen))
            for id in chosen:
                read = cut_document(library.document(id), sources[id], self.embeddings)
                self._stage(library, [read], anew=True)
            library.publish({id: sources[id] for id in chosen})
            library.free_space()

    def index_words(self) -> None:
        """Make what is searched by words anew from the paragraphs."""
        self.store.index_words(self._patience)

    def unseal(self, names: Iterable[str]) -> None:
        """Give sealed collections up; ``seal`` makes new ones where that pays."""
        self.store.unseal(self._patience, names)


def _unread(file: ListedFile) -> Document:
    """What stands for a document that is not read."""
    return Document(file.id, file.id, "other")
