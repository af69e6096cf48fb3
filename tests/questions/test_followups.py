"""A question and its conversation to a question that stands on its own."""

from collections.abc import Sequence

import pytest

from rag.questions.followups import Standalone, find_references, stand_alone
from rag.questions.mentions import find_mentions

Turns = Sequence[dict[str, str]]


def asked(question: str, *history: str) -> Standalone:
    """``question`` after what the user and the assistant said in turn."""
    turns: Turns = [
        {"role": ("user", "assistant")[number % 2], "content": text} for number, text in enumerate(history)
    ]
    return stand_alone(question, turns, lambda text: find_mentions(text, str.isalpha))


def test_a_question_without_history_stands_as_it_is() -> None:
    alone = asked("are their caseloads ok?")
    assert (alone.text, alone.subject, alone.authorities) == ("are their caseloads ok?", "", ())


@pytest.mark.parametrize("followup", ["and what about BANES?", "and in BANES?", "BANES?", "how about BANES"])
def test_the_same_is_asked_of_another_authority(followup: str) -> None:
    alone = asked(followup, "What did Ofsted make of early help in Bournemouth?", "It was too slow.")
    assert alone.text == "What did Ofsted make of early help in Bath and North East Somerset?"
    assert alone.authorities == ("Bath and North East Somerset",)


def test_a_followup_takes_its_authority_and_subject_from_the_last_question() -> None:
    alone = asked(
        "are their caseloads ok though?", "What did the visit to South Glos find?", "Too slow a pace."
    )
    assert alone.authorities == ("South Gloucestershire",)
    assert alone.subject == "What did the visit to South Glos find?"


def test_a_last_question_that_says_little_brings_the_first_one_with_it() -> None:
    alone = asked(
        "What happens to them once they turn 21?",
        "Do BANES care leavers get good support?",
        "Most do.",
        "Is there a special team?",
        "Yes.",
    )
    assert alone.subject == "Is there a special team? Do BANES care leavers get good support?"
    assert alone.authorities == ("Bath and North East Somerset",)


def test_a_place_in_the_last_answer_is_what_that_points_at() -> None:
    alone = asked(
        "who's the lead on that?", "How often are Bristol's plans reviewed?", "Action 2.1.2 says so."
    )
    assert alone.references == ("action 2.1.2",)


def test_both_are_the_last_two_authorities_that_were_named() -> None:
    history = ("How is leadership in Leeds?", "Strong.", "and in Bradford?", "Weak.")
    assert asked("compare the two", *history).authorities == ("Leeds", "Bradford")
    assert asked("do they have a plan?", *history).authorities == ("Bradford",)


def test_a_question_on_all_councils_leaves_the_conversation_behind() -> None:
    alone = asked("which councils are outstanding overall?", "How good is early help in Camden?", "Strong.")
    assert (alone.subject, alone.authorities) == ("", ())


def test_another_subject_leaves_the_conversation_behind() -> None:
    alone = asked(
        "How does Bournemouth support disabled children in their families?",
        "What changed in Bristol?",
        "Much.",
    )
    assert (alone.subject, alone.authorities) == ("", ("Bournemouth",))


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("what does paragraph 38 say", ("38",)),
        ("KPI 6a and kpi 7", ("kpi 6a", "kpi 7")),
        ("action 2.2.1", ("action 2.2.1",)),
        ("who leads on 3.1.2 now", ("action 3.1.2",)),
        ("on 10.9.2018", ()),
        ("38 children", ()),
    ],
)
def test_places_are_named_as_people_write_them(text: str, references: tuple[str, ...]) -> None:
    assert find_references(text) == references


@pytest.mark.parametrize(
    ("followup", "years"),
    [("and six years earlier?", (2018,)), ("and 2 years later?", (2026,)), ("and why?", (2024,))],
)
def test_a_year_may_be_told_by_its_distance(followup: str, years: tuple[int, ...]) -> None:
    assert asked(followup, "What was Bristol rated in 2024?", "Good.").years == years


def test_the_year_of_the_last_answer_is_taken_where_nobody_named_one() -> None:
    alone = asked("who ran it?", "Does Bristol have such a programme?", "Yes, says the 2023 report.")
    assert alone.years == (2023,)
