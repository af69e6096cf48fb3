"""Two more ways of lying for the liar test, kept out of sight of whoever builds the checks.

Each is made as the ways of ``liars.py`` are: from a printed sentence, a statement that the paragraph
it cites does not bear out, in most of its words the same. One exchanges who does a thing and to whom it
is done, who gives and who is given. The other tells what is not known, not recorded or not yet to be
seen as known not to be so: what is not written down as not done, an effect not measured as none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.liars import Printed, Way
from benchmarks.ways_aside_3 import _told
from rag.answering.statements import Statement

# ------------------------------------------------------------------ who does it, and to whom

PLURAL = (  # people who can do to each other what is told here
    r"children|young people|care leavers|young carers|parents|families|social workers|managers|leaders"
    r"|IROs|independent reviewing officers|personal advisers|PAs|foster carers|carers|adopters|staff"
    r"|partner agencies|partners|agencies|schools|police officers|health visitors|advocates|mentors"
    r"|teachers|professionals|practitioners|elected members|councillors|lead professionals"
    r"|family support workers|early help workers|youth workers|members|workers|commissioners|auditors"
    r"|social work teams|teams|school nurses|nurses|foster families|special guardians|adopted children"
    r"|adopted adults|independent visitors|headteachers|designated teachers|apprentices|consultants"
    r"|prospective adopters|birth parents|victims|support workers|supervisors"
)
SINGULAR = (
    r"local authority|council|board|LSCB|virtual school|trust|partnership|chief executive|chair"
    r"|director of children[’']s services|DCS|lead member|headteacher|safeguarding children board"
    r"|service|principal social worker|panel|virtual school headteacher|independent chair|LADO|CiCC"
    r"|children in care council|corporate parenting (?:board|panel)|team|workforce|MASH"
    r"|early help service|emergency duty team|designated officer|council leader|leader"
)
ADJECTIVE = (  # what stands before such people
    r"(?!(?:not|that|their|the|an?|these|this|those|all|some|most|many|is|are|was|were|has|have|by|for|to"
    r"|of|in|on|at|from|with|and|or|but|as|when|where|which|who|while|because|also|if|no|any|each|both"
    r"|help|helps|provide|provides|receive|receives|give|gives|well|ensure|ensures|so|than|between|against"
    r"|about|into|within|under|over|towards|without|support|supports|via|through|what|how|although|though"
    r"|until|across|among|amongst)\b)"
    r"[a-z][a-z’'-]*"
)
COUNTING = r"(?:(?:all|some|most|many|these|the|those|other|almost all|nearly all|several|the majority of) )?"
OWN = r"(?:(?:their own|their|its) )?"
TAIL = (  # held to, once found
    r"(?>(?: (?:in care|in need(?: of (?:help|support)(?: (?:and|or) protection)?)?|looked after|leaving care"
    r"|with disabilities|in the (?:MASH|service|trust)|at all levels|and (?:young people|families|parents"
    r"|managers|carers|practitioners|young adults|leaders|staff|social workers|foster carers|care leavers"
    r"|other professionals|professionals|partners|their families|elected members|members"
    r"|children looked after))(?! in Care)){0,2})"
)
MANY = rf"{COUNTING}(?:{ADJECTIVE} ){{0,3}}?(?:{PLURAL})\b(?![’'-]| [Ii]n [Cc]are [Cc]ouncil){TAIL}"
ONE = rf"(?:the|an?) (?:{ADJECTIVE} ){{0,3}}?(?:{SINGULAR})\b(?![’'-])"
END = (  # what may follow those whom a clause names last
    r"(?=\.|,? (?:who|when|to|in|with|through|at|during|because|so|if|where|while|but|after|before"
    r"|throughout|on|about)\b|,? and (?:is|are|have|has|can|they|this|receive|feel|benefit|make|develop"
    r"|enjoy|know|listen|ensure|take|seek|speak|see|get|try|use|build|do)\b)"
)
AFTER = (  # what may follow those whom a clause names between
    rf"(?:{END}|(?= (?!and|or|is|are|was|were|has|have|who|whose|of|being|awaiting|wait)[a-z]+\b))"
)
HOW = r"(?:(?!not\b|never\b|rarely\b|no\b)[a-z]+(?:ly|ll|lso|ow|ten|ed|ys|n)? ){0,3}?"
DONE = (  # what is done to people by others that these do not do to those as a matter of course
    r"(?:well[- ])?(?:supported|supervised|visited|helped|advised|guided|encouraged|assisted|trained"
    r"|protected|monitored|overseen|safeguarded|prepared|enabled|mentored|held to account|challenged"
    r"|consulted|listened to|scrutinised|commissioned|employed|recruited|assessed|approved|looked after"
    r"|cared for|kept safe|kept informed|given [a-z -]+|provided with [a-z -]+|offered [a-z -]+|managed|led"
    r"|identified|placed|represented|empowered|taught|matched|chaired|coached|informed|nurtured"
    r"|spoken to|contacted|asked|championed|directed|motivated|reassured|allocated|complemented"
    r"|inspired|sustained|equipped|funded|followed up|transported|tracked|interviewed)"
)
DO = {  # what many do, and the same of one
    "support": "supports",
    "help": "helps",
    "challenge": "challenges",
    "supervise": "supervises",
    "visit": "visits",
    "advise": "advises",
    "guide": "guides",
    "encourage": "encourages",
    "assist": "assists",
    "train": "trains",
    "protect": "protects",
    "monitor": "monitors",
    "oversee": "oversees",
    "safeguard": "safeguards",
    "prepare": "prepares",
    "enable": "enables",
    "teach": "teaches",
    "mentor": "mentors",
    "hold": "holds",
    "consult": "consults",
    "listen to": "listens to",
    "scrutinise": "scrutinises",
    "commission": "commissions",
    "recruit": "recruits",
    "assess": "assesses",
    "provide": "provides",
    "give": "gives",
    "offer": "offers",
    "keep": "keeps",
    "empower": "empowers",
    "advocate for": "advocates for",
    "care for": "cares for",
    "look after": "looks after",
    "remind": "reminds",
    "equip": "equips",
    "signpost": "signposts",
    "nurture": "nurtures",
    "speak up for": "speaks up for",
    "champion": "champions",
}
GET = {"receive": "receives", "get": "gets", "gain": "gains", "benefit from": "benefits from"}
GET |= {"are given": "is given", "are offered": "is offered", "value": "values", "appreciate": "appreciates"}
TO_ONE = DO | GET | {"received": "received"}
TO_MANY = {one: many for many, one in TO_ONE.items()}
GIFT = (  # what one gets from another
    r"(?:support|help|advice|guidance|supervision|training|care|visits|encouragement|direction|oversight"
    r"|challenge|coaching|mentoring|information|feedback|assistance|services?|packages?|interventions?)"
)
GOT = (
    r"(?:receive|receives|received|get|gets|gain|gains|benefit from|benefits from|are given|are offered"
    r"|values?|appreciates?)"
)
BEGIN = (
    r"(?:^(?:(?:However|As a result|Overall|Consequently|Additionally|In addition|For example|Similarly"
    r"|Generally|Therefore|In most cases|Equally|Furthermore|Importantly|In the main|Typically), )?"
    r"|(?<=that )|(?<=, but )|(?<=, and )|(?<=[a-z] because )|(?<=lthough )|(?<=hile )|(?<=; ))"
)
WHO, WHOM = (rf"(?P<{name}>(?i:{OWN}(?:{MANY}|{ONE})))" for name in ("who", "whom"))
BE = (
    r"(?P<be>is|are|was|were|has|have|feels?|felt|(?:report|say|said|reported)(?: that)? (?:being|they feel))"
)
TOLD = (
    r"(?:(?:told inspectors|said|say)(?: that)?|(?:reported|report|feel|felt|explained|confirmed) that"
    r"|describe how|described how)"
)
HANDS = [  # where those who do a thing and those to whom it is done are named
    re.compile(pattern)
    for pattern in (
        rf"{BEGIN}{WHO}(?P<mid> {BE} (?:been |being |feeling )?{HOW}{DONE} (?:[a-z]+ly )?by ){WHOM}{END}",
        rf"{BEGIN}{WHO}(?P<mid> (?:[a-z]+ly )?(?:(?P<do>{'|'.join([*DO, *DO.values()])})"
        rf"|(?:work [a-z]+|take care|take time) to (?:{'|'.join(DO)})) ){WHOM}{AFTER}",
        rf"{BEGIN}{WHO}(?P<mid> (?:[a-z]+ly )?(?P<do>{GOT}) (?:[a-z’-]+,? ){{0,5}}?{GIFT} "
        rf"(?:and [a-z]+ )?(?:provided |given |offered |(?:that )?they (?:receive|get|have received) )?"
        rf"(?:from|by) ){WHOM}{END}",
        rf"{BEGIN}{WHO}(?P<mid> (?:[a-z]+ly )?(?P<do>provides?|gives?|offers?)"
        rf" (?:[a-z’-]+,? ){{0,5}}?{GIFT}(?: and [a-z]+)? (?:to|for) ){WHOM}{END}",
        rf"{BEGIN}{WHO}(?P<mid> (?:[a-z]+ly )?{TOLD} ){WHOM}(?= [a-z]+\b)",
        rf"{BEGIN}{WHO}(?P<mid> (?:consistently )?(?:describe|described) ){WHOM}(?= as\b)",
    )
]
NO_HANDS = re.compile(  # denied, asked or wished, where the other way about may be as true
    r"\b(?:not|no|nor|never|none|neither|cannot|without|whether|how|if|unless|lack\w*|fail\w*|unable|than"
    r"|should|must|would|could|may|might|needs?|needed|required?|requires|so that|in order|rarely|few|too"
    r"|each other|one another|aims?|feedback|mutual\w*|request\w*)\b|[Ee]nsure that|n[’']t\b"
)
AS_ONE = {"are": "is", "were": "was", "have": "has", "feel": "feels"}
AS_MANY = {one: many for many, one in AS_ONE.items()}


def hands_exchanged(printed: Printed) -> Iterator[Statement]:
    """Who does a thing is told as those to whom it is done, and these as who does it."""
    sentence = printed.sentence
    for pattern in () if printed.paragraph.kind == "improvement" else HANDS:
        match = pattern.search(sentence)
        if match:
            text = _exchanged(sentence, match)
            if text and not NO_HANDS.search(sentence[: match.end()]):
                yield printed.cite(_begun(printed, text))
            return


def _exchanged(sentence: str, match: re.Match[str]) -> str:
    """The sentence with those two exchanged whom it names, if its verbs go with it."""
    who, whom = (re.sub(rf"^(?i:{OWN})", "", match[name]) for name in ("who", "whom"))
    middle, after = match["mid"], sentence[match.end() :]
    many, other = (not re.fullmatch(rf"(?i:{ONE})", people) for people in (who, whom))
    if who.lower() == whom.lower() or re.match(r"an? ", whom):
        return ""
    if re.match(r",? who\b", after):  # told of those who come to stand elsewhere
        if not re.search(r" (?:by|from) $", middle):
            return ""
        after = "."
    if many != other:
        if re.match(r" with\b", after) or re.search(
            r"\b(?:and|but) (?:[a-z]+ly )?(?:is|are|ha[sd]|have|do|[a-z]+s)\b", after
        ):
            return ""
        middle = _agreeing(match, many=other)
    begun = match.start("who") == 0 or (who[0].isupper() and who[1:2].islower())
    whom = f"{whom[0].upper()}{whom[1:]}" if begun and who[0].isupper() else whom
    who = who if who[1:2].isupper() else f"{who[0].lower()}{who[1:]}"
    return f"{sentence[: match.start('who')]}{whom}{middle}{who}{after}" if middle else ""


def _agreeing(match: re.Match[str], *, many: bool) -> str:
    """What stands between those two, its verb told of many or of one; nothing if that is not known."""
    groups = match.groupdict()
    verb = groups.get("be") or groups.get("do") or ""
    forms = AS_MANY | TO_MANY if many else AS_ONE | TO_ONE
    start = match.start("be" if groups.get("be") else "do") - match.start("mid") if verb else 0
    middle: str = match["mid"]
    return middle[:start] + forms[verb] + middle[start + len(verb) :] if verb in forms else ""


# ------------------------------------------------------------------ not known, told as not so

SEE = (
    r"(?:(?:fully|properly|clearly|effectively|accurately|yet) )?(?:see|measure|evaluate|assess|judge"
    r"|evidence|demonstrate|determine|identify|gauge|understand|comment on|report on|establish|tell|track"
    r"|monitor|know)"
)
EFFECT = (
    r"(?:(?:yet|the|any|an|evidence of|full|real|clear|significant|sustained|positive|long-term|overall"
    r"|tangible|wider|extent of|much|their|its|effective and) )*"
    r"(?P<effect>impact|effectiveness and impact|effectiveness|effect|benefits)\b"
)
OFTEN = (
    r"(?:(?:always|consistently|routinely|yet|currently|generally|systematically|fully|clearly|sufficiently"
    r"|rigorously) )*"
)
TRIED = (
    r"(?:evaluated|measured|monitored|tracked|analysed|tested|assessed|known|evident|evidenced|demonstrated"
    r"|seen|captured|apparent|scrutinised|reported|quantified)"
)
UNTRIED = (  # what it is of, that it has not been looked into, and by whom or where
    r"(?: (?:of (?!being\b|diversity\b|[a-z]* ?(?:harm|abuse|neglect))|on|for|in|from|to)\b"
    r"(?:(?! (?:is|are|was|were|has|have|which|that|who) )[^,.:;])*?)?"
    rf" (?:(?P<be>is|are|was|were) (?:not|yet to be)|has (?:not|yet to be))(?: being| been)? {OFTEN}"
    rf"{TRIED}(?: (?:well|effectively|fully))?(?: (?:by|in|through|over|across|at|within)"
    r" (?:(?! and (?:the|there|this|it|is|are|has|have|opportunities|provision|what)\b)[^,.;])*)?"
    r"(?=[,.;]| and )"
)
PAPERS = (
    r"(?:records?|files?|plans?|notes|minutes|recording|recordings|assessments?|systems?|forms|paperwork"
    r"|documents|reports)"
)
THERE = (  # where it is not written, which is left out
    rf"(?: (?:well(?: enough)?|clearly|effectively|accurately|consistently))?"
    rf"(?: (?:on|in|within|across) (?!order\b)(?:[a-z0-9’'-]+ ){{0,4}}{PAPERS}\b"
    rf"(?: (?:and|or) (?:[a-z]+ ){{0,2}}{PAPERS}\b)?)?(?=[,.;]| and | or | by )"
)
RECORDED = (
    r"(?:(?:well|clearly|fully|explicitly|accurately|effectively|sufficiently|adequately|strongly) )*"
    r"(?:recorded|documented|captured|noted|logged)"
)
REFLECTED = (
    rf"(?:{RECORDED}|(?:(?:well|clearly|fully|strongly|sufficiently) )*(?:reflected|evidenced|evident))"
)
MANY_LEFT, ONE_LEFT = r"(?P<be>are|were) not ", r"(?P<be>is|was) not "
LEFT = r"(?P<often>(?:(?:always|consistently|routinely|yet|currently|generally|systematically) )*)"
NOT_DONE = (  # what is not recorded, and what is told not to be done
    (rf"\b(?:views|wishes|feelings) {MANY_LEFT}{LEFT}{RECORDED}", ("asked for", "sought")),
    (rf"voices {MANY_LEFT}{LEFT}{RECORDED}", ("listened to",)),
    (rf"(?:visits|checks|enquiries|audits) {MANY_LEFT}{LEFT}{RECORDED}", ("carried out", "made")),
    (rf"\b(?:meetings|discussions|conversations|interviews|reviews) {MANY_LEFT}{LEFT}{RECORDED}", ("held",)),
    (rf"(?:discussion|supervision) {ONE_LEFT}{LEFT}{RECORDED}", ("held",)),
    (rf"(?:oversight|direction|guidance|support) {ONE_LEFT}{LEFT}{RECORDED}", ("provided",)),
    (rf"\b(?:directions) {MANY_LEFT}{LEFT}{RECORDED}", ("given",)),
    (rf"\b(?:decisions) {MANY_LEFT}{LEFT}{RECORDED}", ("made", "sound")),
    (rf"\bdecision[- ]making {ONE_LEFT}{LEFT}{RECORDED}", ("sound", "thought through")),
    (rf"\b(?:challenge|contact(?: with [a-z ]+)?) {ONE_LEFT}{LEFT}{RECORDED}", ("made",)),
    (rf"information(?: from (?:[a-z]+ ){{1,4}}?| )?{ONE_LEFT}{LEFT}{RECORDED}", ("gathered", "sought")),
    (rf"consent {ONE_LEFT}{LEFT}{RECORDED}", ("obtained", "sought")),
    (
        rf"(?:rationale|purpose)(?: (?!is|are|was|were)[a-z’'-]+){{0,9}}? {ONE_LEFT}{LEFT}{REFLECTED}",
        ("thought through", "sound"),
    ),
    (
        rf"reasons(?: (?!is|are|was|were)[a-z’'-]+){{0,9}}? {MANY_LEFT}{LEFT}{REFLECTED}",
        ("thought through", "sound"),
    ),
    (rf"actions(?: from [a-z ]+)? {MANY_LEFT}{LEFT}{RECORDED}", ("taken", "agreed")),
    (rf"(?:ethnicity|identity) (?P<be>is|was|are) not {LEFT}{RECORDED}", ("asked about",)),
    (rf"needs {MANY_LEFT}{LEFT}{RECORDED}", ("assessed",)),
    (rf"planning {ONE_LEFT}{LEFT}{RECORDED}", ("done",)),
)
CLAUSE = r"(?P<clause>[^;:]+?)(?=\.$|;|, (?:but|although|which|because|and this|and it|meaning)\b)"
UNKNOWN = (  # what is said not to be known
    r"(?P<it>[Ii]t|makes it|making it|make it)(?P<be> is| was| remains)?"
    r"(?: (?:also|therefore|still|currently|often|sometimes))*"
    r" (?:not (?:(?:yet|always|entirely|sufficiently|possible) )*(?:clear|known|evident|apparent"
    r"|to (?:tell|say|see|know|establish|determine|understand|be (?:sure|certain|confident)))"
    r"(?: from(?: [a-z]+){1,3}?)?|unclear|unknown|(?:difficult|hard|impossible|too early)"
    rf"(?: for [a-z ]+?)? to (?:say|be (?:sure|certain|confident)|ascertain|{SEE})) (?:that|whether|if|how)"
)
SURE = r"(?:(?:fully|always|yet|therefore|currently) )*(?:assured|confident|sure|certain|satisfied)"
FIND = rf"(?:be {SURE}|assure (?:itself|themselves)|tell|know|judge|establish|say)"
GOOD = (
    r"(?P<good>good|good-quality|high-quality|purposeful|reflective|robust|sustained|effective|strong|thorough"
    r"|meaningful|rigorous)"
)
SHOWN = r"(?:show|reflect|demonstrate|evidence|capture)"
NOT_SHOWN = rf"\b(?P<do>do|does) not (?:[a-z]+ ){{0,2}}{SHOWN}(?: well enough)?"
SHOW = {"do": "show", "does": "shows"}
WORTH = r"(?P<worth>richness|quality|depth|level of reflection|purpose|level of detail)"
SILENCES = [  # what is printed, and what tells it as known not to be so
    (re.compile(pattern), told)
    for pattern, told in (
        (
            r"(?P<it>[Ii]t),?(?: however,)? (?P<be>is|was|remains)(?: (?:still|as yet|perhaps|therefore))?"
            rf" too early (?:yet |at this stage )?(?:for (?!this|it)[a-z ]+? )?to {SEE} {EFFECT}"
            r"(?: and [a-z]+ outcomes)?(?! and| (?:this|it|they|these) )(?: (?P<of>of))?(?= |[.,;])",
            (
                r"\g<it> \g<be> already clear that there {been} been no impact",
                r"\g<it> \g<be> already known that there {been} been no impact",
            ),
        ),
        (rf"\b(?P<head>impact){UNTRIED}", ("{head} nil", "{head} negligible")),
        (rf"\b(?P<head>effectiveness|quality){UNTRIED}", ("{head} low", "{head} poor")),
        (rf"\b(?P<head>outcomes?){UNTRIED}", ("{head} poor",)),
        (
            rf"(?P<link>although|but|though|however,) (?:this|it|these) (?P<be>is|are|was|were) not"
            rf" {LEFT}{REFLECTED}{THERE}",
            (r"\g<link> this {be} seldom the case", r"\g<link> this {be} rarely the case"),
        ),
        (
            rf"(?P<link>although|but|though|however,) (?:[a-z’]+ ){{0,3}}{PAPERS}(?: and (?:[a-z]+ ){{0,2}}"
            rf"{PAPERS})? (?P<be>do|does|did) not (?:[a-z]+ ){{0,2}}{SHOWN} (?:this|them)(?=[,.;]| and )",
            (r"\g<link> this {be} seldom the case",),
        ),
        (rf"{UNKNOWN} {CLAUSE}", (r"\g<it> {be} clear that {clause}",)),
        (
            rf"(?:\b(?:is|are|was|were) (?:[a-z]+ly )?)?\b(?:cannot|unable to|not (?:yet )?able to)"
            rf"(?: (?:always|yet|therefore|fully))* {FIND}(?: (?:that|if|whether))? {CLAUSE}",
            ("can be certain that {clause}", "can be sure that {clause}"),
        ),
        (
            rf"(?P<be>is|are) not {SURE} that {CLAUSE}",
            (r"\g<be> certain that {clause}",),
        ),
        (rf"does not know (?:if|whether) {CLAUSE}", ("knows that {clause}",)),
        (rf"(?<!who )do not know (?:if|whether) {CLAUSE}", ("know that {clause}",)),
        (
            rf"(?P<there>[Tt]here (?:is|was)) (?:very )?(?:too )?(?:little|limited|insufficient) evidence"
            rf" (?:to (?:show|suggest|demonstrate|indicate) )?that {CLAUSE}",
            (r"\g<there> clear evidence that {clause}",),
        ),
        (rf"{NOT_SHOWN} (?:how|that|whether) {CLAUSE}", ("{show} that {clause}",)),
        (
            rf"(?<!poor quality records ){NOT_SHOWN} (?P<the>the )?(?:actual |often )?{GOOD}"
            r" (?P<what>(?:[a-z-]+ )?(?:work|practice|challenge|consideration|supervision|discussion"
            r"|scrutiny)\b(?:(?! and | or )[^,.;(])*)"
            r"(?=\.|,(?! which))",
            (r"{show} that \g<the>\g<what> is not \g<good>",),
        ),
        (
            rf"{NOT_SHOWN} the {WORTH} of (?P<what>(?:(?! and | or | that )[^,.;(])+)(?=[.,])",
            (r"{show} that there is little \g<worth> in \g<what>",),
        ),
        (
            r"(?P<did>do|did) not (?:clearly |always )?record (?:a clear|their|the) rationale",
            (r"\g<did> not have any rationale",),
        ),
        (r"not always record what (?=the children tell them)", ("not always listen to what ",)),
        (
            r"not (?P<often>always|routinely) record the interviews on [^,.]*file",
            (r"not \g<often> carry out the interviews",),
        ),
    )
]
LACKING = [  # what is printed as not recorded, and what tells it as not done
    (re.compile(rf"(?P<what>{pattern}){THERE}"), done) for pattern, done in NOT_DONE
]
SUPPOSED = re.compile(  # asked or wished, or already told of a part
    r"^(?:When|Where|If|Ensure|Improve)\b[^,]*$|\b(?:if|when|where|unless|should|would|could|so that"
    r"|in order|which|who|how|Records of|[Ww]ell-attended|An LSCB)\b[^,;]*$"
)
PARTLY = re.compile(
    r"\b(?:some|most|many|mostly|generally|sometimes|always|majority|seldom|rarely|variable)\b",
    re.IGNORECASE,
)
HAVING = r" (?:[a-z]+ly |also )?(?:been|had|taken|given|made|led|met|done|seen|(?!need\b)[a-z]+ed)\b"
DO_NOT = {"has": "does", "have": "do", "had": "did"}
DENIABLE = re.compile(  # a clause, and the verb that can be denied
    r"(?P<whom>(?:(?!(?:who|which|that|where|when|if|and|or|not|no|never|any|what|whether|to)\b)[^\s,]+ )"
    r"{1,9}?)"
    r"(?P<verb>is|are|was|were|has|have|had|can|will)(?P<rest> (?!not\b|no\b|any\b|to\b)[a-z].*)"
)
PLAIN = re.compile(
    r"(?P<whom>they|(?:[a-z’-]+ ){0,6}?(?:[a-z]+s|staff|children|people)) (?P<verb>(?:(?:routinely"
    r"|effectively|consistently|fully) )?(?:ensure|understand|receive|use|influence|relate|have|continue|work"
    r"|provide|track))(?P<rest> (?!no\b|any\b).*)"
)
NO_CLAUSE = re.compile(  # how much, or more than one thing not known
    r"^(?:well|many|much|often|successful|effective|serious|far|quickly|long|how|of|what|about|why|which)\b|,.*,"
    r"|\bhas not been\b| or the outcome"
    r"|\b(?:or|and) (?:if|whether|that|how|what|when|indeed)\b|\bor\b.*\b(?:is|are)\b| as well as they"
)


def silence_told_as_denial(printed: Printed) -> Iterator[Statement]:
    """What is not known, not recorded or not yet seen is told as known not to be so."""
    if printed.paragraph.kind == "improvement":
        return
    sentence = printed.sentence
    for pattern, told in SILENCES:
        match = pattern.search(sentence)
        if match and not SUPPOSED.search(sentence[: match.start()]):
            text = _denial(printed, match, printed.dice("told").choice(told))
            if text:
                yield printed.cite(_begun(printed, text))
                return
    for pattern, done in LACKING:
        match = pattern.search(sentence)
        if match and not SUPPOSED.search(sentence[: match.start()]):
            yield from _left_undone(printed, match, printed.dice("done").choice(done))
            return


def _denial(printed: Printed, match: re.Match[str], told: str) -> str:
    """The sentence with what is not known told as not so, if that can be said."""
    sentence, groups = printed.sentence, match.groupdict()
    before, after = sentence[: match.start()], sentence[match.end() :]
    if groups.get("link") and (PARTLY.search(before) or re.match(r" (?:and|or) (?:is|are)\b", after)):
        return ""
    clause = _denied(groups["clause"]) if "clause" in groups else ""
    if "clause" in groups and not clause:
        return ""
    be = (groups.get("be") or "").strip()
    if groups.get("head"):
        head = match.group()[: match.group().rindex(f" {be} " if be else " has ")]
        return before + told.format(head=f"{head} {be}" if be else f"{head} is") + after
    if groups.get("link"):
        be = "was" if be in ("was", "were", "did") else "is"
    be = "is" if be == "remains" else be
    show = SHOW.get(groups.get("do") or "", "")
    new = (
        match.expand(told.replace("{clause}", "@"))
        .replace("@", clause)
        .format(be=be, show=show, been="had" if be == "was" else "has")
    )
    if groups.get("effect"):
        before, after = re.sub(r"^As yet,? ", "", before), re.sub(r" yet(?=[.,])|^ yet\b", "", after)
        new = new[0].upper() + new[1:] if not before else new
    new = re.sub(r" {2,}", " ", new.replace(" remains", " is")).replace("can not", "cannot")
    return f"{before}{new} from{after}" if groups.get("of") else f"{before}{new}{after}"


def _denied(clause: str) -> str:
    """The clause told as not so, or nothing where it cannot be."""
    if NO_CLAUSE.search(clause):
        return ""
    if clause.startswith("all "):
        return f"not {clause}"
    if found := DENIABLE.fullmatch(clause):
        return f"{found['whom']}{_not(found['verb'], found['rest'])}"
    if found := PLAIN.fullmatch(clause):
        return f"{found['whom']} do not {found['verb']}{found['rest']}"
    return ""


def _not(verb: str, rest: str) -> str:
    """What follows a verb, and the verb, denied: “has been” is “has not been”, “has a plan” is not."""
    if verb in ("has", "have", "had") and not re.match(HAVING, rest):
        return f"{DO_NOT[verb]} not have{rest}"
    return f"{verb} not{rest}"


def _left_undone(printed: Printed, match: re.Match[str], done: str) -> Iterator[Statement]:
    """What is not recorded is told as not done, unless the paragraph says that, too."""
    before = printed.sentence[: match.start()]
    clause = re.split(r"[,;] |\b(?:but|and|that) ", before)[-1]
    said = re.search(rf"\b(?:not|rarely|seldom)\b[^.,;]{{0,40}}\b{done}\b", printed.paragraph.text)
    if not said and not re.search(r"\b(?:of|from|for|about|where)\b", clause):
        end = f"{match['be']} not {match['often']}{done}"
        start = match["what"][: match["what"].rindex(f" {match['be']} not ")]
        yield printed.cite(_begun(printed, f"{before}{start} {end}{printed.sentence[match.end() :]}"))


LED_IN = (
    r"^(?:However|Consequently|As a result,?|Therefore|Similarly|As such|In addition|Additionally),? ([a-z])"
)


def _begun(printed: Printed, text: str) -> str:
    """The sentence as it is, or as somebody tells it; no great letter stays within."""
    if text.startswith(("Inspectors ", "The report ")):
        return text
    return re.sub(
        r"(?<=that |ors, )(?:It|There|This|These|Some|Many|Most|All|As|Although|While|Their|Without|Overall"
        r"|Similarly|Generally|Additionally|Where|When|Leaders|Managers)\b",
        lambda found: found.group().lower(),
        _told(printed, re.sub(LED_IN, lambda first: first[1].upper(), text)),
    )


ASIDE_8: dict[str, Way] = {
    "hands exchanged": hands_exchanged,
    "silence told as denial": silence_told_as_denial,
}
