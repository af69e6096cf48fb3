"""Files that a visitor gives are kept under safe names, indexed meanwhile, and told of line by line."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag import Assistant
from rag.adding import add_files, keep_file, remove_document

BEES = b"Monitoring visit to Blankshire children's services\n\n1. Foster carers are trained in beekeeping.\n"


@pytest.fixture
def own(built_index: Path, tmp_path: Path) -> Iterator[Assistant]:
    """An assistant whose index can be written to."""
    with Assistant.open(index=shutil.copytree(built_index, tmp_path / "index")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/report.pdf", "report.pdf"),
        ("..\\..\\report.pdf", "report.pdf"),
        ("/etc/passwd", "passwd"),
        (".hidden.txt", "hidden.txt"),
        ("..", "document"),
        ("a" * 400 + ".pdf", "a" * 150 + ".pdf"),
    ],
)
def test_a_file_is_kept_in_its_folder_whatever_it_is_called(tmp_path: Path, name: str, kept: str) -> None:
    folder = tmp_path / "added"
    assert keep_file(folder, name, io.BytesIO(b"one")) == folder / kept


def test_a_file_takes_the_place_of_no_other(tmp_path: Path) -> None:
    first, second = (keep_file(tmp_path, "a.txt", io.BytesIO(text)) for text in (b"one", b"two"))
    assert (first.read_bytes(), second.name, second.read_bytes()) == (b"one", "a (1).txt", b"two")


def test_of_many_who_give_a_file_of_one_name_each_has_its_own(tmp_path: Path) -> None:
    texts = [f"text {number}".encode() for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda text: keep_file(tmp_path, "a.txt", io.BytesIO(text)), texts))
    assert [path.read_bytes() for path in kept] == texts


def test_each_file_has_a_line_and_only_documents_are_kept(own: Assistant) -> None:
    files = {"bees.txt": BEES, "again.txt": BEES, "broken.pdf": b"%PDF-1.7 and no more"}
    work = add_files(own, [(name, io.BytesIO(text)) for name, text in files.items()])
    assert work.wait(120)
    assert not work.error
    lines = sorted(work.result or [])
    assert lines[0].startswith(("again.txt was added: Blankshire", "again.txt is loaded already: Blankshire"))
    assert lines[1].startswith(("bees.txt was added: Blankshire", "bees.txt is loaded already: Blankshire"))
    assert lines[2].startswith("broken.pdf could not be read. broken.pdf is damaged or cut short")
    (kept,) = (own.folder / "added").iterdir()
    answer = own.ask("What do foster carers learn about beekeeping?")
    assert "beekeeping" in answer.text
    assert [(cited.origin, cited.label[-20:]) for cited in answer.citations] == [
        ("visitor", ", added by a visitor")
    ]
    assert own.unreadable() == ()
    (id,) = [document.id for document in own.documents() if document.authority == "Blankshire"]
    remove_document(own, id)
    assert not kept.exists()
    assert len(own.documents()) == 5


def test_a_document_of_a_folder_is_forgotten_and_its_file_stays(own: Assistant) -> None:
    path = own.file("bristol-2018-inspection")
    remove_document(own, "bristol-2018-inspection")
    assert path.exists()
    assert len(own.documents()) == 4
