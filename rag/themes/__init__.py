"""A subject over many reports: which ones is chosen by data, each is read, and none is overlooked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock

from rag.domain.frameworks import area_named, overall
from rag.grid import Finding, ReportRow, ThemeGrid
from rag.model import Document, Judgement, Progress
from rag.query import Query
from rag.retrieval import Collection
from rag.themes.reading import find_in
from rag.themes.subject import Subject, subject_of

MOST_REMEMBERED = 50_000  # readings of a report for a subject


class Memory:
    """What reports were found to say before, so that a subject that is asked about again need not be read.

    It is safe to use from many threads.
    """

    def __init__(self) -> None:
        self._turn = Lock()
        self._found: dict[tuple[str, str, str], tuple[Finding, ...]] = {}

    def find_in(self, document: Document, subject: Subject, collection: Collection) -> tuple[Finding, ...]:
        """What a report says, as it was found before in the same version, or as it is found now."""
        known = collection.version.fingerprint, document.id, subject.matter
        found = self._found.get(known)
        if found is None:
            found = find_in(document, subject, collection)
            with self._turn:
                self._found[known] = found
                if len(self._found) > MOST_REMEMBERED:
                    self._found.pop(next(iter(self._found)))
        return found


def read_theme(
    query: Query,
    collection: Collection,
    memory: Memory,
    *,
    progress: Progress | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> ThemeGrid:
    """What each of the reports that a question is on says of its subject.

    ``stopped`` is asked before each; once it says so, the others stand there as not read.
    """
    chosen, subject = choose_reports(query, collection.version.documents), subject_of(query, collection)
    rows = []
    for done, document in enumerate(chosen):
        row = _row_of(document, query)
        if not stopped():
            if progress:
                progress("Reading reports", done, len(chosen))
            row = replace(row, findings=memory.find_in(document, subject, collection))
        rows.append(row)
    if progress:
        progress("Reading reports", len(chosen), len(chosen))
    rows.sort(key=lambda row: (row.authority, row.date))
    return ThemeGrid(
        query.question, query.terms.matter, _tell_choice(query), tuple(rows), collection.version.fingerprint
    )


def choose_reports(query: Query, documents: Mapping[str, Document]) -> list[Document]:
    """The inspectors' documents in the scope of a question, of those that it wants where it names grades.

    A plan is none of them: what it says is not found but meant. The grade that counts is of the judgement
    that the question asks about, else the overall one.
    """
    ids = documents if query.scope.documents is None else query.scope.documents
    found = [documents[id] for id in ids if not documents[id].is_plan]
    wanted = query.slots.of_graded
    return [d for d in found if not wanted or any(j.grade in wanted for j in d.judgements_on(_areas(query)))]


def _row_of(document: Document, query: Query) -> ReportRow:
    judged = document.judgements_on(_areas(query))
    return ReportRow(
        document.id,
        document.authority or document.title,
        document.date or "",
        document.name,
        _grade_of(judged[0]) if judged else "",
    )


def _grade_of(judgement: Judgement) -> str:
    """A grade in our terms; where those are but a number, as it is printed."""
    return judgement.printed if judgement.grade.isdigit() else judgement.grade


def _areas(query: Query) -> tuple[str, ...]:
    return query.slots.areas or (overall(),)


def _tell_choice(query: Query) -> str:
    """Which reports those are, in words; empty where they are all."""
    wanted, scope, parts = query.slots.of_graded, query.scope, list[str]()
    if wanted:
        parts.append(f"judged {' or '.join(wanted)} ({area_named(_areas(query)[0]).name.lower()})")
    parts += [scope.among] if scope.among else []
    since, until = scope.narrowed.first_year, scope.narrowed.last_year
    if since and until and until != since:
        parts.append(f"from {since} to {until}")
    elif since or until:
        parts.append(f"since {since}" if since and not until else f"of {until or since}")
    return ", ".join(parts)
