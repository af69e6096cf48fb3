"""A question to its kind: what form its answer takes."""

from __future__ import annotations

import re

from rag.model import QuestionKind
from rag.questions.judgements import find_grades

# Tried in order; the first kind of which a pattern is found decides. People write as they
# speak, so a pattern looks for the few words that carry the kind, not for whole phrases.
_RULES: tuple[tuple[QuestionKind, tuple[str, ...]], ...] = (
    (
        "out_of_scope",
        (
            r"\b(ignore|disregard|forget)\b.{0,30}\binstructions?\b",
            r"\bsystem prompt\b",
            r"\bpretend (to be|you)\b",
            r"\byou are now\b",
            r"\b(write|compose|tell) (me )?an? (poem|joke|song|story|essay)\b",
            r"^(so |and |but |ok )?should\b",
            r"\bwould you (say|recommend|advise)\b",
            r"\bdo you (think|agree|recommend)\b",
            r"\byour (opinion|view)\b",
            r"\bdeserves? to\b",
        ),
    ),
    (
        "aggregate",
        (
            r"\b(which|what|how many|list|name)\b"
            r".*\b(councils?|authorit(y|ies)|reports?|boards?|lscbs?)\b(?!['’])"
            r".*\b(inadequate|outstanding|good|requires? improvement|worse|better|climbed|fell|dropped)\b",
            r"\b(most recent|latest|newest)\b.*\b(report|inspection|document)s?\b.*\b(have|got|loaded|who)\b",
            r"^\W*which\b.*\b(went|moved|climbed|jumped|rose|fell|dropped)\b.*\b(inadequate|outstanding|good)\b",
            r"\bwho (got|was|were|is|are|has)\b.*\b(inadequate|outstanding|good|requires? improvement)\b",
        ),
    ),
    (
        "compare",
        (
            r"\bcompar(e|ed|es|ison)\b",
            r"\bversus\b",
            r"\bvs?\b\.?\s",
            r"\bstack(s|ed)? up\b",
            r"\bwhich (one|authority|council)\b.*\b(better|stronger|best|worse|worst)\b",
            r"\bwho does\b.*\bbest\b",
        ),
    ),
    (
        "target",
        (
            r"\b(hit|met|meet|reach(ed)?|achieved?|miss(ed)?)\b.*\b(targets?|goals?|aims?)\b",
            r"\b(targets?|goals?)\b.*\b(hit|met|meet|reach(ed)?|achieved?|happen(ed)?)\b",
            r"\b(targets?|goals?)\b.*\b(get there|find|found)\b",
            r"\b(plan(ned)? (wanted|to)|promised|aim(ed|ing)? for)\b.*\b(did|does|happen(ed)?|suggest)\b",
        ),
    ),
    (
        "list",
        (
            r"^\s*(please )?list\b",
            r"\blist (all|every|of|the|what)\b",
            r"\b(full|whole|complete) list\b",
            r"\bname (the|all)\b",
            r"\bneed(s|ed)? to improve\b",
            r"\b(areas?|points?) for improvement\b",
            r"\brecommendations?\b",
            r"\b(tell|told|asked)\b.*\bto (improve|fix)\b",
            r"\bha(s|ve|d) to (fix|improve|put right)\b",
            r"\bwhich (bits|parts|areas|aspects)\b",
            r"\bwhat (are|were) (all )?the (\w+ )?(themes|actions|targets|priorities|kpis|measures)\b",
            r"\bwhat do(es)? the\b.*\b(colours|ratings|levels|codes)\b.*\bmean\b",
            r"\ball the\b",
            r"\bevery\b.*\b(target|action|measure|kpi)s?\b",
        ),
    ),
    (
        "change",
        (
            r"\bchang(e|ed|es|ing)\b",
            r"\b(better or worse|worse or better|any better|any worse)\b",
            r"\bg[eo]t(ten|ting)? (better|worse)\b",
            r"\b(before|then) and (now|after)\b",
            r"\bmoved? on\b",
            r"\bsince (the|its|their|ofsted|it|20\d\d)\b",
            r"\bimproved\b",
            r"\bdeteriorat",
            r"\bbetween 20\d\d and 20\d\d\b",
            r"\bover (time|the years)\b",
            r"\bfewer\b",
            r"\bwent from\b",
            r"\bhow (has|have|did)\b.*\bdevelop",
            r"\blike before\b",
            r"\bused to be\b",
            r"\b(go|went|gone) (so |from )?(wrong|right|bad|outstanding|good|inadequate)\b",
            r"\bover the years\b",
            r"\bfrom 20\d\d to 20\d\d\b",
            r"\bcompar(e|ed|es|ison)\b.*\b20\d\d\b.*\b20\d\d\b",
            r"\b20\d\d\s*(v|vs|versus|against|compared (to|with))\.?\s*20\d\d\b",
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
        "grade",
        (
            r"\b(rated|ratings?|grades?|graded|judge[ds]?|judge?ments?)\b",
            r"\bfailed by\b",
            r"\bstill (outstanding|good|inadequate)\b",
            r"\bget (overall|for (leadership|overall))\b",
            r"\bwhat (was|were) the (result|outcome)s?\b",
            r"\bhow did \w+( \w+)? do in (its|the|their)\b",
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
# The kinds of paragraphs that hold what some words ask for.
_WANTED = {
    "judgements": (r"rated|ratings?|grade[sd]?|judged|judge?ments?|overall|failed by|came out"),
    "improvement": (
        r"need(s|ed)? to improve|for improvement|recommendations?|(tell|told)\b.*\bto improve|to fix"
    ),
    "front page": (
        r"inspector|who (led|ran|inspected)|inspected|what dates?|inspection dates?|director|version"
        r"|when (was|were|is|did)\b.*\b(inspection|inspect|visit)"
    ),
    "signature": r"inspector|who (led|ran|inspected|signed)",
    "measure": r"targets?|kpis?|measures?|indicators?|aiming for|goal|meant to be",
    "action": r"actions?|due|by when|deadline|lead on",
}

# What the sentences that answer such a question tend to hold.
_CUES: dict[QuestionKind, str] = {
    "change": (
        r"improv|since|previous|deteriorat|declin|progress|strengthen|now\b|no longer|doubled|increas|reduc"
        r"|fallen|risen|last inspection|not yet|still|remain"
    ),
    "compare": (
        r"good|strong|strength|effective|poor|weak|variable|inconsistent|improv|deteriorat|robust|timel|delay"
        r"|not (always|consistently|sufficiently|yet|routinely)|too (many|often|slow)"
    ),
    "target": r"\d|target|aspiration|average|percentage|quality|most\b|all\b|too (many|variable)",
    "number": (
        r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|most|second|first)\b"
    ),
    "why": (
        r"because|due to|as a result|means? that|consequently|therefore|leading to|result(s|ed)? in"
        r"|contribut|impact"
    ),
    "person_date": r"\d|Head|Director|Manager|Inspector|M[rs]s?\b",
    "grade": r"judged|judge?ments?|rated|grade|inadequate|outstanding|requires? improvement",
}

_COMPILED = [(kind, [re.compile(p, re.IGNORECASE | re.DOTALL) for p in rules]) for kind, rules in _RULES]


def classify_question(question: str, *, authorities: int) -> QuestionKind:
    """The kind of a question that names that many authorities.

    Only one that names none is on them all, and one that names a single authority compares
    nothing with another: what it asks is how that one changed.
    """
    for kind, patterns in _COMPILED:
        if (kind == "aggregate" and authorities) or (kind == "compare" and authorities == 1):
            continue
        if kind != "out_of_scope" and authorities > 1:
            return "compare"
        if any(pattern.search(question) for pattern in patterns):
            return kind
    return "fact"


def find_wanted_kinds(question: str, kind: QuestionKind) -> tuple[str, ...]:
    """The kinds of paragraphs that a question asks for by name, as ``Paragraph.kind`` has them."""
    wanted = [k for k, words in _WANTED.items() if re.search(rf"\b({words})\b", question, re.IGNORECASE)]
    if (kind in ("grade", "change") or find_grades(question)) and "judgements" not in wanted:
        wanted.append("judgements")
    return tuple(wanted)


def cue_of(kind: QuestionKind) -> str:
    """A pattern for what sentences that answer such a question tend to hold; empty for none."""
    return _CUES.get(kind, "")
