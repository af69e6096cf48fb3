"""Each kind of question has its form; data is stated in our words, findings in the inspectors'."""

from collections.abc import Sequence

import pytest

from rag.answering import compose_answer
from rag.answering.grades import correct_premise, judgements_on, state_grades
from rag.answering.lists import state_list
from rag.answering.people import state_people_and_dates
from rag.answering.periods import state_change, state_comparison, state_target
from rag.answering.plans import matching_rows
from rag.answering.statements import Statement
from rag.model import Action, Measure, Query
from tests.answering.examples import DOCUMENTS, PLAN, REPORT, evidence

NORTH = ("north-2018", "north-plan")


def said(statements: Sequence[Statement]) -> list[str]:
    return [statement.wording.strip() for statement in statements]


def test_a_grade_is_stated_with_what_it_is_for_and_where_from() -> None:
    found = evidence(kind="grade", areas=("overall",), documents=("north-2018",))
    assert said(state_grades(found)) == [
        "Overall effectiveness: **Requires improvement to be good** (North, inspection of September 2018)"
    ]


def test_a_grade_of_a_year_that_is_not_loaded_is_not_made_up() -> None:
    assert state_grades(evidence(kind="grade", documents=NORTH, missing_years=(2023,))) == []


@pytest.mark.parametrize("area", ["care_leavers", "in_care", "looked_after"])
def test_an_area_that_was_not_judged_by_itself_takes_the_judgement_that_covered_it(area: str) -> None:
    assert [judgement.grade for judgement in judgements_on(REPORT, [area])] == ["good"]


def test_a_grade_that_a_question_takes_for_granted_is_corrected() -> None:
    found = evidence(kind="why", grades=("inadequate",), wants=("judgements",), documents=("north-2018",))
    assert said(correct_premise(found)) == [
        "The inspection of September 2018 says otherwise: "
        "Overall effectiveness: **Requires improvement to be good**"
    ]


def test_a_list_of_points_to_improve_is_whole_and_counted() -> None:
    found = evidence(kind="list", wants=("improvement",), authorities=("North",), documents=("north-2018",))
    assert said(state_list(found)) == [
        "**2 points** under *What needs to improve* (North, inspection of September 2018):",
        "1. “The quality of plans.”",
        "2. “The pace of visits.”",
    ]


def test_targets_are_listed_with_their_reference_and_date() -> None:
    found = evidence(kind="list", wants=("measure",), documents=NORTH)
    assert said(state_list(found)) == [
        "**1 target** (North, improvement plan 2016–17):",
        "- **58%** by Mar-17: KPI 5, “% care leavers in work”",
    ]


def test_rows_that_a_question_names_come_alone() -> None:
    found = evidence(references=("kpi 6",), documents=NORTH)
    assert [row.locator for _, row in matching_rows(found, (Action, Measure))] == ["KPI 6"]


def test_a_change_is_told_in_order_of_time_with_what_was_judged_planned_and_found() -> None:
    found = evidence(
        ("north-2018", "7"),
        ("north-plan", "Introduction, 1"),
        kind="change",
        areas=("care_leavers",),
        documents=NORTH,
    )
    assert [(statement.under, statement.wording.strip()) for statement in state_change(found)] == [
        ("October 2014", "- “Care leavers were judged inadequate.”"),
        ("Planned for 2016–17", "- **58%** by Mar-17: KPI 5, “% care leavers in work”"),
        ("September 2018", "- Children in care and care leavers: **Good**"),
        (
            "September 2018",
            "- “Care leavers are well supported. Of them, 56% are in work. However, visits are too rare.”",
        ),
    ]


def test_a_comparison_gives_each_authority_its_lines() -> None:
    found = evidence(
        ("north-2018", "7"),
        ("south-2018", "3"),
        kind="compare",
        authorities=("South", "North"),
        documents=("north-2018", "south-2018"),
        similarities={"well supported": 0.9},
    )
    assert [statement.under for statement in state_comparison(found)] == [
        "South, May 2018",
        "North, September 2018",
    ]


def test_a_target_stands_beside_what_was_found() -> None:
    found = evidence(("north-2018", "7"), kind="target", words=("care", "leavers", "work"), documents=NORTH)
    target, outcome = state_target(found)
    assert (target.under, outcome.under) == ("Target for 2016–17", "September 2018")
    assert target.wording == "- **58%** by Mar-17: KPI 5, “% care leavers in work” "
    assert "56%" in outcome.wording


def test_an_outcome_without_a_figure_says_so() -> None:
    found = evidence(("north-2018", "8"), kind="target", words=("care", "leavers", "work"), documents=NORTH)
    *_, last = state_target(found)
    assert last.missing
    assert last.wording == "The inspection of September 2018 gives no figure for it."


def test_the_inspector_and_the_dates_come_from_the_front_page() -> None:
    found = evidence(
        kind="person_date",
        documents=("north-2018",),
        text="Who led the inspection and on what dates was it?",
    )
    statements = state_people_and_dates(found)
    assert said(statements) == [
        "**Ann Bell** led the inspection of September 2018 in North",
        "The inspection of September 2018 in North took place from **3 to 14 September 2018**",
    ]
    assert [source.quote for statement in statements for source in statement.sources] == [
        "Lead inspector: Ann Bell",
        "3 to 14 September 2018",
    ]


def test_an_action_tells_whose_it_is_and_by_when() -> None:
    found = evidence(
        kind="person_date", documents=("north-plan",), text="By when were care leavers to be visited?"
    )
    assert said(state_people_and_dates(found)) == [
        "- 2.1 “Visit care leavers monthly.”; due Mar 2017; lead: Head of Care"
    ]


def test_an_answer_numbers_its_facts_as_it_numbers_its_citations() -> None:
    found = evidence(kind="grade", areas=("overall",), documents=("north-2018",))
    answer = compose_answer(found.query, found.findings, DOCUMENTS, corpus="abc")
    assert (answer.outcome, answer.corpus, answer.engine) == ("answered", "abc", "quotes")
    assert answer.facts[0] == {
        "type": "judgement",
        "document": "north-2018",
        "authority": "North",
        "date": "2018-09-14",
        "area": "overall",
        "grade": "requires improvement",
        "locator": "judgements",
        "citation": 1,
    }


def test_an_answer_on_one_of_two_authorities_says_what_is_missing() -> None:
    found = evidence(
        ("north-2018", "7"),
        kind="compare",
        authorities=("North",),
        absent=("Leeds",),
        documents=("north-2018",),
    )
    answer = compose_answer(found.query, found.findings, DOCUMENTS)
    assert answer.outcome == "partial"
    assert answer.text.endswith("No document on Leeds is loaded.")


def test_a_row_of_a_plan_reads_as_a_sentence_though_no_form_asked_for_it() -> None:
    found = evidence(("north-plan", "action 2.1"), documents=("north-plan",))
    answer = compose_answer(found.query, found.findings, DOCUMENTS)
    assert answer.text == "2.1 “Visit care leavers monthly.”; due Mar 2017; lead: Head of Care [1]"
    assert answer.citations[0].locator == "action 2.1"


def test_the_query_that_was_understood_is_told() -> None:
    query = Query("and BANES?", "What of early help in BANES?", "fact", documents=())
    answer = compose_answer(query, evidence().findings, {PLAN.id: PLAN})
    assert (answer.question, answer.resolved_question) == ("and BANES?", "What of early help in BANES?")


def test_a_place_that_a_question_names_is_shown_whole() -> None:
    found = evidence(("north-2018", "8"), ("north-2018", "7"), references=("7",), documents=("north-2018",))
    answer = compose_answer(found.query, found.findings, DOCUMENTS)
    assert [(citation.locator, citation.quote) for citation in answer.citations] == [
        ("7", REPORT.paragraphs[4].text)
    ]


def test_grades_are_compared_without_a_topic() -> None:
    found = evidence(
        kind="compare",
        words=(),
        wants=("judgements",),
        authorities=("North", "South"),
        documents=("north-2018", "south-2018"),
    )
    assert [(s.under, s.wording.strip()) for s in state_comparison(found)] == [
        ("North, September 2018", "- Overall effectiveness: **Requires improvement to be good**"),
        ("South, May 2018", "- Overall effectiveness: **Inadequate**"),
    ]


@pytest.mark.parametrize(
    ("text", "found"), [("actions led by the Head of Care", ["action 2.1"]), ("actions for the Head", [])]
)
def test_an_owner_counts_only_where_one_is_asked_for(text: str, found: list[str]) -> None:
    asked = evidence(kind="list", words=("head",), text=text, documents=("north-plan",))
    assert [row.locator for _, row in matching_rows(asked, (Action,))] == found
