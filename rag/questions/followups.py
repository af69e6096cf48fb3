"""A question and the conversation before it to a question that stands on its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.language.sentences import sentences
from rag.language.terms import content_words
from rag.model import Answer
from rag.questions.mentions import Mention, blank_out
from rag.questions.periods import Step, find_step, find_years, pair_years

FindMentions = Callable[[str], list[Mention]]
Turn = Answer | Mapping[str, str]

LONGEST_READ = 2_000  # characters of one turn; a longer one is a pasted text more than a question
ENOUGH_WORDS = 3  # of content, for an earlier question to tell its subject by itself
LONGEST_ELLIPSIS = 9  # words; a longer question without an authority may well stand on its own
_OPENS_AS_FOLLOWUP = re.compile(
    r"^\s*(?:and|but|so|ok|okay|what about|how about|same|also|why|who|which ones?|is that|are they)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:they|them|theirs?|its?|that|this|those|these|there|he|she|his|her|ones?|both|the two|the same)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\b(?:the two|both|each other|one another)\b", re.IGNORECASE)
_ON_ALL = re.compile(
    r"\b(?:which|what|any|all|how many|every) (?:the )?(?:councils?|authorit(?:y|ies))\b", re.IGNORECASE
)
_ONLY_ANOTHER = re.compile(
    r"^\s*(?:(?:and|but|so|ok|okay|now|then)\b[\s,]*)*"
    r"(?:what about|how about|in|for|at|with|the same for)?\s*$",
    re.IGNORECASE,
)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_APART = re.compile(
    rf"\b(?P<number>\d{{1,2}}|{'|'.join(NUMBERS)}) years? (?P<way>earlier|before|ago|later|after)\b",
    re.IGNORECASE,
)
_ACTION = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}\.\d{1,2}(?![\d.])")
_REFERENCE = re.compile(
    r"\b(?P<what>paragraph|para|kpi|action|theme|measure)s?\.?\s+(?P<number>\d+(?:\.\d+)*[a-z]?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question with what the conversation adds to it.

    ``subject`` is the earlier question that it goes on from, empty where it stands alone;
    ``authorities`` and ``years`` are its own, or else those it goes on from; ``own_years`` are
    those of each authority where every one has its own. ``step`` leads from years that were spoken of
    before to the ones that are meant.
    """

    text: str
    subject: str
    authorities: tuple[str, ...]
    years: tuple[int, ...]
    references: tuple[str, ...]
    own_years: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    step: Step = ""


def stand_alone(question: str, history: Sequence[Turn], find_mentions: FindMentions) -> Standalone:
    """What ``question`` asks when read after ``history``, oldest turn first."""
    mentions = find_mentions(question)
    authorities = _names(mentions)
    years, references = find_years(question), find_references(question)
    turns = [part for turn in history for part in _parts_of(turn)]
    asked = [text for role, text in turns if role == "user"]
    if not asked or not _goes_on(question, mentions):
        return Standalone(question, "", authorities, years, references, pair_years(question, mentions))
    if authorities and _ONLY_ANOTHER.match(_without(question, mentions)):
        return _about_another(question, asked, authorities, find_mentions)
    said = [text for role, text in turns if role == "assistant"]
    subject = _subject(asked)
    sides = 2 if _BOTH.search(question) else 1
    inherited = authorities or _last_named([*asked, *said[-1:]], find_mentions, at_least=sides)
    references = references or find_references(said[-1] if said else "")
    text = f"{question.rstrip()} ({', '.join(inherited) or 'no authority'}; after “{asked[-1].strip()}”)"
    counted = years or _years_apart(question, asked[-1])
    before = find_years(asked[-1]) or find_years("".join(said[-1:]))
    step = "" if counted else find_step(question)
    return Standalone(text, subject, inherited, counted or before, references, step=step)


def shorten(text: str) -> str:
    """A text whole; of a long one each sentence once, its beginning and its end."""
    if len(text) <= LONGEST_READ:
        return text
    once, half = " ".join(dict.fromkeys(sentences(text))), LONGEST_READ // 2
    return once if len(once) <= LONGEST_READ else f"{once[:half]} … {once[-half:]}"


def find_references(text: str) -> tuple[str, ...]:
    """Places named as people write them, as locators in lower case: ``38``, ``kpi 6a``, ``action 2.2.1``."""
    prefixes = {"kpi": "kpi ", "measure": "kpi ", "action": "action ", "theme": "theme "}
    found = [prefixes.get(m["what"].lower(), "") + m["number"].lower() for m in _REFERENCE.finditer(text)]
    found += [f"action {number}" for number in _ACTION.findall(text)]
    return tuple(dict.fromkeys(found))


def _goes_on(question: str, mentions: list[Mention]) -> bool:
    """Whether a question needs the ones before it."""
    if _OPENS_AS_FOLLOWUP.search(question) or _ONLY_ANOTHER.match(_without(question, mentions)):
        return True
    if _ON_ALL.search(question):
        return False
    return not mentions and (bool(_POINTS_BACK.search(question)) or len(question.split()) <= LONGEST_ELLIPSIS)


def _about_another(
    question: str, asked: Sequence[str], authorities: tuple[str, ...], find_mentions: FindMentions
) -> Standalone:
    """The last question that named an authority, asked about the one that is named now."""
    earlier = next((text for text in reversed(asked) if find_mentions(text)), asked[-1])
    old = find_mentions(earlier)
    name = " and ".join(authorities)
    if old:
        text = earlier[: old[0].start] + name + earlier[old[-1].end :]
    else:
        text = f"{earlier.rstrip(' ?')} in {name}?"
    return Standalone(text, "", authorities, find_years(question), find_references(text))


def _subject(asked: Sequence[str]) -> str:
    """The last question, with the first one where the last says too little by itself."""
    last = asked[-1]
    return last if len(content_words(last)) >= ENOUGH_WORDS or len(asked) == 1 else f"{last} {asked[0]}"


def _last_named(texts: Sequence[str], find_mentions: FindMentions, *, at_least: int) -> tuple[str, ...]:
    """The authorities named last, in the order they were named, from as few texts as name so many."""
    named: tuple[str, ...] = ()
    for text in reversed(texts):
        named = tuple(dict.fromkeys([*_names(find_mentions(text)), *named]))
        if len(named) >= at_least:
            break
    return named


def _years_apart(question: str, before: str) -> tuple[int, ...]:
    """The year that "six years earlier" means, counted from the last one that was asked about."""
    apart, years = _APART.search(question), find_years(before)
    if not apart or not years:
        return ()
    number = (
        NUMBERS.index(apart["number"].lower()) if apart["number"].lower() in NUMBERS else int(apart["number"])
    )
    return (years[-1] + (number if apart["way"].lower() in ("later", "after") else -number),)


def _names(mentions: list[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.authority for mention in mentions))


def _without(question: str, mentions: list[Mention]) -> str:
    return re.sub(r"'s\b|[^\w\s]", " ", blank_out(question, mentions))


def _parts_of(turn: Turn) -> list[tuple[str, str]]:
    """What was said, and by whom: an earlier answer holds its question too."""
    if isinstance(turn, Answer):
        return [("user", turn.resolved_question or turn.question), ("assistant", _cited_places(turn))]
    return [(turn["role"], shorten(turn["content"]))]


def _cited_places(answer: Answer) -> str:
    """An answer's text with its places, so that "who leads on that?" can point at one."""
    places = (citation.locator for citation in answer.citations[:1])
    return " ".join([answer.text, *places])
