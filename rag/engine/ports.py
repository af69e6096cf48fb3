"""What retrieval and answering need of a store, one published version in four small ports, and indexing.

A version is whole: documents, words and vectors of one state, which later changes of the index leave as
they are. It lasts as long as somebody holds it. A paragraph is known by its place, the id of its document
and its locator, which stays the same when the document is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np

from rag.engine.rows import Matrix, ReadFile, SourceFile
from rag.model import Document, Paragraph, Place

Vector = Sequence[float] | np.ndarray[Any, np.dtype[np.float32]]


class Nearness(NamedTuple):
    """How near paragraphs are to a vector, as cosines by place.

    ``windows`` are those of the best run of a paragraph's sentences, ``chunks`` of the best of those runs
    and of its single sentences.
    """

    windows: Mapping[Place, float]
    chunks: Mapping[Place, float]


class Catalogue(Protocol):
    """The documents of a version."""

    @property
    def fingerprint(self) -> str:
        """A short name for the documents and what they are searched with: it changes when an answer could."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """Every document whole, by id and in the order of the ids."""

    def paragraph(self, place: Place) -> Paragraph:
        """The paragraph at a place; raises KeyError where there is none."""

    def position(self, place: Place) -> int:
        """How many paragraphs its document prints before it; raises KeyError where there is none."""


class Words(Protocol):
    """The words that a version prints."""

    def search_words(
        self, words: Sequence[str], *, documents: Collection[str] | None = None, limit: int
    ) -> Mapping[Place, float]:
        """The paragraphs that hold any of ``words``, in any inflection, with their BM25 scores, best first.

        ``documents`` narrows to those ids; an empty one finds nothing.
        """

    def prints(self, word: str) -> bool:
        """Whether any paragraph prints ``word`` just so, in any case."""


class Vectors(Protocol):
    """The embeddings of a version."""

    def search_vectors(
        self, vector: Vector, *, documents: Collection[str] | None = None, limit: int
    ) -> Nearness:
        """How near the paragraphs are whose chunks are nearest to ``vector``.

        Of all documents the nearest ``limit`` chunks are looked at, of those that ``documents`` narrows to
        every one.
        """

    def sentence_vectors(self, places: Collection[Place]) -> Mapping[tuple[Place, int], Vector]:
        """The vector of each sentence of some paragraphs, by place and first character.

        Where a sentence has none of its own, it is the one of the window that starts with it.
        """


class Files(Protocol):
    """The files that the documents of a version were read from."""

    def file(self, document: str) -> Path:
        """The file of a document, which may lie in a ZIP; raises KeyError where none has that id."""

    def source(self, document: str) -> SourceFile:
        """The same file, with what it was when it was read."""


@runtime_checkable
class Version(Catalogue, Words, Vectors, Files, Protocol):
    """All of one published version; safe to use from many threads."""


class Engine(Protocol):
    """A store that publishes versions."""

    def current(self) -> Version:
        """The version that was published last."""

    def close(self) -> None:
        """Let go of it; versions that somebody holds still answer."""


class State(NamedTuple):
    """What indexing needs to know of a published version: its notes, and the file behind each document."""

    notes: Mapping[str, str]
    sources: Mapping[str, SourceFile]


@dataclass(frozen=True, slots=True)
class Soundness:
    """How much a store holds, and what of it is not sound.

    ``without_text`` are documents, by id, of which paragraphs are missing, ``without_vectors`` those whose
    vectors are missing, of another size or another model's; ``unfound`` is how many paragraphs no search by
    words finds, ``broken_copies`` are the collections of vectors that cannot be trusted, by name.
    """

    documents: int
    chunks: int
    without_text: tuple[str, ...] = ()
    without_vectors: tuple[str, ...] = ()
    unfound: int = 0
    broken_copies: tuple[str, ...] = ()


class SharedFile(NamedTuple):
    """A file to be read: its document's id, the folder or file that was named, and where it lies."""

    id: str
    root: str
    path: str


class Publisher(Protocol):
    """What indexing reads and writes while nobody else writes.

    What was read and embedded is staged at once, so that a run that is stopped loses none of it, and
    published together: whoever asks meanwhile sees all of a run or nothing.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Whatever is written inside is kept together, or none of it is."""

    def document(self, id: str) -> Document:
        """One published document whole; raises KeyError where there is none of that id."""

    def sources(self) -> Mapping[str, SourceFile]:
        """The file behind each published document, by the document's id."""

    def notes(self) -> Mapping[str, str]:
        """Every note that is kept beside the documents, by its name."""

    def put(self, notes: Mapping[str, str]) -> None:
        """Keep notes, in place of earlier ones of the same names."""

    def vectors_by_hash(self, id: str, model: str) -> Mapping[bytes, Matrix]:
        """The vectors that a model made for the texts of a document, as it is or was, by the hash of each."""

    def made_by_others(self, model: str) -> Sequence[str]:
        """The ids of published documents whose vectors another model made."""

    def staged(self, made_with: str) -> Mapping[str, SourceFile]:
        """The files that were read and embedded so and are not published yet, by the document's id."""

    def share(self, files: Sequence[SharedFile], made_with: str) -> None:
        """Let others help with reading and embedding these, who would write and have to wait.

        What they have done is ``staged``: whoever looks a file up there waits for who is at it.
        """

    def stage(self, read: ReadFile, made_with: str, model: str, vectors: Sequence[Matrix]) -> None:
        """Keep a document with a vector for each of its texts, to be published later."""

    def publish(self, sources: Mapping[str, SourceFile]) -> None:
        """Make staged documents, by id and with the files that they are of now, what can be asked about.

        Each takes the place of an earlier one of its id. What was removed and touched before, in the same
        transaction, is published with them.
        """

    def forget_staged(self) -> None:
        """Forget what is staged still."""

    def touch(self, id: str, source: SourceFile) -> None:
        """Note that a document's file has another time or place but the same content."""

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents; ids that are not there are passed over."""

    def free_space(self) -> None:
        """Give back what no version needs any more that somebody holds."""


class Store(Protocol):
    """Where an index lies; whatever goes wrong with it is an error of ours.

    One that ``is_shared`` others read and write from other machines: opening it only reads.
    """

    @property
    def is_shared(self) -> bool: ...

    @property
    def place(self) -> str:
        """Where it lies, to be told."""

    def state(self) -> State:
        """What is published; nothing where nothing was yet. It waits for nobody."""

    def engine(self) -> Engine:
        """The published versions, to be asked."""

    def peek(self) -> State:
        """As ``state``, and nothing is left behind; raises IndexBusy where it cannot be told meanwhile."""

    def look_over(self, model: str) -> Soundness | None:
        """What of it is not sound; None where there is none yet, or one of earlier tables.

        The vectors should be those of ``model``, where one is named. Nothing is written.
        """

    def index_words(self, patience: float) -> None:
        """Make what is searched by words anew from the paragraphs, where any are not found."""

    def unseal(self, patience: float, names: Iterable[str]) -> None:
        """Give collections of vectors up that cannot be trusted; ``seal`` makes new ones where that pays."""

    def writing(self, patience: float) -> AbstractContextManager[Publisher]:
        """The one place of a process that writes.

        Raises IndexBusy where another one holds it for more than ``patience`` seconds.
        """

    def help(self, patience: float, made_with: str, work: Callable[[Publisher, SharedFile], None]) -> None:
        """Do, with ``work``, what another process shares that writes, as long as it does.

        Returns once nobody writes, or whoever does has shared nothing for ``patience`` seconds; at once where
        a store shares nothing.
        """

    def seal(self, patience: float, *, changed: bool) -> None:
        """Arrange anew what has changed so much that this pays, while others ask and add; takes minutes.

        Where the documents are not ``changed``, what a server has lost is put right all the same.
        """

    def set_aside_damaged(self, patience: float) -> None:
        """Put what is damaged out of the way, so that the next run makes it anew; what is sound stays."""
