"""A subject to a line of time: which reports of an authority asked to improve it, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from rag.errors import InvalidQuestion
from rag.fitted import to_probability
from rag.model import Document, Place
from rag.points.reports import point_of, report_of, reports_of
from rag.points.values import Raised, ReportOnSubject
from rag.query import Query
from rag.retrieval import Collection
from rag.themes.reading import LIKELIER_THAN_NOT, load_aboutness, signals_of_places
from rag.themes.subject import subject_of


def find_raised(authority: str, subject: str, collection: Collection) -> Raised:
    """Every report of an authority, with its points on ``subject``, whether it has any or not.

    Raises UnknownPlace where no report of the authority is loaded, InvalidQuestion where ``subject`` has no
    word to look for.
    """
    reports = reports_of(authority, collection.version.documents.values())
    query = collection.understand(subject)
    if not query.terms.matter:
        raise InvalidQuestion(f"{subject!r} names no subject; name one, such as supervision.")
    likely = _points_on(query, reports, collection)
    rows = []
    for document in reports:
        own = [place for place in likely if place.document == document.id]
        own.sort(key=lambda place: -likely[place])
        points = tuple(point_of(document, document.paragraph(place.locator)) for place in own)
        rows.append(ReportOnSubject(report_of(document), points, len(document.improvements)))
    return Raised(rows[0].report.authority, query.terms.matter, tuple(rows))


def _points_on(query: Query, reports: Sequence[Document], collection: Collection) -> dict[Place, float]:
    """Of all points of the reports those that are on a subject, each with how likely it is."""
    places = [Place(document.id, point.locator) for document in reports for point in document.improvements]
    about = load_aboutness(with_reader=collection.reader is not None).paragraph
    likely = {
        place: to_probability(about.log_odds(paragraph))
        for place, paragraph, _ in signals_of_places(places, subject_of(query, collection), collection)
    }
    return {place: likelihood for place, likelihood in likely.items() if likelihood >= LIKELIER_THAN_NOT}
