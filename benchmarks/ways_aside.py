"""Two further ways of lying for the liar test, kept out of sight of whoever builds the checks.

Each is made as the ways of ``liars.py`` are: from a printed sentence, a statement that the paragraph
it cites does not bear out, in most of its words the same. One tells what is still to be done as done.
The other tells of some people what the paragraph says of others, whom it also mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.liars import Printed, Way, _frame, _put
from rag.answering.statements import Statement
from rag.language.sentences import sentences

# ------------------------------------------------------------------ still to be done, told as done

ASKED = (  # what a recommendation begins with
    "accelerate|address|clarify|develop|embed|enhance|establish|evaluate|extend|implement|improve|increase"
    "|introduce|prioritise|raise|reduce|refine|review|revise|strengthen|tackle|undertake|update"
)
ENDED = "developed|embedded|established|implemented|introduced|redesigned|refreshed|revised|rolled out"
ONE = r"\b(?:authority|[Cc]ouncil|[Bb]oard|LSCB|partnership|area|service|trust|chair)"
MANY = r"\b(?:[Ll]eaders|[Mm]anagers|[Pp]artners|agencies|members)"
HOW = r"(?:(?:also|now|currently|still|only|well|urgently|actively) )*"
DO = r"(?P<what>(?:further )?(?!be\b|do\b|continue\b|have\b)[a-z]+)\b"
MADE = rf"(?P<what>(?:further )?(?:{ENDED}))"
BETTERED = rf"(?P<what>(?:further )?(?:{ENDED}|addressed|improved|recruited|strengthened))"
REFERENCE = re.compile(r"\s*\([^()]*(?:paragraph|recommendation)[^()]*\)", re.IGNORECASE)
NO_REQUEST = re.compile(
    r";|on (?:target|track)|should send|how the|because|[Ss]ome \w+ (?:still )?need"
    r"|^Review (?:health|meetings|chairs|reports)\b"
    r"|\b(?:[Ss]ome|[Oo]thers?|few|number of \w+) (?:are|have) (?:still )?yet"  # others may be done
)
PENDING = [  # what is printed, and what tells it as done
    (re.compile(pattern), done)
    for pattern, done in (
        (r"^Ensure that\b", "Leaders have ensured that"),
        (rf"^(?P<what>{ASKED.title()})\b(?!,)", r"Leaders have managed to \g<what>"),
        (rf"\b(?:is|has) {HOW}yet to be (?P<what>(?:fully )?\w+ed)\b", r"has already been \g<what>"),
        (rf"\b(?:are|have) {HOW}yet to be (?P<what>(?:fully )?\w+ed)\b", r"have already been \g<what>"),
        (rf"\bis {HOW}being {HOW}{MADE}\b", r"has already been fully \g<what>"),
        (rf"\bare {HOW}being {HOW}{MADE}\b", r"have already been fully \g<what>"),
        (
            rf"(?<!what )\bneeds to be {HOW}{BETTERED}\b",
            r"has already been \g<what>",
        ),
        (
            rf"(?<!to )(?<!that )\bneed to be {HOW}{BETTERED}\b",
            r"have already been \g<what>",
        ),
        (rf"\bis {HOW}in the process of (?P<what>\w+ing)\b(?<!being)", r"has already finished \g<what>"),
        (rf"\bare {HOW}in the process of (?P<what>\w+ing)\b(?<!being)", r"have already finished \g<what>"),
        (
            rf"(?P<who>{ONE}) {HOW}(?:(?:needs|plans|intends) to|should|has plans to) {HOW}{DO}",
            r"\g<who> has managed to \g<what>",
        ),
        (
            rf"(?P<who>{MANY}) {HOW}(?:(?:need|plan|intend) to|should|have plans to) {HOW}{DO}",
            r"\g<who> have managed to \g<what>",
        ),
        (rf"\brecognises {HOW}the need to {HOW}{DO}", r"has managed to \g<what>"),
        (rf"\brecognise {HOW}the need to {HOW}{DO}", r"have managed to \g<what>"),
        (rf"\b(?P<who>has|have) recognised the need to {HOW}{DO}", r"\g<who> managed to \g<what>"),
    )
]


def told_as_done(printed: Printed) -> Iterator[Statement]:
    """What the paragraph asks for, plans or is at work on."""
    sentence = REFERENCE.sub("", printed.sentence)
    for pattern, done in PENDING:
        match = pattern.search(sentence)
        if match and not NO_REQUEST.search(sentence):
            if match.start() == 0 and printed.dice("told").random() < 0.6:
                return  # there are many recommendations
            new = re.sub(r"(?<=managed to )[A-Z]", lambda first: first.group().lower(), match.expand(done))
            yield printed.cite(_framed(printed, _put(sentence, match, new)))
            return


# ------------------------------------------------------------------ said of others

# People of whom the same can be said, so that what is said of some is not said of the others.
ALIKE = (
    (
        "(?:senior |team |frontline |political )?(?:managers|leaders)|elected members",
        "social workers",
        "personal advisers|PAs",
        "independent reviewing officers|IROs",
        "foster carers",
        "police officers",
        "health visitors",
        "schools",
        "family support workers",
        "partner agencies",
        "advocates",
    ),
    (
        "care leavers",
        "children in care|children looked after|looked after children(?! nurse)",
        "children in need",
        "young carers",
        "privately fostered children",
    ),
    (
        "birth parents|(?<!adoptive )parents",
        "foster carers",
        "(?:prospective )?adopters",
        "special guardians",
    ),
)
BEFORE = r"(?:However, |Most |Some |Many |Almost all |Too many |Not all |Inspectors found that )?"
AFTER = r"(?= (?!and|or|who|whose|with|from|in|for|of|to|at|on)\b[a-z])"


def said_of_others(printed: Printed) -> Iterator[Statement]:
    """What the paragraph says of some people is told of others whom it mentions."""
    for people in ALIKE:
        for own in people:
            match = re.match(rf"{BEFORE}({own}){AFTER}", printed.sentence, re.IGNORECASE)
            others = [_mentioned_apart(printed, p) for p in people if p != own] if match else []
            if match and any(others):
                other = printed.dice().choice([other for other in others if other])
                other = other if match.start(1) else f"{other[0].upper()}{other[1:]}"
                text = printed.sentence[: match.start(1)] + other + printed.sentence[match.end(1) :]
                yield printed.cite(_framed(printed, text))
                return


def _mentioned_apart(printed: Printed, people: str) -> str:
    """How the paragraph calls people, if it says nothing of them that is like the sentence."""
    pattern = re.compile(rf"\b(?:{people})\b", re.IGNORECASE)
    own = _stems(printed.sentence)
    told = [text for text in sentences(printed.paragraph.text) if pattern.search(text)]
    if any(len(_stems(text) & own) > 1 for text in told):
        return ""
    found = pattern.search(printed.paragraph.text)
    name = found.group() if found else ""
    return name if name[1:2].isupper() else name.lower()


def _stems(text: str) -> set[str]:
    """The words that say something, by their beginnings."""
    return {word[:6] for word in re.findall(r"[a-z]{5,}", text.lower())} - {"childr", "social", "worker"}


def _framed(printed: Printed, text: str) -> str:
    """The sentence as it is, or as somebody tells it; an article or “IROs” begins as is usual."""
    text = re.sub(r"^However, ([a-zA-Z])", lambda first: first[1].upper(), text)
    return re.sub(
        r"(?<=that |ors, )(?:The\b|A\b|[a-z](?=[A-Z]))",
        lambda found: "the" if found.group() == "The" else found.group().swapcase(),
        _frame(printed, text),
    )


ASIDE: dict[str, Way] = {
    "to be done, told as done": told_as_done,
    "said of others": said_of_others,
}
