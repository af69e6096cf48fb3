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
    TOO_SLOW,
    UNREADABLE,
    Failed,
    Fault,
    fault_of,
)

PAUSES = (0.5, 2.0)  # seconds before the second and the third try

Messages = Callable[[bool], Sequence[BaseMessage]]
"""The messages, for a model that writes JSON by a schema or for one that writes lines."""


@dataclass
class Conversation:
    """One answer's dealings with a model.

    ``schema`` is the form that a model with structured output has to keep. ``live`` is whether
    the words are wanted as they come. ``usage`` adds up what all calls took, ``written`` is the
    last output, ``broken`` why it ended early, if it did.
    """

    model: BaseChatModel
    schema: dict[str, Any]
    seconds: float
    pauses: Sequence[float] = PAUSES
    live: bool = False
    usage: dict[str, float] = field(default_factory=dict)
    written: str = ""
    broken: Fault | None = None

    def ask(self, messages: Messages) -> Iterator[Draft]:
        """The drafts of the model's answer; raises Failed where none could be had."""
        until = time.monotonic() + self.seconds
        structured = bool((self.model.profile or {}).get("structured_output"))
        for pause in (*self.pauses, None):
            given = 0
            try:
                for draft in self._try(messages(structured), until, structured=structured):
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
                structured = structured and not fault.plainer
                time.sleep(pause)

    def _try(self, messages: Sequence[BaseMessage], until: float, *, structured: bool) -> Iterator[Draft]:
        """One call's drafts."""
        reader, count = DraftReader(), 0
        for piece in self._pieces(messages, until, structured=structured):
            for draft in reader.feed(piece):
                count += 1
                yield draft
            if reader.full:
                break
        self.written = reader.text
        if reader.says_none:
            raise Failed(NOTHING_FOUND)
        for draft in reader.close():
            count += 1
            yield draft
        if not count or (reader.refuses and count < 2):
            raise Failed(REFUSED if reader.refuses else UNREADABLE if reader.text.strip() else EMPTY)

    def _pieces(self, messages: Sequence[BaseMessage], until: float, *, structured: bool) -> Iterator[str]:
        """The text of one call, as it comes or at once."""
        runnable = self._runnable(structured=structured)
        ended = ""
        try:
            for message in runnable.stream(messages) if self.live else [runnable.invoke(messages)]:
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

    def _runnable(self, *, structured: bool) -> Runnable[Any, Any]:
        """The model, bound to the schema where it has structured output of its own."""
        if structured:
            bound = self.model.with_structured_output(self.schema)
            if isinstance(bound, RunnableSequence):
                return bound.first  # without the parser: we read the drafts as they come
        return self.model

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
