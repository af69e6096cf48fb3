"""What cannot be answered gets an honest no, with the reason and what is loaded."""

import pytest

from rag.answering import compose_answer
from rag.answering.evidence import Evidence
from rag.model import Answer
from tests.answering.examples import DOCUMENTS, evidence

SEVEN, EIGHT = ("north-2018", "7"), ("north-2018", "8")


def answered(found: Evidence) -> Answer:
    return compose_answer(found.query, found.findings, DOCUMENTS)


@pytest.mark.parametrize(
    ("found", "outcome", "opening"),
    [
        (
            evidence(kind="out_of_scope"),
            "out_of_scope",
            "I answer questions about what the loaded documents say",
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
        (
            evidence(SEVEN, words=("pizza",), similarities={"": 0.1}),
            "not_in_documents",
            "**The documents do not say.**",
        ),
        (
            evidence(EIGHT, kind="number", words=("foster", "carers")),
            "not_in_documents",
            "**The documents do not say:** they give no such number.",
        ),
    ],
)
def test_the_reason_comes_first(found: Evidence, outcome: str, opening: str) -> None:
    answer = answered(found)
    assert answer.outcome == outcome
    assert answer.text.startswith(opening)
    assert answer.abstained
    assert answer.citations == ()


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


def test_words_that_no_document_prints_are_named() -> None:
    found = evidence(SEVEN, words=("libraries",))
    unknown = type(found.findings)(found.findings.passages, found.findings.sentences, {"libraries": None})
    answer = compose_answer(found.query, unknown, DOCUMENTS)
    assert answer.text.startswith("**No loaded document mentions “libraries”.**")
