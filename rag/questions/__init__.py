"""A question and its conversation to a Query: what is asked, about whom, when, in which documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from rag.model import Document, Filters, Query, QuestionKind
from rag.questions.followups import FindMentions, Standalone, Turn, shorten, stand_alone
from rag.questions.intent import find_wanted_kinds, kind_of
from rag.questions.judgements import find_areas, find_grades
from rag.questions.kinds import Kind, classify, mask
from rag.questions.mentions import blank_out, find_mentions
from rag.questions.periods import find_since
from rag.questions.reports import asks_for_latest, find_document_kinds
from rag.questions.scope import Asked, Scope, admit, find_scope
from rag.terms import content_words, find_terms

__all__ = ["Turn", "understand"]

_SAME_AGAIN = re.compile(r"^\s*(?:and|what about|how about)\b", re.IGNORECASE)


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

    likely = _likely_kinds(question, alone, mentions_in, embed)
    kind = kind_of(question if alone.subject else alone.text, likely, authorities=len(alone.authorities))
    scope = _scope_of(question, alone, kind, documents, filters)
    asked = alone.text if not alone.subject else question
    context = f"{asked} {alone.subject}".strip()
    terms = find_terms(context)
    own_words = _words_of(asked, scope, mentions_in)
    subject = _without_names(context, mentions_in)
    return Query(
        question=asked_for,
        text=alone.text,
        kind=kind,
        subject_text=subject,
        topic_text=". ".join([*(term.name for term in terms), subject]),
        words=tuple(
            dict.fromkeys(
                [
                    *own_words,
                    *content_words(" ".join(term.written for term in terms)),
                    *_words_of(context, scope, mentions_in),
                ]
            )
        ),
        own_words=tuple(own_words),
        authorities=scope.authorities,
        absent=scope.absent,
        years=alone.years,
        missing_years=scope.missing_years,
        references=alone.references,
        wants=find_wanted_kinds(context, likely, kind),
        areas=find_areas(context),
        grades=find_grades(question),
        documents=scope.documents,
        narrowed=scope.narrowed,
    )


def _likely_kinds(
    question: str, alone: Standalone, mentions_in: FindMentions, embed: Callable[[str], Sequence[float]]
) -> Mapping[Kind, float]:
    """The kinds of the question itself; "and what about…" asks the same again."""
    again = alone.subject and _SAME_AGAIN.search(question)
    text = alone.subject if again else question if alone.subject else alone.text
    masked = mask(text, mentions_in(text))
    return classify(masked, embed(masked.text))


def _scope_of(
    question: str, alone: Standalone, kind: QuestionKind, documents: Sequence[Document], filters: Filters
) -> Scope:
    admitted = admit(documents, filters)
    latest = asks_for_latest(question)
    asked = Asked(
        () if "authorities" in filters.ignored else alone.authorities,
        () if "years" in filters.ignored else alone.years,
        () if "kinds" in filters.ignored else find_document_kinds(alone.text),
        latest and bool(alone.authorities),
        {} if "years" in filters.ignored else alone.own_years,
        None if "years" in filters.ignored else find_since(alone.text),
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
