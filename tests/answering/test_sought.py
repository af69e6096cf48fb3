"""A sentence answers a question for a sum, a share, a count or a name only if it holds one."""

import pytest

from rag.answering.evidence import Scored
from rag.answering.sought import asks_figure, gives_figure, names_whom
from rag.model import Sentence
from tests.answering.examples import evidence, passage


def scored(text: str, place: tuple[str, str] = ("north-2018", "7")) -> Scored:
    return Scored(Sentence(*place, 0, text, 0.5), passage(*place))


@pytest.mark.parametrize(
    ("question", "text", "gives"),
    [
        ("How much does it cost?", "Carers get £200 a week.", True),
        ("How much does it cost?", "Two carers in three are paid.", False),
        ("What proportion are in work?", "56% are in work.", True),
        ("What proportion are in work?", "Over half are in work.", True),
        ("What proportion are in work?", "Of the 30 care leavers, 12 are in work.", False),
        ("How many teams share the duty?", "Three teams share it.", True),
        ("How long do they wait?", "They wait for six weeks.", True),
        ("How long do they wait?", "Six of them wait.", False),
        ("How much money, and how many places?", "There are 30 places.", True),
        ("How many are homeless?", "16- and 17-year-olds are seen on their 18th birthday in 2018.", False),
        ("target for vacancies", "The target is 10.", True),
    ],
)
def test_a_figure_is_of_the_sort_asked_for(question: str, text: str, gives: bool) -> None:
    assert gives_figure(evidence(question=question, text=question), scored(text)) is gives


def test_the_reference_and_date_of_an_action_are_no_figure() -> None:
    asked = evidence(text="How many visits are there?")
    assert not gives_figure(asked, scored("2.1 Visit monthly. | Due: Mar 2017", ("north-plan", "action 2.1")))


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("Who leads the hub?", "The hub shares information.", False),
        ("Who leads the hub?", "The Head of Care leads it.", True),
        ("what's the name of the chair", "The chair is effective.", False),
        ("who can see the database?", "The hub shares information.", True),
        ("how is a child who is missing helped?", "The hub shares information.", True),
    ],
)
def test_who_is_answered_by_a_person_or_a_post(question: str, text: str, names: bool) -> None:
    assert names_whom(evidence(text=question), scored(text)) is names


def test_a_row_of_a_plan_names_whose_it_is() -> None:
    asked = evidence(text="who is in charge of visits?")
    assert names_whom(asked, scored("2.1 Visit care leavers monthly.", ("north-plan", "action 2.1")))


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("how many carers are there", True),
        ("what percentage are in work", True),
        ("number of children in care", True),
        ("why had the number of referrals gone up", False),
        ("do carers get their costs paid", False),
    ],
)
def test_a_figure_is_asked_for_by_how_many_or_what_share(question: str, asks: bool) -> None:
    assert asks_figure(evidence(text=question)) is asks
