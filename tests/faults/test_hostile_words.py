"""Hostile words do nothing anywhere: a part of ``benchmarks/hostile_words.py``, with strings of our own."""

from __future__ import annotations

import io
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docx
import fpdf
import openpyxl
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE

from benchmarks.hostile_words import (
    FILES,
    HTML,
    OWN,
    Held,
    Words,
    html_faults,
    is_formula,
    markdown_faults,
    node_faults,
    put_everywhere,
    read_words,
    tried,
    watched,
)
from rag.adding import keep_file

LONG, NUL = "\u0958" * 150, "report\0.pdf"
ROOMS = (
    "questions",
    "answers to them, shown",
    "harmless questions, answered",
    "histories",
    "filters",
    "fields of HTTP",
    "names of files that are given",
    "what a chat model writes",
    "settings",
    "documents that hold them, indexed",
    "paragraphs behind a link",
    "panels of the page",
    "answers from them, shown",
    "answers that quote them, shown",
    "tables of them",
    "answers of a batch",
    "statements to SQLite",
    "programs begun",
    "files that they try to make",
)


@pytest.fixture(scope="module")
def held(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Held:
    """What came of some of our strings, and of fewer where it takes long."""
    folder = tmp_path_factory.mktemp("hostile")
    index = shutil.copytree(built_index, folder / "index")
    words = read_words()
    kept = [text for text in words.hostile if "\0" not in text and len(text.encode()) < 200]
    return put_everywhere(Words(kept[4::12]), Words(kept[4::90], words.harmless[::20]), folder, index)


@pytest.mark.parametrize("room", ROOMS)
def test_what_takes_them_in_or_shows_them_holds(held: Held, room: str) -> None:
    assert held.went[room]
    assert held.faults[room] == []


def test_no_room_is_left_out(held: Held) -> None:
    assert set(held.went) == set(ROOMS)


@pytest.mark.parametrize("name", [LONG, NUL])
def test_a_file_of_any_name_is_kept(tmp_path: Path, name: str) -> None:
    assert keep_file(tmp_path, name, io.BytesIO(b"x")).parent == tmp_path


def test_there_are_three_hundred_strings_of_sixteen_kinds() -> None:
    lines = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    kinds = Counter(line["kind"] for line in lines)
    assert len({line["text"] for line in lines}) == len(lines) == 300
    assert (len(kinds), min(kinds.values()), kinds["harmless"]) == (16, 10, 40)


@pytest.mark.parametrize(
    "text",
    [
        "[a](http://b.example)",
        "![a](b)",
        "<script>a()</script>",
        "a <b>c</b>",
        "`a`",
        "http://b.example",
        "www.b.example",
        "$a$",
        "[a]\n\n[a]: b",
    ],
)
def test_what_is_live_in_markdown_is_noticed(text: str) -> None:
    assert list(markdown_faults("a text", text))


def test_what_is_live_on_a_page_is_noticed() -> None:
    assert list(html_faults("a text", "<p><a href=b>c</a></p>", HTML, set()))
    assert list(html_faults("a text", "<p onclick=b>c</p>", HTML, set()))
    assert list(node_faults({"tag": "script", "attributes": {}, "children": []}))
    assert list(node_faults({"tag": "p", "attributes": {"onclick": "a"}, "children": []}))


def live_files() -> Iterator[tuple[str, bytes]]:
    """A file of each kind with a link or a formula in it."""
    made = io.BytesIO()
    document = docx.Document()
    document.part.relate_to("http://b.example", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    document.save(made)
    yield ".docx", made.getvalue()
    page = fpdf.FPDF()
    page.add_page()
    page.set_font("Helvetica")
    page.cell(40, 10, "a", link="http://b.example")
    yield ".pdf", bytes(page.output())
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "=1+1"
    made = io.BytesIO()
    book.save(made)
    yield ".xlsx", made.getvalue()
    yield ".csv", "\ufeffa,＝1+1\r\n".encode()
    yield ".md", b"[a](http://b.example)"


@pytest.mark.parametrize(
    ("ending", "content"), [*live_files()], ids=lambda given: given if isinstance(given, str) else ""
)
def test_what_is_live_in_a_file_is_noticed(ending: str, content: bytes) -> None:
    assert list(FILES[ending](content))


def test_what_reaches_sqlite_or_a_shell_is_noticed(tmp_path: Path) -> None:
    import sqlite3
    import subprocess

    with watched() as watch:
        database = sqlite3.connect(tmp_path / "a.sqlite")
        database.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
        database.execute("SELECT 'caseloads OR' FROM words WHERE words MATCH ?", ("a NEAR b",))
        database.close()
        subprocess.run(["true"], check=True)
    assert len(list(watch.faults(["caseloads OR"]))) == 2
    assert len(list(watch.programs())) == 1
    assert list(tried("a", lambda: 1 / 0))
    assert is_formula("\t@a")
