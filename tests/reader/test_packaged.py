"""The packaged reader tells what answers from what does not, alone, again and from whichever place."""

from pathlib import Path

import pytest

from rag.errors import ReaderUnavailable
from rag.language.sentences import sentence_spans
from rag.reader import Text, open_reader
from rag.reader.packaged import LONGEST_INPUT, MODEL, PackagedReader, Pieces

QUESTION = "who looks after young people once they have moved out of care?"
ANSWERS = (
    "The team is stable. Personal advisers keep in touch with care leavers until they are 25. Roads are wet."
)
OTHER = "Adopters are prepared well. Panels meet each month."


def text(words: str, heading: str = "North 2018. Care leavers.") -> Text:
    return Text(heading, words, tuple(sentence_spans(words)))


@pytest.fixture(scope="module")
def reader() -> PackagedReader:
    return PackagedReader()


def test_what_answers_is_told_from_what_does_not(reader: PackagedReader) -> None:
    answers, other = reader.read(QUESTION, [text(ANSWERS), text(OTHER)])
    assert answers.whole > other.whole
    assert max(answers.sentences) == answers.sentences[1]
    assert answers.sentences[1] > max(other.sentences)


def test_a_question_beside_the_matter_is_told_from_one_that_is_answered(reader: PackagedReader) -> None:
    (answered,) = reader.read("until what age do advisers keep in touch with care leavers?", [text(ANSWERS)])
    (near_miss,) = reader.read("how many care leavers did advisers lose touch with in 2016?", [text(ANSWERS)])
    assert answered.answers > near_miss.answers


def test_a_reading_depends_on_nothing_else_that_is_read(reader: PackagedReader) -> None:
    alone = reader.read(QUESTION, [text(ANSWERS)])
    together = reader.read(QUESTION, [text(OTHER), text(ANSWERS), text(OTHER * 9)])
    assert together[1] == alone[0]
    assert reader.read(QUESTION, [text(ANSWERS)]) == alone


def test_every_sentence_of_a_long_text_is_read(reader: PackagedReader) -> None:
    long = f"{OTHER} " * 60 + ANSWERS
    (reading,) = reader.read(QUESTION, [text(long)])
    assert len(reading.sentences) == len(sentence_spans(long))
    assert max(reading.sentences) == reading.sentences[-2]


def test_windows_hold_whole_sentences_within_the_limit() -> None:
    long = text(f"{OTHER} " * 60)
    windows = list(Pieces().windows(QUESTION, long))
    assert [which for window in windows for which, _, _ in window.sentences] == list(
        range(len(long.sentences))
    )
    assert max(len(window.ids) for window in windows) <= LONGEST_INPUT


@pytest.mark.parametrize("question", ["", "?", "word " * 5000])
def test_any_question_and_any_sentence_is_read(reader: PackagedReader, question: str) -> None:
    texts = [text(""), text("word " * 5000), text(ANSWERS, heading="")]
    readings = reader.read(question, texts)
    assert [len(reading.sentences) for reading in readings] == [0, 1, 3]


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "reader.onnx"
    with pytest.raises(ReaderUnavailable, match=r"reader\.onnx cannot be opened \(No such file"):
        PackagedReader(missing)


@pytest.mark.parametrize("change", [lambda whole: whole[:-1], lambda whole: whole + b"\0"])
def test_a_file_that_is_not_whole_or_another_is_named(tmp_path: Path, change: object) -> None:
    damaged = tmp_path / "reader.onnx"
    damaged.write_bytes(change(MODEL.read_bytes()))  # type: ignore[operator]
    with pytest.raises(ReaderUnavailable, match=r"reader\.onnx has SHA-256 .* is expected"):
        PackagedReader(damaged)


def test_no_reader_is_a_choice() -> None:
    assert open_reader("none") is None


def test_another_reader_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReaderUnavailable, match="PINPOINT_READER must name"):
        open_reader(str(tmp_path))
