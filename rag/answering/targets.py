"""A target to statements: as it was set, and what a later document found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.conditions import asks_how_high
from rag.answering.evidence import Evidence
from rag.answering.plans import matching_rows, state_plan, state_row, write_date
from rag.answering.quotes import Quotation
from rag.answering.sides import quote_side, state_side, when_of
from rag.answering.statements import Part, Reply, Source, Statement, miss, say
from rag.facts import Fact
from rag.language.stems import stems
from rag.language.terms import content_words, spell_out
from rag.model import Document, Measure, month_of

MEASURES = 3  # of a plan, the most that are set beside an outcome
WORDS = 75  # of quotation on the outcome
SAME_THING = 0.5  # of the words of a measure, how many a text must hold to be on the same thing
_PER_CENT = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|per cent\b)")
_FIGURE = re.compile(r"\d\s?%|\bper cent\b")


def state_target(evidence: Evidence) -> list[Statement] | Reply:
    """The target beside what was found, then each as it is printed; all targets over or under a figure."""
    if asks_how_high(evidence.query.text):
        return state_plan(evidence)
    rows = matching_rows(evidence, (Measure,))[:MEASURES]
    if not rows:
        return []
    plan = rows[0][0]
    later = [
        document
        for document in evidence.scope
        if document.authority == plan.authority and (document.date or "") > (plan.date or "")
    ]
    heading = f"Target{'s' if len(rows) > 1 else ''} for {plan.period or month_of(plan.date or '')}"
    targets = [replace(state_row(document, row), under=heading) for document, row in rows]
    found = [(d, q) for d in later for q in quote_side(evidence, [d], words=WORDS)[:1]]
    lead = _set_beside([row for _, row in rows if isinstance(row, Measure)], targets, found)
    if not lead and len(rows) == 1:
        targets = [state_row(plan, rows[0][1], opening="")]
    outcome = [statement for d, q in found for statement in state_side(evidence, [q], when_of(d))]
    return [*lead, *targets, *outcome, *_without_figure(later, outcome)]


def _set_beside(
    measures: Sequence[Measure],
    targets: Sequence[Statement],
    found: Sequence[tuple[Document, Quotation]],
) -> list[Statement]:
    """The figure that was found against the target; nothing where none is given on the same thing."""
    for document, quotation in found:
        text = " ".join(sentence.text for sentence in quotation.sentences)
        figures = _PER_CENT.findall(text)
        if len(figures) == 1 and all(_is_on(measure, text) for measure in measures):
            parts: list[Part] = [f"**{_way(float(figures[0]), measures)}{figures[0]}%** in "]
            parts += [f"{when_of(document)} ", quotation.source, ", against "]
            for at, (measure, target) in enumerate(zip(measures, targets, strict=True)):
                due = write_date(measure.due)
                parts += [" and " if at else "", f"**{measure.target}** by {due} ", *target.sources]
            years = tuple(year for target in targets for year in target.derived)
            facts = tuple(_fact(document, quotation.source, m, f"{figures[0]}%") for m in measures)
            return [say(*parts, ".", derived=years, facts=facts)]
    return []


def _fact(document: Document, source: Source, measure: Measure, value: str) -> Fact:
    """What was found for a measure, as a row of data."""
    return {
        "type": "outcome",
        "document": document.id,
        "authority": document.authority,
        "date": document.date,
        "reference": measure.reference,
        "value": value,
        "locator": source.locator,
    }


def _way(figure: float, measures: Sequence[Measure]) -> str:
    """Which side of the target a figure lies on, where there is one target and it is a plain percentage."""
    targets = [re.fullmatch(r"(\d+(?:\.\d+)?) ?%", measure.target.strip()) for measure in measures]
    if len(targets) != 1 or not targets[0]:
        return ""
    target = float(targets[0][1])
    return (
        "Below the target: "
        if figure < target
        else "Above the target: "
        if figure > target
        else "On target: "
    )


def _is_on(measure: Measure, text: str) -> bool:
    """Whether a text holds most of what a measure counts, abbreviations spelled out."""
    counted = stems(" ".join(content_words(" ".join([measure.text, *spell_out(measure.text)]))))
    return bool(counted) and len(counted & stems(text)) >= SAME_THING * len(counted)


def _without_figure(later: Sequence[Document], outcome: Sequence[Statement]) -> list[Statement]:
    """That nothing later is loaded, or that what is gives no figure."""
    if not later:
        return [miss("No later document is loaded that could say whether it was met.")]
    if any(_FIGURE.search(statement.wording) for statement in outcome):
        return []
    return [miss(f"The {' and the '.join(document.name for document in later)} gives no figure for it.")]
