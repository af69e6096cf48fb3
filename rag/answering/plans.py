"""Actions and measures of plans to statements: targets, due dates, who leads."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from rag.answering.evidence import Evidence, stems
from rag.answering.statements import Source, Statement, quoted, say
from rag.model import MONTHS, Action, Document, Measure
from rag.terms import spell_out

AS_GOOD = 0.8  # of what the best row holds of the question, for another row to be asked about too
LEAST_COVER = 0.34  # of the question's words, for a row to be asked about at all

_ASKS_FOR_OWNER = re.compile(r"\b(?:led by|leads?|responsib\w+|own(?:s|ed|er)|in charge)\b", re.IGNORECASE)

Row = Action | Measure


def matching_rows(evidence: Evidence, kinds: Sequence[type[Row]]) -> list[tuple[Document, Row]]:
    """The rows of plans that the question is about, in the order of print.

    A row is known by its own words, its group and its theme, and by its owner where one is
    asked for. Rows that the question names by their reference come alone.
    """
    rows = [(document, row) for document in evidence.scope for row in _rows_of(document, kinds)]
    if named := [(d, row) for d, row in rows if row.locator.lower() in evidence.query.references]:
        return named
    with_owner = bool(_ASKS_FOR_OWNER.search(evidence.query.text))
    printed = [_words_of(row, with_owner=with_owner) for _, row in rows]
    asked = stems(" ".join(evidence.query.words))
    worth = _worth_of(printed, asked)
    best = max(worth, default=0.0)
    if not best or len(asked & stems(printed[worth.index(best)])) < LEAST_COVER * len(asked):
        return []
    return [entry for entry, own in zip(rows, worth, strict=True) if own >= AS_GOOD * best]


def _worth_of(texts: Sequence[str], asked: set[str]) -> list[float]:
    """How much each of some rows holds of the question, a word counting the more the fewer rows hold it."""
    held = [stems(text) for text in texts]
    holding = {word: sum(word in row for row in held) for word in asked}
    return [sum(math.log(1 + len(held) / holding[word]) for word in asked & row) for row in held]


def row_at(document: Document, locator: str) -> Row | None:
    """The row of a plan that is printed there, if one is."""
    rows = _rows_of(document, (Action, Measure))
    return next((row for row in rows if row.locator == locator), None)


def state_row(document: Document, row: Row, *, opening: str = "- ") -> Statement:
    """A row of a plan: what, by when, whose."""
    if isinstance(row, Measure):
        return _state_measure(document, row, opening=opening)
    due = f"; due {write_date(row.due)}" if row.due else ""
    lead = f"; lead: {row.lead}" if row.lead else ""
    return say(
        f"{opening}{row.reference} {quoted(row.text)}{due}{lead} ",
        _source(document, row),
        derived=_years_in(due),
        facts=(_fact(document, row),),
    )


def _state_measure(document: Document, measure: Measure, *, opening: str) -> Statement:
    """A measure with its target."""
    due = f" by {write_date(measure.due)}" if measure.due else ""
    return say(
        f"{opening}**{measure.target}**{due}: {measure.locator}, {quoted(measure.text)} ",
        _source(document, measure),
        derived=_years_in(due),
        facts=(_fact(document, measure),),
    )


def write_date(printed: str) -> str:
    """A month and year as a plan prints them (``Mar-17``, ``Sept 2016``), in full; anything else as it is."""
    match = re.fullmatch(r"([A-Za-z]{3,9})\.?\s*-?\s*(?:20)?(\d\d)", printed.strip())
    months = [month for month in MONTHS if match and month.lower().startswith(match[1].lower()[:3])]
    return f"{months[0]} 20{match[2]}" if match and months else printed


def _years_in(due: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\b20\d\d\b", due))


def _rows_of(document: Document, kinds: Sequence[type[Row]]) -> list[Row]:
    actions = document.actions if Action in kinds else ()
    measures = document.measures if Measure in kinds else ()
    return [*actions, *measures]


def _words_of(row: Row, *, with_owner: bool) -> str:
    above = (row.group, row.theme) if isinstance(row, Action) else (row.theme,)
    owner = row.lead if isinstance(row, Action) else row.officer
    return " ".join([row.text, *above, owner if with_owner else "", *spell_out(row.text)])


def _source(document: Document, row: Row) -> Source:
    return Source(document.id, row.locator, document.paragraph(row.locator).text)


def _fact(document: Document, row: Row) -> dict[str, str | None]:
    kind = "measure" if isinstance(row, Measure) else "action"
    target = {"target": row.target} if isinstance(row, Measure) else {"lead": row.lead}
    return {
        "type": kind,
        "document": document.id,
        "authority": document.authority,
        "reference": row.reference,
        "text": row.text,
        "due": row.due,
        "locator": row.locator,
        **target,
    }
