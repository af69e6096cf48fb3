"""Which files can be read, and what is said about those that cannot."""

from pathlib import Path

import pytest

from rag.errors import UnreadableFile
from rag.reading import READABLE_ENDINGS, read_document
from rag.reading.files import LARGEST_FILE_BYTES


def test_the_formats_that_councils_keep_can_be_read() -> None:
    assert sorted(READABLE_ENDINGS) == [*(".csv", ".docx", ".htm", ".html", ".md", ".pdf", ".txt", ".xlsx")]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "a.txt holds no text; replace it or take it out of the folder."),
        ("a.txt", b" \n\t\r\n ", "a.txt holds no text; replace it or take it out of the folder."),
        ("a.txt", b"%PDF-1.7 ...", "a.txt is a PDF, not the text its name says; save it as text."),
        (
            "a.txt",
            b"\n<!DOCTYPE HTML><html>Report not found</html>",
            "a.txt is a web page, not the text its name says; save it as text.",
        ),
        ("a.md", b"\x00\x01\x02\x03", "a.md is not text; save it as UTF-8 text."),
        ("a.md", b"\x81\x8d\x8f", "a.md is not text; save it as UTF-8 text."),
        ("a.md", b"\x01\x02\x03\x04 word", "a.md is not text; save it as UTF-8 text."),
        (
            "a.xyz",
            b"text",
            "a.xyz is not in a format that can be read; save it as one of "
            ".csv, .docx, .htm, .html, .md, .pdf, .txt, .xlsx.",
        ),
    ],
)
def test_a_file_that_is_not_a_document_is_named_with_what_to_do(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFile) as error:
        read_document(tmp_path / name, tmp_path)
    assert str(error.value) == message


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.txt cannot be opened \(No such file or directory\)"):
        read_document(tmp_path / "gone.txt", tmp_path)


def test_a_folder_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(UnreadableFile, match=r"folder\.txt cannot be opened \(Is a directory\)"):
        read_document(tmp_path / "folder.txt", tmp_path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(LARGEST_FILE_BYTES + 1)
    with pytest.raises(UnreadableFile, match="larger than 50 MB"):
        read_document(tmp_path / "huge.txt", tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_is_read_in_the_encoding_it_was_saved_in(tmp_path: Path, encoding: str) -> None:
    text = "Children’s services – “good”, £5 for Máire."
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    (paragraph,) = read_document(tmp_path / "a.txt", tmp_path).paragraphs
    assert paragraph.text == text


def test_the_id_is_the_path_under_the_root_without_its_ending(tmp_path: Path) -> None:
    (tmp_path / "bristol").mkdir()
    file = tmp_path / "bristol" / "2018-10.22 ilacs.TXT"
    file.write_text("A text.", encoding="utf-8")
    assert read_document(file, tmp_path).id == "bristol/2018-10.22 ilacs"
    assert read_document(file, file).id == "2018-10.22 ilacs"
    assert read_document(file, tmp_path / "elsewhere").id == "2018-10.22 ilacs"
