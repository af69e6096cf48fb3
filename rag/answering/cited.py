"""A statement to what it cites: the paragraphs, and those of their sentences that speak of the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rag.answering.claims import WORDING, Word, contents, read_words
from rag.answering.statements import Statement
from rag.domain.authorities import load_authorities, own_name_of
from rag.language.sentences import sentences
from rag.language.stems import stem
from rag.language.terms import find_terms
from rag.model import Document, Paragraph, day_of

NEAR_BEST = 0.5  # of what the best sentence of a paragraph shares with it, for another to be meant too
SAME_STEM = 5  # letters that two words begin with, for them to be forms of one
ROWS = ("judgements", "table")  # kinds of paragraphs in which each line speaks for itself
ORDINARY_WORDS = frozenset({"Bath", "Reading", "Bury", "Barking", "Blackburn"})  # that begin sentences

_CLAUSES = re.compile(r"[,;:.]\s|\s[–—]\s|\b(?:but|while|whilst|whereas|although|and|than|compared)\b")


@dataclass(frozen=True)
class Cited:
    """A paragraph that a statement cites, and those of its sentences that speak of the same."""

    document: Document
    paragraph: Paragraph
    sentences: tuple[tuple[Word, ...], ...]

    @property
    def words(self) -> list[Word]:
        return [word for sentence in self.sentences for word in sentence]


def cited_by(statement: Statement, documents: Mapping[str, Document]) -> list[Cited]:
    """The paragraphs behind a statement, each once."""
    places = dict.fromkeys((source.document, source.locator) for source in statement.sources)
    return [cite(documents[document], locator, statement.wording) for document, locator in places]


def cite(document: Document, locator: str, wording: str) -> Cited:
    """A paragraph with its sentences that speak of what is told: in a table, the row alone."""
    paragraph = document.paragraph(locator)
    read = [read_words(sentence) for sentence in sentences(paragraph.text)]
    told = told_in(wording)
    shares = [share_of(told, contents(sentence)) for sentence in read]
    best = max(shares, default=0.0)
    if paragraph.kind in ROWS:
        nearest = max(zip(shares, (_own_share(row, told) for row in read), strict=True), default=(0.0, 0.0))
        kept = [
            row for row, share in zip(read, shares, strict=True) if (share, _own_share(row, told)) == nearest
        ]
    else:
        kept = [s for s, share in zip(read, shares, strict=True) if best and _is_meant(s, told, share / best)]
    return Cited(document, paragraph, tuple(kept))


def _own_share(sentence: Sequence[Word], told: set[str]) -> float:
    """How much of a sentence is told, beside grades."""
    own = contents([word for word in sentence if word.kind != "grade"]) - reporting_words()
    return share_of(own, told)


def _is_meant(sentence: Sequence[Word], told: set[str], nearness: float) -> bool:
    """Whether a sentence shares much of what is told, or most of it is told."""
    return nearness >= NEAR_BEST or _own_share(sentence, told) > NEAR_BEST


def told_in(wording: str) -> set[str]:
    """The stems of what a statement tells, beside who says so; where that is all it tells, of that."""
    return topics_of(wording) or contents(read_words(without_authorities(wording)))


def topics_of(wording: str) -> set[str]:
    """The stems of what a text is about: neither a grade, nor an authority, nor who says so."""
    words = read_words(without_authorities(wording))
    return contents([word for word in words if word.kind != "grade"]) - reporting_words()


def share_borne_out(wording: str, cited: Sequence[Cited]) -> float:
    """How much of what is told some paragraphs tell, in their headings and by other words too."""
    have = same_terms(wording, cited)
    for one in cited:
        whole = read_words(one.paragraph.text) if one.paragraph.kind in ROWS else one.words
        have |= contents(whole) | contents(called(one))
    return share_of(told_in(wording), have)


def share_of(told: set[str], have: set[str]) -> float:
    """How much of what is told is had too, in any form of its words."""
    beginnings = {value[:SAME_STEM] for value in have}
    return (
        sum(value in have or value[:SAME_STEM] in beginnings for value in told) / len(told) if told else 1.0
    )


def same_terms(wording: str, cited: Sequence[Cited]) -> set[str]:
    """The stems of the terms in a statement that the print names too, by whatever word."""
    same = [
        found.group()
        for term in find_terms(wording)
        if any(term.pattern.search(one.paragraph.text.replace(",", "")) for one in cited)
        for found in term.pattern.finditer(wording)
    ]
    return {word.value for text in same for word in read_words(text)}


def called(cited: Cited) -> tuple[Word, ...]:
    """What the document is called and dated, and the heading of the paragraph."""
    document = cited.document
    dates = [day_of(d) for d in (document.inspection_start, document.inspection_end, document.published) if d]
    told = [document.authority or "", document.name, document.title, cited.paragraph.section, *dates]
    return read_words(" | ".join(told))


def authorities_of(cited: Cited) -> set[str]:
    return {cited.document.authority or ""} | _authorities_in(cited.paragraph.text, [cited])


def clauses_of(text: str, cited: Sequence[Cited]) -> Iterator[tuple[str, set[str]]]:
    """The clauses of a text without the authorities that they name, and those."""
    mentions: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        if found.group() in ORDINARY_WORDS and not text[: found.start()].strip():
            return found.group()
        mentions.append(found.group())
        return f"⟦{len(mentions) - 1}⟧"

    loaded = frozenset(one.document.authority for one in cited if one.document.authority)
    for clause in _CLAUSES.split(_names(loaded).sub(set_aside, text)):
        named = {mentions[int(place)] for place in re.findall(r"⟦(\d+)⟧", clause)}
        yield re.sub(r"⟦\d+⟧", " ", clause), {own_name_of(name) for name in named}


def _authorities_in(text: str, cited: Sequence[Cited]) -> set[str]:
    """The authorities that a text names, each by its own name."""
    return set().union(*(named for _, named in clauses_of(text, cited)))


def without_authorities(text: str) -> str:
    return _names(frozenset()).sub(" ", text)


@cache
def _names(loaded: frozenset[str]) -> re.Pattern[str]:
    names = {name for authority in load_authorities() for name in authority.names} | loaded
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?=[A-Z])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@cache
def reporting_words() -> set[str]:
    return {stem(word) for word in WORDING["reporting"]}
