"""The authorities and years of a question to the documents that may answer it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rag.domain.authorities import own_name_of, predecessors_of, successors_of
from rag.model import Document
from rag.query import Filters, Kind, Scope
from rag.questions.periods import Step

ACROSS_TIME: tuple[Kind, ...] = ("change", "target")  # they need the documents of every period


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question names: authorities, years, kinds of documents, and whether the latest is meant.

    ``among`` are authorities that it names together, None for all. ``own_years`` are those of each
    authority where every one has its own; ``since`` is the year from which on it asks, ``step`` leads
    from the years to the ones that are meant.
    """

    authorities: Sequence[str] = ()
    years: Sequence[int] = ()
    kinds: Sequence[str] = ()
    latest: bool = False
    own_years: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    since: int | None = None
    among: Collection[str] | None = None
    step: Step = ""


def find_scope(asked: Asked, kind: Kind, documents: Sequence[Document]) -> Scope:
    """The scope of a question of this kind that names these authorities, years and kinds of documents."""
    groups = {name: _documents_of(name, documents) for name in asked.authorities}
    absent = tuple(name for name, found in groups.items() if not found)
    found = [document for group in groups.values() for document in group]
    names = tuple(dict.fromkeys(document.authority for document in found if document.authority))
    loaded = found if asked.authorities else list(documents)
    if not asked.authorities:
        found = [d for d in documents if asked.among is None or d.authority in asked.among]
    asked = replace(asked, years=_stepped(asked, found))
    covered = {year for document in found for year in years_of(document)}
    missing_years = tuple(year for year in asked.years if year not in covered)
    years = set(asked.years) - {*missing_years, asked.since}
    found = _since(found, asked.since)
    narrowed = _between(found, years) if kind in ACROSS_TIME else _narrow(found, asked, years)
    if not asked.authorities and len(narrowed) == len(loaded):
        return Scope(None, missing_years=missing_years)
    return Scope(
        tuple(document.id for document in narrowed),
        names,
        absent,
        missing_years,
        _narrowing(asked, names, narrowed if len(narrowed) < len(loaded) else ()),
    )


def admit(documents: Sequence[Document], filters: Filters) -> list[Document]:
    """The documents that the caller's filters let through."""
    names = {d.authority for name in filters.authorities for d in _documents_of(own_name_of(name), documents)}
    first, last = filters.first_year or 0, filters.last_year or 9999
    return [
        document
        for document in documents
        if (not filters.authorities or document.authority in names)
        and (not filters.kinds or document.kind in filters.kinds)
        and (not filters.documents or document.id in filters.documents)
        and (not (filters.first_year or filters.last_year) or _within(document, first, last))
    ]


def years_of(document: Document) -> set[int]:
    """The years that a document may be called by: of its inspection, its publication, its period."""
    dates = (document.inspection_start, document.inspection_end, document.published)
    years = {int(date[:4]) for date in dates if date}
    first, _, last = document.period.partition("–")
    if first:
        years |= {int(first), int(first[: -len(last)] + last) if last else int(first)}
    return years


def _documents_of(name: str, documents: Sequence[Document]) -> list[Document]:
    """Those of an authority, else of the one that took over from it, else of those it took over from."""
    for names in ((name,), successors_of(name), predecessors_of(name)):
        found = [document for document in documents if document.authority in names]
        if found:
            return found
    return []


def _stepped(asked: Asked, documents: Sequence[Document]) -> Sequence[int]:
    """The year of the document after or before those of the years that were spoken of, or of the newest."""
    years = sorted(int(document.year) for document in documents if document.date)
    if not asked.step or not asked.years or not years:
        return asked.years
    later = [year for year in years if year > max(asked.years)]
    earlier = [year for year in years if year < min(asked.years)]
    meant = {"next": later[:1], "before": earlier[-1:], "latest": years[-1:]}[asked.step]
    return meant or asked.years


def _since(documents: Sequence[Document], year: int | None) -> list[Document]:
    """Those of a year and later, where there are any."""
    later = [document for document in documents if year is None or _within(document, year, 9999)]
    return later or list(documents)


def _between(documents: Sequence[Document], years: Collection[int]) -> list[Document]:
    """Those from the first to the last of the years, where there are two of them at least."""
    if len(years) < 2:
        return list(documents)
    within = [document for document in documents if _within(document, min(years), max(years))]
    return within if len(within) > 1 else list(documents)


def _narrow(documents: Sequence[Document], asked: Asked, years: Collection[int]) -> list[Document]:
    """Of each authority those of the kinds and years asked for, or all where it has none of them."""
    kept: list[Document] = []
    own_years = {
        document.authority: own
        for name, own in asked.own_years.items()
        for document in _documents_of(name, documents)
    }
    for name in dict.fromkeys(document.authority for document in documents):
        own = [document for document in documents if document.authority == name]
        own = [document for document in own if document.kind in asked.kinds] or own
        newest = max(own, key=lambda document: document.date or "")
        wanted = set(own_years.get(name, years))
        of_years = [document for document in own if years_of(document) & wanted]
        latest = [newest] if asked.latest and newest not in of_years else []
        kept += [*of_years, *latest] or own
    return kept


def _narrowing(asked: Asked, names: tuple[str, ...], narrowed: Sequence[Document]) -> Filters:
    """What a question narrowed its documents to: authorities, and of theirs the kinds and years it names."""
    years = sorted({year for document in narrowed for year in years_of(document)} & set(asked.years))
    return Filters(
        authorities=names,
        kinds=tuple(kind for kind in asked.kinds if any(document.kind == kind for document in narrowed)),
        first_year=asked.since or (years[0] if years else None),
        last_year=years[-1] if years and not asked.since else None,
    )


def _within(document: Document, first: int, last: int) -> bool:
    return any(first <= year <= last for year in years_of(document))
