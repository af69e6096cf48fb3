"""A chat model that says what it was told to, in turn, and remembers what it was asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

USAGE = {"input_tokens": 100, "output_tokens": 20, "total_tokens": 120}


class ScriptedModel(BaseChatModel):
    """Says each of ``says`` in turn, the last of them ever after; an error is raised.

    A function is given all that the model was sent, as text.
    """

    says: list[Any]
    asked: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    @property
    def model_name(self) -> str:
        return "scripted"

    def _next(self, messages: list[BaseMessage]) -> str:
        self.asked.append("\n".join(str(message.content) for message in messages))
        said = self.says[min(len(self.asked), len(self.says)) - 1]
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, str) else str(said(self.asked[-1]))

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        message = AIMessage(self._next(messages), usage_metadata=USAGE)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        for piece in re.findall(r"\s*\S+|\s+", self._next(messages)):
            yield ChatGenerationChunk(message=AIMessageChunk(piece))
        yield ChatGenerationChunk(message=AIMessageChunk("", usage_metadata=USAGE))


def excerpts_in(asked: str) -> dict[str, str]:
    """The sentences of every excerpt that a model was sent, by its label."""
    said: dict[str, list[str]] = {}
    for label, sentence in re.findall(r"^(P\d+)\| (.*)$", asked, re.MULTILINE):
        said.setdefault(label, []).append(sentence)
    return {label: " ".join(sentences) for label, sentences in said.items()}


def label_of(asked: str, words: str) -> str:
    """The label of the first excerpt that holds these words."""
    return next(label for label, text in excerpts_in(asked).items() if words in text)
