"""A question has one answer: by Python, on the page, over HTTP, as a chat model, and to an agent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from streamlit.testing.v1 import AppTest

from rag import Answer, Assistant
from rag.batch import read_questions
from rag.page.store import Conversation
from rag.service.agents import create_server
from tests.service.conftest import Served

ROOT = Path(__file__).parent.parent.parent
QUESTIONS = [
    asked["question"]
    for asked in read_questions(ROOT / "benchmarks" / "questions.jsonl")[::2]
    if not asked["history"]
][:30]
Told = tuple[str, list[tuple[str, str, str]]]


@pytest.fixture(scope="module")
def answers(opened: Assistant) -> dict[str, Answer]:
    """What Python is told."""
    return {question: opened.ask(question) for question in QUESTIONS}


def told(answer: Answer) -> Told:
    return answer.text, [(cited.document, cited.locator, cited.quote) for cited in answer.citations]


def told_by(fields: dict[str, Any]) -> Told:
    cited = [(one["document"], one["locator"], one["quote"]) for one in fields["citations"]]
    return fields["text"], cited


def test_there_are_questions_enough() -> None:
    assert len(set(QUESTIONS)) == 30


def test_over_http_it_is_the_same(answers: dict[str, Answer], served: Served) -> None:
    client = served.as_("other")
    for question, answer in answers.items():
        assert told_by(client.post("/v1/ask", json={"question": question}).json()) == told(answer)


def test_as_a_chat_model_it_is_the_same(answers: dict[str, Answer], served: Served) -> None:
    client = served.as_("other")
    for question, answer in answers.items():
        messages = [{"role": "user", "content": question}]
        content = client.post("/v1/chat/completions", json={"messages": messages}).json()
        text, _, listed = content["choices"][0]["message"]["content"].partition("\n\n**Sources**\n\n")
        assert (text, len(listed.splitlines())) == (answer.text, len(answer.citations))


async def test_to_an_agent_it_is_the_same(answers: dict[str, Answer], opened: Assistant) -> None:
    async with Client(create_server(lambda: opened)) as client:
        for question, answer in answers.items():
            fields = (await client.call_tool("ask", {"question": question})).structured_content
            assert told_by(json.loads(json.dumps(fields))) == told(answer)


def test_on_the_page_it_is_the_same(answers: dict[str, Answer], opened: Assistant) -> None:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    page.session_state["assistant"] = opened
    page.run()
    for question, answer in answers.items():
        visit = page.session_state["visit"]
        visit.begin(Conversation())
        page.chat_input(key="question").set_value(question).run()
        assert visit.asking is None or visit.asking.work.wait(30)
        visit.take_answer()
        (turn,) = visit.conversation.turns
        assert told(turn.said) == told(answer)
