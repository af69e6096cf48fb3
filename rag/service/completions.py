"""The protocol of OpenAI's chat models, so that other chats have Pinpoint behind them as one more model.

The last message is the question, those before it the conversation. The sources stand below the answer as a
numbered list of links. What a program sets for a model that writes freely (a temperature, tools, a system
message) changes nothing here.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from rag.errors import InvalidQuestion
from rag.model import Answer
from rag.service.asking import answer_in_time, events_of
from rag.service.guards import Reader, Shared
from rag.service.sources import link_to
from rag.service.state import Service
from rag.service.values import EXAMPLE, LONGEST_QUESTION, MOST_TURNS, Question, Turn

NAME = "pinpoint"
_LIVE = re.compile(r"\\[\s\S]|[<`$~]|!(?=\[)|\](?=[(:])|:(?=//)|(?<=\bwww)\.|&(?=#?\w+;)", re.IGNORECASE)
_MARK = re.compile(r"[\\\[\]<>*_`$~&]|:(?=//)|(?<=\bwww)\.", re.IGNORECASE)
Words = Annotated[str, Field(max_length=10 * LONGEST_QUESTION)]

router = APIRouter(prefix="/v1", tags=["OpenAI's protocol"])


class Part(BaseModel):
    """A part of a message; those that are no text are passed over."""

    type: str
    text: Words = ""


class Message(BaseModel):
    """A message of a conversation."""

    role: str
    content: Words | Annotated[list[Part], Field(max_length=100)] | None = None

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class Wanted(BaseModel):
    """What a program asks a chat model for."""

    model_config = ConfigDict(
        title="ChatCompletionRequest",
        json_schema_extra={"examples": [{"model": NAME, "messages": [{"role": "user", "content": EXAMPLE}]}]},
    )

    messages: Annotated[list[Message], Field(min_length=1, max_length=MOST_TURNS)]
    model: str = NAME
    stream: bool = False

    @property
    def question(self) -> Question:
        """The question, after the conversation so far; raises InvalidQuestion where there is none."""
        said = [
            message for message in self.messages if message.role in ("user", "assistant") and message.text
        ]
        if not said or said[-1].role != "user" or len(said[-1].text) > LONGEST_QUESTION:
            raise InvalidQuestion(
                f"The last message has to be the user's, of 1 to {LONGEST_QUESTION:,} characters."
            )
        history = [Turn(role=_role(message.role), content=message.text) for message in said[:-1]]
        return Question(question=said[-1].text, history=history)


@router.get("/models", summary="The one model there is")
def models(_: Reader) -> dict[str, Any]:
    """Pinpoint, as a model."""
    return {"object": "list", "data": [{"id": NAME, "object": "model", "created": 0, "owned_by": NAME}]}


@router.post("/chat/completions", summary="Answer as a chat model does", response_model=dict[str, Any])
async def complete(wanted: Wanted, service: Shared, _: Reader, request: Request) -> Response:
    """A completion, or its chunks as events where ``stream`` is true; its ``citations`` are links."""
    question = wanted.question
    if wanted.stream:
        return StreamingResponse(_chunks(question, service, request), media_type="text/event-stream")
    answer = await answer_in_time(service, question)
    links = [link_to(citation, service, request) for citation in answer.citations]
    message = {"role": "assistant", "content": _shown(answer.text) + _sources(answer, links), "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    told = {**_head("chat.completion"), "choices": [choice], "usage": _usage(answer), "citations": links}
    return JSONResponse(told)


def _chunks(question: Question, service: Service, request: Request) -> Iterator[str]:
    """The events of a completion; a chat model's text, which the checks may still replace, comes whole."""
    head, held = _head("chat.completion.chunk"), bool(service.settings.model)

    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _event({**head, "choices": [choice]})

    yield chunk({"role": "assistant", "content": ""})
    for name, told in events_of(service, question):
        if name == "progress":
            yield ": reading\n\n"
        elif name == "text" and not held:
            yield chunk({"content": _shown(told["text"])})
        elif name == "error":
            yield _event(
                {"error": {"message": told["detail"], "type": told["title"], "code": told["status"]}}
            )
        elif name == "answer":
            answer = Answer.from_dict(told)
            links = [link_to(citation, service, request) for citation in answer.citations]
            yield chunk({"content": (_shown(answer.text) if held else "") + _sources(answer, links)})
            yield chunk({}, "stop")
    yield "data: [DONE]\n\n"


def _sources(answer: Answer, links: list[str]) -> str:
    """The list of sources that stands below an answer, in Markdown."""
    lines = (
        f"{c.number}. [{_plain(c.label)}]({link})" for c, link in zip(answer.citations, links, strict=True)
    )
    return "\n\n**Sources**\n\n" + "\n".join(lines) if links else ""


def _shown(text: str) -> str:
    """An answer's Markdown in which no words of a document are a link, an image, a tag, code or a formula."""
    return _LIVE.sub(lambda mark: mark[0] if mark[0].startswith("\\") else f"\\{mark[0]}", text)


def _plain(label: str) -> str:
    """A label on one line, none of whose characters is a mark."""
    return _MARK.sub(r"\\\g<0>", " ".join(label.split()))


def _usage(answer: Answer) -> dict[str, int]:
    read, wrote = (int(answer.usage.get(name, 0)) for name in ("input_tokens", "output_tokens"))
    return {"prompt_tokens": read, "completion_tokens": wrote, "total_tokens": read + wrote}


def _head(kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": kind,
        "created": int(time.time()),
        "model": NAME,
    }


def _event(told: dict[str, Any]) -> str:
    return f"data: {json.dumps(told, ensure_ascii=False)}\n\n"


def _role(name: str) -> Literal["user", "assistant"]:
    return "user" if name == "user" else "assistant"
