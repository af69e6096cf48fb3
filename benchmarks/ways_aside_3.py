"""Two more ways of lying for the liar test, kept out of sight of whoever builds the checks.

Each is made as the ways of ``liars.py`` are: from a printed sentence, a statement that the paragraph
it cites does not bear out, in most of its words the same. One exchanges the two sides of a comparison
or contrast, figures or words, so that each is told of what the other was printed of. The other turns
a time round: what comes before is told as coming only after, what was in time as late, what has come
about since an inspection as older than that, what was found at the last one as found at this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.liars import GRADES, Printed, Way, _put
from benchmarks.ways_aside import _framed
from rag.answering.statements import Statement

# ------------------------------------------------------------------ two sides exchanged

SHARE = r"(?<![\d.,/–-])\d{1,3}(?:\.\d+)?(?=%)"
COUNT = (
    r"(?<![\d.,/£–−-])(?!(?:19|20)\d\d\b)\d{1,3}(?:,\d{3})?(?![\d%/–−-]|[.,]\d| ?(?:per cent|years?|to \d))"
)
FIGURES = [  # that tell of two things, or of one at two times
    re.compile(pattern)
    for pattern in (
        rf"(?P<one>{SHARE})%.*?(?P<other>{SHARE})%",
        rf"\bfrom (?P<one>{COUNT})(?: [^\s,;]+){{0,6}}?,? to (?P<other>{COUNT})",
        rf"(?P<one>{COUNT})[^;]*?\bcompared (?:with|to) (?:[^\s,;\d]+ ){{0,3}}?(?P<other>{COUNT})",
    )
]
NO_PAIR = re.compile(  # of ages and grades, or what can be told as well the other way about
    r"\b(?:between|rang\w+|var(?:y|ie[sd]|ying)|aged?|ages|year-olds?|rank\w*|respectively|either|GCSEs?"
    r"|at least)\b"
)
USUAL = re.compile(  # in every report
    r"^(?:Children and young people from|The largest) minority ethnic groups"
)
WORD = r"(?!(?:felt|from|is|are|was|were|that|to|on|by)\b)[^\s,;.]+"
SIDE = rf"{WORD}(?: {WORD}){{0,6}}?"
QUALITY = r"[a-z-]+(?:al|ive|ed|led|ic|able|ute|el|gency)"
WORDS = [
    re.compile(pattern)
    for pattern in (
        rf"\b(?P<prep>on|by) (?P<one>{SIDE}),? rather than (?:(?P=prep) )?"
        r"(?!(?:being|adopting|as|at|in|through)\b)(?P<other>[^,;.]+)",
        rf"\b(?P<one>{QUALITY}),? rather than (?P<other>{QUALITY})(?=[.,;]| (?!a\b|the\b)[a-z-]+\b)",
        r"\b(?P<one>the exception) rather than (?P<other>the (?:rule|norm))",
        rf"\bmore (?P<prep>on|with) (?P<one>{SIDE}) than (?P=prep) (?P<other>[^,;.]+)",
        r"\bmore often (?P<one>[a-z]+) than (?P<other>[a-z]+)(?=[,;.])",
        rf"\b(?:nearer|closer) to (?P<one>{SIDE}) than to (?P<other>[^,;.]+)",
        rf"\bpreviously (?P<one>an? {SIDE}),? (?:is|are) now (?P<other>an? [^,;.]+)",
        r"\bincreas(?:e in|ing) (?P<one>[^,;]+),? while (?:at the same time )?reducing (?P<other>[^,;.]+)",
    )
]


def sides_exchanged(printed: Printed) -> Iterator[Statement]:
    """Of two things, or of two times, each is told with what is printed of the other."""
    sentence, chance = printed.sentence, printed.dice("told").random()
    taken = chance < (0.15 if USUAL.search(sentence) else 0.7) and not NO_PAIR.search(sentence)
    for match in (pattern.search(sentence) for pattern in (*(FIGURES if taken else ()), *WORDS)):
        if match and match["one"] != match["other"]:
            (start, end), (start_other, end_other) = match.span("one"), match.span("other")
            parts = sentence[:start], match["other"], sentence[end:start_other], match["one"]
            yield printed.cite(_told(printed, "".join(parts) + sentence[end_other:]))
            return


# ------------------------------------------------------------------ a time turned

EVENT = r"(?=(?:a|an|the|their|they|its|it|any|each|children|young people|care leavers|[a-z]+ing)\b)"
ONCE = (  # what hardly anything is done before that is told as done after it
    r"(?=(?:[^\s,;.]+ ){0,5}?(?:missing|return|returning|referral|incident|allegations?|complaints?"
    r"|inspection|visit|audit|assessments?|birth|placed|moving|removed|adopted)\b)"
)
SPAN = r"(?P<span>\d+|one|two|three|four|five|six|ten) (?P<unit>(?:working )?(?:hours?|days?|weeks?|months?))"
LAST = r"(?:the (?:time of the )?|Ofsted['’]s )(?:last|previous)(?: [A-Za-z]+)? inspection"
EARLIER = rf"(?P<last>{LAST}|the (?:last|previous)(?: [a-z]+)? visit)"
DATED = r"(?:,? (?:in|of) (?:[A-Z][a-z]+ )?20\d\d)?"
TIMES = [  # what is printed, and what turns it round
    (re.compile(pattern), turned)
    for pattern, turned in (
        (rf"(?<= )(?:(?:well|shortly|immediately|just) )?(?:before|prior to) {EVENT}", "only after "),
        (
            rf"(?<= )(?:(?:shortly|soon|immediately|directly|quickly|straight) )?after {EVENT}{ONCE}",
            "before ",
        ),
        (rf"(?<=[a-z] )(?<!the )(?:immediately )?following {EVENT}{ONCE}", "before "),
        (rf"(?<!to )\bwithin {SPAN} of\b", r"more than \g<span> \g<unit> after"),
        (rf"(?<!to )\bwithin {SPAN}(?= (?:and|by)\b|[.,;])", r"only after \g<span> \g<unit>"),
        (rf"\b(?P<at>[Aa]t|[Dd]uring|[Ii]n) {LAST}{DATED}", r"\g<at> this inspection"),
        (rf"^Since {EARLIER},(?P<what>[^,;]*?) (?:has|have)\b", r"Before \g<last>,\g<what> had"),
        (
            rf"\b(?:has|have)(?P<what> [^,;]*?) since {EARLIER}(?P<then>{DATED})(?=[.,;])",
            r"had\g<what> before \g<last>\g<then>",
        ),
    )
]
NO_TIME = re.compile(  # denied, wished or supposed, or true of other times, too
    r"\b(?:not|no|nor|never|none|neither|cannot|without|few|fewer|rarely|hardly|seldom|unless|until|if|when"
    r"|where|whether|once|while|lack\w*|absence|fail\w*|unable|miss|missed|delay\w*|wait\w*|should|must"
    r"|needs?|would|could|may|might|aim\w*|aspiration|target\w*|expect\w*|plans to|intend\w*|too|only"
    r"|always|both|all|again|further|remain\w*|still|continu\w*|than|even|long|including|courts?|compared"
    r"|this inspection|serious incidents?|despite|(?:and|or) (?:after|before))\b|%|’t\b|look\w* after"
    r"|^(?:Ensure|Strengthen|Improve|Review|Develop|Take|Increase|Provide|Make|Prior|Before|After)\b",
    re.IGNORECASE,
)
NO_ORDER = re.compile(  # what an event stands after in another sense, or what may go on through it
    r"\b(?:hours?|days?|weeks?|months?|years?|period|times?|placed|soon|support\w*|help\w*|contact|live"
    r"|living|well|stay\w*)$"
)
FOUND = re.compile(r"\b(?:address\w*|respon\w+|progress|act\w*|judged|rated|tackling|improved|effective)\b")


def time_turned(printed: Printed) -> Iterator[Statement]:
    """What comes before is told as coming only after, what was in time as late, and so on."""
    if printed.paragraph.kind == "improvement" or NO_TIME.search(printed.sentence):
        return
    for pattern, turned in TIMES:
        match = pattern.search(printed.sentence)
        if match:
            new = match.expand(turned)
            if _is_of_then(printed) if "this inspection" in new else _tells_an_order(printed, match):
                yield printed.cite(_told(printed, _put(printed.sentence, match, new)))
            return


def _is_of_then(printed: Printed) -> bool:
    """Whether what is told of an inspection before is hardly true of this one, too: no grade is."""
    own = {judgement.grade for judgement in printed.document.judgements}
    told = {grade for grade in GRADES if grade in printed.sentence.replace("require ", "requires ")}
    return bool(FOUND.search(printed.sentence)) and not told & own


def _tells_an_order(printed: Printed, match: re.Match[str]) -> bool:
    """Whether a time is named of what happens at one time only."""
    return not NO_ORDER.search(printed.sentence[: match.start()].rstrip())


def _told(printed: Printed, text: str) -> str:
    """The sentence as it is, or as somebody tells it; no great letter stays within."""
    return re.sub(
        r"(?<=that |ors, )(?:In|At|By|On|About|Approximately|From|Of|While)(?= )",
        lambda found: found.group().lower(),
        _framed(printed, text),
    )


ASIDE_3: dict[str, Way] = {
    "two sides exchanged": sides_exchanged,
    "time turned": time_turned,
}
