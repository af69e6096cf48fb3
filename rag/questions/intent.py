"""A question to its kind: what form its answer takes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from rag.model import QuestionKind
from rag.questions.judgements import find_areas, find_grades
from rag.questions.kinds import Kind

# Of questions that prose answers, or the rows of a plan: the form that the answer takes, tried in order.
_FORMS: tuple[tuple[QuestionKind, tuple[str, ...]], ...] = (
    (
        "list",
        (
            r"^\s*(please )?list\b",
            r"\blist (all|every|of|the|what)\b",
            r"\b(full|whole|complete) list\b",
            r"\bname (the|all)\b",
            r"\bwhich (bits|parts|areas|aspects)\b",
            r"\bwhat (are|were) (all )?the (\w+ )?(themes|actions|targets|priorities|kpis|measures)\b",
            r"\bwhat do(es)? the\b.*\b(colours|ratings|levels|codes)\b.*\bmean\b",
            r"\ball the\b",
            r"\bevery\b.*\b(target|action|measure|kpi)s?\b",
        ),
    ),
    (
        "why",
        (r"\bwhy\b", r"\breasons?\b", r"\bwhat (caused|was behind|led to|explains)\b", r"\bhow come\b"),
    ),
    (
        "person_date",
        (
            r"\bwho('s|s| is| was| led| leads| ran| inspected| signed)\b",
            r"\bwhose\b",
            r"\bwhen (was|were|is|did|will)\b",
            r"\bwhat (month|date|dates|day|year)\b",
            r"\blead inspector\b",
            r"\bby when\b",
        ),
    ),
    (
        "number",
        (
            r"\bhow (many|much|often|old|long|far)\b",
            r"\b(percentage|per ?cent|proportion|share|average|number)\b",
            r"%",
            r"\btargets?\b",
            r"\baiming for\b",
        ),
    ),
    (
        "definition",
        (
            r"\bwhat (does|do|did|is|are)\b.*\b(mean|meant|stand for)\b",
            r"\bdefin(e|ition)\b",
            r"\bwhat (is|are) (an?|the) (?-i:[A-Z]{2,})\b",
        ),
    ),
    (
        "yes_no",
        (r"^\s*(so |and |but |ok )?(is|are|was|were|did|does|do|has|have|had|can|could|will|would)\b",),
    ),
)
_OF_KIND: Mapping[Kind, QuestionKind] = {
    "change": "change",
    "compare": "compare",
    "target": "target",
    "improvements": "list",
    "grades": "grade",
    "dates": "person_date",
    "people": "person_date",
    "across": "aggregate",
    "corpus": "aggregate",
    "smalltalk": "out_of_scope",
    "advice": "out_of_scope",
    "unrelated": "out_of_scope",
}
# The kinds of paragraphs that hold what some words ask for.
_WANTED = {
    "judgements": (r"rated|ratings?|grade[sd]?|judged|judge?ments?|overall|failed by|came out"),
    "front page": (
        r"inspector|who (led|ran|inspected)|inspected|what dates?|inspection dates?|director|version"
        r"|when (was|were|is|did)\b.*\b(inspection|inspect|visit)"
    ),
    "signature": r"inspector|who (led|ran|inspected|signed)",
    "measure": r"targets?|kpis?|measures?|indicators?|aiming for|goal|meant to be",
    "action": r"actions?|due|by when|deadline|lead on",
}

_OF_PEOPLE: Mapping[Kind, tuple[str, ...]] = {"dates": ("front page",), "people": ("front page", "signature")}

_COMPILED = [(kind, [re.compile(p, re.IGNORECASE | re.DOTALL) for p in rules]) for kind, rules in _FORMS]


def kind_of(question: str, likely: Mapping[Kind, float], *, authorities: int) -> QuestionKind:
    """The kind of a question that names that many authorities, by how likely each kind of answer is wanted.

    Kinds that are answered alike count together, and where none is likelier than not prose is quoted.
    A question that names several authorities compares them, and one that names a single authority is
    not on them all: what it compares are its periods.
    """
    together: dict[QuestionKind | None, float] = defaultdict(float)
    for wanted, likelihood in likely.items():
        together[_OF_KIND.get(wanted)] += likelihood
    kind = next((kind for kind, likelihood in together.items() if likelihood > 0.5), None)
    if kind != "out_of_scope" and authorities > 1:
        return "compare"
    if authorities == 1 and kind in ("aggregate", "compare"):
        return "change" if kind == "compare" else form_of(question)
    return kind or form_of(question)


def form_of(question: str) -> QuestionKind:
    """The form of an answer from prose, or from the rows of a plan."""
    for kind, patterns in _COMPILED:
        if any(pattern.search(question) for pattern in patterns):
            return kind
    return "fact"


def find_wanted_kinds(question: str, likely: Mapping[Kind, float], kind: QuestionKind) -> tuple[str, ...]:
    """The kinds of paragraphs that a question asks for by name, as ``Paragraph.kind`` has them."""
    wanted = [k for k, words in _WANTED.items() if re.search(rf"\b({words})\b", question, re.IGNORECASE)]
    likeliest = max(likely, key=lambda kind: likely[kind])
    if kind == "person_date":
        wanted += [own for own in _OF_PEOPLE.get(likeliest, ()) if own not in wanted]
    judged = kind == "grade" or find_grades(question) or (kind == "change" and find_areas(question))
    if judged and "judgements" not in wanted:
        wanted.append("judgements")
    if kind == "list" and likeliest == "improvements":
        wanted.append("improvement")
    return tuple(wanted)
