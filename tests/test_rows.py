"""What is loaded as rows: every grade and point once, narrowed, as data frames, and safe in a notebook."""

from __future__ import annotations

import json
import pickle
import sys
from dataclasses import asdict, replace

import pandas as pd
import polars as pl
import pytest
from selectolax.lexbor import LexborHTMLParser

from rag import Assistant, Document, Filters
from rag.errors import InvalidSetting
from rag.model import Judgement, Paragraph
from rag.rows import Documents, GradeRow, ImprovementRow, grades_of, improvements_of

LUTON = Document(
    "luton",
    "Luton",
    "ilacs",
    authority="Luton",
    inspection_end="2020-05-01",
    judgements=(
        Judgement("leaders", "good", "Good", "Leaders"),
        Judgement("overall", "inadequate", "Inadequate", "Overall", locator="1"),
    ),
    paragraphs=(
        Paragraph("1", "It is inadequate.", page=2),
        Paragraph(
            "What needs to improve, 1", "The <script>alert(1)</script> quality of plans.", "improvement"
        ),
    ),
)
ESSEX = replace(LUTON, id="essex-2019", authority="Essex", inspection_end="2019-05")
LATER = replace(ESSEX, id="essex", inspection_end="2022-05-01")


def test_every_grade_is_a_row_by_authority_and_date_as_it_is_printed() -> None:
    rows = grades_of([LUTON, LATER, ESSEX])
    assert [(row.document, row.area) for row in rows] == [
        (document, area) for document in ("essex-2019", "essex", "luton") for area in ("leaders", "overall")
    ]
    assert rows[-1] == GradeRow(
        "luton", "Luton", "ilacs", "2020-05-01", "overall", "Overall", "inadequate", "Inadequate", "1", 2
    )
    assert rows[-2].page is None


def test_every_point_for_improvement_is_a_row_word_for_word() -> None:
    assert improvements_of([LUTON]) == (
        ImprovementRow(
            "luton",
            "Luton",
            "ilacs",
            "2020-05-01",
            "What needs to improve, 1",
            None,
            "The <script>alert(1)</script> quality of plans.",
        ),
    )


def test_rows_are_a_plain_tuple_in_plain_json_types() -> None:
    rows = grades_of([LUTON])
    assert isinstance(rows, tuple)
    assert pickle.loads(pickle.dumps(rows)) == rows
    told = json.loads(json.dumps([asdict(row) for row in rows]))
    assert tuple(GradeRow(**row) for row in told) == rows


def test_a_frame_of_pandas_has_a_column_a_field() -> None:
    frame = grades_of([LUTON]).frame()
    assert list(frame.columns) == [
        "document", "authority", "kind", "date", "area", "label", "grade", "printed", "locator", "page",
    ]  # fmt: skip
    assert list(frame["date"]) == ["2020-05-01", "2020-05-01"]
    assert frame["page"].tolist() == [pd.NA, 2]
    assert frame.pivot(index="authority", columns="area", values="grade").loc["Luton", "leaders"] == "good"


def test_a_frame_of_polars_holds_the_same() -> None:
    rows = grades_of([LUTON, ESSEX])
    assert rows.frame("polars").to_dicts() == [asdict(row) for row in rows]


def test_a_frame_without_rows_keeps_its_columns_and_their_types() -> None:
    none = improvements_of([])
    assert list(none.frame().columns) == list(improvements_of([LUTON]).frame().columns)
    assert none.frame().dtypes["page"] == "Int64"
    assert none.frame("polars").schema["page"] == pl.Int64


def test_a_list_of_documents_has_a_line_for_each_and_nothing_nested() -> None:
    bare = Document("note", "A note", "other")
    assert Documents([LUTON, bare]).frame("polars").to_dicts() == [
        {
            "id": "luton",
            "title": "Luton",
            "kind": "ilacs",
            "authority": "Luton",
            "date": "2020-05-01",
            "overall": "inadequate",
            "paragraphs": 2,
        },
        {
            "id": "note",
            "title": "A note",
            "kind": "other",
            "authority": None,
            "date": None,
            "overall": None,
            "paragraphs": 0,
        },
    ]


def test_a_library_that_makes_no_frames_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidSetting, match="'excel' makes no frames here; name pandas or polars"):
        grades_of([LUTON]).frame("excel")
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(InvalidSetting, match="polars is not installed"):
        grades_of([LUTON]).frame("polars")


def test_a_notebook_shows_a_table_with_headings_and_none_of_its_text_live() -> None:
    shown = LexborHTMLParser(improvements_of([LUTON])._repr_html_())
    assert not shown.css("script")
    assert [cell.text() for cell in shown.css("td")][-1] == "The <script>alert(1)</script> quality of plans."
    assert [(th.text(), th.attributes["scope"]) for th in shown.css("th")][-1] == ("text", "col")
    assert "None" not in [cell.text() for cell in shown.css("td")]


def test_a_long_table_is_cut_and_says_how_much_is_left_out() -> None:
    shown = LexborHTMLParser(improvements_of([LUTON] * 1100)._repr_html_())
    assert len(shown.css("tbody tr")) == 50
    assert shown.css("p")[-1].text() == "… and 1,050 more"
    whole = LexborHTMLParser(improvements_of([LUTON] * 50)._repr_html_())
    assert len(whole.css("tbody tr")) == 50
    assert not whole.css("p")


def test_the_grades_that_are_loaded_are_those_of_the_documents(assistant: Assistant) -> None:
    rows = assistant.grades()
    assert len(rows) == sum(len(document.judgements) for document in assistant.documents()) > 0
    for row in rows:
        document = assistant.document(row.document)
        assert row.grade in {judgement.grade for judgement in document.judgements}
        assert assistant.paragraph(row.document, row.locator).page == row.page


def test_rows_are_narrowed_as_questions_are(assistant: Assistant) -> None:
    named = Filters(authorities=("banes", "BRISTOL"), kinds=("ilacs",))
    assert {row.authority for row in assistant.grades(named)} == {"Bath and North East Somerset", "Bristol"}
    late = Filters(first_year=2020)
    assert {row.authority for row in assistant.grades(late)} == {"Bath and North East Somerset"}
    assert assistant.grades(Filters(kinds=("monitoring-visit",))) == ()
    one = Filters(documents=("bournemouth-2018-inspection",))
    points = assistant.document("bournemouth-2018-inspection").improvements
    assert [row.text for row in assistant.improvements(one)] == [point.text for point in points]
    assert points


def test_a_filter_that_matches_nothing_gives_no_rows(assistant: Assistant) -> None:
    assert assistant.grades(Filters(authorities=("Plymouth",))) == ()
    assert assistant.improvements(Filters(documents=("none",))) == ()


def test_what_is_loaded_is_a_tuple_and_a_list(assistant: Assistant) -> None:
    documents = assistant.documents()
    assert isinstance(documents, tuple)
    frame = documents.frame()
    assert list(frame["id"]) == [document.id for document in documents]
    assert list(frame["paragraphs"]) == [len(document.paragraphs) for document in documents]
