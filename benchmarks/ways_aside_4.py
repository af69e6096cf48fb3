"""Two more ways of lying for the liar test, kept out of sight of whoever builds the checks.

Each is made as the ways of ``liars.py`` are: from a printed sentence, a statement that the paragraph
it cites does not bear out, in most of its words the same. One keeps a figure and tells it as another
measure: a share as a number, hours as days, an average as the most, a rise by so much as one to so
much. The other tells what is named first, or as an example, as all that there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.liars import Printed, Way, _put
from benchmarks.ways_aside_3 import _told
from rag.answering.statements import Statement

# ------------------------------------------------------------------ a figure of another measure

N = r"(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|eighteen)"
UNIT = r"(?P<unit>(?:hour|(?:working )?day|week|month|year)s)\b(?! (?:old|of age)\b)"
LONGER = {"hours": "days", "days": "weeks", "weeks": "months", "months": "years"}
SHORTER = {"days": "hours", "weeks": "days", "months": "weeks", "years": "months"}
EITHER = LONGER | {"year": "month", "day": "week", "week": "month", "month": "year"}
SPANS = [  # of time, and what their unit becomes: never what is true as well
    (re.compile(pattern), units)
    for pattern, units in (
        (rf"\b(?:within|in under|in less than|no more than|no longer than) {N} {UNIT}", SHORTER),
        (rf"\b(?:every|took|taking|takes|for the (?:last|past|previous)) {N} {UNIT}", LONGER),
        (rf"\b{N}-(?P<unit>day|week|month|year)(?:ly)?\b(?![ -]old)", EITHER),
        (rf"\b(?:average|target|threshold)\b(?:(?!last|past)[^,;])*? {N} {UNIT}", LONGER),
    )
]
NO_SPAN = re.compile(  # denied, wished or supposed, or true as well if more or fewer are told of
    r"\b(?:not|no|nor|never|none|neither|cannot|without|unless|until|if|when|where|whether|lack\w*|fail\w*"
    r"|unable|miss\w*|delay\w*|should|must|would|could|may|might|age|ages|aged|up to|old|few|only|rarely"
    r"|who|those|least|or (?:longer|more|less))\b|n[’']t\b",
    re.IGNORECASE,
)
KIND = (
    r"(?:(?:and|young|looked[- ]after|foster|social|care|new|child|adoptive|prospective|approved"
    r"|assessment|early|help|open|child protection|unaccompanied|asylum-seeking|disabled) )*"
)
COUNTED = (
    rf"{KIND}(?:adopters|assessments|audits|carers|cases|children|conferences|families|leavers|parents"
    r"|people|plans|records|referrals|reviews|schools|staff|visits|workers)\b"
    r"(?![’'-]| (?:looked after )?population)"
)
RISEN = (
    r"(?P<risen>(?:increas(?:ed|ing)|risen|rose|rising|grown|grew|reduc(?:ed|ing)|decreased|fallen|fell"
    r"|falling|dropped|declined|improved)(?: [a-z]+ly)?)"
)
PERCENT = r"(?P<n>\d+(?:\.\d+)?(?:%| per ?cent))"
SHARE = r"(?<![\d.–-])(?P<n>[1-9]\d?)(?:%| per ?cent)"
AT_LEAST = r"(?:over|more than|at least|than)"  # so many in a hundred is so many, too
COUNT = r"(?<![\d.,/£(–-])\b(?P<n>[1-9]\d)"
MEASURES = [  # what is printed, what tells the figure as another measure, and what no such sentence holds
    (re.compile(pattern), other, re.compile(no, re.IGNORECASE))
    for pattern, other, no in (
        (
            rf"{SHARE} of (?P<the>the|its|their|these|those) (?P<who>{COUNTED})",
            r"\g<n> of \g<the> \g<who>",
            rf"%.*%|{AT_LEAST} {SHARE}",
        ),
        (
            rf"{SHARE} of (?:all )?(?P<who>{COUNTED})",
            r"\g<n> \g<who>",
            rf"%.*%|compared|account for|target|{AT_LEAST} {SHARE}",
        ),
        (
            rf"{COUNT} (?P<who>{COUNTED})",
            r"\g<n>% of \g<who>",
            r"%|per ?cent|there (?:is|are|was|were|has|have)|between \d|caseload|cases each|one in"
            r"|section|regulation|privately arranged"
            r"|\b(?:of|the|these|all|than|a|an|another|further|other|each|aged|last|first|stage|year|to"
            rf"|or|and|their|total|maximum|minimum|up) {COUNT} {COUNTED}",
        ),
        (rf"\b{RISEN} by {PERCENT}", r"\g<risen> to \g<n>", r"\b(?:from|to) \d"),
        (rf"\b{RISEN} to {PERCENT}", r"\g<risen> by \g<n>", r"\bfrom (?:[a-z]+ )*\d|and to\b|to \d.* to \d"),
        (r"\ban average (?=(?:[a-z]+ )*?(?:of |is |was )\d)", "a maximum ", r"maximum"),
        (r"\bthe average (?=(?:[a-z]+ )*?(?:of |is |was |at )\d)", "the maximum ", r"maximum|compared"),
        (r"^The average (?=(?:[a-z]+ )*?(?:of |is |was |at )\d)", "The maximum ", r"maximum|compared"),
    )
]


def another_measure(printed: Printed) -> Iterator[Statement]:
    """A figure is kept, but of what it tells, or in which unit, is another thing."""
    made = _of_other_measure(printed.sentence) or _of_other_span(printed.sentence)
    if made:
        yield printed.cite(_begun(printed, made))


def _of_other_measure(sentence: str) -> str:
    """The sentence with a figure told as another measure."""
    for pattern, other, no in MEASURES:
        match = pattern.search(sentence)
        if match and not no.search(sentence):
            return _put(sentence, match, match.expand(other))
    return ""


def _of_other_span(sentence: str) -> str:
    """The sentence with a span of time in another unit."""
    for pattern, units in () if NO_SPAN.search(sentence) else SPANS:
        match = pattern.search(sentence)
        unit = match["unit"].removeprefix("working ") if match else ""
        if match and unit in units:
            start, end = match.span("unit")
            return f"{sentence[:start]}{units[unit]}{sentence[end:]}"
    return ""


# ------------------------------------------------------------------ some named, told as all there is

WHERE = (
    r"(?=(?:for|in|when|where|with|at|around|regarding|on|by|among|amongst|within|during|through|from|those"
    r"|of|if|after|about|as a result|due to|because|relating to|to)\b)"
)
FIRST = r"(?:particularly|especially|in particular|most notably|notably|including|for example)"
CHIEFLY = r"(?:mainly|primarily|predominantly|principally|chiefly|largely|mostly)"
VERB = (
    r"(?:is|are|was|were|has|have|had|can|will|do|does|need|make|mean|provide|help|ensure|require|remain"
    r"|continue|show|take|offer|lead|enable|contribute)s?"
)
LISTED = (  # what little is named to the end of the sentence
    r"(?=(?!\d|(?:some|many|most|all|both|a number|how|what|two|three|four|five|six|as|staying)\b)"
    rf"(?:(?! and (?:for|in|with|to|on)\b| as well as | {VERB} )[^;:(),])*"
    rf"(?:,(?:(?! and (?:for|in|with|to|on)\b| as well as | {VERB} )[^;:(),])*)?\.$)"
)
NOT_ONLY, BUT = r"\bnot (?:only|just|simply|solely)", r"[^,;]+?),? but(?: also)?"
PREPOSITION, ARTICLE = r"(?:on|in|for|to|with|by|at|from)", r"(?:the|an?|their|its|those)"
ALONE = [  # what is printed, and what tells it as all
    (re.compile(pattern), alone, share)
    for pattern, alone, share in (
        (rf", {FIRST} {WHERE}", (", but only ", ", though only ", ", exclusively "), 0.5),
        (rf"(?<=[a-z]) (?<!\band )(?:particularly|especially) {WHERE}", (" only ", " exclusively "), 1),
        (
            rf"(?<=[a-z]) {CHIEFLY} (?=(?:due to|because|as a result|through|by)\b)",
            (" only ", " solely ", " exclusively "),
            1,
        ),
        (
            rf"(?<=[a-z]s),? (?:including|such as) (?!{WHERE}){LISTED}",
            (", limited to ", ", confined to ", ", restricted to "),
            0.4,
        ),
        (rf"{NOT_ONLY} (?P<one>{PREPOSITION} {BUT} (?={PREPOSITION} )", (r"only \g<one>, and not ",), 1),
        (rf"{NOT_ONLY} (?P<one>{ARTICLE} {BUT} (?={ARTICLE} )", (r"only \g<one>, and not ",), 1),
    )
]
NO_MORE = re.compile(  # denied, or said to be more, or already of some
    r"\b(?:not(?! (?:only|just|simply|solely)\b)|no|nor|never|cannot|without|insufficient\w*|lack\w*|fail\w*"
    r"|all|every|each|any|wide|wide-ranging|broad|vari\w+|many|only(?! (?:on|in|for|the|a)\b.*\bbut\b)"
    r"|rather than|require\w*|some|few|small|minority)\b|n[’']t\b",
    re.IGNORECASE,
)


def told_as_all(printed: Printed) -> Iterator[Statement]:
    """What the paragraph names first, or as examples, is told as all that there is."""
    sentence = "" if printed.paragraph.kind == "improvement" else printed.sentence  # many are no sentences
    for pattern, alone, share in ALONE:
        match = pattern.search(sentence)
        if match and not NO_MORE.search(sentence) and printed.dice("told").random() < share:
            new = match.expand(printed.dice("alone").choice(alone))
            yield printed.cite(_begun(printed, _put(sentence, match, new)))
            return


def _begun(printed: Printed, text: str) -> str:
    """The sentence as it is, or as somebody tells it; no great letter stays within, and no “However”."""
    return re.sub(
        r"(?<=that |ors, )(?:Only|Overall|Currently|During|Since|Over|All|An|Some|Between|Approximately)\b",
        lambda found: found.group().lower(),
        _told(printed, re.sub(r"^However, (?=\d)", "", text)),
    )


ASIDE_4: dict[str, Way] = {
    "a figure of another measure": another_measure,
    "some named, told as all": told_as_all,
}
