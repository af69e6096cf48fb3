"""A question to the kind of answer that it wants: a logistic regression that learnt from examples.

What it goes by is the question's vector, its words and pairs of words, the runs of letters in them,
which survive slips, and how many authorities and years it names; which ones is masked, so that no
authority has a kind of its own. Of one that goes on from another it is also what that one wanted.
``training/kinds.py`` fits it.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, get_args

import numpy as np

from rag.query import Kind, Moved, Sought
from rag.questions.mentions import Mention, blank_out
from rag.questions.periods import find_years

KINDS: tuple[Kind, ...] = get_args(Kind)
SHORTEST_RUN, LONGEST_RUN = 3, 5  # letters, the spaces beside a word among them
SOMEWHERE, SOME_YEAR = "Northtown", "2018"  # what stands in for every authority and every year
_POSSESSIVE = re.compile(rf"{SOMEWHERE}['’]s\b")  # which some mentions hold and some do not
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the classifier sees it: masked, and how many authorities and years it names.

    ``after`` tells how likely each kind is of the question that it goes on from; empty where it stands alone.
    """

    text: str
    authorities: int
    years: int
    after: Mapping[Kind, float] = field(default_factory=dict)

    @property
    def counts(self) -> list[float]:
        """One authority, several, one year, several, goes on: 1 or 0 each; and from what, kind by kind."""
        one, several = float(self.authorities == 1), float(self.authorities > 1)
        named = [one, several, float(self.years == 1), float(self.years > 1)]
        return [*named, float(bool(self.after)), *(self.after.get(kind, 0.0) for kind in KINDS)]

    @property
    def terms(self) -> Counter[str]:
        """How often each word and each pair of neighbours stands in it."""
        words = [word.lower() for word in _WORD.findall(self.text)]
        return Counter([*words, *(f"{first} {second}" for first, second in pairwise(words))])

    @property
    def runs(self) -> Counter[str]:
        """How often each run of letters stands in one of its words, a space before and behind it.

        Of a word that is no longer than a run it is the whole, once.
        """
        found: list[str] = []
        for word in self.text.lower().split():
            padded = f" {word} "
            for size in range(SHORTEST_RUN, LONGEST_RUN + 1):
                found += [padded[at : at + size] for at in range(max(1, len(padded) - size + 1))]
                if len(padded) <= size:
                    break
        return Counter(found)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What answer a question wants.

    ``kinds`` tells how likely each kind is (0 to 1), the likeliest first. ``latest``: what is newest is
    meant; ``count``: things are to be counted; ``moved``: which way something went, in a question that
    asks for a change; ``sought``: of which polarity the findings are to be, in one that asks for a theme.
    """

    kinds: Mapping[Kind, float]
    latest: bool = False
    count: bool = False
    moved: Moved = ""
    sought: Sought = ""


def mask(question: str, mentions: Sequence[Mention]) -> Asked:
    """A question without the names of its authorities and its years."""
    text = _POSSESSIVE.sub(SOMEWHERE, blank_out(question, mentions, by=SOMEWHERE))
    names = {mention.authority for mention in mentions}
    return Asked(_YEAR.sub(SOME_YEAR, text), len(names), len(find_years(question)))


def tf_idf(counted: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    """The TF-IDF of what is known of some terms (sublinear, of length 1), as scikit-learn counts it."""
    weights = {t: (1 + math.log(n)) * rarity[t] for t, n in counted.items() if t in rarity}
    length = math.sqrt(sum(weight**2 for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()}


def classify(asked: Asked, vector: Sequence[float]) -> Wanted:
    """What answer is wanted; ``vector`` is of the masked text."""
    model = _model()
    terms, runs = tf_idf(asked.terms, model.terms), tf_idf(asked.runs, model.runs)
    told = {what: head.likelihoods(asked, vector, terms, runs) for what, head in model.heads.items()}
    kinds: Any = told["kind"]
    likeliest: Any = {what: next(iter(likely)) for what, likely in told.items()}
    return Wanted(
        kinds,
        likeliest["latest"] == "yes",
        likeliest["count"] == "yes",
        likeliest["moved"],
        likeliest["sought"],
    )


@dataclass(frozen=True)
class _Head:
    """One regression: a row of weights a class, over the vector, the counts, the terms and the runs."""

    classes: tuple[str, ...]
    intercept: Any
    vector: Any
    counts: Any
    terms: Mapping[str, Any]
    runs: Mapping[str, Any]

    def likelihoods(
        self,
        asked: Asked,
        vector: Sequence[float],
        terms: Mapping[str, float],
        runs: Mapping[str, float],
    ) -> dict[str, float]:
        """How likely each class is, the likeliest first."""
        scores = self.intercept + self.vector @ np.asarray(vector) + self.counts @ np.asarray(asked.counts)
        for held, weights in ((terms, self.terms), (runs, self.runs)):
            for term, weight in held.items():
                scores = scores + weight * weights[term]
        likely = np.exp(scores - scores.max())
        likely /= likely.sum()
        order = np.argsort(-likely, kind="stable")
        return {self.classes[at]: float(likely[at]) for at in order}


@dataclass(frozen=True)
class _Model:
    """How rare each known term and each known run is, and the regressions."""

    terms: Mapping[str, float]
    runs: Mapping[str, float]
    heads: Mapping[str, _Head]


@cache
def _model() -> _Model:
    told = json.loads((files("rag") / "fitted" / "kinds.json").read_text(encoding="utf-8"))
    heads = {
        what: _Head(
            tuple(own["classes"]),
            np.array(own["intercept"]),
            np.array(own["vector"]),
            np.array(own["counts"]),
            {term: np.array(weights) for term, weights in zip(told["terms"], own["terms"], strict=True)},
            {run: np.array(weights) for run, weights in zip(told["runs"], own["runs"], strict=True)},
        )
        for what, own in told["heads"].items()
    }
    return _Model(told["terms"], told["runs"], heads)
