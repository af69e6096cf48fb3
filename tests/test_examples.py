"""What is offered to be asked can be answered."""

from __future__ import annotations

from rag import Assistant
from rag.examples import example_questions, follow_ups


def test_every_example_of_what_is_loaded_has_an_answer(assistant: Assistant) -> None:
    examples = example_questions(assistant.documents())
    assert len(examples) == 6
    assert [question for question in examples if assistant.ask(question).abstained] == []


def test_every_question_offered_after_an_answer_has_an_answer(assistant: Assistant) -> None:
    documents = assistant.documents()
    offered = {
        question
        for example in example_questions(documents)
        for question in follow_ups(assistant.ask(example), documents, [example])
    }
    assert len(offered) > 3
    assert [question for question in offered if assistant.ask(question).abstained] == []
