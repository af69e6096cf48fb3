"""What cannot be answered gets an honest no, with the reason and what is loaded."""

from dataclasses import replace

import pytest

from rag.answering import compose_answer
from rag.answering import evidence as evidence_module
from rag.answering.evidence import Evidence
from rag.fitted import load_weighing
from rag.model import Answer
from rag.query import Kind
from tests.answering.examples import evidence

SEVEN, EIGHT = ("north-2018", "7"), ("north-2018", "8")


def answered(found: Evidence) -> Answer:
    return compose_answer(found)


@pytest.mark.parametrize(
    ("found", "outcome", "opening"),
    [
        (
            evidence(kind="advice", question="What should they do?"),
            "out_of_scope",
            "I leave opinions, advice, forecasts and drafts to you",
        ),
        (
            evidence(absent=("Leeds",), documents=()),
            "not_in_documents",
            "**No document on Leeds is loaded.**",
        ),
        (evidence(documents=()), "not_in_documents", "**No loaded document matches these filters.**"),
        (evidence(words=()), "unclear", "**What would you like to know?**"),
        (
            evidence(
                SEVEN, years=(2023,), missing_years=(2023,), authorities=("North",), documents=("north-2018",)
            ),
            "not_in_documents",
            "**No document of 2023 on North is loaded, and the others do not say.**",
        ),
        (evidence(), "not_in_documents", "**The documents do not say.**"),
    ],
)
def test_the_reason_comes_first(found: Evidence, outcome: str, opening: str) -> None:
    answer = answered(found)
    assert answer.outcome == outcome
    assert answer.text.startswith(opening)
    assert answer.abstained
    assert answer.citations == ()


def test_what_is_not_likely_enough_to_answer_is_declined() -> None:
    answer = answered(evidence(SEVEN, words=("pizza",), scores={"": 0.0001}, documents=("north-2018",)))
    assert answer.abstained
    assert answer.text.startswith("**The documents do not say.** Loaded: North (2018).\n\nWhat comes nearest")


def test_what_comes_nearest_is_shown_with_its_source() -> None:
    answer = answered(
        evidence(EIGHT, text="How many?", words=("foster", "carers"), documents=("north-2018",))
    )
    assert answer.abstained
    assert answer.text == (
        "**The documents do not say:** they give no such number.\n\nWhat comes nearest (North, inspection of "
        "September 2018): “Foster carers are trained well because training was renewed.” [1]"
    )
    assert [citation.locator for citation in answer.citations] == ["8"]


def test_what_another_document_says_of_a_year_is_no_document_of_that_year() -> None:
    found = evidence(
        ("north-plan", "Introduction, 1"),
        question="What did the 2014 report say about care leavers?",
        years=(2014,),
        missing_years=(2014,),
        documents=("north-plan",),
    )
    assert answered(found).abstained


def test_what_is_loaded_follows_by_authority_and_year() -> None:
    answer = answered(evidence(absent=("Leeds",), documents=()))
    assert "Loaded: North (2016, 2018), South (2018)." in answer.text


def test_a_year_that_a_found_paragraph_speaks_of_is_not_missing() -> None:
    found = evidence(
        ("north-plan", "Introduction, 1"), years=(2014,), missing_years=(2014,), documents=("north-plan",)
    )
    answer = answered(found)
    assert answer.outcome == "partial"
    assert "“North was inspected in October 2014." in answer.text
    assert answer.text.endswith("No document of 2014 is loaded.")


@pytest.mark.parametrize("kind", ["passage", "people", "compare"])
def test_one_threshold_decides_whatever_kind_of_question_is_answered_in_quotes(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"authorities": ("North", "South"), "documents": ("north-2018", "south-2018")}
    found = evidence(SEVEN, kind=kind, words=("leavers",), **asked)
    assert not answered(found).abstained
    stricter = replace(load_weighing(with_reader=False), decline=1.1)
    monkeypatch.setattr(evidence_module, "load_weighing", lambda **_: stricter)
    assert answered(found).abstained
