"""Sentences: where one ends, and that each is cut from the print word for word."""

from __future__ import annotations

import pytest

from rag.language.sentences import sentence_spans, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Help is prompt. Plans are weak.", ["Help is prompt.", "Plans are weak."]),
        ("Is it safe? Yes! It is.", ["Is it safe?", "Yes!", "It is."]),
        ("The figure fell. 56% remain.", ["The figure fell.", "56% remain."]),
        ("It was weak in 2016. It is good now.", ["It was weak in 2016.", "It is good now."]),
        ("Wait... Then act.", ["Wait...", "Then act."]),
        ("One sentence without an end", ["One sentence without an end"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_a_sentence_ends_where_the_next_begins_with_a_capital_or_a_figure(
    text: str, expected: list[str]
) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Some children, e.g. Care leavers, wait.",
        "Two reviews, i.e. Those of 2016 and 2018, agree.",
        "Mr. Smith, Mrs. Jones, Ms. Lee and Dr. Brown came.",
        "Cllr. Green and Prof. White of St. Mary's left.",
        "J. R. Smith is the inspector.",
        "See para. 38 and pp. 4 of report No. 5.",
        "The U.K. Government replied.",
        "Schools, nurseries etc. Other places too",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Caseloads are 17.5 on average.",
        "The service Tri.x publishes procedures.",
        "It is at www.bristol.gov.uk/Plans today.",
        "Version 2.Final was used.",
        "The plan improved. but only a little",
    ],
)
def test_a_full_stop_inside_a_word_or_before_a_small_letter_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One said “it is safe.” Others did not.", ["One said “it is safe.”", "Others did not."]),
        ("They ended. “We listened.”", ["They ended.", "“We listened.”"]),
        ("‘Good.’ ‘Better.’", ["‘Good.’", "‘Better.’"]),
        ("It is weak (see 38.) (Others agree.)", ["It is weak (see 38.)", "(Others agree.)"]),
        ('It is "good." And "safe."', ['It is "good."', 'And "safe."']),
    ],
)
def test_quotation_marks_and_brackets_stay_with_their_sentence(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Overall: good\nLeaders: good", ["Overall: good", "Leaders: good"]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("• plans\n• assessments", ["• plans", "• assessments"]),
        ("• Plans are late. • Visits are rare.", ["• Plans are late.", "• Visits are rare."]),
        ("Plans are late. – Visits are rare.", ["Plans are late.", "– Visits are rare."]),
    ],
)
def test_a_line_and_a_bullet_begin_a_sentence(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_span_is_the_sentence_word_for_word_without_the_white_space_around_it() -> None:
    text = "  Help is prompt.   Plans\xa0are “weak”.\n\n 56% wait. "
    assert sentence_spans(text) == [(2, 17), (20, 37), (40, 49)]
    assert [text[start:end] for start, end in sentence_spans(text)] == [
        "Help is prompt.",
        "Plans\xa0are “weak”.",
        "56% wait.",
    ]


def test_spans_follow_one_another_and_leave_only_white_space_between_them() -> None:
    text = "A. B came, e.g. Mr. C. He stayed.\n“So be it.” 3.5% left! (See No. 4.) End"
    spans = sentence_spans(text)
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    assert all(not text[end:start].strip() for end, start in zip(ends, starts, strict=True))


@pytest.mark.timeout(10)
def test_a_text_of_nothing_but_abbreviations_is_read_in_one_pass() -> None:
    text = "e.g. A " * 50_000
    assert sentences(text) == [text.strip()]
