"""Commands whose answers a chat model writes: a server on the loopback is one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command_line import Done, Place

from tests.writing.servers import ModelServer, Reply, model_server

Run = Callable[..., Done]

MODEL = ("--model", "ollama:tiny")
QUESTION = "Where do care leavers live?"
SAID = "- Care leavers live in safe flats. [P1]"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with model_server(Reply(SAID)) as running:
        monkeypatch.setenv("PINPOINT_BASE_URL", running.url)
        yield running


def test_ask_tells_who_wrote_and_what_it_took(run: Run, made: Place, server: ModelServer) -> None:
    answer = json.loads(run("ask", QUESTION, "--json", *MODEL, *made.options).out)
    assert (answer["engine"], answer["warnings"]) == ("ollama:tiny", [])
    assert "Care leavers live in safe flats. [1]" in answer["text"]
    taken = {"input_tokens": 500, "output_tokens": 50}
    assert answer["usage"] == {**taken, "statements": 1, "moved": 0, "dropped": 0}
    assert len(server.requests) == 1


def test_batch_writes_with_a_model(run: Run, made: Place, server: ModelServer, tmp_path: Path) -> None:
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    questions.write_text(json.dumps({"id": "1", "question": QUESTION}))
    assert run("batch", questions, answers, *MODEL, *made.options).status == 0
    assert json.loads(answers.read_text())["engine"] == "ollama:tiny"
    assert server.requests


def test_evaluate_prints_both_engines_side_by_side(
    run: Run, made: Place, server: ModelServer, tmp_path: Path
) -> None:
    questions = tmp_path / "questions.jsonl"
    piece = {"document": "housing", "text": "Care leavers live in safe flats."}
    asked = {"question": QUESTION, "type": "fact", "must_have": [[piece]], "evidence": [piece]}
    questions.write_text(json.dumps(asked))
    lines = run("evaluate", "--questions", questions, *MODEL, *made.options).out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["engine", "kind"],
        ["quotes", "fact"],
        ["ollama:tiny", "fact"],
        ["quotes", "all"],
        ["ollama:tiny", "all"],
    ]
    assert len(server.requests) == 1


def test_a_model_that_is_not_installed_is_told(run: Run, made: Place) -> None:
    done = run("ask", QUESTION, "--model", "groq:llama", *made.options)
    assert (done.status, "pip install" in done.err) == (1, True)


def test_a_command_that_writes_no_answer_opens_no_model(
    run: Run, made: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINPOINT_MODEL", "nobody:nothing")
    assert run("documents", *made.options).status == 0
