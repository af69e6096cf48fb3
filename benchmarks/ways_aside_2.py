"""Two more ways of lying for the liar test, kept out of sight of whoever builds the checks.

Each is made as the ways of ``liars.py`` are: from a printed sentence, a statement that the paragraph
it cites does not bear out, in most of its words the same. One tells of all or of most, or of every
time, what is printed of some. The other tells what came of a thing as what it came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.liars import Printed, Way, _put
from benchmarks.ways_aside import _framed
from rag.answering.statements import Statement

# ------------------------------------------------------------------ of some, told of all

COUNTED = (  # people and papers that can be counted
    r"(?:(?:and|young|looked-after|foster|social|care|independent|first-line"
    r"|frontline|pathway|personal|health|initial|return home|risk|early help|child protection|partner) )*"
    r"(?:adopters|advisers|agencies|assessments|audits|carers|cases|children|care leavers|conferences"
    r"|decisions|families|interviews|leavers|managers|meetings|parents|people|plans|records|referrals"
    r"|reviews|schools|staff|visits|workers|young people)\b(?![’'])"
)
SOME = r"[Ss]ome|[Aa] few|[Aa] (?:very )?small number of|[Aa] minority of"
MOST = r"[Mm]ost|[Mm]any|[Tt]he (?:large |vast )?majority of"
BEFORE = r"(?:^|^(?:However|Currently|Overall), |[ ,](?:that|for|with|but|and|while|although|by) )"
MORE = [  # what is printed, and what tells more; the word alone is replaced
    (re.compile(rf"{BEFORE}(?P<word>{SOME})(?= {COUNTED})"), ("all", "most")),
    (re.compile(rf"{BEFORE}(?P<word>{MOST})(?= {COUNTED})"), ("all",)),
    (
        re.compile(
            r"\b(?:is|are|was|were|has|have) (?P<word>often|sometimes|usually)(?! (?:not|more|the)\b)"
        ),
        ("always",),
    ),
    (re.compile(r"\b(?P<word>[Ii]n (?:some|many|most|a few|the majority of) cases)\b"), ("in all cases",)),
]
NOT = re.compile(r"\b(?:not|no|nor|never|neither|cannot)\b|n[’']t\b")
LESS = re.compile(  # what makes less of a sentence when more is put after it
    r"\b(?:not|no|nor|never|none|without|few|fewer|if|when|where|once|until|unless|whether|than|too|how"
    r"|lack\w*|absence|fail\w*|unable|hard\w*|difficult\w*|rather|only|so|there)\b",
    re.IGNORECASE,
)
BESIDE = re.compile(  # what tells of the others, too
    r"\b(?:[Ss]ome|[Oo]thers?|[Mm]ost|[Mm]any|[Ff]ew|[Aa]ll|[Ee]very|[Ee]ach|minority|majority|number"
    r"|remain\w*|rest|except\w*|exception\w*|always|[Oo]ften|sometimes|usually|particularly|especially)\b|%"
)


def of_all(printed: Printed) -> Iterator[Statement]:
    """What the paragraph says of some, or of some times, is told of all or of most."""
    for pattern, more in MORE:
        match = pattern.search(printed.sentence)
        told = _tellable(printed.sentence, match, more) if match else []
        if match and told:
            new = printed.dice().choice(told)
            new = f"{new[0].upper()}{new[1:]}" if match["word"][0].isupper() else new
            start, end = match.span("word")
            text = f"{printed.sentence[:start]}{new}{printed.sentence[end:]}"
            yield printed.cite(_framed(printed, text))
            return


def _tellable(sentence: str, match: re.Match[str], more: tuple[str, ...]) -> list[str]:
    """What says more if put there, goes with the rest of the sentence, and can be read in one way only."""
    before, after = sentence[: match.start("word")], sentence[match.end("word") :]
    if LESS.search(before) or BESIDE.search(before + after):
        return []
    return [new for new in more if new == "most" or not NOT.search(after)]  # “all are not”: “not all are”?


# ------------------------------------------------------------------ effect told as cause

HOW = r"(?P<how>(?:(?:also|now|already|clearly|often|then|directly|inevitably|subsequently) )*)"
END = (  # of a sentence, if no more comes than what is named
    r"(?:(?! and (?:is|are|was|were|has|have|can|do|does)\b)[^,;()])*\.$"
)
TURNED_ROUND = [  # what is printed, what turns it round, and the share of such sentences that is taken
    (re.compile(pattern), turned, share)
    for pattern, turned, share in (
        (
            rf"\b(?P<aux>has|have|had) {HOW}(?:led to|resulted in)\b(?= {END})",
            r"\g<aux> \g<how>resulted from",
            0.3,
        ),
        (
            rf"\b(?P<aux>is|are) {HOW}(?:leading to|resulting in)\b(?= {END})",
            r"\g<aux> \g<how>resulting from",
            0.5,
        ),
        (rf"(?<= )(?:leads to|results in)\b(?= {END})", "results from", 0.3),
        (
            rf", (?:leading to|resulting in)\b(?! (?:clear|compromised|delays?|drift)\b)(?= {END})",
            ", resulting from",
            0.3,
        ),
        (rf",? because (?!(?:of|they|it|he|she|one)\b)(?=[a-z]{END})", " and, as a result, ", 1),
        (
            rf",? (?:due to|as a result of) (?=(?:a|an|the|high|poor|insufficient|limited|their|its)\b{END})",
            ", resulting in ",
            1,
        ),
    )
]
CAUSE = re.compile(
    r"\b(?:because|due to|as a result|(?:led|leads?|leading) to|result(?:s|ed|ing)? (?:in|from)|consequen\w+"
    r"|therefore|thus|mean(?:s|ing)? that|caus\w+|contribut\w+|reasons?)\b",
    re.IGNORECASE,
)
NO_CAUSE = re.compile(  # wished or supposed, or told of what stands before the sentence
    r"^(?:[^,]+, )?(?:[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose|[Ii]t|[Tt]hey|[Ss]uch|[Ss]ome of this|[Ww]hich)\b"
    r"|^(?:Ensure|Strengthen|Improve|Develop|Continue|Review|Take|Work|Undertake)\b"
    r"|\b(?:whether|if|could|should|would|might|may|aims?|intended|plan(?:s|ned)? to|cycle|mutual\w*)\b"
    r"|\b(?:in|to) (?:no|little|some|excellent|good|appropriate|the same|practice)\b|did so"
    r"|missed opportunit|too long|^However [a-z]|’\.$| (?:and|or) (?:to|in)\b"
)
VERDICT = re.compile(  # after which “because” tells what shows it, or may be denied itself
    r"\b(?:adequate|inadequate|good|outstanding|quality|strong|effective\w*|ineffective\w*|inconsistent|weak\w*"
    r"|poor|variable|analysis|limited|unclear|underdeveloped|impact|low|gap|strengthened|who|not|no)\b"
)
HALF = re.compile(  # what a cause is not told after
    r"\b(?:is|are|was|were|be|been|being|not|mostly|mainly|largely|partly|part|primarily|simply|solely|but|and"
    r"|or|that|just|only|possibly|often|either|example|sometimes|when|where|usually)$"
)


def effect_told_as_cause(printed: Printed) -> Iterator[Statement]:
    """What the paragraph says came of a thing is told as what the thing came from."""
    for pattern, turned, share in TURNED_ROUND:
        match = pattern.search(printed.sentence)
        if match:
            if _tells_one_cause(printed.sentence, match) and printed.dice("told").random() < share:
                text = _put(printed.sentence, match, match.expand(turned))
                yield printed.cite(_framed(printed, text))
            return


def _tells_one_cause(sentence: str, match: re.Match[str]) -> bool:
    """Whether a sentence says of one thing only, and plainly, that it came of another."""
    before = sentence[: match.start()]
    plain = len(before.split()) > 3 and not NO_CAUSE.search(sentence)
    verdict = "because" in match.group() and VERDICT.search(before)
    return plain and not HALF.search(before) and not verdict and len(CAUSE.findall(sentence)) == 1


ASIDE_2: dict[str, Way] = {
    "of some, told of all": of_all,
    "effect told as cause": effect_told_as_cause,
}
