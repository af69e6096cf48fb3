"""Wording to what it claims, word by word: numbers, grades, directions, names, and what is denied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from rag.domain.frameworks import either, grade_told, grades
from rag.domain.tables import rows_of
from rag.language.stems import stem
from rag.model import MONTHS

Kind = Literal["word", "function", "number", "year", "month", "grade", "direction", "name", "people", "mark"]
VALUES: tuple[Kind, ...] = ("number", "year", "month", "grade")

_YEARS = re.compile(r"\b((?:19|20)\d\d)\s?[-–/]\s?(?:20)?(\d\d)\b")  # 2016–17
_MONTH_NAMES = {month[:length]: month for month in MONTHS for length in (3, 4)}
_SHORT_MONTH = re.compile(
    rf"\b({'|'.join(sorted(_MONTH_NAMES, key=len, reverse=True))})[- ](\d\d(?:\d\d)?)\b"
)

_SCOPE = 8  # content words that a negation reaches


@cache
def words_of(kind: str) -> frozenset[str]:
    """The words of one kind in ``rag/data/wording.csv``."""
    return next(frozenset(row["words"].split()) for row in rows_of("wording.csv") if row["kind"] == kind)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text as it is compared: its stem or its value, and what kind it is.

    ``clause`` numbers the clauses of the text, ``denial`` the negation that reaches the word; 0
    where none does. ``axis`` and ``pole`` say of a direction word on what it points and which way;
    ``strict``, that it may be used only where the print uses one that points the same way.
    """

    value: str
    kind: Kind
    printed: str
    clause: int = 0
    denial: int = 0
    axis: str = ""
    pole: int = 0
    strict: bool = False

    @property
    def tells(self) -> bool:
        """Whether it carries meaning of its own."""
        return self.kind not in ("function", "mark")


@lru_cache(maxsize=4096)
def read_words(text: str) -> tuple[Word, ...]:
    """The words of a text in order, with what each claims."""
    plain = re.sub('[“”‘"*_]', " ", text.replace("’", "'"))
    plain = _YEARS.sub(r"\1/\2", plain)
    plain = _SHORT_MONTH.sub(lambda found: f"{_MONTH_NAMES[found[1]]} {_whole_year(found[2])}", plain)
    return tuple(_deny(list(_classify(plain))))


def contents(words: Sequence[Word]) -> set[str]:
    """The stems of the words that tell something."""
    return {word.value for word in words if word.kind in ("word", "name", "direction", "grade")}


def find_phrases(
    words: Sequence[Word], phrases: Mapping[tuple[str, ...], str]
) -> Iterator[tuple[str, int, int]]:
    """What the longest phrases that words hold are called, and where each starts and ends.

    Phrases are in lower case but for the months: "may" is not May.
    """
    longest, at = max(map(len, phrases)), 0
    while at < len(words):
        ends = range(min(at + longest, len(words)), at, -1)
        said = ((phrases.get(tuple(map(_as_listed, words[at:end])), ""), end) for end in ends)
        name, end = next(((name, end) for name, end in said if name), ("", at + 1))
        if name:
            yield name, at, end
        at = end


@cache
def phrases_of(file: str, called: str, listed: str) -> dict[tuple[str, ...], str]:
    """The phrases that a column of a table of ``rag/data`` lists, and what another column calls them."""
    return {tuple(phrase.split()): row[called] for row in rows_of(file) for phrase in row[listed].split("; ")}


def name_people(words: Sequence[Word]) -> list[Word]:
    """Words with the groups of people in ``rag/data/people.csv``, by whatever name, each as one."""
    named, done = list[Word](), 0
    for people, at, end in find_phrases(words, phrases_of("people.csv", "people", "names")):
        printed = " ".join(word.printed for word in words[at:end])
        named += [*words[done:at], replace(words[at], value=people, kind="people", printed=printed)]
        done = end
    return [*named, *words[done:]]


def _as_listed(word: Word) -> str:
    return word.printed if word.kind == "month" else word.printed.lower()


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<grade>\b(?:{either(*(grade.told for grade in grades()))})\b)"
        r"|(?P<number>\d+(?:[.,/]\d+)*)(?:st|nd|rd|th)?(?P<percent>\s?%| per ?cent\b)?"
        r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
        r"|(?P<mark>[.,;:()!?|•\n–—…])",
        re.IGNORECASE,
    )


@cache
def _spelt() -> dict[str, str]:
    """Numbers in words, and their values."""
    return dict(entry.split("=") for entry in words_of("number"))


@cache
def _poles() -> dict[str, tuple[str, int, bool]]:
    """The words that point one way or the other: on what, which way, and whether strictly."""
    return {
        word: (row["of"], pole, row["strict"] == "yes")
        for row in rows_of("directions.csv")
        for pole, way in ((1, "one_way"), (-1, "other_way"))
        for word in row[way].split()
    }


def _classify(text: str) -> Iterator[Word]:
    """Every word with its kind and its clause; a mark or a conjunction begins the next clause."""
    first, clause = True, 0  # of its sentence: a capital there tells nothing
    for match in _tokens().finditer(text):
        if match["mark"]:
            first = first or match["mark"] in ".!?|•\n:"
            clause += 1
            yield Word(match["mark"], "mark", match["mark"], clause)
            continue
        clause += match.group().lower() in words_of("begins a clause")
        yield _word_of(match, clause, first=first)
        first = False


def _word_of(match: re.Match[str], clause: int, *, first: bool) -> Word:
    printed = match.group()
    if match["grade"]:
        return Word(grade_told(printed), "grade", printed, clause)
    if match["number"]:
        return _number_of(match, clause)
    lower = match["word"].lower().removesuffix("'s").rstrip("'")
    if match["word"] in MONTHS:
        return Word(lower, "month", printed, clause)
    if lower in _spelt():
        return Word(_spelt()[lower], "number", printed, clause)
    if lower in _poles():
        axis, pole, strict = _poles()[lower]
        return Word(stem(lower), "direction", printed, clause, axis=axis, pole=pole, strict=strict)
    if lower in words_of("function") or _denies(lower):
        return Word(lower, "function", printed, clause)
    return Word(stem(lower), "name" if printed[0].isupper() and not first else "word", printed, clause)


def _number_of(match: re.Match[str], clause: int) -> Word:
    value = re.sub(r",(?=\d{3}\b)", "", match["number"])
    if match["percent"]:
        return Word(f"{value}%", "number", match.group(), clause)
    if re.fullmatch(r"(?:19|20)\d\d(?:/\d\d)?", value):
        return Word(value, "year", match.group(), clause)
    return Word(value.lstrip("0") or "0", "number", match.group(), clause)


def _deny(words: Sequence[Word]) -> Iterator[Word]:
    """Words with the number of the negation before them in their clause that reaches them."""
    reach, clause, denials = 0, -1, 0
    for word, following in zip(words, [*words[1:], None], strict=False):
        if word.clause != clause or word.value in words_of("ends a denial"):
            reach, clause = 0, word.clause
        lower = word.printed.lower()
        if _denies(lower) and (following is None or following.value not in words_of("not denied")):
            reach, denials = _SCOPE, denials + 1
            yield word
        elif base := _denied_base(lower):
            denials += 1
            yield replace(word, value=stem(base), denial=denials)
        else:
            yield replace(word, denial=denials) if reach > 0 else word
            reach -= word.tells


def _whole_year(year: str) -> str:
    return year if len(year) == 4 else f"20{year}"


def _denies(lower: str) -> bool:
    return lower in words_of("denies") or lower.endswith("n't")


def _denied_base(lower: str) -> str:
    """What a word such as ``ineffective`` denies."""
    base = re.sub(r"^(?:in|un)(?=\w{3})", "", lower)
    return base if base != lower and base.removesuffix("ly") in words_of("denied by in- or un-") else ""
