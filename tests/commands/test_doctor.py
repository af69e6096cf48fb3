"""Looking over: what is well, to do or wrong is told a line each; nothing is written but by a repair."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from command_line import Place

from rag.checking_up import doctor
from rag.engine.embedded import EmbeddedEngine, store
from rag.engine.embedded.library import LIBRARY_FILE
from rag.indexing import Index
from rag.settings import Settings
from tests.conftest import CORPUS

Check = Callable[..., tuple[int, list[dict[str, str]]]]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Look a place over: the exit status, and what was found."""

    def check(place: Place, *, repair: bool = False) -> tuple[int, list[dict[str, str]]]:
        capsys.readouterr()
        status = doctor(Namespace(corpus=place.corpus, index=place.index, repair=repair, json=True))
        return status, json.loads(capsys.readouterr().out)

    return check


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def not_well(found: list[dict[str, str]], about: str = "") -> list[tuple[str, str]]:
    """The state of what is not well, and what is told of it."""
    return [
        (one["state"], one["told"])
        for one in found
        if one["state"] != "ok" and one["about"] in (about or one["about"])
    ]


def execute(place: Place, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(place.index / LIBRARY_FILE)) as database, database:
        database.execute(statement, values)


def documents(place: Place) -> list[str]:
    return list(EmbeddedEngine(place.index).current().documents)


def assert_mended(check: Check, place: Place) -> None:
    """A repair mends everything, and there is nothing to mend after it."""
    status, found = check(place, repair=True)
    assert (status, not_well(found)) == (0, [])
    status, found = check(place)
    assert (status, not_well(found)) == (0, [])


# nothing is wrong, and nothing is written


def test_of_the_shipped_documents_all_is_well(
    built_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(built_index, tmp_path / "index")
    before = contents(tmp_path)
    assert doctor(Namespace(corpus=CORPUS, index=tmp_path / "index", repair=False, json=False)) == 0
    told = capsys.readouterr().out
    assert told.startswith("settings\n  ok     no variable is set")
    assert "5 documents as their files are" in told
    assert "\nreading\n  ok     the process that reads files is kept from " in told
    assert told.endswith("All is well.\n")
    assert contents(tmp_path) == before


def test_looking_over_leaves_every_file_as_it_is(check: Check, place: Place) -> None:
    for rest in ("-wal", "-shm"):
        (place.index / f"{LIBRARY_FILE}{rest}").unlink(missing_ok=True)
    (place.corpus / "new.txt").write_text("New.\n")
    execute(place, "UPDATE vectors SET matrix = x''")
    before = contents(place.index)
    assert check(place)[0] == 1
    assert contents(place.index) == before


def test_no_index_is_made_where_there_is_none(check: Check, place: Place) -> None:
    shutil.rmtree(place.index)
    status, found = check(place)
    assert (status, place.index.exists()) == (0, False)
    assert [state for state, _ in not_well(found)] == ["to do", "to do"]
    assert "2 files (adoption, housing)" in not_well(found, "documents")[0][1]
    assert_mended(check, place)
    assert documents(place) == ["adoption", "housing"]


def test_a_repair_of_what_is_well_does_nothing(check: Check, place: Place) -> None:
    before = (place.index / LIBRARY_FILE).read_bytes()
    _, found = check(place, repair=True)
    assert found[0] == {"about": "repair", "state": "ok", "told": "there was nothing to mend", "do": ""}
    assert (place.index / LIBRARY_FILE).read_bytes() == before


# settings and what they name


@pytest.mark.parametrize(
    ("name", "do"),
    [("PINPOINT_PASWORD", "PINPOINT_PASSWORD"), ("PINPOINT_FRAMEWORK", "PINPOINT_FRAMEWORKS")],
)
def test_a_variable_that_is_no_setting_is_named_with_the_nearest_that_is(
    check: Check, made: Place, monkeypatch: pytest.MonkeyPatch, name: str, do: str
) -> None:
    monkeypatch.setenv(name, "hush")
    status, found = check(made)
    assert (status, not_well(found)) == (1, [("wrong", f"{name} is set and is no setting")])
    assert [one["do"] for one in found if one["state"] == "wrong"] == [f"if {do} is meant, call it so"]
    assert "hush" not in json.dumps(found)


def test_a_variable_like_no_setting_is_to_be_taken_out(
    check: Check, made: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINPOINT_XYZZY", "1")
    assert [one["do"] for one in check(made)[1] if one["state"] == "wrong"] == ["take it out"]


def test_settings_that_cannot_be_read_are_all_told_and_nothing_is_mended_by_them(
    check: Check, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINPOINT_PASSAGES", "many")
    monkeypatch.setenv("PINPOINT_ROLE", "owner")
    monkeypatch.setenv("PINPOINT_FRAMEWORKS", str(place.corpus))
    (place.index / LIBRARY_FILE).write_bytes(b"no database" * 100)
    before = contents(place.index)
    status, found = check(place, repair=True)
    told = [one["told"] for one in found if one["about"] == "settings" and one["state"] == "wrong"]
    assert status == 1
    assert [text.split()[0] for text in told] == [
        "PINPOINT_FRAMEWORKS",
        "PINPOINT_PASSAGES",
        "PINPOINT_ROLE",
    ]
    assert "nothing was mended" in not_well(found, "repair")[0][1]
    assert contents(place.index) == before


def test_an_embedding_model_that_is_not_there_is_told_and_keeps_a_damaged_index_where_it_is(
    check: Check, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model").mkdir()
    monkeypatch.setenv("PINPOINT_EMBEDDING", str(tmp_path / "model"))
    (place.index / LIBRARY_FILE).write_bytes(b"no database" * 100)
    before = contents(place.index)
    status, found = check(place, repair=True)
    assert status == 1
    assert "holds no model.safetensors" in not_well(found, "models")[0][1]
    assert "nothing was mended" in not_well(found, "repair")[0][1]
    assert contents(place.index) == before


def test_weights_that_were_cut_short_are_told(
    check: Check, made: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = json.dumps({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
    weights = len(header).to_bytes(8, "little") + header + b"\0" * 8
    monkeypatch.setenv("PINPOINT_EMBEDDING", str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(weights)
    assert not_well(check(made)[1], "models") == []
    (tmp_path / "model.safetensors").write_bytes(weights[:-4])
    assert "cut short" in not_well(check(made)[1], "models")[0][1]


@pytest.mark.parametrize("module", ["rag.reader.packaged", "rag.reader.entailment"])
def test_weights_with_another_hash_are_told(
    check: Check, made: Place, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setattr(f"{module}.SHA256", "0" * 64)
    ((state, told),) = not_well(check(made)[1], "models")
    assert state == "wrong"
    assert "is expected" in told


@pytest.mark.parametrize(
    ("model", "state", "do"),
    [
        ("openai:gpt-4o", "ok", ""),
        ("ollama", "wrong", "write it as provider:model"),
        (
            "nobody:nothing",
            "to do",
            "pip install langchain langchain-nobody, unless another package has them",
        ),
    ],
)
def test_of_a_chat_model_it_is_told_whether_its_package_is_installed(
    check: Check, made: Place, monkeypatch: pytest.MonkeyPatch, model: str, state: str, do: str
) -> None:
    monkeypatch.setenv("PINPOINT_MODEL", model)
    (told,) = [one for one in check(made)[1] if one["about"] == "models" and model in one["told"] + model][
        -1:
    ]
    assert (told["state"], told["do"]) == (state, do)


@pytest.mark.parametrize(
    ("reader", "states"), [("none", []), ("no/such/folder", ["wrong"]), ("somebody/reader", [])]
)
def test_of_a_reader_that_is_named_it_is_told_whether_it_can_be_had(
    check: Check, made: Place, monkeypatch: pytest.MonkeyPatch, reader: str, states: list[str]
) -> None:
    monkeypatch.setenv("PINPOINT_READER", reader)
    assert [state for state, _ in not_well(check(made)[1], "models")] == states


def test_keys_that_everybody_may_read_or_nobody_can_are_told(
    check: Check, made: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "keys.toml"
    monkeypatch.setenv("PINPOINT_KEYS", str(file))
    assert [state for state, _ in not_well(check(made)[1], "keys")] == ["wrong"]
    file.write_text(f'["kim"]\nrole = "reader"\nsha256 = "{"0" * 64}"\n')
    file.chmod(0o644)
    assert [state for state, _ in not_well(check(made)[1], "keys")] == ["wrong"]
    file.chmod(0o640)
    assert not_well(check(made)[1], "keys") == []


def test_a_full_disk_is_told(check: Check, made: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Namespace(free=1024))
    assert [state for state, _ in not_well(check(made)[1])] == ["to do"]


def test_a_claim_that_nothing_reads_is_told(
    check: Check, made: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINPOINT_ROLE_CLAIM", "groups")
    assert [state for state, _ in not_well(check(made)[1], "roles")] == ["to do"]


# an index that is damaged


def overwrite(place: Place) -> None:
    (place.index / LIBRARY_FILE).write_bytes(b"no database" * 1000)


def index_beside(place: Place, folder: Path) -> None:
    """Index a second folder beside that of the place."""
    folder.mkdir()
    (folder / "courts.txt").write_text("Courts are quick.\n")
    Index.at(place.index, Settings()).update([folder])


def drop_words(place: Place) -> None:
    execute(place, "DROP TRIGGER paragraph_added")
    execute(place, "DROP TABLE words")


@pytest.mark.parametrize("damage", [overwrite, drop_words])
def test_a_damaged_index_is_set_aside_and_made_anew_with_what_visitors_gave(
    check: Check, place: Place, damage: Callable[[Place], None]
) -> None:
    given = place.index / "added" / "given.txt"
    given.parent.mkdir()
    given.write_text("Foster carers are trained.\n")
    Index.at(place.index, Settings()).update([given.parent])
    damage(place)
    status, found = check(place)
    assert (status, [state for state, _ in not_well(found)]) == (1, ["wrong"])
    assert_mended(check, place)
    assert sorted(documents(place)) == ["adoption", "given", "housing"]
    assert (place.index / "library.damaged").is_file()


def test_a_library_whose_file_is_whole_and_whose_rows_are_not_is_written_anew(
    check: Check, place: Place
) -> None:
    execute(place, "UPDATE vectors SET matrix = 'no' || matrix")
    assert [state for state, _ in not_well(check(place)[1])] == ["wrong"]
    assert_mended(check, place)
    assert not (place.index / "library.damaged").exists()


def test_a_damaged_index_stays_where_there_are_no_documents_to_make_it_of(check: Check, place: Place) -> None:
    overwrite(place)
    shutil.rmtree(place.corpus)
    before = contents(place.index)
    status, found = check(place, repair=True)
    assert (status, found[0]["about"], found[0]["state"]) == (1, "repair", "wrong")
    assert contents(place.index) == before


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE vectors SET matrix = x''",
        "UPDATE vectors SET matrix = zeroblob(length(matrix))",
        "UPDATE vectors SET matrix = substr(matrix, 1, length(matrix) / 2) WHERE id = 1",
        "UPDATE vectors SET chunks = x'00'",
        "UPDATE vectors SET model = 'another'",
        "DELETE FROM vectors",
    ],
)
def test_vectors_that_are_missing_or_wrong_are_made_anew_without_their_files(
    check: Check, place: Place, damage: str
) -> None:
    execute(place, damage)
    status, found = check(place)
    assert (status, [state for state, _ in not_well(found)]) == (1, ["wrong"])
    assert "vectors are missing or wrong" in not_well(found)[0][1]
    assert_mended(check, place)
    assert documents(place) == ["adoption", "housing"]


def test_paragraphs_that_are_missing_are_read_again(check: Check, place: Place) -> None:
    before = EmbeddedEngine(place.index).current().documents
    execute(place, "DELETE FROM paragraphs WHERE id = (SELECT max(id) FROM paragraphs)")
    assert "paragraphs are missing of 1 document (" in not_well(check(place)[1])[0][1]
    assert_mended(check, place)
    assert EmbeddedEngine(place.index).current().documents == before


def test_words_that_no_search_finds_are_found_again(check: Check, place: Place) -> None:
    execute(place, "INSERT INTO words (words) VALUES ('delete-all')")
    assert "no search by words finds" in not_well(check(place)[1])[0][1]
    assert_mended(check, place)
    assert EmbeddedEngine(place.index).current().search_words(["flats"], limit=5) != {}


@pytest.mark.parametrize(
    "damage",
    [shutil.rmtree, lambda folder: (folder / "chroma.sqlite3").write_bytes(b"?")],
    ids=["gone", "damaged"],
)
def test_a_search_copy_that_is_broken_is_made_anew_from_the_library(
    check: Check, place: Place, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(store, "SEALED_FROM", 3)
    Index.at(place.index, Settings()).seal()
    assert check(place)[0] == 0
    damage(next(place.index.glob("vectors-*")))
    assert "is not what is in 1 collection" in not_well(check(place)[1])[0][1]
    assert_mended(check, place)
    assert len(list(place.index.glob("vectors-*"))) == 1
    assert EmbeddedEngine(place.index).current().unsealed == []


def test_an_index_of_another_version_is_read_anew(check: Check, place: Place) -> None:
    execute(place, "UPDATE meta SET value = value || '0' WHERE key IN ('made with', 'fingerprint')")
    status, found = check(place)
    assert (status, [state for state, _ in not_well(found)]) == (0, ["to do"])
    assert_mended(check, place)


def test_an_index_that_another_process_writes_to_is_told_as_busy(
    check: Check, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.engine.embedded import soundness

    def look(*_: object) -> None:
        os.utime(place.index / LIBRARY_FILE)

    monkeypatch.setattr(soundness, "check_integrity", look)
    status, found = check(place)
    assert (status, [state for state, _ in not_well(found)]) == (0, ["to do"])
    assert "Another process is writing" in not_well(found)[0][1]


# documents whose files changed


def test_files_that_came_changed_and_went_are_told_and_taken_in(check: Check, place: Place) -> None:
    (place.corpus / "housing.md").unlink()
    (place.corpus / "adoption.txt").write_text("Adoption is quick now.\n")
    (place.corpus / "courts.txt").write_text("Courts are quick.\n")
    status, found = check(place)
    assert (status, not_well(found)) == (
        0,
        [
            ("to do", "new: 1 file (courts)"),
            ("to do", "changed since: 1 file (adoption)"),
            ("to do", "gone, its document still here: 1 file (housing)"),
        ],
    )
    assert_mended(check, place)
    assert documents(place) == ["adoption", "courts"]


def test_a_copy_is_told_and_is_no_fault(check: Check, place: Place) -> None:
    shutil.copy(place.corpus / "adoption.txt", place.corpus / "twin.txt")
    status, found = check(place)
    assert (status, not_well(found)) == (0, [])
    assert any("twin.txt of adoption" in one["told"] for one in found)
    assert_mended(check, place)


def test_a_file_that_cannot_be_read_is_told_with_the_reason(check: Check, place: Place) -> None:
    (place.corpus / "broken.pdf").write_bytes(b"no PDF")
    status, found = check(place)
    assert (status, not_well(found)) == (0, [("to do", "new: 1 file (broken)")])
    status, found = check(place, repair=True)
    assert (status, [state for state, _ in not_well(found)]) == (1, ["wrong"])
    assert not_well(found)[0][1].endswith("broken.pdf: broken.pdf is not a PDF")
    assert (place.corpus / "broken.pdf").exists()


def test_what_visitors_gave_is_compared_too_and_an_empty_corpus_loses_nothing(
    check: Check, place: Place
) -> None:
    given = place.index / "added" / "given.txt"
    given.parent.mkdir()
    given.write_text("Foster carers are trained.\n")
    assert not_well(check(place)[1]) == [("to do", "new: 1 file (given)")]
    assert_mended(check, place)
    for file in place.corpus.iterdir():
        file.unlink()
    assert check(place, repair=True)[0] == 1
    assert sorted(documents(place)) == ["adoption", "given", "housing"]


def test_a_document_of_another_folder_is_kept_when_its_file_has_gone(
    check: Check, place: Place, tmp_path: Path
) -> None:
    index_beside(place, tmp_path / "other")
    assert not_well(check(place)[1]) == []
    shutil.rmtree(tmp_path / "other")
    status, found = check(place, repair=True)
    assert (status, [state for state, _ in not_well(found)]) == (0, ["to do"])
    assert sorted(documents(place)) == ["adoption", "courts", "housing"]


def test_a_repair_that_was_stopped_after_it_set_the_index_aside_forgets_no_folder(
    check: Check, place: Place, tmp_path: Path
) -> None:
    index_beside(place, tmp_path / "other")
    drop_words(place)
    Index.at(place.index, Settings()).set_aside_damaged()
    assert_mended(check, place)
    assert sorted(documents(place)) == ["adoption", "courts", "housing"]


def test_a_repair_that_was_stopped_forgets_no_folder_that_was_indexed_while_others_read(
    check: Check, place: Place, tmp_path: Path
) -> None:
    """SQLite keeps what was written last beside the file for as long as somebody reads."""
    Index.at(place.index, Settings()).update([place.corpus])
    reading = EmbeddedEngine(place.index)
    reading.current()
    index_beside(place, tmp_path / "other")
    drop_words(place)
    Index.at(place.index, Settings()).set_aside_damaged()
    reading.close()
    assert_mended(check, place)
    assert sorted(documents(place)) == ["adoption", "courts", "housing"]


def test_a_file_of_a_folder_that_was_indexed_beside_comes_back_after_a_set_aside(
    check: Check, place: Place, tmp_path: Path
) -> None:
    index_beside(place, tmp_path / "other")
    drop_words(place)
    assert_mended(check, place)
    assert sorted(documents(place)) == ["adoption", "courts", "housing"]
