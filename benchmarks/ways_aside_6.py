"""Two more ways of lying for the liar test, kept out of sight of whoever builds the checks.

Each is made as the ways of ``liars.py`` are: from a printed sentence, a statement that the paragraph
it cites does not bear out, in most of its words the same. One lifts a condition: what holds when, where,
if or unless something is so is told as holding whether it is so or not. The other tells what may be,
could be or is likely as what certainly is or has come about, and a risk of harm as harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.liars import Printed, Way, _put
from benchmarks.ways_aside_3 import _told
from rag.answering.statements import Statement

# ------------------------------------------------------------------ a condition lifted

ASKED = r"(?P<asked>necessary|needed|required|appropriate)"
CLAUSE = (  # what a condition begins with, if it is a clause of its own
    r"(?=(?:they|there|this|it|he|she|these|those|the|a|an|their|its|any|some|children|young people"
    r"|parents|families|carers|care leavers|social workers|staff|practice|managers|leaders|adults|plans"
    r"|needs|risks?|concerns?|issues|circumstances|assessments|cases|support|domestic|placements"
    r"|unaccompanied|disabled|brothers|contact|performance|thresholds|decisions|allegations|referrals"
    r"|changes|progress|additional|further|required|new|early|safeguarding|foster|adoption)\b)"
)
SHORT = (  # so that no main clause begins in it, where its comma is left out
    r"(?=(?!\S[^,;]* (?:there|these|those) (?:is|are|has|have)\b)(?:[^\s,;()\d]+ ){1,13}[^\s,;()\d]+,"
    r" (?!and\b|or\b|this\b|it\b))(?!.*\bcare a )"
)
WHETHER = ("whether or not ", "regardless of whether ")
CONDITIONS = [  # what is printed, what lifts it, and the share of such sentences that is taken
    (re.compile(pattern), lifted, share)
    for pattern, lifted, share in (
        (rf"^(?:When|Where|If) {ASKED}(?=,)", (r"Whether \g<asked> or not",), 1),
        (rf"^(?:When|Where|If) (?!{ASKED}\b){CLAUSE}{SHORT}", WHETHER, 0.4),
        (
            r"(?<=[a-z]),? unless (?!(?:and|or|as|in|at|by|with|part)\b)(?=[a-z]+ [a-z]+)",
            (" even if ", " even when "),
            1,
        ),
        (
            rf"(?<=[a-z]),? only (?:if|when|where) {CLAUSE}",
            (" whether or not ", " regardless of whether "),
            1,
        ),
        (rf"(?<=[a-z]),? (?:provided that|as long as) {CLAUSE}", (" whether or not ",), 1),
        (r"\bdepending on (?=[a-z])", ("regardless of ", "irrespective of "), 1),
        (rf"(?<=[a-z]) (?:when|where|if) {ASKED}(?=[,.])", (r" whether \g<asked> or not",), 0.7),
        (rf", (?:when|where|if) {ASKED},", (r", whether \g<asked> or not,",), 0.7),
        (rf"(?<=[a-z]),? (?:when|if) {CLAUSE}", (", whether or not ", ", regardless of whether "), 0.7),
        (r"(?<=[a-z]), where (?=there (?:is|are)\b)", (", whether or not ", ", regardless of whether "), 1),
    )
]
DENIED = re.compile(  # where the main clause says that little is so, or the condition that it is not
    r"\b(?:not|no|nor|never|none|neither|cannot|without|few|fewer|rarely|seldom|only(?! (?:if|when|where)\b)"
    r"|even|until|whether|regardless|how|why|what|than|unable|possible|inspectors?|lack\w*|fail\w*|too"
    r"|insufficient\w*|should|must|would|could|might|needs? to|as and"
    r"|attributed|transition\w*|assess(?:es)?|opportunity to)\b|n[’']t\b",
    re.IGNORECASE,
)
TIMED = re.compile(  # what a clause stands after that tells a time, a question or an example
    r"\b(?:was|were|had|been \d+|aged?|\d+|time|times|point|stage|occasions?|situations?|cases|instances"
    r"|circumstances|example|areas?|examples|places?|those|days?|weeks?|months?|years?"
    r"|ask\w*|see|check\w*|determine|consider|decid\w+|know\w*|unclear|sure|as|or|and|but|is|are"
    r"|especially|particularly|including|apart|except|except for|evident|felt|feel|happy|worr\w+|about"
    r"|for|from|to|on|of|respond|understand|recogni[sz]e|homes|households|settings|environments?|families)$"
)


ONCE = re.compile(  # what comes about once, to all that are told of: that it does is taken for granted
    r"\b(?:first|leav(?:e|es|ing)|turns?|reach(?:es)?|enters?|ends?|ceases?|do|does|comes? into|becomes?"
    r"|begins?|occurs?|takes?|start|came|went|did|was|were|had|approach(?:es)?|(?:is|are) to)\b"
)


def condition_lifted(printed: Printed) -> Iterator[Statement]:
    """What the paragraph says of one case is told as so in every case, the other included."""
    sentence = printed.sentence
    if printed.paragraph.kind == "improvement" or DENIED.search(sentence):
        return
    for pattern, lifted, share in CONDITIONS:
        match = pattern.search(sentence)
        if match:
            if _is_condition(sentence, match) and printed.dice("lifted").random() < share:
                new = match.expand(printed.dice("whether").choice(lifted))
                new = new if match.start() else f"{new[0].upper()}{new[1:]}"
                yield printed.cite(_begun(printed, _put(sentence, match, new)))
            return


def _is_condition(sentence: str, match: re.Match[str]) -> bool:
    """Whether what is lifted is the one condition of the sentence, and no time or place of a story."""
    before = sentence[: match.start()]
    rest = before + " " + sentence[match.end() :]
    condition = sentence[match.end() :] if before else sentence[match.end() :].partition(", ")[0]
    asked = match.groupdict().get("asked")
    if not asked and ONCE.search(condition):
        return False
    if re.search(r"\b(?:when|where|if|unless|whenever|once|wherever)\b", rest, re.IGNORECASE):
        return False
    story = re.search(r"\b(?:was|were|had|who|which|that)\b", before) and not asked
    return not before or (len(before.split()) > 3 and not TIMED.search(before) and not story)


# ------------------------------------------------------------------ what may be, told as certain

MANY = (  # what a verb in the plural can follow
    r"(?:(?<=that )|(?<=means )|(?<=mean )|(?<=, )|(?<=but )|^)"
    r"(?P<who>(?:(?:[Ss]ome|[Tt]hese|[Tt]hose|[Tt]he|[Mm]any|[Tt]heir) )?(?:[a-z]+ )?"
    r"(?:[Cc]hildren|people|parents|families|leavers|carers|workers|risks|needs|delays|plans"
    r"|opportunities|decisions|agencies|gaps|weaknesses|[Tt]hey))"
)
SURE = ("will certainly ", "will inevitably ", "will undoubtedly ")
HARM = (
    r"(?=(?:(?:continued|continuing|further|future|ongoing|actual|significant|serious|immediate|emotional"
    r"|physical|sexual|criminal|child|potential) (?:and )?)*(?:harm|abuse|neglect|exploitation)\b)"
)
BAD = (
    r"(?=(?:lead|result|mean|cause|delay|hinder|limit|affect|impact|make|prevent|have an?|leave|place|put"
    r"|contribute|impede|compromise|reduce|create|undermine|increase)\b)"
)
POSSIBLE = [  # what is printed, and what tells it as certain
    (re.compile(pattern), certain)
    for pattern, certain in (
        (
            rf"\b(?P<left>(?:leav(?:e|es|ing)|left|remain(?:s|ed|ing)?)\b"
            rf"(?: [a-z’-]+){{0,4}}?) at (?:[a-z-]+ (?:and [a-z-]+ )?)?risk of {HARM}",
            (r"\g<left> suffering ",),
        ),
        (r"\b(?:has|have) the potential to ", SURE),
        (rf"{MANY} (?:may|might|could) (?:well )?not have (?=[a-z]+)", (r"\g<who> have certainly not ",)),
        (rf"{MANY} (?:may|might) (?:well )?not be ", (r"\g<who> are certainly not ", r"\g<who> are never ")),
        (
            rf"{MANY} (?:may|might) (?:well )?be ",
            (r"\g<who> are certainly ", r"\g<who> are without doubt "),
        ),
        (rf"{MANY} (?:may|might) have (?=(?:[a-z]+ed|been|had)\b)", (r"\g<who> have certainly ",)),
        (r"\b(?:may|might) (?:well )?not (?!have\b)", ("will certainly not ", "will definitely not ")),
        (
            r"\b(?:may|might) (?:well |potentially )?have (?=(?:[a-z]+ed|been|led)\b)(?!.* if )",
            ("would certainly have ", "would without doubt have "),
        ),
        (r"\b(?:may|might) (?:well |also |potentially |therefore )?(?=[a-z]+)(?!have |not )", SURE),
        (
            r"\bcould (?:potentially )?(?=be (?:(?:further|more|better|[a-z]+ly) )*"
            r"(?:improved|strengthened|enhanced|developed|missed|delayed|avoided|compromised|better)"
            r"(?!.* (?:by|with|through|if)\b))",
            ("will certainly ", "will definitely "),
        ),
        (rf"\b(?:could|can) (?:potentially |also |sometimes )*(?!have an?\b.*\badvocate){BAD}", SURE),
        (r"\b(?P<be>is|are) (?:more )?likely (?=to\b)(?! to (?:be )?suffer)", (r"\g<be> certain ",)),
        (r"\b(?P<be>is|are) unlikely (?=to\b)", (r"\g<be> certain not ",)),
        (r"\bsuggest(?P<s>s?) (?=that\b)", (r"prove\g<s> beyond doubt ",)),
    )
]
SUPPOSED = re.compile(  # denied, asked or supposed already
    r"\b(?:if|whether|unless|until|whatever|wherever|what|how|why|when|where|who|whose|any|than|reasons?|as"
    r"|for which|to which|in which|no|never|few|rarely|cannot|does not|do not|did not|is not|are not|were"
    r" not|was not|not all|widespread or serious|criteria|prevent\w*|reduc\w+|avoid\w*|lest|concern(?:s|ed)?"
    r"|identify\w*|consider\w*|alert|aware\w*|unaware|risk that|dangers?|possib\w+|anticipated|little"
    r"|harmed or|too early|so|hypothesis|sufficiently|things)\b",
    re.IGNORECASE,
)
OF_ONE_KIND = re.compile(  # “all the help that they may need”: it only says which, and is no claim
    r"(?:\b(?:who|that|there)|(?<!,) which|\b(?:that|all the|[a-z]+(?:s|ce|on|t|nt|ing)) (?:they|it|he|she)"
    r"|\b(?:issues|support|help|things|information|services|assistance|risks) (?:that |which )?(?:[a-z]+ )?"
    r"(?:people|child|children|carers|families|they))$"
)
DOUBTED = re.compile(r"\bpotential(?:ly)?\b")


def told_as_certain(printed: Printed) -> Iterator[Statement]:
    """What the paragraph holds possible or likely is told as certain, and a risk of harm as harm."""
    if printed.paragraph.kind == "improvement":
        return
    for pattern, certain in POSSIBLE:
        match = pattern.search(printed.sentence)
        if match:
            before = printed.sentence[: match.start()]
            clause = re.split(r"[;:] |, (?=but\b|and\b|which\b)", before)[-1]
            restrictive = OF_ONE_KIND.search(before.rstrip()) and not re.search(
                r"\bmeans? (?:that )?(?:they|it)$", before.rstrip()
            )
            if not (SUPPOSED.search(clause) or DOUBTED.search(clause) or restrictive):
                new = match.expand(printed.dice("certain").choice(certain))
                yield printed.cite(_begun(printed, _put(printed.sentence, match, new)))
            return


def _begun(printed: Printed, text: str) -> str:
    """The sentence as it is, or as somebody tells it; no great letter stays within."""
    return re.sub(
        r"(?<=that |ors, )(?:Whether|Regardless|Some|These|This|Such|All|Any|Most)\b",
        lambda found: found.group().lower(),
        _told(printed, text),
    )


ASIDE_6: dict[str, Way] = {
    "a condition lifted": condition_lifted,
    "what may be, told as certain": told_as_certain,
}
