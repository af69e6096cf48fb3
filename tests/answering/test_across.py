"""Which, how many, who moved: computed from the judgements of every report, each case with its source."""

from dataclasses import replace

import pytest

from rag.answering import compose_answer
from rag.answering.across import state_across
from rag.answering.evidence import Evidence
from rag.answering.statements import Reply
from rag.model import Document, Judgement
from tests.answering.examples import REPORT, evidence


def inspection(authority: str, year: int, printed: str) -> Document:
    """A report that judges the whole of an authority."""
    grade = printed.lower().removesuffix(" to be good")
    paragraph = replace(REPORT.paragraphs[1], text=f"Overall effectiveness: {printed}")
    return replace(
        REPORT,
        id=f"{authority.lower()}-{year}",
        authority=authority,
        inspection_end=f"{year}-05-10",
        judgements=(Judgement("overall", grade, printed, "Overall effectiveness"),),
        paragraphs=(REPORT.paragraphs[0], paragraph),
    )


LOADED = (
    inspection("North", 2014, "Inadequate"),
    inspection("North", 2018, "Good"),
    inspection("South", 2015, "Good"),
    inspection("South", 2019, "Requires improvement to be good"),
    inspection("West", 2016, "Inadequate"),
)


def asked(text: str, **fields: object) -> Evidence:
    found = evidence(kind="across", text=text, **fields)  # type: ignore[arg-type]
    return Evidence(found.query, found.findings, {document.id: document for document in LOADED})


@pytest.mark.parametrize(
    ("text", "fields", "lines"),
    [
        (
            "which councils are inadequate at their latest inspection?",
            {"grades": ("inadequate",)},
            ["1 of 3 authorities** in 5 reports, ", "- **West:** Inadequate in May 2016"],
        ),
        (
            "how many reports judged it inadequate?",
            {"grades": ("inadequate",)},
            [
                "2 of 5 reports** on 3 authorities, ",
                "- **North:** Inadequate in May 2014",
                "- **West:** Inadequate in May 2016",
            ],
        ),
        (
            "which went from inadequate straight to good?",
            {"grades": ("inadequate", "good"), "moved": "up"},
            [
                "1 of 3 authorities** in 5 reports, ",
                "- **North:** Inadequate in May 2014 , then Good in May 2018",
            ],
        ),
        (
            "which councils got a worse grade last time?",
            {"moved": "down"},
            [
                "1 of 3 authorities** in 5 reports, ",
                "- **South:** Good in May 2015 , then Requires improvement to be good in May 2019",
            ],
        ),
    ],
)
def test_cases_are_counted_and_listed_by_name(text: str, fields: dict[str, object], lines: list[str]) -> None:
    lead, *cases = [statement.wording.strip() for statement in state_across(asked(text, **fields))]
    assert lead.startswith(f"**{lines[0]}")
    assert cases == lines[1:]


def test_every_case_is_cited() -> None:
    found = asked("which councils are good at their latest inspection?", grades=("good",))
    answer = compose_answer(found)
    assert [(c.authority, c.quote) for c in answer.citations] == [("North", "Overall effectiveness: Good")]
    assert answer.facts[0]["grade"] == "good"


def test_the_newest_report_is_known() -> None:
    (statement,) = state_across(asked("what is the most recent report you have?", latest=True))
    assert statement.wording.strip() == "The latest is **South**: inspection of May 2019"


def test_the_oldest_report_is_known_too() -> None:
    (statement,) = state_across(asked("which is the oldest?"))
    assert statement.wording.strip() == "The oldest is **North**: inspection of May 2014"


def test_authorities_are_ranked_by_their_latest_grade() -> None:
    _, *cases = [
        s.wording.strip() for s in state_across(asked("league table of overall grades, worst first"))
    ]
    assert [case.split(":**")[0] for case in cases] == ["- **West", "- **South", "- **North"]


def test_all_inspections_of_one_inspector_are_found_by_name() -> None:
    lead, *cases = [s.wording for s in state_across(asked("everything that Ann Bell has led"))]
    assert lead == "**5 reports**, the latest first:"
    assert len(cases) == 5


def test_none_is_said_to_be_none_of_how_many() -> None:
    found = asked("who is outstanding?", grades=("outstanding",))
    answer = compose_answer(found)
    assert answer.text.startswith("**None of 3 authorities** in 5 reports, each at its latest inspection.")


def test_an_area_that_the_latest_inspection_did_not_judge_is_not_counted_as_of_now() -> None:
    earlier, later = LOADED[:2]
    judged_apart = replace(
        earlier,
        judgements=(Judgement("care_leavers", "outstanding", "Outstanding", "Overall effectiveness"),),
    )
    loaded = {document.id: document for document in (judged_apart, later)}
    found = evidence(kind="across", text="which", grades=("outstanding",), areas=("care_leavers",))
    assert isinstance(state_across(Evidence(found.query, found.findings, loaded)), Reply)
    ever = evidence(kind="across", text="who ever was", grades=("outstanding",), areas=("care_leavers",))
    lead, *_ = state_across(Evidence(ever.query, ever.findings, loaded))
    assert lead.wording.startswith("**1 of 1 authority** in 1 report, at any inspection")


def test_inspections_that_give_no_overall_grade_any_more_are_left_out_and_told_of() -> None:
    late = replace(
        inspection("North", 2026, "Good"), judgements=(Judgement("leaders", "good", "Good", "Leaders"),)
    )
    given = asked("which councils are good or inadequate now?", grades=("inadequate", "good"), latest=True)
    found = Evidence(given.query, given.findings, {**given.documents, late.id: late})
    first, case, *notes = [statement.wording.strip() for statement in state_across(found)]
    assert first == "**1 of 3 authorities** in 5 reports, each at its latest inspection:"
    assert case == "- **West:** Inadequate in May 2016"
    assert notes == [
        "Left out: 1 report.",
        "Since April 2026 these inspections give no overall effectiveness judgement, only one for each area.",
    ]
    none = asked("who is outstanding?", grades=("outstanding",))
    told = state_across(Evidence(none.query, none.findings, found.documents))
    assert isinstance(told, Reply)
    assert "Left out: 1 report. Since April 2026" in told.text


def test_what_data_tells_is_among_what_was_found() -> None:
    found = asked("which councils are inadequate at their latest inspection?", grades=("inadequate",))
    answer = compose_answer(found)
    cited = [(citation.document, citation.locator, citation.text) for citation in answer.citations]
    assert cited
    assert [(p.document, p.locator, p.text) for p in answer.passages] == cited
