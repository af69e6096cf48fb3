"""What was learnt is read as plain numbers, and means what it says."""

import pytest

from rag.fitted import Logistic, load_weighing, to_log_odds, to_probability


def test_log_odds_are_a_weighted_sum_and_a_missing_signal_counts_as_nothing() -> None:
    logistic = Logistic({"near": 2.0, "asked": 1.0}, -1.0)
    assert logistic.log_odds({"near": 0.5, "other": 9.0}) == pytest.approx(0.0)
    assert logistic.log_odds({}) == -1.0


@pytest.mark.parametrize("probability", [1e-9, 0.2, 0.5, 0.999])
def test_log_odds_and_probabilities_turn_into_each_other(probability: float) -> None:
    assert to_probability(to_log_odds(probability)) == pytest.approx(probability)


def test_no_certainty_is_beyond_a_float() -> None:
    assert 0.0 < to_probability(-1e9) < 1e-9
    assert to_probability(1e9) <= 1.0
    assert to_log_odds(0.0) < -20
    assert to_log_odds(1.0) > 20


def test_the_reader_counts_only_where_there_is_one() -> None:
    assert load_weighing(with_reader=True).paragraph.weights["whole"] > 0
    assert load_weighing(with_reader=True).sentence.weights["sentence"] > 0
    assert "whole" not in load_weighing(with_reader=False).paragraph.weights
    assert "sentence" not in load_weighing(with_reader=False).sentence.weights


@pytest.mark.parametrize("with_reader", [True, False])
def test_what_falls_short_of_the_best_sentence_is_doubted(with_reader: bool) -> None:
    weighing = load_weighing(with_reader=with_reader)
    doubted = weighing.answer.log_odds({"sentence": 0.0, "shortfall": 2.0})
    assert weighing.answer.log_odds({"sentence": 0.0}) > doubted
    assert 0 < weighing.within <= weighing.elsewhere < 1
    assert 0 < weighing.decline < 1


def test_what_the_reader_takes_for_a_near_miss_is_doubted() -> None:
    answer = load_weighing(with_reader=True).answer
    assert answer.log_odds({"answers": -2.0}) < answer.log_odds({"answers": 2.0})
    assert load_weighing(with_reader=False).answer.weights["answers"] == 0.0
