"""What a model writes has to tell something that was not asked."""

import pytest

from rag.writing.weighing import answers


@pytest.mark.parametrize(
    ("question", "text", "echoes"),
    [
        (
            "What did inspectors make of the visits to children?",
            "Inspectors made of the visits to children.",
            True,
        ),
        (
            "What did inspectors make of the visits to children?",
            "The visits to children are irregular.",
            False,
        ),
        ("How good is leadership?", "Leadership is good.", False),
        ("Are visits to children regular?", "Visits to children are regular.", False),
    ],
)
def test_an_echo_of_an_open_question_tells_nothing(question: str, text: str, echoes: bool) -> None:
    assert answers(question, text, None) is not echoes
