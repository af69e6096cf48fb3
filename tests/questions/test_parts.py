"""A question that asks several things has as many parts."""

import pytest

from rag.questions.parts import find_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How long did it take and what came of it?", ("How long did it take", "what came of it?")),
        ("Who led it? And when was it?", ("Who led it?", "And when was it?")),
        (
            "in Kent, how many are there, and why do they leave?",
            ("in Kent, how many are there", "why do they leave?"),
        ),
        ("Are visits timely and purposeful?", ("Are visits timely and purposeful?",)),
        (
            "I work in Kent. What about us and where we stand?",
            ("I work in Kent. What about us and where we stand?",),
        ),
        ("supervision", ("supervision",)),
    ],
)
def test_parts_are_questions_of_their_own(question: str, parts: tuple[str, ...]) -> None:
    assert find_parts(question) == parts
