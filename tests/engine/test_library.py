"""The library: documents are written whole and found by their words; a damaged file is told as such."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.engine.embedded.library import Library
from rag.engine.embedded.schema import SCHEMA, SCHEMA_VERSION
from rag.engine.rows import SourceFile, hash_text
from rag.errors import DamagedIndex, IndexBusy, UnusableIndex
from rag.model import Document, Paragraph
from tests.engine.documents import BOURNEMOUTH, BRISTOL, MODEL, SOURCE, cut, documents_in, publish, vectors_of


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library.sqlite")
    yield opened
    opened.close()


# what goes in comes out


def test_a_document_comes_back_as_it_was_written_with_its_source(library: Library) -> None:
    publish(library, BRISTOL)
    assert documents_in(library) == (BRISTOL,)
    assert library.sources() == {"bristol": SOURCE}
    assert SOURCE.path == Path("/corpus/bristol.txt")


def test_a_document_of_the_same_id_takes_the_place_of_the_earlier_one(library: Library) -> None:
    publish(library, BRISTOL)
    later = Document("bristol", "Bristol", "other", paragraphs=(Paragraph("1", "Nothing else."),))
    publish(library, later)
    assert documents_in(library) == (later,)
    library.check()


def test_a_document_is_removed_with_all_that_belongs_to_it(library: Library) -> None:
    publish(library, BRISTOL)
    publish(library, BOURNEMOUTH)
    library.remove(["bristol", "never there"])
    library.publish({})
    assert documents_in(library) == (BOURNEMOUTH,)
    assert library.vectors_by_hash("bristol", MODEL) == {}
    library.check()
    with sqlite3.connect(library.file) as database:
        for table in ("documents", "vectors", "paragraphs", "words_docsize"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
    database.close()


def test_what_was_written_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    first = Library(tmp_path / "library.sqlite")
    publish(first, BRISTOL)
    first.put({"fingerprint": "abc"})
    first.close()
    again = Library(tmp_path / "library.sqlite")
    assert (documents_in(again), again.get("fingerprint"), again.get("missing")) == ((BRISTOL,), "abc", "")
    again.close()


def test_a_touched_source_changes_and_its_document_does_not(library: Library) -> None:
    publish(library, BRISTOL)
    moved = SourceFile("/elsewhere", "b.txt", 11, 21, "abd")
    library.touch("bristol", moved)
    assert library.sources() == {"bristol": moved}
    assert documents_in(library) == (BRISTOL,)


# all or nothing


def test_a_document_that_cannot_be_added_leaves_the_earlier_one_whole(library: Library) -> None:
    publish(library, BRISTOL)
    twice = Document("bristol", "B", "other", paragraphs=(Paragraph("1", "One."), Paragraph("1", "Two.")))
    with pytest.raises(sqlite3.IntegrityError):
        publish(library, twice)
    assert documents_in(library) == (BRISTOL,)
    library.check()


def test_everything_inside_a_transaction_is_kept_or_none_of_it(library: Library) -> None:
    def write_and_fail() -> None:
        with library.transaction():
            library.remove(["bristol"])
            publish(library, BOURNEMOUTH)
            library.put({"fingerprint": "new"})
            raise KeyboardInterrupt

    publish(library, BRISTOL)
    with pytest.raises(KeyboardInterrupt):
        write_and_fail()
    assert documents_in(library) == (BRISTOL,)
    assert library.get("fingerprint") == ""


def test_another_process_sees_nothing_of_a_transaction_before_its_end(tmp_path: Path) -> None:
    writer, reader = Library(tmp_path / "library.sqlite"), Library(tmp_path / "library.sqlite")
    with writer.transaction():
        publish(writer, BRISTOL)
        assert documents_in(writer) == (BRISTOL,)
        assert documents_in(reader) == ()
    assert documents_in(reader) == (BRISTOL,)
    writer.close()
    reader.close()


# what is staged, and vectors


def test_what_is_staged_is_no_document_before_it_is_published(library: Library) -> None:
    read = cut(BRISTOL)
    library.stage(read, "made", MODEL, vectors_of(read.texts))
    assert (documents_in(library), library.staged("made")) == ((), {"bristol": SOURCE})
    assert library.staged("made otherwise") == {}
    later = SourceFile("/elsewhere", "b.txt", 11, 21, "abc")
    library.publish({"bristol": later})
    assert (documents_in(library), library.sources(), library.staged("made")) == (
        (BRISTOL,),
        {"bristol": later},
        {},
    )


def test_vectors_are_known_by_the_hash_of_their_text_also_where_they_are_staged(library: Library) -> None:
    publish(library, BRISTOL)
    changed = replace(BRISTOL, paragraphs=(Paragraph("1", "Nothing else."),))
    read = cut(changed)
    library.stage(read, "made", MODEL, vectors_of(read.texts))
    known = library.vectors_by_hash("bristol", MODEL)
    for text in (*cut(BRISTOL).texts, *read.texts):
        assert known[hash_text(text)] == pytest.approx(vectors_of([text])[0], abs=1e-3)
    assert library.vectors_by_hash("bristol", "another model") == {}
    assert library.made_by_others(MODEL) == []
    assert library.made_by_others("another model") == ["bristol"]


def test_what_is_not_used_any_more_is_given_back(library: Library) -> None:
    publish(library, *(replace(BRISTOL, id=f"bristol-{number}") for number in range(200)))
    library._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = library.file.stat().st_size
    library.remove([f"bristol-{number}" for number in range(200)])
    library.publish({})
    library.free_space()
    library._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert library.file.stat().st_size < before / 3


def test_words_are_found_again_once_they_are_made_anew(library: Library) -> None:
    publish(library, BRISTOL)
    library._db.execute("INSERT INTO words (words) VALUES ('delete-all')")
    found = "SELECT count(*) FROM words WHERE words MATCH 'timely'"
    assert library._db.execute(found).fetchone() == (0,)
    before = library.get("version")
    library.index_words()
    assert library._db.execute(found).fetchone() == (1,)
    assert library.get("version") != before


def test_documents_are_taken_out_of_a_collection_that_is_given_up(library: Library) -> None:
    publish(library, BRISTOL, BOURNEMOUTH)
    (first,), (second,) = library._db.execute("SELECT number FROM documents ORDER BY id").fetchall()
    library.seal("vectors-a", [first])
    library.seal("vectors-b", [second])
    library.unseal(["vectors-a"])
    assert library.unseal_sparse() == {"vectors-b"}


# a file that is not sound


def written(folder: Path) -> Path:
    library = Library(folder / "library.sqlite")
    publish(library, BRISTOL)
    library.close()
    return library.file


REBUILD = "run `pinpoint index --rebuild`"


@pytest.mark.parametrize("content", [b"This is not a database at all. " * 100, os.urandom(9000)])
def test_a_file_that_is_no_database_is_damaged_and_the_message_says_what_to_do(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "library.sqlite").write_bytes(content)
    with pytest.raises(DamagedIndex, match=REBUILD):
        Library(tmp_path / "library.sqlite")


def test_a_file_with_a_damaged_middle_is_damaged_when_that_is_read_or_checked(tmp_path: Path) -> None:
    file = written(tmp_path)
    with file.open("r+b") as database:
        database.seek(4096)
        database.write(b"\xff" * (file.stat().st_size - 8192))
    with pytest.raises(DamagedIndex, match=REBUILD):
        look_at_all_of(file)


def look_at_all_of(file: Path) -> None:
    with closing(Library(file)) as library:
        documents_in(library)
        library.check()


def test_a_file_cut_short_is_damaged(tmp_path: Path) -> None:
    file = written(tmp_path)
    os.truncate(file, file.stat().st_size // 2)
    with pytest.raises(DamagedIndex, match=REBUILD):
        Library(file).check()


@pytest.mark.parametrize("lost", ["TABLE words", "TABLE staged", "TRIGGER paragraph_removed"])
def test_a_file_that_lacks_a_table_is_damaged(tmp_path: Path, lost: str) -> None:
    file = written(tmp_path)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(f"DROP {lost}")
    with closing(Library(file)) as library, pytest.raises(DamagedIndex, match=f"{lost.split()[1]} missing"):
        library.check()


def test_a_library_of_another_version_says_so(tmp_path: Path) -> None:
    file = written(tmp_path)
    with sqlite3.connect(file) as database:
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    database.close()
    with pytest.raises(DamagedIndex, match=f"made by another version of Pinpoint; {REBUILD}"):
        Library(file)


def test_a_place_that_cannot_hold_a_library_is_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UnusableIndex, match="cannot hold an index"):
        Library(tmp_path / "file" / "library.sqlite")
    (tmp_path / "library.sqlite").mkdir()
    with pytest.raises(UnusableIndex, match="cannot be opened or written"):
        Library(tmp_path / "library.sqlite")


def test_a_library_that_another_process_keeps_writing_to_is_busy(tmp_path: Path) -> None:
    writer = Library(tmp_path / "library.sqlite")
    other = Library(tmp_path / "library.sqlite", patience=0.05)
    with writer.transaction(), pytest.raises(IndexBusy, match="try again"):
        other.put({"a": "b"})
    other.put({"a": "b"})
    writer.close()
    other.close()


def test_a_mistake_of_ours_is_not_called_damage(library: Library) -> None:
    library.close()
    with pytest.raises(sqlite3.ProgrammingError):
        documents_in(library)


def test_processes_that_open_a_new_library_at_once_all_succeed(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, rag.engine.embedded.library as l; l.Library(pathlib.Path(sys.argv[1])).close()"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "library.sqlite")]) for _ in range(6)
    ]
    assert [process.wait(60) for process in processes] == [0] * 6


def test_the_version_is_raised_with_the_tables() -> None:
    """When this fails, raise SCHEMA_VERSION and write both numbers here."""
    assert (SCHEMA_VERSION, zlib.crc32(SCHEMA.encode())) == (3, 4246355172)
