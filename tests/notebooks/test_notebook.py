"""The notebook in docs/ runs as it is, over the shipped documents, and shows what it says that it shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import CORPUS

NOTEBOOK = CORPUS.parent / "docs" / "notebook.ipynb"


@pytest.fixture(scope="module")
def shown(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The HTML that each cell of the notebook shows, by its source; empty where it shows none."""
    folder = tmp_path_factory.mktemp("notebook")
    shutil.copytree(built_index, folder / ".pinpoint")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(folder)}}).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return {cell.source: "".join(html_of(output) for output in cell.outputs) for cell in cells}


def html_of(output: nbformat.NotebookNode) -> str:
    """What an output holds in HTML."""
    return str(output.get("data", {}).get("text/html", ""))


def cell_with(words: str, shown: dict[str, str]) -> str:
    """What the first cell shows whose source holds these words."""
    return next(html for source, html in shown.items() if words in source)


def test_the_documents_are_a_table(shown: dict[str, str]) -> None:
    assert "<caption>Documents: 5</caption>" in cell_with("documents()", shown)


def test_an_answer_has_its_markers_and_its_sources(shown: dict[str, str]) -> None:
    answer = cell_with("ask(", shown)
    assert "[1]" in answer
    assert "<li>Bristol, inspection of September 2018, para " in answer


def test_grades_are_a_frame_and_a_pivot_of_it(shown: dict[str, str]) -> None:
    assert "bath-and-north-east-somerset-2022-inspection" in cell_with("grades().frame()", shown)
    pivot = cell_with("pivot_table", shown)
    assert "<th>overall</th>" in pivot
    assert "<th>2018-09-21</th>" in pivot


def test_a_theme_is_a_grid_with_the_words_of_reports(shown: dict[str, str]) -> None:
    grid = cell_with("theme(", shown)
    assert "<caption>4 reports" in grid
    assert "“" in grid.split("<tbody>")[1]


def test_points_for_improvement_are_a_table(shown: dict[str, str]) -> None:
    assert "Points for improvement: " in cell_with("improvements(", shown)
    assert "what needs to improve, 1" in cell_with("improvements(", shown)


def test_the_notebook_is_kept_without_what_it_shows() -> None:
    cells = [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    assert [cell for cell in cells if cell.outputs or cell.execution_count] == []
