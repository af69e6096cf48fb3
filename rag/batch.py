"""Files of questions to values, and answers to files: JSON Lines, CSV and Excel, by the file's ending."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.errors import InvalidSetting, UnreadableFile

COLUMNS = ("id", "question", "answer", "outcome", "sources", "seconds")
CITATION_COLUMNS = ("id", "number", "label", "quote", "document", "locator", "page")


def read_questions(path: Path) -> list[dict[str, Any]]:
    """Records with at least ``question``; ``id`` is the row's number and ``history`` empty where missing.

    Raises UnreadableFile, naming the line, where a record cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path} cannot be read as text ({error}); give JSON Lines or CSV.") from error
    if path.suffix.lower() == ".csv":
        records: list[Any] = list(csv.DictReader(text.splitlines()))
    else:
        records = [
            _parse(line, path, number) for number, line in enumerate(text.splitlines(), 1) if line.strip()
        ]
    return [_question(record, path, number) for number, record in enumerate(records, start=1)]


def write_answers(path: Path, answers: Iterable[Mapping[str, Any]]) -> None:
    """Write answers as ``pinpoint batch`` makes them; JSON Lines appear line by line as they come.

    Raises InvalidSetting for another ending than .jsonl, .csv or .xlsx.
    """
    writers = {".jsonl": _write_jsonl, ".csv": _write_csv, ".xlsx": _write_xlsx}
    if path.suffix.lower() not in writers:
        raise InvalidSetting(f"{path.name} ends in neither .jsonl, .csv nor .xlsx; name the output so.")
    path.parent.mkdir(parents=True, exist_ok=True)
    writers[path.suffix.lower()](path, answers)


def _parse(line: str, path: Path, number: int) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"{path}, line {number}: this is not JSON ({error.msg}).") from error


def _question(record: Any, path: Path, number: int) -> dict[str, Any]:
    if not isinstance(record, dict) or not str(record.get("question") or "").strip():
        raise UnreadableFile(f"{path}, record {number}: there is no question in it.")
    return {**record, "id": record.get("id") or str(number), "history": record.get("history") or []}


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
        sheet.append(_row(answer))
        for citation in answer["citations"]:
            sources.append([answer["id"], *(citation[column] for column in CITATION_COLUMNS[1:])])
    workbook.save(path)


def _row(answer: Mapping[str, Any]) -> Sequence[Any]:
    sources = "; ".join(f"[{citation['number']}] {citation['label']}" for citation in answer["citations"])
    values = {**answer, "sources": sources}
    return [_inert(values[column]) for column in COLUMNS]


def _inert(value: Any) -> Any:
    """A cell that a spreadsheet shows and never computes."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value
