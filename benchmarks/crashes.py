"""What is left of an index after kill -9 at any moment, and what is said of one that was damaged.

    python -m benchmarks.crashes [--runs 200] [--seed 1]

One library goes through so many crashes, one after the other: while it is indexed, documents are removed,
collections are sealed, it is rebuilt or mended. After each it is opened and held against the files, and the
step is done again. Another process asks all the while; each of its answers has to be the one that is had at
rest of the version that it names. A library of earlier tables is crashed while it is brought forward. Then
copies of a library, a collection and a model are damaged, deleted, shut or left without room. Each line says
how often, and each fault is printed.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from tqdm import tqdm

import rag.indexing
from rag import Answer, Assistant
from rag.__main__ import main as pinpoint
from rag.embedding.weights import FILE, find_weights
from rag.engine.embedded import store
from rag.engine.embedded.library import LIBRARY_FILE, PATIENCE_SECONDS, Library
from rag.engine.embedded.soundness import look_over
from rag.engine.embedded.state import read_state
from rag.engine.embedded.version import EmbeddedVersion
from rag.errors import RagError
from rag.indexing import Index
from rag.indexing.changes import cut_document
from rag.settings import Settings
from tests.engine.documents import BRISTOL, MODEL
from tests.engine.test_embedded import earlier_library
from tests.index.word_embeddings import DIMENSIONS, WordEmbeddings

SUBJECTS = ("adoption", "caseloads", "courts", "fostering", "health", "housing", "schools", "supervision")
TEXT = """{Subject} service inspection

Families waited {number} months for {subject} in this town.

The {subject} service has {more} staff, who see each family every week.

Leaders know what the {subject} service does well and plan what it will do next year.
"""
QUESTIONS = tuple(f"How long did families wait for {subject}?" for subject in SUBJECTS[:4])
TEXTS_TOGETHER, SEALED_FROM = 12, 20  # so that small things are staged often and sealed
NEAR = 0.002  # the difference of a vector and itself, made in another company and kept in two bytes a number
START = multiprocessing.get_context("forkserver")
START.set_forkserver_preload(["rag.assistant", "chromadb", "onnxruntime"])


@dataclass(frozen=True)
class Place:
    """A folder of documents and their index."""

    corpus: Path
    index: Path

    @property
    def elsewhere(self) -> Path:
        """A second folder that was indexed beside the first."""
        return self.corpus.with_name("elsewhere")

    @property
    def library(self) -> Path:
        return self.index / LIBRARY_FILE

    @property
    def options(self) -> list[str]:
        return ["--corpus", str(self.corpus), "--index", str(self.index)]

    def run(self, *arguments: str) -> tuple[int, str]:
        """The exit status of a command in this process, and all that it printed."""
        told = io.StringIO()
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            status = pinpoint([*arguments, *self.options])
        return status, told.getvalue()


@dataclass
class Tally:
    """What came of some trials: how often each thing, and every fault."""

    about: str
    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def written(self) -> str:
        seen = ", ".join(f"{count} {what}" for what, count in sorted(self.seen.items()))
        faults = "".join(f"\n  FAULT {fault}" for fault in self.faults)
        return f"{self.about}: {seen or 'nothing'}; {len(self.faults)} faults{faults}"


# documents, and what an index of them has to hold


def make_place(folder: Path) -> Place:
    """A few documents and no index."""
    place = Place(folder / "corpus", folder / "index")
    place.corpus.mkdir(parents=True)
    for number, subject in enumerate(SUBJECTS[:-2]):
        write(place.corpus, subject, number)
    return place


def write(folder: Path, subject: str, number: int) -> None:
    text = TEXT.format(Subject=subject.capitalize(), subject=subject, number=number + 2, more=number + 40)
    (folder / f"{subject}.txt").write_text(text, encoding="utf-8")


def files_of(place: Place) -> dict[str, str]:
    """What each document is made from, by its id."""
    files = sorted((*place.corpus.glob("*.txt"), *place.elsewhere.glob("*.txt")))
    return {file.stem: file.read_text(encoding="utf-8").partition("\n\n")[2] for file in files}


def held_by(place: Place) -> dict[str, str]:
    """What the library holds, read by a new connection, as the files would have it."""
    version = EmbeddedVersion(place.library)
    return {
        id: "\n\n".join(paragraph.text for paragraph in document.paragraphs) + "\n"
        for id, document in version.documents.items()
    }


def lacking(place: Place) -> Iterator[str]:
    """What is half there: paragraphs, words, collections, or vectors that are not those of their text."""
    found = look_over(place.index, embeddings().identity)
    if found is None:
        yield "there is no library"
        return
    if (found.without_text, found.without_vectors, found.unfound, found.broken_copies) != ((), (), 0, ()):
        yield str(found)
    version = EmbeddedVersion(place.library)
    for number, id in version._ids.items():
        kept, document = version.vectors(number), version.documents[id]
        cut = cut_document(document, version.sources[id], embeddings())
        own = np.array([vector_of(text) for text in cut.texts])
        if kept.starts.tolist() != cut.chunk_rows["start"].tolist() or np.abs(own - kept.matrix).max() > NEAR:
            yield f"the vectors of {id} are not those of its text"


def left_over(place: Place) -> Iterator[str]:
    """What a run that went to its end should not leave."""
    with closing(sqlite3.connect(place.library)) as db:
        staged, spare = (db.execute(f"SELECT count(*) FROM {asked}").fetchone()[0] for asked in (
            "staged", "vectors WHERE id NOT IN (SELECT vectors FROM documents)"
        ))  # fmt: skip
        named = {name for (name,) in db.execute("SELECT DISTINCT sealed FROM documents WHERE sealed <> ''")}
    if staged or spare:
        yield f"{staged} staged documents and {spare} vectors of nothing are left"
    if spare_folders := {path.name for path in place.index.glob("vectors-*")} ^ named:
        yield f"collections are left or missing: {spare_folders}"


@cache
def embeddings() -> Any:
    return Index.at(Path("nowhere"), Settings()).embeddings


@cache
def vector_of(text: str) -> Any:
    return embeddings().encode([text])[0]


class Words(WordEmbeddings):
    """Vectors that take no time, so that most moments of a run are those in which something is kept."""

    def __init__(self, model: str = "words", **_: object) -> None:
        super().__init__(f"{model}@1")

    def embed_query(self, text: str) -> list[float]:
        """As many numbers as the packaged model gives, which questions are understood by."""
        return [*super().embed_query(text), *[0.0] * (384 - DIMENSIONS)]

    def warm_up(self) -> None:
        """There is nothing to load."""


@contextlib.contextmanager
def quick() -> Iterator[None]:
    """Vectors made from words, small things staged often and sealed, and no lock that outlives a kill."""
    tqdm.set_lock(threading.RLock())
    with (
        patch.object(rag.indexing, "LocalEmbeddings", Words),
        patch.object(rag.indexing, "TEXTS_TOGETHER", TEXTS_TOGETHER),
        patch.object(store, "SEALED_FROM", SEALED_FROM),
    ):
        yield


# what is done to an index until it is stopped

Tell = Callable[[Any], None]


def index_all(place: Place, tell: Tell) -> None:
    opened = Index.at(place.index, Settings())
    opened.update([place.corpus], lambda _what, done, _all: tell(("staged", done)))
    tell("reported")
    opened.seal()


def remove_two(place: Place, tell: Tell) -> None:
    opened = Index.at(place.index, Settings())
    opened.remove(SUBJECTS[:2])
    tell("reported")
    opened.seal()


def seal_all(place: Place, tell: Tell) -> None:
    Index.at(place.index, Settings()).seal()
    tell("reported")


def rebuild(place: Place, tell: Tell) -> None:
    told = place.run("index", "--rebuild")
    tell("reported" if told[0] == 0 else told)


def mend(place: Place, tell: Tell) -> None:
    told = place.run("doctor", "--repair")
    tell("reported" if told[0] == 0 else told)
    Index.at(place.index, Settings()).seal()  # as whatever is indexed next does


STEPS = {"index": index_all, "remove": remove_two, "seal": seal_all, "rebuild": rebuild, "mend": mend}


def work(step: str, place: Place, pipe: Connection, statement: int) -> None:
    """Do a step in a process of its own, and tell what a person would be told of it."""
    pipe.send("ready")
    try:
        with quick(), ended_at(statement) as count:
            STEPS[step](place, pipe.send)
        pipe.send(("statements", count.total()))
    except Exception:
        pipe.send(traceback.format_exc())
    pipe.send("done")


@contextlib.contextmanager
def ended_at(statement: int) -> Iterator[Counter[str]]:
    """Kill this process before that statement to the library, triggers' own too; how many there were."""
    connected, count = Library._connected, Counter[str]()

    def look(_: str) -> None:
        count["statements"] += 1
        if count["statements"] == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    def connect(library: Library, patience: float) -> sqlite3.Connection:
        db = connected(library, patience)
        db.set_trace_callback(look)
        return db

    with patch.object(Library, "_connected", connect):
        yield count


def kill_while(step: str, place: Place, moment: float | None) -> tuple[list[Any], float]:
    """Begin a step in another process and kill it: what it told, and how long it ran.

    ``moment`` is so many seconds later, or, as a whole number, before that statement to the library; None
    lets it come to its end.
    """
    ours, theirs = START.Pipe()
    statement = moment if isinstance(moment, int) else 0
    process = START.Process(target=work, args=(step, place, theirs, statement))
    process.start()
    theirs.close()
    assert ours.recv() == "ready"
    begun, told = time.perf_counter(), list[Any]()
    if isinstance(moment, float):
        time.sleep(moment)
    else:
        with contextlib.suppress(EOFError):
            while "done" not in told:
                told.append(ours.recv())
    took = time.perf_counter() - begun
    process.kill()
    process.join()
    with contextlib.suppress(EOFError):
        while ours.poll():
            told.append(ours.recv())
    return told, took


# what is asked meanwhile


def key_of(answer: Answer) -> str:
    """All of an answer that a reader can see or follow."""
    found = [(passage.document, passage.locator) for passage in answer.passages]
    told = answer.outcome, answer.text, answer.citations, answer.facts, found
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def opened(place: Place) -> Assistant:
    """The index as it is: nothing is brought up to date."""
    return Assistant(Index.at(place.index, Settings()), Settings())


def asked(assistant: Assistant) -> Iterator[tuple[str, str, str]]:
    """The version, the question and the answer's key, of each question."""
    for question in QUESTIONS:
        answer = assistant.ask(question)
        yield answer.corpus, question, key_of(answer)


def ask_on(place: Place, pipe: Connection) -> None:
    """Ask until something is sent, and tell each answer; or what went wrong."""
    try:
        with quick(), opened(place) as assistant:
            while not pipe.poll():
                for answer in asked(assistant):
                    pipe.send(answer)
    except Exception:
        pipe.send(traceback.format_exc())
    pipe.send(None)


class Asker:
    """Another process that asks one question after the other."""

    def __init__(self, place: Place) -> None:
        self._pipe, theirs = START.Pipe()
        self._process: BaseProcess = START.Process(target=ask_on, args=(place, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe.poll(60)

    def answers(self) -> Iterator[Any]:
        """What was answered since this was asked last."""
        with contextlib.suppress(EOFError):
            while self._pipe.poll():
                yield self._pipe.recv()

    def close(self) -> list[Any]:
        """Stop it; what was answered to the end."""
        last = list[Any]()
        with contextlib.suppress(EOFError, BrokenPipeError):
            self._pipe.send("enough")
            while (answer := self._pipe.recv()) is not None:
                last.append(answer)
        self._process.join()
        return last


# the crashes


class Crashes:
    """A library that is crashed again and again; ``tallies`` has what came of it, by step."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.place = make_place(folder)
        self.tallies = {step: Tally(f"killed in {step}") for step in STEPS}
        self._chance = random.Random(seed)
        self._run = 0
        self._took: dict[str, float] = {}
        self._statements: dict[str, int] = {}
        self._known: dict[tuple[str, str], str] = {}
        index_all(self.place, lambda _: None)
        self._own = opened(self.place)
        self._note(asked(self._own), self.tallies["index"])
        self._asker = Asker(self.place)

    def close(self) -> None:
        self._note(self._asker.close(), self.tallies["index"])
        self._own.close()

    def crash(self, step: str, moment: float | None = None) -> None:
        """Prepare a step, kill it at a moment, look at what is left, and do it again to its end.

        Without a ``moment`` the first of its kind comes to its end; the others are killed at any.
        """
        self._run += 1
        tally = self.tallies[step]
        if step == "mend":
            self._prepare(step)
            before, fingerprint = {}, ""
        else:
            before, fingerprint = held_by(self.place), self._settled(tally)
            self._prepare(step)
        if moment is None and step in self._took:
            at_any_time = self._chance.uniform(0, 1.05) * self._took[step]
            at_any_statement = self._chance.randint(1, self._statements[step])
            moment = self._chance.choice((at_any_time, at_any_statement))
        told, took = kill_while(step, self.place, moment)
        if moment is None:
            self._took[step] = took
            self._statements[step] = next(one[1] for one in told if one[0] == "statements")
        known = ("staged", "statements")
        untold = (one for one in told if one not in ("reported", "done") and one[0] not in known)
        tally.faults += [f"run {self._run}: {one}" for one in untold]
        after = self._after(step, before)
        self._look(step, tally, told, before, after)
        STEPS[step](self.place, lambda _: None)
        tally.faults += [f"run {self._run}, done again: {fault}" for fault in self._wrong_at_rest(after)]
        if step == "mend":
            self._asker = Asker(self.place)
            return
        seen = list(self._asker.answers())
        tally.seen["answers meanwhile"] += len(seen)
        tally.faults += self._strange(seen, [fingerprint, self._fingerprint()])
        self._note([*seen, *asked(self._own)], tally)

    def _prepare(self, step: str) -> None:
        """Bring about what the step is there for."""
        if step == "index":
            there = sorted(files_of(self.place))
            there = [id for id in there if id in SUBJECTS]
            for subject in self._chance.sample(there, 2):
                write(self.place.corpus, subject, self._run)
            (self.place.corpus / f"{there[0]}.txt").unlink(missing_ok=True)
            missing = [subject for subject in SUBJECTS if subject not in there]
            write(self.place.corpus, self._chance.choice(missing), self._run)
        elif step == "seal":
            unseal(self.place)
        elif step == "mend":
            self._asker.close()
            if not self.place.elsewhere.exists():
                self.place.elsewhere.mkdir()
                write(self.place.elsewhere, "libraries", 1)
                Index.at(self.place.index, Settings()).update([self.place.elsewhere])
            index_all(self.place, lambda _: None)
            some = sorted(MENDED.keys() - {"no database"})  # in which nothing tells what else was indexed
            MENDED[self._chance.choice(some)](self.place)

    def _after(self, step: str, before: Mapping[str, str]) -> dict[str, str]:
        """What the library holds once the step is done."""
        if step == "remove":
            return {id: text for id, text in before.items() if id not in SUBJECTS[:2]}
        return dict(before) if step == "seal" else files_of(self.place)

    def _look(
        self,
        step: str,
        tally: Tally,
        told: Sequence[Any],
        before: Mapping[str, str],
        after: Mapping[str, str],
    ) -> None:
        """Whether the library opens as it was before or as it is after, and nothing that was told is lost."""
        where = f"run {self._run}"
        tally.seen["kills"] += "done" not in told
        try:
            held = held_by(self.place)
            wrong = [] if step == "mend" and "reported" not in told else list(lacking(self.place))
        except Exception as error:
            if step != "mend":
                tally.faults.append(f"{where}: it does not open: {error!r}")
            return
        tally.faults += [f"{where}: {fault}" for fault in wrong]
        if step != "mend":
            tally.seen["left as before" if held == before else "left as after"] += 1
        if step == "mend" and "reported" not in told:
            return
        if held not in (before, after) or ("reported" in told and held != after):
            tally.faults.append(f"{where}: {sorted(held)} is neither before nor after, {told}")
        if held != after and step == "index":
            tally.faults += [f"{where}: {fault}" for fault in self._unstaged(told, before)]

    def _unstaged(self, told: Sequence[Any], before: Mapping[str, str]) -> Iterator[str]:
        """Documents that were told as read and embedded, and are not kept."""
        files = files_of(self.place)
        order = [*sorted(id for id in files if id in before), *sorted(id for id in files if id not in before)]
        done = max((one[1] for one in told if one[0] == "staged"), default=0)
        with closing(sqlite3.connect(self.place.library)) as db:
            staged = {id for (id,) in db.execute("SELECT id FROM staged")}
        for id in order[:done]:
            if files[id] != before.get(id) and id not in staged:
                yield f"{id} was told as embedded, and is not kept"

    def _wrong_at_rest(self, after: Mapping[str, str]) -> Iterator[str]:
        if held_by(self.place) != after:
            yield "what it holds is not what is in the files"
        yield from lacking(self.place)
        yield from left_over(self.place)

    def _strange(self, seen: Sequence[Any], versions: Sequence[str]) -> Iterator[str]:
        """Answers that are of neither version, or of the first after one of the second; and errors."""
        reached = 0
        for answer in seen:
            if not isinstance(answer, tuple):
                yield f"run {self._run}, asking: {answer}"
            elif answer[0] not in versions[reached:]:
                yield f"run {self._run}: an answer from {answer[0]}, neither of {versions}"
            else:
                reached = versions.index(answer[0], reached)

    def _note(self, answers: Iterator[Any] | Sequence[Any], tally: Tally) -> None:
        """Hold each answer against those to the same question from the same version."""
        for version, question, key in (one for one in answers if isinstance(one, tuple)):
            if self._known.setdefault((version, question), key) != key:
                tally.faults.append(f"run {self._run}: another answer to {question!r} from {version}")

    def _settled(self, tally: Tally) -> str:
        """The version that there is now, once what was asked of an earlier one has been answered."""
        now, answers = self._fingerprint(), list[Any]()
        while not answers or answers[-1][0] != now:
            answers += self._asker.answers()
            if answers and not isinstance(answers[-1], tuple):
                tally.faults.append(f"run {self._run}, asking: {answers[-1]}")
                self._asker = Asker(self.place)
                answers.clear()
            time.sleep(0.005)
        self._note(answers, tally)
        return now

    def _fingerprint(self) -> str:
        return read_state(self.place.library).notes.get("fingerprint", "")


# what is damaged


def execute(place: Place, statements: str) -> None:
    with closing(sqlite3.connect(place.library)) as db:
        db.executescript(statements)


def rest(place: Place) -> None:
    """Have all that was written put into the file itself, and nothing beside it."""
    execute(place, "PRAGMA wal_checkpoint(TRUNCATE)")


def overwrite(file: Path, chance: random.Random) -> None:
    """Write something else over a piece of a file: what a disk does that forgets a block."""
    size = file.stat().st_size
    length = chance.choice((1, 16, 512, 4096))
    with file.open("r+b") as opened:
        opened.seek(chance.randrange(max(1, size - length)))
        opened.write(chance.choice((bytes(length), chance.randbytes(length))))


MENDED: Mapping[str, Callable[[Place], object]] = {
    "no vectors": lambda place: execute(
        place, "DELETE FROM vectors WHERE id < (SELECT max(id) FROM vectors)"
    ),
    "empty vectors": lambda place: execute(place, "UPDATE vectors SET matrix = zeroblob(length(matrix))"),
    "other words": lambda place: execute(place, "UPDATE paragraphs SET text = 'x' || text WHERE id % 3 = 0"),
    "a paragraph less": lambda place: execute(
        place, "DELETE FROM paragraphs WHERE id = (SELECT max(id) FROM paragraphs)"
    ),
    "no words": lambda place: execute(place, "INSERT INTO words (words) VALUES ('delete-all')"),
    "no table": lambda place: execute(place, "DROP TRIGGER paragraph_added; DROP TABLE words"),
    "no database": lambda place: (rest(place), place.library.write_bytes(b"no database" * 900)),
    "no collection": lambda place: [shutil.rmtree(found) for found in place.index.glob("vectors-*")],
}


def of_answering(place: Place, known: Mapping[str, str]) -> str:
    """What comes of asking: right, told in our words, wrong, or an error that is not ours."""
    try:
        with opened(place) as assistant:
            keys = {question: key for _, question, key in asked(assistant)}
    except RagError:
        return "told"
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"
    return "right" if keys == known else "wrong"


def aside(do: Callable[..., Any], *arguments: Any) -> Any:
    """What a function returns in a process of its own, with quick vectors; how it died, if it did."""
    ours, theirs = START.Pipe()
    process = START.Process(target=_send, args=(theirs, do, arguments))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    except EOFError:
        process.join()
        return f"died of {process.exitcode}"
    finally:
        process.join()


def _send(pipe: Connection, do: Callable[..., Any], arguments: Sequence[Any]) -> None:
    with quick():
        try:
            pipe.send(do(*arguments))
        except RagError as error:
            pipe.send(f"told: {error}")
        except Exception:
            pipe.send(traceback.format_exc())


class Damages:
    """Copies of one index, each damaged in another way."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self._folder, self._chance, self._number = folder, random.Random(seed), 0
        self._sound = make_place(folder / "sound")
        index_all(self._sound, lambda _: None)
        with opened(self._sound) as assistant:
            self.known = {question: key for _, question, key in asked(assistant)}
        rest(self._sound)

    def copy(self) -> Place:
        """The same documents, with an index of their own."""
        self._number += 1
        place = Place(self._sound.corpus, self._folder / str(self._number))
        shutil.copytree(self._sound.index, place.index)
        return place

    def bytes_of(self, what: str, pattern: str, times: int, *, repair: bool) -> Tally:
        """Something else written over a piece of a file, so many times; each asked, and mended."""
        tally = Tally(f"overwritten in {what}")
        for _ in range(times):
            place = self.copy()
            files = [path for path in place.index.rglob(pattern) if path.is_file() and path.stat().st_size]
            overwrite(self._chance.choice(sorted(files)), self._chance)
            found = self.answering(place)
            tally.seen[found if found in ("right", "told") else "else"] += 1
            if found not in ("right", "told"):
                tally.faults.append(f"copy {self._number}: {found}")
            if repair:
                tally.faults += [f"copy {self._number}, mended: {fault}" for fault in self.unmended(place)]
                tally.seen["mended"] += 1
            shutil.rmtree(place.index)
        return tally

    def mended(self) -> Tally:
        """Each damage that is known: told or without effect, and mended."""
        tally = Tally("damaged in a known way")
        for name, damage in MENDED.items():
            place = self.copy()
            damage(place)
            if name != "no words":  # which only a look over the whole library tells
                found = self.answering(place)
                tally.seen[found] += 1
                tally.faults += [f"{name}: {found}"] if found not in ("right", "told") else []
            tally.faults += [f"{name}, mended: {fault}" for fault in self.unmended(place)]
        return tally

    def answering(self, place: Place) -> str:
        """What comes of asking in a process of its own."""
        return str(aside(of_answering, place, self.known))

    def unmended(self, place: Place) -> Iterator[str]:
        """What is wrong still after a repair."""
        status, told = place.run("doctor", "--repair")
        if status:
            yield told
        yield from lacking(place)
        if (found := of_answering(place, self.known)) != "right":
            yield f"answers are {found}"

    def without_room(self, limits: Sequence[int]) -> Tally:
        """No file can grow beyond so many bytes: said in our words, and all is as before or done."""
        tally = Tally("without room")
        for step in NO_ROOM:
            for limit in limits:
                place = self.copy()
                before = held_by(place)
                if step == "seal":
                    unseal(place)
                    rest(place)
                found = str(aside(limited, step, place, limit))
                tally.seen["done" if found == "done" else "told"] += 1
                if not found.startswith(("done", "told: ", "pinpoint: ")):
                    tally.faults.append(f"{step} in {limit} bytes: {found}")
                if held_by(place) not in (before, NO_ROOM[step](before)):
                    tally.faults.append(f"{step} in {limit} bytes: something is lost")
                tally.faults += [f"{step} in {limit} bytes: {fault}" for fault in lacking(place)]
        return tally

    def shut(self) -> Tally:
        """A folder that cannot be written to: asked as before, and indexing says why it cannot."""
        tally = Tally("shut")
        place = self.copy()
        for path in (*self._folder.parents, self._folder):
            if path.stat().st_uid == os.getuid() and path != Path("/"):
                path.chmod(path.stat().st_mode | 0o055)
        for path in (*place.index.rglob("*"), place.index):
            path.chmod(0o555 if path.is_dir() else 0o444)
        for name, do, expected in (("ask", of_answering, "right"), ("index", index_new, "told")):
            found = str(aside(as_nobody, do, place, self.known))
            tally.seen[f"{name} {expected}"] += found.startswith(expected)
            if not found.startswith(expected):
                tally.faults.append(f"{name}: {found}")
        for path in (place.index, *place.index.rglob("*")):
            path.chmod(0o755)
        return tally

    def taken_away(self) -> Tally:
        """Files that go while the index is open, and a library that is made anew or by another model."""
        tally = Tally("taken away while open")
        for name, expected in (
            ("collection", "as before"),
            ("library", "as before"),
            ("library made anew", "as it is now"),
            ("model", "told"),
        ):
            place = self.copy()
            found = str(aside(ask_over, Place(self._own_corpus(), place.index), name)).partition(":")[0]
            tally.seen[f"{name} {found}"] += 1
            tally.faults += [f"{name}: {found}, not {expected}"] if found != expected else []
        return tally

    def _own_corpus(self) -> Path:
        self._number += 1
        return shutil.copytree(self._sound.corpus, self._folder / f"corpus-{self._number}")


def ask_over(place: Place, name: str) -> str:
    """Ask while something goes, and again: as before, as whoever opens it now, or neither."""
    with opened(place) as assistant:
        before = list(asked(assistant))
        AWAY[name](place)
        after = list(asked(assistant))
    if after == before:
        return "as before"
    with opened(place) as assistant:
        return "as it is now" if after == list(asked(assistant)) else "wrong"


def make_anew(place: Place) -> None:
    """A library of other documents under the same numbers."""
    for file in place.index.glob(f"{LIBRARY_FILE}*"):
        file.unlink()
    (place.corpus / f"{SUBJECTS[0]}.txt").unlink()
    write(place.corpus, SUBJECTS[1], 99)
    index_all(place, lambda _: None)


def embed_otherwise(place: Place) -> None:
    """The same documents by another model."""
    with patch.object(rag.indexing, "LocalEmbeddings", lambda *_, **__: Words("others")):
        index_all(place, lambda _: None)


AWAY: Mapping[str, Callable[[Place], object]] = {
    "collection": MENDED["no collection"],
    "library": lambda place: place.library.unlink(),
    "library made anew": make_anew,
    "model": embed_otherwise,
}


def unseal(place: Place) -> None:
    with store.EmbeddedStore(place.index).writing(PATIENCE_SECONDS) as library:
        library.unseal([path.name for path in place.index.glob("vectors-*")])


NO_ROOM: Mapping[str, Callable[[Mapping[str, str]], Mapping[str, str]]] = {
    "rebuild": lambda before: before,
    "remove": lambda before: {id: text for id, text in before.items() if id not in SUBJECTS[:2]},
    "seal": lambda before: before,
}


def limited(step: str, place: Place, limit: int) -> str:
    """Do a step while no file may be longer; what a person is told."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    told = list[Any]()
    STEPS[step](place, told.append)
    return "done" if told[-1] == "reported" else str(told[-1][1])


def as_nobody(do: Callable[..., Any], *arguments: Any) -> Any:
    """Do it as somebody whom permissions hold for."""
    if os.geteuid() == 0:
        os.setuid(65534)
    return do(*arguments)


def index_new(place: Place, _known: object) -> str:
    """Index once more, with a document that is not in the index."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), "schools", 1)
        return f"added {Index.at(place.index, Settings()).update([Path(folder)]).added}"


def kill_while_bringing_forward(folder: Path, times: int, seed: int) -> Tally:
    """A library as version 2 wrote it, opened to be written and killed in that; then opened again."""
    tally, chance = Tally("killed while earlier tables are brought forward"), random.Random(seed)
    for number in range(times):
        file = folder / str(number) / LIBRARY_FILE
        file.parent.mkdir(parents=True)
        earlier_library(file)
        process = START.Process(target=bring_forward, args=(file,))
        process.start()
        while not file.with_name("begun").exists():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.05))
        process.kill()
        process.join()
        with closing(sqlite3.connect(file)) as db:
            tally.seen[f"left at version {db.execute('PRAGMA user_version').fetchone()[0]}"] += 1
        with closing(Library(file)) as library:
            library.check()
            whole = library.document("bristol") == BRISTOL and len(library.vectors_by_hash("bristol", MODEL))
        tally.faults += [] if whole else [f"{file} lost what it held"]
    return tally


def bring_forward(file: Path) -> None:
    file.with_name("begun").touch()
    Library(file).close()


def damage_models(folder: Path, seed: int) -> Tally:
    """An embedding model whose weights are overwritten, cut short or deleted: said, or another model."""
    tally, chance = Tally("a damaged model"), random.Random(seed)
    place = make_place(folder)
    model = shutil.copytree(find_weights().folder or "", folder / "model")
    for name, change in (
        ("whole", lambda _: None),
        ("overwritten", lambda file: overwrite(file, chance)),
        ("cut short", lambda file: os.truncate(file, file.stat().st_size // 2)),
        ("deleted", Path.unlink),
    ):
        change(model / FILE)
        done = subprocess.run(
            [sys.executable, "-m", "rag", "ask", QUESTIONS[0], *place.options],
            env=os.environ | {"PINPOINT_EMBEDDING": str(model)},
            capture_output=True,
            text=True,
        )
        told = done.stderr.strip().splitlines()[-1:]
        tally.seen[f"{name}: {'answered' if done.returncode == 0 else 'told'}"] += 1
        if done.returncode and not "".join(told).startswith("pinpoint: "):
            tally.faults.append(f"{name}: {done.stderr}")
    return tally


def main() -> None:
    """Crash, damage, and print a line for each kind of thing that was done, and each fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as folder, quick():
        for do in (crash, spoil):
            for tally in do(Path(folder), options.runs, options.seed):
                print(tally.written(), flush=True)
                faults += len(tally.faults)
    sys.exit(bool(faults))


def crash(folder: Path, runs: int, seed: int) -> Sequence[Tally]:
    """So many crashes, of each step as often; the last of them of mending."""
    crashes = Crashes(folder / "crashed", seed)
    steps = sorted((list(STEPS) * runs)[:runs], key=lambda step: step == "mend")
    with contextlib.closing(crashes):
        for step in steps:
            crashes.crash(step)
    return list(crashes.tallies.values())


def spoil(folder: Path, runs: int, seed: int) -> Iterator[Tally]:
    """Each kind of damage, the random ones in proportion to ``runs``."""
    damages = Damages(folder / "damaged", seed)
    yield damages.bytes_of("the library", LIBRARY_FILE, runs // 2, repair=True)
    yield damages.bytes_of("a collection", "vectors-*/**/*", runs // 4, repair=False)
    yield damages.mended()
    yield damages.without_room((0, 4096, 40_000, 90_000, 120_000, 200_000, 300_000, 10_000_000))
    yield damages.taken_away()
    yield damages.shut()
    yield kill_while_bringing_forward(folder / "earlier", runs // 4, seed)
    yield damage_models(folder / "models", seed)


if __name__ == "__main__":
    main()
