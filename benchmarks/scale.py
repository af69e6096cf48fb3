"""How both stores grow: time, memory and disk for more and more paragraphs, side by side.

    python -m benchmarks.scale [--sizes 10000,100000,1000000] [--stores embedded,server] [--sealed-to 100000]

The shipped documents are read and embedded once, and then copied under other ids until there are so many
paragraphs: each copy is of another authority of England, or another year, and its vectors are turned a little
from those of the first (a cosine of about 0.98), so that no two are alike. They are staged one by one and
published together through the store's own port, as indexing does it, and sealed where a store thinks that it
pays. Staging with publishing, sealing and asking are a process each; each size has servers of its own.
Printed after each is the table so far: documents, paragraphs and chunks, the seconds of each step, the memory
of the processes (RSS) and of the servers (their share of what they share counted), what lies on disk, and the
milliseconds of the searches of a version and of an answer without the reader: the median and the 95th
percentile of 24 questions, on one authority and over all; last the seconds of a theme. A graph of millions of
vectors takes two processors hours: of more paragraphs than ``--sealed-to`` none is made, and fewer questions
over all are asked, which read every vector, and no theme. Everything is written to a temporary folder
(``TMPDIR``). Linux only.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import cycle, product
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.copies import authorities, copies, read_indexed
from benchmarks.endurance import quantile
from benchmarks.servers import started
from benchmarks.speed import memory_mb
from rag import Assistant
from rag.engine.rows import SourceFile
from rag.errors import RagError
from rag.indexing import Index
from rag.retrieval import Collection
from rag.retrieval.searches import POOL
from rag.settings import SHIPPED_CORPUS, Settings

SUBJECTS = (
    "care leavers' housing",
    "caseloads of social workers",
    "children who go missing",
    "the quality of assessments",
    "private fostering",
    "supervision of social workers",
    "adoption",
    "health assessments of children in care",
    "support for foster carers",
    "disabled children",
    "domestic abuse",
    "return home interviews",
)
FORMS = ("Why are there delays with {}?", "How soon is something done about {}?")
THEME = "What did inspectors say about adoption?"
WARM = 2  # questions that are not counted
FEW = 6  # questions over all without a graph
PATIENCE = 60  # seconds, to write
PLAIN = ()  # PostgreSQL with its options as they come
STORES = ("embedded", "server")

Told = dict[str, str]
"""What was measured, by its name, as it is printed."""


@dataclass(frozen=True)
class Place:
    """Where the shipped documents are indexed, and where the copies go.

    ``vectors`` is the folder of Chroma, ``servers`` are the processes of PostgreSQL and of Chroma. Of one
    that is not to be ``sealed``, few questions over all are asked.
    """

    shipped: Path
    folder: Path
    database: str = ""
    chroma: str = ""
    vectors: Path = Path()
    servers: Sequence[int] = ()
    sealed: bool = True

    @property
    def settings(self) -> Settings:
        index = self.folder / "index"
        return Settings(index=index, database=self.database, chroma=self.chroma, reader="none")

    @property
    def index(self) -> Index:
        return Index.at(self.settings.index, self.settings)


def main() -> None:
    """Measure each size in each store, and print all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000", help="paragraphs, between commas")
    parser.add_argument("--stores", default=",".join(STORES), help="embedded, server or both")
    parser.add_argument("--sealed-to", type=int, default=100_000, help="the most paragraphs with a graph")
    options = parser.parse_args()
    sizes, stores = [int(size) for size in options.sizes.split(",")], options.stores.split(",")
    if unknown := set(stores) - set(STORES):
        parser.error(f"there is no store {', '.join(unknown)}")
    with tempfile.TemporaryDirectory() as made:
        shipped = Path(made) / "shipped"
        Assistant.open(SHIPPED_CORPUS, index=shipped).close()
        columns: dict[str, Told] = {}
        for size, store in product(sizes, stores):
            columns[f"{size:,} {store}"] = measure(store, size, shipped, sealed=size <= options.sealed_to)
            print_table(columns)


def measure(store: str, size: int, shipped: Path, *, sealed: bool) -> Told:
    """What so many paragraphs take in a store; as far as it got, where it could not go on."""
    told: Told = {}
    with placed(store, shipped) as found:
        place = replace(found, sealed=sealed)
        for step in (fill, seal, ask) if sealed else (fill, ask):
            begun = time.perf_counter()
            try:
                told |= alone(step, place, size)
            except (RagError, BrokenProcessPool, MemoryError) as error:
                print(f"{size:,} {store}: {step.__name__} failed: {error!r}", file=sys.stderr)
                break
            seconds = time.perf_counter() - begun
            print(f"{size:,} {store}: {step.__name__} took {seconds:.0f} s", file=sys.stderr, flush=True)
        told["GB on disk"] = f"{size_of(place) / 1e9:.2f}"
    return told


@contextmanager
def placed(store: str, shipped: Path) -> Iterator[Place]:
    """A new place for copies, with new servers where the store is one on servers."""
    with tempfile.TemporaryDirectory() as made:
        if store == "embedded":
            yield Place(shipped, Path(made))
            return
        with started(PLAIN) as (postgres, chroma):
            servers = (postgres.pid, chroma.pid)
            database = postgres.new_database()
            yield Place(shipped, Path(made), database, chroma.url, chroma.folder, servers)


def alone(step: Callable[[Place, int], Told], place: Place, size: int) -> Told:
    """A step in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(step, place, size).result()


# writing


def fill(place: Place, size: int) -> Told:
    """Stage copies of the shipped documents one by one, and publish all of them together."""
    index, sources, paragraphs, chunks = place.index, dict[str, SourceFile](), 0, 0
    made_with, model = index._made_with(), index.embeddings.identity
    shipped = list(read_indexed(place.shipped, index.embeddings))
    with index.store.writing(PATIENCE) as library:
        begun = time.perf_counter()
        for read, vectors in copies(shipped, size):
            library.stage(read, made_with, model, vectors)
            sources[read.document.id] = read.source
            paragraphs += len(read.document.paragraphs)
            chunks += len(vectors)
        staged = time.perf_counter()
        with library.transaction():
            library.publish(sources)
            library.put({"made with": made_with, "fingerprint": f"{size} paragraphs"})
        published = time.perf_counter()
    return {
        "documents": f"{len(sources):,}",
        "paragraphs": f"{paragraphs:,}",
        "chunks": f"{chunks:,}",
        "chunks per paragraph": f"{chunks / paragraphs:.2f}",
        "staging, s": f"{staged - begun:.1f}",
        "publishing, s": f"{published - staged:.1f}",
        "most MB while writing": most_mb(),
    }


def seal(place: Place, _size: int) -> Told:
    """Have the store arrange its vectors for searching, where it thinks that it pays."""
    begun = time.perf_counter()
    place.index.seal()
    return {"sealing, s": f"{time.perf_counter() - begun:.1f}", "most MB while sealing": most_mb()}


# asking


def ask(place: Place, _size: int) -> Told:
    """Open the store, and ask a version of it and an assistant."""
    begun = time.perf_counter()
    with closing(place.index.store.engine()) as engine:
        version = engine.current()
        told = {"opening, s": f"{time.perf_counter() - begun:.1f}", "MB open": f"{memory_mb():,.0f}"}
        embeddings = place.index.embeddings
        collection = Collection(version, embeddings.embed_query, embeddings.embed_topic, None)
        vector, begun = collection.embed_topic(THEME), time.perf_counter()
        version.search_vectors(vector, limit=POOL)
        told["first search over all, s"] = f"{time.perf_counter() - begun:.1f}"
        for about, questions in asked(place).items():
            told |= searched(collection, about, questions)
    del version, collection
    with closing(Assistant(place.index, place.settings)) as assistant:
        for about, questions in asked(place).items():
            told[f"answer, {about}, ms"] = timed([lambda q=q: assistant.ask(q) for q in questions])
        if place.sealed:
            begun = time.perf_counter()
            assistant.theme(THEME)
            told["a theme, all, s"] = f"{time.perf_counter() - begun:.1f}"
    told["most MB while asking"] = most_mb()
    if place.servers:
        told["MB of PostgreSQL"], told["MB of Chroma"] = (f"{mb_below(pid):,.0f}" for pid in place.servers)
    return told


def asked(place: Place) -> Mapping[str, Sequence[str]]:
    """The questions, on one authority and over all."""
    plain = [form.format(subject) for form in FORMS for subject in SUBJECTS]
    named = zip(plain, cycle(authorities()[:2]), strict=False)
    about_one = [f"{one[:-1]} in {name}?" for one, name in named]
    return {"one authority": about_one, "all": plain if place.sealed else plain[:FEW]}


def searched(collection: Collection, about: str, questions: Sequence[str]) -> Told:
    """How long the two searches of a version take, as retrieval makes them."""
    version, by_meaning, by_words = collection.version, list[Callable[[], object]](), list[Any]()
    for question in questions:
        query = collection.understand(question)
        documents, vector = query.scope.documents, collection.embed_topic(query.terms.topic)
        by_meaning.append(lambda v=vector, d=documents: version.search_vectors(v, documents=d, limit=POOL))
        by_words.append(
            lambda w=query.terms.words, d=documents: version.search_words(w, documents=d, limit=POOL)
        )
    return {
        f"by meaning, {about}, ms": timed(by_meaning),
        f"by words, {about}, ms": timed(by_words),
    }


def timed(calls: Sequence[Callable[[], object]]) -> str:
    """The median and the 95th percentile of the milliseconds that these take."""
    taken = []
    for call in (*calls[:WARM], *calls):
        begun = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - begun))
    counted = taken[WARM:]
    return f"{statistics.median(counted):,.1f} / {quantile(counted, 0.95):,.1f}"


# what is taken


def most_mb() -> str:
    """The most memory that this process has had; ``getrusage`` counts that of who began it too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return f"{int(next(line for line in lines if line.startswith('VmHWM')).split()[1]) / 1000:,.0f}"


def mb_below(pid: int) -> float:
    """The memory of a process and of all that it has begun, each with its share of what they share."""
    parents = {int(stat.parent.name): parent_in(stat) for stat in Path("/proc").glob("[0-9]*/stat")}
    family = {pid}
    while more := {one for one, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(share_of(one) for one in family)


def parent_in(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended meanwhile
        return 0


def share_of(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def size_of(place: Place) -> int:
    """The bytes that a store has on disk."""
    if not place.database:
        return bytes_in(place.folder)
    with psycopg.connect(place.database) as db:
        row = db.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row
    return int(row[0]) + bytes_in(place.vectors)


def bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def print_table(columns: Mapping[str, Told]) -> None:
    """A line for each measure, a column for each size in each store."""
    names = list(dict.fromkeys(name for told in columns.values() for name in told))
    width = max(map(len, names))
    print(" " * width + "".join(f"{column:>22}" for column in columns), flush=True)
    for name in names:
        print(name.ljust(width) + "".join(f"{told.get(name, '–'):>22}" for told in columns.values()))


if __name__ == "__main__":
    main()
