"""Answers by a plain pipeline, by our searches alone and with the reader, on the same questions in one run.

    python benchmarks/answers.py REPORTS QUESTIONS.jsonl [--index FOLDER]

The plain pipeline is the one that everybody writes: the text of each PDF page in pieces of 1,000 characters
with 200 of overlap, the same embedding model, Chroma, the nearest eight. Its answer is the first four pieces
as they stand, each of which counts as a citation; it never declines. Each question goes to all three in
turn. Printed are the figures of ``rag.evaluation``, the median and the 95th percentile of the seconds that
an answer takes, and what share of them is the reader's. Install the others with
``pip install -c constraints.txt -e '.[benchmarks]'``; ``--index`` keeps what was made for the next run.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pypdfium2
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.documents import Document as Piece
from langchain_text_splitters import RecursiveCharacterTextSplitter

from rag import Answer, Assistant, Citation, Passage, Settings
from rag.embedding import LocalEmbeddings
from rag.evaluation import FOUND_WITHIN, Result, holds, judge_answer, needed_by
from rag.reader import PackagedReader

PIECE, OVERLAP = 1000, 200  # characters
ANSWERED_WITH = 4  # pieces
BATCH = 5000  # pieces that Chroma takes at once
Record = Mapping[str, Any]
Engine = Callable[[Record], Answer]


def main() -> None:
    """Ask each question of every engine and print what it comes to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", type=Path, help="a folder for what is made")
    options = parser.parse_args()
    records = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines()]
    with TemporaryDirectory() as made:
        folder = options.index or Path(made)
        store = plain_store(options.reports, folder / "plain")
        with (
            Assistant.open(options.reports, index=folder / "ours") as with_reader,
            Assistant.open(options.reports, index=folder / "ours", settings=Settings(reader="none")) as alone,
        ):
            engines: dict[str, Engine] = {
                "plain pipeline": lambda record: ask_plainly(record, store),
                "searches alone": lambda record: alone.ask(record["question"], record.get("history") or ()),
                "with the reader": lambda record: with_reader.ask(
                    record["question"], record.get("history") or ()
                ),
            }
            with timed_reader() as reading:
                results = ask_all(records, engines)
    print_table(results, reading)


def plain_store(reports: Path, folder: Path) -> Chroma:
    """The pieces of all reports in Chroma."""
    store = Chroma(
        persist_directory=str(folder),
        embedding_function=LocalEmbeddings(),
        collection_metadata={"hnsw:space": "cosine"},
        client_settings=ChromaSettings(anonymized_telemetry=False, is_persistent=True),
    )
    if not store.get(limit=1)["ids"]:
        splitter = RecursiveCharacterTextSplitter(chunk_size=PIECE, chunk_overlap=OVERLAP)
        pieces = splitter.split_documents(list(pages_of(reports)))
        for first in range(0, len(pieces), BATCH):
            store.add_documents(pieces[first : first + BATCH])
    return store


def pages_of(reports: Path) -> Iterator[Piece]:
    """The text of every page."""
    for file in sorted(reports.rglob("*.pdf")):
        document = file.relative_to(reports).with_suffix("").as_posix()
        with pypdfium2.PdfDocument(file) as pdf:
            for page in pdf:
                yield Piece(page.get_textpage().get_text_bounded(), metadata={"document": document})


def ask_plainly(record: Record, store: Chroma) -> Answer:
    """The first pieces as they stand."""
    found = store.similarity_search(record["question"], k=FOUND_WITHIN)
    pieces = [(piece.metadata["document"], piece.page_content) for piece in found]
    return Answer(
        question=record["question"],
        resolved_question=record["question"],
        text="\n\n".join(text for _, text in pieces[:ANSWERED_WITH]),
        outcome="answered",
        passages=tuple(Passage(document, "", text, 0.0) for document, text in pieces),
        citations=tuple(
            Citation(number, document, "", None, None, "", "", None, text, text, "", verified=True)
            for number, (document, text) in enumerate(pieces[:ANSWERED_WITH], start=1)
        ),
    )


def ask_all(records: Sequence[Record], engines: Mapping[str, Engine]) -> dict[str, list[Result]]:
    """What becomes of each question by each engine."""
    results: dict[str, list[Result]] = defaultdict(list)
    for record in records:
        needed = needed_by(record)
        for name, ask in engines.items():
            start = time.perf_counter()
            answer = ask(record)
            seconds = time.perf_counter() - start
            first = answer.passages[: max(FOUND_WITHIN, 2 * len(needed))]
            found = {"first": [holds(group, first) for group in needed]}
            results[name].append(judge_answer(record, answer, found=found, seconds=seconds))
    return results


@contextmanager
def timed_reader() -> Iterator[list[float]]:
    """The seconds that the packaged reader takes, call by call."""
    seconds: list[float] = []
    read = PackagedReader.read

    def timed(reader: PackagedReader, *asked: Any) -> Any:
        start = time.perf_counter()
        readings = read(reader, *asked)
        seconds.append(time.perf_counter() - start)
        return readings

    with patch.object(PackagedReader, "read", timed):
        yield seconds


def print_table(results: Mapping[str, Sequence[Result]], reading: Sequence[float]) -> None:
    """One line an engine."""
    print(f"{'':16}{'found':>7}{'complete':>9}{'right':>7}{'answered':>9}{'declined':>9}", end="")
    print(f"{'words':>7}{'median s':>9}{'95 of 100':>10}")
    for name, own in results.items():
        yes, no = ([r for r in own if r.answerable is so] for so in (True, False))
        seconds = sorted(result.seconds for result in own)
        figures = (
            _share(all(r.found["first"]) for r in yes if r.found["first"]),
            _share(r.complete for r in yes),
            _share(held for r in yes for held in r.precise),
            _share(not r.declined for r in yes),
            _share(r.declined for r in no),
        )
        print(
            f"{name:16}"
            + "".join(f"{figure:>{w}.3f}" for figure, w in zip(figures, (7, 9, 7, 9, 9), strict=True)),
            end="",
        )
        words = statistics.median(result.words for result in own)
        print(f"{words:>7.0f}{statistics.median(seconds):>9.3f}{seconds[int(0.95 * len(seconds))]:>10.3f}")
    total = sum(result.seconds for result in results["with the reader"])
    print(f"of the seconds with the reader, {sum(reading) / total:.0%} are the reader's")


def _share(held: Iterator[bool]) -> float:
    counted = list(held)
    return sum(counted) / len(counted) if counted else float("nan")


if __name__ == "__main__":
    main()
