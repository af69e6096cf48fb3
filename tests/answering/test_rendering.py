"""Statements to text and citations, numbered in order of use."""

from rag.answering.rendering import render
from rag.answering.statements import Source, say
from tests.answering.examples import DOCUMENTS

FIRST = Source("north-2018", "7", "Care leavers are well supported.")
LAST = Source("north-2018", "7", "However, visits are too rare.")
OTHER = Source("north-plan", "KPI 5", "58%")


def test_markers_count_paragraphs_in_the_order_of_their_first_use() -> None:
    text, citations = render([say("a ", OTHER), say("b ", FIRST), say("c ", OTHER)], DOCUMENTS)
    assert text == "a [1]\n\nb [2]\n\nc [1]"
    assert [(c.number, c.locator) for c in citations] == [(1, "KPI 5"), (2, "7")]


def test_a_paragraph_used_twice_is_quoted_from_the_first_word_taken_to_the_last() -> None:
    _, (citation,) = render([say("a ", LAST), say("b ", FIRST)], DOCUMENTS)
    assert citation.quote == citation.text
    assert citation.verified


def test_a_citation_is_ready_to_print() -> None:
    _, (citation, other) = render([say("a ", FIRST, OTHER)], DOCUMENTS)
    assert citation.label == "North, inspection of September 2018, para 7 (p. 4)"
    assert other.label == "North, improvement plan 2016–17, KPI 5"
    assert (citation.authority, citation.date, citation.section, citation.page) == (
        "North",
        "2018-09-14",
        "Children in care and care leavers",
        4,
    )


def test_items_of_a_list_stand_together_and_paragraphs_apart() -> None:
    text, _ = render(
        [say("**Two:**"), say("- a ", FIRST), say("- b ", OTHER), say("Nothing else.")], DOCUMENTS
    )
    assert text == "**Two:**\n\n- a [1]\n- b [2]\n\nNothing else."


def test_statements_under_one_heading_follow_it_once() -> None:
    text, _ = render(
        [
            say("- a ", FIRST, under="2016"),
            say("- b ", OTHER, under="2016"),
            say("- c ", FIRST, under="2018"),
        ],
        DOCUMENTS,
    )
    assert text == "**2016**\n\n- a [1]\n- b [2]\n\n**2018**\n\n- c [1]"
