"""Arguments of ``pinpoint`` to the command that they name, and its exit status."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rag import checking_up, commands, serving
from rag.access import ROLES
from rag.errors import RagError
from rag.opening import EVERYWHERE

FAILED = 1  # exit status; a command returns 0 when done, argparse exits with 2 for wrong use
PROMISE = "Ask what inspectors found; every statement shows the printed paragraph it came from."

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    options = build_parser().parse_args(arguments)
    try:
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except RagError as error:
        print(f"pinpoint: {error}", file=sys.stderr)
    except BrokenPipeError:  # whoever read the results has heard enough; nothing is left to write at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"pinpoint: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("pinpoint: stopped; what was finished stays.", file=sys.stderr)
    return FAILED


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    parser = argparse.ArgumentParser(prog="pinpoint", description=PROMISE)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--corpus", type=Path, help="folder of documents, or its URL, as s3://… (default: the shipped ones)"
    )
    shared.add_argument("--index", type=Path, help="folder for the index (default: .pinpoint)")

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=help, description=help, parents=[shared])
        made.set_defaults(run=run)
        return made

    _add_asking(command)
    _add_working(command)
    _add_documents(command)
    _add_serving(command)
    return parser


def _add_asking(command: Command) -> None:
    """The commands that answer questions."""
    asking = _with_model(
        command("ask", commands.ask, "answer a question, with the printed paragraphs behind it")
    )
    asking.add_argument("question")
    asking.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    asking.add_argument(
        "--export", type=Path, metavar="FILE", help="also save it with its sources (.docx, .md, .pdf, .csv)"
    )
    asking.add_argument("--authority", action="append", default=[], help="only documents on it (repeatable)")
    asking.add_argument("--from", dest="first_year", type=int, metavar="YEAR", help="only from this year on")
    asking.add_argument("--to", dest="last_year", type=int, metavar="YEAR", help="only up to this year")
    batching = _with_model(
        command("batch", commands.batch, "answer a file of questions (.jsonl, .csv) into .jsonl, .csv, .xlsx")
    )
    batching.add_argument("questions", type=Path)
    batching.add_argument(
        "answers", type=Path, help="kept in ANSWERS.part until all are there, and gone on with"
    )
    batching.add_argument(
        "--overwrite", action="store_true", help="write over ANSWERS where it is there already"
    )
    understanding = command(
        "understand", commands.understand, "show how a question, or a file of them, is read"
    )
    understanding.add_argument(
        "question", help="or, where OUTPUT is named, a file of questions (.jsonl, .csv)"
    )
    understanding.add_argument("output", nargs="?", type=Path, metavar="OUTPUT", help="a file (.jsonl)")
    understanding.add_argument("--json", action="store_true", help="print it as JSON")
    evaluating = _with_model(
        command("evaluate", commands.evaluate, "print figures over questions with known evidence, by kind")
    )
    evaluating.add_argument("file", nargs="?", type=Path, metavar="QUESTIONS", default=commands.QUESTIONS)
    evaluating.add_argument("--questions", type=Path, metavar="QUESTIONS", help="the same, as an option")
    chatting = _with_model(command("chat", commands.chat, "serve the chat page on this machine"))
    _with_place(chatting, port=8501)


def _add_working(command: Command) -> None:
    """The commands that turn what reports say into tables and papers to work with."""
    reading = command("theme", commands.theme, "read every report for a subject, and tell what each says")
    reading.add_argument("question", help="a subject, or a question on one")
    reading.add_argument(
        "--grade", action="append", default=[], help="only reports that were judged so (repeatable)"
    )
    reading.add_argument("--kind", action="append", default=[], help="only reports of this kind (repeatable)")
    reading.add_argument("--since", type=int, metavar="YEAR", help="only reports from this year on")
    reading.add_argument("--until", type=int, metavar="YEAR", help="only reports up to this year")
    reading.add_argument(
        "--export", type=Path, metavar="FILE", help="also save it as a table (.xlsx, .docx, .csv)"
    )
    planning = command(
        "actions", commands.actions, "list what a report asks to improve, and what of it was asked before"
    )
    planning.add_argument("authority", help="its latest report that lists points; or the id of a document")
    planning.add_argument(
        "--export", type=Path, metavar="FILE", help="also save it as a plan (.xlsx, .docx, .csv)"
    )
    timing = command(
        "raised", commands.raised, "tell which reports of an authority asked to improve a subject"
    )
    timing.add_argument("authority")
    timing.add_argument("subject")
    briefing = command("briefing", commands.briefing, "tell what to know before the inspectors come")
    briefing.add_argument("authority")
    briefing.add_argument("--export", type=Path, metavar="FILE", help="also save it as a page (.docx, .xlsx)")
    for made in (reading, planning, timing, briefing):
        made.add_argument("--json", action="store_true", help="print all of it as JSON")


def _with_model(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """A command whose answers a chat model may write."""
    command.add_argument(
        "--model", metavar="PROVIDER:MODEL", help="let a chat model write, such as ollama:llama3.2"
    )
    return command


def _with_place(command: argparse.ArgumentParser, *, port: int) -> None:
    """Where a server answers."""
    command.add_argument("--port", type=int, default=port)
    command.add_argument(
        "--host", help="serve other machines too, under this name (default: this machine only)"
    )
    command.add_argument(
        "--address",
        default=EVERYWHERE,
        help="with --host, the address of this machine to listen on (127.0.0.1 behind a proxy; default: all)",
    )


def _add_documents(command: Command) -> None:
    """The commands that load and show documents."""
    indexing = command("index", commands.index, "add files and folders to the index; do only what changed")
    indexing.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    indexing.add_argument(
        "--rebuild", action="store_true", help="read and embed everything again; a damaged index is set aside"
    )
    reading = command("read", commands.read, "show how files are read, without indexing them")
    reading.add_argument("files", nargs="+", type=Path, metavar="FILE")
    reading.add_argument("--json", action="store_true", help="print one JSON object a file")
    listing = command("documents", commands.documents, "list what is loaded")
    listing.add_argument("--json", action="store_true", help="print one JSON object a document")
    showing = command("show", commands.show, "print a document or one paragraph of it")
    showing.add_argument("document")
    showing.add_argument("locator", nargs="?")


def _add_serving(command: Command) -> None:
    """The commands for other programs, agents and whoever keeps a server."""
    serving_all = _with_model(
        command("serve", serving.serve, "serve programs over HTTP, as a chat model too, and agents over MCP")
    )
    _with_place(serving_all, port=8502)
    _with_model(command("mcp", serving.mcp, "serve an agent over standard input and output"))
    checking = command(
        "doctor", checking_up.doctor, "tell what is well with an index, what is to do and what is wrong"
    )
    checking.add_argument(
        "--repair", action="store_true", help="mend what can be mended without losing anything"
    )
    checking.add_argument("--json", action="store_true", help="print what was found as JSON")
    making = command("key", serving.key, "make a key, and print its lines for the file PINPOINT_KEYS")
    making.add_argument("name", help="who or what it is for")
    making.add_argument("--role", choices=ROLES, default="reader", help="what it lets them do")


if __name__ == "__main__":
    sys.exit(main())
