"""A question to the areas of judgement that it asks about, and the grades that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

_AREAS: tuple[tuple[str, str], ...] = (
    ("leaders", r"leaders?(?:hip)?|impact of leaders|managers? (?:rated|judged)"),
    (
        "help_and_protection",
        r"help (?:and|&) protection|need(?:ing)? help|child protection (?:grade|rating|judgement|side|part)",
    ),
    ("care_and_care_leavers", r"(?:children )?in care (?:and|&) care leavers"),
    ("care_leavers", r"care[- ]leavers?|leaving care"),
    ("in_care", r"(?:children|kids) in care|looked[- ]after"),
    ("looked_after", r"looked[- ]after|(?:children|kids) in care"),
    ("adoption", r"adoption"),
    ("lscb", r"(?:local )?safeguarding (?:children(?:['’]s)? )?boards?|LSCBs?"),
    ("overall", r"overall"),
)
_EVERY_AREA = re.compile(
    r"\bsub-?judgements?\b|\b(all|every|each) (the )?(areas?|judgements?)\b", re.IGNORECASE
)
_WHICH_AREA = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,2}?(?:areas?|parts?|bits?|aspects?|judge?ments?)\b"
    r"|\b(?:one|another|other) (?:area|part|judge?ment)\b",
    re.IGNORECASE,
)
_JUDGED = re.compile(
    r"\b(?:grad(?:e[sd]?|ings?)|rat(?:ed?|ings?)|judge[ds]?|judge?ments?|scor(?:e[sd]?|ings?)|overall)\b",
    re.IGNORECASE,
)
# Of a word as common as "good", what stands before or behind it where it is a grade.
_BEFORE_GOOD = (
    r"rated|judged|graded|to|straight to|from|is|are|was|were|be|been|still|now|overall|ever|all|as|of|at"
    r"|below|than|or|only|leadership|leaders|protection|care|leavers?|adoption"
    r"|(?:gets?|got|give\w*|award\w*|its|holds?|held|earn\w*|had|has)(?: an?)?"
)
_NO_GRADE = (
    r"(?!\s+(?:enough|practice|quality|progress|at|work|examples?|on|ideas?|outcomes?|support|start|news|morning"
    r"|afternoon|evening|weekend|luck|bits?|points?|things?|jobs?|care|way|school)\b)"
)
_GRADES = (  # the best last
    ("inadequate", r"inadequates?\b|(?:got|was|were|been|being) failed\b"),
    ("requires improvement", r"requir(?:es?|ed|ing) improvement(?: to be good)?\b|(?-i:RI)\b"),
    (
        "good",
        rf"(?:{_BEFORE_GOOD}) good\b{_NO_GRADE}|goods\b"
        r"|good (?:or|overall|authorit\w+|councils?|ones|rating|grade|judge?ments?)\b",
    ),
    ("outstanding", r"outstandings?\b|top marks?\b"),
)
_OR_BETTER, _LESS_THAN = (
    re.compile(rf"\b{words}", re.IGNORECASE)
    for words in (r"good (?:or|and) (?:better|above)", r"(?:less|lower|worse) than good|below good")
)
_ANY_GRADE = r"inadequate|requires? improvement(?: to be good)?|RI|good|outstanding"
_FROM_TO = re.compile(
    rf"\bfrom (?:an? )?(?P<before>{_ANY_GRADE}) (?:straight |directly |right )?(?:up |down )?"
    rf"to (?P<after>{_ANY_GRADE})\b",
    re.IGNORECASE,
)


def find_areas(question: str) -> tuple[str, ...]:
    """Codes of the areas of judgement named, as ``Judgement.area`` uses them."""
    if _EVERY_AREA.search(question):
        return tuple(code for code, _ in _AREAS)
    return _found(_AREAS, question)


def tell_apart(areas: Sequence[str]) -> list[str]:
    """Areas named, each by one code: what covers two of them stands for both, and all are as none."""
    if set(areas) == {code for code, _ in _AREAS}:
        return []
    covered = {"looked_after"} if "in_care" in areas else set()
    if "care_and_care_leavers" in areas:
        covered |= {"in_care", "care_leavers"}
    return [area for area in areas if area not in covered]


def asks_which_area(question: str) -> bool:
    """Whether a question asks which area of judgement it is that has, or lost, some grade."""
    return bool(_WHICH_AREA.search(question))


def find_grades(question: str) -> tuple[str, ...]:
    """The grades that a question names, on Ofsted's scale; "good or better" and "less than good" name two."""
    worse, better = [name for name, _ in _GRADES[:2]], [name for name, _ in _GRADES[2:]]
    if _LESS_THAN.search(question):
        return tuple(worse)
    if _OR_BETTER.search(question):
        return tuple(better)
    plain = re.sub(r"\bimprovement to be good\b", "improvement", question, flags=re.IGNORECASE)
    return tuple(name for name, words in _GRADES if re.search(rf"\b(?:{words})", plain, re.IGNORECASE))


def find_move(question: str) -> tuple[str, str] | None:
    """The grades that a question asks from and to: ``from inadequate straight to good``."""
    match = _FROM_TO.search(question)
    return (_on_scale(match["before"]), _on_scale(match["after"])) if match else None


def _on_scale(printed: str) -> str:
    return "requires improvement" if re.match("require|ri$", printed, re.IGNORECASE) else printed.lower()


def names_judgements(question: str) -> bool:
    """Whether a question speaks of judgements at all."""
    return bool(_JUDGED.search(question))


def tells_judgement(text: str, areas: tuple[str, ...]) -> bool:
    """Whether prose tells a grade of one of the areas, as reports do of earlier inspections."""
    told = re.search(r"\b(judged|judge?ments?|rated|graded)\b", text, re.IGNORECASE)
    return bool(told and find_grades(text) and (not areas or set(find_areas(text)) & set(areas)))


def _found(table: tuple[tuple[str, str], ...], question: str) -> tuple[str, ...]:
    return tuple(name for name, words in table if re.search(rf"\b(?:{words})\b", question, re.IGNORECASE))
