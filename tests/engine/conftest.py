"""The servers that the tests of the store on servers ask for, started once for all of them."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.servers import Chroma, Postgres, no_chroma, no_postgres
from tests.engine.objects import KEY, SECRET, SERVER, Gate, Moto


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """PostgreSQL; skipped where it is not installed."""
    if missing := no_postgres():
        pytest.skip(missing)
    with tempfile.TemporaryDirectory() as folder:  # which whoever runs PostgreSQL can get to
        started = Postgres(Path(folder))
        yield started
        started.kill()


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    """A Chroma server."""
    if missing := no_chroma():
        pytest.skip(missing)
    started = Chroma(tmp_path_factory.mktemp("chroma"))
    yield started
    started.kill()


@pytest.fixture(scope="session")
def moto() -> Iterator[Moto]:
    """An S3 server; skipped where it is not installed."""
    if not SERVER.exists():
        pytest.skip("there is no S3 server; `make test` installs one in build/moto")
    started = Moto()
    yield started
    started.kill()


@pytest.fixture
def gate(moto: Moto, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """A bucket that is empty, with the environment of whoever may read it."""
    made = Gate(moto.port, f"reports-{uuid.uuid4().hex[:8]}")
    for name, value in {
        "AWS_ENDPOINT_URL": made.url,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    yield made
    made.close()
