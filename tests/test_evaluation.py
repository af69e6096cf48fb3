"""Figures over questions with known evidence."""

import pytest

from rag import Assistant
from rag.evaluation import evaluate, is_same_place, tabulate
from rag.model import Passage

EVIDENCE = (
    "Services for care leavers have improved significantly since the last inspection in 2014, they say."
)


def passage(text: str, document: str = "d") -> Passage:
    return Passage(document, "38", text, 1.0)


@pytest.mark.parametrize(
    ("needed", "found", "same"),
    [
        (EVIDENCE, passage(EVIDENCE + " Most experience continuity."), True),
        (EVIDENCE, passage(EVIDENCE, document="another"), False),
        (EVIDENCE, passage("Services for care leavers have improved."), False),
        ("BLUE Completed", passage("BLUE: Completed"), True),
        ("BLUE Completed", passage("blue " * 10 + "and completed " + "words " * 40), False),
    ],
)
def test_a_place_is_known_by_its_document_and_its_words(needed: str, found: Passage, same: bool) -> None:
    assert is_same_place({"document": "d", "text": needed}, found) is same


def test_figures_come_by_kind_and_for_all(assistant: Assistant) -> None:
    piece = {"document": "bristol-2018-inspection", "text": "Staff morale is good."}
    answerable = {"question": "is staff morale good in Bristol?", "type": "yes_no", "must_have": [[piece]]}
    results = evaluate(
        assistant,
        [
            {**answerable, "evidence": [piece], "nugget_patterns": ["morale is good", "unicorn"]},
            {"question": "What did Ofsted say about Leeds?", "type": "unanswerable", "answerable": False},
        ],
    )
    assert [(r.kind, r.declined, r.stated) for r in results] == [
        ("yes_no", False, [True, False]),
        ("unanswerable", True, []),
    ]
    head, *lines = tabulate(results).splitlines()
    assert head.split("  ")[0] == "kind"
    assert [line.split()[0] for line in lines] == ["unanswerable", "yes_no", "all"]


def test_a_place_that_stands_within_the_evidence_holds_it() -> None:
    whole = {"document": "d", "text": f"{EVIDENCE} {'Much more is said here of other things. ' * 9}"}
    assert is_same_place(whole, passage(EVIDENCE))
    assert not is_same_place(whole, passage("Services for care leavers have improved significantly."))
