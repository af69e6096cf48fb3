"""A point of improvement to the earlier reports that asked for the same."""

from __future__ import annotations

from collections.abc import Sequence

from rag.language.terms import content_words
from rag.model import Document, Paragraph
from rag.points.sameness import load_sameness, read_points, signals_of
from rag.reader import Reader

READ_EACH = 3  # points of an earlier report, those that share most words


def asked_before(
    point: Paragraph, earlier: Sequence[Document], reader: Reader | None
) -> list[tuple[Document, Paragraph]]:
    """Of each earlier report that asked for the same, in their order, the likeliest of its points.

    Seven of ten are the same (``training/points.py``); some that are, but in other words, are missed, and
    more of them where no reader decides.
    """
    sameness = load_sameness()
    decision = sameness.by_reader if reader else sameness.by_words
    found = []
    for document in earlier:
        likely = _likely(point, document, reader)
        best = max(likely, key=lambda one: likely[one], default=None)
        if best and likely[best] >= decision.limit:
            found.append((document, best))
    return found


def _likely(point: Paragraph, document: Document, reader: Reader | None) -> dict[Paragraph, float]:
    """How likely the points of a report, of those that come nearest by words, ask for the same."""
    sameness = load_sameness()
    asking = [one for one in document.improvements if content_words(one.text)]
    shared = {one: signals_of(point.text, one.text, sameness.rarities) for one in asking}
    if reader is None:
        return {one: sameness.by_words.likelihood(signals) for one, signals in shared.items()}
    nearest = sorted(shared, key=lambda one: -sameness.by_words.likelihood(shared[one]))[:READ_EACH]
    readings = read_points(point.text, [one.text for one in nearest], reader)
    return {
        one: sameness.by_reader.likelihood(shared[one] | read)
        for one, read in zip(nearest, readings, strict=True)
    }
