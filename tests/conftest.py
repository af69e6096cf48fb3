"""What every test can count on: nothing is fetched, nothing is reported, one thread a model."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Assistant

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


@pytest.fixture(scope="session")
def built_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the shipped corpus, built once for all tests; copy it before writing to it."""
    folder = tmp_path_factory.mktemp("index")
    Assistant.open(CORPUS, index=folder).close()
    return folder


@pytest.fixture(scope="session")
def assistant(built_index: Path) -> Iterator[Assistant]:
    """The real assistant over the shipped corpus."""
    with Assistant.open(CORPUS, index=built_index) as opened:
        yield opened
