"""A Chroma server to the nearest chunks of many documents, or to word that they must be searched one by one.

A search is trusted only where the collection holds at least what the database says that it does, and gives as
many as were asked for: a server that came back empty, or from an older state, finds nothing by half. Of
millions of chunks counting takes Chroma longer than searching (0.1 ms for each 1,000), so a count is believed
for some seconds.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Collection, Iterable, Mapping
from math import ceil
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from urllib.request import urlopen
from zlib import crc32

import numpy as np

from rag.engine.graphs import GRAPH, Row, search_graph
from rag.engine.hits import Hits, joined
from rag.engine.server.connections import Connection
from rag.errors import InvalidSetting

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection as ChromaCollection

LEFT_ALONE_SECONDS = 10  # a server that did not answer
# Chunks that are put: a server of one machine writes the whole graph out each time, 1,000 unless it is told;
# those that it has not yet, it puts there again from its log when it is started.
WRITTEN_AFTER = 50_000
CONNECT_SECONDS = 5
COUNTED_SECONDS = 5  # for which a count is believed
SEARCH_SECONDS, SEAL_SECONDS = 30, 600  # for an answer; one that is writing a large graph out gives none


class Graph:
    """The collection of a store and an embedding model on a Chroma server; safe to use from many threads.

    ``seconds`` is how long an answer of the server is waited for. Raises InvalidSetting where ``url`` is no
    address of a server.
    """

    def __init__(self, url: str, store: str, model: str, seconds: float) -> None:
        self.name = f"pinpoint-{store}-{crc32(model.encode()):08x}"
        self._url = check_url(url)
        self._seconds = seconds
        self._turn = threading.Lock()
        self._client: Client | None = None
        self._collection: ChromaCollection | None = None
        self._not_before = 0.0
        self._size, self._counted_until = 0, 0.0

    def whole(self, db: Connection, numbers: Iterable[int]) -> dict[int, int]:
        """How many chunks each of some documents has in the collection, of those that are whole in it."""
        rows = db.execute(
            "SELECT number, chunks FROM graph WHERE collection = %s AND whole AND number = ANY(%s)",
            (self.name, list(numbers)),
        )
        return dict(rows.fetchall())

    def search(self, question: np.ndarray[Any, Any], *, limit: int, among: Mapping[int, int]) -> Hits | None:
        """The nearest chunks of some documents, by number with how many each has.

        None where the server cannot be asked or trusted, so that they have to be searched one by one.
        """
        live = sum(among.values())
        if not live:
            return joined([])
        if time.monotonic() < self._not_before:
            return None
        was_open = self._collection is not None
        for _ in range(2 if was_open else 1):  # what was open may have been made anew
            try:
                return self._search(question, limit, among, live)
            except Exception:  # Chroma has many for one that does not answer
                self.close()
        self._not_before = time.monotonic() + LEFT_ALONE_SECONDS
        return None

    def _search(
        self, question: np.ndarray[Any, Any], limit: int, among: Mapping[int, int], live: int
    ) -> Hits | None:
        collection, size = self._open(), self._size
        believed = size >= live and time.monotonic() < self._counted_until
        if not believed:
            self._size = size = collection.count()
            self._counted_until = time.monotonic() + COUNTED_SECONDS
        if size < live:
            return None
        wanted = min(size, ceil(limit * size / live))
        found, hits = search_graph(collection, question, wanted=wanted, among=among)
        if found == wanted:
            return hits
        self._counted_until = 0.0  # some may have been taken out since they were counted
        return self._search(question, limit, among, live) if believed else None

    def count(self) -> int:
        """How many chunks are in the collection, which is made where there is none."""
        return self._make().count()

    def peek(self) -> int | None:
        """How many chunks are in the collection; None where there is none or it cannot be asked."""
        with contextlib.suppress(Exception):
            return self._open().count()
        return None

    def put(self, rows: Iterable[Row]) -> None:
        """Put chunks into the collection, in place of those of their ids."""
        collection, waiting = self._make(), list(rows)
        assert self._client is not None
        most = self._client.get_max_batch_size()
        for start in range(0, len(waiting), most):
            ids, metadatas, vectors = zip(*waiting[start : start + most], strict=True)
            collection.upsert(ids=list(ids), embeddings=np.array(vectors), metadatas=list(metadatas))

    def remove(self, number: int, chunks: int) -> None:
        """Take the chunks of a document out of the collection."""
        if chunks:
            self._make().delete(ids=[f"{number}:{row}" for row in range(chunks)])

    def drop(self, names: Collection[str]) -> None:
        """Delete collections of these names, where they are there."""
        client = self._connect()
        for name in {each.name for each in client.list_collections()} & set(names):
            client.delete_collection(name)
        self._collection = None

    def close(self) -> None:
        """Let go of the connection; a later search makes another one."""
        with self._turn:
            client, self._client, self._collection = self._client, None, None
            self._counted_until = 0.0
        if client:
            client.close()
            for session in _sessions_of(client):
                session.close()

    def _open(self) -> ChromaCollection:
        """The collection that there is."""
        client = self._connect()
        if self._collection is None:
            self._collection = client.get_collection(self.name, embedding_function=None)
        return self._collection

    def _make(self) -> ChromaCollection:
        """The collection, made where there is none."""
        client = self._connect()
        if self._collection is None:
            told: Any = {"hnsw": GRAPH | {"sync_threshold": WRITTEN_AFTER}}
            self._collection = client.get_or_create_collection(
                self.name, embedding_function=None, configuration=told
            )
        return self._collection

    def _connect(self) -> Client:
        with self._turn:
            if self._client is None:
                self._client = _client_of(self._url, self._seconds)
            return self._client


def check_url(url: str) -> str:
    """An address of a server as it is; raises InvalidSetting where it is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidSetting("PINPOINT_CHROMA is no address of a server; write it as http://host:port.")
    return url


def _client_of(url: str, seconds: float) -> Client:
    import chromadb
    from chromadb.config import Settings

    with urlopen(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=CONNECT_SECONDS):
        parts = urlsplit(url)  # it answers; the client that is made now would wait for ever
    secure = parts.scheme == "https"
    client = chromadb.HttpClient(
        host=str(parts.hostname),
        port=parts.port or (443 if secure else 8000),
        ssl=secure,
        settings=Settings(anonymized_telemetry=False),
    )
    opened = cast("Client", client)
    for session in _sessions_of(opened):
        session.timeout = seconds
    return opened


def _sessions_of(client: Client) -> list[httpx.Client]:
    """What speaks to the server for a client, which neither limits how long they wait nor closes them."""
    servers: list[Any] = [client._server, client._admin_client._server]  # type: ignore[attr-defined]
    return [server._session for server in servers]
