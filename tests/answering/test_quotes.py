"""The sentences that answer, word for word, under the paragraph they stand in."""

from rag.answering.quotes import choose_quotations
from tests.answering.examples import evidence

SEVEN, EIGHT = ("north-2018", "7"), ("north-2018", "8")


def test_sentences_that_stand_together_are_one_quotation() -> None:
    (quotation,) = choose_quotations(evidence(SEVEN), words=50)
    assert quotation.parts[0] == (
        "“Care leavers are well supported. Of them, 56% are in work. However, visits are too rare.” "
    )


def test_what_is_left_out_between_sentences_shows_as_dots() -> None:
    found = evidence(SEVEN, scores={"56%": 0.001, "Care leavers": 0.9, "visits": 0.9})
    (quotation,) = choose_quotations(found, words=50)
    words, source = quotation.parts
    assert words == "“Care leavers are well supported.” … “However, visits are too rare.” "
    assert source.quote == (  # type: ignore[union-attr]
        "Care leavers are well supported. Of them, 56% are in work. However, visits are too rare."
    )


def test_a_point_to_improve_is_said_to_be_one() -> None:
    (quotation,) = choose_quotations(evidence(("north-2018", "what needs to improve, 1")), words=50)
    assert quotation.parts[0] == "To improve: “The quality of plans.” "


def test_the_best_sentence_is_quoted_though_it_is_longer_than_the_budget() -> None:
    found = evidence(SEVEN, scores={"Care leavers": 0.9})
    (quotation,) = choose_quotations(found, words=1)
    assert [sentence.text for sentence in quotation.sentences] == ["Care leavers are well supported."]


def test_a_weaker_paragraph_is_left_out() -> None:
    found = evidence(SEVEN, EIGHT, scores={"Foster": 0.001})
    assert [q.passage.locator for q in choose_quotations(found, words=80)] == ["7"]


def test_a_sentence_has_to_be_likelier_for_another_paragraph_than_for_one_that_is_quoted() -> None:
    scores = {"Care leavers": 0.9, "56%": 0.03, "Foster": 0.03, "": 0.001}
    found = evidence(SEVEN, EIGHT, scores=scores)
    (quotation,) = choose_quotations(found, words=80)
    assert quotation.passage.locator == "7"
    assert "Of them, 56% are in work." in [sentence.text for sentence in quotation.sentences]


def test_the_front_page_is_quoted_only_where_it_is_asked_for() -> None:
    front = ("north-2018", "front page")
    assert choose_quotations(evidence(front), words=50) == []
    assert choose_quotations(evidence(front, wants=("front page",)), words=50) != []


def test_a_condition_narrows_what_may_be_quoted() -> None:
    found = evidence(SEVEN, EIGHT)
    chosen = choose_quotations(found, words=80, among=lambda s: s.passage.locator == "8")
    assert [quotation.passage.locator for quotation in chosen] == ["8"]


def test_a_sentence_that_limits_the_one_before_stays_with_it() -> None:
    found = evidence(SEVEN, scores={"56%": 0.9, "": 0.001})
    (quotation,) = choose_quotations(found, words=50)
    assert [sentence.text for sentence in quotation.sentences] == [
        "Of them, 56% are in work.",
        "However, visits are too rare.",
    ]


def test_the_first_sentence_may_have_to_hold_something() -> None:
    found = evidence(SEVEN, scores={"Care leavers": 0.9, "56%": 0.3, "": 0.001})
    (quotation,) = choose_quotations(found, words=5, first=lambda s: "%" in s.sentence.text)
    assert quotation.sentences[0].text == "Of them, 56% are in work."
    assert choose_quotations(found, words=50, first=lambda s: "£" in s.sentence.text) == []
