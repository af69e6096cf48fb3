"""Grades as a timeline or a grid: its rows and columns, where the framework breaks, where cells lead."""

from __future__ import annotations

import pytest

from rag.model import Document
from rag.pictures import Cell, CitedPlace, Grid, draw_pictures
from tests.pictures.examples import APART, LOADED, SINGLE, SOUTH, TOGETHER, answer, fact, inspection

CHANGE = answer(fact(SINGLE, "care_leavers", 1), fact(APART, "care_leavers", 2))
COMPARISON = answer(fact(TOGETHER, "overall", 1), fact(SOUTH, "overall", 2))
ONE = "children in care and care leavers together"


def grid(*facts: dict[str, object], documents: tuple[Document, ...] = LOADED) -> Grid:
    (drawn,) = draw_pictures(answer(*facts), documents)
    assert isinstance(drawn, Grid)
    return drawn


def words(drawn: Grid) -> dict[str, list[str]]:
    return {row.heading: [cell.text for cell in row.cells] for row in drawn.rows}


def test_a_timeline_has_a_row_a_judgement_and_a_column_an_inspection_what_was_asked_first() -> None:
    drawn = grid(*CHANGE.facts)
    assert (drawn.kind, drawn.title, drawn.corner) == (
        "timeline",
        "North: grades at each inspection",
        "Judgement",
    )
    assert [column.heading for column in drawn.columns] == ["May 2016", "March 2019", "June 2023"]
    improve = "Requires improvement to be good"
    assert list(words(drawn).items()) == [
        ("Care leavers", ["Inadequate", improve, "Outstanding"]),
        ("Overall", ["Inadequate", improve, "Good"]),
        ("Children in care", ["Good", improve, "Good"]),
        ("Adoption", ["Good", "", ""]),
        ("Safeguarding board", ["Good", "", ""]),
    ]


def test_a_change_of_framework_is_a_break_that_says_what_changed() -> None:
    assert [column.break_before for column in grid(*CHANGE.facts).columns] == [
        "",
        "From here: the ILACS framework, care leavers judged together with children in care",
        "From here: care leavers judged apart from children in care",
    ]


def test_inspections_that_judge_the_same_have_no_break() -> None:
    later = inspection("North", "2021-03-08", overall="good", care_and_care_leavers="good")
    drawn = grid(fact(TOGETHER, "overall", 1), fact(later, "overall", 2), documents=(TOGETHER, later))
    assert [column.break_before for column in drawn.columns] == ["", ""]


def test_each_cell_says_what_it_covers_and_leads_to_its_print() -> None:
    care_leavers = grid(*CHANGE.facts).rows[0].cells
    assert care_leavers == (
        Cell("Inadequate", "inadequate", "", CitedPlace(SINGLE.id, "judgements", 1)),
        Cell(
            "Requires improvement to be good",
            "requires improvement",
            ONE,
            CitedPlace(TOGETHER.id, "judgements", None),
        ),
        Cell("Outstanding", "outstanding", "", CitedPlace(APART.id, "judgements", 2)),
    )


def test_an_inspection_that_a_later_document_tells_of_has_a_column() -> None:
    inadequate = {"area": "care_leavers", "grade": "inadequate", "printed": "inadequate"}
    told = {**fact(TOGETHER, "overall", 1), **inadequate, "date": "2014-10", "locator": "38"}
    drawn = grid(told, fact(TOGETHER, "care_and_care_leavers", 2), documents=(TOGETHER,))
    assert [column.heading for column in drawn.columns] == ["October 2014", "March 2019"]
    assert drawn.rows[0].heading == "Care leavers"
    assert drawn.rows[0].cells[0] == Cell("Inadequate", "inadequate", "", CitedPlace(TOGETHER.id, "38", 1))
    assert drawn.columns[1].break_before.startswith("From here: the ILACS framework, care leavers judged tog")


def test_authorities_stand_side_by_side_each_at_the_inspections_that_the_answer_names() -> None:
    drawn = grid(*COMPARISON.facts)
    assert (drawn.kind, drawn.title, drawn.corner) == ("authorities", "Grades of 2 authorities", "Authority")
    assert [column.heading for column in drawn.columns] == ["Overall", "Children in care", "Care leavers"]
    assert words(drawn) == {
        "North, March 2019": ["Requires improvement to be good"] * 3,
        "South, January 2022": ["Inadequate", "Good", "Good"],
    }
    assert [cell.place and cell.place.citation for cell in drawn.rows[1].cells] == [2, 2, 2]


@pytest.mark.parametrize(
    "facts",
    [
        [],
        [fact(TOGETHER, "overall", 1)],
        [fact(TOGETHER, "overall", 1), fact(TOGETHER, "care_and_care_leavers", 1)],
        [{"type": "lead inspector", "document": "x", "locator": "front page", "name": "Ann", "citation": 1}],
        [fact(TOGETHER, "overall", 1), fact(TOGETHER, "overall", 1, authority=None, date=None)],
    ],
)
def test_there_is_no_picture_where_looking_tells_no_more(facts: list[dict[str, object]]) -> None:
    assert draw_pictures(answer(*facts), LOADED) == ()


def test_other_kinds_of_documents_are_no_inspections_of_the_authority() -> None:
    board = inspection("North", "2020-02-02", "lscb-review", lscb="good")
    narrow = inspection("North", "2012-02-02", "lac-2013", overall="good")
    drawn = draw_pictures(CHANGE, (*LOADED, board, narrow))[0]
    assert isinstance(drawn, Grid)
    assert [column.heading for column in drawn.columns] == ["May 2016", "March 2019", "June 2023"]


def test_a_grid_is_told_in_words() -> None:
    assert grid(*COMPARISON.facts).alternative == (
        "Grades of 2 authorities. North, March 2019: Overall Requires improvement to be good, "
        f"Children in care Requires improvement to be good ({ONE}), "
        f"Care leavers Requires improvement to be good ({ONE}). "
        f"South, January 2022: Overall Inadequate, Children in care Good ({ONE}), Care leavers Good ({ONE})."
    )
