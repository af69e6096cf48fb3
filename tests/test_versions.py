"""Whoever asks holds one version until the end, whatever is added and removed meanwhile."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from chromadb.api.shared_system_client import SharedSystemClient

import rag.assistant
from rag import Assistant, Filters
from rag.engine.embedded import store
from rag.errors import RagError

REPORTS = {
    "leeds": "Care leavers in Leeds have safe flats. Their advisers visit every week.",
    "derby": "Care leavers in Derby wait for flats. Their advisers visit rarely.",
    "essex": "Foster carers in Essex are trained well. Adoption is quick.",
}
QUESTION = "Where do care leavers live?"
SECONDS = 8
LATEST = "Adoption in Luton is slow. Families wait for eleven months."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / f"{name}.txt").write_text(f"Report on {name.title()}\n\n{text}\n", encoding="utf-8")
    return folder


@pytest.fixture
def opened(corpus: Path, tmp_path: Path) -> Iterator[Assistant]:
    with Assistant.open(corpus, index=tmp_path / "index") as assistant:
        yield assistant


def write(corpus: Path, name: str, text: str) -> Path:
    path = corpus / f"{name}.txt"
    path.write_text(f"Report on {name.title()}\n\n{text}\n", encoding="utf-8")
    return path


def test_a_retriever_answers_from_what_it_was_made_over(opened: Assistant, corpus: Path) -> None:
    retriever = opened.retriever()
    before = [document.id for document in retriever.invoke(QUESTION)]
    write(corpus, "leeds", "Nothing is said.")
    opened.index([corpus, write(corpus, "luton", LATEST)])
    opened.remove(["derby"])
    assert [document.id for document in retriever.invoke(QUESTION)] == before
    assert not any("derby" in (document.id or "") for document in opened.retriever().invoke(QUESTION))


def test_an_answer_in_the_making_is_of_the_version_that_it_began_with(
    opened: Assistant, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents that go between the reading of a question and the search do not go under it."""
    find = rag.assistant.find_evidence

    def find_later(*arguments, **options):
        write(corpus, "luton", LATEST)
        opened.index([corpus])
        opened.remove(["derby", "leeds"])
        return find(*arguments, **options)

    monkeypatch.setattr(rag.assistant, "find_evidence", find_later)
    before = opened.documents()
    answer = opened.ask("what about care leavers in Derby?")
    assert {passage.document for passage in answer.passages} <= {document.id for document in before}
    assert "derby" in {passage.document for passage in answer.passages}
    assert [document.id for document in opened.documents()] == ["essex", "luton"]


def test_nothing_of_chroma_is_left_open(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "SEALED_FROM", 2)
    before = set(SharedSystemClient._identifier_to_system)
    with Assistant.open(corpus, index=tmp_path / "index") as opened:
        for number in range(3):
            opened.index([write(corpus, f"more-{number}", f"Schools are number {number}. They are full.")])
        assert sealed_aside(opened)
        assert opened.search("schools")
        held = set(SharedSystemClient._identifier_to_system) - before
        assert 0 < len(held) <= 4  # those of the version that is asked
    gc.collect()
    assert set(SharedSystemClient._identifier_to_system) <= before


def sealed_aside(opened: Assistant) -> bool:
    """Whether what was added is sealed within half a minute, by what goes on beside."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        if opened._engine.current()._sealed:
            return True
        time.sleep(0.1)
    return False


def test_a_search_takes_filters_as_an_answer_does(opened: Assistant) -> None:
    found = opened.search(QUESTION, filters=Filters(documents=("essex",)))
    assert {passage.document for passage in found} == {"essex"}


def test_threads_ask_add_and_remove_together(opened: Assistant, corpus: Path) -> None:
    """Each answer is one that could be given of a version that there was."""
    luton = write(corpus, "luton", LATEST)
    opened.index([luton])
    possible = {opened.ask(QUESTION).text}
    opened.remove(["luton"])
    possible.add(opened.ask(QUESTION).text)
    wrong: list[object] = []

    def ask() -> None:
        text = opened.ask(QUESTION).text
        if text not in possible or not opened.retriever().invoke(QUESTION):
            wrong.append(text)

    def change() -> None:
        opened.index([luton])
        opened.remove(["luton"])

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(again_and_again, step) for step in (ask, ask, ask, change)]:
            done.result()
    assert wrong == []


def again_and_again(step: Callable[[], None]) -> None:
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        step()


def test_what_is_closed_cannot_be_changed_into_nonsense(opened: Assistant, corpus: Path) -> None:
    """A retriever that is still held answers after the assistant was closed."""
    retriever = opened.retriever()
    opened.close()
    assert retriever.invoke(QUESTION)
    with pytest.raises(RagError):
        Assistant.open(corpus / "never")
