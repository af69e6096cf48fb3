"""An index on servers, what of it is published when, and an indexer in a process that can be killed.

The indexer adds, changes and removes small documents, and tells what it is about to publish and when it has.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock, Thread
from typing import Any, cast

import psycopg

from benchmarks.crashes import SUBJECTS, write
from rag.engine.server import sealing
from rag.errors import RagError
from rag.indexing import Index
from rag.settings import Settings

FEWEST, MOST = 3, 7  # documents
PATIENCE = 120  # seconds, after which whoever is not done has locked up
TOLD = 48  # characters of a statement that tell it from others
START = multiprocessing.get_context("forkserver")
PRELOADED = (
    "benchmarks.page_servers",
    "rag.assistant",
    "rag.service.app",
    "chromadb",
    "onnxruntime",
    "uvicorn",
)
START.set_forkserver_preload(list(PRELOADED))

Texts = Mapping[str, str]
"""What stands in each document, by its id."""


@dataclass(frozen=True)
class Site:
    """A folder of documents, and the addresses of the servers; what a machine keeps itself lies beside it."""

    corpus: Path
    database: str
    chroma: str

    @property
    def settings(self) -> Settings:
        """What the processes are begun with: the reader, which takes longest, has no part in this."""
        plain = Settings(reader="none", requests_a_minute=1_000_000)
        index = self.corpus.with_name("index")
        return replace(plain, corpus=self.corpus, index=index, database=self.database, chroma=self.chroma)

    def texts(self) -> Texts:
        """What the files hold now."""
        return {file.stem: file.read_text(encoding="utf-8") for file in self.corpus.glob("*.txt")}


# what is published


@dataclass
class Published:
    """A version, which can be answered from since it was begun until a later one has been published."""

    texts: Texts
    begun: float
    until: float = float("inf")
    confirmed: bool = False


class Versions:
    """What was published, as whoever does it tells it; safe to use from many threads.

    ``confirmed`` is when the last of them had been.
    """

    confirmed = 0.0

    def __init__(self) -> None:
        self._turn = Lock()
        self._all: list[Published] = []

    def begin(self, texts: Texts, when: float) -> None:
        with self._turn:
            self._all.append(Published(texts, when))

    def end(self, when: float) -> None:
        """The one that was begun last is published, and takes the place of those before it."""
        with self._turn:
            self._all[-1].confirmed = True
            self.confirmed = when
            for earlier in self._all[:-1]:
                earlier.until = min(earlier.until, when)

    def there(self, begun: float, ended: float) -> list[Texts]:
        """Those that could be answered from at some time between two."""
        with self._turn:
            return [one.texts for one in self._all if one.begun <= ended and one.until >= begun]

    def published_since(self, when: float) -> bool:
        """Whether one was begun and published after that."""
        with self._turn:
            return any(one.confirmed and one.begun > when for one in self._all)

    def last(self) -> Texts:
        with self._turn:
            return self._all[-1].texts


# the indexer


@dataclass
class Told:
    """What an indexer has told: the statements of its last run, what it could not do, and what went wrong."""

    statements: Sequence[str] = ()
    rests: bool = False
    refused: int = 0
    faults: tuple[str, ...] = ()


class Indexer:
    """A process that changes documents and publishes them, as long as it is let."""

    def __init__(self, site: Site, versions: Versions, seed: int) -> None:
        self.told = Told()
        self._site, self._versions, self._seed = site, versions, seed
        self.start()

    def start(self) -> None:
        self._seed += 1000
        self._pipe, theirs = START.Pipe()
        self._process = START.Process(
            target=keep_indexing, args=(self._site, theirs, self._seed), daemon=True
        )
        self._process.start()
        theirs.close()
        self._listener = Thread(target=self._listen, args=(self._pipe,), daemon=True)
        self._listener.start()

    def order(self, *order: str) -> None:
        """``once``, ``on``, ``rest``, or ``die`` before a statement."""
        self.told.rests = False
        self._pipe.send(order)

    def kill(self, patience: float = 0.0) -> None:
        """At once, or after so many seconds in which it may end itself."""
        self._process.join(patience)
        self._process.kill()
        self._process.join()
        self._listener.join()

    def _listen(self, pipe: Connection) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._take(*pipe.recv())

    def _take(self, what: str, *more: Any) -> None:
        if what == "begins":
            self._versions.begin(*more)
        elif what == "published":
            self._versions.end(*more)
        elif what == "done":
            self.told.statements = more
        elif what == "refused":
            self.told.refused += 1
        elif what == "wrong":
            self.told.faults += more
        self.told.rests = what == "rests"


class Writer:
    """What is done in the process of an indexer."""

    def __init__(self, site: Site, pipe: Connection, seed: int) -> None:
        self._site, self._pipe, self._chance = site, pipe, random.Random(seed)
        self._number = seed
        self._index = Index.at(site.settings.index, site.settings)
        self._publish_changes = self._index._publish
        self._index._publish = self._publish_and_tell  # type: ignore[method-assign]
        self._statements: dict[str, None] = {}
        self._last = ""

    def work(self) -> None:
        """Do as ordered until it is killed."""
        self._trace()
        order: Sequence[str] = ("rest",)
        while True:
            if order[0] in ("once", "rest") or self._pipe.poll():
                order = self._pipe.recv()
            self._last = order[1] if order[0] == "die" else ""
            if order[0] != "rest":
                self._change(may_remove=order[0] == "on")
            self._bring_up_to_date()
            if order[0] == "rest":
                self._pipe.send(("rests",))

    def _change(self, *, may_remove: bool) -> None:
        there = sorted(self._site.texts())
        self._number += 1
        if may_remove and len(there) > FEWEST and self._chance.random() < 0.3:
            (self._site.corpus / f"{self._chance.choice(there)}.txt").unlink()
        else:
            some = SUBJECTS if len(there) < MOST else there
            write(self._site.corpus, self._chance.choice(some), self._number)

    def _bring_up_to_date(self) -> None:
        """Try until it is done."""
        while True:
            self._statements.clear()
            try:
                self._pipe.send(("begins", self._site.texts(), time.monotonic()))
                report = self._index.update([self._site.corpus])
                if not report.changed:
                    self._pipe.send(("published", time.monotonic()))
                self._index.seal()
                self._pipe.send(("done", *self._statements))
                return
            except RagError as error:
                self._pipe.send(("refused", str(error)))
                time.sleep(0.1)

    def _publish_and_tell(self, *changes: Any) -> None:
        self._publish_changes(*changes)
        self._pipe.send(("published", time.monotonic()))

    def _trace(self) -> None:
        """Note each statement to the database, and have one of them end this process."""
        execute = psycopg.Cursor.execute

        def traced(cursor: Any, query: Any, *values: Any, **more: Any) -> Any:
            statement = str(query)[:TOLD]
            self._statements[statement] = None
            if self._last and statement == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(cursor, query, *values, **more)

        cast("Any", psycopg.Cursor).execute = traced


def keep_indexing(site: Site, pipe: Connection, seed: int) -> None:
    """The process of an indexer; few documents go into Chroma too."""
    sealing.GRAPHED_FROM = 1
    try:
        Writer(site, pipe, seed).work()
    except Exception:
        pipe.send(("wrong", traceback.format_exc()))
