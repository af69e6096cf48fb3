"""Cells: what a spreadsheet could compute is marked as text, everything else stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

from rag.cells import inert, write_csv


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1",
        "\u00a0=1",
        "\t=1",
        "\tplain",
        "\rplain",
        "\nplain",
        "＝1",
        "＋1",
        "－1",
        "＠x",
    ],
)
def test_what_could_be_a_formula_is_marked_as_text(value: str) -> None:
    assert inert(value) == f"'{value}"


@pytest.mark.parametrize("value", ["", "plain", "a=b", "“=1”", "– 1", -1, 0.5, None, True])
def test_everything_else_stays_as_it_is(value: Any) -> None:
    assert inert(value) is value


def test_rows_become_csv_that_excel_knows_as_utf_8() -> None:
    assert write_csv([("a", 1), ("“é”", "=1")]) == "\ufeffa,1\r\n“é”,'=1\r\n".encode()
