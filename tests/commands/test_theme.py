"""The command that reads every report for a subject: what it prints, saves and refuses."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from command_line import Done
from openpyxl import load_workbook

from rag.export.grid import COLUMNS

Run = Callable[..., Done]


def test_theme_prints_a_line_for_every_report(run: Run) -> None:
    done = run("theme", "supervision")
    assert (done.status, done.err) == (0, "")
    first, *lines = done.out.splitlines()
    assert first.startswith("4 reports on “supervision”: ")
    assert sum("inspection of" in line or "monitoring visit" in line for line in lines) == 4


def test_theme_as_json_has_counts_that_add_up(run: Run) -> None:
    told = json.loads(run("theme", "supervision", "--since", "2018", "--json").out)
    assert sum(told["counts"].values()) == len(told["rows"]) == 4


def test_theme_narrows_by_grade_and_refuses_what_is_no_grade(run: Run) -> None:
    done = run("theme", "supervision", "--grade", "good", "--json")
    assert [row["authority"] for row in json.loads(done.out)["rows"]] == ["Bath and North East Somerset"]
    refused = run("theme", "supervision", "--grade", "purple")
    assert refused.status == 1
    assert "purple names no grade" in refused.err


def test_theme_is_saved_as_a_workbook_to_sort_and_filter(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "grids" / "supervision.xlsx"
    done = run("theme", "supervision", "--export", str(file))
    assert f"saved as {file}" in done.err
    sheet = load_workbook(file).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = rows.index(list(COLUMNS))
    assert len(rows[head + 1 :]) == 4
    assert sheet.auto_filter.ref.startswith(f"A{head + 1}:")
    again = run("theme", "supervision", "--export", str(file))
    assert again.status == 1
    assert "is there already" in again.err


@pytest.mark.parametrize("ending", [".docx", ".csv"])
def test_theme_is_saved_as_a_table_for_a_paper(run: Run, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"supervision{ending}"
    run("theme", "supervision", "--export", str(file))
    if ending == ".docx":
        (table,) = docx.Document(str(file)).tables
        rows = [[cell.text for cell in row.cells] for row in table.rows]
    else:
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == 5
