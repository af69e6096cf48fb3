"""The servers that the tests of the store on servers ask for, started once for all of them."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.servers import BINARIES, Chroma, Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """PostgreSQL; skipped where it is not installed."""
    if not (BINARIES / "initdb").exists():
        pytest.skip("PostgreSQL is not installed; on Debian `apt-get install postgresql` brings it")
    with tempfile.TemporaryDirectory() as folder:  # which whoever runs PostgreSQL can get to
        started = Postgres(Path(folder))
        yield started
        started.kill()


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    """A Chroma server."""
    if not shutil.which("chroma", path=str(Path(sys.executable).parent)):
        pytest.skip("there is no command `chroma` beside this Python; chromadb brings it")
    started = Chroma(tmp_path_factory.mktemp("chroma"))
    yield started
    started.kill()
