"""Without its reader Pinpoint answers by the searches alone: because that was chosen, or with a warning."""

from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.errors import ReaderUnavailable
from tests.conftest import CORPUS

QUESTION = "What is the Think Family database in Bristol?"


def test_who_chooses_no_reader_gets_an_answer_without_a_warning(built_index: Path) -> None:
    with Assistant.open(CORPUS, index=built_index, settings=Settings(reader="none")) as assistant:
        answer = assistant.ask(QUESTION)
    assert "46" in [citation.locator for citation in answer.citations]
    assert answer.warnings == ()


def test_a_reader_that_cannot_be_had_is_named_in_every_answer(built_index: Path, tmp_path: Path) -> None:
    with Assistant.open(CORPUS, index=built_index, settings=Settings(reader=str(tmp_path))) as assistant:
        answer = assistant.ask(QUESTION)
        *_, streamed = assistant.stream(QUESTION)
    assert "46" in [citation.locator for citation in answer.citations]
    (warning,) = answer.warnings
    assert str(tmp_path) in warning
    assert warning.endswith("This was answered by the searches alone.")
    assert streamed == answer


def test_a_packaged_reader_that_is_damaged_stops_nothing(
    built_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_: str) -> None:
        raise ReaderUnavailable("The reader's file reader.onnx is not whole.")

    monkeypatch.setattr("rag.assistant.open_reader", damaged)
    with Assistant.open(CORPUS, index=built_index) as assistant:
        assert assistant.ask(QUESTION).warnings == (
            "The reader's file reader.onnx is not whole. This was answered by the searches alone.",
        )


def test_with_the_reader_an_answer_has_no_warning(assistant: Assistant) -> None:
    assert assistant.ask(QUESTION).warnings == ()
