"""Soundness: what a library lacks is told by document, from one state, and no file is left beside it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.engine.embedded.library import LIBRARY_FILE, Library
from rag.engine.embedded.schema import SCHEMA_VERSION
from rag.engine.embedded.soundness import Soundness, look_over, read_untouched, untouched
from rag.errors import DamagedIndex, IndexBusy
from tests.engine.documents import BOURNEMOUTH, BRISTOL, MODEL, SOURCE, publish


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of two documents that nobody has open."""
    with closing(Library(tmp_path / LIBRARY_FILE)) as library:
        publish(library, BRISTOL, BOURNEMOUTH, notes={"fingerprint": "abc"})
    return tmp_path


def execute(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / LIBRARY_FILE)) as database, database:
        database.execute(statement)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_sound_library_is_read_without_a_file_left_beside_it(folder: Path) -> None:
    before = names(folder)
    assert look_over(folder, MODEL) == Soundness(documents=2, chunks=7)
    state = read_untouched(folder)
    assert state.notes["fingerprint"] == "abc"
    assert state.sources == {"bristol": SOURCE, "bournemouth": SOURCE}
    assert names(folder) == before


def test_where_there_is_no_library_nothing_is_found_and_none_is_made(tmp_path: Path) -> None:
    assert look_over(tmp_path) is None
    assert read_untouched(tmp_path).sources == {}
    assert names(tmp_path) == set()


def test_tables_of_an_earlier_version_are_not_looked_at_and_those_of_a_later_one_are_damage(
    folder: Path,
) -> None:
    execute(folder, f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    assert look_over(folder) is None
    execute(folder, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(DamagedIndex, match="another version"):
        look_over(folder)


BOTH = ("bournemouth", "bristol")


@pytest.mark.parametrize(
    ("damage", "lacking"),
    [
        ("UPDATE vectors SET matrix = x''", BOTH),
        ("UPDATE vectors SET chunks = x'', matrix = x''", BOTH),
        ("UPDATE vectors SET matrix = CAST(matrix || x'0000' AS BLOB)", BOTH),
        ("DELETE FROM vectors", BOTH),
        ("UPDATE vectors SET matrix = zeroblob(length(matrix)) WHERE id = 1", ("bristol",)),
        ("UPDATE vectors SET model = 'another' WHERE id = 2", ("bournemouth",)),
    ],
)
def test_documents_without_sound_vectors_are_told(
    folder: Path, damage: str, lacking: tuple[str, ...]
) -> None:
    execute(folder, damage)
    found = look_over(folder, MODEL)
    assert found
    assert (found.without_vectors, found.without_text) == (lacking, ())


def test_vectors_of_fewer_numbers_than_the_others_are_told(folder: Path) -> None:
    with closing(Library(folder / LIBRARY_FILE)) as library:
        publish(library, *(BRISTOL.__class__(f"more-{n}", "More", "other") for n in range(2)))
    execute(folder, "UPDATE vectors SET chunks = substr(chunks, 1, 25) WHERE id = 2")
    execute(folder, "UPDATE vectors SET matrix = x'003c' WHERE id = 2")  # one number, which is 1
    found = look_over(folder)
    assert found
    assert found.without_vectors in (("bournemouth",), ("bristol",))


def test_of_whose_vectors_nothing_is_asked_any_model_may_have_made_them(folder: Path) -> None:
    execute(folder, "UPDATE vectors SET model = 'another'")
    assert look_over(folder) == Soundness(documents=2, chunks=7)


def test_documents_without_all_of_their_text_are_told(folder: Path) -> None:
    execute(folder, "DELETE FROM paragraphs WHERE text LIKE 'Assessments%'")
    execute(folder, "UPDATE documents SET details = '{' WHERE id = 'bournemouth'")
    found = look_over(folder, MODEL)
    assert found
    assert (found.without_text, found.without_vectors) == (BOTH, ())


def test_text_that_is_not_as_it_was_written_is_told_though_it_is_whole(folder: Path) -> None:
    execute(folder, "UPDATE paragraphs SET text = 'No ' || text WHERE text LIKE 'Assessments%'")
    found = look_over(folder, MODEL)
    assert found
    assert (found.without_text, found.without_vectors) == (("bristol",), ())


def test_vectors_that_are_not_as_they_were_written_are_told_though_they_are_whole(folder: Path) -> None:
    with closing(sqlite3.connect(folder / LIBRARY_FILE)) as database, database:
        database.create_function("turned", 1, lambda matrix: matrix[128:] + matrix[:128])  # by one vector
        database.execute("UPDATE vectors SET matrix = turned(matrix)")
    found = look_over(folder, MODEL)
    assert found
    assert (found.without_text, found.without_vectors) == ((), ("bristol",))


def test_paragraphs_that_no_search_by_words_finds_are_counted(folder: Path) -> None:
    execute(folder, "INSERT INTO words (words) VALUES ('delete-all')")
    assert look_over(folder, MODEL) == Soundness(documents=2, chunks=7, unfound=3)


def test_a_collection_that_is_not_there_is_broken(folder: Path) -> None:
    execute(folder, "UPDATE documents SET sealed = 'vectors-gone'")
    assert look_over(folder, MODEL) == Soundness(documents=2, chunks=7, broken_copies=("vectors-gone",))


def test_what_another_process_has_written_and_not_put_into_the_file_yet_is_read(folder: Path) -> None:
    with closing(Library(folder / LIBRARY_FILE)) as library:
        library.put({"fingerprint": "new"})
        assert read_untouched(folder).notes["fingerprint"] == "new"
        assert look_over(folder, MODEL) == Soundness(documents=2, chunks=7)


def change(folder: Path) -> Iterator[None]:
    with untouched(folder / LIBRARY_FILE) as db:
        os.utime(folder / LIBRARY_FILE)
        yield
        db.execute("SELECT * FROM nowhere")


def test_a_file_that_changes_while_it_is_read_is_busy_and_not_damaged(folder: Path) -> None:
    with pytest.raises(IndexBusy, match="try again"):
        list(change(folder))
