"""Questions on the rows of the shipped plan, written when the code was done; each list checked by hand."""

import pytest

from rag import Assistant

PLAN = "bristol-2016-improvement-plan"
QA, PLACEMENT = "Quality Assurance & BSCB Manager", "Manager, Placement Service Provision"


@pytest.mark.parametrize(
    ("question", "first", "places"),
    [
        (
            "What is the Service Manager for Performance & Infrastructure responsible for in Bristol's plan?",
            "3 of 58 actions",
            "4.2.1 4.2.3 4.2.4",
        ),
        ("List the actions that Bristol's placement manager leads", "2 of 58 actions", "3.5.1 3.5.2"),
        (
            "Which actions in Bristol's improvement plan fall due in October 2016?",
            "8 of 58 actions",
            "1.2.5 1.2.6 1.3.2 2.3.1 4.2.1 5.1.3 5.2.1 6.2.1",
        ),
        ("which of Bristol's actions are due in June 2017?", "2 of 58 actions", "3.4.1 6.2.2"),
        (
            "How many actions in Bristol's plan are led by the Strategic Director for People?",
            "1 of 58 actions",
            "2.4.1",
        ),
        ("Bristol's KPIs under theme 6", "3 of 34 targets", "KPI 19a, KPI 19b, KPI 19c"),
        (
            "Which of Bristol's targets are above 86%?",
            "6 of 34 targets",
            "KPI 2a, KPI 4, KPI 5a, KPI 5b, KPI 10, KPI 12a",
        ),
        (
            "Bristol improvement plan: KPIs with a target below 15%",
            "4 of 34 targets",
            "KPI 3a, KPI 11, KPI 14, KPI 18b",
        ),
        (
            "Which actions come under the leadership theme in Bristol's plan?",
            "7 of 58 actions",
            "4.1.1 4.1.2 4.2.1 4.2.2 4.2.3 4.2.4 4.3.1",
        ),
        ("Who is responsible for action 3.5.2 in Bristol's plan?", PLACEMENT, "3.5.2"),
        ("When is action 6.1.5 due in Bristol's plan?", "December 2017", "6.1.5"),
        ("What is the target for KPI 15 in Bristol's plan?", "439", "KPI 15"),
        ("What does Bristol's plan aim for on the social worker vacancy rate?", "10%", "KPI 18b"),
        (
            "Which actions of Bristol's plan are due before October 2016?",
            "6 of 58 actions",
            "2.4.2 2.5.1 3.3.2 3.6.1 4.1.1 4.2.2",
        ),
        (
            "Actions that the QA manager has to finish by November 2016 in Bristol's plan",
            f"4 of 58 actions** ({QA}, by November 2016)",
            "1.2.5 1.2.6 1.3.1 1.3.2",
        ),
        (
            "Which KPIs does the head of the virtual school answer for in Bristol's plan?",
            "4 of 34 targets",
            "KPI 8, KPI 9a, KPI 9b, KPI 11",
        ),
        (
            "Bristol's actions for the director of early intervention due in September 2016",
            "2 of 58 actions",
            "3.3.2 3.6.1",
        ),
        (
            "how many actions are in theme 2 of Bristol's plan?",
            "9 of 58 actions",
            "2.1.1 2.1.2 2.2.1 2.2.2 2.3.1 2.3.2 2.4.1 2.4.2 2.5.1",
        ),
        ("which actions in Bristol's plan are on return interviews?", "1.5.1", "1.5.1"),
        (
            "Bristol plan, workforce: the actions due in March 2017",
            "2 of 58 actions",
            "5.2.3 5.2.4",
        ),
    ],
)
def test_all_rows_that_are_asked_for_are_there_and_no_other(
    assistant: Assistant, question: str, first: str, places: str
) -> None:
    answer = assistant.ask(question)
    wanted = places.split(", ") if "KPI" in places else [f"action {place}" for place in places.split()]
    rows = {c.locator for c in answer.citations if c.document == PLAN}  # what was found is beside the matter
    assert sorted(rows) == sorted(wanted)
    assert first in answer.text.splitlines()[0]


def test_where_only_their_number_is_asked_for_many_rows_are_counted_by_theme(assistant: Assistant) -> None:
    answer = assistant.ask("how many KPIs does Bristol's plan have?")
    assert answer.text.startswith("**34 targets**")
    assert "- Theme 5: Workforce: 2 [" in answer.text


def test_none_is_said_to_be_none(assistant: Assistant) -> None:
    answer = assistant.ask("which actions in Bristol's plan are due after December 2018?")
    assert (answer.outcome, answer.text) == (
        "not_in_documents",
        "**None of 58 actions** (after December 2018).",
    )
