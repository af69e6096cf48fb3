"""The address of a database to the versions that are published in it, each held while somebody uses it."""

from __future__ import annotations

import threading
import weakref
from collections import Counter, deque

import psycopg

from rag.engine.held import same_model
from rag.engine.server.connections import Address, Connection, Connections, sound
from rag.engine.server.graph import SEARCH_SECONDS, Graph
from rag.engine.server.locks import hold_version, let_go
from rag.engine.server.schema import Published, latest
from rag.engine.server.vectors import Vectors
from rag.engine.server.version import ServerVersion
from rag.errors import UnusableIndex


class ServerEngine:
    """The published versions of a database; it never writes.

    ``chroma`` is the address of a Chroma server, or empty. Raises UnusableIndex where the database cannot be
    reached, holds no index, was closed, or another model has embedded it since.
    """

    def __init__(self, address: Address, chroma: str = "") -> None:
        self._address = address
        self._chroma = chroma
        self._connections = Connections(address)
        self._vectors = Vectors()
        self._turn = threading.Lock()
        self._watch: Connection | None = None
        self._version: ServerVersion | None = None
        self._graph: Graph | None = None
        self._held: Counter[int] = Counter()
        self._released: deque[int] = deque()  # by whoever lets go of a version, in whatever thread
        self._model: str | None = None
        self._closed = False

    def current(self) -> ServerVersion:
        """The version that was published last; of a new one only what is new in it is read."""
        with self._turn:
            if self._closed:
                raise UnusableIndex(f"The index in {self._address} was closed; open it again to ask.")
            with sound(self._address):
                try:
                    return self._current()
                except psycopg.OperationalError:  # the server may have been started again
                    self._stop_watching()
                return self._current()

    def close(self) -> None:
        """Let go of it; a version that somebody holds answers until a writer gives its rows back."""
        with self._turn:
            self._closed, self._version = True, None
            self._stop_watching()
            if self._graph:
                self._graph.close()

    def __del__(self) -> None:
        if hasattr(self, "_watch"):
            self._stop_watching()

    def _current(self) -> ServerVersion:
        watch = self._watching()
        self._let_go(watch)
        published = latest(watch, self._address)
        while self._version is None or published != self._version.published:
            self._hold(watch, published.number)
            again = latest(watch, self._address)  # one that is not held may have been given back already
            if again == published:
                self._version = self._held_open(published)
            else:
                self._released.append(published.number)
                published = again
        return self._version

    def _held_open(self, published: Published) -> ServerVersion:
        """A version that is held until nobody uses it."""
        try:
            version = self._open(published)
            self._model = same_model(version.model, self._model, f"in {self._address}")
        except BaseException:
            self._released.append(published.number)
            raise
        weakref.finalize(version, self._released.append, published.number).atexit = False
        return version

    def _open(self, published: Published) -> ServerVersion:
        earlier = (
            self._version if self._version and self._version.published.store == published.store else None
        )
        if earlier is None:
            self._vectors = Vectors()  # their numbers are of other documents there
        return ServerVersion(published, self._connections, self._vectors, self._open_graph, earlier)

    def _open_graph(self, store: str, model: str) -> Graph | None:
        if not self._chroma:
            return None
        opened = Graph(self._chroma, store, model, SEARCH_SECONDS)
        if self._graph is None or self._graph.name != opened.name:
            self._graph = opened
        return self._graph

    def _watching(self) -> Connection:
        """The connection that holds versions, made anew with all of them where it was lost."""
        if self._watch is None or self._watch.closed:
            self._watch = self._address.connect()
            for number in self._held:
                hold_version(self._watch, number)
        return self._watch

    def _hold(self, watch: Connection, number: int) -> None:
        if not self._held[number]:
            hold_version(watch, number)
        self._held[number] += 1

    def _let_go(self, watch: Connection) -> None:
        while self._released:
            number = self._released.popleft()
            self._held[number] -= 1
            if not self._held[number]:
                del self._held[number]
                let_go(watch, number)

    def _stop_watching(self) -> None:
        if self._watch:
            self._watch.close()
        self._watch = None
