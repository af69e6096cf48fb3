"""A file -> its Lines: which reader it needs, and whether it is what its name says."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from rag.errors import UnreadableFile
from rag.reading.lines import Line
from rag.reading.text import read_text_lines

LARGEST_FILE_BYTES = 50 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 10 * LARGEST_FILE_BYTES
SHORT_TEXT_BYTES = 1024 * 1024

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
    return lines


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
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise UnreadableFile(f"{name} cannot be opened as a {what}; save it again as one.") from error


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise UnreadableFile(f"{path.name} is larger than 50 MB; split it into smaller documents.")
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableFile(f"{path.name} cannot be opened ({reason}); check that it is there.") from error


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
