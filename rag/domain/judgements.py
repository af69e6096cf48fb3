"""A question to the areas of judgement that it asks about, and the grades that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rag.domain.frameworks import area_named, areas, either, frameworks, grade_told, grades, overall

_EVERY_AREA = re.compile(
    r"\bsub-?judgements?\b|\b(all|every|each) (the )?(areas?|judgements?)\b", re.IGNORECASE
)
_WHICH_AREA = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,2}?(?:areas?|parts?|bits?|aspects?|judge?ments?)\b"
    r"|\b(?:one|another|other) (?:area|part|judge?ment)\b",
    re.IGNORECASE,
)
_JUDGED = re.compile(
    r"\b(?:grad(?:e[sd]?|ings?)|rat(?:ed?|ings?)|judge[ds]?|judge?ments?|scor(?:e[sd]?|ings?))\b",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\b(?:judged|judge?ments?|rated|graded)\b", re.IGNORECASE)


def find_areas(question: str) -> tuple[str, ...]:
    """Codes of the areas of judgement named, as ``Judgement.area`` uses them."""
    if _EVERY_AREA.search(question):
        return tuple(_asked())
    return tuple(code for code, words in _asked().items() if words.search(question))


def tell_apart(named: Sequence[str]) -> list[str]:
    """Areas named, each by one code: what covers two of them stands for both, and all are as none."""
    if set(named) == set(_asked()):
        return []
    joined = {code for area in named for code in area_named(area).joins}
    return [area for area in named if area not in joined and area_named(area).same_as not in named]


def asks_which_area(question: str) -> bool:
    """Whether a question asks which area of judgement it is that has, or lost, some grade."""
    return bool(_WHICH_AREA.search(question))


def find_grades(question: str) -> tuple[str, ...]:
    """The grades that a question names; "good or better" and "less than good" name all on that side."""
    for framework in frameworks():
        worse, better = _compared(framework.scale)
        if match := worse.search(question):
            return framework.scale[: framework.rank(grade_told(match["grade"]))]
        if match := better.search(question):
            return framework.scale[framework.rank(grade_told(match["grade"])) :]
    found = []
    for grade, words in _named().items():
        if words.search(question):
            found.append(grade)
        question = _told()[grade].sub(" ", question)  # "improvement to be good" names no good
    return tuple(found)


def find_grades_of_reports(question: str) -> tuple[str, ...]:
    """The grades of the reports that a question is on: ``what do outstanding authorities do on…``."""
    told = (match["before"] or match["after"] for match in _graded().finditer(question))
    return tuple(dict.fromkeys(filter(None, map(grade_told, told))))


def without_grade_before(question: str) -> str:
    """A question without the grade that something was before: ``from good``."""
    return _from().sub(" ", question)


def find_move(question: str) -> tuple[str, str] | None:
    """The grades that a question asks from and to: ``from inadequate straight to good``."""
    match = _from_to().search(question)
    return (grade_told(match["before"]), grade_told(match["after"])) if match else None


def names_judgements(question: str) -> bool:
    """Whether a question speaks of judgements at all."""
    whole = _asked().get(overall())
    return bool(_JUDGED.search(question) or (whole and whole.search(question)))


def tells_judgement(text: str, named: tuple[str, ...]) -> bool:
    """Whether prose tells a grade of one of the areas, as reports do of earlier inspections."""
    told = _TOLD.search(text)
    return bool(told and find_grades(text) and (not named or set(find_areas(text)) & set(named)))


@cache
def _asked() -> dict[str, re.Pattern[str]]:
    return {code: _words(area.asked) for code, area in areas().items() if area.asked}


@cache
def _named() -> dict[str, re.Pattern[str]]:
    """Of each grade the words that name it in a question."""
    return {grade.grade: _words(either(grade.asked or grade.told)) for grade in grades()}


@cache
def _told() -> dict[str, re.Pattern[str]]:
    """Of each grade the bare word for it."""
    return {grade.grade: _words(grade.told) for grade in grades()}


@cache
def _compared(scale: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What names the grades of a scale that are worse than one, and those that are not."""
    grade = either(*(grade.told for grade in grades() if grade.grade in scale))
    return (
        _words(rf"(?:(?:less|lower|worse) than|below) (?P<grade>{grade})"),
        _words(rf"(?P<grade>{grade}) (?:or|and) (?:better|above)"),
    )


@cache
def _graded() -> re.Pattern[str]:
    grade = either(*(grade.told for grade in grades()))
    rated = r"(?:rated|judged|graded)"
    whose = r"(?:(?:local|children['’]?s|[-–] ?rated|rated|judged|graded|overall) ?(?:services )?){0,3}"
    what = r"(?:authorit\w+|councils?|las?|reports?|inspections?|areas?|places|boroughs|departments?|ones)"
    after = rf"{rated} (?:as |overall )?(?P<after>{grade})"
    return _words(rf"(?P<before>{grade})[ -]{whose}{what}|{after}")


@cache
def _from() -> re.Pattern[str]:
    return _words(rf"from (?:an? )?(?:{either(*(grade.told for grade in grades()))}|\w+)")


@cache
def _from_to() -> re.Pattern[str]:
    grade = either(*(grade.told for grade in grades()))
    way = r"(?:straight |directly |right )?(?:up |down )?"
    return _words(rf"from (?:an? )?(?P<before>{grade}) {way}to (?P<after>{grade})")


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
