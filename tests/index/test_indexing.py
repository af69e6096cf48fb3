"""Indexing: only what changed is done, everything changes at once, and a stop or a bad file harms nothing."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock
from word_embeddings import WordEmbeddings

import rag.indexing
from rag.engine.embedded import EmbeddedEngine, EmbeddedVersion, store
from rag.engine.embedded.library import LIBRARY_FILE, Library
from rag.engine.embedded.state import read_state
from rag.errors import DamagedIndex, EmptyCorpus, IndexBusy, UnusableIndex
from rag.indexing import Index, IndexReport, index_folder
from rag.model import Document
from rag.reading import FileReader
from rag.reading.files import MOST_MEMBERS, RATIO_COUNTS_FROM_BYTES, SHORT_TEXT_BYTES
from rag.settings import Settings


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two short documents."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    write(folder / "adoption.txt", "Adoption is slow. Families wait.")
    write(folder / "housing.md", "Housing is safe.\n\nCare leavers have flats.")
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return index_in(tmp_path / "index")


def index_in(
    folder: Path, embeddings: WordEmbeddings | None = None, patience: float = 0.05, seconds: float = 60
) -> Index:
    """An index with embeddings made from words."""
    return Index(
        folder, embeddings or WordEmbeddings(), FileReader(seconds, megabytes=2048), patience=patience
    )


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def version(index: Index) -> EmbeddedVersion:
    """What is published in an index."""
    return EmbeddedEngine(index.folder).current()


def ids(index: Index) -> list[str]:
    return list(version(index).documents)


def note(index: Index, key: str) -> str:
    return read_state(index.folder / LIBRARY_FILE).notes.get(key, "")


def put(index: Index, notes: dict[str, str]) -> None:
    with closing(Library(index.folder / LIBRARY_FILE)) as library:
        library.put(notes)


def collections(index: Index) -> list[str]:
    return sorted(path.name for path in index.folder.glob("vectors-*"))


def nearest(index: Index, question: str) -> str:
    """The text of the paragraph that a search by meaning puts first."""
    published = version(index)
    found = published.search_vectors(index.embeddings.embed_query(question), limit=10)
    return published.paragraph(next(iter(found.chunks))).text


def chunks(index: Index) -> int:
    """How many chunks are published."""
    published = version(index)
    return sum(len(published.vectors(number).starts) for number in published.unsealed)


# a run does what there is to do


def test_the_first_run_reads_embeds_and_publishes_every_file(index: Index, corpus: Path) -> None:
    assert index.update([corpus]) == IndexReport(added=["adoption", "housing"])
    assert ids(index) == ["adoption", "housing"]
    assert nearest(index, "care leavers have flats") == "Care leavers have flats."
    assert version(index).search_words(["housing"], limit=5) != {}


def test_a_run_over_unchanged_files_does_nothing(index: Index, corpus: Path) -> None:
    index.update([corpus])
    before = note(index, "version"), note(index, "fingerprint")
    index.embeddings.embedded.clear()
    with FileLock(index.folder / "lock"):  # it does not even ask for its turn to write
        assert index.update([corpus]) == IndexReport(unchanged=["adoption", "housing"])
    assert (note(index, "version"), note(index, "fingerprint")) == before
    assert index.embeddings.embedded == []


def test_only_what_a_changed_file_says_newly_is_embedded(index: Index, corpus: Path) -> None:
    index.update([corpus])
    index.embeddings.embedded.clear()
    write(corpus / "adoption.txt", "Adoption is slow. Families wait.\n\nCourts are quick.")
    assert index.update([corpus]) == IndexReport(updated=["adoption"], unchanged=["housing"])
    assert index.embeddings.embedded
    assert all("Courts are quick." in text for text in index.embeddings.embedded)
    assert nearest(index, "courts are quick") == "Courts are quick."


def test_a_file_with_another_time_but_the_same_content_changes_nothing(index: Index, corpus: Path) -> None:
    index.update([corpus])
    before = note(index, "fingerprint")
    index.embeddings.embedded.clear()
    os.utime(corpus / "adoption.txt", (1, 1))
    assert index.update([corpus]) == IndexReport(unchanged=["adoption", "housing"])
    assert (note(index, "fingerprint"), index.embeddings.embedded) == (before, [])
    assert version(index).sources["adoption"].modified == 1_000_000_000


def test_a_document_goes_with_its_file(index: Index, corpus: Path) -> None:
    index.update([corpus])
    (corpus / "housing.md").unlink()
    assert index.update([corpus]) == IndexReport(removed=["housing"], unchanged=["adoption"])
    assert ids(index) == ["adoption"]
    assert nearest(index, "care leavers have flats") == "Adoption is slow. Families wait."


def test_a_removed_document_comes_back_when_its_folder_is_indexed_again(index: Index, corpus: Path) -> None:
    index.update([corpus])
    index.remove(["housing"])
    assert ids(index) == ["adoption"]
    assert index.update([corpus]) == IndexReport(added=["housing"], unchanged=["adoption"])


def test_when_all_documents_are_removed_nothing_is_found(index: Index, corpus: Path) -> None:
    index.update([corpus])
    index.remove(["adoption", "housing"])
    found = version(index).search_vectors(index.embeddings.embed_query("adoption"), limit=5)
    assert (found.chunks, version(index).search_words(["adoption"], limit=5)) == ({}, {})


def test_a_rebuild_reads_and_embeds_everything_again(index: Index, corpus: Path) -> None:
    index.update([corpus])
    before = note(index, "version")
    embedded, index.embeddings.embedded = index.embeddings.embedded, []
    assert index.update([corpus], anew=True) == IndexReport(updated=["adoption", "housing"])
    assert sorted(index.embeddings.embedded) == sorted(embedded)
    assert note(index, "version") != before


def test_progress_tells_what_is_done_how_far_and_of_how_much(index: Index, corpus: Path) -> None:
    told: list[tuple[str, int, int]] = []
    index.update([corpus], lambda *step: told.append(step))
    assert told == [
        ("Reading and embedding", 0, 2),
        ("Reading and embedding", 2, 2),
    ]


# another model, another way of reading


def test_another_model_reads_cuts_and_embeds_every_document_again(tmp_path: Path, corpus: Path) -> None:
    write(corpus / "long.txt", " ".join(f"Sentence {number} has six words here." for number in range(20)))
    first = index_in(tmp_path / "index")
    first.update([corpus])
    before = chunks(first)
    second = index_in(tmp_path / "index", WordEmbeddings("words@2", longest_input=24))
    assert second.update([corpus]) == IndexReport(updated=["adoption", "housing", "long"])
    assert chunks(second) > before
    assert len(second.embeddings.embedded) == len(set(second.embeddings.embedded)) > 20


def test_another_model_embeds_documents_too_that_cannot_be_read_again(tmp_path: Path, corpus: Path) -> None:
    first = index_in(tmp_path / "index")
    first.update([corpus])
    before = chunks(first)
    (corpus / "adoption.txt").write_bytes(b"\0\0")
    second = index_in(tmp_path / "index", WordEmbeddings("words@2"))
    second.update([corpus])
    assert chunks(second) == before
    assert any("Adoption is slow." in text for text in second.embeddings.embedded)
    assert second.update([corpus]).unchanged == ["housing"]


def test_another_way_of_reading_reads_every_document_again_but_embeds_nothing_twice(
    index: Index, corpus: Path
) -> None:
    index.update([corpus])
    index.embeddings.embedded.clear()
    put(index, {"made with": "words@1 an older reading", "fingerprint": "older"})
    assert index.update([corpus]) == IndexReport(updated=["adoption", "housing"])
    assert note(index, "fingerprint") != "older"
    assert index.embeddings.embedded == []


# names


def test_two_files_that_would_share_an_id_are_told_apart_and_stay_so(index: Index, corpus: Path) -> None:
    write(corpus / "adoption.md", "Adoption is quick.")
    assert index.update([corpus]).added == ["adoption", "adoption.txt", "housing"]
    assert version(index).sources["adoption"].file == "adoption.md"
    write(corpus / "adoption.txt", "Adoption is slow again.")
    assert index.update([corpus]).updated == ["adoption.txt"]


def test_two_folders_keep_their_documents_apart(index: Index, corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other / "adoption.txt", "Adoption elsewhere.")
    write(other / "sub" / "adoption.txt", "Adoption below.")
    index.update([corpus])
    assert index.update([other]).added == ["adoption.txt", "sub/adoption"]
    (other / "adoption.txt").unlink()
    assert index.update([corpus]).removed == []
    assert index.update([other]).removed == ["adoption.txt"]
    assert ids(index) == ["adoption", "housing", "sub/adoption"]


def test_a_changed_file_of_another_folder_is_brought_up_to_date_as_well(
    index: Index, corpus: Path, tmp_path: Path
) -> None:
    extra = write(tmp_path / "other" / "extra.txt", "Extra.")
    index.update([corpus, extra.parent])
    write(extra, "Extra words.")
    assert index.update([corpus]).updated == ["extra"]


def test_a_file_that_is_named_twice_is_one_document(index: Index, corpus: Path) -> None:
    file = corpus / "adoption.txt"
    assert index.update([corpus, file, corpus / ".." / "corpus", file]).added == ["adoption", "housing"]


def test_a_single_file_is_indexed_without_its_folder_and_keeps_its_name_in_it(
    index: Index, corpus: Path
) -> None:
    assert index.update([corpus / "adoption.txt"]).added == ["adoption"]
    assert index.update([corpus]) == IndexReport(added=["housing"], unchanged=["adoption"])
    (corpus / "adoption.txt").unlink()
    assert index.update([corpus]).removed == ["adoption"]


def test_a_folder_that_was_moved_keeps_its_documents(index: Index, corpus: Path) -> None:
    index.update([corpus])
    index.embeddings.embedded.clear()
    moved = corpus.rename(corpus.parent / "moved")
    assert index.update([moved]) == IndexReport(unchanged=["adoption", "housing"])
    assert version(index).sources["adoption"].path == moved / "adoption.txt"
    assert index.embeddings.embedded == []


def test_a_folder_that_was_copied_with_its_index_is_not_indexed_twice(
    index: Index, corpus: Path, tmp_path: Path
) -> None:
    index.update([corpus])
    copied = Path(shutil.copytree(corpus, tmp_path / "copied"))
    write(copied / "housing.md", "Housing differs here.")
    assert index.update([copied]) == IndexReport(added=["housing.md"], unchanged=["adoption", "housing"])
    assert version(index).sources["adoption"].path == copied / "adoption.txt"
    assert sorted(index.update([corpus]).unchanged) == ["adoption", "housing", "housing.md"]


def test_a_file_that_was_renamed_has_its_new_name_as_id(index: Index, corpus: Path) -> None:
    index.update([corpus])
    (corpus / "adoption.txt").rename(corpus / "families.txt")
    assert index.update([corpus]) == IndexReport(
        added=["families"], removed=["adoption"], unchanged=["housing"]
    )


@pytest.mark.parametrize(
    "name",
    [
        "a report.txt",
        "it's “quoted”.txt",
        'a "b".txt',
        "📍 Bristol.md",
        "UPPER.TXT",
        "v1.2 é.txt",
        "a#b?.txt",
        "x" * 251 + ".txt",
    ],
)
def test_files_of_any_name_are_documents(index: Index, corpus: Path, name: str) -> None:
    write(corpus / "below" / name, "Odd names are read.")
    assert index.update([corpus]).added == ["adoption", f"below/{Path(name).stem}", "housing"]
    assert nearest(index, "odd names are read") == "Odd names are read."


def test_a_name_that_is_not_text_is_told_and_stops_nothing(index: Index, corpus: Path) -> None:
    (corpus / os.fsdecode(b"caf\xe9.txt")).write_text("Latin.")
    report = index.update([corpus])
    assert report.added == ["adoption", "housing"]
    assert [reason for _, reason in report.unreadable] == [
        "'caf\\udce9.txt' has a name that is not text; rename the file."
    ]


def test_hidden_files_links_to_themselves_and_other_kinds_are_passed_over(index: Index, corpus: Path) -> None:
    write(corpus / ".hidden.txt", "Hidden.")
    write(corpus / ".git" / "notes.txt", "Hidden below.")
    write(corpus / "photo.jpg", "No text.")
    (corpus / "loop.txt").symlink_to(corpus / "loop.txt")
    (corpus / "again").symlink_to(corpus)
    (corpus / "gone.txt").symlink_to(corpus / "never.txt")
    (corpus / "folder.txt").mkdir()
    assert index.update([corpus]).added == ["adoption", "housing"]


def test_a_link_out_of_its_folder_is_told_and_not_followed(
    index: Index, corpus: Path, tmp_path: Path
) -> None:
    secret = write(tmp_path / "secret.txt", "Secret.")
    (corpus / "link.txt").symlink_to(secret)
    (corpus / "folder").symlink_to(tmp_path)
    report = index.update([corpus])
    assert report.added == ["adoption", "housing"]
    assert report.unreadable == [
        (
            str(corpus / "link.txt"),
            "link.txt is a link out of its folder; index what it leads to where that lies.",
        )
    ]
    assert index.update([corpus / "link.txt"]).added == ["secret"]  # one that is named is meant


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(index: Index, corpus: Path) -> None:
    (corpus / "housing.md").chmod(0)
    report = index.update([corpus])
    assert report.added == ["adoption"]
    assert report.unreadable == [
        (str(corpus / "housing.md"), "housing.md cannot be read (Permission denied); check who may read it.")
    ]


def test_a_folder_that_is_named_by_a_link_is_the_folder(index: Index, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(corpus)
    index.update([corpus])
    assert index.update([tmp_path / "link"]) == IndexReport(unchanged=["adoption", "housing"])


# copies


def test_of_two_files_with_the_same_content_the_first_is_the_document(index: Index, corpus: Path) -> None:
    copy = write(corpus / "above" / "adoption.txt", "Adoption is slow. Families wait.")
    report = IndexReport(
        added=["above/adoption", "housing"], copies=[(str(corpus / "adoption.txt"), "above/adoption")]
    )
    assert index.update([corpus]) == report
    assert ids(index) == ["above/adoption", "housing"]
    with FileLock(index.folder / "lock"):  # it does not even ask for its turn to write
        assert index.update([corpus]) == replace(report, added=[], unchanged=report.added)
    copy.unlink()
    assert index.update([corpus]) == IndexReport(
        added=["adoption"], removed=["above/adoption"], unchanged=["housing"]
    )


def test_a_copy_of_a_document_that_is_indexed_already_changes_nothing(index: Index, corpus: Path) -> None:
    index.update([corpus])
    copy = write(corpus / "a.txt", "Adoption is slow. Families wait.")
    unchanged = IndexReport(unchanged=["adoption", "housing"], copies=[(str(copy), "adoption")])
    assert index.update([corpus]) == unchanged
    assert index.update([corpus], anew=True) == replace(unchanged, unchanged=[], updated=unchanged.unchanged)
    write(copy, "Adoption is another.")
    assert index.update([corpus]).added == ["a"]


def test_a_document_that_becomes_a_copy_goes_and_comes_back_when_it_is_none(
    index: Index, corpus: Path
) -> None:
    index.update([corpus])
    shutil.copy(corpus / "adoption.txt", corpus / "housing.md")
    assert index.update([corpus]) == IndexReport(
        removed=["housing"], unchanged=["adoption"], copies=[(str(corpus / "housing.md"), "adoption")]
    )
    write(corpus / "adoption.txt", "Adoption has changed.")
    assert index.update([corpus]) == IndexReport(added=["housing"], updated=["adoption"])


def test_a_copy_in_another_folder_takes_over_when_the_first_folder_has_gone(
    index: Index, corpus: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "other" / "kept.txt"
    write(copy, "Adoption is slow. Families wait.")
    index.update([corpus])
    assert index.update([copy.parent]).copies == [(str(copy), "adoption")]
    shutil.rmtree(corpus)
    report = index.update([copy.parent])
    assert (report.added, report.removed) == (["kept"], ["adoption"])


def test_a_file_that_could_not_be_read_is_not_tried_again_until_it_or_a_limit_has_changed(
    tmp_path: Path, corpus: Path
) -> None:
    bad = write(corpus / "endless.txt", "1\n" * SHORT_TEXT_BYTES)
    index = index_in(tmp_path / "index", seconds=1)
    first = index.update([corpus])
    with FileLock(index.folder / "lock"):
        assert index.update([corpus]).unreadable == first.unreadable
    write(bad, "Short.")
    assert index.update([corpus]).added == ["endless"]
    bad.write_bytes(b"\0")
    index.update([corpus])
    index = index_in(tmp_path / "index", seconds=2)
    put(index, {"passed over": note(index, "passed over").replace("is not text", "old")})
    assert "is not text" in index.update([corpus]).unreadable[0][1]


# archives


def pack(path: Path, members: dict[str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


REPORTS = {"a.txt": "Adoption is packed.", "b/c.html": "<p>Courts are packed.</p>", "photo.jpg": "?"}


def test_what_an_archive_holds_are_documents_below_it(index: Index, corpus: Path) -> None:
    pack(corpus / "sub" / "reports.zip", {**REPORTS, ".hidden.txt": "x", "__MACOSX/._a.txt": "x"})
    assert index.update([corpus]).added == ["adoption", "housing", "sub/reports/a", "sub/reports/b/c"]
    assert nearest(index, "courts are packed") == "Courts are packed."
    with FileLock(index.folder / "lock"):  # it does not even ask for its turn to write
        assert len(index.update([corpus]).unchanged) == 4


def test_an_archive_that_is_named_itself_is_indexed(index: Index, tmp_path: Path) -> None:
    archive = pack(tmp_path / "reports.zip", REPORTS)
    assert index.update([archive]).added == ["reports/a", "reports/b/c"]
    pack(archive, {"a.txt": "Adoption is packed.", "new.txt": "New."})
    os.utime(archive, (1, 1))
    assert index.update([archive]) == IndexReport(
        added=["reports/new"], removed=["reports/b/c"], unchanged=["reports/a"]
    )
    assert version(index).sources["reports/a"].modified == 1_000_000_000


def test_documents_go_with_their_archive_but_stay_when_it_is_damaged(index: Index, corpus: Path) -> None:
    archive = pack(corpus / "reports.zip", REPORTS)
    index.update([corpus])
    archive.write_bytes(b"PK and no more")
    report = index.update([corpus])
    assert (report.removed, len(ids(index))) == ([], 4)
    assert "reports.zip is damaged or no ZIP (File is not a zip file)" in report.unreadable[0][1]
    archive.unlink()
    assert index.update([corpus]).removed == ["reports/a", "reports/b/c"]


def test_members_that_could_do_harm_are_told_and_the_others_read(index: Index, corpus: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    archive = pack(corpus / "reports.zip", {**REPORTS, "../out.txt": "x", "/etc/x.txt": "x", "in.zip": "x"})
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(link, "/etc/passwd")
    report = index.update([corpus])
    assert report.added == ["adoption", "housing", "reports/a", "reports/b/c"]
    assert report.unreadable == [
        (
            str(archive),
            "reports.zip holds files that are not read ('../out.txt': its path leads out of the archive; "
            "'/etc/x.txt': its path leads out of the archive; 'in.zip': it is an archive itself; and 1 more)"
            "; unpack it and index those by themselves.",
        )
    ]


def test_a_locked_member_is_told(index: Index, corpus: Path) -> None:
    archive = pack(corpus / "reports.zip", {"a.txt": "Adoption is packed."})
    data = bytearray(archive.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag in the directory
    archive.write_bytes(data)
    ((_, reason),) = index.update([corpus]).unreadable
    assert "'a.txt': it is locked with a password" in reason


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({f"{number}.txt": "" for number in range(MOST_MEMBERS + 1)}, "holds 2,001 files"),
        ({"bomb.txt": " " * (RATIO_COUNTS_FROM_BYTES + 1)}, "unpacks to more than 100 times its size"),
    ],
    ids=["files without end", "bomb"],
)
def test_an_archive_beyond_measure_is_not_opened(
    index: Index, corpus: Path, members: dict[str, str], reason: str
) -> None:
    archive = pack(corpus / "reports.zip", members)
    report = index.update([corpus])
    assert (report.added, report.unreadable[0][0]) == (["adoption", "housing"], str(archive))
    assert reason in report.unreadable[0][1]


# files that cannot be read, and nothing to read


def test_a_file_that_cannot_be_read_is_named_with_its_reason_while_the_rest_goes_on(
    index: Index, corpus: Path
) -> None:
    bad = corpus / "bad.txt"
    bad.write_bytes(b"\x00\x01\x02\x03")
    for _ in range(2):  # and each time anew
        report = index.update([corpus])
        assert report.unreadable == [(str(bad), "bad.txt is not text; save it as UTF-8 text.")]
    assert ids(index) == ["adoption", "housing"]
    write(bad, "Now it is text.")
    assert index.update([corpus]) == IndexReport(added=["bad"], unchanged=["adoption", "housing"])


def test_a_file_that_takes_too_long_is_named_while_the_rest_goes_on(tmp_path: Path, corpus: Path) -> None:
    write(corpus / "endless.txt", "1\n" * SHORT_TEXT_BYTES)
    index = index_in(tmp_path / "index", seconds=1)
    report = index.update([corpus])
    assert report.added == ["adoption", "housing"]
    ((file, reason),) = report.unreadable
    assert (file, "takes longer than 1 seconds" in reason) == (str(corpus / "endless.txt"), True)


def test_a_document_whose_file_can_no_longer_be_read_stays_as_it_was_read_last(
    index: Index, corpus: Path
) -> None:
    index.update([corpus])
    before = version(index).documents
    (corpus / "adoption.txt").write_bytes(b"\x00\x01\x02\x03")
    report = index.update([corpus])
    assert [file for file, _ in report.unreadable] == [str(corpus / "adoption.txt")]
    assert report.unchanged == ["housing"]
    assert version(index).documents == before


@pytest.mark.parametrize(
    ("arrange", "message"),
    [
        (lambda folder: folder, "There is no file or folder .*; name one that holds documents"),
        (lambda folder: folder.mkdir(), r"There is nothing to index in .*: no file there ends in .*\.txt"),
        (lambda folder: write(folder / "a.jpg", "x"), "There is nothing to index in"),
        (lambda folder: folder.symlink_to(folder), "There is no file or folder"),
    ],
    ids=["missing", "empty", "other kinds", "link to itself"],
)
def test_nothing_to_index_is_told_and_leaves_the_library_whole(
    index: Index, corpus: Path, tmp_path: Path, arrange: Callable[[Path], object], message: str
) -> None:
    index.update([corpus])
    arrange(tmp_path / "nothing")
    with pytest.raises(EmptyCorpus, match=message):
        index.update([tmp_path / "nothing"])
    with pytest.raises(EmptyCorpus, match=message):
        index.update([corpus, tmp_path / "nothing"]) if "no file or" in message else index.update(
            [tmp_path / "nothing"], anew=True
        )
    assert ids(index) == ["adoption", "housing"]
    assert nearest(index, "housing is safe") == "Housing is safe."


def test_when_no_file_at_all_can_be_read_the_reasons_are_told(index: Index, tmp_path: Path) -> None:
    for name in "abcde":
        write(tmp_path / "bad" / f"{name}.txt", "\0")
    with pytest.raises(EmptyCorpus) as told:
        index.update([tmp_path / "bad"])
    assert str(told.value) == (
        "None of the files could be read. a.txt is not text; save it as UTF-8 text. "
        "b.txt is not text; save it as UTF-8 text. c.txt is not text; save it as UTF-8 text. And 2 more."
    )


def test_files_that_are_all_gone_at_once_leave_the_library_whole(index: Index, corpus: Path) -> None:
    index.update([corpus])
    shutil.rmtree(corpus)
    corpus.mkdir()
    with pytest.raises(EmptyCorpus):
        index.update([corpus])
    assert ids(index) == ["adoption", "housing"]


# a stop in the middle, and others at the same time


class Stopped(BaseException):
    """What a kill looks like from inside."""


class StoppingEmbeddings(WordEmbeddings):
    """Stops when it has embedded so often."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def encode(self, texts):
        if not self.times:
            raise Stopped
        self.times -= 1
        return super().encode(texts)


def test_a_run_that_is_stopped_loses_nothing_that_it_has_read_and_embedded(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.indexing, "TEXTS_TOGETHER", 1)  # a document at once
    index_in(tmp_path / "index").update([corpus])
    for number in range(5):
        write(corpus / f"new-{number}.txt", f"Paragraph {number} is one.")
    stopped = index_in(tmp_path / "index", stopping := StoppingEmbeddings(times=3))
    with pytest.raises(Stopped):
        stopped.update([corpus])
    assert ids(stopped) == ["adoption", "housing"]  # as if nothing had happened
    resumed = index_in(tmp_path / "index", going_on := WordEmbeddings())
    monkeypatch.setattr(resumed.reader, "read", lambda path, root: read(path, root))
    read_again: list[str] = []
    reader = FileReader(60, 2048)

    def read(path: Path, root: Path) -> Document:
        read_again.append(path.stem)
        return reader.read(path, root)

    assert resumed.update([corpus]).added == [f"new-{number}" for number in range(5)]
    assert read_again == ["new-3", "new-4"]
    assert (len(stopping.embedded), len(going_on.embedded)) == (3 * 2, 2 * 2)  # a window and a sentence each
    assert nearest(resumed, "paragraph 2 is one") == "Paragraph 2 is one."


def test_a_removal_forgets_neither_what_was_staged_nor_what_was_passed_over(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.indexing, "TEXTS_TOGETHER", 1)
    index = index_in(tmp_path / "index")
    write(corpus / "copy.txt", "Adoption is slow. Families wait.")
    index.update([corpus])
    passed = note(index, "passed over")
    write(corpus / "new-1.txt", "Paragraph one is new.")
    write(corpus / "new-2.txt", "Paragraph two is new.")
    with pytest.raises(Stopped):
        index_in(tmp_path / "index", stopping := StoppingEmbeddings(times=1)).update([corpus])
    index.remove(["housing"])
    assert (note(index, "passed over"), "copy.txt" in passed) == (passed, True)
    index.embeddings.embedded.clear()
    assert index.update([corpus]).added == ["housing", "new-1", "new-2"]
    assert not set(index.embeddings.embedded) & set(stopping.embedded)


def test_what_was_staged_of_a_file_that_has_changed_since_is_read_again(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.indexing, "TEXTS_TOGETHER", 1)
    with pytest.raises(Stopped):
        index_in(tmp_path / "index", StoppingEmbeddings(times=1)).update([corpus])
    write(corpus / "adoption.txt", "Adoption is another.")
    index = index_in(tmp_path / "index")
    assert index.update([corpus]).added == ["adoption", "housing"]
    assert nearest(index, "adoption is another") == "Adoption is another."


def test_a_reader_sees_documents_words_and_vectors_change_at_once(tmp_path: Path, corpus: Path) -> None:
    seen = []
    index, engine = index_in(tmp_path / "index"), EmbeddedEngine(tmp_path / "index")
    index.update([corpus])
    write(corpus / "adoption.txt", "Adoption is in courts.")
    question = index.embeddings.embed_query("adoption is slow")

    def look(*_: object) -> None:
        published = engine.current()
        near = next(iter(published.search_vectors(question, limit=5).chunks))
        seen.append((published.paragraph(near).text, published.prints("courts")))

    index.update([corpus], look)
    look()
    before, after = ("Adoption is slow. Families wait.", False), ("Adoption is in courts.", True)
    assert (set(seen[:-1]), seen[-1]) == ({before}, after)


# sealed collections


@pytest.fixture
def small_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A collection is sealed from three chunks on."""
    monkeypatch.setattr(store, "SEALED_FROM", 3)


@pytest.mark.usefixtures("small_seals")
def test_what_is_much_is_sealed_aside_and_found_as_before(index: Index, corpus: Path) -> None:
    index.update([corpus])
    before = nearest(index, "care leavers have flats")
    index.seal()
    assert len(collections(index)) == 1
    assert version(index).unsealed == []
    assert nearest(index, "care leavers have flats") == before
    write(corpus / "courts.txt", "Courts are quick.")
    index.update([corpus])
    assert [version(index)._ids[number] for number in version(index).unsealed] == ["courts"]
    assert nearest(index, "courts are quick") == "Courts are quick."
    assert nearest(index, "care leavers have flats") == before


@pytest.mark.usefixtures("small_seals")
def test_a_collection_that_holds_more_of_what_has_gone_is_given_up(index: Index, corpus: Path) -> None:
    index.update([corpus])
    index.seal()
    index.remove(["housing"])
    assert nearest(index, "care leavers have flats") == "Adoption is slow. Families wait."
    index.seal()
    assert collections(index) == []
    assert nearest(index, "adoption is slow") == "Adoption is slow. Families wait."


@pytest.mark.usefixtures("small_seals")
@pytest.mark.parametrize(
    "damage", [shutil.rmtree, lambda folder: (folder / "chroma.sqlite3").write_bytes(b"?")]
)
def test_what_a_broken_collection_holds_is_found_all_the_same(
    index: Index, corpus: Path, damage: Callable[[Path], None]
) -> None:
    index.update([corpus])
    index.seal()
    index.embeddings.embedded.clear()
    damage(index.folder / collections(index)[0])
    assert nearest(index, "housing is safe") == "Housing is safe."
    assert index.embeddings.embedded == []


@pytest.mark.usefixtures("small_seals")
def test_a_sealing_that_is_stopped_changes_nothing_and_is_tidied_up(
    index: Index, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> str:
        (index.folder / "vectors-half").mkdir()
        raise Stopped

    index.update([corpus])
    with monkeypatch.context() as patched:
        patched.setattr(store, "build_sealed", stop)
        with pytest.raises(Stopped):
            index.seal()
    assert nearest(index, "housing is safe") == "Housing is safe."
    index.seal()
    assert "vectors-half" not in collections(index)


def test_a_second_writer_waits_a_while_and_then_says_that_the_index_is_busy(
    index: Index, corpus: Path
) -> None:
    index.update([corpus])
    write(corpus / "adoption.txt", "Changed.")
    with FileLock(index.folder / "lock"):
        with pytest.raises(IndexBusy, match="Another process is writing to the index"):
            index.update([corpus])
        with pytest.raises(IndexBusy):
            index.remove(["adoption"])
    assert index.update([corpus]).updated == ["adoption"]


def update_in_process(folder: Path, corpus: Path, results: multiprocessing.Queue) -> None:
    index = index_in(folder, patience=60)
    report = index.update([corpus])
    results.put((report.added, report.unchanged))


def test_of_two_processes_that_start_at_once_one_does_the_work(tmp_path: Path, corpus: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    started = [
        context.Process(target=update_in_process, args=(tmp_path / "index", corpus, results)) for _ in "ab"
    ]
    for process in started:
        process.start()
    both = ["adoption", "housing"]
    assert sorted(results.get(timeout=60) for _ in started) == [([], both), (both, [])]
    for process in started:
        process.join()
    index = index_in(tmp_path / "index")
    assert nearest(index, "housing is safe") == "Housing is safe."


# what is broken is mended, or told


def test_a_damaged_library_is_set_aside_and_made_anew(tmp_path: Path, corpus: Path) -> None:
    index = index_in(tmp_path / "index")
    index.update([corpus])
    library = tmp_path / "index" / "library.sqlite"
    library.write_bytes(b"spoilt " * 2000)
    with pytest.raises(DamagedIndex, match="run `pinpoint index --rebuild`"):
        index.update([corpus])
    index.set_aside_damaged()
    assert library.with_suffix(".damaged").read_bytes().startswith(b"spoilt")
    index = index_in(tmp_path / "index")
    assert index.update([corpus]).added == ["adoption", "housing"]


def test_a_sound_library_is_not_set_aside(index: Index, corpus: Path) -> None:
    index.update([corpus])
    index.set_aside_damaged()
    assert ids(index) == ["adoption", "housing"]
    assert not (index.folder / "library.damaged").exists()


def test_a_folder_that_cannot_hold_an_index_is_told(tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UnusableIndex, match="cannot hold an index"):
        index_in(tmp_path / "file").update([corpus])


# with the real model


def test_the_shipped_documents_are_indexed_with_the_packaged_model(built_index: Path) -> None:
    index = Index.at(built_index, Settings())
    published = version(index)
    own = [published.vectors(number) for number in published.unsealed]
    assert {vectors.matrix.shape[1] for vectors in own} == {384}
    for vectors, document in zip(own, published.documents.values(), strict=True):
        assert set(vectors.paragraphs.tolist()) == set(range(len(document.paragraphs)))
    found = nearest(index, "How many missing children are interviewed when they come back?")
    assert found == "The take-up of return home interviews for children who go missing from home."
    assert list(built_index.glob("embedding-*")) == []


# where an index lives


def test_each_corpus_has_an_index_folder_of_its_own(tmp_path: Path) -> None:
    settings = replace(Settings(), corpus=tmp_path / "corpus", index=tmp_path / ".pinpoint")
    assert index_folder(tmp_path / "corpus", None, settings) == tmp_path / ".pinpoint"
    assert index_folder(tmp_path / "x" / ".." / "corpus", None, settings) == tmp_path / ".pinpoint"
    assert index_folder(tmp_path / "mine", tmp_path / "here", settings) == tmp_path / "here"
    mine, other = (index_folder(tmp_path / name / "mine", None, settings) for name in ("a", "b"))
    assert mine.parent == other.parent == tmp_path / ".pinpoint"
    assert mine.name.startswith("mine-")
    assert mine != other
    own = Settings.from_env({"PINPOINT_CORPUS": str(tmp_path / "mine")})  # named either way, it is the same
    assert index_folder(tmp_path / "mine", None, own) == index_folder(tmp_path / "mine", None, Settings())
