"""Vectors: a collection is published whole, agrees with exact search, and is never trusted when broken."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.chunks import ChunkVectors
from rag.vectors import (
    PREFIX,
    SEAL,
    ChunkHit,
    VectorIndex,
    build_collection,
    open_collection,
    remove_collections,
    search_exactly,
)


def chunk_vectors(count: int, dimensions: int = 16) -> ChunkVectors:
    """So many vectors in random directions, always the same ones; two chunks to a paragraph."""
    vectors = np.random.default_rng(7).normal(size=(count, dimensions)).astype(np.float32)
    return ChunkVectors(
        chunks=np.arange(1, count + 1),
        paragraphs=np.arange(1, count + 1) // 2,
        kinds=np.array(["window", "sentence"] * count)[:count],
        vectors=vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
    )


def opened(folder: Path, name: str) -> VectorIndex:
    vectors = open_collection(folder, name)
    assert vectors is not None
    return vectors


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one published collection; copy it before doing anything to it."""
    folder = tmp_path_factory.mktemp("published")
    return folder / build_collection(folder, chunk_vectors(400))


@pytest.mark.parametrize("count", [1, 2, 400])
def test_chroma_finds_what_exact_search_finds_in_the_same_order(tmp_path: Path, count: int) -> None:
    chunks = chunk_vectors(count)
    vectors = opened(tmp_path, build_collection(tmp_path, chunks))
    for question in chunk_vectors(420).vectors[-20:].tolist():
        near, exact = vectors.search(question, limit=20), search_exactly(chunks, question, limit=20)
        assert [(hit.paragraph, hit.kind) for hit in near] == [(hit.paragraph, hit.kind) for hit in exact]
        assert [hit.similarity for hit in near] == pytest.approx([hit.similarity for hit in exact], abs=1e-5)
    vectors.close()


def test_a_hit_has_the_paragraph_the_kind_and_a_cosine_of_at_most_one(published: Path) -> None:
    chunks, vectors = chunk_vectors(400), opened(published.parent, published.name)
    best = [vectors.search(chunks.vectors[row].tolist(), limit=1)[0] for row in range(50)]
    assert best[0] == ChunkHit(0, "window", pytest.approx(1.0))
    assert best[1] == ChunkHit(1, "sentence", pytest.approx(1.0))
    assert max(hit.similarity for hit in best) <= 1.0
    vectors.close()


def test_a_search_for_more_than_there_is_finds_all_of_it(published: Path) -> None:
    vectors = opened(published.parent, published.name)
    assert len(vectors.search(chunk_vectors(1).vectors[0].tolist(), limit=1000)) == 400
    vectors.close()


def test_exact_search_gives_the_nearest_first_and_equals_in_their_order() -> None:
    chunks = ChunkVectors(
        chunks=np.array([1, 2, 3]),
        paragraphs=np.array([10, 20, 30]),
        kinds=np.array(["window", "sentence", "window"]),
        vectors=np.array([[0, 1], [1, 0], [1, 0]], dtype=np.float32),
    )
    assert search_exactly(chunks, [1.0, 0.0], limit=2) == [
        ChunkHit(20, "sentence", 1.0),
        ChunkHit(30, "window", 1.0),
    ]


def test_a_collection_of_nothing_can_be_published_and_finds_nothing(tmp_path: Path) -> None:
    nothing = ChunkVectors(
        np.array([], dtype=np.int64),
        np.array([], dtype=np.int64),
        np.array([], dtype=np.str_),
        np.zeros((0, 0), dtype=np.float32),
    )
    vectors = opened(tmp_path, build_collection(tmp_path, nothing))
    assert vectors.search([1.0, 0.0], limit=5) == search_exactly(nothing, [1.0, 0.0], limit=5) == []
    vectors.close()


def test_opening_and_searching_change_nothing_but_chromas_own_notes(published: Path, tmp_path: Path) -> None:
    shutil.copytree(published, tmp_path / published.name)
    before = contents(tmp_path)
    vectors = opened(tmp_path, published.name)
    vectors.search(chunk_vectors(1).vectors[0].tolist(), limit=5)
    vectors.close()
    after = contents(tmp_path)
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} <= {f"{published.name}/chroma.sqlite3"}


def test_a_collection_can_be_open_twice_and_one_closed(published: Path) -> None:
    first, second = opened(published.parent, published.name), opened(published.parent, published.name)
    first.close()
    assert len(second.search(chunk_vectors(1).vectors[0].tolist(), limit=5)) == 5
    second.close()


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


@pytest.mark.parametrize(
    "damage",
    [
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
    big = build_collection(tmp_path, chunk_vectors(1200))  # more than Chroma keeps beside its graph
    damage(tmp_path / big)
    assert open_collection(tmp_path, big) is None
    whole = opened(published.parent, published.name)  # another one is not affected
    whole.close()


@pytest.mark.parametrize("name", ["", "vectors-never-built", "../elsewhere"])
def test_a_name_that_was_never_published_is_none(tmp_path: Path, name: str) -> None:
    assert open_collection(tmp_path, name) is None
    assert list(tmp_path.iterdir()) == []


def test_a_collection_that_was_not_finished_is_none(tmp_path: Path) -> None:
    class Stopped(BaseException):
        pass

    class Interrupted(np.ndarray):
        def __iter__(self):
            raise Stopped

    chunks = chunk_vectors(20)
    kinds = chunks.kinds.view(Interrupted)
    with pytest.raises(Stopped):
        build_collection(tmp_path, ChunkVectors(chunks.chunks, chunks.paragraphs, kinds, chunks.vectors))
    (unfinished,) = tmp_path.glob(PREFIX + "*")
    assert open_collection(tmp_path, unfinished.name) is None


def test_collections_that_are_not_kept_are_deleted_and_nothing_else(tmp_path: Path) -> None:
    for name in ("vectors-old", "vectors-half", "vectors-now", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    remove_collections(tmp_path, keep={"vectors-now", ""})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "vectors-now"]
