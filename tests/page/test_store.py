"""Conversations are kept whole and come back as they were; ratings become questions to evaluate by."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Assistant
from rag.batch import read_questions
from rag.evaluation import evaluate
from rag.model import Answer
from rag.page.store import Conversation, Rating, Store, Turn
from rag.query import Filters
from tests.pictures.reports import GRID

QUESTION = "What did inspectors say about caseloads in South Gloucestershire?"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kept")


@pytest.fixture
def talk(assistant: Assistant) -> Conversation:
    answer = assistant.ask(QUESTION)
    assert answer.citations
    return Conversation(turns=[Turn(QUESTION, answer, Filters(kinds=("ilacs",))), Turn("?", "It is empty.")])


def test_a_conversation_comes_back_as_it_was_but_for_its_passages(store: Store, talk: Conversation) -> None:
    store.save(talk)
    loaded = store.load(talk.id)
    assert loaded
    first, second = loaded.turns
    assert isinstance(talk.turns[0].said, Answer)
    assert first == replace(talk.turns[0], said=replace(talk.turns[0].said, passages=()))
    assert second == talk.turns[1]


def test_what_many_reports_say_is_kept_with_its_answer(store: Store) -> None:
    talk = Conversation(turns=[Turn("?", Answer("?", "?", "", "answered", grid=GRID))])
    store.save(talk)
    assert store.load(talk.id) == talk


def test_the_last_ones_come_first_and_one_that_is_spoilt_is_passed_over(
    store: Store, talk: Conversation
) -> None:
    store.save(talk)
    (store.folder / "0000000000000000.json").write_text('{"turns": [')
    (store.folder / "1111111111111111.json").write_text('{"turns": [{"question": "Who?"}]}')
    assert [each.id for each in store.recent()] == [talk.id]
    store.forget(talk.id)
    assert list(store.recent()) == []
    assert store.load(talk.id) is None


def test_nothing_half_written_takes_the_place_of_what_was_kept(
    store: Store, talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save(talk)

    def fail(*_: object, **__: object) -> str:
        raise OSError("the disk is full")

    monkeypatch.setattr("rag.page.store.os.fdopen", fail)
    with pytest.raises(OSError, match="full"):
        store.save(Conversation(talk.id))
    monkeypatch.undo()
    loaded = store.load(talk.id)
    assert loaded
    assert len(loaded.turns) == 2


def test_what_was_rated_good_is_evaluated_as_a_question_with_its_evidence(
    store: Store, talk: Conversation, assistant: Assistant
) -> None:
    store.rate(talk, 0, Rating(good=True, reason="All of it is there."))
    (result,) = evaluate(assistant, read_questions(store.folder / "feedback.jsonl"))
    assert (result.kind, result.answerable, result.declined) == ("rated good", True, False)
    assert all(result.precise)


def test_each_answer_has_one_rating_and_each_line_is_json(store: Store, talk: Conversation) -> None:
    for good in (True, False):
        store.rate(talk, 0, Rating(good, "not\u2028one line"))
    other = Conversation(turns=talk.turns)
    store.rate(other, 0, Rating(good=True))
    *lines, _ = (store.folder / "feedback.jsonl").read_text(encoding="utf-8").split("\n")
    assert [json.loads(line)["type"] for line in lines] == ["rated poor", "rated good"]


def test_a_conversation_that_is_deleted_leaves_nothing_and_takes_nothing_else(
    store: Store, talk: Conversation
) -> None:
    other = Conversation(turns=talk.turns)
    for each in (talk, other):
        store.save(each)
        store.rate(each, 0, Rating(good=True, reason="All of it is there."))
    for name in (f"{talk.id}.json", "feedback.jsonl"):  # of a process that was killed while it wrote
        (store.folder / f".{name}.killed").write_text(talk.id)
    store.forget(talk.id)
    kept = {file.name: file.read_text(encoding="utf-8") for file in store.folder.iterdir()}
    assert not [name for name, text in kept.items() if talk.id in name or talk.id in text]
    assert store.load(other.id)
    assert [question["id"] for question in read_questions(store.folder / "feedback.jsonl")] == [
        f"{other.id}-1"
    ]


@pytest.mark.parametrize("id", ["../library", "/etc/passwd", "", "*", "feedback", "0123456789abcdef/../../x"])
def test_nothing_but_a_conversation_can_be_deleted(store: Store, id: str) -> None:
    store.folder.mkdir()
    files = [
        store.folder / "feedback.json",
        store.folder.parent / "library.json",
        store.folder.parent / "x.json",
    ]
    for file in files:
        file.write_text("{}")
    store.forget(id)
    assert all(file.exists() for file in files)
