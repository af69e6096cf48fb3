"""The liar test over the shipped documents: what is false in a known way is caught, what is true is shown."""

import pytest

from benchmarks.liars import Case, is_wrong, make_cases, read_folder
from tests.reading.shipped import CORPUS

DOCUMENTS = read_folder(CORPUS)
CASES = make_cases(DOCUMENTS)
WRONG = [case for case in CASES if is_wrong(case, DOCUMENTS)]
UNSEEN = {  # of which no check knew when it was built
    "to be done, told as done": 0.7,
    "said of others": 0.5,
    "of some, told of all": 0.5,
    "effect told as cause": 0.25,  # of four
}
ALWAYS = ("quotation altered", "label never offered")


def share_wrong(cases: list[Case]) -> float:
    return sum(case in cases for case in WRONG) / len(cases)


def test_there_are_enough_of_both() -> None:
    assert sum(not case.true for case in CASES) >= 400
    assert sum(case.true for case in CASES) >= 400
    assert 0.2 < sum(case.aside for case in CASES) / len(CASES) < 0.45


@pytest.mark.parametrize("way", dict.fromkeys(case.way for case in CASES if not case.true))
def test_the_false_are_caught(way: str) -> None:
    caught = 1 - share_wrong([case for case in CASES if case.way == way])
    assert caught >= (1.0 if way in ALWAYS else UNSEEN.get(way, 0.97))


@pytest.mark.parametrize("aside", [False, True])
def test_hardly_any_of_the_true_is_rejected(aside: bool) -> None:
    assert share_wrong([case for case in CASES if case.true and case.aside == aside]) <= 0.02
