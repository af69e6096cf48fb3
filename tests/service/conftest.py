"""A server on loopback for all tests that need one, with a key for each role."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from rag import Assistant, Settings
from rag.access import ROLES, make_key
from rag.service.app import create_app


class Served:
    """Where a server answers, and a client for each of those whose key it knows."""

    def __init__(self, address: str, keys: dict[str, str]) -> None:
        self.address, self.keys = address, keys
        self._clients: dict[str, httpx.Client] = {}

    def as_(self, name: str) -> httpx.Client:
        """A client that sends the key of somebody, or none."""
        if name not in self._clients:
            headers = {"Authorization": f"Bearer {self.keys[name]}"} if name else {}
            self._clients[name] = httpx.Client(base_url=self.address, headers=headers, timeout=60)
        return self._clients[name]

    def close(self) -> None:
        """Close the clients."""
        for client in self._clients.values():
            client.close()


@contextmanager
def serve(app: FastAPI) -> Iterator[str]:
    """The address of an application that is served from a thread."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def opened(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant behind the servers, by the searches alone, with an index that may be written to."""
    index = shutil.copytree(built_index, tmp_path_factory.mktemp("serviced") / "index")
    with Assistant.open(index=index, settings=Settings(reader="none")) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def served(opened: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that asks for keys: of a reader, another reader, an editor and a keeper."""
    made = {
        name: make_key(name, role) for name, role in (("other", "reader"), *zip(ROLES, ROLES, strict=True))
    }
    file = tmp_path_factory.mktemp("keys") / "keys.toml"
    file.write_text("\n".join(lines for _, lines in made.values()))
    settings = Settings(keys=file, requests_a_minute=100_000)
    with serve(create_app(opened, settings, hosts=["pinpoint.example.org"])) as address:
        clients = Served(address, {name: key for name, (key, _) in made.items()})
        yield clients
        clients.close()


@pytest.fixture
def serving(opened: Assistant) -> Callable[..., FastAPI]:
    """An application of the test's own, over the same assistant."""
    return lambda hosts=(), **settings: create_app(opened, Settings(**settings), hosts=hosts)
