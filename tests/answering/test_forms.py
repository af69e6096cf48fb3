"""Each kind of question has its form; data is stated in our words, findings in the inspectors'."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.answering import compose_answer, draw_statements
from rag.answering.change import state_change
from rag.answering.comparison import state_comparison
from rag.answering.evidence import Evidence
from rag.answering.grades import (
    Graded,
    correct_premise,
    fact_of,
    note_frameworks,
    state_grades,
    tell_direction,
)
from rag.answering.lists import state_improvements, state_list
from rag.answering.people import state_people_and_dates
from rag.answering.plans import matching_rows, state_plan
from rag.answering.statements import Reply, Source, Statement
from rag.answering.targets import state_target
from rag.domain.judgements import find_grades
from rag.model import Action, Measure
from rag.query import Query, Scope
from tests.answering.examples import PLAN, REPORT, evidence

NORTH = ("north-2018", "north-plan")


def said(statements: Sequence[Statement]) -> list[str]:
    return [statement.wording.strip() for statement in statements]


def test_a_grade_is_stated_with_what_it_is_for_and_where_from() -> None:
    found = evidence(kind="grades", areas=("overall",), documents=("north-2018",))
    assert said(state_grades(found)) == [
        "Overall effectiveness: **Requires improvement to be good** (North, inspection of September 2018)"
    ]


def test_a_grade_of_no_area_in_particular_is_that_of_every_area() -> None:
    lead, *table = said(state_grades(evidence(kind="grades", documents=("north-2018",))))
    assert lead.startswith("Overall effectiveness: **Requires improvement to be good**")
    assert len(table) == 4


def test_which_area_it_is_can_be_told_from_the_grades_of_every_area() -> None:
    question = "North was only fair overall in 2018 but one area was good - which?"
    found = evidence(kind="grades", areas=("overall",), documents=("north-2018",), question=question)
    assert "| Children in care and care leavers | Good  |" in said(state_grades(found))


def test_a_grade_of_a_year_that_is_not_loaded_is_not_made_up() -> None:
    assert state_grades(evidence(kind="grades", documents=NORTH, missing_years=(2023,))) == []


def test_an_inspection_without_an_overall_grade_tells_of_its_areas_and_why() -> None:
    late = replace(REPORT, inspection_end="2026-05-14", judgements=REPORT.judgements[1:])
    asked = evidence(kind="grades", documents=("north-2018",), areas=("overall",))
    found = Evidence(asked.query, asked.findings, {late.id: late})
    first, *table = said(state_grades(found))
    assert first == (
        "Since April 2026 these inspections give no overall effectiveness judgement, only one for each area."
    )
    assert table[-1] == "| Children in care and care leavers | Good  |"


@pytest.mark.parametrize("area", ["care_leavers", "in_care", "looked_after"])
def test_an_area_that_was_not_judged_by_itself_takes_the_judgement_that_covered_it(area: str) -> None:
    assert [judgement.grade for judgement in REPORT.judgements_on([area])] == ["good"]


def test_a_grade_that_a_question_takes_for_granted_is_corrected() -> None:
    found = evidence(
        kind="why",
        question="Why was North rated inadequate?",
        grades=("inadequate",),
        documents=("north-2018",),
    )
    assert said(correct_premise(found)) == [
        "**The report says otherwise.** Overall effectiveness: **Requires improvement to be good** "
        "(North, inspection of September 2018)"
    ]


def test_a_grade_that_a_service_came_from_is_not_taken_for_granted() -> None:
    asked = "Why did it go from outstanding to requires improvement?"
    found = evidence(
        question=asked, grades=find_grades(asked), authorities=("North",), documents=("north-2018",)
    )
    assert correct_premise(found) == []


def test_a_list_of_points_to_improve_is_whole_and_counted() -> None:
    found = evidence(
        kind="improvements", wants=("improvement",), authorities=("North",), documents=("north-2018",)
    )
    assert said(state_improvements(found)) == [
        "**2 points** under *What needs to improve* (North, inspection of September 2018):",
        "1. “The quality of plans.”",
        "2. “The pace of visits.”",
    ]


def test_targets_are_listed_with_their_reference_and_date() -> None:
    found = evidence(kind="plan", documents=NORTH)
    assert said(state_plan(found)) == [
        "**2 rows** (North, improvement plan 2016–17):",
        "- 2.1 “Visit care leavers monthly.”; due March 2017; lead: Head of Care",
        "- **58%** by March 2017: KPI 5, “% care leavers in work”",
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
        ("", "**From inadequate** (October 2014)  **to good** (September 2018)"),
        ("", "| Inspection | Judgement | Grade |"),
        ("", "| --- | --- | --- |"),
        ("", "| October 2014 | “Care leavers were judged inadequate.” | Inadequate  |"),
        ("", "| September 2018 | Children in care and care leavers | Good  |"),
        (
            "",
            "From 2018 to early 2023 care leavers were judged together with children in care, before and "
            "since apart: grades for different judgements do not measure the same thing.",
        ),
        ("Planned for 2016–17", "- **58%** by March 2017: KPI 5, “% care leavers in work”"),
        (
            "September 2018",
            "- “Care leavers are well supported. Of them, 56% are in work. However, visits are too rare.”",
        ),
    ]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("inadequate", "good", "**Improved: from inadequate** (2014)  **to good** (2018)"),
        ("good", "inadequate", "**Declined: from good** (2014)  **to inadequate** (2018)"),
        ("good", "good", "**The same grade at both ends: good** (2014 , 2018 )"),
    ],
)
def test_a_direction_is_told_between_two_grades_for_the_same_judgement(
    first: str, last: str, told: str
) -> None:
    grades = [grade("overall", first, "2014"), grade("overall", last, "2018")]
    assert said(tell_direction(grades)) == [told]
    assert note_frameworks(grades) == []


def test_grades_for_different_judgements_tell_no_direction() -> None:
    grades = [grade("care_leavers", "good", "2014"), grade("care_and_care_leavers", "inadequate", "2018")]
    assert said(tell_direction(grades)) == ["**From good** (2014)  **to inadequate** (2018)"]
    assert "do not measure the same thing" in said(note_frameworks(grades))[0]


def test_two_judgements_of_one_inspection_are_no_change() -> None:
    assert tell_direction([grade("overall", "good", "2018"), grade("adoption", "inadequate", "2018")]) == []


def grade(area: str, grade: str, when: str) -> Graded:
    source, fact = Source("north-2018", "judgements", ""), fact_of(REPORT, REPORT.judgements[0])
    return Graded(REPORT, area, area, grade, grade.capitalize(), when, source, fact)


def test_a_comparison_gives_each_authority_its_lines() -> None:
    found = evidence(
        ("north-2018", "7"),
        ("south-2018", "3"),
        kind="compare",
        authorities=("South", "North"),
        documents=("north-2018", "south-2018"),
        scores={"well supported": 0.9},
    )
    assert [statement.under for statement in state_comparison(found)] == [
        "South, May 2018",
        "North, September 2018",
    ]


def test_of_one_side_what_is_hardly_likely_is_left_out() -> None:
    found = evidence(
        ("north-2018", "7"),
        ("north-2018", "8"),
        ("south-2018", "3"),
        kind="compare",
        authorities=("South", "North"),
        documents=("north-2018", "south-2018"),
        scores={"well supported": 0.9, "Foster carers": 0.001},
    )
    told = " ".join(statement.wording for statement in state_comparison(found))
    assert "well supported" in told
    assert "Foster carers" not in told


def test_a_target_stands_beside_what_was_found() -> None:
    found = evidence(("north-2018", "7"), kind="target", words=("care", "leavers", "work"), documents=NORTH)
    _, target, outcome = state_target(found)
    assert (target.under, outcome.under) == ("Target for 2016–17", "September 2018")
    assert target.wording == "- **58%** by March 2017: KPI 5, “% care leavers in work” "
    assert "56%" in outcome.wording


def test_a_figure_found_is_set_against_its_target() -> None:
    found = evidence(("north-2018", "7"), kind="target", words=("leavers", "work"), documents=NORTH)
    lead, *_ = state_target(found)
    assert said([lead]) == ["**Below the target: 56%** in September 2018 , against **58%** by March 2017 ."]
    assert lead.facts == (
        {
            "type": "outcome",
            "document": "north-2018",
            "authority": "North",
            "date": "2018-09-14",
            "reference": "5",
            "value": "56%",
            "locator": "7",
        },
    )


def test_an_outcome_without_a_figure_says_so() -> None:
    found = evidence(("north-2018", "8"), kind="target", words=("care", "leavers", "work"), documents=NORTH)
    *_, last = state_target(found)
    assert last.missing
    assert last.wording == "The inspection of September 2018 gives no figure for it."


def test_the_inspector_and_the_dates_come_from_the_front_page() -> None:
    found = evidence(
        kind="dates",
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


def test_a_grade_tells_which_inspection_is_meant() -> None:
    both = ("south-2018", "north-2018")
    asked = "Who led the inspection that found it inadequate and what were the dates?"
    found = evidence(kind="dates", documents=both, text=asked, grades=("inadequate",))
    assert said(state_people_and_dates(found)) == [
        "The inspection of May 2018 in South took place from **1 to 11 May 2018**"
    ]


def test_an_action_tells_whose_it_is_and_by_when() -> None:
    found = evidence(
        kind="plan", documents=("north-plan",), words=("visit",), text="By when were they to be visited?"
    )
    assert said(state_plan(found)) == [
        "- 2.1 “Visit care leavers monthly.”; due March 2017; lead: Head of Care"
    ]


def test_an_answer_numbers_its_facts_as_it_numbers_its_citations() -> None:
    found = evidence(kind="grades", areas=("overall",), documents=("north-2018",))
    answer = compose_answer(replace(found, corpus="abc"))
    assert (answer.outcome, answer.corpus, answer.engine) == ("answered", "abc", "quotes")
    assert answer.facts[0] == {
        "type": "judgement",
        "document": "north-2018",
        "authority": "North",
        "date": "2018-09-14",
        "area": "overall",
        "label": "Overall effectiveness",
        "grade": "requires improvement",
        "printed": "Requires improvement to be good",
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
    answer = compose_answer(found)
    assert answer.outcome == "partial"
    assert answer.text.endswith("No document on Leeds is loaded.")


def test_a_row_of_a_plan_reads_as_a_sentence_though_no_form_asked_for_it() -> None:
    found = evidence(("north-plan", "action 2.1"), documents=("north-plan",))
    answer = compose_answer(found)
    assert answer.text == "2.1 “Visit care leavers monthly.”; due March 2017; lead: Head of Care [1]"
    assert answer.citations[0].locator == "action 2.1"


def test_the_query_that_was_understood_is_told() -> None:
    query = Query("and BANES?", "What of early help in BANES?", "passage", scope=Scope(documents=()))
    answer = compose_answer(replace(evidence(), query=query, documents={PLAN.id: PLAN}))
    assert (answer.question, answer.resolved_question) == ("and BANES?", "What of early help in BANES?")


def test_a_place_that_a_question_names_is_shown_whole() -> None:
    found = evidence(("north-2018", "8"), ("north-2018", "7"), references=("7",), documents=("north-2018",))
    answer = compose_answer(found)
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
    assert said(state_comparison(found)) == [
        "**North: requires improvement to be good** (September 2018) ; **South: inadequate** (May 2018)",
        "| Judgement | North, September 2018 | South, May 2018 |",
        "| --- | --- | --- |",
        "| Overall effectiveness | Requires improvement to be good  | Inadequate  |",
        "| Children in care and care leavers | Good  | – |",
    ]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Is North rated good?", "**No.** "),
        ("Was North ever inadequate?", "**No.** "),
        ("Is North requires improvement overall?", "**Yes.** "),
    ],
)
def test_yes_or_no_to_a_grade_comes_first(question: str, told: str) -> None:
    found = evidence(
        kind="grades",
        question=question,
        words=("good",),
        areas=("overall",),
        grades=find_grades(question),
        authorities=("North",),
        documents=("north-2018",),
    )
    answer = compose_answer(found)
    assert answer.text.startswith(f"{told}Overall effectiveness: **Requires improvement to be good**")


def test_a_grade_of_nobody_in_particular_asks_which_authority() -> None:
    asked = evidence(kind="grades", words=(), wants=("judgements",), areas=("adoption",))
    answer = compose_answer(asked)
    assert (answer.outcome, answer.text.split(" Loaded")[0]) == ("unclear", "**Which authority?**")


def test_who_inspected_nobody_in_particular_asks_which_authority() -> None:
    asked = {
        "kind": "dates",
        "text": "What were the dates of the inspection?",
        "words": ("dates", "inspection"),
    }
    several = evidence(("north-2018", "7"), **asked)  # type: ignore[arg-type]
    one = evidence(("north-2018", "7"), documents=("north-2018",), **asked)  # type: ignore[arg-type]
    assert compose_answer(several).text.startswith("**Which authority?**")
    assert "3 to 14 September 2018" in compose_answer(one).text


def test_a_list_that_was_found_is_whole_only_where_it_is_known_whose_it_is() -> None:
    found = [("north-2018", "Audit, bullet 2")]
    named = evidence(*found, authorities=("North",), documents=("north-2018",))
    assert [s.wording.strip() for s in state_list(named)][1:] == [
        "1. “the voice of the child;”",
        "2. “the pace of plans.”",
    ]
    assert state_list(evidence(*found, words=("audit",))) == []


def test_a_figure_that_is_asked_of_each_is_what_is_quoted() -> None:
    found = evidence(
        ("north-2018", "7"),
        ("south-2018", "3"),
        kind="compare",
        text="How many care leavers are in work in North and South?",
        authorities=("North", "South"),
        documents=("north-2018", "south-2018"),
        scores={"56%": 0.9, "": 0.001},
    )
    assert [(s.under, s.wording.strip()) for s in state_comparison(found)] == [
        ("North, September 2018", "- “Of them, 56% are in work. However, visits are too rare.”")
    ]


def test_a_place_named_before_is_shown_only_where_no_form_answers() -> None:
    asked = {"references": ("7",), "documents": ("north-2018",)}
    who = evidence(("north-2018", "7"), kind="people", text="Who led it?", question="Who led it?", **asked)
    assert compose_answer(who).text.startswith("**Ann Bell** led")
    what = evidence(("north-2018", "8"), ("north-2018", "7"), question="What does it say?", **asked)
    assert compose_answer(what).citations[0].locator == "7"


def test_the_overall_grade_covers_what_a_whole_inspection_is_about() -> None:
    whole = replace(REPORT, kind="lac-2013")
    assert [j.area for j in whole.judgements_on(["looked_after"])] == ["care_and_care_leavers"]
    alone = replace(whole, judgements=REPORT.judgements[:1])
    assert [j.area for j in alone.judgements_on(["looked_after"])] == ["overall"]


def test_a_number_is_given_by_the_sentence_that_holds_one() -> None:
    scores = {"Care leavers": 0.6, "56%": 0.5}
    found = evidence(
        ("north-2018", "7"), text="How many are in work?", documents=("north-2018",), scores=scores
    )
    statements = draw_statements(found)
    assert not isinstance(statements, Reply)
    assert "Of them, 56% are in work." in said(statements)[0]


def test_a_number_on_something_else_is_no_answer() -> None:
    found = evidence(
        ("north-2018", "7"),
        text="How many pizzas?",
        words=("pizza",),
        scores={"56%": 0.001, "": 0.9},
        documents=("north-2018",),
    )
    assert isinstance(draw_statements(found), Reply)


@pytest.mark.parametrize(
    ("text", "found"), [("actions led by the Head of Care", ["action 2.1"]), ("actions for the Head", [])]
)
def test_an_owner_counts_only_where_one_is_asked_for(text: str, found: list[str]) -> None:
    asked = evidence(kind="plan", words=("head",), text=text, documents=("north-plan",))
    assert [row.locator for _, row in matching_rows(asked, (Action,))] == found


@pytest.mark.parametrize("words", [(), ("inspected", "better")])
def test_authorities_are_compared_by_their_latest_grades_where_nothing_else_is_named(
    words: tuple[str, ...],
) -> None:
    found = evidence(
        kind="compare",
        question="Which is better, North or South?",
        authorities=("North", "South"),
        words=words,
        documents=("north-plan", "north-2018", "south-2018"),
    )
    first, *_ = said(draw_statements(found))
    assert (
        first
        == "**North: requires improvement to be good** (September 2018) ; **South: inadequate** (May 2018)"
    )
