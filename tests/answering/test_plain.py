"""A plain answer begins with the sentence that answers."""

from rag.answering.plain import state_plainly
from rag.answering.quotes import choose_quotations
from rag.answering.statements import Source
from tests.answering.examples import evidence

SEVEN = ("north-2018", "7")


def lines(**fields: object) -> list[str]:
    found = evidence(SEVEN, **fields)  # type: ignore[arg-type]
    statements = state_plainly(found, choose_quotations(found, words=60))
    return [statement.wording.strip() for statement in statements]


def test_the_best_sentence_leads_and_the_others_follow_in_the_order_of_print() -> None:
    assert lines(documents=("north-2018",), scores={"Care leavers": 0.9}) == [
        "**“Care leavers are well supported.”**",
        "“Of them, 56% are in work. However, visits are too rare.”",
    ]


def test_a_sentence_that_ends_in_a_colon_brings_its_list_once() -> None:
    found = evidence(
        ("north-2018", "9"),
        ("north-2018", "Audit, bullet 2"),
        documents=("north-2018",),
        scores={"gaps": 0.9, "pace": 0.9, "": 0.001},
    )
    statements = state_plainly(found, choose_quotations(found, words=60))
    assert [statement.wording.strip() for statement in statements] == [
        "**“The audit found gaps:”**",
        "- “the voice of the child;”",
        "- “the pace of plans.”",
    ]


def test_a_list_is_brought_by_the_sentence_that_announces_it_alone() -> None:
    found = evidence(("north-2018", "9"), documents=("north-2018",), scores={"audited": 0.9, "": 0.001})
    (statement,) = state_plainly(found, choose_quotations(found, words=60))
    assert statement.wording.strip() == "**“Leaders audited files.”**"


def test_a_quote_says_its_document_where_several_may_answer() -> None:
    (first, *_) = lines(documents=("north-2018", "south-2018"), scores={"Care leavers": 0.9})
    assert first == "**“Care leavers are well supported.”** (North, inspection of September 2018)"


def test_the_newest_comes_first_where_no_year_is_asked_for() -> None:
    older = ("north-plan", "Introduction, 1")
    for years, first in (((), "north-2018"), ((2016, 2018), "north-plan")):
        found = evidence(
            older,
            SEVEN,
            documents=("north-2018", "north-plan"),
            authorities=("North",),
            scores={"judged": 0.9, "": 0.8},
            years=years,
        )
        lead, *_ = state_plainly(found, choose_quotations(found, words=60))
        assert [part.document for part in lead.parts if isinstance(part, Source)] == [first]
