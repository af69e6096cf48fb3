"""What was learnt from examples, as numbers: weights of signals, and where an answer breaks off.

``training/fit.py`` writes ``weights.json`` from questions with known evidence; nothing in it is
set by hand. Signals are weighed in one way with the packaged reader and in another by the searches alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

REGRESSIONS = ("paragraph", "sentence", "paragraph_beside", "sentence_beside", "answer")  # of a Weighing
LIMITS = ("within", "elsewhere", "decline", "leave_out")  # and its probabilities
LOG_ODDS_LIMIT = 30.0  # beyond which a probability is taken to be 0 or 1


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: the log-odds of a yes are a weighted sum of signals.

    A signal that is not there counts as 0.
    """

    weights: Mapping[str, float]
    intercept: float

    def log_odds(self, signals: Mapping[str, float]) -> float:
        """The weighted sum of the signals that have a weight."""
        return self.intercept + sum(weight * signals.get(name, 0.0) for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True)
class Weighing:
    """What of the findings is said.

    ``paragraph`` tells whether a paragraph holds evidence, ``sentence`` whether a sentence answers, both of
    one scope and, ``beside``, of each of the documents that are set beside each other; ``answer`` tells
    whether what would be said answers the question at all. Less likely than ``decline``, nothing is said,
    and less likely than ``leave_out`` nothing of one side of a change or a comparison. Beside the first
    sentence one is said that is at least as likely as ``elsewhere``, and of a paragraph that is cited anyway
    one that is as likely as ``within``.
    """

    paragraph: Logistic
    sentence: Logistic
    paragraph_beside: Logistic
    sentence_beside: Logistic
    answer: Logistic
    within: float
    elsewhere: float
    decline: float
    leave_out: float

    def of_paragraphs(self, *, beside: bool) -> Logistic:
        """What tells whether a paragraph holds evidence."""
        return self.paragraph_beside if beside else self.paragraph

    def of_sentences(self, *, beside: bool) -> Logistic:
        """What tells whether a sentence answers."""
        return self.sentence_beside if beside else self.sentence


@cache
def load_weighing(*, with_reader: bool) -> Weighing:
    """What was learnt for answers with a reader, or for those by the searches alone."""
    told = _load()["reader" if with_reader else "searches"]
    learnt: dict[str, Any] = {name: Logistic(**told[name]) for name in REGRESSIONS}
    learnt |= {name: float(told[name]) for name in LIMITS}
    return Weighing(**learnt)


def to_probability(log_odds: float) -> float:
    """Log-odds as a probability (0 to 1)."""
    return 1 / (1 + math.exp(-max(-LOG_ODDS_LIMIT, min(LOG_ODDS_LIMIT, log_odds))))


def to_log_odds(probability: float) -> float:
    """A probability as log-odds."""
    least = math.exp(-LOG_ODDS_LIMIT)
    return math.log(max(least, probability) / max(least, 1 - probability))


@cache
def _load() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("rag") / "fitted" / "weights.json").read_text(encoding="utf-8"))
    return found
