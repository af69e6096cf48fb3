"""Which dates are understood."""

import pytest

from rag.reading.dates import find_day, find_month, find_span, is_date


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("Inspection dates: 10 September 2018 to 21 September 2018", "2018-09-10", "2018-09-21"),
        ("28 February to 4 March 2022", "2022-02-28", "2022-03-04"),
        ("on 31 January and 1 February 2018.", "2018-01-31", "2018-02-01"),
        ("Between 16 and 20 October 2017, Ofsted", "2017-10-16", "2017-10-20"),
        ("9–24 November 2017", "2017-11-09", "2017-11-24"),
        ("9 - 24 November 2017", "2017-11-09", "2017-11-24"),
        ("1/06/2015 – 25/06/2015", "2015-06-01", "2015-06-25"),
        ("12/09/2016 to 06/10/2016", "2016-09-12", "2016-10-06"),
        ("18 Feb 2014", "2014-02-18", "2014-02-18"),
        ("3rd of September, 2019", "2019-09-03", "2019-09-03"),
        ("Tuesday 12 to Thursday 14 June 2018", "2018-06-12", "2018-06-14"),
        ("10 December to 11 January 2019", "2018-12-10", "2019-01-11"),
        ("4 to 8 March and 18 to 22 March 2019", "2019-03-04", "2019-03-22"),
        ("11, 12 and 13 July 2017", "2017-07-11", "2017-07-13"),
    ],
)
def test_a_span_of_days_is_read(printed: str, first: str, last: str) -> None:
    assert find_span(printed) == (first, last)


@pytest.mark.parametrize(
    "printed", ["", "in February 2017", "31 February 2018", "16 to 20", "3 May", "2016-17"]
)
def test_what_names_no_day_is_no_span(printed: str) -> None:
    assert find_span(printed) is None
    assert find_day(printed) is None


@pytest.mark.parametrize(
    ("printed", "month"),
    [("September 2016", "2016-09"), ("Mar 2017", "2017-03"), ("Decade 2016", None), ("2016", None)],
)
def test_a_month_is_read(printed: str, month: str | None) -> None:
    assert find_month(printed) == month


@pytest.mark.parametrize(
    ("printed", "answer"),
    [
        ("23 February 2018", True),
        ("September 2016", True),
        ("1/06/2015", True),
        ("9–24 November 2017", True),
        ("Plan of September 2016", False),
        ("2016", False),
        ("12", False),
    ],
)
def test_a_line_is_a_date_or_not(printed: str, answer: bool) -> None:
    assert is_date(printed) is answer
