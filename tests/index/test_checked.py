"""A checked index: what an update would do is told without doing it, and what was damaged is mended."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from word_embeddings import WordEmbeddings

from rag.engine.embedded import EmbeddedEngine
from rag.engine.embedded.library import LIBRARY_FILE
from rag.engine.embedded.soundness import Soundness
from rag.errors import EmptyCorpus
from rag.indexing import IndexReport
from rag.indexing.checked import CheckedIndex
from rag.reading import FileReader


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three short documents."""
    (tmp_path / "corpus").mkdir()
    for name, text in (("a", "Adoption is slow."), ("b", "Housing is safe."), ("c", "Courts are quick.")):
        (tmp_path / "corpus" / f"{name}.txt").write_text(f"{text}\n")
    return tmp_path / "corpus"


def index_in(folder: Path, model: str = "words@1") -> CheckedIndex:
    return CheckedIndex(folder, WordEmbeddings(model), FileReader(60, megabytes=2048), patience=0.05)


@pytest.fixture
def index(tmp_path: Path, corpus: Path) -> CheckedIndex:
    """An index of the three."""
    made = index_in(tmp_path / "index")
    made.update([corpus])
    return made


def execute(index: CheckedIndex, statement: str) -> None:
    with closing(sqlite3.connect(index.folder / LIBRARY_FILE)) as database, database:
        database.execute(statement)


def test_a_preview_is_what_the_update_then_does(index: CheckedIndex, corpus: Path) -> None:
    (corpus / "a.txt").write_text("Adoption is quick.\n")
    (corpus / "b.txt").unlink()
    (corpus / "d.txt").write_text("Doors are open.\n")
    (corpus / "e.txt").write_text("Courts are quick.\n")
    (corpus / "away.txt").symlink_to(index.folder / LIBRARY_FILE)
    before = sorted(path.name for path in index.folder.iterdir())
    told = index.preview([corpus])
    assert sorted(path.name for path in index.folder.iterdir()) == before
    assert (told.added, told.updated, told.removed, told.unchanged) == (["d"], ["a"], ["b"], ["c"])
    assert told.copies == [(str(corpus / "e.txt"), "c")]
    assert "is a link out of its folder" in told.unreadable[0][1]
    done = index.update([corpus])
    done.news = ()
    assert done == told
    assert index.preview([corpus]) == IndexReport(
        unchanged=["a", "c", "d"], copies=told.copies, unreadable=told.unreadable
    )


def test_a_preview_of_nothing_says_so_as_an_update_does(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmptyCorpus):
        index_in(tmp_path / "other").preview([tmp_path / "empty"])
    assert not (tmp_path / "other").exists()


def test_a_preview_where_no_index_is_adds_everything(tmp_path: Path, corpus: Path) -> None:
    assert index_in(tmp_path / "other").preview([corpus]) == IndexReport(added=["a", "b", "c"])


def test_an_index_is_stale_by_its_model_or_by_the_version_that_read_it(
    index: CheckedIndex, corpus: Path
) -> None:
    assert index.why_stale() == ""
    other = index_in(index.folder, "other@2")
    assert other.why_stale() == "its vectors are of words@1, not of other@2"
    other.update([corpus])
    assert other.why_stale() == ""
    execute(index, "UPDATE meta SET value = 'other@2 earlier' WHERE key = 'made with'")
    assert other.why_stale().startswith("another version of Pinpoint")


def test_vectors_are_made_anew_from_what_is_kept_and_only_where_they_are_to_be(
    index: CheckedIndex, corpus: Path
) -> None:
    execute(
        index, "UPDATE vectors SET matrix = x'' WHERE id = (SELECT vectors FROM documents WHERE id = 'b')"
    )
    assert index.soundness(of_model=True) == Soundness(3, 6, without_vectors=("b",))
    (corpus / "b.txt").unlink()
    index.embeddings.embedded.clear()
    index.embed_again(["b", "never there"])
    assert index.soundness(of_model=True) == Soundness(3, 6)
    assert all("Housing is safe." in text for text in index.embeddings.embedded)
    published = EmbeddedEngine(index.folder).current()
    assert list(published.documents) == ["a", "b", "c"]
    found = published.search_vectors(index.embeddings.embed_query("Housing is safe."), limit=1)
    assert [place.document for place in found.chunks] == ["b"]


def test_vectors_of_another_model_are_told_where_they_are_asked_for(index: CheckedIndex) -> None:
    execute(index, "UPDATE vectors SET model = 'other@2'")
    assert index.soundness(of_model=False) == Soundness(3, 6)
    assert index.soundness(of_model=True) == Soundness(3, 6, without_vectors=("a", "b", "c"))
    index.embed_again(["a", "b", "c"])
    assert index.soundness(of_model=True) == Soundness(3, 6)


def test_words_and_collections_are_mended(index: CheckedIndex) -> None:
    execute(index, "INSERT INTO words (words) VALUES ('delete-all')")
    execute(index, "UPDATE documents SET sealed = 'vectors-gone'")
    assert index.soundness(of_model=True) == Soundness(3, 6, unfound=3, broken_copies=("vectors-gone",))
    index.index_words()
    index.unseal(["vectors-gone"])
    assert index.soundness(of_model=True) == Soundness(3, 6)
