"""A question as it was understood: how it is answered, what it is searched by, where, and what it names.

Everything here is frozen plain data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Self

Kind = Literal[
    "passage", "theme", "change", "compare", "target", "improvements", "grades", "dates", "people", "plan",
    "across", "corpus", "smalltalk", "advice", "unrelated",
]  # fmt: skip
Moved = Literal["", "up", "down", "any"]
Sought = Literal["", "strength", "weakness"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the caller narrows a question to; an empty field narrows nothing.

    ``authorities`` are names as a person writes them, ``kinds`` the kinds of documents,
    ``documents`` their ids, ``first_year`` and ``last_year`` both included. Filters that
    match no document mean that there is no evidence, never that everything is searched.
    ``ignored`` names what the question itself is not to narrow the search to, though it names
    some: ``authorities``, ``kinds`` or ``years``; with ``form``, it is looked up as plain text
    whatever kind of answer it seems to want.
    """

    authorities: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    ignored: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """The filters from plain JSON types; fields that they do not know are passed over."""
        return cls(**fields_from(told, cls))


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What a question is searched by.

    ``subject`` is the question without authorities, as it is read beside a paragraph, ``matter`` the words
    of it that name what it is on, without those that ask for what is said of that. ``topic``, with the
    full names of its terms before it, is what its meaning is searched by, ``words`` what its words are:
    its own, and those that were added to them.
    """

    subject: str = ""
    matter: str = ""
    topic: str = ""
    words: tuple[str, ...] = ()
    own_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents may answer, and what was asked for that none of them covers.

    ``documents`` are ids, or None for all. ``authorities`` are those named, as the documents name
    them, ``absent`` those named that no document is about; ``among`` names the group of authorities, such
    as a region, that the search is narrowed to, and ``neighbours_of`` the one whose statistical neighbours
    they are. ``years`` are those named, and none of the documents is of
    the ``missing_years``. ``narrowed`` is what the question itself narrowed the documents to.
    """

    documents: tuple[str, ...] | None = None
    authorities: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    missing_years: tuple[int, ...] = ()
    narrowed: Filters = Filters()
    years: tuple[int, ...] = ()
    among: str = ""
    neighbours_of: str = ""


@dataclass(frozen=True, slots=True)
class Slots:
    """What a question names or wants beside its subject.

    ``areas`` are the areas of judgement asked about and ``grades`` the grades that it names; ``of_graded``
    are those that the reports which it is on were given.
    ``references`` are places such as ``KPI 6a`` or ``38``, ``wants`` the kinds of paragraphs asked for.
    ``latest``: what is newest is meant; ``count``: things are to be counted; ``moved``: which way
    something went, where a change is asked for; ``sought``: whether strengths or weaknesses alone are, where
    a theme is. ``parts`` are the questions that it is made of.
    """

    areas: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    of_graded: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    latest: bool = False
    count: bool = False
    moved: Moved = ""
    sought: Sought = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was understood.

    ``text`` stands on its own after the conversation was taken into account. ``likeliest`` is the kind of
    answer that it most likely wants, ``kind`` how it is answered: in plain quotes where no kind is likelier
    than not.
    """

    question: str
    text: str
    kind: Kind
    likeliest: Kind = "passage"
    terms: SearchTerms = SearchTerms()
    scope: Scope = Scope()
    slots: Slots = Slots()


def fields_from(told: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """The fields of a value as it has them, from plain JSON types; what it has no field for is left out."""
    names = [each.name for each in fields(kind) if each.name in told]
    return {name: tuple(told[name]) if isinstance(told[name], list) else told[name] for name in names}
