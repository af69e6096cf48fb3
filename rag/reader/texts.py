"""The values between a reader and who asks it: what is read, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be read with a question: under what it stands, its characters, and its sentences as spans."""

    heading: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How well a text answers as a whole, and each of its sentences in their order: log-odds, no limits.

    ``whole`` tells texts apart that are read with one question, ``answers`` whether the question is
    answered at all, or just something beside it.
    """

    whole: float
    answers: float
    sentences: tuple[float, ...]
