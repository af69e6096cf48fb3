"""An export: which endings there are, what is never written over, and that it holds the whole answer."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import InvalidSetting
from rag.export import ENDINGS, check_export, make_export, write_export
from tests.export.examples import CHANGE, DECLINED, HARM, MADE_ON


def test_there_are_four_kinds() -> None:
    assert ENDINGS == (".docx", ".md", ".pdf", ".csv")


@pytest.mark.parametrize("name", ["answer.doc", "answer", "answer.json", ".pdf"])
def test_another_ending_is_refused_by_naming_those_that_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidSetting, match=r"does not end in \.docx, \.md, \.pdf or \.csv"):
        check_export(tmp_path / name)


def test_making_another_kind_or_nothing_is_refused() -> None:
    with pytest.raises(InvalidSetting, match=r"\.xlsx is no kind of export; there are \.docx"):
        make_export([CHANGE], ".xlsx")
    with pytest.raises(InvalidSetting, match="There is no answer to export"):
        make_export([], ".md")


@pytest.mark.parametrize("ending", [*ENDINGS, ".PDF"])
def test_a_file_is_written_with_its_folder_and_nothing_beside_it(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "new" / f"answer{ending}"
    write_export(path, [CHANGE, DECLINED])
    assert path.stat().st_size > 500
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "answer.md"
    path.write_text("mine")
    with pytest.raises(InvalidSetting, match=r"answer\.md is there already; name another file"):
        write_export(path, [CHANGE])
    assert path.read_text() == "mine"


def test_what_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_export(tmp_path / "answer.md", [CHANGE])
    assert list(tmp_path.iterdir()) == []


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_table_has_a_row_for_each_citation_and_one_for_an_answer_without_any() -> None:
    content = make_export([CHANGE, DECLINED], ".csv", made_on=MADE_ON)
    assert content.startswith(b"\xef\xbb\xbfquestion,answer,outcome,number,label,quote,title,")
    rows = table(content)
    assert [(row["number"], row["label"], row["page"]) for row in rows] == [
        ("1", "Bristol, inspection of September 2018, para 38 (p. 9)", "9"),
        ("2", "Bristol, improvement plan 2016–17, KPI 6a", ""),
        ("", "", ""),
    ]
    assert rows[0]["quote"] == "have improved  significantly"
    assert (rows[0]["document"], rows[0]["locator"], rows[0]["date"]) == (
        "bristol-2018-inspection",
        "38",
        "2018-09-21",
    )
    assert rows[2]["question"] == "and the weather?"
    assert rows[2]["answer"] == "That is not about inspections."


def test_the_answer_in_a_table_is_plain_text() -> None:
    answer = table(make_export([CHANGE], ".csv"))[0]["answer"]
    assert answer.splitlines()[:4] == [
        "Better, but still uneven.",
        "Inspection | Grade",
        "October 2014 | Inadequate [1]",
        "September 2018 | Requires improvement to be good [2]",
    ]
    assert "• 58% by Mar-17 [2]" in answer
    assert "*" not in answer


def test_no_cell_of_a_table_begins_a_formula() -> None:
    (row,) = table(make_export([HARM], ".csv"))
    assert [row[name][:3] for name in ("question", "label", "quote", "section")] == [
        "'=1",
        "'+[",
        "'@S",
        "'=2",
    ]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.values())


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "text", ["", " \n\n", "| a |\n|---|", "# h1\n\n###### h6 [1]", "x \ud800 \x00 y\ufffe"]
)
def test_whatever_the_answer_says_it_can_be_saved(ending: str, text: str) -> None:
    assert make_export([replace(CHANGE, question=f"{text}?", text=text)], ending)
