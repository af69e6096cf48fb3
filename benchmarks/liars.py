"""The liar test: statements made from printed sentences, false by one known change, or true.

    python -m benchmarks.liars [FOLDER] [--most N] [--show KIND]

Every document of FOLDER (the shipped corpus unless one is named) is read, and from its sentences
statements are made that are false in one known way or true in one known way. Printed is, for each
way, how many of the false are caught and how many of the true are rejected by comparing words and
numbers exactly, by the model of entailment, and by both as in use. A third of each, known by the
sentence alone, is kept aside, from what the model was taught on too, and counted for itself; the ways
of ``ways_aside.py`` and ``ways_aside_2.py`` to ``ways_aside_8.py`` were kept out of sight of whoever
built the checks. Below stands what is lost and caught of those that are not kept aside, were other
log-odds asked for: the source of
``rag.answering.checking.LEAST_ENTAILED``. ``--show`` prints what went wrong with the statements of one
way, of those that are not kept aside.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import hashlib
import math
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import fmean

from rag.answering.checking import (
    LEAST_ENTAILED,
    LEAST_OTHERWISE,
    check_exactly,
    check_written,
    read_entailment,
    read_nearness,
)
from rag.answering.nearness import Nearness
from rag.answering.statements import Source, Statement, quoted, say
from rag.domain.authorities import load_authorities
from rag.errors import UnreadableFile
from rag.language.sentences import sentences
from rag.model import MONTHS, Document, Paragraph, month_of
from rag.reading import read_document
from rag.settings import SHIPPED_CORPUS

KINDS = ("paragraph", "bullet", "item", "improvement")  # of paragraphs that hold sentences
LENGTHS = range(8, 46)  # words of a sentence
MOST = 60  # statements of each way
LEASTS = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
GRADES = ("outstanding", "good", "requires improvement", "inadequate")
NAMES = ("Helen Carter", "Ofqual", "Thornfield House", "Operation Larkspur", "Priya Raman", "Kidscape")
WORD_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
TURNED = (
    ("improved", "deteriorated"),
    ("improving", "declining"),
    ("improvement", "deterioration"),
    ("improve", "decline"),
    ("strengthened", "weakened"),
    ("increased", "decreased"),
    ("increasing", "decreasing"),
    ("increase", "decrease"),
    ("risen", "fallen"),
    ("higher", "lower"),
    ("better", "worse"),
    ("reduced", "increased"),
    ("strong", "weak"),
)
PAST = {"is": "was", "are": "were", "has": "had", "have": "had"}
_VERB = r"(?:is|are|was|were|has|have|had|can|will|should|does|do|did)"
_NOT = re.compile(rf"\b({_VERB}) not (?!only|just|always only)", re.IGNORECASE)
_YES = re.compile(rf"\b({_VERB}) (?!not\b|no\b|never\b)(?=[a-z])")


@dataclass(frozen=True)
class Printed:
    """A sentence, and the paragraph of the document that prints it."""

    document: Document
    paragraph: Paragraph
    sentence: str

    def dice(self, purpose: str = "") -> random.Random:
        """Chance that is the same in every run."""
        seed = f"{purpose} {self.document.id} {self.paragraph.locator} {self.sentence}"
        return random.Random(hashlib.sha256(seed.encode()).hexdigest())

    @property
    def aside(self) -> bool:
        """Whether what is made of it is kept aside, as a third is."""
        return hashlib.sha256(self.sentence.encode()).digest()[0] % 3 == 0

    def cite(self, text: str, *, locator: str = "", quote: str = "") -> Statement:
        source = Source(self.document.id, locator or self.paragraph.locator, quote or self.sentence)
        return say(f"{text} ", source)


Way = Callable[[Printed], Iterator[Statement]]


@dataclass(frozen=True)
class Case:
    """A statement, the way in which it was made, and whether it may be shown."""

    way: str
    statement: Statement
    true: bool
    aside: bool


@dataclass(frozen=True)
class Judged:
    """A case, whether its words and numbers are found faulty, and the log-odds that it is entailed."""

    case: Case
    is_faulty: bool
    log_odds: float
    nearness: Nearness = "as printed"

    def is_doubted(self, least: float = LEAST_ENTAILED) -> bool:
        """Whether it follows less surely than is asked for, of what stands as it is printed ``least``."""
        return self.log_odds < LEAST_OTHERWISE.get(self.nearness, least)

    def is_refused(self, least: float = LEAST_ENTAILED) -> bool:
        """Whether it is not shown where so much is asked for."""
        return self.is_faulty or self.is_doubted(least)

    @property
    def is_wrong(self) -> bool:
        """Whether it is false and would be shown, or true and would not."""
        return self.is_refused() == self.case.true


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=SHIPPED_CORPUS)
    parser.add_argument("--most", type=int, default=MOST, help="statements of each way")
    parser.add_argument("--show", default="", help="a way whose mistakes are printed")
    options = parser.parse_args()
    documents = read_folder(options.folder)
    judged = [judge(case, documents) for case in make_cases(documents, options.most)]
    print(tabulate(judged))
    print(tabulate_thresholds([one for one in judged if not one.case.aside]))
    for one in judged:
        if one.case.way == options.show and not one.case.aside and one.is_wrong:
            print(f"\n{one.case.statement.wording}\n  {one.case.statement.sources}")
            print(f"  {check_written(one.case.statement, documents)}")


def read_folder(folder: Path) -> dict[str, Document]:
    """The documents of a folder that can be read, by id."""
    read = {}
    for file in sorted(path for path in folder.rglob("*") if path.suffix in (".txt", ".pdf")):
        try:
            document = read_document(file, folder)
        except UnreadableFile:
            continue
        read[document.id] = document
    return read


def make_cases(documents: Mapping[str, Document], most: int = MOST) -> list[Case]:
    """At most so many statements of each way, from sentences all over the documents."""
    printed = sorted(printed_sentences(documents.values()), key=lambda p: p.dice("order").random())
    from benchmarks.ways_aside import ASIDE  # which is made of what stands here
    from benchmarks.ways_aside_2 import ASIDE_2
    from benchmarks.ways_aside_3 import ASIDE_3
    from benchmarks.ways_aside_4 import ASIDE_4
    from benchmarks.ways_aside_5 import ASIDE_5
    from benchmarks.ways_aside_6 import ASIDE_6
    from benchmarks.ways_aside_7 import ASIDE_7
    from benchmarks.ways_aside_8 import ASIDE_8

    false = FALSE | ASIDE | ASIDE_2 | ASIDE_3 | ASIDE_4 | ASIDE_5 | ASIDE_6 | ASIDE_7 | ASIDE_8
    return [
        Case(name, statement, true, sentence.aside)
        for true, ways in ((False, false), (True, TRUE))
        for name, way in ways.items()
        for sentence, statement in islice(((p, s) for p in printed for s in way(p)), most)
    ]


def judge(case: Case, documents: Mapping[str, Document]) -> Judged:
    """A case by both means; of a place that is none only the first can say anything."""
    there = all(
        any(source.locator == p.locator for p in documents[source.document].paragraphs)
        for source in case.statement.sources
    )
    is_faulty = bool(check_exactly(case.statement, documents))
    if not there:
        return Judged(case, is_faulty, math.inf)
    log_odds, nearness = (read(case.statement, documents) for read in (read_entailment, read_nearness))
    return Judged(case, is_faulty, log_odds, nearness)


def printed_sentences(documents: Iterable[Document]) -> Iterator[Printed]:
    """The whole sentences of running text."""
    for document in documents:
        for paragraph in document.paragraphs:
            if paragraph.kind in KINDS:
                for sentence in sentences(paragraph.text):
                    if len(sentence.split()) in LENGTHS and re.fullmatch(r"[A-Z][^•|\n“”\"]+\.", sentence):
                        yield Printed(document, paragraph, sentence)


def tabulate(judged: Sequence[Judged]) -> str:
    """A line a way: how many false ones are caught, or true ones rejected, and by which means."""
    means = ("exactly", "entailment", "both", "both, kept aside")
    lines = [f"{'':44}{'of':>6}" + "".join(f"{name:>18}" for name in means)]
    for true, title in ((False, "false, caught"), (True, "true, rejected")):
        mine = [one for one in judged if one.case.true == true]
        for way in (*dict.fromkeys(one.case.way for one in mine), "all"):
            own = [one for one in mine if way in (one.case.way, "all")]
            aside = [one.is_refused() for one in own if one.case.aside]
            told = [[one.is_faulty for one in own], [one.is_doubted() for one in own]]
            told += [[one.is_refused() for one in own], aside]
            cells = [f"{sum(one) / len(one):.1%}" if one else "–" for one in told]
            cells[-1] += f" of {len(aside)}"
            lines.append(f"{title}: {way}".ljust(44) + f"{len(own):>6}" + "".join(f"{c:>18}" for c in cells))
    return "\n".join(lines)


def tabulate_thresholds(judged: Sequence[Judged]) -> str:
    """A line for each least log-odds: how much of what is true is lost, of what is false caught."""
    lines = [f"\n{'log-odds of at least':24}{'true, rejected':>18}{'false, caught':>18}"]
    for least in LEASTS:
        shares = [
            fmean(one.is_refused(least) for one in judged if one.case.true == true) for true in (True, False)
        ]
        lines.append(f"{least:<24}" + "".join(f"{share:>18.1%}" for share in shares))
    return "\n".join(lines)


# ------------------------------------------------------------------ false in one way


def another_number(printed: Printed) -> Iterator[Statement]:
    found = [m for m in re.finditer(r"\b\d+(?:\.\d+)?", printed.sentence) if not _is_date(printed, m)]
    words = list(re.finditer(rf"\b(?:{'|'.join(WORD_NUMBERS)})\b", printed.sentence))
    for match in (found + words)[:1]:
        value = WORD_NUMBERS.get(match.group()) or float(match.group())
        other = int(value) + printed.dice().choice((1, 2, 3, 7, 10))
        new = (
            next((w for w, n in WORD_NUMBERS.items() if n == other), str(other)) if match in words else other
        )
        yield printed.cite(_frame(printed, _put(printed.sentence, match, str(new))))


def _is_date(printed: Printed, match: re.Match[str]) -> bool:
    around = printed.sentence[max(0, match.start() - 12) : match.end() + 12]
    return bool(re.search(rf"{'|'.join(MONTHS)}|\b(?:19|20)\d\d\b", around))


def another_grade(printed: Printed) -> Iterator[Statement]:
    match = re.search(
        r"\b(?:judged|rated|graded|judgement)\b.*?\b(outstanding|good|requires improvement|inadequate)\b",
        printed.sentence,
    )
    if match:
        other = printed.dice().choice([grade for grade in GRADES if grade != match[1]])
        yield printed.cite(
            _frame(printed, printed.sentence[: match.start(1)] + other + printed.sentence[match.end(1) :])
        )
    yield from _judged(printed, true=False)


def _judged(printed: Printed, *, true: bool) -> Iterator[Statement]:
    """A row of the judgements, told once a document: with its first numbered paragraph."""
    document = printed.document
    if printed.paragraph != next((p for p in document.paragraphs if p.kind in KINDS), None):
        return
    for judgement in document.judgements:
        if judgement.grade in GRADES:
            wrong = printed.dice().choice([grade for grade in GRADES if grade != judgement.grade])
            grade = judgement.grade if true else wrong
            text = f"Ofsted judged {judgement.label[0].lower()}{judgement.label[1:]} to be {grade}."
            rows = document.paragraph(judgement.locator).text.splitlines()
            row = next(row for row in rows if row.startswith(judgement.label))
            yield say(f"{text} ", Source(document.id, judgement.locator, row))


def another_year(printed: Printed) -> Iterator[Statement]:
    if match := re.search(r"\b20\d\d\b", printed.sentence):
        other = int(match.group()) + printed.dice().choice((-3, -2, -1, 1, 2))
        yield printed.cite(_frame(printed, _put(printed.sentence, match, str(other))))
    elif printed.document.date and printed.dice("told").random() < 0.1:
        other = int(printed.document.date[:4]) + printed.dice().choice((-3, -2, 2, 3))
        yield printed.cite(f"In {other}, {_lowered(printed.sentence)}")


def another_month(printed: Printed) -> Iterator[Statement]:
    if match := re.search(rf"\b(?:{'|'.join(set(MONTHS) - {'May'})})\b", printed.sentence):
        other = printed.dice().choice([month for month in MONTHS if month != match.group()])
        yield printed.cite(_frame(printed, _put(printed.sentence, match, other)))


def another_authority(printed: Printed) -> Iterator[Statement]:
    own = printed.document.authority
    if not own:
        return
    names = [a.name for a in load_authorities() if a.name not in printed.sentence and a.name != own]
    other = printed.dice().choice(names)
    if own in printed.sentence:
        yield printed.cite(printed.sentence.replace(own, other))
    elif printed.dice("told").random() < 0.1:
        yield printed.cite(f"In {other}, {_lowered(printed.sentence)}")


def another_name(printed: Printed) -> Iterator[Statement]:
    own = printed.document.authority or "?"
    found = re.search(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*", printed.sentence)
    if found and found.group() not in (own, *MONTHS) and found.group() not in own:
        yield printed.cite(_frame(printed, _put(printed.sentence, found, printed.dice().choice(NAMES))))


def altered_quotation(printed: Printed) -> Iterator[Statement]:
    words = printed.sentence.split()
    at = printed.dice().randrange(1, len(words) - 1)
    change = printed.dice().choice(("another", "left out", "put in"))
    new = {"another": ["rather"], "left out": [], "put in": [words[at], "very"]}[change]
    altered = " ".join(words[:at] + new + words[at + 1 :])
    if altered not in printed.paragraph.text:
        yield printed.cite(f"Inspectors found: {quoted(altered)}")


def label_never_offered(printed: Printed) -> Iterator[Statement]:
    yield printed.cite(printed.sentence, locator=str(printed.dice().randrange(900, 999)))


def another_paragraph(printed: Printed) -> Iterator[Statement]:
    others = [p for p in printed.document.paragraphs if p.kind in KINDS and p != printed.paragraph]
    if others:
        other = printed.dice().choice(others)
        yield printed.cite(printed.sentence, locator=other.locator, quote=sentences(other.text)[0])


def turned(printed: Printed) -> Iterator[Statement]:
    for one, other in TURNED:
        for old, new in ((one, other), (other, one)):
            text, count = re.subn(rf"\b{old}\b", new, printed.sentence, count=1)
            if count and "requires improvement" not in printed.sentence:
                yield printed.cite(_frame(printed, text))
                return


def not_added(printed: Printed) -> Iterator[Statement]:
    if (match := _YES.search(printed.sentence)) and not re.search(r"\bnot\b", printed.sentence):
        yield printed.cite(_frame(printed, _put(printed.sentence, match, f"{match[1]} not ")))


def not_taken_away(printed: Printed) -> Iterator[Statement]:
    if match := _NOT.search(printed.sentence):
        yield printed.cite(_frame(printed, _put(printed.sentence, match, f"{match[1]} ")))


# ------------------------------------------------------------------ true in one way


def word_for_word(printed: Printed) -> Iterator[Statement]:
    yield printed.cite(quoted(printed.sentence))


def in_the_same_words(printed: Printed) -> Iterator[Statement]:
    yield printed.cite(_frame(printed, printed.sentence))


def fragment_quoted(printed: Printed) -> Iterator[Statement]:
    clauses = [clause for clause in re.split(r"(?<=,) ", printed.sentence) if len(clause.split()) > 5]
    if len(clauses) > 1:
        yield printed.cite(f"Inspectors say of this that “{_lowered(clauses[-1]).rstrip('.,')}”.")


def first_clause(printed: Printed) -> Iterator[Statement]:
    head, found, _ = printed.sentence.partition(", ")
    if found and len(head.split()) > 6:
        yield printed.cite(_frame(printed, f"{head}."))


def clauses_reordered(printed: Printed) -> Iterator[Statement]:
    match = re.fullmatch(r"(Although|While|When|Where|If) ([^,]+), ([^,]+)\.", printed.sentence)
    if match:
        yield printed.cite(f"{match[3][0].upper()}{match[3][1:]}, {match[1].lower()} {match[2]}.")


def in_the_past(printed: Printed) -> Iterator[Statement]:
    text = re.sub(r"\b(?:is|are|has|have)\b", lambda verb: PAST[verb.group()], printed.sentence)
    if text != printed.sentence:
        yield printed.cite(f"Inspectors found that {_lowered(text)}")


def numbers_otherwise(printed: Printed) -> Iterator[Statement]:
    digits = {str(n): word for word, n in WORD_NUMBERS.items()}
    written = {word: str(n) for word, n in WORD_NUMBERS.items()}
    spelt = re.sub(
        rf"(?<![\d.,/-])\b(?:[2-9]|{'|'.join(written)})\b(?![\d.,/%-]\d?)",
        lambda found: (digits | written)[found.group()],
        printed.sentence,
    )
    spelt = re.sub(r"(\d)%", r"\1 per cent", spelt) if "%" in spelt else re.sub(r" per ?cent\b", "%", spelt)
    if spelt != printed.sentence:
        yield printed.cite(_frame(printed, spelt))


def by_whom_and_when(printed: Printed) -> Iterator[Statement]:
    document = printed.document
    if document.authority and document.date:
        yield printed.cite(
            f"In {document.authority} in {month_of(document.date)}, {_lowered(printed.sentence)}"
        )


def two_sentences(printed: Printed) -> Iterator[Statement]:
    _, found, after = printed.paragraph.text.partition(f"{printed.sentence} ")
    following = sentences(after)[:1] if found else []
    if following and re.fullmatch(r"[A-Z][^•|\n“”\"]+\.", following[0]):
        yield printed.cite(f"{printed.sentence.rstrip('.')}, and {_lowered(following[0])}")


def judged(printed: Printed) -> Iterator[Statement]:
    yield from _judged(printed, true=True)


# ------------------------------------------------------------------ sentences of our own


def _frame(printed: Printed, text: str) -> str:
    """A sentence as it is, or told as what the report or the inspectors say."""
    frames = ("{}", "The report says that {}", "Inspectors found that {}", "According to inspectors, {}")
    frame = frames[printed.dice("frame").randrange(len(frames))]
    return text if frame == "{}" else frame.format(_lowered(text))


def _lowered(sentence: str) -> str:
    """A sentence to go on with: its first letter small, unless it begins a name."""
    first, _, rest = sentence.partition(" ")
    is_name = not rest[:1].islower() or first.isupper() or first.rstrip("’s'") in _ALL_NAMES
    return sentence if is_name else f"{sentence[0].lower()}{sentence[1:]}"


_ALL_NAMES = {word for a in load_authorities() for name in a.names for word in name.split()} | {"Ofsted"}


def _put(sentence: str, match: re.Match[str], new: str) -> str:
    return sentence[: match.start()] + new + sentence[match.end() :]


FALSE: dict[str, Way] = {
    "another number": another_number,
    "another grade": another_grade,
    "another year": another_year,
    "another month": another_month,
    "another authority": another_authority,
    "another name": another_name,
    "quotation altered": altered_quotation,
    "label never offered": label_never_offered,
    "another paragraph": another_paragraph,
    "direction turned": turned,
    "“not” added": not_added,
    "“not” taken away": not_taken_away,
}
TRUE: dict[str, Way] = {
    "word for word": word_for_word,
    "in the same words": in_the_same_words,
    "a fragment quoted": fragment_quoted,
    "the first clause alone": first_clause,
    "clauses reordered": clauses_reordered,
    "in the past": in_the_past,
    "numbers otherwise": numbers_otherwise,
    "by whom and when": by_whom_and_when,
    "two sentences joined": two_sentences,
    "judged": judged,
}

if __name__ == "__main__":
    main()
