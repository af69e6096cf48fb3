"""Whether the store in a folder and the one on servers give the same answers, over the same documents.

    python -m benchmarks.same_answers QUESTIONS.jsonl… --corpus FOLDER [--index FOLDER] [--most N] [--graphs]

The folder is indexed, and what was read and embedded is put into a PostgreSQL with a Chroma of their own, as
indexing publishes it. Every question, with its ``history`` and ``filters`` where it has any, is asked of
both. Printed is for how many the outcome and the citations (document and locator, in order) are the same, and
those for which they are not. ``--index`` keeps the index of the folder for another time, ``--most`` takes the
first questions of each file, and ``--graphs`` has all vectors searched by graphs in both stores, as where
there are many. It ends with 1 where one outcome differs, or the citations of more than two in 100.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.copies import read_indexed
from benchmarks.servers import started
from rag import Answer, Assistant, Filters
from rag.batch import read_questions
from rag.engine.embedded import store
from rag.engine.embedded.store import EmbeddedStore
from rag.engine.server import sealing
from rag.indexing import Index
from rag.printing import progress_bars
from rag.settings import Settings

LEAST_SAME = 0.98  # of the citations
PATIENCE = 60  # seconds, to write

Told = tuple[str, Sequence[tuple[str, str]]]
"""The outcome of an answer, and the document and the locator of each citation."""


@dataclass(frozen=True)
class Asked:
    """A question and what each of the two stores told."""

    question: str
    folder: Told
    servers: Told


def main() -> None:
    """Ask both, and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--most", type=int, help="questions of each file")
    parser.add_argument("--graphs", action="store_true", help="search by graphs, however few there are")
    options = parser.parse_args()
    records = [record for file in options.questions for record in read_questions(file)[: options.most]]
    with ExitStack() as stack:
        made = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres, chroma = stack.enter_context(started())
        if options.graphs:
            stack.enter_context(patch.object(store, "SEALED_FROM", 1))
            stack.enter_context(patch.object(sealing, "GRAPHED_FROM", 1))
        folder = replace(
            Settings.from_env(), corpus=options.corpus, index=options.index or made / "index", database=""
        )
        shared = replace(folder, index=made / "shared", database=postgres.new_database(), chroma=chroma.url)
        asked = list(ask_both(records, folder, shared))
    sys.exit(not report(asked))


def ask_both(records: Sequence[dict[str, Any]], folder: Settings, shared: Settings) -> Iterator[Asked]:
    """Every question of both stores, over the same documents."""
    with progress_bars() as progress, Assistant.open(settings=folder, progress=progress) as first:
        Index.at(folder.index, folder).seal()
        copy_to_servers(folder.index, shared)
        Index.at(shared.index, shared).seal()
        with Assistant.open(settings=shared) as second:
            for done, record in enumerate(records):
                progress("Asking both", done, len(records))
                yield Asked(record["question"], ask(first, record), ask(second, record))
            progress("Asking both", len(records), len(records))


def copy_to_servers(folder: Path, shared: Settings) -> None:
    """What an index in a folder holds into the store that the settings name; nothing is embedded again."""
    target = Index.at(shared.index, shared)
    made_with, model = target._made_with(), target.embeddings.identity
    with target.store.writing(PATIENCE) as library:
        for read, vectors in read_indexed(folder, target.embeddings):
            library.stage(read, made_with, model, list(vectors))
        notes, sources = EmbeddedStore(folder).state()
        library.publish(sources)
        library.put({name: notes[name] for name in ("made with", "fingerprint")})


def ask(assistant: Assistant, record: dict[str, Any]) -> Told:
    """What the answer to a record's question rests on."""
    filters = Filters.from_dict(record.get("filters") or {})
    return told(assistant.ask(record["question"], record["history"], filters))


def told(answer: Answer) -> Told:
    return answer.outcome, [(citation.document, citation.locator) for citation in answer.citations]


def report(asked: Sequence[Asked]) -> bool:
    """Print how many are the same and how the others differ; whether enough are."""
    outcomes = sum(one.folder[0] == one.servers[0] for one in asked)
    citations = sum(one.folder[1] == one.servers[1] for one in asked)
    print(f"the same outcome: {outcomes} of {len(asked)}; the same citations: {citations} of {len(asked)}")
    for one in asked:
        if one.folder != one.servers:
            print(f"\n{one.question}\n  in a folder: {written(one.folder)}")
            print(f"  on servers:  {written(one.servers)}")
    return outcomes == len(asked) and citations >= LEAST_SAME * len(asked)


def written(told: Told) -> str:
    outcome, citations = told
    return f"{outcome}; {', '.join(f'{document} {locator}' for document, locator in citations) or 'nothing'}"


if __name__ == "__main__":
    main()
