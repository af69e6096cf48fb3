"""Documents behind a URL: indexed like a folder's, fetched when they are wanted, never lost by a fault."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
import time
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

import rag.indexing
from benchmarks.servers import Postgres, free_port
from rag import Assistant
from rag.__main__ import main
from rag.commands import page_server
from rag.engine.ports import Store
from rag.engine.server.store import ServerStore
from rag.errors import EmptyCorpus, InvalidSetting, ObjectsUnavailable, RagError, UnreadableFile
from rag.indexing import IndexReport, index_folder, objects, stored
from rag.indexing.checked import CheckedIndex
from rag.indexing.objects import Objects
from rag.library import Library
from rag.places import as_written, is_url
from rag.reading import FileReader
from rag.settings import Settings, index_below
from tests.engine.objects import KEY, SECRET, Gate
from tests.index.word_embeddings import WordEmbeddings
from tests.reading.printing import Printer


def index_in(folder: Path, store: Store | None = None) -> CheckedIndex:
    return CheckedIndex(folder, WordEmbeddings(), FileReader(60, megabytes=2048), store=store, patience=20)


def named(gate: Gate, below: str = "") -> Path:
    return Path(f"s3://{gate.bucket}/{below}")


def printed(text: str) -> bytes:
    printer = Printer()
    printer.paragraph(text)
    return printer.data()


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for name, text in files.items():
            opened.writestr(f"{name}.txt", text)
    return packed.getvalue()


def ids(index: CheckedIndex) -> list[str]:
    return list(index.store.engine().current().documents)


@pytest.fixture
def filled(gate: Gate) -> Gate:
    """Five documents, two of them in a ZIP, and what is none."""
    gate.put("leeds.pdf", printed("Adoption is slow in Leeds. Families wait for a year."))
    gate.put("2022/bath.txt", "Housing is safe.\n")
    gate.put("2022/visits/york.md", "Visits are late.\n")
    gate.put("2022/plans.zip", zipped(one="Courts are quick.", two="Doors are open."))
    gate.put("2022/picture.png", "no document")
    gate.put(".hidden/none.txt", "Nothing is here.\n")
    return gate


ALL = ["2022/bath", "2022/plans/one", "2022/plans/two", "2022/visits/york", "leeds"]


# as a folder


def test_objects_have_the_ids_that_files_of_a_folder_have(filled: Gate, tmp_path: Path) -> None:
    index = index_in(tmp_path / "index")
    assert index.update([named(filled)]) == IndexReport(added=ALL)
    (source,) = [source for id, source in index.state().sources.items() if id == "2022/bath"]
    assert (source.root, source.file) == (f"s3://{filled.bucket}", "2022/bath.txt")
    one = index_in(tmp_path / "one")
    report = one.update([named(filled, "leeds.pdf"), named(filled, "2022/plans.zip")])
    assert report.added == ["plans/one", "plans/two", "leeds"]


def test_what_has_not_changed_is_not_fetched_and_its_index_not_written_to(
    filled: Gate, tmp_path: Path
) -> None:
    index = index_in(tmp_path / "index")
    index.update([named(filled)])
    assert sorted(filled.fetched) == ["2022/bath.txt", "2022/plans.zip", "2022/visits/york.md", "leeds.pdf"]
    filled.asked.clear()
    with index.store.writing(patience=5):
        assert index_in(tmp_path / "index").update([named(filled)]) == IndexReport(unchanged=ALL)
    assert filled.fetched == []


def test_only_what_changed_is_fetched_and_what_has_gone_is_removed(filled: Gate, tmp_path: Path) -> None:
    index = index_in(tmp_path / "index")
    index.update([named(filled)])
    filled.asked.clear()
    index.embeddings.embedded.clear()
    filled.put("2022/bath.txt", "Housing is cold.\n")  # as long as before, perhaps in the same second
    filled.put("leeds.pdf", (tmp_path / f"index/objects/s3/{filled.bucket}/leeds.pdf").read_bytes())
    filled.delete("2022/visits/york.md")
    report = index.update([named(filled)])
    assert (report.updated, report.removed) == (["2022/bath"], ["2022/visits/york"])
    assert filled.fetched == ["2022/bath.txt"]
    assert any("cold" in text for text in index.embeddings.embedded)
    filled.put("2022/plans.zip", zipped(two="Doors are open."))
    assert index.update([named(filled)]).removed == ["2022/plans/one"]


def test_names_that_mean_something_elsewhere_are_names(gate: Gate, tmp_path: Path) -> None:
    names = ["a [final] ~#1.txt", "b?c=d.txt", "%20e.txt", "f+g&h é.txt", "i:j@k.txt"]
    for number, name in enumerate(names):
        gate.put(f"reports/{name}", f"Visit {number} was late.\n")
    gate.put("reports-of-others/x.txt", "Nothing of ours.\n")
    index = index_in(tmp_path / "index")
    assert index.update([named(gate, "reports")]).added == sorted(name[:-4] for name in names)
    assert index.update([named(gate, "reports")]).changed is False


def test_a_folder_that_moved_into_an_object_store_is_not_read_again(filled: Gate, tmp_path: Path) -> None:
    folder, index = tmp_path / "2022", index_in(tmp_path / "index")
    folder.mkdir()
    (folder / "bath.txt").write_text("Housing is safe.\n")
    index.update([folder])
    index.embeddings.embedded.clear()
    (folder / "bath.txt").unlink()
    assert "bath" not in index.update([named(filled, "2022")]).added
    assert not any("Housing" in text for text in index.embeddings.embedded)
    assert index.state().sources["bath"].root == f"s3://{filled.bucket}/2022"


def test_files_that_are_added_beside_a_url_ask_nothing_of_its_object_store(
    filled: Gate, tmp_path: Path
) -> None:
    index = index_in(tmp_path / "index")
    index.update([named(filled)])
    filled.asked.clear()
    (tmp_path / "added").mkdir()
    (tmp_path / "added" / "leeds.txt").write_text("Parks are green.\n")
    report = index.update([tmp_path / "added"])
    assert (report.added, report.removed, report.updated) == (["leeds.txt"], [], [])
    assert filled.asked == []


def test_a_preview_fetches_nothing_and_writes_nothing(filled: Gate, tmp_path: Path) -> None:
    filled.delete("2022/plans.zip")
    index = index_in(tmp_path / "index")
    index.update([named(filled)])
    filled.put("2022/bath.txt", "Housing is cold.\n")
    filled.put("2022/new.txt", "Doors are open.\n")
    filled.delete("leeds.pdf")
    filled.asked.clear()
    told = index.preview([named(filled)])
    assert (told.added, told.updated, told.removed) == (["2022/new"], ["2022/bath"], ["leeds"])
    assert filled.fetched == []


# on other machines


@pytest.fixture
def database(postgres: Postgres) -> str:
    return postgres.new_database()


def test_a_page_server_fetches_what_is_looked_at_and_no_more(
    filled: Gate, database: str, tmp_path: Path
) -> None:
    index_in(tmp_path / "indexer", ServerStore(database)).update([named(filled)])
    filled.asked.clear()
    other = tmp_path / "page"
    with Library(index_in(other, ServerStore(database)), Settings()) as library:
        assert filled.asked == []
        image = library.page_image("leeds", 1, library.document("leeds").paragraphs[0].locator)
        assert (image.number, image.pages, bool(image.data), bool(image.box)) == (1, 1, True, True)
        assert library.content("2022/plans/two") == b"Doors are open."
        assert sorted(filled.fetched) == ["2022/plans.zip", "leeds.pdf"]
        filled.asked.clear()
        filled.refuse = lambda *_: 503
        assert library.page_image("leeds", 1).data == image.data
        assert library.content("2022/plans/one") == b"Courts are quick."
        assert filled.asked == []  # what is kept needs no object store
        with pytest.raises(ObjectsUnavailable, match=f"s3://{filled.bucket}/2022/bath.txt cannot be reached"):
            library.content("2022/bath")
        assert library.file("leeds") == named(filled, "leeds.pdf")
    assert not list(other.rglob("*bath*"))


def test_what_a_page_server_looks_for_may_have_changed_or_gone(
    filled: Gate, database: str, tmp_path: Path
) -> None:
    index_in(tmp_path / "indexer", ServerStore(database)).update([named(filled)])
    with Library(index_in(tmp_path / "page", ServerStore(database)), Settings()) as library:
        filled.put("2022/bath.txt", "Housing is cold.\n")
        assert library.content("2022/bath") == b"Housing is cold.\n"
        filled.asked.clear()
        assert library.content("2022/bath") == b"Housing is cold.\n"
        assert filled.fetched == []
        filled.delete("2022/bath.txt")
        with pytest.raises(UnreadableFile, match=r"bath.txt has gone from s3://.*index that again"):
            library.content("2022/bath")


def test_an_indexer_that_has_no_copies_fetches_nothing_but_zips_and_what_changed(
    filled: Gate, database: str, tmp_path: Path
) -> None:
    index_in(tmp_path / "one", ServerStore(database)).update([named(filled)])
    filled.asked.clear()
    other = index_in(tmp_path / "other", ServerStore(database))
    assert other.update([named(filled)]) == IndexReport(unchanged=ALL)
    assert filled.fetched == ["2022/plans.zip"]
    filled.put("leeds.pdf", printed("Adoption is quick in Leeds."))
    assert other.update([named(filled)]).updated == ["leeds"]


def test_two_indexers_share_the_objects_of_a_url(
    gate: Gate, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"report-{number:02}" for number in range(12)]
    for name in names:
        gate.put(f"{name}.txt", f"{name} was late.\n")
    monkeypatch.setattr(rag.indexing, "TEXTS_TOGETHER", 1)
    monkeypatch.setattr(rag.indexing, "READ_AHEAD", 1)
    at_it, reports = threading.Event(), list[IndexReport]()

    class Slow(WordEmbeddings):
        def encode(self, texts):
            at_it.set()
            time.sleep(0.3)
            return super().encode(texts)

    first, second = (index_in(tmp_path / name, ServerStore(database)) for name in ("one", "other"))
    first.embeddings = Slow()
    writes = threading.Thread(target=lambda: reports.append(first.update([named(gate)])))
    writes.start()
    at_it.wait(20)
    second.update([named(gate)])
    writes.join()
    assert [report.added for report in reports] == [names]
    assert len(second.embeddings.embedded) > 0
    assert ids(second) == names


# faults


def refused(gate: Gate, status: int, *, only: str = "") -> None:
    gate.refuse = lambda _method, name: status if name == only or not only else 0


@pytest.mark.parametrize(
    ("status", "told"),
    [(403, "may not be read (SignatureDoesNotMatch)"), (500, "cannot be reached (SignatureDoesNotMatch)")],
)
def test_an_object_store_that_does_not_list_loses_nothing_and_tells_no_secret(
    filled: Gate, tmp_path: Path, status: int, told: str
) -> None:
    index = index_in(tmp_path / "index")
    index.update([named(filled)])
    refused(filled, status)
    with pytest.raises(ObjectsUnavailable) as error:
        index.update([named(filled)])
    assert str(error.value).startswith(f"s3://{filled.bucket} {told}; check ")
    logged = "".join(traceback.format_exception(error.value))
    assert KEY not in logged
    assert SECRET not in logged
    assert ids(index) == ALL


def test_a_list_that_breaks_off_removes_nothing(filled: Gate, tmp_path: Path) -> None:
    for number in range(5):
        filled.put(f"2022/more/{number}.txt", f"Visit {number} was late.\n")
    index = index_in(tmp_path / "index")
    index.update([named(filled)])
    before = ids(index)
    for status in (500, 403, 404):
        filled.asked.clear()
        filled.refuse = lambda *_, status=status: status if len(filled.asked) > 2 else 0
        with pytest.raises(RagError):
            index.update([named(filled)])
        assert len(filled.asked) > 2
        assert ids(index) == before


def test_a_folder_that_goes_while_it_is_listed_empties_nothing(filled: Gate, tmp_path: Path) -> None:
    index = index_in(tmp_path / "index")
    filled.put("other.txt", "Parks are green.\n")
    index.update([named(filled), named(filled, "other.txt")])
    filled.before = lambda *asked: (
        filled.delete("2022/visits/york.md") if asked == ("LIST", "2022/visits/") else None
    )
    with pytest.raises(ObjectsUnavailable, match="changed while it was listed; try again"):
        index.update([named(filled), named(filled, "other.txt")])
    assert "leeds" in ids(index)
    assert index.update([named(filled), named(filled, "other.txt")]).removed == ["2022/visits/york"]


def test_where_nobody_answers_it_is_told(
    filled: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_in(tmp_path / "index")
    index.update([named(filled)])
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(ObjectsUnavailable, match=r"cannot be reached \(no answer\).*AWS_ENDPOINT_URL"):
        index_in(tmp_path / "index").update([named(filled)])
    assert ids(index) == ALL


def test_a_bucket_or_a_folder_that_is_not_there_is_told_and_loses_nothing(
    filled: Gate, tmp_path: Path
) -> None:
    index = index_in(tmp_path / "index")
    index.update([named(filled)])
    with pytest.raises(EmptyCorpus, match=f"no file or folder s3://{filled.bucket}/none; name one"):
        index.update([named(filled), named(filled, "none")])
    with pytest.raises(ObjectsUnavailable, match="NoSuchBucket"):
        index.update([Path("s3://no-such-bucket-here")])
    assert ids(index) == ALL


def test_an_object_that_is_refused_stays_as_it_was_read_and_stops_no_other(
    filled: Gate, tmp_path: Path
) -> None:
    index = index_in(tmp_path / "index")
    index.update([named(filled)])
    filled.put("2022/bath.txt", "Housing is cold.\n")
    filled.put("2022/plans.zip", zipped(one="Courts are slow."))
    filled.put("2022/new.txt", "Roads are wet.\n")
    filled.refuse = lambda _, name: 403 if name in ("2022/bath.txt", "2022/plans.zip") else 0
    report = index.update([named(filled)])
    assert (report.added, report.updated, report.removed) == (["2022/new"], [], [])
    assert {file.rpartition("/")[2] for file, _ in report.unreadable} >= {"bath.txt", "plans.zip"}
    assert all("may not be read (403 Forbidden)" in reason for _, reason in report.unreadable)
    assert ids(index) == sorted([*ALL, "2022/new"])
    filled.refuse = lambda *_: 0
    report = index.update([named(filled)])
    assert (sorted(report.updated), report.removed) == (["2022/bath", "2022/plans/one"], ["2022/plans/two"])


def test_an_object_that_goes_in_the_middle_is_told(filled: Gate, tmp_path: Path) -> None:
    def go(_method: str, name: str) -> None:
        if name == "2022/bath.txt":
            filled.delete(name)

    filled.before = go
    report = index_in(tmp_path / "index").update([named(filled)])
    assert report.added == [id for id in ALL if id != "2022/bath"]
    (told,) = report.unreadable
    assert told[0] == f"s3://{filled.bucket}/2022/bath.txt"
    assert "bath.txt has gone" in told[1]


@pytest.mark.parametrize("part", [stored.PART_BYTES, 4])  # of the last there are fewer, once it is shorter
def test_an_object_that_changes_in_the_middle_is_read_as_it_became(
    filled: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(stored, "PART_BYTES", part)
    changed: list[str] = []

    def change(method: str, name: str) -> None:
        if (method, name) == ("GET", "2022/bath.txt") and not changed:
            changed.append(name)
            filled.put(name, "Cold.\n")

    filled.before = change
    index = index_in(tmp_path / "index")
    assert index.update([named(filled)]).added == ALL
    assert any("Cold." in text for text in index.embeddings.embedded)
    assert not any("Housing" in text for text in index.embeddings.embedded)
    assert index.update([named(filled)]).changed is False


def test_an_object_that_changes_all_the_time_is_told(filled: Gate, tmp_path: Path) -> None:
    def change(method: str, name: str) -> None:
        if (method, name) == ("GET", "2022/bath.txt"):
            filled.put(name, f"{time.monotonic_ns()}\n")

    filled.before = change
    report = index_in(tmp_path / "index").update([named(filled)])
    assert "changes while it is fetched" in dict(report.unreadable)[f"s3://{filled.bucket}/2022/bath.txt"]


def test_a_store_that_goes_down_in_the_middle_ends_the_run_and_what_was_read_is_kept(
    filled: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.indexing, "TEXTS_TOGETHER", 1)
    monkeypatch.setattr(rag.indexing, "READ_AHEAD", 1)
    refused(filled, 503, only="leeds.pdf")
    index = index_in(tmp_path / "index")
    with pytest.raises(ObjectsUnavailable, match=r"leeds\.pdf cannot be reached"):
        index.update([named(filled)])
    index.embeddings.embedded.clear()
    filled.refuse = lambda *_: 0
    assert index.update([named(filled)]).added == ALL
    assert not any("Housing" in text for text in index.embeddings.embedded)


def test_what_is_too_large_is_told_before_it_is_fetched(
    filled: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "LARGEST_FILE_BYTES", 100)
    report = index_in(tmp_path / "index").update([named(filled)])
    assert "leeds.pdf is larger than 50 MB" in report.unreadable[0][1]
    assert "leeds.pdf" not in filled.fetched


def test_without_credentials_their_names_are_told(
    gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", f"http://127.0.0.1:{free_port()}/169.254.169.254")
    with pytest.raises(ObjectsUnavailable, match=r"No credentials were found .*AWS_ACCESS_KEY_ID"):
        index_in(tmp_path / "index").update([named(gate)])


@pytest.mark.parametrize("missing", ["fsspec", "obstore.fsspec"])
def test_a_missing_package_is_told_with_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ObjectsUnavailable, match=r"s3://bucket is not installed; `pip install 'pinpoint"):
        index_in(tmp_path / "index").update([Path("s3://bucket")])


@pytest.mark.parametrize("url", ["ftp://me:hush@host/reports", "az://reports/2022?sig=hush"])
def test_a_url_with_a_secret_in_it_is_refused_and_not_repeated(tmp_path: Path, url: str) -> None:
    with pytest.raises(InvalidSetting) as told:
        index_in(tmp_path / "index").update([Path(url)])
    assert "hush" not in str(told.value)


def test_a_kind_of_url_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="no known kind of address; write it as s3://"):
        index_in(tmp_path / "index").update([Path("sss://bucket")])


def test_a_name_that_is_no_path_is_told_and_loses_nothing(filled: Gate, tmp_path: Path) -> None:
    index = index_in(tmp_path / "index")
    index.update([named(filled)])
    filled.put("2022//twice.txt", "Nothing.\n")
    with pytest.raises(
        ObjectsUnavailable, match=r"holds an object whose name is no path \('2022//'\); rename"
    ):
        index.update([named(filled)])
    assert ids(index) == ALL


# by every face


def test_the_commands_take_a_url(filled: Gate, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url, index = f"s3://{filled.bucket}/2022", ["--index", str(tmp_path / "index")]
    assert main(["documents", "--corpus", url, *index]) == 0
    assert "visits/york\n" in capsys.readouterr().out
    filled.put("2022/new.txt", "Roads are wet.\n")
    assert main(["doctor", "--json", "--corpus", url, *index]) == 0
    told = [one["told"] for one in json.loads(capsys.readouterr().out)]
    assert {"new: 1 file (new)", "4 documents as their files are"} <= set(told)
    filled.refuse = lambda _, name: 403 if name.endswith("new.txt") else 0
    assert main(["index", url, *index]) == 1
    printed = capsys.readouterr()
    assert "4 unchanged, 1 could not be read" in printed.out
    assert f"{url}/new.txt: {url}/new.txt may not be read" in printed.err
    filled.refuse = lambda *_: 0
    assert main(["index", url, *index]) == 0
    assert "added new\n4 unchanged" in capsys.readouterr().out


def test_an_assistant_is_opened_over_a_url(filled: Gate, tmp_path: Path) -> None:
    with Assistant.open(f"s3://{filled.bucket}", index=tmp_path / "index") as assistant:
        assert [document.id for document in assistant.documents()] == ALL
        (passage, *_) = assistant.search("Is adoption slow?")
        assert assistant.page_image(passage.document, 1, passage.locator).box
        (tmp_path / "park.txt").write_text("Parks are green.\n")
        filled.refuse = lambda *_: 503
        assert assistant.index([tmp_path / "park.txt"]).added == ["park"]


# copies


def test_copies_take_no_more_room_than_they_may(
    gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "MOST_KEPT_BYTES", 8_000)
    monkeypatch.setattr(objects, "LOOKED_THROUGH_AFTER", 1_000)
    kept = Objects(tmp_path)
    for number in range(12):
        gate.put(f"{number}.txt", b"x" * 1_000)
        lies = kept.copy(named(gate, f"{number}.txt"))
        os.utime(lies, (1_000 + number, lies.stat().st_mtime))
        kept.copy(named(gate, "0.txt"))  # which is used all the time
    names = {path.name for path in tmp_path.rglob("*.txt")}
    assert {"0.txt", "11.txt"} <= names
    assert len(names) <= 8
    assert "1.txt" not in names


def test_a_copy_that_was_cut_short_is_none(filled: Gate, tmp_path: Path) -> None:
    kept = Objects(tmp_path)
    lies = kept.copy(named(filled, "2022/bath.txt"))
    lies.write_text("Hou")
    assert kept.copy(named(filled, "2022/bath.txt")).read_text() == "Housing is safe.\n"
    assert not list(tmp_path.glob(".part-*"))


def test_an_object_may_take_the_place_of_a_folder_and_a_folder_that_of_an_object(
    gate: Gate, tmp_path: Path
) -> None:
    kept = Objects(tmp_path)
    gate.put("a.txt", "One.\n")
    kept.copy(named(gate, "a.txt"))
    gate.delete("a.txt")
    gate.put("a.txt/b.txt", "Two.\n")
    assert kept.copy(named(gate, "a.txt/b.txt")).read_text() == "Two.\n"
    gate.delete("a.txt/b.txt")
    gate.put("a.txt", "Three.\n")
    assert kept.copy(named(gate, "a.txt")).read_text() == "Three.\n"


# other kinds of URLs


def in_memory(_: Path) -> tuple[str, Callable[[str, str], None]]:
    system = fsspec.filesystem("memory")
    system.rm("/", recursive=True) if system.ls("/") else None
    return "memory://reports", lambda name, text: system.pipe_file(f"/reports/{name}", text.encode())


def in_folder(folder: Path) -> tuple[str, Callable[[str, str], None]]:
    def put(name: str, text: str) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return f"file://{folder}", put


def test_a_folder_that_cannot_be_listed_is_no_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, put = in_memory(tmp_path)
    put("2022/bath.txt", "Housing is safe.\n")
    put("york.md", "Visits are late.\n")
    index = index_in(tmp_path / "index")
    index.update([Path(url)])
    listed = MemoryFileSystem.ls

    def refuse(self: MemoryFileSystem, path: str, **options: object) -> object:
        if path.endswith("2022"):
            raise PermissionError(13, "Permission denied", path)
        return listed(self, path, **options)

    monkeypatch.setattr(MemoryFileSystem, "ls", refuse)
    with pytest.raises(ObjectsUnavailable, match=r"memory://reports may not be read \(Permission denied\)"):
        index.update([Path(url)])
    assert ids(index) == ["2022/bath", "york"]


@pytest.mark.parametrize("made", [in_memory, in_folder])
def test_any_url_that_fsspec_knows_can_be_named(
    tmp_path: Path, made: Callable[[Path], tuple[str, Callable[[str, str], None]]]
) -> None:
    url, put = made(tmp_path / "reports")
    put("2022/bath.txt", "Housing is safe.\n")
    put("york.md", "Visits are late.\n")
    index = index_in(tmp_path / "index")
    assert index.update([Path(url)]) == IndexReport(added=["2022/bath", "york"])
    assert index.update([Path(url)]) == IndexReport(unchanged=["2022/bath", "york"])
    put("york.md", "Visits are good.\n")
    assert index.update([Path(url)]).updated == ["york"]
    assert index_in(tmp_path / "one").update([Path(f"{url}/york.md")]).added == ["york"]
    with pytest.raises(EmptyCorpus, match=f"no file or folder {url}/none"):
        index.update([Path(f"{url}/none")])


@pytest.mark.parametrize("url", ["s3://bucket/a/b", "file:///srv/reports", "memory://reports", "gs://bucket"])
def test_a_url_is_the_same_wherever_it_goes(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(url)
    assert is_url(path)
    assert as_written(path) == url
    settings = Settings.from_env({"PINPOINT_CORPUS": url})
    assert settings.to_env()["PINPOINT_CORPUS"] == url
    assert Settings.from_env(settings.to_env()) == settings
    assert page_server(settings, 8501)[1]["PINPOINT_CORPUS"] == url
    here = index_below(Path("x"), path)
    assert index_folder(path, None, settings) == settings.index
    monkeypatch.chdir(tmp_path)
    assert index_below(Path("x"), path) == here


def test_a_folder_is_no_url() -> None:
    assert not any(map(is_url, map(Path, ("", ".", "/srv/a:b", "a:/b", "reports", "a b:/c", "/s3:/b"))))
