"""A comparison to statements: the grades side by side, then what is said of each authority."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.change import state_change
from rag.answering.declining import is_answer
from rag.answering.evidence import Evidence
from rag.answering.grades import Graded, grades_on, matrix, state_grades, tabulate
from rag.answering.sides import quote_side, state_side, when_of
from rag.answering.statements import Part, Statement, say
from rag.domain.frameworks import overall
from rag.domain.reports import names_only_inspections
from rag.model import Document

WORDS = 100  # of quotation on each authority; of 80, 100 and 120 as training/fit.py judges answers
_WHO_IS_BETTER = re.compile(
    r"\b(?:compar\w+|better|best|worse|worst|strong(?:er|est)|direction|differen\w+|against|versus|vs?)\b",
    re.IGNORECASE,
)


def state_comparison(evidence: Evidence) -> list[Statement]:
    """Who has which grade, then what the documents say of each authority, in the question's order."""
    names = evidence.query.scope.authorities
    if not names:
        return state_grades(evidence) if "judgements" in evidence.query.slots.wants else []
    if len(names) == 1:
        return state_change(evidence)
    sides = [_documents_on(evidence, name) for name in names]
    graded = [grades_on(documents, _areas(evidence, documents)) for documents in sides]
    statements = _state_sides(graded)
    if statements and _is_on_nothing_else(evidence):
        return statements
    told = [(name, document) for name, documents in zip(names, sides, strict=True) for document in documents]
    found = [quote_side(evidence, [document], words=WORDS) for _, document in told]
    if not statements and not any(is_answer(evidence, side) for side in found):
        return []
    for (name, document), quotations in zip(told, found, strict=True):
        statements += state_side(evidence, quotations, f"{name}, {when_of(document)}")
    return statements


def _documents_on(evidence: Evidence, name: str) -> list[Document]:
    """Those on an authority that are compared: of the years asked for, else the latest that answers."""
    own = [document for document in evidence.scope if document.authority == name]
    if evidence.query.scope.years or len(own) < 2:
        return own
    if _is_on_nothing_else(evidence):
        return [document for document in own if document.judgements][-1:]
    answering = [
        document for document in own if is_answer(evidence, quote_side(evidence, [document], words=WORDS))
    ]
    return (answering or own)[-1:]


def _areas(evidence: Evidence, documents: Sequence[Document]) -> tuple[str, ...]:
    """The areas whose grades are compared: every one where grades are asked for, or nothing else is named.

    None where the question is for a fact on each, not for which is the better.
    """
    query = evidence.query
    if "judgements" not in query.slots.wants and not _WHO_IS_BETTER.search(query.question):
        return ()
    if not query.slots.areas and ("judgements" in query.slots.wants or _is_on_nothing_else(evidence)):
        return tuple(dict.fromkeys(j.area for document in documents for j in document.judgements))
    return query.slots.areas


def _is_on_nothing_else(evidence: Evidence) -> bool:
    """Whether it is asked who is the better, and nothing in what."""
    return names_only_inspections(w for w in evidence.query.terms.own_words if not _WHO_IS_BETTER.search(w))


def _state_sides(sides: Sequence[Sequence[Graded]]) -> list[Statement]:
    """The grades of the sides: in one line where each has one, as a table where they have more."""
    found = [grade for side in sides for grade in side]
    if not found:
        return []
    if all(len(side) == 1 for side in sides):
        return [_tell_who(found)]
    if any(len({grade.document.id for grade in side}) > 1 for side in sides):
        return tabulate(found)
    names = [f"{side[0].document.authority}, {side[0].when}" for side in sides if side]
    of_all = [grade for grade in found if grade.area == overall()]
    lead = [_tell_who(of_all)] if len(of_all) == len(sides) else []
    return [*lead, *matrix([side for side in sides if side], names)]


def _tell_who(found: Sequence[Graded]) -> Statement:
    """The first line of a comparison: the grade of each, the best first; or the one that they share."""
    facts = tuple(grade.fact for grade in found)
    if len({grade.grade for grade in found}) == 1:
        return say(
            f"**The same grade: {found[0].printed.lower()}** ",
            *(grade.source for grade in found),
            facts=facts,
        )
    parts: list[Part] = []
    for at, grade in enumerate(sorted(found, key=lambda grade: -grade.rank)):
        parts += ["; " if at else "", f"**{grade.document.authority}: {grade.printed.lower()}** "]
        parts += [f"({grade.when}) ", grade.source]
    return say(*parts, facts=facts)
