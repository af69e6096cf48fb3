"""Our search beside plain ones, on public sets of questions whose evidence is known.

    python benchmarks/retrieval.py FOLDER [--index FOLDER]

``FOLDER`` holds ``cookbook_docs`` (sections of a manual; which of them answer?) and ``chunking_eval``
(long texts; which characters answer?). All searches of a set run over the same texts, one after the
other: ours from files to the passages of ``find_passages``; LangChain with Chroma; words by BM25; and
those two by reciprocal rank. They search the sections as they are, and the long texts in pieces of 800
characters; ours returns printed paragraphs, so the characters that it returns are printed too. Install
the others with ``pip install -c constraints.txt -e '.[benchmarks]'``. Indexing takes minutes; ``--index``
keeps what it makes for the next run.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_text_splitters import RecursiveCharacterTextSplitter
from rank_bm25 import BM25Okapi

from rag import Assistant, Document, Filters
from rag.embedding import LocalEmbeddings
from rag.printing import progress_bars

POOL = 50  # results of a plain search that are fused
DAMPING = 60  # of reciprocal rank fusion, as in Cormack, Clarke and Büttcher (SIGIR 2009)
SECTIONS_TAKEN, PIECES_TAKEN = 3, 5
PIECE_CHARACTERS = 800
OURS, CHROMA, WORDS, FUSED = "Pinpoint", "LangChain + Chroma", "words (BM25)", "both by rank"
Span = tuple[int, int]
Search = Callable[[str], list[int]]  # a question to the numbers of texts, best first
Row = Sequence[float]


def main() -> None:
    """Print the figures of both sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory() as scratch:
        work = options.index or Path(scratch)
        report_sections(options.folder / "cookbook_docs", work / "cookbook_docs")
        report_spans(options.folder / "chunking_eval", work / "chunking_eval")


def report_sections(folder: Path, work: Path) -> None:
    """How many of the sections that answer are among the first few, and how early the first one comes."""
    sections, questions = read_records(folder / "chunks.jsonl"), read_records(folder / "questions.jsonl")
    files = {f"s{number:03}.md": section["text"] for number, section in enumerate(sections)}
    with open_texts(files, work) as assistant:
        searches = {OURS: section_search(assistant), **plain_searches([s["text"] for s in sections])}
        rows = {
            name: [
                score_sections([sections[number]["id"] for number in search(q["question"])], set(q["gold"]))
                for q in questions
            ]
            for name, search in searches.items()
        }
    print_table(f"{folder.name}: {len(questions)} questions", ("precision", "recall", "MRR"), rows)


def report_spans(folder: Path, work: Path) -> None:
    """How many of the characters that answer are returned, and how many others are with them."""
    texts = {file.stem: file.read_text("utf-8") for file in sorted((folder / "corpora").iterdir())}
    questions = read_records(folder / "questions.jsonl")
    rows: dict[str, list[Row]] = defaultdict(list)
    with open_texts({f"{name}.txt": text for name, text in texts.items()}, work) as assistant:
        for name, text in texts.items():
            asked = [question for question in questions if question["corpus"] == name]
            for search, find in span_searches(name, text, assistant).items():
                rows[search] += [score_spans(find(q["question"]), gold_spans(q)) for q in asked]
    print_table(
        f"{folder.name}: {len(questions)} questions", ("recall", "precision", "IoU", "characters"), rows
    )


def open_texts(files: Mapping[str, str], work: Path) -> Assistant:
    """The assistant over texts that are written to files and indexed like any documents."""
    corpus = work / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        if not (corpus / name).exists():
            (corpus / name).write_text(text, encoding="utf-8")
    with progress_bars() as progress:
        return Assistant.open(corpus, index=work / "index", progress=progress)


def section_search(assistant: Assistant) -> Search:
    """Our search for sections: those of the passages, in their order."""
    return lambda question: [
        int(id[1:]) for id in dict.fromkeys(passage.document for passage in assistant.search(question))
    ]


def span_searches(name: str, text: str, assistant: Assistant) -> dict[str, Callable[[str], list[Span]]]:
    """Each search of one text, as a function from a question to the spans of what it returns."""
    paragraphs = paragraph_spans(assistant.document(name), text)
    retriever = assistant.retriever(Filters(documents=(name,)), k=PIECES_TAKEN)
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=PIECE_CHARACTERS, chunk_overlap=0, add_start_index=True
    )
    pieces = splitter.create_documents([text])
    starts = [piece.metadata["start_index"] for piece in pieces]
    plain = plain_searches([piece.page_content for piece in pieces])

    def found_by(search: Search) -> Callable[[str], list[Span]]:
        return lambda question: [
            (starts[number], starts[number] + len(pieces[number].page_content))
            for number in search(question)[:PIECES_TAKEN]
        ]

    ours = {OURS: lambda question: [paragraphs[d.metadata["locator"]] for d in retriever.invoke(question)]}
    return {**ours, **{label: found_by(search) for label, search in plain.items()}}


def plain_searches(texts: Sequence[str]) -> dict[str, Search]:
    """The searches that ours is measured against, over texts as they are."""
    store = Chroma(
        embedding_function=LocalEmbeddings(),
        collection_metadata={"hnsw:space": "cosine"},
        client_settings=Settings(anonymized_telemetry=False),
    )
    store.reset_collection()  # every store of a process shares one in memory
    store.add_texts(list(texts), ids=[str(number) for number in range(len(texts))])
    nearest = {}
    statistics = BM25Okapi([words_of(text) for text in texts])

    def by_meaning(question: str) -> list[int]:
        if question not in nearest:
            nearest[question] = [int(found.id or 0) for found in store.similarity_search(question, k=POOL)]
        return nearest[question]

    def by_words(question: str) -> list[int]:
        order = np.argsort(-statistics.get_scores(words_of(question)), kind="stable")
        return [int(number) for number in order[:POOL]]

    def by_both(question: str) -> list[int]:
        return fuse_rankings([by_meaning(question), by_words(question)])

    return {CHROMA: by_meaning, WORDS: by_words, FUSED: by_both}


def fuse_rankings(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Numbers by the sum of ``1 / (damping + rank)`` over the rankings that hold them."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, number in enumerate(ranking, start=1):
            scores[number] += 1 / (DAMPING + rank)
    return sorted(scores, key=lambda number: -scores[number])


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return re.findall(r"\w+", text.lower())


def paragraph_spans(document: Document, text: str) -> dict[str, Span]:
    """Where each paragraph of a document stands in the text it was read from, by its locator.

    Reading changes white space and mark-up alone, so letters and digits are what is followed.
    """
    places = [place for place, character in enumerate(text) if character.isalnum()]
    letters = "".join(text[place] for place in places)
    spans: dict[str, Span] = {}
    reached = 0
    for paragraph in document.paragraphs:
        printed = "".join(filter(str.isalnum, paragraph.text))
        start = letters.find(printed, reached)
        if start < 0:
            raise SystemExit(f"{document.id}, {paragraph.locator} is not in the text it was read from.")
        reached = start + len(printed)
        after = text[places[reached - 1] + 1 : places[reached - 1] + 2]
        spans[paragraph.locator] = places[start], places[reached - 1] + 1 + (not after.isspace())
    return spans


def score_sections(found: Sequence[str], gold: set[str]) -> Row:
    """Precision and recall of the first sections, and the reciprocal rank of the first right one."""
    taken = found[:SECTIONS_TAKEN]
    right = [id in gold for id in taken]
    return (
        sum(right) / SECTIONS_TAKEN,
        sum(right) / len(gold),
        1 / (right.index(True) + 1) if any(right) else 0,
    )


def score_spans(found: Sequence[Span], gold: Sequence[Span]) -> Row:
    """Recall, precision and intersection over union of characters, and how many were returned."""
    returned, wanted = ({c for span in spans for c in range(*span)} for spans in (found, gold))
    both = len(returned & wanted)
    return (
        both / len(wanted),
        both / len(returned) if returned else 0.0,
        both / len(returned | wanted),
        len(returned),
    )


def gold_spans(question: Mapping[str, Any]) -> list[Span]:
    """The characters that answer a question."""
    return [(piece["start_index"], piece["end_index"]) for piece in question["references"]]


def read_records(file: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def print_table(title: str, figures: Sequence[str], rows: Mapping[str, Sequence[Row]]) -> None:
    """The mean of each figure, one line a search."""
    print(f"\n{title:<36}" + "".join(f"{figure:>12}" for figure in figures))
    for name, scored in rows.items():
        means = [mean(column) for column in zip(*scored, strict=True)]
        print(f"{name:<36}" + "".join(f"{v:>12.3f}" if v < 10 else f"{v:>12,.0f}" for v in means))


if __name__ == "__main__":
    main()
