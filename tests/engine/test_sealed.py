"""Sealed collections: built whole, in agreement with exact search, never trusted when broken."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from rag.engine.embedded import sealed as sealed_collections
from rag.engine.embedded.sealed import (
    DATABASE,
    PREFIX,
    SEAL,
    SealedCollection,
    build_sealed,
    is_sealed_copy,
    open_sealed,
    remove_sealed,
)
from rag.engine.hits import nearest_of, search_exactly
from rag.engine.rows import DocumentVectors

DOCUMENTS = 4


def made(count: int, dimensions: int = 16) -> dict[int, DocumentVectors]:
    """So many vectors in random directions, always the same ones, in a few documents; two to a paragraph."""
    vectors = np.random.default_rng(7).normal(size=(count, dimensions)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return {
        number: DocumentVectors(
            paragraphs=np.arange(len(own), dtype=np.uint32) // 2,
            starts=np.arange(len(own), dtype=np.uint32) % 2 * 10,
            windows=np.arange(len(own)) % 2 == 0,
            matrix=own,
        )
        for number, own in enumerate(np.array_split(vectors, DOCUMENTS), start=1)
    }


def questions(count: int) -> np.ndarray:
    return np.concatenate([own.matrix for own in made(count).values()])[-20:]


def opened(folder: Path, name: str) -> SealedCollection:
    collection = open_sealed(folder, name)
    assert collection is not None
    return collection


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def build(folder: Path, count: int) -> str:
    return build_sealed(folder, made(count).items() if count else (), count)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one published collection; copy it before doing anything to it."""
    folder = tmp_path_factory.mktemp("published")
    return folder / build(folder, 400)


@pytest.mark.parametrize("count", [4, 5, 400])
@pytest.mark.parametrize("among", [range(1, 5), (2, 3)], ids=["all", "some have gone"])
def test_chroma_finds_what_exact_search_finds_in_the_same_order(
    tmp_path: Path, count: int, among: Sequence[int]
) -> None:
    documents = made(count)
    sealed = opened(tmp_path, build(tmp_path, count))
    left = {number: documents[number] for number in among}
    for question in questions(420):
        near = nearest_of(sealed.search(question, limit=20, among=among), limit=20)
        exact = nearest_of(search_exactly(question, left), limit=20)
        columns = ["document", "paragraph", "window"]
        found = len(near)  # of what has gone there may be more among the nearest than elsewhere
        assert found >= min(10, len(exact))
        assert near[columns].tolist() == exact[columns].tolist()[:found]
        assert near["near"] == pytest.approx(exact["near"][:found], abs=1e-6)
    sealed.close()


def test_exact_search_gives_the_nearest_first_and_equals_in_their_order() -> None:
    vectors = DocumentVectors(
        paragraphs=np.array([1, 2, 3], dtype=np.uint32),
        starts=np.zeros(3, dtype=np.uint32),
        windows=np.array([True, False, True]),
        matrix=np.array([[0, 1], [1, 0], [1, 0]], dtype=np.float32),
    )
    hits = nearest_of(search_exactly(np.array([1.0, 0.0], dtype=np.float32), {7: vectors}), limit=2)
    assert hits.tolist() == [(7, 2, False, 1.0), (7, 3, True, 1.0)]


@pytest.mark.parametrize("count", [99, 100, 399, 400, 401, 1234])
def test_a_collection_that_is_filled_in_rounds_is_written_out_with_its_last_chunk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(sealed_collections, "WRITTEN_AFTER", 100)
    folder = tmp_path / build(tmp_path, count)
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        (written,) = db.execute(
            "SELECT seq_id FROM max_seq_id JOIN segments ON segments.id = segment_id WHERE scope = 'VECTOR'"
        ).fetchone()
    assert written == count
    sealed = opened(tmp_path, folder.name)
    assert sealed.is_whole()
    sealed.close()


def test_a_collection_of_nothing_can_be_sealed_and_finds_nothing(tmp_path: Path) -> None:
    sealed = opened(tmp_path, build(tmp_path, 0))
    assert len(sealed.search(questions(4)[0], limit=5, among=())) == 0
    sealed.close()


def test_opening_and_searching_change_nothing_but_chromas_own_notes(published: Path, tmp_path: Path) -> None:
    shutil.copytree(published, tmp_path / published.name)
    before = contents(tmp_path)
    sealed = opened(tmp_path, published.name)
    sealed.search(questions(4)[0], limit=5, among=range(1, 5))
    sealed.close()
    after = contents(tmp_path)
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} <= {f"{published.name}/chroma.sqlite3"}


def test_a_collection_can_be_open_twice_and_one_closed(published: Path) -> None:
    first, second = opened(published.parent, published.name), opened(published.parent, published.name)
    first.close()
    assert len(second.search(questions(4)[0], limit=5, among=range(1, 5))) == 5
    second.close()


def test_a_collection_is_held_against_the_documents_without_a_change_to_its_folder(
    published: Path, tmp_path: Path
) -> None:
    shutil.copytree(published, tmp_path / published.name)
    before = contents(tmp_path)
    documents = made(400)
    chunks = {number: len(own.matrix) for number, own in documents.items()}
    first = {number: own.matrix[0] for number, own in documents.items()}
    assert is_sealed_copy(tmp_path, published.name, chunks, first)
    assert is_sealed_copy(tmp_path, published.name, {2: chunks[2]}, {2: first[2]})
    assert not is_sealed_copy(tmp_path, published.name, chunks | {2: chunks[2] + 1}, first)
    assert not is_sealed_copy(tmp_path, published.name, chunks, first | {2: first[3]})
    assert not is_sealed_copy(tmp_path, published.name, {9: 1}, {})
    assert not is_sealed_copy(tmp_path, "vectors-never", {}, {})
    assert contents(tmp_path) == before


def test_a_collection_that_another_process_is_opening_is_whole_and_its_journal_stays_as_it_is(
    published: Path, tmp_path: Path
) -> None:
    shutil.copytree(published, tmp_path / published.name)
    journal = tmp_path / published.name / "chroma.sqlite3-wal"
    journal.write_bytes(b"what another process is about to write")
    assert is_sealed_copy(tmp_path, published.name, {}, {})
    assert journal.read_bytes() == b"what another process is about to write"


def remove_metadata(folder: Path) -> None:
    next(folder.rglob("index_metadata.pickle")).unlink(missing_ok=True)


def remove_seal(folder: Path) -> None:
    (folder / SEAL).unlink()


def spoil_seal(folder: Path) -> None:
    (folder / SEAL).write_text("{")


def empty_vectors(folder: Path) -> None:
    os.truncate(next(folder.rglob("data_level0.bin")), 0)


def remove_segment(folder: Path) -> None:
    for inside in [path for path in folder.iterdir() if path.is_dir()]:
        shutil.rmtree(inside)


def cut_database(folder: Path) -> None:
    os.truncate(folder / "chroma.sqlite3", (folder / "chroma.sqlite3").stat().st_size // 2)


def replace_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"not a database")


def remove_everything(folder: Path) -> None:
    for path in list(folder.iterdir()):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def overwrite_vectors(folder: Path) -> None:
    with next(folder.rglob("data_level0.bin")).open("r+b") as file:
        file.seek(500)
        file.write(b"\xff" * 8)


@pytest.mark.parametrize(
    "damage",
    [
        overwrite_vectors,
        remove_metadata,
        empty_vectors,
        remove_seal,
        spoil_seal,
        remove_segment,
        cut_database,
        replace_database,
        remove_everything,
        shutil.rmtree,
    ],
)
def test_a_broken_folder_is_none(published: Path, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    big = build(tmp_path, 1200)  # more than Chroma keeps beside its graph
    damage(tmp_path / big)
    assert open_sealed(tmp_path, big) is None
    assert not is_sealed_copy(tmp_path, big, {}, {})
    whole = opened(published.parent, published.name)  # another one is not affected
    whole.close()


def test_a_seal_of_an_earlier_version_without_sums_is_trusted(tmp_path: Path, published: Path) -> None:
    folder = shutil.copytree(published, tmp_path / published.name)
    seal = json.loads((folder / SEAL).read_text())
    del seal["sums"]
    (folder / SEAL).write_text(json.dumps(seal))
    opened(tmp_path, published.name).close()


def test_where_a_collection_cannot_be_written_that_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    code = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from rag.engine.embedded.sealed import build_sealed\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); build_sealed(Path(sys.argv[1]), (), 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
    assert "UnusableIndex: A collection of vectors cannot be written to" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "vectors-never-built", "../elsewhere"])
def test_a_name_that_was_never_published_is_none(tmp_path: Path, name: str) -> None:
    assert open_sealed(tmp_path, name) is None
    assert list(tmp_path.iterdir()) == []


def test_a_collection_that_was_not_finished_is_none(tmp_path: Path) -> None:
    class Stopped(BaseException):
        pass

    def stopping() -> Iterator[tuple[int, DocumentVectors]]:
        yield 1, made(20)[1]
        raise Stopped

    with pytest.raises(Stopped):
        build_sealed(tmp_path, stopping(), 400)
    (unfinished,) = tmp_path.glob(PREFIX + "*")
    assert open_sealed(tmp_path, unfinished.name) is None


def test_chroma_lets_go_of_a_collection_that_nobody_holds(tmp_path: Path) -> None:
    from chromadb.api.shared_system_client import SharedSystemClient

    name = build(tmp_path, 20)
    before = set(SharedSystemClient._identifier_to_system)
    sealed = opened(tmp_path, name)
    assert len(set(SharedSystemClient._identifier_to_system) - before) == 1
    del sealed
    assert set(SharedSystemClient._identifier_to_system) == before


def test_collections_that_are_not_kept_are_deleted_and_nothing_else(tmp_path: Path) -> None:
    for name in ("vectors-old", "vectors-half", "vectors-now", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    remove_sealed(tmp_path, keep={"vectors-now", ""})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "vectors-now"]
