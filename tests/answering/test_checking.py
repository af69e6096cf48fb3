"""What may be shown: every quotation, number and grade of a statement stands in what it cites."""

import pytest

from rag.answering.checking import check_statement, stands_in
from rag.answering.statements import Source, Statement, say
from tests.answering.examples import DOCUMENTS

SEVEN = Source("north-2018", "7", "Of them, 56% are in work.")
GRADES = Source("north-2018", "judgements", "Overall effectiveness: Requires improvement to be good")


@pytest.mark.parametrize(
    "statement",
    [
        say("“Of them, 56% are in work.” ", SEVEN),
        say("It was 56% in the inspection of September 2018 ", SEVEN),
        say("The inspection lasted from 3 to 14 September ", SEVEN),
        say("**Requires improvement** overall ", GRADES),
        say("**2 points**: “Of them, 56% are in work.” ", SEVEN, derived=("2",)),
        say("No document on Leeds is loaded."),
    ],
)
def test_a_statement_that_its_source_bears_out_may_be_shown(statement: Statement) -> None:
    assert check_statement(statement, DOCUMENTS) == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (say("x ", Source("north-2018", "99", "x")), "north-2018 has no 99"),
        (say("x ", Source("nowhere", "7", "x")), "nowhere has no 7"),
        (say("x ", Source("north-2018", "7", "56% are at home")), "7 does not print “56% are at home”"),
        (say("“57% are in work” ", SEVEN), "no cited paragraph prints “57% are in work”"),
        (say("It was 57% ", SEVEN), "57% is not in what is cited"),
        (say("It was **outstanding** ", GRADES), "the grade “outstanding” is not in what is cited"),
    ],
)
def test_a_statement_that_its_source_does_not_bear_out_is_faulted(statement: Statement, fault: str) -> None:
    assert check_statement(statement, DOCUMENTS) == [fault]


@pytest.mark.parametrize(
    ("quote", "text", "held"),
    [
        ("the ‘front door’", "At the 'front door' now", True),
        ("two  words", "two\nwords", True),
        ("two words", "two other words", False),
        ("", "anything", False),
    ],
)
def test_a_quote_stands_word_for_word_whatever_its_marks_and_spaces(
    quote: str, text: str, held: bool
) -> None:
    assert stands_in(quote, text) is held
