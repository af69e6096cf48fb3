"""A file, in a folder or a ZIP -> its Lines: which reader it needs, and whether it is what its name says."""

from __future__ import annotations

import codecs
import csv
import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from os import stat_result
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from rag.errors import UnreadableFile
from rag.reading.lines import Line
from rag.reading.text import read_text_lines

LARGEST_FILE_BYTES = 50 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 10 * LARGEST_FILE_BYTES
SHORT_TEXT_BYTES = 512 * 1024
MOST_LINES = 30_000
MOST_MEMBERS = 2000
LARGEST_ARCHIVE_BYTES = 2 * 1024**3
LARGEST_RATIO, RATIO_COUNTS_FROM_BYTES = 100, 50 * 1024**2
LONGEST_NAME = 1000
LARGEST_DIRECTORY_BYTES = 16 * 1024**2
REFUSED_TOLD = 3

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DISGUISES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a Word document or an archive"),
    (b"{\\rtf", "rich text"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)
_NOT_TAKEN_OUT = (  # what may be raised by an archive that is damaged, locked or packed in another way
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError),
    *(KeyError, EOFError, NotImplementedError, RuntimeError, ValueError),
)


@dataclass(frozen=True, slots=True)
class Archive:
    """What a ZIP holds that can be a file below it, by path, and what is wrong with it and the rest."""

    members: Mapping[Path, zipfile.ZipInfo]
    fault: str = ""


def is_short_text(path: Path) -> bool:
    """Whether reading a file is sure to take little time and memory, whatever it holds."""
    try:
        return path.suffix.lower() in _TEXT_ENDINGS and path.stat().st_size <= SHORT_TEXT_BYTES
    except OSError:
        return False


def read_lines(path: Path) -> list[Line]:
    """The lines of a file in one of the readable formats; UnreadableFile where that cannot be."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(_READERS))
        raise UnreadableFile(f"{path.name} is not in a format that can be read; save it as one of {known}.")
    data = _read_bytes(path)
    lines = reader(data, path.name) if data.strip() else []
    if not lines:
        raise UnreadableFile(f"{path.name} holds no text; replace it or take it out of the folder.")
    if len(lines) > MOST_LINES:
        told = f"{path.name} has {len(lines):,} paragraphs or rows; split it into smaller documents."
        raise UnreadableFile(told)
    return lines


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP of documents, by its name."""
    return path.suffix.lower() == ".zip" and path.is_file()


def archive_of(path: Path) -> Path | None:
    """The ZIP that a path leads into; None for a file of its own."""
    return next((parent for parent in path.parents if is_archive(parent)), None)


def read_archive(path: Path) -> Archive:
    """The members of a ZIP; it is looked into again when it has changed."""
    try:
        status = path.stat()
    except OSError as error:
        return Archive({}, f"{path.name} cannot be opened ({error.strerror}); check that it is there.")
    return _read_archive(path, status.st_size, status.st_mtime_ns)


def is_there(path: Path) -> bool:
    """Whether there is a file, in a folder or in a ZIP, if only in one that has been damaged since."""
    archive = archive_of(path)
    if archive is None:
        return path.is_file()
    read = read_archive(archive)
    return path in read.members or (not read.members and bool(read.fault))


def stat_file(path: Path) -> stat_result:
    """The size and time of a file, or of the ZIP that it is in."""
    return (archive_of(path) or path).stat()


@contextmanager
def open_file(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, in a folder or in a ZIP; UnreadableFile where a ZIP does not give them."""
    archive = archive_of(path)
    if archive is None:
        with path.open("rb") as file:
            yield file
        return
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(read_archive(archive).members[path]) as file:
            yield file
    except _NOT_TAKEN_OUT as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # it is the archive itself that cannot be opened
        raise UnreadableFile(
            f"{path.name} cannot be taken out of {archive.name}; unpack that and index the folder."
        ) from error


def _read_text(data: bytes, name: str) -> list[Line]:
    return read_text_lines(_decode(data, name))


def _read_pdf(data: bytes, name: str) -> list[Line]:
    from rag.reading.pdf import read_pdf_lines  # pdfium is loaded when there is a PDF to read

    if b"%PDF-" not in data[:1024]:
        _refuse_disguise(data, name, "PDF")
        raise UnreadableFile(f"{name} is not a PDF; get it again from where it came.")
    return read_pdf_lines(data, name)


def _read_word(data: bytes, name: str) -> list[Line]:
    from rag.reading.word import read_word_lines

    return _read_package(data, name, "Word document", read_word_lines)


def _read_workbook(data: bytes, name: str) -> list[Line]:
    from rag.reading.sheets import read_workbook_lines

    return _read_package(data, name, "workbook", read_workbook_lines)


def _read_csv(data: bytes, name: str) -> list[Line]:
    from rag.reading.sheets import read_csv_lines

    try:
        return read_csv_lines(_decode(data, name))
    except csv.Error as error:
        raise UnreadableFile(f"{name} is not rows of cells ({error}); save it again as CSV.") from error


def _read_web(data: bytes, name: str) -> list[Line]:
    from rag.reading.web import read_web_lines

    text = _decode_text(data)
    if text is None or _is_binary(text):
        raise UnreadableFile(f"{name} is not a web page; get it again from where it came.")
    try:
        return read_web_lines(text)
    except ValueError as error:
        raise UnreadableFile(f"{name} cannot be read ({error}); save it as text.") from error


def _read_package(data: bytes, name: str, what: str, read: Callable[[bytes], list[Line]]) -> list[Line]:
    """The lines of a file that is a ZIP of parts; one that would swell beyond measure is not opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > LARGEST_UNPACKED_BYTES:
            raise UnreadableFile(f"{name} unpacks to more than 500 MB; split it into smaller documents.")
        return read(data)
    except (*_NOT_TAKEN_OUT, LookupError, SyntaxError) as error:
        raise UnreadableFile(f"{name} cannot be opened as a {what}; save it again as one.") from error


def _read_bytes(path: Path) -> bytes:
    try:
        with open_file(path) as file:
            data = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableFile(f"{path.name} cannot be opened ({reason}); check that it is there.") from error
    if len(data) > LARGEST_FILE_BYTES:
        raise UnreadableFile(f"{path.name} is larger than 50 MB; split it into smaller documents.")
    return data


def _decode(data: bytes, name: str) -> str:
    _refuse_disguise(data, name, "text")
    text = _decode_text(data)
    if text is None or _is_binary(text):
        raise UnreadableFile(f"{name} is not text; save it as UTF-8 text.")
    return text


def _refuse_disguise(data: bytes, name: str, said: str) -> None:
    beginning = data[:1024].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for signature, what in _DISGUISES:
        if beginning.startswith(signature.lower()):
            raise UnreadableFile(f"{name} is {what}, not the {said} its name says; save it as {said}.")


def _decode_text(data: bytes) -> str | None:
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_binary(text: str) -> bool:
    """Text holds no NUL, and hardly any other control character (some PDF exports leave a few)."""
    sample = text[:100_000]
    strange = sum(character < " " and character not in "\t\n\r\f\v" for character in sample)
    return "\0" in text or strange > len(sample) / 50


class _Directory(io.FileIO):
    """A ZIP of which only the list of its files is read, and no list that is longer than any."""

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size > LARGEST_DIRECTORY_BYTES:
            raise zipfile.BadZipFile("its list of files is too long")
        return super().read(size)


@lru_cache(maxsize=16)
def _read_archive(path: Path, size: int, _modified: int) -> Archive:
    try:
        with _Directory(path) as file, zipfile.ZipFile(file) as opened:
            infos = [info for info in opened.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        return Archive({}, f"{path.name} is damaged or no ZIP ({error}); get it again from where it came.")
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MOST_MEMBERS:
        return Archive({}, f"{path.name} holds {len(infos):,} files; unpack it and index the folder.")
    if unpacked > LARGEST_ARCHIVE_BYTES:
        return Archive({}, f"{path.name} unpacks to more than 2 GB; split it into smaller archives.")
    if unpacked > max(RATIO_COUNTS_FROM_BYTES, LARGEST_RATIO * size):
        return Archive({}, f"{path.name} unpacks to more than 100 times its size; it was not opened.")
    refused = {info.filename: reason for info in infos if (reason := _why_refused(info))}
    members = {path / PurePosixPath(info.filename): info for info in infos if info.filename not in refused}
    return Archive(members, _tell_refused(path.name, refused))


def _why_refused(info: zipfile.ZipInfo) -> str:
    """Why a member is not taken out; empty where it can be."""
    ways = PurePosixPath(info.filename), PureWindowsPath(info.filename)
    if any(way.anchor or ".." in way.parts for way in ways) or len(info.filename) > LONGEST_NAME:
        return "its path leads out of the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link"
    if info.flag_bits & 1:
        return "it is locked with a password"
    if info.filename.lower().endswith(".zip"):
        return "it is an archive itself"
    return ""


def _tell_refused(name: str, refused: Mapping[str, str]) -> str:
    if not refused:
        return ""
    told = "; ".join(f"{member!a}: {reason}" for member, reason in list(refused.items())[:REFUSED_TOLD])
    more = f"; and {len(refused) - REFUSED_TOLD} more" if len(refused) > REFUSED_TOLD else ""
    return f"{name} holds files that are not read ({told}{more}); unpack it and index those by themselves."


_READERS: dict[str, Callable[[bytes, str], list[Line]]] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".pdf": _read_pdf,
    ".docx": _read_word,
    ".xlsx": _read_workbook,
    ".csv": _read_csv,
    ".html": _read_web,
    ".htm": _read_web,
}

READABLE_ENDINGS = frozenset(_READERS)
_TEXT_ENDINGS = frozenset({".txt", ".md", ".csv"})
