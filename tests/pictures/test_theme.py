"""A grid over reports as a heat map: a sign and a word a row, what tells it, and what is chosen of them."""

from __future__ import annotations

from typing import get_args

from rag.grid import Said, ThemeGrid
from rag.pictures import MARKS, CitedPlace, Order, draw_theme
from rag.pictures.theme import LONGEST_QUOTE, shortened
from tests.pictures.reports import GRID, LONG, finding, row


def told(order: Order = "authority", **chosen: object) -> list[tuple[str, str]]:
    lines = draw_theme(GRID, order=order, **chosen)  # type: ignore[arg-type]
    return [(f"{line.authority} {line.report[-4:]}", line.mark.word) for line in lines]


def test_every_report_has_a_row_with_a_word() -> None:
    assert told() == [
        ("East 2019", "Both"),
        ("North 2017", "Weakness"),
        ("North 2021", "Strength"),
        ("South 2018", "Both"),
        ("South 2022", "Nothing said"),
        ("West 2020", "Not read"),
    ]


def test_whatever_a_report_says_has_a_sign_of_its_own() -> None:
    assert set(MARKS) == set(get_args(Said))
    assert len({mark.sign for mark in MARKS.values()}) == len(MARKS)


def test_a_report_that_says_both_has_a_quote_for_each_the_likeliest_first() -> None:
    weak, strong = draw_theme(GRID)[0].quotes
    assert (weak.mark.word, weak.text, weak.place) == ("Weakness", LONG, CitedPlace("east/2019-05-03", "31"))
    assert (strong.mark.word, strong.text) == ("Strength", "Caseloads have fallen.")


def test_a_sentence_that_tells_both_stands_alone() -> None:
    (quote,) = draw_theme(GRID)[3].quotes
    assert (quote.mark.word, quote.text) == ("Both", "Caseloads fell, but not enough.")


def test_what_tells_the_word_is_quoted_though_another_finding_is_likelier() -> None:
    counted, fell = finding("neutral", "They are counted.", 0.9), finding("strength", "They fell.", 0.6)
    (line,) = draw_theme(ThemeGrid("?", "caseloads", "", (row("East", "2019-05-03", counted, fell),)))
    assert [quote.text for quote in line.quotes] == ["They fell."]


def test_a_report_whose_name_tells_no_date_is_told_with_it() -> None:
    (line,) = draw_theme(ThemeGrid("?", "", "", (row("East", "2019-05-03"),)))
    assert line.report == "inspection of May 2019"
    (line,) = draw_theme(ThemeGrid("?", "", "", (row("East", "2019-03-03"),)))
    assert line.report == "inspection of June 2019, March 2019"


def test_a_long_sentence_is_cut_after_a_word() -> None:
    short = shortened(LONG)
    assert len(short) <= LONGEST_QUOTE + 1
    assert LONG.startswith(short.removesuffix("…") + " ")
    assert shortened("Caseloads are high.") == "Caseloads are high."


def test_rows_are_chosen_by_what_they_say_and_by_authority() -> None:
    assert told(says=("weakness", "not read")) == [("North 2017", "Weakness"), ("West 2020", "Not read")]
    assert told(searched=" north") == [("North 2017", "Weakness"), ("North 2021", "Strength")]
    assert told(says=("weakness",), searched="East") == []


def test_rows_are_ordered_by_date_the_newest_first_or_by_what_they_say() -> None:
    assert [name for name, _ in told("date")] == [
        "South 2022", "North 2021", "West 2020", "East 2019", "South 2018", "North 2017",
    ]  # fmt: skip
    assert [word for _, word in told("says")] == [
        "Strength", "Both", "Both", "Weakness", "Nothing said", "Not read",
    ]  # fmt: skip
