"""A statement and the sentences near it to what it turns round: which way things went, and what is not so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answering.claims import Word, contents

HALF = 0.5  # of what a negation reaches, for another text to tell it without one (training/shares.py)

Sentence = Sequence[Word]


def find_turned(words: Sentence, printed: Sequence[Sentence], least: float = HALF) -> Iterator[str]:
    """Directions that the nearest clause of the print does not give, and denials that are not the print's."""
    yield from _turned(words, printed)
    if _contradicts([words], printed, least):
        yield "what is cited does not deny this"
    elif _contradicts(printed, [words], least):
        yield "what is cited denies this"


def _turned(words: Sentence, printed: Sequence[Sentence]) -> Iterator[str]:
    for word in words:
        if not word.axis:
            continue
        context = _clause_around(words, word)
        facing = [
            (len(context & _clause_around(sentence, other)), other.pole)
            for sentence in printed
            for other in sentence
            if other.axis == word.axis
        ]
        nearest = max((shared for shared, _ in facing), default=0)
        poles = {pole for shared, pole in facing if shared == nearest}
        if (word.strict and not facing) or (facing and word.pole not in poles):
            yield f"“{word.printed}” is not what is printed"


def _clause_around(words: Sentence, word: Word) -> set[str]:
    return contents([w for w in words if w.clause == word.clause and not w.axis])


def _contradicts(denying: Sequence[Sentence], other: Sequence[Sentence], least: float) -> bool:
    """Whether one text denies what the other tells without denying it."""
    asserted = {_sense(word) for sentence in other for word in sentence if not word.denial}
    denied = {_sense(word) for sentence in other for word in sentence if word.denial}
    told = {_sense(word) for sentence in denying for word in sentence if not word.denial}
    for reached in _denials(denying):
        senses = [sense for sense in reached if sense not in told]
        shared = [sense for sense in senses if sense in asserted | denied]
        against = set(shared) - denied
        if shared and shared[0] in against and len(against) >= least * len(senses):
            return True
    return False


def _denials(text: Sequence[Sentence]) -> Iterator[list[str]]:
    """What each negation of a text reaches, in order."""
    for sentence in text:
        for denial in {word.denial for word in sentence if word.denial}:
            yield [_sense(word) for word in sentence if word.denial == denial and word.tells]


def _sense(word: Word) -> str:
    """A word's value, or the way that it points: what has not declined has not deteriorated either."""
    return f"{word.axis} {word.pole}" if word.strict else word.value
