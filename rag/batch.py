"""Files of questions to values, and answers to files: JSON Lines, CSV and Excel, by the file's ending.

A file is written aside and put in its place once it is whole. Until then each answer is kept in a file beside
it, from which a batch that was stopped goes on.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from rag.cells import inert
from rag.errors import InvalidSetting, RagError, UnreadableFile

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.model import Progress
    from rag.settings import Settings

COLUMNS = ("id", "question", "answer", "outcome", "sources", "seconds")
CITATION_COLUMNS = ("id", "number", "label", "quote", "document", "locator", "page")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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


def check_output(path: Path, questions: Path, *, overwrite: bool = False) -> None:
    """Raises InvalidSetting where ``path`` has no ending that can be written, or holds the questions.

    So it does where there is something in it already, unless that is to be overwritten; and IsADirectoryError
    for a folder.
    """
    if path.suffix.lower() not in WRITERS:
        raise InvalidSetting(f"{path.name} ends in neither .jsonl, .csv nor .xlsx; name the output so.")
    if path.resolve() == questions.resolve():
        raise InvalidSetting(f"{path} holds the questions; name another file for the answers.")
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not overwrite and (path.is_symlink() or (path.exists() and path.stat().st_size)):
        raise InvalidSetting(f"{path} is there already; name another file, or move it away.")


def answer_all(
    assistant: Assistant,
    questions: Sequence[Mapping[str, Any]],
    path: Path,
    *,
    settings: Settings,
    notify: Progress,
) -> list[str]:
    """Answer questions into a file; returns a line for each that could not be answered.

    Each answer is kept at once in a file called like ``path`` with ``.part`` after it. What is in it already,
    of the same questions by the same settings from the same documents, is not asked again, but for what could
    not be answered. Raises InvalidSetting where all that is in it belongs elsewhere, or another batch is
    writing to it.
    """
    part = path.with_name(f"{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    with _alone_with(part), part.open("a+b") as kept:
        loaded = hashlib.sha256(repr([*assistant.documents()]).encode()).hexdigest()
        keys = _keys_of(questions, f"{settings!r} {loaded}")
        places = _places_in(kept, part, set(keys))
        for done, (key, asked) in enumerate(zip(keys, questions, strict=True)):
            notify("Answering questions", done, len(questions))
            if key not in places:
                answer = _answer(assistant, asked)
                failed += [f"{answer['id']}: {answer['error']}"] if "error" in answer else []
                places[key] = kept.seek(0, os.SEEK_END)
                kept.write(json.dumps({"asked": key, "answer": answer}).encode() + b"\n")
                kept.flush()
        notify("Answering questions", len(questions), len(questions))
        write_answers(path, (_kept_at(places[key], kept) for key in keys))
    part.unlink()
    return failed


def write_answers(path: Path, answers: Iterable[Mapping[str, Any]]) -> None:
    """Write answers as ``pinpoint batch`` makes them, all or none, and the folder if it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        WRITERS[path.suffix.lower()](aside, answers)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _answer(assistant: Assistant, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a question; where it could not be answered, of why."""
    start = time.perf_counter()
    try:
        answer = assistant.ask(asked["question"], asked["history"])
    except RagError as error:
        told = {"outcome": "error", "error": str(error), "answer": str(error), "citations": []}
        return {"id": asked["id"], "question": asked["question"], **told}
    seconds = round(time.perf_counter() - start, 3)
    return {**answer.to_dict(), "id": asked["id"], "answer": answer.text, "seconds": seconds}


@contextmanager
def _alone_with(part: Path) -> Iterator[None]:
    """While this lasts no other batch writes to a file."""
    lock = FileLock(f"{part}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise InvalidSetting(
            f"Another batch is writing {part}; wait for it, or name another file for the answers."
        ) from error
    try:
        yield
    finally:
        Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()


def _keys_of(questions: Sequence[Mapping[str, Any]], answered_by: str) -> list[str]:
    """What tells each question, with its id and history and what answers it, from every other."""
    told = ([asked["id"], asked["question"], asked["history"], answered_by] for asked in questions)
    return [hashlib.sha256(json.dumps(each).encode()).hexdigest() for each in told]


def _places_in(kept: IO[bytes], part: Path, keys: set[str]) -> dict[str, int]:
    """Where each answer begins of those that are kept; half a line at the end is cut off."""
    places, at, others = dict[str, int](), 0, False
    kept.seek(0)
    for line in kept:
        if not line.endswith(b"\n"):
            kept.truncate(at)
            break
        record = _parse(line.decode(errors="replace"), str(part))
        asked = record.get("asked") if isinstance(record, dict) else None
        if asked not in keys:
            others = True
        elif record["answer"]["outcome"] != "error":
            places[asked] = at
        at += len(line)
    if others and not places:
        raise InvalidSetting(
            f"{part} holds answers to other questions, or by other settings or documents; move it away."
        )
    return places


def _kept_at(place: int, kept: IO[bytes]) -> dict[str, Any]:
    kept.seek(place)
    answer: dict[str, Any] = json.loads(kept.readline())["answer"]
    return answer


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
    """The value of some JSON; for half a character, which nothing can write, there is a question mark."""
    try:
        return json.loads(json.dumps(json.loads(text), ensure_ascii=False).encode(errors="replace"))
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


def _write_csv(path: Path, answers: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([inert(cell) for cell in _row(answer)] for answer in answers)


def _write_xlsx(path: Path, answers: Iterable[Mapping[str, Any]]) -> None:
    from openpyxl import Workbook

    rows: list[Sequence[Any]] = [COLUMNS]
    cited: list[Sequence[Any]] = [CITATION_COLUMNS]
    for answer in answers:
        rows.append(_row(answer))
        cited += [[answer["id"], *map(each.get, CITATION_COLUMNS[1:])] for each in answer["citations"]]
    workbook = Workbook(write_only=True)
    for name, lines in (("Answers", rows), ("Sources", cited)):
        sheet = workbook.create_sheet(name)
        for line in lines:
            sheet.append([_printable(inert(cell)) for cell in line])
    workbook.save(path)


def _row(answer: Mapping[str, Any]) -> Sequence[Any]:
    sources = "; ".join(f"[{citation['number']}] {citation['label']}" for citation in answer["citations"])
    values = {**answer, "sources": sources}
    return [values.get(column, "") for column in COLUMNS]


def _printable(value: Any) -> Any:
    """A cell without the characters that Excel refuses."""
    return CONTROLS.sub(" ", value) if isinstance(value, str) else value


Writer = Callable[[Path, Iterable[Mapping[str, Any]]], None]
WRITERS: dict[str, Writer] = {".jsonl": _write_jsonl, ".csv": _write_csv, ".xlsx": _write_xlsx}
