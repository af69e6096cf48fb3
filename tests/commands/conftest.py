"""Two short documents, indexed once with the real model; and a command, run in this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Done, Place

from rag.__main__ import main
from rag.indexing import Index
from rag.settings import Settings

ADOPTION = """Adoption service inspection

Adoption in this town is slow. Families wait for eleven months.

Social workers visit each family every week.
"""
HOUSING = """# Housing

Care leavers live in safe flats.

The number of flats rose to 56 in 2018.
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run one command; wrong use exits as it does on the command line."""

    def run(*arguments: str | Path) -> Done:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            status = int(ended.code or 0)
        return Done(status, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two documents, indexed once; only read from it."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "adoption.txt").write_text(ADOPTION)
    (folder / "corpus" / "housing.md").write_text(HOUSING)
    place = Place(folder / "corpus", folder / "index")
    assert main(["index", *place.options]) == 0
    return place


@pytest.fixture
def place(made: Place, tmp_path: Path) -> Place:
    """The same two documents and their index, to do anything to."""
    copied = Place(tmp_path / "corpus", tmp_path / "index")
    shutil.copytree(made.corpus, copied.corpus)
    shutil.copytree(made.index, copied.index)
    Index.at(copied.index, Settings()).update([copied.corpus])  # of these files, not of those copied from
    return copied
