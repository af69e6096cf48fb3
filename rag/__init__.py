"""Ask what inspectors found; every statement shows the printed paragraph it came from.

    from rag import ask

    print(ask("how did Bristol's care leaver service change?").text)

Importing this package loads nothing heavy: models and databases are opened when first used. It turns off what
libraries would tell their makers.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from rag.errors import RagError
from rag.model import Answer, Citation, Document, Paragraph, Passage
from rag.query import Filters
from rag.settings import Settings

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # ONNX Runtime, which reads it when it is loaded

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.questions import Turn

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Document",
    "Filters",
    "Paragraph",
    "Passage",
    "RagError",
    "Settings",
    "ask",
]


def ask(question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
    """The answer to a question from the default corpus, whose index is opened once.

    ``history`` is earlier Answers, or mappings with ``role`` and ``content``, oldest first.
    Raises a RagError that says what is wrong and what to do.
    """
    return _default_assistant().ask(question, history, filters)


@cache
def _default_assistant() -> Assistant:
    from rag.assistant import Assistant

    return Assistant.open()


def __getattr__(name: str) -> Any:
    if name == "Assistant":
        from rag.assistant import Assistant

        return Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
