"""The liar test over the shipped documents: what is false in a known way is caught, what is true is shown."""

from collections.abc import Callable

import pytest

from benchmarks.liars import FALSE, Case, judge, make_cases, read_folder
from tests.reading.shipped import CORPUS

ALWAYS = ("quotation altered", "label never offered")


@pytest.fixture(scope="module")
def judged() -> dict[Case, bool]:
    """Each statement, and whether it is wrongly shown or wrongly rejected."""
    documents = read_folder(CORPUS)
    return {case: judge(case, documents).is_wrong for case in make_cases(documents)}


def share_wrong(judged: dict[Case, bool], among: Callable[[Case], bool]) -> float:
    wrong = [is_wrong for case, is_wrong in judged.items() if among(case)]
    return sum(wrong) / len(wrong)


def test_there_are_enough_of_both(judged: dict[Case, bool]) -> None:
    assert sum(not case.true for case in judged) >= 400
    assert sum(case.true for case in judged) >= 400
    assert 0.2 < sum(case.aside for case in judged) / len(judged) < 0.45


@pytest.mark.parametrize("way", FALSE)
def test_the_false_are_caught(judged: dict[Case, bool], way: str) -> None:
    caught = 1 - share_wrong(judged, lambda case: case.way == way)
    assert caught >= (1.0 if way in ALWAYS else 0.97)


def test_of_what_no_check_knew_more_is_caught_than_not(judged: dict[Case, bool]) -> None:
    assert share_wrong(judged, lambda case: not case.true and case.way not in FALSE) < 0.5


@pytest.mark.parametrize("aside", [False, True])
def test_hardly_any_of_the_true_is_rejected(judged: dict[Case, bool], aside: bool) -> None:
    assert share_wrong(judged, lambda case: case.true and case.aside == aside) <= 0.02
