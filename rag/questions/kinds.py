"""A question to the kind of answer that it wants: a logistic regression that learnt from examples.

What it goes by is the question's vector, its words and pairs of words, and how many authorities
and years it names; which ones is masked, so that no authority has a kind of its own.
``training/kinds.py`` fits it.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from rag.questions.mentions import Mention, blank_out
from rag.questions.periods import find_years

Kind = Literal[
    "passage", "change", "compare", "target", "improvements", "grades", "dates", "people", "plan",
    "across", "corpus", "smalltalk", "advice", "unrelated",
]  # fmt: skip
SOMEWHERE, SOME_YEAR = "Northtown", "2018"  # what stands in for every authority and every year
_POSSESSIVE = re.compile(rf"{SOMEWHERE}['’]s\b")  # which some mentions hold and some do not
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the classifier sees it: masked, and how many authorities and years it names."""

    text: str
    authorities: int
    years: int

    @property
    def counts(self) -> list[float]:
        """One authority, several, one year, several: 1 or 0 each."""
        one, several = float(self.authorities == 1), float(self.authorities > 1)
        return [one, several, float(self.years == 1), float(self.years > 1)]

    @property
    def terms(self) -> Counter[str]:
        """How often each word and each pair of neighbours stands in it."""
        words = [word.lower() for word in _WORD.findall(self.text)]
        return Counter([*words, *(f"{first} {second}" for first, second in pairwise(words))])


def mask(question: str, mentions: Sequence[Mention]) -> Asked:
    """A question without the names of its authorities and its years."""
    text = _POSSESSIVE.sub(SOMEWHERE, blank_out(question, mentions, by=SOMEWHERE))
    names = {mention.authority for mention in mentions}
    return Asked(_YEAR.sub(SOME_YEAR, text), len(names), len(find_years(question)))


def term_weights(asked: Asked, rarity: Mapping[str, float]) -> dict[str, float]:
    """The TF-IDF of a question's known terms (sublinear, of length 1), as scikit-learn counts it."""
    weights = {t: (1 + math.log(n)) * rarity[t] for t, n in asked.terms.items() if t in rarity}
    length = math.sqrt(sum(weight**2 for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()}


def classify(asked: Asked, vector: Sequence[float]) -> dict[Kind, float]:
    """How likely each kind of answer is wanted, the likeliest first; ``vector`` is of the masked text."""
    model = _model()
    scores = model.intercept + model.vector @ np.asarray(vector) + model.counts @ np.asarray(asked.counts)
    for term, weight in term_weights(asked, model.rarity).items():
        scores = scores + weight * model.terms[term]
    likely = np.exp(scores - scores.max())
    likely /= likely.sum()
    order = np.argsort(-likely, kind="stable")
    return {model.kinds[at]: float(likely[at]) for at in order}


@dataclass(frozen=True)
class _Model:
    kinds: tuple[Kind, ...]
    intercept: Any
    vector: Any
    counts: Any
    rarity: Mapping[str, float]
    terms: Mapping[str, Any]


@cache
def _model() -> _Model:
    told = json.loads((files("rag") / "fitted" / "kinds.json").read_text(encoding="utf-8"))
    return _Model(
        kinds=tuple(told["kinds"]),
        intercept=np.array(told["intercept"]),
        vector=np.array(told["vector"]),
        counts=np.array(told["counts"]),
        rarity=told["rarity"],
        terms={term: np.array(weights) for term, weights in told["terms"].items()},
    )
