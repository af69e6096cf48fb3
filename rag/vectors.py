"""Chunks and their embeddings in Chroma: a collection derived from the library.

A collection is built in a folder of its own and named only when it is whole, because a
Chroma folder that is killed in the middle of an addition, or added to by two processes,
loses vectors for good. Nothing is ever added to a collection that was named. (Chroma itself
notes in its own database that a folder was opened, so the folder must be writable.) Files that
were cut short end the whole process when Chroma reads them, so they are measured before that.

A search over everything asks Chroma; a search narrowed to some documents is exact, over
just their vectors, because a filtered search in Chroma is many times slower than that.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from rag.chunks import ChunkVectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

COLLECTION = "chunks"
SEAL = "whole.json"  # written last; says how many chunks there are and how long each file is
DATABASE = "chroma.sqlite3"
PREFIX = "vectors-"
REACHED = 10  # vectors that a search must reach before a collection is trusted
# With the default graph one build in eight lost a nearest neighbour for good; with this none of 25 did.
GRAPH: Any = {"space": "cosine", "max_neighbors": 48, "ef_construction": 400, "ef_search": 800}
# The graph is written out with every addition; Chroma would else finish it whenever it is opened.
AT_ONCE: Any = {"batch_size": 2, "sync_threshold": 2}


@dataclass(frozen=True, slots=True)
class ChunkHit:
    """A chunk that a search found: its paragraph's number, its kind, its cosine with the question."""

    paragraph: int
    kind: str
    similarity: float


class VectorIndex:
    """A published collection, open for searching."""

    def __init__(self, client: Client, collection: Collection) -> None:
        self._client = client
        self._collection = collection
        self._size = collection.count()

    def search(self, vector: list[float], *, limit: int) -> list[ChunkHit]:
        """The nearest chunks of all, nearest first."""
        if not self._size:
            return []
        found = self._collection.query(
            query_embeddings=np.asarray([vector], dtype=np.float32),
            n_results=limit,
            include=["metadatas", "distances"],
        )
        metadatas, distances = found["metadatas"], found["distances"]
        assert metadatas is not None
        assert distances is not None
        hits = [
            ChunkHit(int(str(meta["paragraph"])), str(meta["kind"]), min(1.0, 1.0 - float(distance)))
            for meta, distance in zip(metadatas[0], distances[0], strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit.similarity, hit.paragraph))

    def holds(self, size: int) -> bool:
        """Whether there are so many vectors, and a search reaches them."""
        probe = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
        assert probe is not None
        wanted = min(size, REACHED)
        reached = [len(self.search([float(x) for x in row], limit=wanted)) for row in probe]
        return self._size == size and all(number == wanted for number in reached)

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()


def search_exactly(chunks: ChunkVectors, vector: list[float], *, limit: int) -> list[ChunkHit]:
    """The nearest of just these chunks, nearest first."""
    if not len(chunks.chunks):
        return []
    similarities = chunks.vectors @ np.asarray(vector, dtype=np.float32)
    order = np.argsort(-similarities, kind="stable")[:limit]
    return [ChunkHit(int(chunks.paragraphs[i]), str(chunks.kinds[i]), float(similarities[i])) for i in order]


def build_collection(folder: Path, chunks: ChunkVectors) -> str:
    """Make a whole collection beside the others in ``folder``; returns its name."""
    from chromadb.utils.batch_utils import create_batches

    name = PREFIX + uuid.uuid4().hex[:12]
    client = _open_client(folder / name)
    try:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": GRAPH | AT_ONCE}
        )
        batches = create_batches(
            client,
            ids=[str(i) for i in chunks.chunks],
            embeddings=list(chunks.vectors),
            metadatas=[
                {"paragraph": int(p), "kind": str(k)}
                for p, k in zip(chunks.paragraphs, chunks.kinds, strict=True)
            ],
        )
        for ids, embeddings, metadatas, _ in batches if len(chunks.chunks) else ():
            collection.add(ids=ids, embeddings=embeddings, metadatas=metadatas)
    finally:
        client.close()
    seal = {"chunks": len(chunks.chunks), "files": _measure(folder / name)}
    (folder / name / SEAL).write_text(json.dumps(seal))
    return name


def open_collection(folder: Path, name: str) -> VectorIndex | None:
    """The collection of that name, or None where it is not there, not whole or not readable."""
    seal = folder / name / SEAL
    if not name or not seal.is_file():
        return None
    client = None
    with contextlib.suppress(Exception):  # whatever is wrong with it, it is built again
        sealed = json.loads(seal.read_text())
        if _measure(folder / name) != sealed["files"]:
            return None
        client = _open_client(folder / name)
        opened = VectorIndex(client, client.get_collection(COLLECTION, embedding_function=None))
        if opened.holds(sealed["chunks"]):
            return opened
    if client is not None:
        client.close()
    return None


def remove_collections(folder: Path, *, keep: set[str]) -> None:
    """Delete the collections that are not named in ``keep``."""
    for old in folder.glob(PREFIX + "*"):
        if old.name not in keep:
            shutil.rmtree(old, ignore_errors=True)


def _measure(folder: Path) -> dict[str, int]:
    """The sizes of the files that Chroma does not change any more."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in (SEAL, DATABASE)]
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}


def _open_client(path: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    return cast("Client", chromadb.PersistentClient(str(path), settings=settings))
