"""Two points of improvement to whether they ask for the same, at least in part.

What they share tells it: a word that few points hold tells more than one that many do, and a term of the
field that both name, whatever they call it, tells most. A reader tells the rest, each point read as an
answer to the other. ``training/points.py`` counted the words and fitted both decisions.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rag.fitted import Logistic, to_probability
from rag.language.sentences import sentence_spans
from rag.language.stems import stems
from rag.language.terms import content_words, find_terms
from rag.reader import Reader, Text

Signals = dict[str, float]
_REFERENCE = re.compile(r"\(paragraphs?\b[^)]*\)", re.IGNORECASE)  # by which a point names its findings


@dataclass(frozen=True, slots=True)
class Rarities:
    """How rare words and terms are, by how many of the counted points hold them."""

    points: int
    words: Mapping[str, int]
    terms: Mapping[str, int]

    def of_words(self, words: Iterable[str]) -> float:
        """What some words tell together; one that was not counted as much as one of a single point."""
        return sum(self._rarity(self.words.get(word, 1)) for word in words)

    def of_rarest(self, terms: Iterable[str]) -> float:
        """What the rarest of some terms tells; nothing where there is none."""
        return max((self._rarity(self.terms.get(term, 1)) for term in terms), default=0.0)

    def _rarity(self, count: int) -> float:
        return math.log(self.points / count)


@dataclass(frozen=True, slots=True)
class Decision:
    """How likely two points ask for the same, by their signals, and from what likelihood on they do."""

    same: Logistic
    limit: float

    def likelihood(self, signals: Mapping[str, float]) -> float:
        """How likely they do (0 to 1)."""
        return to_probability(self.same.log_odds(signals))


@dataclass(frozen=True, slots=True)
class Sameness:
    """What was learnt: how rare words are, and both decisions, by words alone and with a reader."""

    rarities: Rarities
    by_words: Decision
    by_reader: Decision


@cache
def load_sameness() -> Sameness:
    """What ``training/points.py`` wrote."""
    told = json.loads((files("rag") / "fitted" / "points.json").read_text(encoding="utf-8"))
    rarities = Rarities(told["points"], told["words"], told["terms"])
    by_words, by_reader = (
        Decision(Logistic(**told[name]["same"]), told[name]["limit"]) for name in ("by_words", "by_reader")
    )
    return Sameness(rarities, by_words, by_reader)


def signals_of(later: str, earlier: str, rarities: Rarities) -> Signals:
    """What two points share: ``words``, from 0 to 1, and ``term``, how rare the rarest term is."""
    one, other = words_of(later), words_of(earlier)
    whole = math.sqrt(rarities.of_words(one) * rarities.of_words(other))
    return {
        "words": rarities.of_words(one & other) / whole if whole else 0.0,
        "term": rarities.of_rarest(terms_of(later) & terms_of(earlier)),
    }


def read_points(later: str, earlier: Sequence[str], reader: Reader) -> list[Signals]:
    """Of each earlier point ``read``: the log-odds that one answers the other, the mean of both ways."""
    there = reader.read(later, [_text_of(point) for point in earlier])
    back = [reader.read(point, [_text_of(later)])[0] for point in earlier]
    return [{"read": (to.whole + fro.whole) / 2} for to, fro in zip(there, back, strict=True)]


@lru_cache(maxsize=4096)
def words_of(text: str) -> frozenset[str]:
    """The stems of a point's words, and of the names of the terms in it."""
    own = _REFERENCE.sub(" ", text)
    return frozenset(stems(" ".join(content_words(" ".join([own, *sorted(terms_of(own))])))))


@lru_cache(maxsize=4096)
def terms_of(text: str) -> frozenset[str]:
    """The terms of the field that a point names."""
    return frozenset(term.name for term in find_terms(text))


def _text_of(point: str) -> Text:
    return Text("", point, tuple(sentence_spans(point)))
