"""Vectors of many documents in Chroma: sealed collections, searched by their graph and never added to.

A collection is built in a folder of its own, beside whoever asks and adds, and named only when it is whole,
because a Chroma folder that is killed in the middle of an addition, or added to by two processes, loses
vectors for good. (Chroma notes in its own database that a folder was opened, so the folder must be
writable.) Files that were cut short or hold something else end the whole process when Chroma reads them, so
they are measured and summed before that. What a collection holds of documents that have gone is passed over.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import uuid
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from itertools import islice
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from zlib import crc32

import numpy as np

from rag.engine.graphs import GRAPH, Row, rows_of, search_graph
from rag.engine.hits import Hits, joined
from rag.engine.ports import Vector
from rag.engine.rows import DocumentVectors
from rag.errors import RagError, UnusableIndex

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection as ChromaCollection

COLLECTION = "chunks"
SEAL = "whole.json"  # written last; says how many chunks each document has, and of each file length and sum
DATABASE = "chroma.sqlite3"
PREFIX = "vectors-"
BLOCK = 1 << 20  # bytes of a file that are summed at once
TRIES = 3  # to copy its database whole, to which any process that opens it writes
LOOKED_UP = 500  # vectors at once
SAME = 0.99  # cosine of a vector and itself, as either side keeps it
REACHED = 10  # vectors that a search must reach before a collection is trusted
WRITTEN_AFTER = 100_000  # chunks that are added: Chroma writes the whole graph out each time


class SealedCollection:
    """A sealed collection, open for searching until nobody holds it."""

    def __init__(self, client: Client, collection: ChromaCollection, chunks: Mapping[int, int]) -> None:
        self._collection = collection
        self._chunks = chunks
        self._size = collection.count()
        self.close = weakref.finalize(self, client.close)

    def search(self, question: np.ndarray[Any, Any], *, limit: int, among: Collection[int]) -> Hits:
        """The nearest chunks, of the documents of some numbers."""
        live = sum(self._chunks[number] for number in among)
        wanted = min(self._size, ceil(limit * self._size / live)) if live else 0
        if not wanted:
            return joined([])
        return search_graph(self._collection, question, wanted=wanted, among=among)[1]

    def is_whole(self) -> bool:
        """Whether it holds all of its vectors, and a search reaches them."""
        probe = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
        assert probe is not None
        wanted = min(self._size, REACHED)
        reached = [
            len(self.search(np.asarray(row, np.float32), limit=wanted, among=self._chunks)) for row in probe
        ]
        return self._size == sum(self._chunks.values()) and all(number == wanted for number in reached)

    def holds(self, chunks: Mapping[int, int], first: Mapping[int, Vector]) -> bool:
        """Whether it has so many chunks of documents, by number, and their first vectors are these."""
        if any(self._chunks.get(number) != count for number, count in chunks.items()):
            return False
        ids = [f"{number}:0" for number in first]
        for start in range(0, len(ids), LOOKED_UP):
            wanted = ids[start : start + LOOKED_UP]
            found = self._collection.get(ids=wanted, include=["embeddings"])
            vectors = found["embeddings"]
            if vectors is None or len(found["ids"]) < len(wanted):
                return False
            own = (np.asarray(first[int(id.partition(":")[0])]) for id in found["ids"])
            if any(vector @ other < SAME for vector, other in zip(vectors, own, strict=True)):
                return False
        return True


def build_sealed(folder: Path, documents: Iterable[tuple[int, DocumentVectors]], size: int) -> str:
    """Make a whole collection of ``size`` chunks beside the others in ``folder``; returns its name.

    Raises UnusableIndex, and leaves nothing, where it cannot be written.
    """
    name = PREFIX + uuid.uuid4().hex[:12]
    try:
        chunks = _fill(folder / name, documents, size)
        whole = {"chunks": chunks, "files": _measure(folder / name), "sums": _sum(folder / name)}
        (folder / name / SEAL).write_text(json.dumps(whole))
    except RagError:
        raise
    except Exception as error:  # Chroma has many for one that cannot be written
        shutil.rmtree(folder / name, ignore_errors=True)
        raise UnusableIndex(
            f"A collection of vectors cannot be written to {folder} ({error}); documents are found "
            "without it, but many of them more slowly. Check that the disk has room, and index again."
        ) from error
    return name


def _fill(folder: Path, documents: Iterable[tuple[int, DocumentVectors]], size: int) -> dict[int, int]:
    """Put documents into a new collection; how many chunks each has, by its number.

    It is filled in rounds that end where Chroma writes the graph out, the last one with the last chunk:
    what is not written out Chroma would add again whenever the collection is opened.
    """
    rounds = max(1, size // WRITTEN_AFTER)
    every = max(2, size // rounds)  # the least that Chroma takes
    written: Any = {"batch_size": 2, "sync_threshold": every}
    client, chunks = _open_client(folder), dict[int, int]()
    try:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": GRAPH | written}
        )
        rows, most = _rows(documents, chunks), client.get_max_batch_size()
        for length in (*[every] * (rounds - 1), size - every * (rounds - 1)):
            parts = ceil(length / most)  # of about one size, so that the last one ends the round
            for part in range(parts):
                at_once = (part + 1) * length // parts - part * length // parts
                _add(collection, list(islice(rows, at_once)))
    finally:
        client.close()
    return chunks


def _rows(documents: Iterable[tuple[int, DocumentVectors]], chunks: dict[int, int]) -> Iterator[Row]:
    """The chunks of all documents; how many each has is noted as they come."""
    for number, vectors in documents:
        chunks[number] = len(vectors.matrix)
        yield from rows_of(number, vectors)


def open_sealed(folder: Path, name: str) -> SealedCollection | None:
    """The collection of that name, or None where it is not there, not whole or not readable."""
    seal = folder / name / SEAL
    if not name or not seal.is_file():
        return None
    client = None
    with contextlib.suppress(Exception):  # whatever is wrong with it, its documents are searched exactly
        sealed = json.loads(seal.read_text())
        if _measure(folder / name) != sealed["files"]:
            return None
        if "sums" in sealed and _sum(folder / name) != sealed["sums"]:  # earlier ones have none
            return None
        chunks = {int(number): count for number, count in sealed["chunks"].items()}
        client = _open_client(folder / name)
        opened = SealedCollection(client, client.get_collection(COLLECTION, embedding_function=None), chunks)
        if opened.is_whole():
            return opened
    if client is not None:
        client.close()
    return None


def is_sealed_copy(folder: Path, name: str, chunks: Mapping[int, int], first: Mapping[int, Vector]) -> bool:
    """Whether a collection can be trusted and ``holds`` this of documents; its folder is not written to.

    Chroma, which writes where it opens, is given a folder of links, with a copy of its database.
    """
    if not (folder / name / SEAL).is_file():
        return False
    return any(_is_copy(folder, name, chunks, first) for _ in range(TRIES))


def _is_copy(folder: Path, name: str, chunks: Mapping[int, int], first: Mapping[int, Vector]) -> bool:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as aside:
        shutil.copytree(
            folder / name,
            Path(aside, name),
            copy_function=_link,
            ignore=shutil.ignore_patterns(f"{DATABASE}-*"),  # which would be written to
        )
        opened = open_sealed(Path(aside), name)
        if opened is None:
            return False
        with contextlib.closing(opened), contextlib.suppress(Exception):  # whatever is wrong with it
            return opened.holds(chunks, first)
        return False


def remove_sealed(folder: Path, *, keep: set[str]) -> None:
    """Delete the collections that are not named in ``keep``."""
    for old in folder.glob(PREFIX + "*"):
        if old.name not in keep:
            shutil.rmtree(old, ignore_errors=True)


def _add(collection: ChromaCollection, rows: Sequence[Row]) -> None:
    ids, metadatas, vectors = zip(*rows, strict=True)
    collection.add(ids=list(ids), embeddings=np.array(vectors), metadatas=list(metadatas))


def _measure(folder: Path) -> dict[str, int]:
    """The sizes of the files that Chroma does not change any more."""
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in _unchanging(folder)}


def _sum(folder: Path) -> dict[str, int]:
    """The sums of what is in those files."""
    sums = {}
    for path in _unchanging(folder):
        with path.open("rb") as file:
            blocks = iter(partial(file.read, BLOCK), b"")
            sums[path.relative_to(folder).as_posix()] = reduce(lambda before, b: crc32(b, before), blocks, 0)
    return sums


def _unchanging(folder: Path) -> list[Path]:
    """But for the seal, the database and what lies beside that while another process opens it."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name != SEAL and not path.name.startswith(DATABASE)
    ]


def _link(source: str, target: str) -> None:
    """A link to a file that Chroma only reads; a copy of any other, and where there can be no links."""
    with contextlib.suppress(OSError):
        if Path(source).name != DATABASE:
            Path(target).symlink_to(Path(source).absolute())
            return
    shutil.copyfile(source, target)


def _open_client(path: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    return cast("Client", chromadb.PersistentClient(str(path), settings=settings))
