"""What every test can count on: nothing is fetched, nothing is reported, one thread a model."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from rag import Assistant
from tests.remembering import remembering

CORPUS = Path(__file__).parent.parent / "corpus"

QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
}
os.environ.update(QUIET)
for name in [name for name in os.environ if name.startswith("PINPOINT_")]:
    del os.environ[name]


@pytest.fixture(scope="session", autouse=True)
def _models_that_remember() -> Iterator[None]:
    with remembering():
        yield


@pytest.fixture(scope="session")
def built_index(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The index of the shipped corpus, built once for all tests; copy it before writing to it."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "shipped"
    with FileLock(f"{folder}.lock"):  # whoever comes second finds it done
        Assistant.open(CORPUS, index=folder).close()
    return folder


@pytest.fixture(scope="session")
def assistant(built_index: Path) -> Iterator[Assistant]:
    """The real assistant over the shipped corpus."""
    with Assistant.open(CORPUS, index=built_index) as opened:
        yield opened


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C interrupts, also where the tests were started in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
