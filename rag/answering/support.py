"""A statement and what it cites to what the print does not bear out, sentence against sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rag.answering.cited import (
    ROWS,
    SAME_STEM,
    Cited,
    authorities_of,
    called,
    cite,
    cited_by,
    clauses_of,
    reporting_words,
    same_terms,
    share_borne_out,
    share_of,
    told_in,
    topics_of,
    without_authorities,
)
from rag.answering.claims import Word, contents, read_words
from rag.answering.statements import Statement
from rag.model import Document

LEAST_SUPPORT = 0.5  # of what a statement tells, how much the cited sentences have to tell too
FEW = 5  # words that tell something, of which
LEAST_OF_FEW = 0.7  # more has to be told
LEAST_SHARE = 0.2  # of what it tells, for each paragraph that it cites
STRAY = 3  # words in a row that no cited paragraph prints, for a statement to stray from them
HALF = 0.5  # of what a negation reaches, for another text to tell it without one
VALUES = ("number", "year", "month", "grade")


def check_support(statement: Statement, documents: Mapping[str, Document]) -> list[str]:
    """What a statement says that the paragraphs behind it do not."""
    cited = cited_by(statement, documents)
    wording = statement.wording
    words = read_words(wording)
    return [
        *_off_topic(wording, cited),
        *_unknown_values(wording, cited, statement.derived),
        *_exchanged(words, cited),
        *_turned(words, cited),
        *_denied(words, cited),
    ]


# ------------------------------------------------------------------ what is spoken of


def _off_topic(wording: str, cited: Sequence[Cited]) -> Iterator[str]:
    told = told_in(wording)
    for one in cited:
        if share_of(told, contents(one.words)) < LEAST_SHARE:
            yield f"{one.paragraph.locator} says nothing of this"
    least = LEAST_OF_FEW if len(told) <= FEW else LEAST_SUPPORT
    if share_borne_out(wording, cited) < least or _strays(wording, cited):
        yield "what is cited does not say this"


def _strays(wording: str, cited: Sequence[Cited]) -> bool:
    """Whether several words in a row tell what no cited paragraph does."""
    have = reporting_words() | same_terms(wording, cited)
    for one in cited:
        have |= {word.value for word in (*read_words(one.paragraph.text), *called(one))}
    beginnings = {value[:SAME_STEM] for value in have}
    words = [word for word in read_words(without_authorities(wording)) if word.kind in ("word", "name")]
    known = "".join("." if word.value[:SAME_STEM] in beginnings else "x" for word in words)
    return "x" * STRAY in known


# ------------------------------------------------------------------ numbers, dates, grades, names


def _unknown_values(wording: str, cited: Sequence[Cited], derived: Sequence[str]) -> Iterator[str]:
    """Values that stand in none of the sentences that the clause they are in rests on."""
    own = re.sub(r"“[^”]+”", " ", wording)
    for text, named in clauses_of(own, cited):
        for name in named - {a for one in cited for a in authorities_of(one)}:
            yield f"what is cited is not about {name}"
        behind = [one for one in cited if named & authorities_of(one)] or list(cited)
        if len(behind) < len(cited) and share_borne_out(text, behind) < LEAST_SUPPORT:
            yield f"what is cited does not say this of {' and '.join(sorted(named))}"
        years = {word.value for word in read_words(text) if word.kind == "year"}
        behind = [one for one in behind if (one.document.date or "")[:4] in years] or behind
        yield from _unknown_in(text, [_narrowed(one, text) for one in behind], derived)
    yield from _unknown_names(own, cited)


def _narrowed(cited: Cited, clause: str) -> Cited:
    """Of a table that is cited, the row that a clause is about."""
    if cited.paragraph.kind not in ROWS or not topics_of(clause):
        return cited
    return cite(cited.document, cited.paragraph.locator, clause)


def _unknown_in(text: str, behind: Sequence[Cited], derived: Sequence[str]) -> Iterator[str]:
    printed = {(word.kind, word.value) for one in behind for word in one.words}
    around = {(w.kind, w.value) for one in behind for w in (*read_words(one.paragraph.text), *called(one))}
    words = read_words(text)
    for at, word in enumerate(words):
        is_day = word.kind == "number" and any(w.kind == "month" for w in words[at + 1 : at + 4])
        have = around if is_day or word.kind in ("year", "month") else printed
        if word.kind in VALUES and (word.kind, word.value) not in have and word.value not in derived:
            yield f"“{word.printed}” is not in what is cited"


def _unknown_names(own: str, cited: Sequence[Cited]) -> Iterator[str]:
    have = reporting_words() | {"social", "english", "hmi"}
    for one in cited:
        have |= {word.value for word in [*read_words(one.paragraph.text), *called(one)]}
    have |= same_terms(own, cited)
    words = read_words(without_authorities(own))
    for word in words:
        if word.kind == "name" and word.value not in have:
            yield f"“{word.printed}” is not in what is cited"
    if words and words[0].kind == "word" and words[0].printed[0].isupper() and words[0].value not in have:
        usual = re.compile(rf"\b{re.escape(words[0].printed.lower())}\b")
        if not any(usual.search(p.text) for one in cited for p in one.document.paragraphs):
            yield f"“{words[0].printed}” is not in what is cited"


# ------------------------------------------------------------------ the same context, another value


def _exchanged(words: Sequence[Word], cited: Sequence[Cited]) -> Iterator[str]:
    """Values that stand between the same words as other values do in the print."""
    sources = [sentence for one in cited for sentence in one.sentences]
    for at, word in enumerate(words):
        if word.kind not in (*VALUES, "name"):
            continue
        alike = [
            other
            for source in sources
            for place, other in enumerate(source)
            if other.kind == word.kind and _same_context(words, at, source, place)
        ]
        if alike and all(other.value != word.value for other in alike):
            yield f"“{word.printed}” stands where “{alike[0].printed}” is printed"


def _same_context(words: Sequence[Word], at: int, source: Sequence[Word], place: int) -> bool:
    def near(listed: Sequence[Word], position: int, step: int) -> str:
        there = position + step
        return listed[there].value if 0 <= there < len(listed) and listed[there].kind != "mark" else ""

    same = {step: near(words, at, step) == near(source, place, step) != "" for step in (-2, -1, 1, 2)}
    if words[at].kind == "name":
        return same[-1] and same[1]
    return (same[-1] and (same[1] or same[-2])) or (same[1] and same[2])


# ------------------------------------------------------------------ which way, and what is not so


def _turned(words: Sequence[Word], cited: Sequence[Cited]) -> Iterator[str]:
    """Directions that the nearest clause of the print does not give."""
    sources = [sentence for one in cited for sentence in [*one.sentences, called(one)]]
    for word in words:
        if not word.axis:
            continue
        context = _clause_around(words, word)
        facing = [
            (len(context & _clause_around(source, other)), other.pole)
            for source in sources
            for other in source
            if other.axis == word.axis
        ]
        nearest = max((shared for shared, _ in facing), default=0)
        poles = {pole for shared, pole in facing if shared == nearest}
        if (word.strict and not facing) or (facing and word.pole not in poles):
            yield f"“{word.printed}” is not what is printed"


def _clause_around(words: Sequence[Word], word: Word) -> set[str]:
    clause = [w for w in words if w.clause == word.clause and not w.axis]
    return contents(clause)


def _denied(words: Sequence[Word], cited: Sequence[Cited]) -> Iterator[str]:
    """What the statement denies and the print does not, and the other way round."""
    source = [sentence for one in cited for sentence in one.sentences]
    if _contradicts([words], source):
        yield "what is cited does not deny this"
    elif _contradicts(source, [words]):
        yield "what is cited denies this"


def _contradicts(denying: Sequence[Sequence[Word]], other: Sequence[Sequence[Word]]) -> bool:
    """Whether one text denies what the other tells without denying it."""
    asserted = {word.value for sentence in other for word in sentence if not word.denial}
    denied = {word.value for sentence in other for word in sentence if word.denial}
    told = {word.value for sentence in denying for word in sentence if not word.denial}
    for reached in _denials(denying):
        values = [value for value in reached if value not in told]
        shared = [value for value in values if value in asserted | denied]
        against = set(shared) - denied
        if shared and shared[0] in against and len(against) >= HALF * len(values):
            return True
    return False


def _denials(text: Sequence[Sequence[Word]]) -> Iterator[list[str]]:
    """What each negation of a text reaches, in order."""
    for sentence in text:
        for denial in {word.denial for word in sentence if word.denial}:
            yield [word.value for word in sentence if word.denial == denial and word.tells]
