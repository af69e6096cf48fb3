"""A question and its conversation to a Query: what is asked, about whom, when, in which documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from rag.domain.authorities import (
    Group,
    asks_neighbours,
    group_named,
    neighbourhood_of,
    without_groups,
)
from rag.domain.judgements import find_areas, find_grades, find_grades_of_reports, names_judgements
from rag.domain.reports import find_document_kinds
from rag.errors import InvalidQuestion
from rag.language.terms import asking_words, content_words, find_terms, with_names
from rag.model import Document
from rag.query import Filters, Kind, Query, Scope, SearchTerms, Slots
from rag.questions.followups import FindMentions, Standalone, Turn, shorten, stand_alone
from rag.questions.kinds import Wanted, classify, mask
from rag.questions.mentions import blank_out, find_mentions
from rag.questions.parts import find_parts
from rag.questions.periods import find_since, without_marks
from rag.questions.scope import Asked, admit, find_scope

__all__ = ["Turn", "check_question", "understand"]

LONGEST_QUESTION = 100_000  # characters
LIKELIER_THAN_NOT = 0.5  # how likely a kind has to be; else what was found is quoted
NOT_ON_DOCUMENTS: tuple[Kind, ...] = ("corpus", "smalltalk", "advice", "unrelated")
_HELD_BY: Mapping[Kind, tuple[str, ...]] = {  # kinds of paragraphs that hold such an answer
    "grades": ("judgements",),
    "dates": ("front page",),
    "people": ("front page", "signature"),
    "plan": ("action", "measure"),
    "target": ("measure",),
    "improvements": ("improvement",),
}
_OF_ONE: Mapping[Kind, Kind] = {"across": "passage", "compare": "change"}
_ALIKE: tuple[tuple[Kind, ...], ...] = (  # answered from the same rows, or not at all
    ("plan", "target"),
    ("dates", "people"),
    ("smalltalk", "advice", "unrelated"),
)


def check_question(question: str) -> str:
    """The question as it is; raises InvalidQuestion where it is empty or too long."""
    if not question.strip():
        raise InvalidQuestion("The question is empty; type what you want to know.")
    if len(question) > LONGEST_QUESTION:
        raise InvalidQuestion(
            f"The question has {len(question):,} characters; ask in at most {LONGEST_QUESTION:,}."
        )
    return question


def understand(
    question: str,
    history: Sequence[Turn],
    documents: Sequence[Document],
    *,
    filters: Filters,
    is_word: Callable[[str], bool],
    embed: Callable[[str], Sequence[float]],
) -> Query:
    """The query that ``question`` is, after ``history`` and among these documents.

    ``is_word`` tells whether the documents print a word, ``embed`` gives the vector of a text. Of
    a question as long as a document the beginning and the end are read.
    """
    asked_for, question = question, shorten(question)
    mentions_in = cache(lambda text: find_mentions(text, is_word))
    alone = stand_alone(question, history, mentions_in)

    wanted = _wanted_by(question if alone.subject else alone.text, alone.subject, mentions_in, embed)
    whose = alone.authorities[0] if len(alone.authorities) == 1 and asks_neighbours(question) else ""
    alone = replace(alone, authorities=()) if whose else alone
    kind, likeliest = kind_of(wanted.kinds, authorities=len(alone.authorities), neighbours=bool(whose))
    kind = "passage" if "form" in filters.ignored else kind
    on_many = kind in ("across", "theme") and not alone.authorities
    named = group_named(_without_names(question, mentions_in)) if on_many else None
    group = neighbourhood_of(whose) if whose else named
    scope = _scope_of(wanted, alone, kind, group, documents, filters)
    asked = alone.text if not alone.subject else question
    asked = without_groups(asked) if group else asked
    context = f"{asked} {alone.subject}".strip()
    return Query(
        question=asked_for,
        text=alone.text,
        kind=kind,
        likeliest=likeliest,
        terms=_search_terms(asked, context, scope, mentions_in),
        scope=replace(scope, years=alone.years, among=group.name if group else "", neighbours_of=whose),
        slots=Slots(
            areas=find_areas(context),
            grades=find_grades(question),
            of_graded=find_grades_of_reports(question) if kind == "theme" else (),
            references=alone.references,
            wants=_held_by(kind, context),
            latest=wanted.latest,
            count=wanted.count,
            moved=wanted.moved if likeliest in ("change", "across") else "",
            sought=wanted.sought if likeliest == "theme" else "",
            parts=find_parts(question),
        ),
    )


def _search_terms(asked: str, context: str, scope: Scope, mentions_in: FindMentions) -> SearchTerms:
    """What a question is searched by; ``context`` is it with the one that it goes on from."""
    terms, own_words = find_terms(context), _words_of(asked, scope, mentions_in)
    written = content_words(" ".join(term.written for term in terms))
    subject = _without_names(context, mentions_in)
    return SearchTerms(
        subject=subject,
        matter=" ".join([word for word in own_words if word not in asking_words()] or own_words),
        topic=with_names(subject, terms),
        words=tuple(dict.fromkeys([*own_words, *written, *_words_of(context, scope, mentions_in)])),
        own_words=tuple(own_words),
    )


def _wanted_by(
    text: str, before: str, mentions_in: FindMentions, embed: Callable[[str], Sequence[float]]
) -> Wanted:
    """What a question wants by its own words, and by what the one wanted that it goes on from."""
    after = _wanted_by(before, "", mentions_in, embed).kinds if before else {}
    masked = replace(mask(text, mentions_in(text)), after=after)
    return classify(masked, embed(masked.text))


def kind_of(likely: Mapping[Kind, float], *, authorities: int, neighbours: bool = False) -> tuple[Kind, Kind]:
    """How a question that names that many authorities is answered, and what it most likely wants.

    Where no kind is likelier than not, those that are answered alike together, what was found is
    quoted. A question that names several authorities compares them, and one that names a single authority is
    not on them all: what it compares are its periods. One on an authority's neighbours is on all of them.
    """
    likeliest = next(iter(likely))
    if neighbours and likeliest not in NOT_ON_DOCUMENTS:
        on_grades = likeliest in ("across", "compare", "change", "grades")
        return ("across", "across") if on_grades else ("theme", "theme")
    alike = next((family for family in _ALIKE if likeliest in family), (likeliest,))
    likelihood = sum(likely.get(kind, 0.0) for kind in alike)
    if authorities > 1 and likeliest not in NOT_ON_DOCUMENTS:
        return "compare", "compare"
    if authorities == 1:
        likeliest = _OF_ONE.get(likeliest, likeliest)
    return (likeliest if likelihood > LIKELIER_THAN_NOT else "passage"), likeliest


def _held_by(kind: Kind, context: str) -> tuple[str, ...]:
    """The kinds of paragraphs that hold what is asked for, as ``Paragraph.kind`` has them."""
    held = _HELD_BY.get(kind, ())
    judged = find_grades(context) or {
        "change": bool(find_areas(context)) or names_judgements(context),
        "compare": names_judgements(context),
    }.get(kind)
    return (*held, "judgements") if judged and "judgements" not in held else held


def _scope_of(
    wanted: Wanted,
    alone: Standalone,
    kind: Kind,
    group: Group | None,
    documents: Sequence[Document],
    filters: Filters,
) -> Scope:
    admitted = admit(documents, filters)
    asked = Asked(
        () if "authorities" in filters.ignored else alone.authorities,
        () if "years" in filters.ignored else alone.years,
        () if "kinds" in filters.ignored else find_document_kinds(without_marks(alone.text)),
        wanted.latest and bool(alone.authorities),
        {} if "years" in filters.ignored else alone.own_years,
        None if "years" in filters.ignored else find_since(alone.text),
        group.authorities if group else None,
        alone.step,
    )
    scope = find_scope(asked, kind, admitted)
    if filters == Filters() or scope.documents is not None:
        return scope
    return Scope(tuple(document.id for document in admitted), missing_years=scope.missing_years)


def _words_of(text: str, scope: Scope, mentions_in: FindMentions) -> list[str]:
    """The words to search for; names and years that narrow the search already are left out."""
    missing = {str(year) for year in scope.missing_years}
    words = content_words(_without_names(text, mentions_in))
    return [word for word in words if word in missing or not re.fullmatch(r"20\d\d", word)]


def _without_names(text: str, mentions_in: FindMentions) -> str:
    return " ".join(re.sub(r"\s['’]s\b", " ", blank_out(text, mentions_in(text))).split())
