"""A question to the years that it names."""

import pytest

from rag.questions.periods import find_years


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("what changed between 2014 and 2023?", (2014, 2023)),
        ("the plan for 2016-17", (2016, 2017)),
        ("in Feb 2018", (2018,)),
        ("2018 v 2016", (2016, 2018)),
        ("did 2018% of 12.2018 matter", ()),
        ("after 18 years", ()),
        ("postcode BS37 2019", (2019,)),
    ],
)
def test_years_are_found_in_order_of_time(question: str, years: tuple[int, ...]) -> None:
    assert find_years(question) == years
