"""The contract of the ports, kept by each store there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.servers import Chroma, Postgres
from rag.engine.embedded import EmbeddedEngine
from rag.engine.embedded.library import LIBRARY_FILE, Library
from rag.engine.embedded.sealed import build_sealed
from rag.engine.server import sealing
from rag.engine.server.store import ServerStore
from rag.engine.server.version import ServerVersion
from rag.model import Document
from tests.engine.contract import Publish, VersionContract
from tests.engine.documents import cut, publish, vectors_of
from tests.engine.in_memory import MemoryVersion


class TestEmbedded(VersionContract):
    """The store in a folder, searched exactly."""

    seals = False

    @pytest.fixture
    def publish(self, tmp_path: Path) -> Publish:
        engine = EmbeddedEngine(tmp_path)

        def published(*documents: Document):
            library = Library(tmp_path / LIBRARY_FILE)
            library.remove(library.sources().keys() - {document.id for document in documents})
            publish(library, *documents, notes={"fingerprint": "abc"})
            version = engine.current()
            if self.seals and (numbers := version.unsealed):
                documents = [(number, version.vectors(number)) for number in numbers]
                name = build_sealed(tmp_path, documents, version.count_unsealed())
                library.seal(name, numbers)
            library.close()
            return engine.current()

        return published


class TestSealed(TestEmbedded):
    """The same, searched by the graph of a sealed collection."""

    seals = True


@pytest.fixture(scope="class")
def database(postgres: Postgres) -> str:
    """One for all tests of a class, which publish over what those before have left there."""
    return postgres.new_database()


class TestServer(VersionContract):
    """The store on servers, searched exactly."""

    @pytest.fixture
    def store(self, database: str) -> ServerStore:
        return ServerStore(database)

    @pytest.fixture
    def publish(self, store: ServerStore) -> Iterator[Publish]:
        def published(*documents: Document) -> ServerVersion:
            with store.writing(patience=0) as library:
                library.remove(library.sources().keys() - {document.id for document in documents})
                publish(library, *documents, notes={"fingerprint": "abc"})
                library.free_space()
            store.seal(patience=0, changed=True)
            return engine.current()

        engine = store.engine()
        yield published
        engine.close()


class TestGraphed(TestServer):
    """The same, searched by the graph of a Chroma server."""

    @pytest.fixture
    def store(self, database: str, chroma: Chroma, monkeypatch: pytest.MonkeyPatch) -> ServerStore:
        monkeypatch.setattr(sealing, "GRAPHED_FROM", 1)
        return ServerStore(database, chroma.url)


class TestInMemory(VersionContract):
    """A store that is nothing but the contract."""

    @pytest.fixture
    def publish(self) -> Publish:
        def published(*documents: Document) -> MemoryVersion:
            read = [cut(document) for document in documents]
            return MemoryVersion(read, [vectors_of(file.texts) for file in read])

        return published
