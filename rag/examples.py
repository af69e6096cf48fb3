"""Documents to questions that they can answer, one of each sort; an answer to what may be asked next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import combinations, islice

from rag.domain.tables import rows_of
from rag.model import Answer, Document

MOST = 6
MOST_NEXT = 3
MOST_AFTER_DECLINING = 2
Sort = Callable[[Sequence[Document]], Iterator[str]]


def example_questions(documents: Sequence[Document]) -> list[str]:
    """Up to six questions that can be asked of these documents: one of each sort."""
    return list(islice(possible_questions(documents), MOST))


def possible_questions(documents: Sequence[Document]) -> Iterator[str]:
    """One question of each sort, of those that these documents can answer."""
    dated = sorted((d for d in documents if d.authority and d.date), key=lambda d: d.date or "", reverse=True)
    sorts = (ask_change, ask_comparison, ask_grade, ask_target, ask_list, ask_fact, ask_aggregate)
    return (question for sort in sorts if (question := next(sort(dated), None)))


def follow_ups(answer: Answer, documents: Sequence[Document], asked: Sequence[str]) -> list[str]:
    """Up to three questions, not asked yet, on the authority that an answer is on; two where it declines."""
    near = [citation.authority for citation in answer.citations] or [p.authority for p in answer.passages]
    about = Counter(filter(None, near)).most_common(1)
    own = [document for document in documents if about and document.authority == about[0][0]]
    offered = [*example_questions(own), *ask_comparison_with(own, documents), *example_questions(documents)]
    before = [words_of(question) for question in (*asked, answer.resolved_question)]
    new = [question for question in dict.fromkeys(offered) if words_of(question) not in before]
    return new[: MOST_AFTER_DECLINING if answer.abstained else MOST_NEXT]


def ask_change(dated: Sequence[Document]) -> Iterator[str]:
    """A change over time, for the authority with most documents."""
    counts = Counter(document.authority or "" for document in dated)
    for name, count in counts.most_common():
        service = (
            printed_in([d for d in dated if d.authority == name], _words("service")) if count > 1 else None
        )
        if service:
            yield f"How did {whose(name)} {service} change?"


def ask_comparison(dated: Sequence[Document]) -> Iterator[str]:
    """A comparison of two authorities judged in the same year."""
    judged = [document for document in dated if document.judgements]
    plainly_named_first = sorted(judged, key=lambda document: " and " in (document.authority or ""))
    for one, other in combinations(plainly_named_first, 2):
        if one.authority != other.authority and one.year == other.year:
            service = printed_in([one, other], _words("service"))
            if service:
                yield f"Compare {service} in {one.authority} and {other.authority} in {one.year}"


def ask_comparison_with(own: Sequence[Document], documents: Sequence[Document]) -> list[str]:
    """A comparison of an authority's own latest inspection with another's of that year."""
    judged = sorted((d for d in own if d.judgements and d.date), key=lambda d: d.date or "")
    latest = judged[-1:]
    others = [d for d in documents if latest and d.date and d.year == latest[0].year]
    return [q for other in others if (q := next(ask_comparison([*latest, other]), None))][:1]


def ask_grade(dated: Sequence[Document]) -> Iterator[str]:
    """The overall grade of the latest inspection."""
    for document in dated:
        if document.overall:
            yield f"What was {whose(document.authority)} overall grade in {document.year}?"


def ask_target(dated: Sequence[Document]) -> Iterator[str]:
    """The target of a measure: of care leavers if there is one, without abbreviations, short."""

    def awkward(name: str) -> tuple[bool, bool, int]:
        return (
            not any(word in name for word in islice(_words("service"), 1)),
            bool(re.search(r"\b[A-Z]{2}", name)),
            len(name),
        )

    for document in dated:
        names = [re.sub(r"^%\s+(of\s+)?", "", m.text) for m in document.measures if m.target]
        for name in sorted(names, key=awkward):
            yield f"What was {whose(document.authority)} target for {name}?"


def ask_list(dated: Sequence[Document]) -> Iterator[str]:
    """The list of what needs to improve."""
    return (f"What needs to improve in {d.authority}?" for d in reversed(dated) if d.improvements)


def ask_fact(dated: Sequence[Document]) -> Iterator[str]:
    """A plain finding, from a letter if there is one: what it says most about."""
    for document in sorted(dated, key=lambda d: bool(d.judgements or d.measures)):
        printing = {
            name: sum(word in p.text for p in document.paragraphs) for word, name in _words("finding").items()
        }
        if any(printing.values()):
            finding = max(printing, key=lambda name: printing[name])
            yield f"What did inspectors say about {finding} in {document.authority}?"


def ask_aggregate(dated: Sequence[Document]) -> Iterator[str]:
    """Who has a grade, where that tells some of many apart."""
    overall = {d.authority: d.overall.grade for d in reversed(dated) if d.overall}
    for grade, count in reversed(Counter(overall.values()).most_common()):
        if 1 < count < len(overall) / 2:
            yield f"Which authorities were judged {grade} overall at their latest inspection?"


@cache
def _words(column: str) -> dict[str, str]:
    """What is asked about by what the documents have to print, as ``rag/data/examples.csv`` has it."""
    return {row["printed"]: row[column] for row in rows_of("examples.csv") if row[column]}


def whose(name: str | None) -> str:
    """``Bristol's``, ``St Helens'``."""
    return f"{name}'" if name and name.endswith("s") else f"{name}'s"


def words_of(question: str) -> frozenset[str]:
    """What tells a question from others, however it is put: its words, whether of one or of many."""
    return frozenset(word.rstrip("s") for word in re.findall(r"\w+", question.casefold()))


def printed_in(documents: Sequence[Document], names: dict[str, str]) -> str | None:
    """The first of the things named that two of the documents, or the only one, print something about."""
    for word, name in names.items():
        printing = (d for d in documents if any(word in paragraph.text for paragraph in d.paragraphs))
        if len(list(islice(printing, 2))) == min(2, len(documents)):
            return name
    return None
