"""Two more ways of lying for the liar test, kept out of sight of whoever builds the checks.

Each is made as the ways of ``liars.py`` are: from a printed sentence, a statement that the paragraph
it cites does not bear out, in most of its words the same. One tells what a thing is done for as what
has come of it. The other tells how a thing has moved as where it now stands: what has improved as
excellent, what has fallen as very low.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.liars import Printed, Way, _put
from benchmarks.ways_aside_3 import _told
from rag.answering.statements import Statement
from rag.language.sentences import sentences

# ------------------------------------------------------------------ an aim, told as reached

DOING = {  # what is aimed at, and the same as done
    "achieve": "achieved",
    "address": "addressed",
    "avoid": "avoided",
    "build": "built",
    "drive": "driven",
    "embed": "embedded",
    "enable": "enabled",
    "encourage": "encouraged",
    "enhance": "enhanced",
    "extend": "extended",
    "ensure": "ensured",
    "increase": "increased",
    "improve": "improved",
    "make": "made",
    "minimise": "minimised",
    "mitigate": "mitigated",
    "prevent": "prevented",
    "promote": "promoted",
    "protect": "protected",
    "raise": "raised",
    "recruit": "recruited",
    "reduce": "reduced",
    "resolve": "resolved",
    "retain": "retained",
    "secure": "secured",
    "strengthen": "strengthened",
    "tackle": "tackled",
}
DO = rf"(?P<do>{'|'.join(DOING)})\b(?!,)"
GERUND = {f"{do if do in ('address', 'avoid') else do.removesuffix('e')}ing": do for do in DOING}
DOING_SO = rf"(?P<doing>{'|'.join(GERUND)})\b(?!,)"
FURTHER = r"(?:further |better |better to |continually |directly |effectively |proactively )?"
RESULT = (", and this has {}", ", which has {}", ", and as a result this has {}", ", and this has already {}")
AIMS = [  # what is printed, and what tells it as reached
    (re.compile(pattern), reached)
    for pattern, reached in (
        (rf",? (?:in order|so as) to {FURTHER}{DO}", RESULT),
        (rf",? (?:with the (?:aim|intention|ambition|objective) of|with a view to) {DOING_SO}", RESULT),
        (
            rf"(?<=[a-z])(?<! is)(?<! are)(?<! was)(?<! were)(?<! been),? "
            rf"(?:(?:specifically )?(?:designed|intended) to {FURTHER}{DO}|aimed at {DOING_SO})",
            (" that has {}", " that has successfully {}"),
        ),
        (
            rf" (?:is|was) (?:(?:designed|intended) to {FURTHER}{DO}|aimed at {DOING_SO})",
            (" has {}", " has successfully {}"),
        ),
        (
            rf" (?:are|were) (?:(?:designed|intended) to {FURTHER}{DO}|aimed at {DOING_SO})",
            (" have {}", " have successfully {}"),
        ),
        (rf"(?<=[a-z]) (?<!ambitious )(?:aims|seeks|is seeking|is aiming) to {FURTHER}{DO}", (" has {}",)),
        (rf"(?<=[a-z]s) (?:aim|seek|are seeking|are aiming) to {FURTHER}{DO}", (" have {}",)),
        (
            rf"(?<=[a-z]) (?<=taken |aking )(?P<what>(?:[a-z]+ )?(?:action|steps|measures))"
            rf" to {FURTHER}{DO}",
            (r" \g<what> that has {}",),
        ),
        (
            r"\b(?P<be>is|are) (?P<way>under ?way|in place|planned|in progress|being (?:made|taken|developed"
            rf"|implemented|introduced|rolled out)) to {FURTHER}{DO}",
            (r"\g<be> \g<way>, and this has {}", r"\g<be> \g<way>, and this has already {}"),
        ),
        (
            rf"(?<=[a-z]{{3}}) (?<!need )(?<!able )(?<!order )to {FURTHER}{DO}(?<!make)(?<!ensure)",
            RESULT,
        ),
    )
]
MOVING = re.compile(  # the beginning of a purpose told at the end of a sentence: something is done
    r"\b(?:introduced|established|appointed|commissioned|implemented|developed|launched|recruited|created"
    r"|invested|reviewed|revised|restructured|set up|put in place|increased|held|uses?|using|used"
    r"|meets?|monitors?|monitored|provides?|provided|offers?|offered|working|agreed|allocated|in place"
    r"|under ?way|piloting|rolled out|redesigned|strengthened|delivered|undertaken|funding|funded)\b"
)
STANDS_ALONE = re.compile(  # what a purpose is not told after
    r"\b(?:need\w*|able|unable|continu\w*|ability|capacity|opportunit\w+|work|effort\w*|plan\w*|commit\w+"
    r"|determin\w+|ambition\w*|strateg(?:y|ies)|desire|how|and|or|required|requires?|expected|not|is|are"
    r"|was|were|be|been|used|failed|going|likely|attempts?|trying|seek\w*|aim\w*|actions?|steps|measures"
    r"|enough|sufficient|wish\w*|drive|duty|responsib\w+|more|hard|together|begun|started|helps?|helped"
    r"|helping|has|have|had|due|contribut\w+|lead\w*|led|agreed|decided|asked|way|ways|intend\w*|designed"
    r"|keen|which|what|as|but|priorit\w+|much|supports?|target\w*|vision|potential|approach\w*"
    r"|try|areas?|children|people|families|them|workers|social care|developed"
    r"|best|sufficiently \w+ \w+|turnover of .*|key priority.*|something|nothing|little"
    r"|beginning|starting|working|purposefully"
    r"|ambitious|out of borough|profile)$"
)
NO_AIM = re.compile(  # denied, asked or wished, or said to have been reached
    r"\b(?:not|no|nor|never|none|neither|cannot|without|whether|if|unless|lack\w*|fail\w*|unable|should"
    r"|must|would|could|may|might|needs?|needed|required?|too|than|insufficient\w*"
    r"|success\w*|effective\w*|impact\w*|result\w*|inspectors?|opportunit\w+|helping"
    r"|enabl(?:es|ed|ing)|helps|helped|led to|difficult\w*|limits|deficits?|delays in|keen|when taking"
    r"|competent\w*|sensitiv\w+|skil\w+|Ofsted|Secretary of State|legal\w*|statutory|court|barriers?)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
REACHED = re.compile(  # in what follows in the paragraph: something has come of it
    r"\b(?:this|these|they|which|it) (?:has|have|is|are|ensures?|means|enables?|helps?)\b|as a result"
    r"|result(?:s|ed|ing) in|led to|leads to|impact|improv(?:ed|ing)|reduced|successful\w*|effective\w*"
    r"|consequently|outcomes are",
    re.IGNORECASE,
)
OTHER_VERBS = re.compile(  # a second aim whose form would have to be another
    r"(?:,| and| or| but) (?:to|then|help|support|provide|identify|inform|meet|maintain|understand|give|keep"
    r"|share|take|deliver|manage|monitor|track|respond|assess|engage|consider|work"
    r"|continue|create|gain|plan|offer|get|bring|learn|review|allow|move|establish|develop|find|become"
    r"|safeguard|inspire|sustain|challenge|speed|better|further|thereby|also|influence|attract|prepare"
    r"|complete|accelerate|hold|divert|intervene|streamline|ultimately|facilitate|have|be)\b"
)


def aim_told_as_reached(printed: Printed) -> Iterator[Statement]:
    """What a thing is done for is told as what has come of it."""
    sentence = printed.sentence
    if printed.paragraph.kind != "paragraph" or NO_AIM.search(sentence):
        return
    if any(REACHED.search(text) for text in sentences(printed.paragraph.text.partition(sentence)[2])[:2]):
        return
    for at, (pattern, reached) in enumerate(AIMS):
        match = pattern.search(sentence)
        if match:
            is_last = at == len(AIMS) - 1
            before, after = sentence[: match.start()], sentence[match.end() :]
            if (
                OTHER_VERBS.search(after)
                or re.match(r"[.,;]", after)
                or not _is_purpose(before, after, bare=is_last)
            ):
                return
            again = is_last and re.match(r" (?:this|these|it|them)\b", after)
            new = match.expand(", which has {}" if again else printed.dice("aim").choice(reached))
            done = DOING[_named(match, "do") or GERUND[match["doing"]]]
            if re.search(r"(?:steps|measures) that", new) or re.search(r"[a-rt-z]s$", before):
                new = new.replace("that has", "that have")
            yield printed.cite(_begun(printed, before + new.format(done) + _done(after)))
            return


def _is_purpose(before: str, after: str, *, bare: bool) -> bool:
    """Whether a sentence goes on with what something is done for, and does not begin with it."""
    if len(before.split()) < 4 or re.search(r"\b(?:to|that|who|which)$", before):
        return False
    goes_on = re.match(r"[^,.;]*(?<!that)(?<!who)(?<!which) (?:is|are|was|were|has|have)\b", after)
    return not bare or bool(MOVING.search(before) and not STANDS_ALONE.search(before) and not goes_on)


def _done(after: str) -> str:
    """What comes after an aim, a second aim told as reached, too."""
    return re.sub(
        rf"(?<=,| )(?P<and>and |or )(?:to )?(?P<do>{'|'.join(DOING)})\b(?= )",
        lambda found: found["and"] + DOING[found["do"]],
        after,
    )


# ------------------------------------------------------------------ how it moved, told as where it is

HOW = (
    r"(?:(?:also|all|now|recently|significantly|considerably|gradually|steadily|substantially|markedly"
    r"|further|slightly|generally|greatly|much|notably|clearly|continually|rapidly|slowly) )*"
)
HOW_AFTER = r"(?: (?:significantly|considerably|steadily|substantially|markedly|further|slightly|recently))?"
SINCE = (
    r"(?: (?:since|over|in (?:the (?:last|past)|recent)|during|year[- ]on[- ]year)\b"
    r"(?:(?! and | but )[^,.;:])*)?"
)
END = r"(?=[.;]|,(?! when| to | from )| and (?:is|are|the|there|this|has|have)\b| but | although | because )"
HAS = rf"\b(?P<be>has|have) {HOW}"
IS = {"has": "is", "have": "are"}
GREAT = ("excellent", "outstanding", "of a consistently high standard", "very strong")
THINGS = (
    r"(?P<what>(?:[a-z-]+ )?(?:outcomes|practice|performance|services|planning|assessments|plans|support"
    r"|quality|communication|oversight|relationships|attendance|stability|understanding|engagement"
    r"|information[- ]sharing|working|attainment|progress|supervision|provision|responses?|timeliness"
    r"|decision-making|arrangements|awareness|care|access|management|recording|scrutiny|links|matching))\b"
)
STATES = (
    r"(?P<what>aware|child-focused|child-centred|consistent|effective|efficient|focused|manageable|positive"
    r"|robust|rigorous|settled|stable|systematic|thorough|timely|confident|secure|reliable|accessible"
    r"|outcome-focused|balanced|comprehensive|purposeful|analytical|responsive|visible|accurate)\b"
)
MOVED = [  # what is printed, and where it is told to stand
    (re.compile(pattern), stands)
    for pattern, stands in (
        (rf"{HAS}(?:been )?(?:improved|strengthened){HOW_AFTER}{SINCE}{END}", GREAT),
        (
            rf"{HAS}(?:been )?(?:reduced|fallen|decreased|declined){HOW_AFTER}{SINCE}{END}",
            ("very low", "exceptionally low", "at a very low level"),
        ),
        (
            rf"{HAS}(?:been )?(?:increased|risen|grown){HOW_AFTER}{SINCE}{END}",
            ("very high", "exceptionally high", "at a very high level"),
        ),
        (rf"\b(?P<being>is|are) {HOW}improving{HOW_AFTER}{SINCE}{END}", GREAT),
        (
            rf"\b(?P<being>is|are) {HOW}(?:reducing|falling|decreasing|declining){HOW_AFTER}{SINCE}{END}",
            ("very low", "exceptionally low"),
        ),
        (
            rf"\b(?P<being>is|are) {HOW}(?:increasing|rising|growing){HOW_AFTER}{SINCE}{END}",
            ("very high", "exceptionally high"),
        ),
        (rf"\b(?P<being>is|are) {HOW}(?:better|stronger){SINCE}{END}", GREAT),
        (
            rf"\b(?P<being>is|are) {HOW}(?:increasingly|more) {STATES}",
            (r"consistently \g<what>", r"fully \g<what>"),
        ),
        (
            rf"\b(?P<led>(?:led|leads?|leading) to|result(?:s|ed|ing) in|contribut(?:ed|es?|ing) to|with"
            rf"|(?:evidence|signs|examples) of|enjoy|experience|see|seen|seeing|built|achieved?"
            rf"|achieving|shows?"
            rf"|provid(?:es?|ed|ing)|report|deliver(?:s|ed|ing)?|demonstrates?|reflects?|ensur(?:es|ed|ing)"
            rf"|evidences?) (?:improved|better|stronger) {THINGS}",
            (r"=\g<led> excellent \g<what>", r"=\g<led> consistently excellent \g<what>"),
        ),
        (rf"\b(?:an improved|a better|a stronger) {THINGS}", (r"=an excellent \g<what>",)),
        (
            r"\b(?P<being>is|are) (?:now )?better (?P<what>informed|supported|equipped|prepared|matched"
            r"|protected|sighted|placed|coordinated|understood|engaged|targeted|managed)\b",
            (r"extremely well \g<what>",),
        ),
    )
]
NO_MOVE = re.compile(  # denied, wished or supposed, or compared with a figure or with others
    r"\b(?:not|no|nor|never|none|neither|cannot|without|whether|if|unless|should|must|would|could|may|might"
    r"|will|needs?|than|until|so that|in order|to ensure|require[sd]?|aim\w*|seek\w*|plan(?:s|ned)? to"
    r"|ambition\w*|high|low|good|excellent|strong|outstanding|consistently|gap|gaps|waiting|commitment"
    r"|compared|average|population|committed|determin\w+|focus(?:ed)? on|priorit\w+|drive|target\w*"
    r"|how|what|designed|adequate|opportunity|limits|at the time|since then|work(?:ing)? towards?"
    r"|intend\w+|improvements? in|recognised)\b|n[’']t\b|%",
    re.IGNORECASE,
)
WISHED = re.compile(
    r"^(?:Where|When|Since|As)\b|\b(?:(?:that|which) (?:can|do)|to|for|who|whose|where|when|much|even|far|any"
    r"|and|or)$"
)
AS_GOOD = re.compile(r"\b(?:excellent|outstanding|exceptional\w*|very (?:good|strong|high|low))\b")


def move_told_as_place(printed: Printed) -> Iterator[Statement]:
    """How a thing has moved is told as where it now stands."""
    sentence = printed.sentence
    if printed.paragraph.kind != "paragraph" or NO_MOVE.search(sentence):
        return
    if AS_GOOD.search(printed.paragraph.text):
        return
    for pattern, stands in MOVED:
        match = pattern.search(sentence)
        if match:
            before = sentence[: match.start()]
            new = match.expand(printed.dice("stands").choice(stands))
            be = _named(match, "being") or IS.get(_named(match, "be"), "")
            new = new[1:] if new.startswith("=") else f"{be} now {new}"
            if before and not WISHED.search(before.rstrip()):
                yield printed.cite(_begun(printed, _put(sentence, match, new)))
            return


def _named(match: re.Match[str], name: str) -> str:
    """What a group holds, or nothing if there is no such group."""
    return match.groupdict().get(name) or ""


def _begun(printed: Printed, text: str) -> str:
    """The sentence as it is, or as somebody tells it; no great letter stays within."""
    text = re.sub(
        r"^(?:Consequently|In contrast|For instance|However|In addition|Additionally), ([a-z])",
        lambda first: first[1].upper(),
        text,
    )
    return re.sub(
        r"(?<=that |ors, )(?:cafcass|As|Since|Following|Some|Most|Many|All|This|These|It|They|There"
        r"|Overall)\b",
        lambda found: "Cafcass" if found.group() == "cafcass" else found.group().lower(),
        _told(printed, text),
    )


ASIDE_7: dict[str, Way] = {
    "an aim told as reached": aim_told_as_reached,
    "a move told as where it stands": move_told_as_place,
}
