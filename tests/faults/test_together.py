"""Many at once: each has the answer that is had alone, and of two that write one waits or is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.together import (
    CONVERSATIONS,
    FIRST,
    Result,
    ask_while_indexing,
    converse_at_once,
    index_at_once,
)
from rag import Assistant
from tests.conftest import CORPUS


@pytest.fixture
def index(built_index: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built_index, tmp_path / "index")


def holds(result: Result) -> bool:
    """Whether something was done and nothing of it went wrong."""
    assert result.faults == []
    return bool(result.seconds)


def test_conversations_held_at_once_go_as_they_go_alone(assistant: Assistant) -> None:
    assert holds(converse_at_once(assistant, 4, CONVERSATIONS[1:3]))


def test_processes_that_ask_while_one_indexes_have_the_answers_of_one_version(index: Path) -> None:
    assert holds(ask_while_indexing(CORPUS, index, processes=2, runs=1, questions=FIRST[1:3]))


def test_of_two_that_index_at_once_one_waits_and_both_are_done(index: Path) -> None:
    assert holds(index_at_once(index, 60))
