"""The servers that the tests of the store on servers ask for, started once for all of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.servers import Chroma, Postgres, no_chroma, no_postgres


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
