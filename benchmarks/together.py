"""What many do at once: processes that ask while one indexes, two that index, and many conversations.

    python -m benchmarks.together [CORPUS] [--processes 8] [--conversations 20] [--browsers 5]

Every answer has to be the one that is had alone of the version that it names. Each line says how many there
were, how long the slowest took, and each fault is printed. Chromium is needed to ask the page itself.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import rag.indexing
from benchmarks.crashes import key_of
from rag import Answer, Assistant
from rag.errors import IndexBusy
from rag.indexing import Index
from rag.settings import Settings

CONVERSATIONS = (
    ("How did Bristol's care leaver service change?", "And in Bournemouth?"),
    ("What needs to improve in Bournemouth?", "Who led the inspection?"),
    ("Are privately fostered children visited on time?", "How good is supervision of social workers?"),
    ("Which councils were rated inadequate for leadership?", "What happens when children go missing?"),
    ("What is the average caseload in South Gloucestershire?", "When do the bin lorries come?"),
)
FIRST = tuple(first for first, *_ in CONVERSATIONS)
NEW = "Adoption in Otherton\n\nAdopters of {number} children in Otherton wait for a year.\n"
PATIENCE = 600  # seconds, after which whoever is not done has locked up
START = multiprocessing.get_context("forkserver")
START.set_forkserver_preload(["rag.assistant", "onnxruntime", "chromadb"])


@dataclass
class Result:
    """How many answers or runs there were, the seconds of each, and every fault."""

    about: str
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def written(self) -> str:
        faults = "".join(f"\n  FAULT {fault}" for fault in self.faults)
        count, slowest = len(self.seconds), max(self.seconds, default=0)
        return f"{self.about}: {count}, the slowest {slowest:.1f} s; {len(self.faults)} faults{faults}"


def opened(corpus: Path, index: Path) -> Assistant:
    """The index as it is: whoever only asks brings nothing up to date."""
    return Assistant(Index.at(index, Settings(corpus=corpus)), Settings(corpus=corpus))


# processes that ask while one indexes


def ask_on(corpus: Path, index: Path, questions: Sequence[str], pipe: Connection) -> None:
    """Ask one question after the other until something is sent; tell each answer and how long it took."""
    try:
        with opened(corpus, index) as assistant:
            while not pipe.poll():
                for question in questions:
                    begun = time.perf_counter()
                    answer = assistant.ask(question)
                    pipe.send((answer.corpus, question, key_of(answer), time.perf_counter() - begun))
    except Exception:
        pipe.send(traceback.format_exc())
    pipe.send(None)


def ask_while_indexing(
    corpus: Path, index: Path, processes: int, runs: int, questions: Sequence[str] = FIRST
) -> Result:
    """So many processes ask while this one adds a document, changes it and takes it away, so many times."""
    result, known = (
        Result(f"answers of {processes} processes while one indexes"),
        dict[tuple[str, str], str](),
    )
    pipes = [START.Pipe() for _ in range(processes)]
    asking = [
        START.Process(target=ask_on, args=(corpus, index, questions, theirs), daemon=True)
        for _, theirs in pipes
    ]
    for process, (_, theirs) in zip(asking, pipes, strict=True):
        process.start()
        theirs.close()
    ours = [mine for mine, _ in pipes]
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(corpus, index) as alone,
        ThreadPoolExecutor() as pool,
    ):
        assert all(pipe.poll(PATIENCE) for pipe in ours)  # each has answered by now
        gathered = [pool.submit(gather, pipe) for pipe in ours]
        note(alone, questions, known)
        for number in range(runs):
            Path(folder, "new.txt").write_text(NEW.format(number=number), encoding="utf-8")
            alone.index([folder])
            note(alone, questions, known)
        alone.remove(["new"])
        note(alone, questions, known)
        for pipe in ours:
            pipe.send("enough")
        for told in (told for each in gathered for told in each.result(PATIENCE)):
            take(told, known, result)
    for process in asking:
        process.join()
    return result


def gather(pipe: Connection) -> list[Any]:
    """All that comes until the end, read as it comes."""
    told = list[Any]()
    try:
        while (one := pipe.recv()) is not None:
            told.append(one)
    except EOFError:
        told.append("a process that asks has died")
    return told


def note(alone: Assistant, questions: Sequence[str], known: dict[tuple[str, str], str]) -> None:
    """The answers to the questions from the version that there is now."""
    for question in questions:
        answer = alone.ask(question)
        known[answer.corpus, question] = key_of(answer)


def take(told: Any, known: dict[tuple[str, str], str], result: Result) -> None:
    """Hold an answer against the one that was had alone."""
    if not isinstance(told, tuple):
        result.faults.append(str(told))
        return
    version, question, key, seconds = told
    result.seconds.append(seconds)
    if (version, question) not in known:
        result.faults.append(f"an answer from {version}, which was never published")
    elif known[version, question] != key:
        result.faults.append(f"another answer to {question!r} than alone")


# two that index


def index_one(folder: Path, index: Path, patience: float, pipe: Connection) -> None:
    """Index a folder once the other one is ready; tell what was added, or that somebody else was writing."""
    own = Index.at(index, Settings())
    own.embeddings.warm_up()
    waiting = Index(index, own.embeddings, own.reader, patience=patience)
    rag.indexing.TEXTS_TOGETHER = 1  # so that both are at it for a while
    pipe.send("ready")
    pipe.recv()
    begun = time.perf_counter()
    try:
        pipe.send((waiting.update([folder]).added, time.perf_counter() - begun))
    except IndexBusy as error:
        pipe.send((str(error), time.perf_counter() - begun))
    except Exception:
        pipe.send(traceback.format_exc())


def index_at_once(index: Path, patience: float) -> Result:
    """Two processes index a folder each: one waits, or is told that it has to and does it again."""
    result = Result(f"indexed at once by two, who wait {patience:g} s")
    with tempfile.TemporaryDirectory() as place:
        pipes = [START.Pipe() for _ in range(2)]
        folders = [make_folder(Path(place, name)) for name in ("first", "second")]
        both = [
            START.Process(target=index_one, args=(folder, index, patience, theirs))
            for folder, (_, theirs) in zip(folders, pipes, strict=True)
        ]
        for process in both:
            process.start()
        for ours, _ in pipes:
            assert ours.recv() == "ready"
        for ours, _ in pipes:
            ours.send("go")
        for process, folder, (ours, _) in zip(both, folders, pipes, strict=True):
            told = ours.recv() if ours.poll(PATIENCE) else "an indexing process has locked up"
            process.join()
            if not isinstance(told, tuple):
                result.faults.append(told)
                continue
            result.seconds.append(told[1])
            if isinstance(told[0], str):  # busy
                result.faults += [] if patience < 1 else [told[0]]
                Index.at(index, Settings()).update([folder])
        with opened(folders[0], index) as assistant:
            there = {document.id for document in assistant.documents()}
            expected = {file.stem for folder in folders for file in folder.iterdir()}
            result.faults += [f"{lost} was reported and is not there" for lost in expected - there]
            assistant.remove(expected)
    return result


def make_folder(folder: Path) -> Path:
    folder.mkdir()
    for number in range(5):
        text = f"Report {folder.name}\n\nChildren of {folder.name} {number} are safe.\n"
        (folder / f"{folder.name}-{number}.txt").write_text(text, encoding="utf-8")
    return folder


# conversations


def converse_at_once(
    assistant: Assistant, conversations: int, questions: Sequence[Sequence[str]] = CONVERSATIONS
) -> Result:
    """So many threads hold a conversation each at once; every answer is held against the one had alone."""
    result = Result(f"answers in {conversations} conversations at once")
    alone = [[key_of(answer) for answer in converse(assistant, asked)] for asked in questions]
    with ThreadPoolExecutor(conversations) as pool:
        held = [
            pool.submit(timed, assistant, questions[number % len(questions)])
            for number in range(conversations)
        ]
        for number, one in enumerate(held):
            try:
                keys, seconds = one.result(PATIENCE)
            except Exception:
                result.faults.append(traceback.format_exc())
                continue
            result.seconds += seconds
            if keys != alone[number % len(alone)]:
                result.faults.append(f"conversation {number} went otherwise than alone")
    return result


def timed(assistant: Assistant, questions: Sequence[str]) -> tuple[list[str], list[float]]:
    begun, keys, seconds = time.perf_counter(), list[str](), list[float]()
    for answer in converse(assistant, questions):
        keys.append(key_of(answer))
        seconds.append(time.perf_counter() - begun)
        begun = time.perf_counter()
    return keys, seconds


def converse(assistant: Assistant, questions: Sequence[str]) -> Iterator[Answer]:
    """The answers to questions that follow one another, as the page asks them."""
    history = list[Answer]()
    for question in questions:
        *parts, answer = assistant.stream(question, history)
        assert isinstance(answer, Answer)
        assert "".join(map(str, parts)) == answer.text
        history.append(answer)
        yield answer


# the page


def browse_at_once(corpus: Path, index: Path, browsers: int) -> Result:
    """So many browsers ask the page at once; each has to show the answer's text, as it is had alone."""
    from playwright.sync_api import expect, sync_playwright

    from tests.page.served import CHROMIUM, QUIET, serve

    result = Result(f"answers of the page to {browsers} browsers at once")
    expect.set_options(timeout=PATIENCE * 1000)
    with serve(corpus=corpus, index=index) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        pages = [browser.new_context().new_page() for _ in range(browsers + 1)]
        for page in pages:
            page.goto(address)
            expect(page.get_by_role("textbox", name="Ask a question")).to_be_visible()
        shown = [list[str]() for _ in pages]
        for together in (range(1), range(1, browsers + 1)):  # first one alone
            begun = time.perf_counter()
            for number in together:
                pages[number].get_by_role("textbox", name="Ask a question").fill(CONVERSATIONS[0][0])
                pages[number].keyboard.press("Enter")
            for number in together:
                expect(pages[number].locator("button.marker").first).to_be_visible()
                pages[number].wait_for_timeout(2000)
                shown[number] = pages[number].locator("[data-testid=stChatMessage]").all_inner_texts()
                result.seconds.append(time.perf_counter() - begun)
        browser.close()
    result.faults += [
        f"browser {n} shows another page than alone" for n, one in enumerate(shown) if one != shown[0]
    ]
    return result


def main() -> None:
    """Do it all, and print a line of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=Path("corpus"))
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--conversations", type=int, default=20)
    parser.add_argument("--browsers", type=int, default=5)
    options = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        index, corpus = Path(folder, "index"), shutil.copytree(options.corpus, Path(folder, "corpus"))
        for result in all_at_once(corpus, index, options):
            print(result.written(), flush=True)
            faults += len(result.faults)
    sys.exit(bool(faults))


def all_at_once(corpus: Path, index: Path, options: argparse.Namespace) -> Iterator[Result]:
    with Assistant.open(corpus, index=index) as assistant:
        yield converse_at_once(assistant, options.conversations)
    yield ask_while_indexing(corpus, index, options.processes, runs=5)
    yield index_at_once(index, 60)
    yield index_at_once(index, 0.01)
    if options.browsers:
        yield browse_at_once(corpus, index, options.browsers)


if __name__ == "__main__":
    main()
