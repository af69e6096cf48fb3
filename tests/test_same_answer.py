"""A question has one answer: asked twice, or of an index that was made in another order."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Answer, Assistant
from tests.conftest import CORPUS

QUESTIONS = (
    "how did Bristol's care leaver service change?",
    "Compare support for care leavers in Bristol and Bournemouth",
    "did bristol hit its target for care leavers in education employment or training?",
    "what needs to improve in Bournemouth?",
    "What was the overall grade of Bath and North East Somerset in 2022?",
    "which councils were rated inadequate for leadership?",
    "Who led the inspection of Bournemouth and when was it?",
    "how many families in focus teams does Bristol have?",
    "Why do some children in Bristol live in bridging placements?",
    "are privately fostered children visited on time?",
    "what is the Think Family database?",
    "how good is supervision of social workers?",
    "what happens when children go missing?",
    "What is the average caseload in South Gloucestershire?",
    "when do the bin lorries come?",
)
PLAN = """Derby City Council Improvement Plan

Kinship carers are paid the same allowance as foster carers.

Kinship carers wait too long for their first visit.
"""


def told(answer: Answer) -> tuple[object, ...]:
    """All of an answer that a reader can see or follow."""
    found = [(passage.document, passage.locator) for passage in answer.passages]
    return answer.outcome, answer.text, answer.citations, answer.facts, found


@pytest.fixture(scope="module")
def reordered(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The shipped corpus with its first document indexed last."""
    folder = tmp_path_factory.mktemp("reordered")
    shutil.copytree(built_index, folder, dirs_exist_ok=True)
    first = min(CORPUS.glob("*.txt"))
    with Assistant.open(CORPUS, index=folder) as opened:
        opened.remove([first.stem])
        opened.index([first])
        yield opened


@pytest.mark.parametrize("question", QUESTIONS)
def test_asked_twice_a_question_has_the_same_answer(assistant: Assistant, question: str) -> None:
    assert told(assistant.ask(question)) == told(assistant.ask(question))


@pytest.mark.parametrize("question", QUESTIONS)
def test_indexed_in_another_order_documents_give_the_same_answer(
    assistant: Assistant, reordered: Assistant, question: str
) -> None:
    assert {d.id for d in reordered.documents()} == {d.id for d in assistant.documents()}
    assert told(reordered.ask(question)) == told(assistant.ask(question))


def test_of_two_documents_that_say_the_same_it_matters_not_which_was_indexed_first(
    built_index: Path, tmp_path: Path
) -> None:
    shutil.copytree(built_index, tmp_path / "index")
    files = [tmp_path / name for name in ("draft.txt", "final.txt")]
    for number, file in enumerate(files):
        file.write_text(PLAN + f"\nVersion {number}.\n", encoding="utf-8")
    with Assistant.open(CORPUS, index=tmp_path / "index") as opened:
        opened.index(files)
        before = told(opened.ask("what are kinship carers paid?"))
        opened.remove(["draft"])
        opened.index(files[:1])
        assert told(opened.ask("what are kinship carers paid?")) == before
