"""Files of questions and answers: what is read, what is written, and what is refused with which words."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from rag.batch import answer_all, check_output, read_questions, write_answers
from rag.errors import InvalidQuestion, InvalidSetting, UnreadableFile
from rag.model import Answer, Document
from rag.settings import Settings

TURN = {"role": "user", "content": "What about Bristol?"}


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def asked(question: str, id: Any = "1", history: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    return {"id": id, "question": question, "history": list(history)}


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("q.jsonl", '{"question": "Who?"}\n{"question": "When?"}', [asked("Who?"), asked("When?", "2")]),
        ("q.jsonl", '\n{"question": "Who?"}\n\n', [asked("Who?")]),
        ("q.jsonl", '{"id": "a", "question": "Who?"}', [asked("Who?", "a")]),
        ("q.jsonl", '{"id": 0, "question": "Who?"}', [asked("Who?", 0)]),
        ("q.jsonl", '{"id": null, "question": "Who?", "history": null}', [asked("Who?")]),
        ("q.jsonl", json.dumps({"question": "And?", "history": [TURN]}), [asked("And?", "1", (TURN,))]),
        ("q.jsonl", '{"question": "Who?", "kind": "fact"}', [{**asked("Who?"), "kind": "fact"}]),
        ("q.jsonl", '{"question": "One\u2028line?"}\r\n', [asked("One\u2028line?")]),
        ("q.jsonl", '{"question": "Half \\ud83d or \\ud83d\\ude4f?"}', [asked("Half ? or 🙏?")]),
        ("q.jsonl", b'\xef\xbb\xbf{"question": "Who?"}', [asked("Who?")]),
        ("q.txt", '{"question": "Who?"}', [asked("Who?")]),
        ("q.csv", "question\nWho?\nWhen?\n", [asked("Who?"), asked("When?", "2")]),
        ("q.csv", "id,question\na,Who?\n,When?\n", [asked("Who?", "a"), asked("When?", "2")]),
        ("q.csv", 'question\n"Who, and\nwhen?"\n', [asked("Who, and\nwhen?")]),
        ("Q.CSV", "\ufeffquestion,more\nWho?,x,y\n", [{**asked("Who?"), "more": "x"}]),
        (
            "q.jsonl",
            '{"question": "And?", "history": [["What about Bristol?", "Much."]]}',
            [asked("And?", "1", (TURN, {"role": "assistant", "content": "Much."}))],
        ),
        (
            "q.csv",
            'question,history\nAnd?,"[{""role"": ""user"", ""content"": ""What about Bristol?""}]"\n',
            [asked("And?", "1", (TURN,))],
        ),
    ],
)
def test_questions_are_read_with_their_ids_and_history(
    tmp_path: Path, name: str, content: str | bytes, expected: list[dict[str, Any]]
) -> None:
    assert read_questions(file(tmp_path, name, content)) == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("q.jsonl", '{"question": "Who?"}\n{"question": ', "q.jsonl, line 2: this is not JSON"),
        ("q.jsonl", "[" * 100_000, "line 1: this is not JSON"),
        ("q.jsonl", '\n\n{"id": 1}', "line 3: there is no question in it"),
        ("q.jsonl", '{"question": ""}', "line 1: there is no question in it"),
        ("q.jsonl", '{"question": " \\t"}', "line 1: there is no question in it"),
        ("q.jsonl", '{"question": 5}', "line 1: there is no question in it"),
        ("q.jsonl", '["Who?"]', "line 1: there is no question in it"),
        ("q.jsonl", '{"question": "Who?", "history": {"role": "user"}}', "line 1: the history is no list of"),
        ("q.jsonl", '{"question": "Who?", "history": ["Hello"]}', "line 1: the history is no list of"),
        ("q.jsonl", '{"question": "Who?", "history": [{"role": "user"}]}', "the history is no list of"),
        ("q.csv", "id,text\n1,Who?\n", "q.csv, line 2: there is no question in it"),
        ("q.csv", "question,history\nWho?,earlier\n", "q.csv, line 2: this is not JSON"),
        ("q.csv", "question\n" + "x" * 200_000, "this is not CSV"),
        ("q.jsonl", "", "q.jsonl holds no questions"),
        ("q.csv", "question\n", "q.csv holds no questions"),
        ("q.csv", "Wer führt?".encode("cp1252"), "q.csv is not UTF-8 text; save it as JSON Lines or CSV"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(
    tmp_path: Path, name: str, content: str | bytes, message: str
) -> None:
    with pytest.raises(UnreadableFile) as told:
        read_questions(file(tmp_path, name, content))
    assert message in str(told.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_questions(tmp_path / "none.jsonl")
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_questions(tmp_path)


@pytest.mark.parametrize("name", ["answers.txt", "answers", "answers.json", "answers.xls"])
def test_an_output_of_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidSetting, match=r"ends in neither .jsonl, .csv nor .xlsx"):
        check_output(tmp_path / name, tmp_path / "q.jsonl")


def test_the_questions_are_never_written_over(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="holds the questions"):
        check_output(tmp_path / "x" / ".." / "q.jsonl", tmp_path / "q.jsonl")


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.xlsx"])
def test_what_is_there_is_overwritten_only_where_that_is_said(tmp_path: Path, name: str) -> None:
    file(tmp_path, name, "kept")
    with pytest.raises(InvalidSetting, match="is there already; name another file"):
        check_output(tmp_path / name, tmp_path / "q.jsonl")
    check_output(tmp_path / name, tmp_path / "q.jsonl", overwrite=True)


def test_a_link_is_there_and_an_empty_file_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").symlink_to(tmp_path / "elsewhere.jsonl")
    with pytest.raises(InvalidSetting, match="is there already"):
        check_output(tmp_path / "a.jsonl", tmp_path / "q.jsonl")
    check_output(file(tmp_path, "b.jsonl", ""), tmp_path / "q.jsonl")


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "A.XLSX"])
def test_the_three_kinds_of_output_are_accepted(tmp_path: Path, name: str) -> None:
    check_output(tmp_path / name, tmp_path / "q.jsonl")


CITATION = {
    "number": 1,
    "label": "Bristol, para 38",
    "quote": "=improved",
    "document": "bristol",
    "locator": "38",
    "page": 9,
}
ANSWERS = [
    {
        "id": "a",
        "question": "How?",
        "answer": "It “improved” [1].\nMuch.",
        "outcome": "answered",
        "citations": [CITATION],
        "seconds": 0.2,
    },
    {
        "id": 2,
        "question": "=1+1",
        "answer": "Bad\x00 one",
        "outcome": "error",
        "error": "Bad",
        "citations": [],
    },
]
HEAD = ["id", "question", "answer", "outcome", "sources", "seconds"]


def test_json_lines_hold_each_answer_whole(tmp_path: Path) -> None:
    out = tmp_path / "new" / "answers.jsonl"
    write_answers(out, ANSWERS)
    text = out.read_text(encoding="utf-8")
    assert [json.loads(line) for line in text.splitlines()] == ANSWERS
    assert "“improved”" in text


@pytest.mark.parametrize("name", ["answers.jsonl", "answers.csv", "answers.xlsx"])
def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, name: str) -> None:
    def answers() -> Iterator[dict[str, Any]]:
        yield ANSWERS[0]
        assert not (tmp_path / name).exists()
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_answers(tmp_path / name, answers())
    assert list(tmp_path.iterdir()) == []


def test_a_table_holds_an_answer_a_row_and_no_formulas(tmp_path: Path) -> None:
    write_answers(tmp_path / "answers.csv", ANSWERS)
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as written:
        assert list(csv.reader(written)) == [
            HEAD,
            ["a", "How?", "It “improved” [1].\nMuch.", "answered", "[1] Bristol, para 38", "0.2"],
            ["2", "'=1+1", "Bad\x00 one", "error", "", ""],
        ]


def test_a_workbook_holds_answers_and_their_sources_on_two_sheets(tmp_path: Path) -> None:
    write_answers(tmp_path / "answers.xlsx", ANSWERS)
    book = load_workbook(tmp_path / "answers.xlsx")
    rows = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    assert rows == {
        "Answers": [
            HEAD,
            ["a", "How?", "It “improved” [1].\nMuch.", "answered", "[1] Bristol, para 38", 0.2],
            [2, "'=1+1", "Bad  one", "error", None, None],
        ],
        "Sources": [
            ["id", "number", "label", "quote", "document", "locator", "page"],
            ["a", 1, "Bristol, para 38", "'=improved", "bristol", "38", 9],
        ],
    }
    book.close()


class Answering:
    """Answers, and keeps what it was asked; a question may have it stop, or fail."""

    def __init__(self, *stops_at: str) -> None:
        self.asked: list[str] = []
        self.stops_at = stops_at

    def documents(self) -> Sequence[Document]:
        """What is loaded."""
        return (Document("bristol", "Bristol", "other"),)

    def ask(self, question: str, history: Sequence[Any]) -> Answer:
        """An answer that tells how often something was asked before it."""
        self.asked.append(question)
        if question in self.stops_at:
            raise KeyboardInterrupt
        if question == "?":
            raise InvalidQuestion("It is empty.")
        return Answer(question, question, f"{len(history)} before", "answered")


SETTINGS = Settings()
QUESTIONS = [asked("One"), asked("Two", "2"), asked("Three", "3")]


def answer(
    path: Path,
    questions: Sequence[dict[str, Any]] = QUESTIONS,
    *stops_at: str,
    settings: Settings = SETTINGS,
) -> tuple[list[str], list[str]]:
    """What was asked for a file, and what could not be answered."""
    assistant = Answering(*stops_at)
    try:
        failed = answer_all(assistant, questions, path, settings=settings, notify=lambda *_: None)  # type: ignore[arg-type]
    except KeyboardInterrupt:
        failed = ["stopped"]
    return assistant.asked, failed


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.xlsx"])
def test_a_batch_that_was_stopped_goes_on(tmp_path: Path, name: str) -> None:
    assert answer(tmp_path / name, QUESTIONS, "Three") == (["One", "Two", "Three"], ["stopped"])
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.part"]
    assert answer(tmp_path / name) == (["Three"], [])
    assert [path.name for path in tmp_path.iterdir()] == [name]
    (tmp_path / "whole").mkdir()
    answer(tmp_path / "whole" / name)
    assert without_seconds(tmp_path / name) == without_seconds(tmp_path / "whole" / name)


def without_seconds(path: Path) -> list[list[Any]]:
    """The rows of a file of answers, less how long they took."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        return [list(row)[:-1] for row in book["Answers"].iter_rows(values_only=True)]
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".csv":
        return [row[:-1] for row in csv.reader(lines)]
    return [[value for name, value in json.loads(line).items() if name != "seconds"] for line in lines]


def test_half_a_line_at_the_end_is_asked_again_and_so_is_what_failed(tmp_path: Path) -> None:
    questions = [asked("One"), asked("?", "2"), asked("Three", "3"), asked("Four", "4")]
    answer(tmp_path / "a.jsonl", questions, "Four")
    part = tmp_path / "a.jsonl.part"
    part.write_bytes(part.read_bytes()[:-9])
    assert answer(tmp_path / "a.jsonl", questions) == (["?", "Three", "Four"], ["2: It is empty."])
    assert len(without_seconds(tmp_path / "a.jsonl")) == 4


@pytest.mark.parametrize(
    "questions",
    [
        [asked("One", "other"), asked("2"), asked("3")],
        [asked("One", "1", (TURN,)), asked("Zwei", "2")],
    ],
)
def test_what_was_kept_of_other_questions_is_neither_used_nor_lost(
    tmp_path: Path, questions: list[dict[str, Any]]
) -> None:
    answer(tmp_path / "a.jsonl", QUESTIONS, "Three")
    before = (tmp_path / "a.jsonl.part").read_bytes()
    with pytest.raises(InvalidSetting, match=r"a.jsonl.part holds answers to other questions"):
        answer(tmp_path / "a.jsonl", questions)
    with pytest.raises(InvalidSetting, match="or by other settings"):
        answer(tmp_path / "a.jsonl", settings=Settings(passages=5))
    assert (tmp_path / "a.jsonl.part").read_bytes() == before
    (tmp_path / "a.jsonl.part").write_text('{"id": 1}\n')
    with pytest.raises(InvalidSetting, match="move it away"):
        answer(tmp_path / "a.jsonl")


def test_questions_that_were_added_or_moved_cost_no_answer(tmp_path: Path) -> None:
    answer(tmp_path / "a.jsonl", QUESTIONS, "Three")
    more = [asked("New", "0"), QUESTIONS[1], QUESTIONS[0]]
    assert answer(tmp_path / "a.jsonl", more) == (["New"], [])
    ids = [json.loads(line)["id"] for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert ids == ["0", "2", "1"]


def test_two_batches_do_not_write_one_file(tmp_path: Path) -> None:
    class Meanwhile(Answering):
        def ask(self, question: str, history: Sequence[Any]) -> Answer:
            with pytest.raises(InvalidSetting, match="Another batch is writing"):
                answer(tmp_path / "a.jsonl")
            return super().ask(question, history)

    assistant: Any = Meanwhile()
    answer_all(assistant, QUESTIONS, tmp_path / "a.jsonl", settings=Settings(), notify=lambda *_: None)
    assert assistant.asked == ["One", "Two", "Three"]


KILLED = """
import sys, time
from pathlib import Path
from rag.settings import Settings
from rag.batch import answer_all
from tests.commands.test_batch import QUESTIONS, Answering

class Slow(Answering):
    def ask(self, question, history):
        if question == "Three":
            print("two are there", flush=True)
            time.sleep(600)
        return super().ask(question, history)

answer_all(Slow(), QUESTIONS, Path(sys.argv[1]), settings=Settings(), notify=lambda *_: None)
"""


def test_a_batch_that_was_killed_goes_on(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent.parent
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "a.jsonl")], cwd=root, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
    assert answer(tmp_path / "a.jsonl") == (["Three"], [])
