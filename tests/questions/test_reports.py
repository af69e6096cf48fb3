"""A question to the kinds of documents that it names."""

import pytest

from rag.domain.reports import find_document_kinds, names_only_inspections
from rag.language.terms import content_words


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("according to the SEND inspection", ("send",)),
        ("in the JTAI letter of 2023", ("jtai",)),
        ("adoption rating in the reinspection", ("sif-reinspection",)),
        ("what did the monitoring visit look at", ("monitoring-visit",)),
        ("the themes of Bristol's plan", ("improvement-plan",)),
        ("pathway plans of care leavers", ()),
        ("please send me the report", ()),
    ],
)
def test_documents_are_called_by_their_kind(question: str, kinds: tuple[str, ...]) -> None:
    assert find_document_kinds(question) == kinds


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("when was the last inspection published", True),
        ("which year were the inspectors there", True),
        ("when did the director start", False),
        ("when was the trust due to go live", False),
    ],
)
def test_a_question_may_be_for_nothing_but_an_inspection(question: str, only: bool) -> None:
    assert names_only_inspections(content_words(question)) is only
