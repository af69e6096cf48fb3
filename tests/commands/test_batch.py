"""Files of questions and answers: what is read, what is written, and what is refused with which words."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from rag.batch import check_output, read_questions, write_answers
from rag.errors import InvalidSetting, UnreadableFile

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


def test_json_lines_appear_as_they_come(tmp_path: Path) -> None:
    out, seen = tmp_path / "answers.jsonl", []

    def answers() -> Any:
        for answer in ANSWERS:
            yield answer
            seen.append(out.read_text(encoding="utf-8").count("\n"))

    write_answers(out, answers())
    assert seen == [1, 2]


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
