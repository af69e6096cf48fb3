"""Actions and measures of plans to statements: targets, due dates, who leads."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from rag.answering.conditions import Row, find_conditions, words_beside
from rag.answering.evidence import Evidence
from rag.answering.statements import Reply, Source, Statement, counted, quoted, say
from rag.facts import Fact
from rag.language.stems import stems
from rag.language.terms import spell_out
from rag.model import MONTHS, Action, Document, Measure
from rag.query import Query

MOST_ROWS = 20  # that are listed where only their number is asked for
AS_GOOD = 0.8  # of what the best row holds of the question, for another row to be asked about too
LEAST_COVER = 0.34  # of the question's words, for a row to be asked about at all

_ASKS_FOR_CELLS = re.compile(r"\b(?:due|deadline|by when|whose|lead|responsible|targets?)\b", re.IGNORECASE)
_ASKS_FOR_OWNER = re.compile(r"\b(?:led by|leads?|responsib\w+|own(?:s|ed|er)|in charge)\b", re.IGNORECASE)


def matching_rows(evidence: Evidence, kinds: Sequence[type[Row]]) -> list[tuple[Document, Row]]:
    """The rows of plans that the question is about, in the order of print.

    A row is known by its own words, its group and its theme, and by its owner where one is
    asked for. Rows that the question names by their reference come alone.
    """
    rows = _all_rows(evidence, kinds)
    if named := _named(rows, evidence.query):
        return named
    with_owner = bool(_ASKS_FOR_OWNER.search(evidence.query.text))
    return _best_of(rows, stems(" ".join(evidence.query.terms.words)), with_owner=with_owner)


def state_plan(evidence: Evidence) -> list[Statement] | Reply:
    """The rows of plans that the question asks for, how many of how many first; none found is said too."""
    query, rows = evidence.query, _all_rows(evidence, (Action, Measure))
    begins = min((document.date or "" for document, _ in rows), default="")
    if named := _named(rows, query):
        return _listed(query, named, rows, told=[])
    conditions = find_conditions(query.text, [row for _, row in rows], begins=begins)
    told = [condition.told for condition in conditions if condition.told]
    table = [entry for entry in rows if all(c.told or c.holds(entry[1]) for c in conditions)]
    held = [entry for entry in table if all(condition.holds(entry[1]) for condition in conditions)]
    beside = words_beside(query.terms.own_words if told else query.terms.words, conditions)
    about = _best_of(held, beside, with_owner=False)
    return _listed(query, about or (held if told or not beside else []), table, told=told)


def state_cells(evidence: Evidence) -> list[Statement] | Reply:
    """The row found first, or all that are asked for, where the question is for what cells hold."""
    first = next(iter(evidence.findings.passages), None)
    if not first or not _ASKS_FOR_CELLS.search(evidence.query.text):
        return []
    document = evidence.documents[first.document]
    row = row_at(document, first.locator)
    if not row:
        return []
    conditions = find_conditions(evidence.query.text, [row], begins=document.date or "")
    return state_plan(evidence) if any(c.told for c in conditions) else [state_row(document, row, opening="")]


def _listed(
    query: Query,
    found: Sequence[tuple[Document, Row]],
    rows: Sequence[tuple[Document, Row]],
    *,
    told: Sequence[str],
) -> list[Statement] | Reply:
    """Rows under how many they are, and of how many, where the question puts conditions on them."""
    if not found and not told:
        return []
    kinds = {type(row) for _, row in found or rows}
    what = {frozenset({Action}): "action", frozenset({Measure}): "target"}.get(frozenset(kinds), "row")
    total = sum(type(row) in kinds for _, row in rows)
    if told:
        number = f"{len(found) or 'None'} of {counted(total, what)}** ({', '.join(told)})"
    else:
        number = f"{counted(len(found), what)}**"
    if not found:
        return Reply("not_in_documents", f"**{number}.")
    many = query.slots.count and len(found) > MOST_ROWS
    stated = _by_theme(found) if many else [state_row(document, row) for document, row in found]
    if len(found) == 1 and not told:
        return stated
    first = say(f"**{number} ({found[0][0].reference}):", derived=tuple(re.findall(r"\d+", number)))
    return [first, *stated]


def _by_theme(rows: Sequence[tuple[Document, Row]]) -> list[Statement]:
    """How many rows each theme has, with the first of them as the source."""
    themes: dict[str, list[tuple[Document, Row]]] = {}
    for document, row in rows:
        themes.setdefault(row.theme or document.title, []).append((document, row))
    return [
        say(f"- {theme}: {len(own)} ", _source(*own[0]), derived=(str(len(own)), *re.findall(r"\d+", theme)))
        for theme, own in themes.items()
    ]


def _named(rows: Sequence[tuple[Document, Row]], query: Query) -> list[tuple[Document, Row]]:
    """The rows that a question names by their reference."""
    return [entry for entry in rows if entry[1].locator.lower() in query.slots.references]


def _all_rows(evidence: Evidence, kinds: Sequence[type[Row]]) -> list[tuple[Document, Row]]:
    return [(document, row) for document in evidence.scope for row in _rows_of(document, kinds)]


def _best_of(
    rows: Sequence[tuple[Document, Row]], asked: set[str], *, with_owner: bool
) -> list[tuple[Document, Row]]:
    """The rows that hold most of some words; none where no row holds enough of them."""
    printed = [_words_of(row, with_owner=with_owner) for _, row in rows]
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


def _fact(document: Document, row: Row) -> Fact:
    if isinstance(row, Measure):
        return {
            "type": "measure",
            "document": document.id,
            "authority": document.authority,
            "reference": row.reference,
            "text": row.text,
            "due": row.due,
            "locator": row.locator,
            "target": row.target,
        }
    return {
        "type": "action",
        "document": document.id,
        "authority": document.authority,
        "reference": row.reference,
        "text": row.text,
        "due": row.due,
        "locator": row.locator,
        "lead": row.lead,
    }
