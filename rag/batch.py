"""Files of questions to values, and answers to files: JSON Lines, CSV and Excel, by the file's ending."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.cells import inert
from rag.errors import InvalidSetting, UnreadableFile

COLUMNS = ("id", "question", "answer", "outcome", "sources", "seconds")
CITATION_COLUMNS = ("id", "number", "label", "quote", "document", "locator", "page")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_questions(path: Path) -> list[dict[str, Any]]:
    """Records with ``question``, ``id`` (the row's number where missing) and ``history`` (else empty).

    Raises UnreadableFile, naming the line, where a record cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path} is not UTF-8 text; save it as JSON Lines or CSV in UTF-8.") from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be opened ({error.strerror}); check its name.") from error
    records = _table_rows(text, path) if path.suffix.lower() == ".csv" else _json_lines(text, path)
    questions = [_question(record, where, number) for number, (where, record) in enumerate(records, 1)]
    if not questions:
        raise UnreadableFile(f"{path} holds no questions; write one a line.")
    return questions


def check_output(path: Path, questions: Path) -> None:
    """Raises InvalidSetting where ``path`` has no ending that can be written, or holds the questions."""
    if path.suffix.lower() not in WRITERS:
        raise InvalidSetting(f"{path.name} ends in neither .jsonl, .csv nor .xlsx; name the output so.")
    if path.resolve() == questions.resolve():
        raise InvalidSetting(f"{path} holds the questions; name another file for the answers.")


def write_answers(path: Path, answers: Iterable[Mapping[str, Any]]) -> None:
    """Write answers as ``pinpoint batch`` makes them; JSON Lines appear line by line as they come."""
    path.parent.mkdir(parents=True, exist_ok=True)
    WRITERS[path.suffix.lower()](path, answers)


def _table_rows(text: str, path: Path) -> Iterator[tuple[str, Any]]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    try:
        for row in rows:
            yield f"{path}, line {rows.line_num}", row
    except csv.Error as error:
        raise UnreadableFile(f"{path}, line {rows.line_num}: this is not CSV ({error}).") from error


def _json_lines(text: str, path: Path) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):  # JSON may hold every other line end
        if line.strip():
            where = f"{path}, line {number}"
            yield where, _parse(line, where)


def _parse(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableFile(f"{where}: this is not JSON ({error}).") from error


def _question(record: Any, where: str, number: int) -> dict[str, Any]:
    question = record.get("question") if isinstance(record, dict) else None
    if not isinstance(question, str) or not question.strip():
        raise UnreadableFile(f"{where}: there is no question in it.")
    id, history = record.get("id"), record.get("history") or []
    if isinstance(history, str):  # in a table it is written as JSON
        history = _parse(history, where)
    if not isinstance(history, list):
        history = [history]
    history = [turn for said in history for turn in _turns_of(said)]
    if not all(map(_is_turn, history)):
        raise UnreadableFile(
            f'{where}: the history is no list of {{"role": …, "content": …}} or of [question, answer].'
        )
    given = {"id": str(number) if id in (None, "") else id, "history": history}
    return {**{name: value for name, value in record.items() if name}, **given}


def _turns_of(said: Any) -> list[Any]:
    """A turn as it is; a question with its answer as two."""
    if isinstance(said, list) and len(said) == 2:
        return [
            {"role": role, "content": text} for role, text in zip(("user", "assistant"), said, strict=True)
        ]
    return [said]


def _is_turn(turn: Any) -> bool:
    return (
        isinstance(turn, dict) and isinstance(turn.get("role"), str) and isinstance(turn.get("content"), str)
    )


def _write_jsonl(path: Path, answers: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for answer in answers:
            file.write(json.dumps(answer, ensure_ascii=False) + "\n")
            file.flush()


def _write_csv(path: Path, answers: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_row(answer) for answer in answers)


def _write_xlsx(path: Path, answers: Iterable[Mapping[str, Any]]) -> None:
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    sheet, sources = workbook.create_sheet("Answers"), workbook.create_sheet("Sources")
    sheet.append(COLUMNS)
    sources.append(CITATION_COLUMNS)
    for answer in answers:
        sheet.append([_printable(cell) for cell in _row(answer)])
        for citation in answer["citations"]:
            cells = (answer["id"], *(citation[column] for column in CITATION_COLUMNS[1:]))
            sources.append([_printable(inert(cell)) for cell in cells])
    workbook.save(path)


def _row(answer: Mapping[str, Any]) -> Sequence[Any]:
    sources = "; ".join(f"[{citation['number']}] {citation['label']}" for citation in answer["citations"])
    values = {**answer, "sources": sources}
    return [inert(values.get(column, "")) for column in COLUMNS]


def _printable(value: Any) -> Any:
    """A cell without the control characters that Excel refuses."""
    return CONTROLS.sub(" ", value) if isinstance(value, str) else value


Writer = Callable[[Path, Iterable[Mapping[str, Any]]], None]
WRITERS: dict[str, Writer] = {".jsonl": _write_jsonl, ".csv": _write_csv, ".xlsx": _write_xlsx}
