"""Options of a command to what it does: results to standard output, progress and errors to standard error."""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.batch import read_questions, write_answers
from rag.errors import RagError
from rag.model import Answer, Document, Filters, day_of
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.indexing import IndexReport, Progress

DONE, FAILED = 0, 1
PAGE = Path(__file__).parent.parent / "app.py"


def ask(options: Namespace) -> int:
    """Answer one question."""
    filters = Filters(
        authorities=tuple(options.authority), first_year=options.first_year, last_year=options.last_year
    )
    with _open(options) as assistant:
        answer = assistant.ask(options.question, filters=filters)
    print(_json(answer.to_dict()) if options.json else _written(answer))
    return DONE


def index(options: Namespace) -> int:
    """Bring files and folders into the index, or make it anew."""
    from rag.indexing import Index, index_folder, set_aside_damaged

    settings = _settings(options)
    folder = index_folder(settings.corpus, options.index, settings)
    if options.rebuild:
        set_aside_damaged(folder)
    with _progress() as progress, closing(Index.at(folder, settings)) as opened:
        report = opened.update(options.paths or [settings.corpus], progress, anew=options.rebuild)
    return _tell(report)


def read(options: Namespace) -> int:
    """Show how files are read."""
    from rag.reading import read_document

    failed = False
    for file in options.files:
        try:
            document = read_document(file, file.parent)
        except RagError as error:
            failed = True
            print(_line({"file": str(file), "error": str(error)}) if options.json else f"{file}: {error}")
        else:
            print(_line({"file": str(file), **_details(document)}) if options.json else _read_out(document))
    return FAILED if failed else DONE


def documents(options: Namespace) -> int:
    """List what is loaded."""
    with _open(options) as assistant:
        for document in assistant.documents():
            print(_line(_summary(document)) if options.json else _listed(document))
    return DONE


def show(options: Namespace) -> int:
    """Print a document, or one paragraph of it."""
    with _open(options) as assistant:
        if options.locator is None:
            print(_read_out(assistant.document(options.document)))
        else:
            print(assistant.paragraph(options.document, options.locator).text)
    return DONE


def batch(options: Namespace) -> int:
    """Answer a file of questions."""
    questions = read_questions(options.questions)
    with _open(options) as assistant:
        write_answers(options.answers, _answers(assistant, questions))
    return DONE


def chat(options: Namespace) -> int:
    """Index, then hand this process over to the page's server."""
    settings = _settings(options)
    with _open(options):
        pass  # so that the page opens at once, and what is wrong with the index is told here
    environment = {
        **os.environ,
        "PINPOINT_CORPUS": str(settings.corpus.resolve()),
        "PINPOINT_INDEX": str((options.index or settings.index).resolve()),
    }
    print(f"Pinpoint is at http://localhost:{options.port} (stop it with Ctrl+C)", file=sys.stderr)
    server = [sys.executable, "-m", "streamlit", "run", str(PAGE), f"--server.port={options.port}"]
    os.chdir(PAGE.parent)  # where the page's own configuration lies
    os.execve(sys.executable, server, environment)


def _settings(options: Namespace) -> Settings:
    settings = Settings.from_env()
    return replace(settings, corpus=options.corpus) if options.corpus else settings


def _open(options: Namespace) -> Assistant:
    from rag.assistant import Assistant

    with _progress() as progress:
        return Assistant.open(
            options.corpus, index=options.index, settings=Settings.from_env(), progress=progress
        )


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on standard error for whatever is being done; none where it is not a terminal."""
    from tqdm import tqdm

    bars: dict[str, tqdm[Any]] = {}

    def notify(what: str, done: int, total: int) -> None:
        if total and what not in bars:
            bars[what] = tqdm(
                total=total, desc=what, disable=None, unit="", bar_format="{desc}: {bar} {n}/{total}"
            )
        if what in bars:
            bars[what].update(done - bars[what].n)

    try:
        yield notify
    finally:
        for bar in bars.values():
            bar.close()


def _tell(report: IndexReport) -> int:
    for done in ("added", "updated", "removed"):
        for id in getattr(report, done):
            print(f"{done} {id}")
    for file, reason in report.unreadable:
        print(f"{file}: {reason}", file=sys.stderr)
    print(f"{len(report.unchanged)} unchanged, {len(report.unreadable)} could not be read")
    return FAILED if report.unreadable else DONE


def _answers(assistant: Assistant, questions: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for question in questions:
        start = time.perf_counter()
        answer = assistant.ask(question["question"], question["history"])
        seconds = round(time.perf_counter() - start, 3)
        yield {**answer.to_dict(), "id": question["id"], "answer": answer.text, "seconds": seconds}


def _written(answer: Answer) -> str:
    """An answer for the terminal: its text, its sources in full, its warnings."""
    sources = [f"[{c.number}] {c.label}" for c in answer.citations]
    warnings = [f"Note: {warning}" for warning in answer.warnings]
    return "\n".join([answer.text, *([""] if sources else []), *sources, *warnings])


def _details(document: Document) -> dict[str, Any]:
    """A document as the contract of ``read --json`` names its fields."""
    fields = asdict(document)
    return {
        "document": fields.pop("id"),
        **fields,
        "judgements": [{"area": j.area, "grade": j.grade, "printed": j.printed} for j in document.judgements],
        "improvements": [paragraph.text for paragraph in document.improvements],
    }


def _summary(document: Document) -> dict[str, Any]:
    details = _details(document)
    kept = ("document", "title", "authority", "kind", "inspection_start", "inspection_end", "published")
    return {
        **{key: details[key] for key in kept},
        "judgements": details["judgements"],
        "paragraphs": len(document.paragraphs),
    }


def _listed(document: Document) -> str:
    overall = next((j.printed for j in document.judgements if j.area == "overall"), "no overall grade")
    when = day_of(document.date) if document.date else "no date"
    count = f"{len(document.paragraphs)} paragraphs"
    about = document.authority or document.title
    return f"{document.id}\n    {about}, {document.name}: {when}, {overall}, {count}"


def _read_out(document: Document) -> str:
    """A document as printed, each paragraph under its section with its locator."""
    lines = [document.title, _listed(document).splitlines()[1].strip(), ""]
    section = ""
    for paragraph in document.paragraphs:
        if paragraph.section != section:
            section = paragraph.section
            lines += [f"\n{section}\n"]
        page = f" (p. {paragraph.page})" if paragraph.page else ""
        lines.append(f"[{paragraph.locator}]{page} {paragraph.text}")
    return "\n".join(lines)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
