"""Indexing into servers: what changed is done once, by all who are at it; a killed one is made up for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import rag.indexing
from benchmarks.same_answers import copy_to_servers
from benchmarks.servers import Postgres
from rag import Assistant, Settings
from rag.engine.server.store import ServerStore
from rag.errors import UnusableIndex
from rag.indexing import Index, IndexReport
from rag.reading import FileReader
from tests.conftest import CORPUS
from tests.index.word_embeddings import WordEmbeddings
from tests.test_same_answer import QUESTIONS, told

FILES = 12


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.new_database()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"report-{number:02}.txt").write_text(
            f"Visit {number} was late.\n\nPlan {number} is good.\n"
        )
    return folder


class SlowEmbeddings(WordEmbeddings):
    """Embeddings that take a while, and tell when they begin."""

    def __init__(self, seconds: float = 0.0, begin: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._seconds = seconds
        self._begin = begin

    def encode(self, texts):
        self._begin()
        time.sleep(self._seconds)
        return super().encode(texts)


def index_in(url: str, folder: Path, embeddings: WordEmbeddings | None = None) -> Index:
    reader = FileReader(60, megabytes=2048)
    return Index(folder, embeddings or WordEmbeddings(), reader, store=ServerStore(url), patience=20)


def ids(url: str) -> list[str]:
    engine = ServerStore(url).engine()
    found = list(engine.current().documents)
    engine.close()
    return found


ALL = [f"report-{number:02}" for number in range(FILES)]


def test_only_what_changed_is_done_and_what_is_up_to_date_is_not_written_to(
    url: str, corpus: Path, tmp_path: Path
) -> None:
    index = index_in(url, tmp_path)
    assert index.update([corpus]) == IndexReport(added=ALL)
    index.embeddings.embedded.clear()
    (corpus / "report-03.txt").write_text("Visit 3 was late.\n\nCourts are quick.\n")
    (corpus / "report-04.txt").unlink()
    os.utime(corpus / "report-05.txt", (1, 1))
    report = index.update([corpus])
    assert (report.updated, report.removed) == (["report-03"], ["report-04"])
    assert all("Courts" in text for text in index.embeddings.embedded)
    with index.store.writing(patience=5):  # it does not even ask for its turn to write
        assert index_in(url, tmp_path).update([corpus]).unchanged == [id for id in ALL if id != "report-04"]


def test_what_was_staged_by_a_run_that_was_stopped_is_not_read_again(
    url: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(BaseException):
        pass

    calls: list[None] = []

    def stop() -> None:
        calls.append(None)
        if len(calls) > 3:
            raise Stopped

    monkeypatch.setattr(rag.indexing, "TEXTS_TOGETHER", 1)
    with pytest.raises(Stopped):
        index_in(url, tmp_path, SlowEmbeddings(begin=stop)).update([corpus])
    assert ids(url) == []
    resumed = index_in(url, tmp_path)
    assert resumed.update([corpus]).added == ALL
    assert not any("Visit 0" in text for text in resumed.embeddings.embedded)
    assert any("Visit 11" in text for text in resumed.embeddings.embedded)


def test_another_run_helps_the_one_that_writes_and_nothing_is_embedded_twice(
    url: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.indexing, "TEXTS_TOGETHER", 1)
    monkeypatch.setattr(rag.indexing, "READ_AHEAD", 1)
    at_it = threading.Event()
    first = SlowEmbeddings(0.3, at_it.set)
    second = SlowEmbeddings(0.05)
    reports: list[IndexReport] = []
    writes = threading.Thread(target=lambda: reports.append(index_in(url, tmp_path, first).update([corpus])))
    writes.start()
    at_it.wait(20)
    helped = index_in(url, tmp_path / "other", second).update([corpus])
    writes.join()
    assert [report.added for report in reports] == [ALL]
    assert (helped.added, helped.unchanged) == ([], ALL)
    assert len(second.embedded) > len(first.embedded) > 0
    assert len(first.embedded) + len(second.embedded) == len({*first.embedded, *second.embedded})
    assert ids(url) == ALL


HELP = """
import os, sys, time
from pathlib import Path
from rag.engine.server.store import ServerStore

def stop(library, shared):
    print(shared.id, flush=True)
    time.sleep(60)

ServerStore(sys.argv[1]).help(20, sys.argv[2], stop)
"""


def test_what_a_killed_helper_was_at_is_done_by_the_one_that_writes(
    url: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.indexing, "TEXTS_TOGETHER", 1)
    monkeypatch.setattr(rag.indexing, "READ_AHEAD", 1)
    killed: list[str] = []

    def have_one_killed() -> None:
        if not killed:
            made_with = index._made_with()
            helper = subprocess.Popen(
                [sys.executable, "-c", HELP, url, made_with], stdout=subprocess.PIPE, text=True
            )
            assert helper.stdout
            killed.append(helper.stdout.readline().strip())
            helper.send_signal(signal.SIGKILL)
            helper.communicate()

    index = index_in(url, tmp_path, SlowEmbeddings(begin=have_one_killed))
    assert index.update([corpus]).added == ALL
    assert killed == ["report-11"]
    assert ids(url) == ALL


def test_a_file_that_a_helper_cannot_read_is_told_by_the_one_that_writes(
    url: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.indexing, "TEXTS_TOGETHER", 1)
    monkeypatch.setattr(rag.indexing, "READ_AHEAD", 1)
    (corpus / "report-99.txt").write_bytes(b"\0\0")
    (corpus / os.fsdecode(b"report-98-\xff.txt")).write_text("A name that is no text.")
    at_it = threading.Event()
    index = index_in(url, tmp_path, SlowEmbeddings(0.2, at_it.set))
    reports: list[IndexReport] = []
    writes = threading.Thread(target=lambda: reports.append(index.update([corpus])))
    writes.start()
    at_it.wait(20)
    index_in(url, tmp_path / "other").update([corpus])
    writes.join()
    assert [report.added for report in reports] == [ALL]
    assert len(reports[0].unreadable) == 2


# answers


@pytest.fixture(scope="module")
def shipped(built_index: Path, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a database with the shipped documents, whose vectors come from the built index."""
    folder, url = tmp_path_factory.mktemp("shipped"), postgres.new_database()
    settings = replace(Settings(), corpus=CORPUS, index=folder, database=url)
    copy_to_servers(built_index, settings)
    return settings


def test_both_stores_give_the_same_answers(shipped: Settings, assistant: Assistant) -> None:
    with Assistant.open(settings=shipped) as other:
        for question in QUESTIONS[::3]:
            assert told(other.ask(question)) == told(assistant.ask(question))


def test_opening_what_others_share_writes_nothing(url: str, corpus: Path, tmp_path: Path) -> None:
    settings = replace(Settings(), corpus=corpus, index=tmp_path, database=url)
    with pytest.raises(UnusableIndex, match="holds no index yet; run `pinpoint index`"):
        Assistant.open(settings=settings)
