"""Files made to do harm, among good ones: each has its line, nothing comes in, and the good ones are read."""

from __future__ import annotations

import struct
import zipfile
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.hostile_files import (
    GOOD,
    MARK,
    Files,
    Told,
    hostile_csv,
    hostile_markdown,
    hostile_names,
    hostile_page,
    hostile_word,
    hostile_workbook,
    index_files,
    make_folder,
    odd_pdfs,
    package,
    parts,
    scripts_in_pdfs,
    swap,
    told_smaller,
    watch,
    zip_of,
)
from rag.errors import UnreadableFile
from rag.reading import FileReader, read_archive, read_document
from rag.reading.files import LARGEST_DIRECTORY_BYTES, MOST_LINES

WORDS = b"Children in care are seen often."


def some(files: Files) -> Files:
    """Every third of files."""
    return islice(files, 0, None, 3)


def hostile_pdfs() -> Files:
    yield from scripts_in_pdfs()
    yield from odd_pdfs()


MADE = {
    "csv": lambda: some(hostile_csv()),
    "docx": lambda: some(hostile_word()),
    "html": lambda: some(hostile_page()),
    "md": lambda: some(hostile_markdown()),
    "pdf": lambda: some(hostile_pdfs()),
    "xlsx": lambda: some(hostile_workbook()),
    "zip": hostile_names,
}


def test_every_hostile_file_has_its_line_and_every_good_one_is_read(tmp_path: Path) -> None:
    made = make_folder(tmp_path / "files", every=15, made=MADE)
    before = watch(tmp_path)
    told = index_files(tmp_path / "files", tmp_path / "index", FileReader(20, megabytes=1024))
    assert told.faults(made) == []
    after = {name: state for name, state in watch(tmp_path).items() if not name.startswith("index")}
    assert after == before
    assert len(made) > 150
    assert sum("ended the process" in reason for reason in told.refused.values()) < len(made) / 10


def read_alone(tmp_path: Path, name: str, data: bytes) -> Told:
    """What becomes of a file beside a good one."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / name).write_bytes(data)
    (tmp_path / "files" / "other.txt").write_bytes(WORDS)
    told = index_files(tmp_path / "files", tmp_path / "index", FileReader(20, megabytes=1024))
    assert [path.name for path in told.read] == ["other.txt"]
    return told


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_that_is_damaged_inside_stops_no_other_file(tmp_path: Path, how: int) -> None:
    whole = zip_of(("a.txt", WORDS * 50), how=how)
    told = read_alone(tmp_path, "broken.zip", whole[:50] + bytes(20) + whole[70:])
    assert [*told.refused.values()] == [
        "a.txt cannot be taken out of broken.zip; unpack that and index the folder."
    ]


def test_a_list_of_files_without_end_is_not_read(tmp_path: Path) -> None:
    whole = zip_of(("a", b""))
    entry = whole[whole.find(b"PK\x01\x02") : whole.find(b"PK\x05\x06")]
    entries = entry * (LARGEST_DIRECTORY_BYTES // len(entry) + 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entries), 30, 0)
    (tmp_path / "long.zip").write_bytes(bytes(30) + entries + end)
    assert read_archive(tmp_path / "long.zip").fault == (
        "long.zip is damaged or no ZIP (its list of files is too long); get it again from where it came."
    )


def test_a_file_of_more_paragraphs_than_any_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("\n- word" * (MOST_LINES + 1))
    with pytest.raises(UnreadableFile, match=r"^long\.txt has 30,001 paragraphs or rows; split it"):
        read_document(tmp_path / "long.txt", tmp_path)


def test_a_member_that_is_larger_than_it_says_gives_no_more_than_it_says(tmp_path: Path) -> None:
    told = read_alone(tmp_path, "small.zip", told_smaller(zip_of(("a.txt", b"word " * 2_000_000))))
    assert [reason.partition(" ")[0] for reason in told.refused.values()] == ["a.txt"]


def test_a_package_never_shows_a_file_of_this_machine(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret words")
    asks = b'<!DOCTYPE x [<!ENTITY s SYSTEM "%s">]>' % secret.as_uri().encode()
    own = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml"}
    for ending, main in own.items():
        held = parts(GOOD[ending]())
        body = held[main].partition(b"?>")[2] if ending == "docx" else held[main]
        hostile = asks + swap(body, MARK.encode(), b"&s;")
        (tmp_path / f"a.{ending}").write_bytes(package(held | {main: hostile}))
        try:
            document = read_document(tmp_path / f"a.{ending}", tmp_path)
        except UnreadableFile:
            continue
        assert document.paragraphs
        assert "secret words" not in repr(document)
