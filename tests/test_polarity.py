"""Sentences to what they say of a service."""

import pytest

from rag.grid import Polarity
from rag.polarity import load_polarity


@pytest.mark.parametrize(
    ("sentence", "polarity"),
    [
        ("Foster carers are very well supported and feel valued.", "strength"),
        ("Life-story work is sensitive and helps children to understand their past.", "strength"),
        ("Return home interviews are not completed for too many children.", "weakness"),
        ("Caseloads are too high, and visits are often late.", "weakness"),
        ("Assessments are thorough, but plans are too often vague.", "both"),
        ("The inspection took place over two weeks in May.", "neutral"),
    ],
)
def test_a_sentence_tells_a_strength_a_weakness_both_or_neither(sentence: str, polarity: Polarity) -> None:
    assert load_polarity().tell([sentence]) == [polarity]


def test_each_sentence_is_told_by_itself_and_in_order() -> None:
    sentences = ["Plans are poor.", "Leaders are ambitious and effective.", "Plans are poor."]
    assert load_polarity().tell(sentences) == ["weakness", "strength", "weakness"]
    assert load_polarity().tell([]) == []
