"""The store in a folder: versions stay what they are, cost what is new, and need nothing to be written."""

from __future__ import annotations

import gc
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.engine import telling
from rag.engine.embedded import EmbeddedEngine
from rag.engine.embedded.library import LIBRARY_FILE, Library
from rag.engine.embedded.state import read_state
from rag.engine.embedded.sums import sums_from
from rag.engine.rows import details_json, hash_text, paragraph_row
from rag.errors import DamagedIndex, UnusableIndex
from rag.model import Document, Paragraph, Place
from tests.engine.contract import EMBED
from tests.engine.documents import BOURNEMOUTH, BRISTOL, MODEL, SOURCE, cut, documents_in, publish, vectors_of


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / LIBRARY_FILE)
    publish(opened, BRISTOL, BOURNEMOUTH)
    yield opened
    opened.close()


@pytest.fixture
def engine(library: Library) -> EmbeddedEngine:
    return EmbeddedEngine(library.file.parent)


def test_the_same_version_is_given_until_another_is_published(
    engine: EmbeddedEngine, library: Library
) -> None:
    first = engine.current()
    assert engine.current() is first
    library.publish({})
    assert engine.current() is not first


def test_a_new_version_reads_only_what_is_new_in_it(engine: EmbeddedEngine, library: Library) -> None:
    first = engine.current()
    first.search_vectors(EMBED("leavers"), limit=5)
    publish(library, replace(BRISTOL, title="Bristol again"))
    second = engine.current()
    assert second.documents["bournemouth"] is first.documents["bournemouth"]
    assert second.documents["bristol"].title == "Bristol again"
    (kept,) = [number for number in first.unsealed if number in second.unsealed]
    assert second.vectors(kept) is first.vectors(kept)


def test_a_version_that_nobody_holds_is_closed(engine: EmbeddedEngine, library: Library) -> None:
    connections = [engine.current()._db]
    library.publish({})
    engine.current()
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connections[0].execute("SELECT 1")


def test_a_version_that_somebody_holds_answers_after_the_engine_is_closed(engine: EmbeddedEngine) -> None:
    held = engine.current()
    engine.close()
    with pytest.raises(UnusableIndex, match="was closed; open it again"):
        engine.current()
    assert set(held.search_words(["timely"], limit=5)) == {Place("bristol", "2")}


def test_places_stay_when_a_document_is_read_again(engine: EmbeddedEngine, library: Library) -> None:
    before = engine.current().search_words(["leavers"], limit=5)
    publish(library, BRISTOL)
    assert engine.current().search_words(["leavers"], limit=5) == before


def test_a_reader_holds_one_state_while_another_is_written(engine: EmbeddedEngine, library: Library) -> None:
    """Its documents and its words are of one state though a writer publishes between two looks."""
    held = engine.current()
    for number in range(5):
        publish(library, replace(BRISTOL, paragraphs=(Paragraph(str(number), "Nothing else."),)))
    for place in held.search_words(["leavers", "timely", "nothing"], limit=9):
        assert held.paragraph(place)


def test_where_too_many_paragraphs_hold_the_words_the_commonest_of_them_go(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = engine.current()
    assert len(published.search_words(["leavers", "timely"], limit=9)) == 3
    monkeypatch.setattr(telling, "MOST_RANKED", 2)
    assert set(published.search_words(["leavers", "timely"], limit=9)) == {Place("bristol", "2")}
    assert len(published.search_words(["leavers"], limit=9)) == 2  # the only word there is stays


def test_memory_holds_little_beside_the_texts_that_were_read(tmp_path: Path) -> None:
    """A third of a KB a paragraph of 550 characters, beside the vectors and the document that was read."""
    chance = random.Random(0)
    words = [
        f"{first}{last}" for first in ("vi", "car", "fo", "re") for last in ("sit", "er", "ster", "view")
    ]
    documents = [
        replace(BRISTOL, id=name, paragraphs=tuple(printed(chance, words, 100)))
        for name in ("bristol", *map(str, range(20)))
    ]
    with_library(tmp_path, *documents)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) / 2_000 < 1024 / 3


def printed(chance: random.Random, words: Sequence[str], count: int) -> Iterator[Paragraph]:
    for number in range(count):
        text = " ".join(chance.choice(words) for _ in range(100))
        yield Paragraph(str(number), text, section="Care leavers", page=3, box=(70.9, 84.5, 523.0, 96.2))


MEASURE = """
import sys, tracemalloc
from pathlib import Path
from rag.engine import telling
from rag.engine.embedded import EmbeddedEngine
from rag.model import Place
tracemalloc.start()
engine = EmbeddedEngine(Path(sys.argv[1]))
version = engine.current()
version.paragraph(Place("bristol", "7"))
print(tracemalloc.get_traced_memory()[0])
"""


def with_library(folder: Path, *documents: Document) -> None:
    library = Library(folder / LIBRARY_FILE)
    for document in documents:
        read = cut(document)
        library.stage(read, "made", MODEL, [np.zeros(4, dtype=np.float32)] * len(read.texts))
    library.publish({document.id: SOURCE for document in documents})
    library.close()


# what cannot be written, and what is not there


READ = """
import os, sys
from pathlib import Path
from rag.engine import telling
from rag.engine.embedded import EmbeddedEngine
if os.geteuid() == 0:
    os.setuid(65534)  # whom permissions hold for
published = EmbeddedEngine(Path(sys.argv[1])).current()
print(len(published.documents), len(published.search_words(["leavers"], limit=5)))
"""


def test_it_reads_from_a_folder_that_cannot_be_written() -> None:
    with tempfile.TemporaryDirectory() as folder:
        with_library(Path(folder), BRISTOL, BOURNEMOUTH)
        for path in (*Path(folder).iterdir(), Path(folder)):
            path.chmod(0o555 if path.is_dir() else 0o444)
        done = subprocess.run(
            [sys.executable, "-c", READ, folder], capture_output=True, text=True, check=False
        )
        Path(folder).chmod(0o755)
    assert (done.stdout.split(), done.returncode) == (["2", "2"], 0), done.stderr


def test_reading_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnusableIndex, match="cannot be opened"):
        EmbeddedEngine(tmp_path / "never").current()
    assert list(tmp_path.iterdir()) == []


def test_a_library_of_another_version_says_so(library: Library) -> None:
    library._db.execute("PRAGMA user_version = 99")
    with pytest.raises(DamagedIndex, match="made by another version of Pinpoint"):
        EmbeddedEngine(library.file.parent).current()


# a library that became another one, or was spoilt


def test_a_library_that_was_made_anew_is_read_once_something_is_published_in_it(
    engine: EmbeddedEngine, library: Library
) -> None:
    engine.current().search_vectors(EMBED("leavers"), limit=5)
    for file in library.file.parent.iterdir():
        file.rename(file.with_suffix(".damaged"))
    anew = Library(library.file)
    assert list(engine.current().documents) == ["bournemouth", "bristol"]  # it is empty as yet
    publish(anew, replace(BRISTOL, id="leeds", title="Leeds"))
    assert [document.title for document in engine.current().documents.values()] == ["Leeds"]
    assert engine.current().search_vectors(EMBED("leavers"), limit=1).windows.keys() == {Place("leeds", "1")}
    anew.close()


def test_vectors_of_another_model_are_not_searched_with_those_of_the_first(
    engine: EmbeddedEngine, library: Library
) -> None:
    library.put({"made with": "first@1 reading"})
    engine.current()
    publish(library, BRISTOL, notes={"made with": "first@1 another-reading"})
    assert engine.current().model == "first@1"
    library.put({"made with": "second@1 reading"})
    library.publish({})
    with pytest.raises(UnusableIndex, match="embedded anew by second@1, but is asked with first@1"):
        engine.current()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE paragraphs SET text = 'No' || text WHERE locator = '1'",
        "UPDATE paragraphs SET page = 12 WHERE locator = '1'",
        "UPDATE documents SET details = replace(details, 'Good', 'Poor')",
        "UPDATE documents SET details = '{'",
        "UPDATE meta SET value = '{' WHERE key = 'sums'",
    ],
)
def test_text_that_is_not_as_it_was_written_is_damage(library: Library, damage: str) -> None:
    library._db.execute(damage)
    library._db.commit()
    with pytest.raises(DamagedIndex, match="--rebuild"):
        EmbeddedEngine(library.file.parent).current()


@pytest.mark.parametrize(
    "damage", ["UPDATE vectors SET matrix = zeroblob(length(matrix))", "DELETE FROM vectors"]
)
def test_vectors_that_are_not_as_they_were_written_are_damage(library: Library, damage: str) -> None:
    library._db.execute("PRAGMA foreign_keys = OFF")
    library._db.execute(damage)
    library._db.commit()
    with pytest.raises(DamagedIndex, match="are not as they were written"):
        EmbeddedEngine(library.file.parent).current().search_vectors(EMBED("leavers"), limit=5)


def test_a_library_without_sums_is_read_and_has_them_once_something_is_published(library: Library) -> None:
    library._db.execute("DELETE FROM meta WHERE key = 'sums'")
    library._db.commit()
    assert len(EmbeddedEngine(library.file.parent).current().documents) == 2
    library.publish({})
    assert len(sums_from(library.notes()) or ()) == 2


def test_what_a_collection_held_that_was_deleted_is_searched_exactly(engine: EmbeddedEngine) -> None:
    class Gone:
        def search(self, *_: object, **__: object) -> None:
            raise OSError

    whole = engine.current()
    expected = whole.search_vectors(EMBED("leavers"), limit=5)
    whole._sealed, whole._unsealed = [(Gone(), frozenset(whole._unsealed))], []  # type: ignore[list-item]
    assert whole.search_vectors(EMBED("leavers"), limit=5) == expected


# earlier tables

EARLIER = (Path(__file__).parent / "earlier.sql").read_text(encoding="utf-8")


def earlier_library(file: Path) -> None:
    """A library as version 2 wrote it, with one document."""
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(EARLIER)
        database.execute("INSERT INTO meta VALUES ('made with', 'earlier')")
        source = (SOURCE.root, SOURCE.file, SOURCE.size, SOURCE.modified, SOURCE.sha256)
        database.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", ("bristol", *source, details_json(BRISTOL))
        )
        for paragraph in BRISTOL.paragraphs:
            number = database.execute(
                "INSERT INTO paragraphs (document, locator, text, kind, section, page, box, header) "
                "VALUES ('bristol', ?, ?, ?, ?, ?, ?, '')",
                (*paragraph_row(paragraph)[:-1], json.dumps(paragraph.box) if paragraph.box else None),
            ).lastrowid
            for chunk in cut(BRISTOL).chunks[paragraph.locator]:
                key = hash_text(chunk.text)
                database.execute(
                    "INSERT INTO chunks VALUES (NULL, ?, ?, ?, ?, ?, ?)",
                    (number, chunk.kind, chunk.start, chunk.end, chunk.text, key),
                )
                vector = np.asarray(vectors_of([chunk.text])[0], dtype=np.float32)
                database.execute(
                    "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", (key, MODEL, vector.tobytes())
                )
    database.close()


def test_a_library_of_the_earlier_tables_is_brought_forward_whole(tmp_path: Path) -> None:
    earlier_library(tmp_path / LIBRARY_FILE)
    assert read_state(tmp_path / LIBRARY_FILE).sources == {}  # it is not up to date
    library = Library(tmp_path / LIBRARY_FILE)
    assert documents_in(library) == (BRISTOL,)
    assert (library.sources(), library.get("made with")) == ({"bristol": SOURCE}, "earlier")
    known = library.vectors_by_hash("bristol", MODEL)
    assert {hash_text(text) for text in cut(BRISTOL).texts} == known.keys()
    library.check()
    library.close()
    published = EmbeddedEngine(tmp_path).current()
    near = published.search_vectors(EMBED("plans are late"), limit=9)
    assert next(iter(near.chunks)) == Place("bristol", "2")
    assert set(published.search_words(["timely"], limit=9)) == {Place("bristol", "2")}


@pytest.mark.parametrize("place", range(3))
def test_a_letter_that_changed_wherever_a_locator_is_kept_is_told_or_without_effect(
    tmp_path: Path, place: int
) -> None:
    """SQLite keeps what it finds by a second time; the sums tell of the first alone."""
    locator = "Services for care leavers, 7"
    document = Document("leeds", "Leeds", "other", paragraphs=(Paragraph(locator, "Visits are rare."),))
    library = Library(tmp_path / LIBRARY_FILE)
    publish(library, document)
    library.close()
    kept = (tmp_path / LIBRARY_FILE).read_bytes()
    places = [at for at in range(len(kept)) if kept.startswith(locator.encode(), at)]
    assert places
    at = places[place % len(places)]
    (tmp_path / LIBRARY_FILE).write_bytes(kept[:at] + b"X" + kept[at + 1 :])
    try:
        found = EmbeddedEngine(tmp_path).current().search_words(["rare"], limit=3)
    except DamagedIndex:
        return
    assert list(found) == [Place("leeds", locator)]
