"""From how likely each kind of answer is wanted to the form of the answer and the paragraphs asked for."""

import pytest

from rag.model import QuestionKind
from rag.questions.intent import find_wanted_kinds, form_of, kind_of
from rag.questions.kinds import Kind


def mostly(kind: Kind) -> dict[Kind, float]:
    return {kind: 0.9, "passage" if kind != "passage" else "plan": 0.1}


@pytest.mark.parametrize(
    ("wanted", "authorities", "kind"),
    [
        ("change", 1, "change"),
        ("compare", 0, "compare"),
        ("compare", 1, "change"),
        ("grades", 1, "grade"),
        ("grades", 2, "compare"),
        ("passage", 2, "compare"),
        ("across", 0, "aggregate"),
        ("across", 1, "fact"),
        ("improvements", 1, "list"),
        ("advice", 2, "out_of_scope"),
        ("passage", 1, "fact"),
        ("plan", 1, "fact"),
    ],
)
def test_the_likeliest_kind_and_how_many_are_named_decide(
    wanted: Kind, authorities: int, kind: QuestionKind
) -> None:
    assert kind_of("tell me about the hub", mostly(wanted), authorities=authorities) == kind


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("list every target of the plan", "list"),
        ("why do decisions take so long?", "why"),
        ("when was the pathway due?", "person_date"),
        ("how many families are there?", "number"),
        ("what does JTAI mean?", "definition"),
        ("can care leavers stay on after 18?", "yes_no"),
        ("tell me about the resilience service", "fact"),
    ],
)
def test_what_prose_or_a_plan_answers_has_a_form(question: str, form: QuestionKind) -> None:
    assert form_of(question) == form


@pytest.mark.parametrize(
    ("question", "wanted", "kinds"),
    [
        ("what needs work", "improvements", ("improvement",)),
        ("who was the inspector?", "people", ("front page", "signature")),
        ("what target was set?", "plan", ("measure",)),
        ("tell me about the hub", "passage", ()),
    ],
)
def test_words_and_kinds_point_at_paragraphs(question: str, wanted: Kind, kinds: tuple[str, ...]) -> None:
    kind = kind_of(question, mostly(wanted), authorities=1)
    assert find_wanted_kinds(question, mostly(wanted), kind) == kinds
