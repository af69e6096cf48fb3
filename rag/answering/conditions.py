"""A question to conditions on the rows of plans: which table, whose, of which theme, due when, how high."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.answering.claims import words_of
from rag.language.stems import stem, stems
from rag.language.terms import content_words, spell_out
from rag.model import MONTHS, Action, Measure

Row = Action | Measure
HALF = 0.5  # of the words that tell a post from others, the first among them, that a question has to hold
MOST = 0.6  # of the words of a theme's name, where the question does not say that it means a theme
_ACTIONS = re.compile(r"\b(?:actions?|tasks?|steps?|to-?dos?|jobs?)\b", re.IGNORECASE)
_MEASURES = re.compile(
    r"\b(?:kpis?|measures?|indicators?|targets?|metrics?|rates?|percentages?|figures?|goals?)\b",
    re.IGNORECASE,
)
_POST = re.compile(
    r"\b(?:head\w*|managers?|directors?|workers?|officers?|chairs?|leads?|coordinators?)\b", re.IGNORECASE
)
_SHORT_POST = re.compile(r"\b(?:[A-Z]{2,4}\b|[A-Za-z]{2,4}(?=\s+(?i:manager|director|lead|officer)))")
_ANY_POST = stems("head headteacher manager director service services programme strategic team officer lead")
_MONTH = rf"(?P<month>{'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in MONTHS)}|christmas)"
_DUE = re.compile(
    r"\b(?P<way>by|before|after|since|from|until|in|for|during)\s+(?:the\s+)?(?:end\s+of\s+|start\s+of\s+)?"
    rf"(?:{_MONTH}\b\s*)?(?P<year>20\d\d\b(?!\s*[-–/]\s*\d|\s+(?:improvement\s+)?plan))?",
    re.IGNORECASE,
)
_PRINTED_DUE = re.compile(r"(?:(?P<month>[A-Za-z]{3})[a-z]*\s*-?\s*)?(?:20)?(?P<year>\d\d)$")
_TARGET = re.compile(
    r"\b(?P<way>over|above|more than|higher than|at least|under|below|less than|lower than|at most)\s+"
    r"(?P<figure>\d+(?:\.\d+)?)\s?(?P<unit>%|per ?cent)?",
    re.IGNORECASE,
)
_NUMBERED_THEME = re.compile(r"\b(?:theme|priority)\s+(?P<number>\d+)\b", re.IGNORECASE)
_BEFORE, _AFTER, _HIGH = (
    ("by", "before", "until"),
    ("after", "since", "from"),
    ("over", "above", "more", "higher"),
)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row has to be like: as the reader is told, the words of the question that say so, the test."""

    told: str
    words: frozenset[str]
    holds: Callable[[Row], bool]


def find_conditions(question: str, rows: Sequence[Row], *, begins: str) -> list[Condition]:
    """The conditions that a question puts on these rows; none where it only says what they are about.

    ``begins`` is the date of their plan: a month without a year is the first one after it.
    """
    made = (
        _of_table(question),
        _of_post(question, rows),
        _of_theme(question, rows),
        _of_date(question, begins),
        _of_target(question),
    )
    return [condition for condition in made if condition]


def asks_how_high(question: str) -> bool:
    """Whether a question is for the targets over or under a figure."""
    return bool(_TARGET.search(question))


def owner_of(row: Row) -> str:
    """Who is answerable for a row, as it is printed."""
    return row.lead if isinstance(row, Action) else row.officer


def _of_table(question: str) -> Condition | None:
    actions, measures = _ACTIONS.search(question), _MEASURES.search(question)
    if bool(actions) == bool(measures):
        return None
    table = Action if actions else Measure
    words = stems(" ".join(pattern.group() for pattern in (actions, measures) if pattern))
    return Condition("", frozenset(words), lambda row: isinstance(row, table))


def _of_post(question: str, rows: Sequence[Row]) -> Condition | None:
    """Whose rows are asked for: a post named as people do, ``the virtual school head``."""
    if not _POST.search(question):
        return None
    asked = stems(" ".join([question, *spell_out(question)]))
    posts = {post: _telling(post) for post in _posts_of(rows)}
    short = {token.lower() for token in _SHORT_POST.findall(question)}
    named = {
        post: 1.0 if _initials(post, short) else len(asked & set(words)) / len(words)
        for post, words in posts.items()
        if words and (_initials(post, short) or (words[0] in asked and _share(asked, set(words)) >= HALF))
    }
    if not named:
        return None
    post = max(named, key=lambda owner: (named[owner], -len(posts[owner])))
    words = frozenset(posts[post]) | stems(" ".join([*_POST.findall(question), *short]))
    return Condition(post, words, lambda row: post in owner_of(row))


def _posts_of(rows: Sequence[Row]) -> list[str]:
    """The posts that rows name; two printed in one cell are two."""
    cells = [owner for owner in dict.fromkeys(map(owner_of, rows)) if owner]
    posts: dict[str, None] = {}
    for cell in cells:
        inside = [other for other in cells if other != cell and other in cell]
        rest = cell
        for other in inside:
            rest = rest.replace(other, " ")
        posts.update(dict.fromkeys([*inside, rest.strip()] if rest.strip() else inside))
    return list(posts)


def _telling(post: str) -> list[str]:
    """The words that tell a post from others, in order."""
    return [stem(word) for word in content_words(post) if stem(word) not in _ANY_POST]


def _initials(post: str, short: Iterable[str]) -> bool:
    """Whether a post is called by its first letters: ``the QA manager``, ``PSW``."""
    letters = "".join(word[0] for word in re.findall(r"[A-Za-z]+", post) if word[0].isupper()).lower()
    return any(letters.startswith(token) for token in short)


def _of_theme(question: str, rows: Sequence[Row]) -> Condition | None:
    themes = list(dict.fromkeys(row.theme for row in rows if row.theme))
    if numbered := _NUMBERED_THEME.search(question):
        number = re.compile(rf"\w+ {numbered['number']}\b")
        named = [theme for theme in themes if number.match(theme)]
    else:
        share = {theme: _share(stems(question), _named(theme)) for theme in themes}
        best = max(share.values(), default=0.0)
        meant = best >= MOST or (best and re.search(r"\btheme\b", question, re.IGNORECASE))
        named = [theme for theme in themes if meant and share[theme] == best]
    if not named:
        return None
    numbers = {theme.partition(":")[0] for theme in named}  # a table may print the rest otherwise
    words = frozenset(stems(" ".join(named)))
    return Condition(named[0], words, lambda row: row.theme.partition(":")[0] in numbers)


def _named(theme: str) -> set[str]:
    return stems(" ".join(content_words(theme.partition(":")[2] or theme)))


def _share(asked: set[str], words: set[str]) -> float:
    return len(asked & words) / len(words) if words else 0.0


def _of_date(question: str, begins: str) -> Condition | None:
    """By, before, in or after which month or year a row is due."""
    found = next((match for match in _DUE.finditer(question) if match["month"] or match["year"]), None)
    if not found:
        return None
    month = "december" if (found["month"] or "").lower() == "christmas" else found["month"]
    asked, way = _when(month, found["year"]), found["way"].lower()
    if asked[0] is None and asked[1] and begins[:4].isdigit():
        asked = (int(begins[:4]) + (asked[1] < int(begins[5:7] or 1)), asked[1])

    def holds(row: Row) -> bool:
        printed = _PRINTED_DUE.search(row.due.strip())
        if not printed:
            return False
        due = _when(printed["month"], printed["year"])
        if way in _AFTER:
            return _later(due, asked) if way == "after" else _later(due, asked) or _same(due, asked)
        if way in _BEFORE:
            return _later(asked, due) if way == "before" else not _later(due, asked)
        return _same(due, asked)

    return Condition(found.group().strip(), frozenset(stems(found.group())), holds)


Month = tuple[int | None, int | None]
"""The year and the month that are named; None for what is not."""


def _when(month: str | None, year: str | None) -> Month:
    names = [name[:3].lower() for name in MONTHS]
    at = names.index(month[:3].lower()) + 1 if month and month[:3].lower() in names else None
    return (2000 + int(year[-2:]) if year else None), at


def _later(one: Month, other: Month) -> bool:
    """Whether one is later as far as both are known; a month without a year is of any year."""
    if one[0] is None or other[0] is None:
        return bool(one[1] and other[1] and one[1] > other[1])
    return (one[0], one[1] or 12) > (other[0], other[1] or 12)


def _same(one: Month, other: Month) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _of_target(question: str) -> Condition | None:
    """How high the target of a measure is."""
    found = _TARGET.search(question)
    if not found:
        return None
    way, asked = found["way"].lower(), float(found["figure"])

    def holds(row: Row) -> bool:
        if not isinstance(row, Measure) or (found["unit"] and "%" not in row.target):
            return False
        figure = re.match(r"\d+(?:\.\d+)?", row.target)
        if not figure:
            return False
        target = float(figure.group())
        if way.startswith("at "):
            return target >= asked if way == "at least" else target <= asked
        return target > asked if way.split()[0] in _HIGH else target < asked

    return Condition(found.group(), frozenset(stems(found.group())), holds)


def words_beside(question_words: Iterable[str], conditions: Sequence[Condition]) -> set[str]:
    """What a question says besides its conditions, as stems."""
    told = frozenset[str]().union(*(condition.words for condition in conditions))
    beside = stems(" ".join(question_words)) - told
    return beside if beside - stems(" ".join(words_of("plans"))) else set()
