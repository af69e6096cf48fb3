"""Messages to drafts: a chat model is asked within bounds of time and tries, and its tokens are counted."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.runnables import Runnable, RunnableSequence

from rag.writing.drafts import Draft, DraftReader
from rag.writing.faults import (
    CUT,
    EMPTY,
    NOTHING_FOUND,
    REFUSED,
    TOO_LONG,
    TOO_SLOW,
    UNREADABLE,
    Failed,
    Fault,
    fault_of,
)

PAUSES = (0.5, 2.0)  # seconds before the second and the third try

AnyModel = Runnable[Any, Any]
Messages = Callable[[bool], Sequence[BaseMessage]]
"""The messages, for a model that writes JSON by a schema or for one that writes lines."""


@dataclass
class Conversation:
    """One answer's dealings with a model.

    ``schema`` is the form that a model with structured output has to keep; one that has none, or fails, is
    asked for lines. ``seconds`` and ``tokens`` are what all tries together may take. ``live`` is whether the
    words are wanted as they come. ``usage`` adds up what was taken, ``broken`` is why the last try ended
    early, if it did.
    """

    model: BaseChatModel
    schema: dict[str, Any]
    seconds: float
    tokens: float
    pauses: Sequence[float] = PAUSES
    live: bool = False
    usage: dict[str, float] = field(default_factory=dict)
    broken: Fault | None = None

    def ask(self, messages: Messages) -> Iterator[Draft]:
        """The drafts of the model's answer; raises Failed where none could be had."""
        until = time.monotonic() + self.seconds
        bound = self._bound()
        for pause in (*self.pauses, None):
            given = 0
            try:
                for draft in self._try(bound or self.model, messages(bound is not None), until):
                    given += 1
                    yield draft
                return
            except Failed as failed:
                fault = failed.fault
                if given:
                    self.broken = fault if fault in (TOO_SLOW, REFUSED) else CUT
                    return
                if pause is None or not fault.passes or time.monotonic() + pause > until:
                    raise
                if self._tokens_taken > self.tokens:
                    raise Failed(TOO_LONG) from None
                bound = None
                time.sleep(pause)

    def _try(self, model: AnyModel, messages: Sequence[BaseMessage], until: float) -> Iterator[Draft]:
        """One call's drafts."""
        reader, count = DraftReader(), 0
        for piece in self._pieces(model, messages, until):
            for draft in reader.feed(piece):
                count += 1
                yield draft
            if reader.full:
                break
        if reader.says_none:
            raise Failed(NOTHING_FOUND)
        for draft in reader.close():
            count += 1
            yield draft
        if not count or (reader.refuses and count < 2):
            raise Failed(REFUSED if reader.refuses else UNREADABLE if reader.text.strip() else EMPTY)

    def _pieces(self, model: AnyModel, messages: Sequence[BaseMessage], until: float) -> Iterator[str]:
        """The text of one call, as it comes or at once."""
        ended = ""
        try:
            for message in model.stream(messages) if self.live else [model.invoke(messages)]:
                self._count(message)
                yield _text_of(message)
                ended = _ending_of(message) or ended
                if time.monotonic() > until:
                    raise Failed(TOO_SLOW)
        except Failed:
            raise
        except Exception as error:
            raise Failed(fault_of(error)) from None
        if ended in ("length", "max_tokens"):
            raise Failed(CUT)
        if ended == "refusal":
            raise Failed(REFUSED)

    def _bound(self) -> AnyModel | None:
        """The model bound to the schema; None where it has no structured output, or says that it has none."""
        if not (self.model.profile or {}).get("structured_output", True):
            return None
        try:
            bound = self.model.with_structured_output(self.schema, method="json_schema")
        except (NotImplementedError, TypeError, ValueError):
            return None
        # without the parser behind it: we read the drafts as they come
        return bound.first if isinstance(bound, RunnableSequence) else None

    @property
    def _tokens_taken(self) -> float:
        return self.usage.get("input_tokens", 0) + self.usage.get("output_tokens", 0)

    def _count(self, message: AIMessage) -> None:
        """Add what a message says that it took."""
        told = message.response_metadata.get("token_usage") or {}
        usage: Mapping[str, Any] = message.usage_metadata or {
            "input_tokens": told.get("prompt_tokens"),
            "output_tokens": told.get("completion_tokens"),
        }
        for name in ("input_tokens", "output_tokens"):
            if usage.get(name):
                self.usage[name] = self.usage.get(name, 0) + usage[name]
        if told.get("cost"):
            self.usage["cost"] = self.usage.get("cost", 0) + float(told["cost"])


def _text_of(message: AIMessage) -> str:
    """What a message says, be it as text or as the arguments of the one tool that a schema may be."""
    if refusal := message.additional_kwargs.get("refusal"):
        return f"I'm sorry: {refusal}"
    if isinstance(message, AIMessageChunk):
        arguments = [call.get("args") or "" for call in message.tool_call_chunks]
    else:
        arguments = [json.dumps(call["args"], ensure_ascii=False) for call in message.tool_calls]
    return "".join([message.text, *arguments])


def _ending_of(message: AIMessage) -> str:
    metadata = message.response_metadata
    return str(
        metadata.get("finish_reason") or metadata.get("stop_reason") or metadata.get("done_reason") or ""
    )
