"""A question to the areas of judgement that it asks about, and the grades that it names."""

from __future__ import annotations

import re

from rag.terms import content_words

_AREAS: tuple[tuple[str, str], ...] = (
    ("leaders", r"leaders?(?:hip)?|impact of leaders|managers? (?:rated|judged)"),
    (
        "help_and_protection",
        r"help (?:and|&) protection|need(?:ing)? help|child protection (?:grade|rating|judgement)",
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
_GRADES = (
    ("requires improvement", r"requir(?:es?|ed|ing) improvement"),
    ("inadequate", r"inadequate"),
    ("outstanding", r"outstanding"),
    ("good", r"(?:rated|judged|graded|drop(?:ped)? to|straight to|get|got|was|is|be) (?:as )?good"),
)


def find_areas(question: str) -> tuple[str, ...]:
    """Codes of the areas of judgement named, as ``Judgement.area`` uses them."""
    if _EVERY_AREA.search(question):
        return tuple(code for code, _ in _AREAS)
    return _found(_AREAS, question)


def asks_which_area(question: str) -> bool:
    """Whether a question asks which area of judgement it is that has, or lost, some grade."""
    return bool(_WHICH_AREA.search(question))


def find_grades(question: str) -> tuple[str, ...]:
    """The grades that a question names, on Ofsted's scale."""
    return _found(_GRADES, question)


def names_only_judgements(words: str) -> bool:
    """Whether nothing is left of the words of a question once areas of judgement and grades are taken out."""
    for _, named in (*_AREAS, *_GRADES, ("good", "good")):
        words = re.sub(rf"\b(?:{named})\b", " ", words, flags=re.IGNORECASE)
    return not content_words(words)


def tells_judgement(text: str, areas: tuple[str, ...]) -> bool:
    """Whether prose tells a grade of one of the areas, as reports do of earlier inspections."""
    told = re.search(r"\b(judged|judge?ments?|rated|graded)\b", text, re.IGNORECASE)
    return bool(told and find_grades(text) and (not areas or set(find_areas(text)) & set(areas)))


def _found(table: tuple[tuple[str, str], ...], question: str) -> tuple[str, ...]:
    return tuple(name for name, words in table if re.search(rf"\b(?:{words})\b", question, re.IGNORECASE))
