"""The value between searching and weighing: a paragraph that was found, and its signals."""

from __future__ import annotations

from dataclasses import dataclass

from rag.model import Place
from rag.retrieval.searches import Signals


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that was found, by its place, and the signals of it and of its sentences.

    ``signals`` are those of the searches, and where it was read ``whole`` and ``answers``, the reader's, and
    ``matter``, what it says beside the words for the matter alone. Of each sentence of one that was looked
    at, in order: ``nearness``, its cosine with the question, ``first``, whether it opens the paragraph, and
    ``sentence``, what the reader said of it.
    """

    place: Place
    signals: Signals
    sentences: tuple[Signals, ...] = ()
