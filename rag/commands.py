"""Options of a command to what it does: results to standard output, progress and errors to standard error."""

from __future__ import annotations

import os
import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from rag.batch import answer_all, check_output, read_questions, write_answers
from rag.errors import InvalidSetting, RagError
from rag.export import check_export, write_export
from rag.export.files import check_path
from rag.opening import EVERYWHERE, open_assistant, settings_of
from rag.places import resolved
from rag.printing import (
    document_fields,
    json_line,
    json_text,
    progress_bars,
    query_fields,
    summary_fields,
    written_answer,
    written_briefing,
    written_document,
    written_grid,
    written_news,
    written_plan,
    written_query,
    written_raised,
    written_summary,
)
from rag.query import Filters
from rag.settings import SHIPPED, Settings

if TYPE_CHECKING:
    from rag.export.tables import Sheet
    from rag.indexing import IndexReport

DONE, FAILED = 0, 1
PAGE = SHIPPED / "app.py"
QUESTIONS = SHIPPED / "questions.jsonl"


def ask(options: Namespace) -> int:
    """Answer one question."""
    from rag.questions import check_question

    filters = Filters(
        authorities=tuple(options.authority), first_year=options.first_year, last_year=options.last_year
    )
    question = os.fsencode(options.question).decode(errors="replace")  # a terminal may give any bytes
    check_question(question)  # before an index is made for it
    if options.export:
        check_export(options.export)
    with open_assistant(options) as assistant:
        answer = assistant.ask(question, filters=filters)
    print(json_text(answer.to_dict()) if options.json else written_answer(answer))
    if options.export:
        write_export(options.export, [answer])
        print(f"saved as {options.export}", file=sys.stderr)
    return DONE


def theme(options: Namespace) -> int:
    """Read every report for a subject, print what each says, and save it where that is asked."""
    from rag.domain.frameworks import grade_told
    from rag.export.grid import grid_sheets
    from rag.export.tables import check_tables

    filters = Filters(first_year=options.since, last_year=options.until, kinds=tuple(options.kind))
    grades = tuple(grade_told(told.strip()) for told in options.grade)
    if not all(grades):
        raise InvalidSetting(f"{' or '.join(options.grade)} names no grade, such as outstanding or good.")
    if options.export:
        check_tables(options.export)
    stopped = Event()
    with open_assistant(options) as assistant, progress_bars() as progress, _interrupting(stopped.set):
        grid = assistant.theme(
            options.question, filters, grades=grades, progress=progress, stopped=stopped.is_set
        )
    print(json_text(grid.to_dict()) if options.json else written_grid(grid))
    _save(options.export, grid_sheets(grid))
    return DONE if grid.is_whole else FAILED


def actions(options: Namespace) -> int:
    """Print what a report asks to improve, with what was asked before, and save it as a plan."""
    from rag.export.points import plan_sheets
    from rag.export.tables import check_tables

    if options.export:
        check_tables(options.export)
    with open_assistant(options) as assistant:
        plan = assistant.action_plan(options.authority)
    print(json_text(plan.to_dict()) if options.json else written_plan(plan))
    _save(options.export, plan_sheets(plan))
    return DONE


def raised(options: Namespace) -> int:
    """Print which reports of an authority asked to improve a subject."""
    with open_assistant(options) as assistant:
        found = assistant.raised(options.authority, options.subject)
    print(json_text(found.to_dict()) if options.json else written_raised(found))
    return DONE


def briefing(options: Namespace) -> int:
    """Print what to know before the inspectors come, and save it where that is asked."""
    from rag.export.points import BRIEFING_ENDINGS, briefing_sheets

    if options.export:
        check_path(options.export, BRIEFING_ENDINGS)
    with open_assistant(options) as assistant:
        found = assistant.briefing(options.authority)
    print(json_text(found.to_dict()) if options.json else written_briefing(found))
    _save(options.export, briefing_sheets(found))
    return DONE


@contextmanager
def _interrupting(stop: Callable[[], None]) -> Iterator[None]:
    """While this lasts Ctrl+C only stops what is being done, so that what was done is kept."""
    before = signal.signal(signal.SIGINT, lambda *_: stop())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def understand(options: Namespace) -> int:
    """Show how a question is read, or write it down for a file of questions."""
    if options.output is None:
        with open_assistant(options) as assistant:
            query = assistant.understand(options.question)
        print(json_line(query_fields(query)) if options.json else written_query(query))
        return DONE
    if options.output.suffix.lower() != ".jsonl":
        raise InvalidSetting(f"{options.output.name} does not end in .jsonl; name the output so.")
    questions = read_questions(Path(options.question))
    check_output(options.output, Path(options.question))
    with open_assistant(options) as assistant:
        asked = ((each["id"], assistant.understand(each["question"], each["history"])) for each in questions)
        write_answers(options.output, ({"id": id, **query_fields(query)} for id, query in asked))
    return DONE


def index(options: Namespace) -> int:
    """Bring files and folders into the index, or make it anew."""
    from rag.indexing import Index

    settings = settings_of(options)
    opened = Index.at(settings.index, settings)
    if options.rebuild:
        opened.set_aside_damaged()
    with progress_bars() as progress:
        report = opened.update(options.paths or [settings.corpus], progress, anew=options.rebuild)
    opened.seal(changed=report.changed)
    return _tell(report)


def read(options: Namespace) -> int:
    """Show how files are read."""
    from rag.reading import FileReader

    status, settings = DONE, Settings.from_env()
    with FileReader(settings.reading_seconds, settings.reading_megabytes) as reader:
        for file in options.files:
            try:
                document = reader.read(file, file.parent)
            except RagError as error:
                status = FAILED
                if options.json:
                    print(json_line({"file": str(file), "error": str(error)}))
                else:
                    print(f"{file}: {error}", file=sys.stderr)
            else:
                fields = {"file": str(file), **document_fields(document)}
                print(json_line(fields) if options.json else written_document(document))
    return status


def documents(options: Namespace) -> int:
    """List what is loaded."""
    with open_assistant(options) as assistant:
        for document in assistant.documents():
            text = f"{document.id}\n    {written_summary(document)}"
            print(json_line(summary_fields(document)) if options.json else text)
    return DONE


def show(options: Namespace) -> int:
    """Print a document, or one paragraph of it."""
    with open_assistant(options) as assistant:
        if options.locator is None:
            print(written_document(assistant.document(options.document)))
        else:
            print(assistant.paragraph(options.document, options.locator).text)
    return DONE


def batch(options: Namespace) -> int:
    """Answer a file of questions; one that cannot be answered stops no other, and a stopped batch goes on."""
    questions, settings = read_questions(options.questions), settings_of(options)
    check_output(options.answers, options.questions, overwrite=options.overwrite)
    with open_assistant(options) as assistant, progress_bars() as progress:
        failed = answer_all(assistant, questions, options.answers, settings=settings, notify=progress)
    for message in failed:
        print(message, file=sys.stderr)
    return FAILED if failed else DONE


def evaluate(options: Namespace) -> int:
    """Print figures over questions with known evidence, by kind of question; a model's beside the quotes'."""
    from rag.evaluation import evaluate as ask_all
    from rag.evaluation import tabulate, tabulate_engines

    questions, model = read_questions(options.questions or options.file), settings_of(options).model
    by_engine = {}
    for engine in dict.fromkeys(["", model]):
        options.model = engine
        with open_assistant(options) as assistant, progress_bars() as progress:
            by_engine[engine or "quotes"] = ask_all(assistant, questions, progress)
    print(tabulate_engines(by_engine) if model else tabulate(by_engine["quotes"]))
    return DONE


def chat(options: Namespace) -> int:
    """Index, then hand this process over to the page's server."""
    with open_assistant(options):
        pass  # so that the page opens at once, and what is wrong with the index is told here
    settings = settings_of(options)
    if options.host and not (settings.password or settings.keys or settings.sign_in):
        print(f"Whoever reaches {options.host} may ask; PINPOINT_PASSWORD prevents that.", file=sys.stderr)
    where = f"http://{options.host or 'localhost'}:{options.port}"
    print(f"Pinpoint is at {where} (stop it with Ctrl+C)", file=sys.stderr)
    command, environment = page_server(settings, options.port, options.host, options.address)
    os.chdir(PAGE.parent)  # where the page's own configuration lies
    os.execve(command[0], command, {**os.environ, **environment})


def page_server(
    settings: Settings, port: int, host: str | None = None, address: str = EVERYWHERE
) -> tuple[list[str], dict[str, str]]:
    """The command that serves the page, and the variables that tell it what to open from any folder.

    It is served to this machine alone, or to others too under the name ``host``, at an address of its own.
    """
    whole = replace(
        settings,
        corpus=resolved(settings.corpus),
        index=settings.index.resolve(),
        embedding=_from_anywhere(settings.embedding),
        reader=_from_anywhere(settings.reader),
        keys=settings.keys.resolve() if settings.keys else None,
    )
    command = [sys.executable, "-m", "streamlit", "run", str(PAGE), f"--server.port={port}"]
    if host:
        names = (f"--server.allowedHosts={name}" for name in ("localhost", host))
        command += [f"--server.address={address}", f"--browser.serverAddress={host}", *names]
    return command, whole.to_env()


def _from_anywhere(model: str) -> str:
    """A model's folder, if that is what is named, as it is called from any other."""
    folder = Path(model).expanduser()
    return str(folder.resolve()) if model and folder.is_dir() else model


def _save(path: Path | None, sheets: Sequence[Sheet]) -> None:
    """Save tables where a file is named."""
    from rag.export.tables import write_tables

    if path:
        write_tables(path, sheets)
        print(f"saved as {path}", file=sys.stderr)


def _tell(report: IndexReport) -> int:
    for done in ("added", "updated", "removed"):
        for id in getattr(report, done):
            print(f"{done} {id}")
    for file, id in report.copies:
        print(f"{file} is a copy of {id}")
    for file, reason in report.unreadable:
        print(f"{file}: {reason}", file=sys.stderr)
    for news in report.news:
        print(written_news(news))
    print(f"{len(report.unchanged)} unchanged, {len(report.unreadable)} could not be read")
    return FAILED if report.unreadable else DONE
