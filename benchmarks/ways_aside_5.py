"""Two more ways of lying for the liar test, kept out of sight of whoever builds the checks.

Each is made as the ways of ``liars.py`` are: from a printed sentence, a statement that the paragraph
it cites does not bear out, in most of its words the same. One tells how much, how far or how often
as far more or far less: what is not always done as never done, the majority as few, much progress as
little. The other turns the link of two halves, of one sentence or of two that follow each other: what
is so in spite of a thing is told as so because of it, and what came of a thing as in spite of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.liars import Printed, Way, _lowered, _put
from benchmarks.ways_aside_3 import _told
from rag.answering.statements import Statement
from rag.language.sentences import sentences

# ------------------------------------------------------------------ a degree told as another

BE = r"(?P<verb>is|are|was|were|has|have)"
HOW = r"(?:(?:yet|currently|still|also) )?"
OFTEN = r"(?:always|consistently|routinely)(?: currently)?"
ADVERB = r"(?:significantly|substantially|considerably|markedly|greatly|dramatically|notably)"
GREAT = r"(?:significant|substantial|considerable|marked|great|notable|fundamental|major)"
MANY = r"(?:improvements|delays|changes|weaknesses|shortfalls|challenges|benefits|differences|increases)\b"
MUCH = (
    r"(?:improvement|progress|delay|reduction|decline|impact|success|demand|support|investment|increase"
    r"|change|variation|variability)\b"
)
RANGE = r"(?:wide|comprehensive|broad|extensive|good|full|impressive|helpful|excellent|strong|clear)"
PEOPLE = (
    r"(?=(?:[a-z-]+ ){0,3}?(?:assessments|carers|cases|children|young people|leavers|families|parents|plans"
    r"|records|schools|staff|workers|managers|visits|reviews|meetings|discussions|agencies|children’s"
    r"|children's)\b)"
)
DEGREES = [  # what is printed, and what tells far more or far less
    (re.compile(pattern), others)
    for pattern, others in (
        (rf"\b{BE} not {HOW}{OFTEN}\b", (r"\g<verb> never",)),
        (rf"\bdo not {HOW}{OFTEN}\b", ("never",)),
        (rf"\bdoes not {HOW}{OFTEN}\b", ("does not ever",)),
        (
            rf"\b{BE} not {HOW}sufficiently\b(?! [^,.]*\benough\b)(?! \w+(?: (?:or|and) \w+)? to\b)",
            (r"\g<verb> not at all",),
        ),
        (r"\bnot (?:yet )?uniformly good\b", ("uniformly poor",)),
        (
            rf"\b{BE} (?:still |too |often )?(?:variable|inconsistent|mixed)\b"
            r"(?! (?:and|in|with|across)\b)(?!.*\b(?:some|others)\b)",
            (r"\g<verb> uniformly good", r"\g<verb> uniformly poor"),
        ),
        (
            rf"\b(?P<what>improv(?:ed|ing)|fallen|fell|reduced|ris(?:en|ing)|increased) {ADVERB}\b",
            (r"\g<what> only slightly",),
        ),
        (rf"(?<=\ba ){ADVERB} (?=better|higher|lower|larger|smaller)", ("slightly ",)),
        (
            rf"(?<!not ){ADVERB} (?=improv|strengthen|reduc|increas|decreas|declin|better)",
            ("only slightly ",),
        ),
        (rf"\ba {GREAT} (?={MANY}|{MUCH})", ("only a slight ",)),
        (rf"(?<!the )(?<!of )\b{GREAT} (?=(?:[a-z]+ )?{MANY})", ("only minor ",)),
        (rf"(?<!the )\b{GREAT} (?=(?:[a-z]+ )?{MUCH})", ("very little ",)),
        (r"\b(?P<m>[Mm])uch (?=progress\b|work has\b)", ("very little ",)),
        (r"\bmuch (?=(?:more|greater|better|clearer|improved)\b)", ("only slightly ",)),
        (r"\bsmall (?=increase|decrease|reduction|rise)", ("sharp ", "very large ")),
        (
            r"\b(?:gradual|incremental|slow|steady) (?=increase|improvement|reduction|progress)",
            ("dramatic ",),
        ),
        (r"\bincrementally\b", ("dramatically",)),
        (r"\b(?<=[a-z] )the (?:(?:vast|overwhelming|large) )?majority of\b(?!.*%)", ("only a minority of",)),
        (r"^The (?:(?:vast|overwhelming|large) )?majority\b(?!.*%)", ("Only a minority", "A small minority")),
        (rf"^Most {PEOPLE}", ("Few ", "Very few ")),
        (rf"(?<=[a-z],) most {PEOPLE}", (" few ", " very few ")),
        (rf"^All {PEOPLE}", ("Only a few ", "Few ")),
        (rf"(?<=ensured that|nsuring that) all {PEOPLE}", (" only a few ", " only some ")),
        (rf"(?<!that )\btoo many {PEOPLE}", ("very few ", "hardly any ")),
        (rf"^Too many {PEOPLE}", ("Very few ", "Hardly any ")),
        (rf"^(?:Many|A large number of) {PEOPLE}", ("Very few ", "Hardly any ")),
        (rf"(?<!too )(?<!not )(?<!how )(?<!of )\bmany {PEOPLE}", ("very few ",)),
        (r"(?<=[a-z] )numerous (?!.* often\b)", ("very few ",)),
        (r"^Too often, ", ("On very rare occasions, ",)),
        (r"^Very few\b", ("Most", "Nearly all")),
        (r"\bvirtually all of\b", ("only about half of",)),
        (r"\balmost always\b", ("almost never", "only occasionally")),
        (rf"\b{BE} (?:mostly|generally|largely|usually|always)\b", (r"\g<verb> rarely", r"\g<verb> seldom")),
        (r"\blargely (?=manageable)", ("rarely ",)),
        (r"\bpredominantly (?=[a-z-]+ed\b)", ("only slightly ",)),
        (r"(?<=focuses )predominantly (?=on\b)", ("only a little ",)),
        (r"(?<!more )(?<!most )(?<!there are )(?<!there is )(?<!too )\boften (?=[a-z])", ("hardly ever ",)),
        (r"\b(?P<an>an?|[Aa]n?)(?: [a-z]+ and)? " + RANGE + " range of", ("a very narrow range of",)),
        (
            r"(?<!more )(?<!to )(?<!be )(?<!become )\b(?:overwhelmingly|wholly|fully|entirely) (?=[a-z]+)",
            ("only partly ",),
        ),
        (r"\bparticularly (?=strong|effective|good|well)", ("only moderately ",)),
        (r"\b(?:extremely|very|particularly) well\b", ("only moderately well",)),
        (r"\bvery frequent\b", ("only occasional",)),
        (r"\bof (?:a )?very high (?=quality|standard)", ("of only middling ",)),
        (r"\bpartly (?=due|because)", ("entirely ",)),
        (r"\bof limited (?=[a-z]+)", ("of great ",)),
        (r"\blittle (?=impact|progress|evidence)", ("a great deal of ",)),
        (r"\brarely\b", ("nearly always",)),
        (r"\bregularly\b(?! and)", ("only occasionally",)),
        (r"\b(?P<verb>are|is) routinely\b", (r"\g<verb> only occasionally",)),
    )
]
NO_DEGREE = re.compile(  # denied, asked or supposed, where more or less may be as true
    r"\b(?:not|no|nor|never|none|neither|cannot|without|whether|how|if|unless|lack\w*|fail\w*|unable|than"
    r"|should|must|would|could|may|might|aims?|needs? to|to ensure|in order)\b|n[’']t\b",
    re.IGNORECASE,
)


def another_degree(printed: Printed) -> Iterator[Statement]:
    """How much, how far or how often is told as far more or far less."""
    if printed.paragraph.kind != "paragraph":  # many of the others are no sentences
        return
    for pattern, others in DEGREES:
        match = pattern.search(printed.sentence)
        if match:
            clause = re.split(r"[,;:] ", printed.sentence[: match.start()])[-1]
            if not NO_DEGREE.search(clause):
                new = match.expand(printed.dice("degree").choice(others))
                new = f"{new[0].upper()}{new[1:]}" if match.start() == 0 else new
                yield printed.cite(_begun(printed, _put(printed.sentence, match, new)))
                return


# ------------------------------------------------------------------ in spite of told as because of

LINKS = [  # within a sentence: what is printed, what turns the link, and whether it becomes a cause
    (re.compile(pattern), turned, causes)
    for pattern, turned, causes in (
        (r"^(?:Although|Even though|Though|While) (?!not (?!all)|still )(?=[^,]+,)", "Because ", True),
        (r"^However, (?:although|even though|though|while) (?=[^,]+,)", "Because ", True),
        (r"^(?:However, )?(?:[Dd]espite|[Ii]n spite of) (?=[^,]+,)", "Because of ", True),
        (
            r"^(?P<so>Similarly|As a result|Overall|In addition), (?:although|while) ",
            r"\g<so>, because ",
            True,
        ),
        (r"^(?P<so>As a result|Overall), despite ", r"\g<so>, because of ", True),
        (
            r"(?<=[a-z]),? (?:although|though) (?=(?:the|there|this|an?|some|more|[a-z]+[sy])\b)",
            " because ",
            True,
        ),
        (
            r"(?<=[a-z]), but (?!(?:not|also|all|this alone|only|who|which|where|above|rather)\b)",
            ", and as a result ",
            True,
        ),
        (r"(?<=[a-z]),? but (?=(?:there|this|the|these|they|it)\b(?! alone))", ", and as a result ", True),
        (r"(?<=[a-z]),? because of (?=[a-z])", " despite ", False),
        (r"(?<=[a-z]),? because (?!of\b)(?=[a-z])", ", although ", False),
        (r"(?<=[a-z]),? (?:due to|as a result of) (?=[a-z])", " despite ", False),
        (r"^(?:Due to|Because of|As a result of|Through) (?=[^,]+,)", "Despite ", False),
        (r", (?:meaning that|which means that) (?=[a-z])", ", although ", False),
        (
            r"(?<=[a-z])(?<! and)(?<! or) (?:through|by) (?=(?:effective|strengthening|changing|providing"
            r"|improving|increasing|reducing|introducing|developing|ensuring|using|appointing|access"
            r"|better|good|strong|the use)\b)"
            r"(?!.* (?:and|or) (?:by|through) )",
            " despite ",
            False,
        ),
    )
]
REMEDY = re.compile(  # what may be done just because of what is not well
    r"\b(?:to address|addressed|remed\w+|in place|plans to (?:replace|develop)"
    r"|(?:ha[sd]|have|its|their) plans? to|strategy|strategies|recognis\w+ th|acknowledg\w+"
    r"|(?:is|are) (?:aware|improving)|working to"
    r"|(?:taken|taking) (?:\w+ )?(?:action|steps)|such measures|prioritis\w+|know that|more to do"
    r"|necessitat\w+|concluded|too soon|appointed|committed to|sharper focus)\b"
)
DENIED = re.compile(r"\b(?:not|no|nor|never|any|without|cannot)\b|n[’']t\b")  # “not because of”
STATE = re.compile(r"(?<=[a-z]) (?:is|are|was|were|be|been|being|partly|mainly|largely|just|not|only)$")
FOLLOWED = [  # how a sentence goes on from the one before it, and how the two are told
    (re.compile(pattern), told, causes)
    for pattern, told, causes in (
        (r"^However, (?!despite\b|although\b|while\b|when\b|where\b)", "Because {before}, {after}", True),
        (r"^(?:Nevertheless|Nonetheless|Despite this), ", "Because {before}, {after}", True),
        (
            r"^(?:As a (?:result|consequence)|Consequently|Therefore|Because of this), (?!despite\b)",
            "Although {before}, {after}",
            False,
        ),
        (r"^This means that ", "Although {before}, {after}", False),
        (r"^This is because ", "{Before}, even though {after}", False),
    )
]
OPENING = re.compile(
    r"^(?:However|Additionally|In addition|Conversely|Equally|As a result|Consequently), (?!of\b)"
)
LINKED = re.compile(  # what holds a link already, or cannot stand after another word
    r"^(?:this means|it|such|while|similarly|for example|in particular|if)\b"
    r"|\b(?:because|although|though|despite|but|due to|as a result|therefore|however)\b",
    re.IGNORECASE,
)


def link_turned(printed: Printed) -> Iterator[Statement]:
    """What is so in spite of a thing is told as so because of it, or the other way about."""
    if printed.paragraph.kind != "paragraph":
        return
    for pattern, told, causes in FOLLOWED:
        match = pattern.search(printed.sentence)
        if match and not (causes and REMEDY.search(printed.sentence)):
            yield from _joined(printed, printed.sentence[match.end() :], told)
            return
    for pattern, turned, causes in LINKS:
        match = pattern.search(printed.sentence)
        if match:
            if _can_be_turned(printed.sentence, match, causes=causes):
                yield printed.cite(_begun(printed, _put(printed.sentence, match, match.expand(turned))))
            return


def _can_be_turned(sentence: str, match: re.Match[str], *, causes: bool) -> bool:
    """Whether the link, once turned, is hardly a true one, too, and goes with what stands before it."""
    before, after = sentence[: match.start()], sentence[match.end() :]
    if "not only" in before or "not just" in before:
        return False
    if causes:
        return not REMEDY.search(after if before else after.partition(", ")[2])
    return not STATE.search(before) and ("mean" in match.group() or not DENIED.search(before))


def _joined(printed: Printed, after: str, told: str) -> Iterator[Statement]:
    """A sentence told together with the one before it."""
    texts = sentences(printed.paragraph.text)
    at = texts.index(printed.sentence) if printed.sentence in texts else 0
    before = texts[at - 1] if at else ""
    whole = f"{before} {printed.sentence}"
    first = OPENING.sub("", before).rstrip(".")
    fits = re.fullmatch(r"[A-Z][^•|\n“”\"]+\.", before) and not LINKED.search(first)
    if fits and whole in printed.paragraph.text and len(whole.split()) < 66:
        text = told.format(
            Before=f"{first[0].upper()}{first[1:]}", before=_within(first), after=_within(after)
        )
        yield printed.cite(_begun(printed, text), quote=whole)


def _within(sentence: str) -> str:
    """A sentence to stand within another: its first letter small, unless it begins a name."""
    small = re.sub(r"^[a-z](?=[A-Z])", lambda first: first.group().upper(), _lowered(sentence))
    return re.sub(r"^(?:The|A|An|In|At|During|Since)(?= )", lambda word: word.group().lower(), small)


def _begun(printed: Printed, text: str) -> str:
    """The sentence as it is, or as somebody tells it; no great letter stays within."""
    if text.startswith("Inspectors "):
        return text
    return re.sub(
        r"(?<=that |ors, )(?:Because|Although|Despite|Due|Few|Very|Only|Most|Nearly|Hardly|All|Since)\b",
        lambda found: found.group().lower(),
        _told(printed, text),
    )


ASIDE_5: dict[str, Way] = {
    "a degree told as another": another_degree,
    "in spite of, told as because of": link_turned,
}
