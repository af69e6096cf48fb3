"""A question to the kinds of documents that it names, and whether it asks for the latest."""

import pytest

from rag.questions.reports import asks_for_latest, find_document_kinds


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
    ("question", "latest"),
    [
        ("what is the latest rating", True),
        ("when was Hull last inspected", True),
        ("how good is early help now?", True),
        ("things to fix after the last ilacs", True),
        ("better since the last inspection", False),
        ("how did it change", False),
    ],
)
def test_the_latest_is_asked_for_in_plain_words(question: str, latest: bool) -> None:
    assert asks_for_latest(question) is latest
