"""The library: documents are written whole and found by their words; a damaged file is told as such."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.chunks import Chunk
from rag.errors import DamagedIndex, IndexBusy, UnusableIndex
from rag.library import Library, SourceFile
from rag.library.schema import SCHEMA, SCHEMA_VERSION
from rag.model import Action, Document, Judgement, Measure, Paragraph

MODEL = "words@1"
SOURCE = SourceFile("/corpus", "bristol.txt", 10, 20, "abc")
BRISTOL = Document(
    "bristol",
    "Bristol City",
    "ilacs",
    authority="Bristol",
    inspection_end="2018-09-21",
    judgements=(Judgement("overall", "good", "Good", "Overall effectiveness"),),
    actions=(Action("1.1", "Visit", "Visits made", "May", "Head", "Care", "Group", "action 1.1"),),
    measures=(Measure("6a", "In work", "Head", "Monthly", "58%", "Mar-17", "Care", "KPI 6a"),),
    paragraphs=(
        Paragraph(
            "1",
            "Care leavers improved “significantly”.",
            "paragraph",
            "Care leavers",
            9,
            (70.9, 84.5, 523.0, 96.2),
        ),
        Paragraph("2", "Assessments are timely.", "bullet", "Help", None),
    ),
)
BOURNEMOUTH = Document(
    "bournemouth",
    "Bournemouth",
    "ilacs",
    authority="Bournemouth",
    paragraphs=(Paragraph("1", "A café for care leavers opened."),),
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library.sqlite")
    yield opened
    opened.close()


def chunk(text: str, kind: str = "window") -> Chunk:
    return Chunk(kind, 0, len(text), text)


def add(library: Library, document: Document, source: SourceFile = SOURCE) -> None:
    chunks = {p.locator: [chunk(p.text), chunk(p.text, "sentence")] for p in document.paragraphs}
    headers = {p.locator: f"{document.authority}. {p.section}" for p in document.paragraphs}
    library.add(document, source, chunks, headers)


def embed(library: Library, model: str = MODEL) -> None:
    texts = library.unembedded(model)
    library.add_embeddings(model, texts, np.eye(len(texts), 8, dtype=np.float32))


def found(library: Library, *words: str, documents: list[str] | None = None) -> list[tuple[str, str]]:
    places = {stored.id: (stored.document, stored.paragraph.locator) for stored in library.paragraphs()}
    return [places[id] for id in library.search_words(words, documents=documents, limit=10)]


# what goes in comes out


def test_a_document_comes_back_as_it_was_written_with_its_source(library: Library) -> None:
    add(library, BRISTOL)
    assert library.documents() == (BRISTOL,)
    assert library.sources() == {"bristol": SOURCE}
    assert SOURCE.path == Path("/corpus/bristol.txt")


def test_documents_come_by_id_and_paragraphs_in_the_order_of_print(library: Library) -> None:
    add(library, BRISTOL)
    add(library, BOURNEMOUTH)
    assert [document.id for document in library.documents()] == ["bournemouth", "bristol"]
    assert [(s.document, s.paragraph.locator) for s in library.paragraphs()] == [
        ("bristol", "1"),
        ("bristol", "2"),
        ("bournemouth", "1"),
    ]


def test_a_document_of_the_same_id_takes_the_place_of_the_earlier_one(library: Library) -> None:
    add(library, BRISTOL)
    later = Document("bristol", "Bristol", "other", paragraphs=(Paragraph("1", "Nothing else."),))
    add(library, later)
    assert library.documents() == (later,)
    assert found(library, "significantly") == []
    assert found(library, "nothing") == [("bristol", "1")]


def test_a_document_is_removed_with_its_paragraphs_words_and_chunks(library: Library) -> None:
    add(library, BRISTOL)
    add(library, BOURNEMOUTH)
    embed(library)
    library.remove(["bristol", "never there"])
    assert library.documents() == (BOURNEMOUTH,)
    assert found(library, "significantly", "care") == [("bournemouth", "1")]
    assert len(library.chunk_vectors(MODEL).chunks) == 2
    library.check()


def test_what_was_written_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    first = Library(tmp_path / "library.sqlite")
    add(first, BRISTOL)
    first.put({"fingerprint": "abc"})
    first.close()
    again = Library(tmp_path / "library.sqlite")
    assert (again.documents(), again.get("fingerprint"), again.get("missing")) == ((BRISTOL,), "abc", "")
    again.close()


def test_a_touched_source_changes_and_its_document_does_not(library: Library) -> None:
    add(library, BRISTOL)
    moved = SourceFile("/elsewhere", "b.txt", 11, 21, "abd")
    library.touch("bristol", moved)
    assert library.sources() == {"bristol": moved}
    assert library.documents() == (BRISTOL,)


# all or nothing


def test_a_document_that_cannot_be_added_leaves_the_earlier_one_whole(library: Library) -> None:
    add(library, BRISTOL)
    twice = Document("bristol", "B", "other", paragraphs=(Paragraph("1", "One."), Paragraph("1", "Two.")))
    with pytest.raises(sqlite3.IntegrityError):
        add(library, twice)
    assert library.documents() == (BRISTOL,)
    assert found(library, "significantly") == [("bristol", "1")]
    library.check()


def test_everything_inside_a_transaction_is_kept_or_none_of_it(library: Library) -> None:
    def write_and_fail() -> None:
        with library.transaction():
            library.remove(["bristol"])
            add(library, BOURNEMOUTH)
            library.put({"fingerprint": "new"})
            raise KeyboardInterrupt

    add(library, BRISTOL)
    with pytest.raises(KeyboardInterrupt):
        write_and_fail()
    assert library.documents() == (BRISTOL,)
    assert library.get("fingerprint") == ""


def test_another_process_sees_nothing_of_a_transaction_before_its_end(tmp_path: Path) -> None:
    writer, reader = Library(tmp_path / "library.sqlite"), Library(tmp_path / "library.sqlite")
    with writer.transaction():
        add(writer, BRISTOL)
        assert writer.documents() == (BRISTOL,)
        assert reader.documents() == ()
    assert reader.documents() == (BRISTOL,)
    writer.close()
    reader.close()


# words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["improving"], [("bristol", "1")]),
        (["improvement"], [("bristol", "1")]),
        (["assessment"], [("bristol", "2")]),
        (["CAFE"], [("bournemouth", "1")]),
        (["Bristol"], [("bristol", "1"), ("bristol", "2")]),
        (["timely", "cafe"], [("bristol", "2"), ("bournemouth", "1")]),
        (["unheard"], []),
        ([], []),
    ],
    ids=str,
)
def test_paragraphs_are_found_by_any_of_the_words_in_any_inflection_or_by_their_header(
    library: Library, words: list[str], expected: list[tuple[str, str]]
) -> None:
    add(library, BRISTOL)
    add(library, BOURNEMOUTH)
    assert sorted(found(library, *words)) == sorted(expected)


def test_a_word_of_the_text_tells_more_than_one_of_the_header(library: Library) -> None:
    text, header = Paragraph("1", "Adoption is slow."), Paragraph("2", "Nothing else.", section="Adoption")
    add(library, Document("b", "B", "other", paragraphs=(header, text)))
    assert found(library, "adoption") == [("b", "1"), ("b", "2")]


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        (None, [("bournemouth", "1"), ("bristol", "1")]),
        (["bristol"], [("bristol", "1")]),
        (["bristol", "never there"], [("bristol", "1")]),
        (["never there"], []),
        ([], []),
    ],
)
def test_a_search_is_narrowed_to_documents_and_by_none_to_nothing(
    library: Library, documents: list[str] | None, expected: list[tuple[str, str]]
) -> None:
    add(library, BRISTOL)
    add(library, BOURNEMOUTH)
    embed(library)
    assert sorted(found(library, "leavers", documents=documents)) == expected
    exact = library.chunk_vectors(MODEL, documents)
    paragraphs = {stored.id: (stored.document, stored.paragraph.locator) for stored in library.paragraphs()}
    assert {paragraphs[p] for p in exact.paragraphs} >= set(expected)
    assert bool(len(exact.chunks)) == bool(expected)


@pytest.mark.parametrize(
    "word",
    [
        "AND",
        "NOT",
        "NEAR",
        'say "so"',
        '"',
        "text:care",
        "care*",
        "^care",
        "(care",
        "care\0",
        "%",
        "_",
        "",
        "—",
    ],
)
def test_what_looks_like_an_operator_is_an_ordinary_word_or_none(library: Library, word: str) -> None:
    add(library, BRISTOL)
    assert found(library, word) == []
    assert found(library, word, "timely") == [("bristol", "2")]
    assert library.paragraphs_holding(word) == 0


@pytest.mark.parametrize(("word", "count"), [("leaver", 2), ("timely", 1), ("Bournemouth", 0), ("xyz", 0)])
def test_paragraphs_that_print_a_word_are_counted_without_their_headers(
    library: Library, word: str, count: int
) -> None:
    add(library, BRISTOL)
    add(library, BOURNEMOUTH)
    assert library.paragraphs_holding(word) == count


@pytest.mark.parametrize(
    ("word", "printed"),
    [("timely", True), ("TIMELY", True), ("timelys", False), ("Bournemouth", False), ("%", False)],
)
def test_a_word_is_printed_only_as_it_is_spelt(library: Library, word: str, printed: bool) -> None:
    add(library, BOURNEMOUTH)
    add(library, BRISTOL)
    assert library.prints(word) is printed


# vectors


def test_vectors_come_back_with_their_chunk_paragraph_and_kind(library: Library) -> None:
    add(library, BOURNEMOUTH)
    text = BOURNEMOUTH.paragraphs[0].text
    vector = np.array([0.6, -0.8, 0.0], dtype=np.float32)
    library.add_embeddings(MODEL, [text], vector[np.newaxis])
    stored = library.chunk_vectors(MODEL)
    (paragraph,) = library.paragraphs()
    assert stored.kinds.tolist() == ["window", "sentence"]
    assert stored.paragraphs.tolist() == [paragraph.id, paragraph.id]
    assert len(set(stored.chunks.tolist())) == 2
    assert np.array_equal(stored.vectors, np.array([vector, vector]))
    assert np.array_equal(library.sentence_vectors(MODEL, [paragraph.id])[paragraph.id, 0], vector)


def test_a_sentence_has_its_own_vector_even_where_a_window_starts_with_it(library: Library) -> None:
    document = Document("d", "D", "other", paragraphs=(Paragraph("1", "One. Two."),))
    chunks = {"1": [Chunk("window", 0, 9, "whole"), Chunk("sentence", 0, 4, "one")]}
    library.add(document, SOURCE, chunks, {"1": ""})
    library.add_embeddings(MODEL, ["whole", "one"], np.array([[1, 0], [0, 1]], dtype=np.float32))
    (paragraph,) = library.paragraphs()
    vectors = library.sentence_vectors(MODEL, [paragraph.id])
    assert {place: vector.tolist() for place, vector in vectors.items()} == {(paragraph.id, 0): [0.0, 1.0]}


def test_what_has_no_vector_is_named_once_the_shortest_first(library: Library) -> None:
    add(library, BRISTOL)
    long, short = (paragraph.text for paragraph in BRISTOL.paragraphs)
    assert library.unembedded(MODEL) == [short, long]
    library.add_embeddings(MODEL, [short], np.ones((1, 2), dtype=np.float32))
    assert library.unembedded(MODEL) == [long]
    assert library.unembedded(MODEL, ["x", short, "x"]) == ["x", long]
    assert library.unembedded("another model") == [short, long]


def test_vectors_of_texts_that_are_gone_and_of_other_models_are_dropped(library: Library) -> None:
    add(library, BRISTOL)
    embed(library)
    embed(library, "another model")
    library.remove(["bristol"])
    library.drop_unused_embeddings(MODEL)
    add(library, BRISTOL)
    assert len(library.unembedded(MODEL)) == 2
    assert len(library.unembedded("another model")) == 2


def test_without_vectors_there_are_none_to_search(library: Library) -> None:
    add(library, BRISTOL)
    assert library.chunk_vectors(MODEL).vectors.shape == (0, 0)


# a file that is not sound


def written(folder: Path) -> Path:
    library = Library(folder / "library.sqlite")
    add(library, BRISTOL)
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
    library = Library(file)
    with pytest.raises(DamagedIndex, match=REBUILD):
        library.documents()
    with pytest.raises(DamagedIndex, match=REBUILD):
        library.check()
    library.close()


def test_a_file_cut_short_is_damaged(tmp_path: Path) -> None:
    file = written(tmp_path)
    os.truncate(file, file.stat().st_size // 2)
    with pytest.raises(DamagedIndex, match=REBUILD):
        Library(file).check()


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
        library.documents()


def test_processes_that_open_a_new_library_at_once_all_succeed(tmp_path: Path) -> None:
    code = "import sys, pathlib, rag.library as l; l.Library(pathlib.Path(sys.argv[1])).close()"
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "library.sqlite")]) for _ in range(6)
    ]
    assert [process.wait(60) for process in processes] == [0] * 6


def test_the_version_is_raised_with_the_tables() -> None:
    """When this fails, raise SCHEMA_VERSION and write both numbers here."""
    assert (SCHEMA_VERSION, zlib.crc32(SCHEMA.encode())) == (2, 2730616433)
