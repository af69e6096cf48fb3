"""A picture as CSV: a row a grade or figure, its place beside it, nothing that computes."""

from __future__ import annotations

import csv
import io

from rag.pictures import Picture, draw_pictures, write_table
from tests.pictures.examples import LOADED, answer, inspection
from tests.pictures.examples import fact as judged
from tests.pictures.test_grades import CHANGE, ONE
from tests.pictures.test_targets import MEASURE, OUTCOME


def rows(picture: Picture) -> list[list[str]]:
    return list(csv.reader(io.StringIO(write_table(picture).decode("utf-8-sig"), newline="")))


def test_a_timeline_has_a_row_a_grade() -> None:
    (picture,) = draw_pictures(CHANGE, LOADED)
    head, *body = rows(picture)
    assert head == ["Judgement", "Inspection", "Grade", "Note", "Document", "Place", "Citation"]
    together = "From here: the ILACS framework, care leavers judged together with children in care"
    assert body[:2] == [
        ["Care leavers", "May 2016", "Inadequate", "", "north/2016-05-20", "judgements", "1"],
        [
            "Care leavers",
            "March 2019",
            "Requires improvement to be good",
            f"{ONE}; {together}",
            "north/2019-03-08",
            "judgements",
            "",
        ],
    ]
    assert len(body) == 11


def test_bars_have_a_row_for_the_target_and_one_for_the_outcome() -> None:
    (picture,) = draw_pictures(answer(MEASURE, OUTCOME), ())
    assert rows(picture) == [
        ["Figure", "Of", "Value", "When", "Document", "Place", "Citation"],
        ["Outcome", "North", "56%", "in September 2018", "north-2018", "39", "2"],
        ["Target", "KPI 6a, % care leavers in work", "58%", "by Mar-17", "plan", "KPI 6a", "1"],
    ]


def test_no_cell_begins_a_formula() -> None:
    one, other = (inspection(name, "2022-01-28", overall="good") for name in ("=North", "@South"))
    facts = judged(one, "overall", 1), judged(other, "overall", 2)
    (picture,) = draw_pictures(answer(*facts), (one, other))
    assert [row[0] for row in rows(picture)[1:]] == ["'=North, January 2022", "'@South, January 2022"]
