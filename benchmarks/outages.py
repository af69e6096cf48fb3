"""What is answered while what an index on servers needs is killed: nothing wrong, and then all of it again.

    python -m benchmarks.outages [--minutes 10] [--seed 1]

Two page servers (``pinpoint serve``) and an indexer share one PostgreSQL and one Chroma, each a process of
its own. The indexer adds, changes and removes small documents whose numbers an answer has to show. First it
is measured how soon what was published is answered by both page servers. Then, for so many minutes, one after
the other of the indexer (at any moment, and before any statement to the database), a page server, PostgreSQL
and Chroma is killed (SIGKILL) and started again, the last two after up to five seconds. Both page servers are
asked all the while. Each answer has to be one that a version gives which was published when it was asked, or
up to two seconds before. Where PostgreSQL is away, or the page server itself, it may be an error of ours in
words, until all is back; without the others all is answered. After each kill the indexer rests, every
question is asked of both, and the index has to be whole; in the end ``pinpoint doctor`` looks at it. Each
fault is printed.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from unittest.mock import patch

import psycopg

from benchmarks.crashes import SUBJECTS, write
from benchmarks.page_servers import Asked, Page, fits
from benchmarks.servers import Chroma, Postgres, started
from benchmarks.sharing import PATIENCE, Indexer, Site, Versions
from rag.__main__ import main as pinpoint
from rag.engine.choosing import store_of

KINDS = ("the indexer", "a page server", "PostgreSQL", "Chroma")
AT_FIRST = 6  # documents
LATE = 2.0  # seconds by which an answer may be of an earlier version
LONGEST_PAUSE = 5.0  # seconds for which a server is away
BREATH = 0.05  # seconds between two questions to a page server
TIMES = 20  # that publishing is measured
IN_WORDS = (429, 503, 504)  # what an error of ours comes with
WORDS_COUNTED = """
SELECT count(*) FROM
(SELECT term, sum(paragraphs) AS held FROM holding GROUP BY term HAVING sum(paragraphs) <> 0) AS noted
FULL JOIN (SELECT term, sum(length(held) / 8) AS held FROM postings JOIN documents USING (number)
WHERE since IS NOT NULL AND until IS NULL GROUP BY term) AS there USING (term)
WHERE noted.held IS DISTINCT FROM there.held
"""
SPARE = "SELECT count(*) FROM {} WHERE number NOT IN (SELECT number FROM documents)"


@dataclass
class Outage:
    """What was killed, when, when it was started again, and when all was answered as before."""

    kind: str
    page: Page | None
    killed: float
    again: float = 0.0
    over: float = float("inf")


@dataclass
class Tally:
    """What came of the kills of one kind."""

    kills: int = 0
    answers: int = 0
    in_words: int = 0
    unreached: int = 0
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0


class Outages:
    """All that is killed, asked and looked at; ``tallies`` has what came of it, by what was killed.

    ``pause`` is the longest that a server is away. Close it, or what it has begun goes on.
    """

    def __init__(
        self, folder: Path, postgres: Postgres, chroma: Chroma, *, seed: int = 1, pause: float = LONGEST_PAUSE
    ) -> None:
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self._postgres, self._chroma = postgres, chroma
        self._chance, self._pause = random.Random(seed), pause
        self._site = Site(folder / "corpus", postgres.new_database(), chroma.url)
        self._site.corpus.mkdir()
        for number, subject in enumerate(SUBJECTS[:AT_FIRST]):
            write(self._site.corpus, subject, number + 1000)
        self._versions, self._asked, self._done = Versions(), list[Asked](), Event()
        self._indexer = Indexer(self._site, self._versions, seed * 10_000)
        self._once()
        self.pages = [Page(name, self._site) for name in ("first", "second")]
        for page in self.pages:
            self._wait(lambda page=page: page.ask(SUBJECTS[0]).status == 200, f"{page.name} answers")
        self._askers = [Thread(target=self._ask_on, args=(page,), daemon=True) for page in self.pages]

    def publish(self) -> float:
        """The seconds after which both page servers answer from a document that was published."""
        before, ended = self._site.texts(), self._once()
        texts = self._versions.last()
        (subject,) = dict(texts.items() - before.items())

        def answered(page: Page) -> float:
            self._wait(lambda: fits(page.ask(subject), texts), f"{subject} is answered")
            return time.monotonic()

        with ThreadPoolExecutor() as pool:
            return max(pool.map(answered, self.pages)) - ended

    def begin(self) -> None:
        """Have both page servers asked all the while."""
        for asker in self._askers:
            asker.start()
        self._indexer.order("on")

    def outage(self, kind: str, *, before: str = "") -> None:
        """Kill one thing and start it again; wait until all is answered, and look whether all is whole.

        ``before`` is the statement that the indexer is killed before.
        """
        page = self._chance.choice(self.pages) if kind == "a page server" else None
        outage = Outage(kind, page, time.monotonic())
        self._kill(outage, before)
        self._wait(lambda: self._versions.published_since(outage.again), "the indexer publishes again")
        self._wait(lambda: self._answer_since(outage.again), "both page servers answer again")
        outage.over = time.monotonic()
        self._rest()
        tally = self.tallies[kind]
        tally.kills += 1
        tally.slowest = max(tally.slowest, outage.over - outage.again)
        tally.faults += self._judge(outage, tally)
        tally.faults += self._amiss()
        self._indexer.order("on")

    def statements(self) -> Sequence[str]:
        """Those that the indexer has its last run made of."""
        return self._indexer.told.statements

    def look_back(self) -> Iterator[str]:
        """What should not be so in the end."""
        self._rest()
        yield from self._doctor()
        for page in self.pages:
            if "Traceback" in (told := page.log.read_text(encoding="utf-8")):
                yield f"the {page.name} page server says: {told}"

    def close(self) -> None:
        """End all of it."""
        self._done.set()
        for asker in self._askers:
            if asker.is_alive():
                asker.join()
        for page in self.pages:
            page.kill()
        self._indexer.kill()

    # how

    def _once(self) -> float:
        """Have one document come or change; when that was published."""
        begun = time.monotonic()
        self._indexer.order("once")
        self._wait(lambda: self._versions.published_since(begun), "a document is published")
        return self._versions.confirmed

    def _ask_on(self, page: Page) -> None:
        for subject in cycle(SUBJECTS):
            if self._done.is_set():
                return
            self._asked.append(page.ask(subject))
            time.sleep(BREATH)

    def _kill(self, outage: Outage, before: str) -> None:
        pause, page = self._chance.uniform(0, self._pause), outage.page
        if page:
            page.kill()
            outage.again = time.monotonic()
            page.start()
        elif outage.kind == "the indexer":
            if before:
                self._indexer.order("die", before)
            self._indexer.kill(patience=5 if before else 0)
            outage.again = time.monotonic()
            self._indexer.start()
            self._indexer.order("on")
        else:
            server = self._postgres if outage.kind == "PostgreSQL" else self._chroma
            server.kill()
            time.sleep(pause)
            outage.again = time.monotonic()
            server.start()

    def _answer_since(self, when: float) -> bool:
        """Whether each page server has answered a question that came after that."""
        answered = {one.page.name for one in self._asked if one.status == 200 and one.begun > when}
        return len(answered) == len(self.pages)

    def _rest(self) -> None:
        """Have nothing change until every question was asked of both page servers."""
        self._indexer.order("rest")
        self._wait(lambda: self._indexer.told.rests, "the indexer rests")
        begun, every = time.monotonic(), len(SUBJECTS) * len(self.pages)
        self._wait(
            lambda: len({(a.page.name, a.subject) for a in self._asked if a.begun > begun}) == every,
            "every question is asked",
        )

    def _judge(self, outage: Outage, tally: Tally) -> Iterator[str]:
        """What is wrong with what was asked since this was done last."""
        asked, self._asked = self._asked, []
        for one in asked:
            meanwhile = one.ended > outage.killed and one.begun < outage.over
            away = meanwhile and outage.page is one.page
            lacking = away or (meanwhile and outage.kind == "PostgreSQL")
            if one.status == 200:
                tally.answers += meanwhile
                if not any(fits(one, texts) for texts in self._versions.there(one.begun - LATE, one.ended)):
                    yield f"{one.subject} is answered wrongly: {one.body['text'] or one.body['outcome']}"
            elif one.status in IN_WORDS and lacking:
                tally.in_words += 1
            elif not one.status and away:
                tally.unreached += 1
            else:
                yield f"{one.status} {one.body['detail']}"

    def _amiss(self) -> Iterator[str]:
        """What of the index is not whole while nothing changes."""
        found = store_of(self._site.corpus, self._site.settings).look_over("")
        assert found
        if (found.without_text, found.without_vectors, found.broken_copies) != ((), (), ()):
            yield str(found)
        with psycopg.connect(self._site.database) as db:
            for told, asked in (
                ("words are counted wrongly", WORDS_COUNTED),
                ("documents are left staged", "SELECT count(*) FROM documents WHERE since IS NULL"),
                ("vectors are left of nothing", SPARE.format("vectors")),
                ("words are left of nothing", SPARE.format("postings")),
            ):
                row = db.execute(asked).fetchone()
                if row and row[0]:
                    yield f"{row[0]} {told}"

    def _doctor(self) -> Iterator[str]:
        """What ``pinpoint doctor`` finds wrong."""
        told, settings = io.StringIO(), self._site.settings
        with patch.dict(os.environ, settings.to_env()), contextlib.redirect_stdout(told):
            status = pinpoint(["doctor"])
        if status or "All is well." not in told.getvalue():
            yield f"pinpoint doctor: {told.getvalue()}"

    def _wait(self, done: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > until or self._indexer.told.faults:
                raise TimeoutError(f"It was waited in vain until {what}; {self._indexer.told}")
            time.sleep(0.01)


def main() -> None:
    """Measure publishing, kill for so many minutes, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with (
        started() as servers,
        tempfile.TemporaryDirectory() as folder,
        closing(Outages(Path(folder), *servers, seed=options.seed)) as outages,
    ):
        seconds = [outages.publish() for _ in range(TIMES)]
        print(
            f"published by one and answered by two others: {TIMES} times, after "
            f"{statistics.median(seconds):.2f} s (median), {max(seconds):.2f} s (slowest)",
            flush=True,
        )
        outages.begin()
        kill_for(outages, 60 * options.minutes, random.Random(options.seed))
        faults = [*too_late(seconds), *outages.look_back()]
    faults += [fault for tally in outages.tallies.values() for fault in tally.faults]
    report(outages.tallies, faults)
    sys.exit(bool(faults))


def too_late(seconds: Sequence[float]) -> Iterator[str]:
    """What was answered later than it should have been."""
    yield from (f"{each:.1f} s until it was answered" for each in seconds if each > LATE)


def kill_for(outages: Outages, seconds: float, chance: random.Random) -> None:
    """Kill one after the other at random moments, for so long."""
    until = time.monotonic() + seconds
    for kind in cycle(KINDS):
        time.sleep(chance.uniform(0.2, 2))
        before = chance.choice(["", *outages.statements()]) if chance.random() < 0.5 else ""
        outages.outage(kind, before=before if kind == "the indexer" else "")
        if time.monotonic() > until:
            return


def report(tallies: Mapping[str, Tally], faults: Sequence[str]) -> None:
    """A line for each kind, and each fault."""
    for kind, tally in tallies.items():
        print(
            f"{kind}: killed {tally.kills} times; meanwhile {tally.answers} answers, {tally.in_words} errors "
            f"in words, {tally.unreached} not reached; {len(tally.faults)} wrong; "
            f"all was back after {tally.slowest:.1f} s at the latest"
        )
    for fault in faults:
        print(f"  FAULT {fault}")


if __name__ == "__main__":
    main()
