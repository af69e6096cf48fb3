"""A statement's numbers, dates, grades, names and people to those that what it cites does not print so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from rag.answering.claims import VALUES, Word, contents, name_people, read_words, words_of
from rag.domain.authorities import load_authorities, own_name_of
from rag.language.sentences import sentences
from rag.language.stems import stem, stems
from rag.language.terms import find_terms
from rag.model import Document, Paragraph, day_of

ROWS = ("judgements", "table")  # kinds of paragraphs in which each line speaks for itself
ORDINARY_WORDS = frozenset({"Bath", "Reading", "Bury", "Barking", "Blackburn"})  # that begin sentences
NEAR_BEST = 0.5  # of what the best sentence shares with a statement, for another to be meant too
_CLAUSES = re.compile(r"[,;:.]\s|\s[–—]\s|\b(?:but|while|whilst|whereas|although|and|than|compared)\b")
_SIDES = re.compile(r";\s|,?\s(?:but|while|whilst|whereas)\s")  # between what is told of one and of another
_QUOTATION = re.compile(r"“[^”]+”")


@dataclass(frozen=True)
class Cited:
    """A paragraph that a statement cites."""

    document: Document
    paragraph: Paragraph

    @property
    def called(self) -> tuple[Word, ...]:
        """What the document is called and dated, and the heading of the paragraph."""
        document = self.document
        dates = [document.inspection_start, document.inspection_end, document.published]
        told = [document.authority or "", document.name, document.title, self.paragraph.section]
        return read_words(" | ".join([*told, *(day_of(date) for date in dates if date)]))

    @property
    def authorities(self) -> set[str]:
        """Those that it is about: the document's own, and what it names."""
        named = (names for _, names in _clauses(self.paragraph.text, {self.document.authority or ""}))
        return {self.document.authority or ""}.union(*named)

    def words_about(self, clause: str, wording: str) -> list[Word]:
        """The words of its sentences that a statement is about; of a table those of the row of the clause."""
        if self.paragraph.kind in ROWS:
            return list(self._row_about(clause))
        return [word for sentence in self.sentences_about(wording) for word in sentence]

    def sentences_about(self, wording: str) -> list[tuple[Word, ...]]:
        """Its sentences that speak of the same: that share half as much as the best, or are mostly told."""
        if self.paragraph.kind in ROWS:
            return [self._row_about(wording)]
        told = contents(read_words(wording))
        read = [read_words(sentence) for sentence in sentences(self.paragraph.text)]
        best = max((len(told & contents(words)) for words in read), default=0)
        return [
            words
            for words in read
            if (shared := len(told & contents(words)))
            and (shared >= NEAR_BEST * best or shared > NEAR_BEST * len(contents(words)))
        ]

    def _row_about(self, clause: str) -> tuple[Word, ...]:
        told = _topics(read_words(clause))
        rows = [read_words(row) for row in sentences(self.paragraph.text)]
        return max(rows, key=lambda row: (len(told & _topics(row)), -len(_topics(row) - told)), default=())


def find_unprinted(wording: str, cited: Sequence[Cited], derived: Sequence[str] = ()) -> Iterator[str]:
    """What is wrong with the values of a statement in free words; ``derived`` are those that we computed.

    Each clause is held against what is cited of the authority and the year that it names.
    """
    own = _QUOTATION.sub(" ", wording)
    known = {name for one in cited for name in one.authorities}
    for clause, named in _clauses(own, known):
        for name in sorted(named - known):
            yield f"what is cited is not about {name}"
        behind = [one for one in cited if named & one.authorities] or list(cited)
        years = _years_in(read_words(clause))
        behind = [one for one in behind if (one.document.date or "")[:4] in years] or behind
        printed = [word for one in behind for word in one.words_about(clause, own)]
        around = [word for one in behind for word in (*read_words(one.paragraph.text), *one.called)]
        yield from _unknown_in(read_words(clause), printed, around, derived)
    yield from _unknown_names(own, cited)
    whole = [read_words(one.paragraph.text) for one in cited]
    yield from _exchanged(name_people(read_words(wording)), [name_people(words) for words in whole])
    yield from _of_other_lengths(read_words(own), whole, derived)
    yield from _reached_otherwise(read_words(own), whole)
    yield from _undated_grades(read_words(own), cited)
    for sentence in sentences(own):
        yield from _graded_in_other_years(read_words(sentence), whole)


def _topics(words: Sequence[Word]) -> set[str]:
    """The stems of what words are about, beside grades."""
    return contents([word for word in words if word.kind != "grade"])


def _unknown_in(
    words: Sequence[Word], printed: Sequence[Word], around: Sequence[Word], derived: Sequence[str]
) -> Iterator[str]:
    """Values have to be printed; of a date each part may stand around there or be the document's."""
    for at, word in enumerate(words):
        is_day = word.kind == "number" and any(w.kind == "month" for w in words[at + 1 : at + 4])
        is_date = is_day or word.kind in ("year", "month")
        have = {(w.kind, w.value) for w in (around if is_date else printed)}
        if word.kind in VALUES and (word.kind, word.value) not in have and word.value not in derived:
            yield f"“{word.printed}” is not in what is cited"


def _unknown_names(own: str, cited: Sequence[Cited]) -> Iterator[str]:
    have = {stem(word) for word in words_of("reporting")} | _same_terms(own, cited)
    for one in cited:
        have |= {word.value for word in (*read_words(one.paragraph.text), *one.called)}
    for word in read_words(_names(frozenset()).sub(" ", own)):
        if word.kind == "name" and word.value not in have:
            yield f"“{word.printed}” is not in what is cited"


def _same_terms(wording: str, cited: Sequence[Cited]) -> set[str]:
    """The stems of the terms in a statement that the print names too, by whatever word."""
    same = [
        found.group()
        for term in find_terms(wording)
        if any(term.pattern.search(one.paragraph.text.replace(",", "")) for one in cited)
        for found in term.pattern.finditer(wording)
    ]
    return {word.value for text in same for word in read_words(text)}


def _exchanged(words: Sequence[Word], printed: Sequence[Sequence[Word]]) -> Iterator[str]:
    """Values that stand between the same words as other values do in the print."""
    for at, word in enumerate(words):
        if word.kind not in (*VALUES, "name", "people"):
            continue
        alike = [
            other
            for text in printed
            for place, other in enumerate(text)
            if other.kind == word.kind and _same_context(words, at, text, place)
        ]
        if alike and all(other.value != word.value for other in alike):
            yield f"“{word.printed}” stands where “{alike[0].printed}” is printed"


def _of_other_lengths(
    words: Sequence[Word], printed: Sequence[Sequence[Word]], derived: Sequence[str]
) -> Iterator[str]:
    """Numbers of days, weeks or years that are printed, but of something else."""
    known = {length for text in printed for length in _lengths(text)}
    for number, unit in _lengths(words):
        if (number, unit) not in known and number not in derived:
            yield f"“{number} {unit}” is not in what is cited"


def _reached_otherwise(words: Sequence[Word], printed: Sequence[Sequence[Word]]) -> Iterator[str]:
    """Numbers by which something changed where print has one that it came to or from, and the reverse."""
    ways = words_of("before a figure")
    said = [(way, number) for text in printed for way, number in pairwise(text) if number.kind == "number"]
    for way, number in pairwise(words):
        have = {other.value for other, found in said if found.value == number.value}
        if number.kind == "number" and way.value in ways and have and have <= ways - {way.value}:
            yield f"“{way.printed} {number.printed}” is not what is printed"


def _undated_grades(words: Sequence[Word], cited: Sequence[Cited]) -> Iterator[str]:
    """Grades that are told of no year, where several inspections of one authority are cited."""
    inspections = {(one.document.authority, one.document.date) for one in cited}
    several = len(inspections) > len({authority for authority, _ in inspections})
    if several and not _years_in(words):
        for word in (word for word in words if word.kind == "grade"):
            yield f"it does not say when “{word.printed}” was"


def _graded_in_other_years(words: Sequence[Word], printed: Sequence[Sequence[Word]]) -> Iterator[str]:
    """Grades that are told of a year, where print has them in clauses of other years alone."""
    years = _years_in(words)
    for word in (word for word in words if years and word.kind == "grade"):
        dated = [
            {other.value for other in text if other.kind == "year" and other.clause == found.clause}
            for text in printed
            for found in text
            if (found.kind, found.value) == ("grade", word.value)
        ]
        if dated and all(dated) and not any(years & told for told in dated):
            yield f"“{word.printed}” is printed of another year"


def _years_in(words: Sequence[Word]) -> set[str]:
    return {word.value for word in words if word.kind == "year"}


def _lengths(words: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Every number, and the stem of the unit of time that follows it."""
    units = stems(" ".join(words_of("unit of time")))
    for at, word in enumerate(words):
        following = takewhile(lambda other: other.kind != "number", words[at + 1 : at + 4])
        if word.kind == "number":
            yield from ((word.value, other.value) for other in following if other.value in units)


def _same_context(words: Sequence[Word], at: int, text: Sequence[Word], place: int) -> bool:
    def near(listed: Sequence[Word], position: int, step: int) -> str:
        there = position + step
        return listed[there].value if 0 <= there < len(listed) and listed[there].kind != "mark" else ""

    same = {step: near(words, at, step) == near(text, place, step) != "" for step in (-2, -1, 1, 2)}
    if words[at].kind == "name":
        return same[-1] and same[1]
    return (same[-1] and (same[1] or same[-2])) or (same[1] and same[2])


def _clauses(text: str, loaded: set[str]) -> Iterator[tuple[str, set[str]]]:
    """The clauses of a text without the authorities that they name, and those, each by its own name."""
    mentions: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        if found.group() in ORDINARY_WORDS and not text[: found.start()].strip():
            return found.group()
        mentions.append(found.group())
        return f"⟦{len(mentions) - 1}⟧"

    for clause in _CLAUSES.split(_names(frozenset(filter(None, loaded))).sub(set_aside, text)):
        named = {mentions[int(place)] for place in re.findall(r"⟦(\d+)⟧", clause)}
        yield re.sub(r"⟦\d+⟧", " ", clause), {own_name_of(name) for name in named}


def of_years_named(text: str, cited: Sequence[Cited]) -> list[Cited]:
    """What is cited of the years that a text names, by its date or in its words; all where nothing is."""
    years = _years_in(read_words(text))
    of_them = [
        one
        for one in cited
        if (one.document.date or "")[:4] in years or years & _years_in(read_words(one.paragraph.text))
    ]
    return of_them or list(cited)


def parts_by_authority(text: str, cited: Sequence[Cited]) -> list[tuple[str, list[Cited]]]:
    """The parts of a text that tell of one authority each, with what is cited of it.

    None where a text tells of one alone, or of several at once.
    """
    loaded = frozenset(one.document.authority for one in cited if one.document.authority)
    parts: list[tuple[str, set[str]]] = []
    for clause in filter(str.strip, _SIDES.split(text)):
        named = {own_name_of(found.group()) for found in _names(loaded).finditer(clause)} & loaded
        if named or not parts:
            parts.append((clause.strip(), named))
        else:
            parts[-1] = (f"{parts[-1][0]}, {clause.strip()}", parts[-1][1])
    if len(parts) < 2 or any(len(named) != 1 for _, named in parts):
        return []
    return [(part, [one for one in cited if one.document.authority in named]) for part, named in parts]


@lru_cache(maxsize=64)  # authorities are cited together in ever other ways
def _names(loaded: frozenset[str]) -> re.Pattern[str]:
    names = {name for authority in load_authorities() for name in authority.names} | loaded
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?=[A-Z])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
