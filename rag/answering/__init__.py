"""A query and its findings to an Answer: statements are drawn, each is checked, what holds is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rag.answering.across import state_across
from rag.answering.change import state_change, state_periods
from rag.answering.chat import reply
from rag.answering.checking import check_statement
from rag.answering.comparison import state_comparison
from rag.answering.declining import (
    DO_NOT_SAY,
    is_answer,
    list_loaded,
    refuse,
    refuse_weak,
    state_what_is_missing,
)
from rag.answering.evidence import Evidence
from rag.answering.grades import correct_premise, state_grades
from rag.answering.lists import state_improvements, state_list, state_parts
from rag.answering.people import state_people_and_dates
from rag.answering.plain import state_plainly, state_quotation
from rag.answering.plans import state_cells, state_plan
from rag.answering.quotes import Quotation, choose_quotations, whole_paragraph
from rag.answering.rendering import number_facts, render
from rag.answering.sought import asks_figure, asks_list, gives_figure, names_whom
from rag.answering.statements import Reply, Statement, miss
from rag.answering.targets import state_target
from rag.answering.theme import state_theme_over_reports
from rag.model import Answer, Citation, Outcome, Passage
from rag.query import Kind

__all__ = ["Composed", "compose", "compose_answer", "quote_plainly"]

WORDS = 120  # of quotation in a plain answer: more made none more complete where training/fit.py judges
PERIOD_WORDS = 100  # and on each period, where all that was said of a subject is asked: 66 told less
THEME_WORDS = 180  # and in one on all that a document says of a subject; of 120 to 220 all alike
_SHARED = ("document", "locator", "text", "section", "page", "title", "authority", "date")
MOST_PLACES = 3  # that a question names and that are shown whole
NOTHING_HELD = Reply("not_in_documents", DO_NOT_SAY)

Form = Callable[[Evidence], list[Statement] | Reply]


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer, and the statements that it is made of: none where it says why there is none.

    ``weak`` is whether it declines what was found as too weak.
    """

    answer: Answer
    statements: tuple[Statement, ...] = ()
    weak: bool = False


def compose_answer(evidence: Evidence) -> Answer:
    """The answer that quotes the evidence, or says why there is none."""
    return compose(evidence).answer


def compose(evidence: Evidence) -> Composed:
    """The answer that quotes the evidence, with what it is made of."""
    query, documents = evidence.query, evidence.documents
    drawn = reply(evidence) or refuse(evidence) or draw_statements(evidence)
    if isinstance(drawn, Reply):
        return Composed(_decline(evidence, drawn), weak=drawn.weak)
    drawn = [*drawn, *state_what_is_missing(query)]
    held = [statement for statement in drawn if not check_statement(statement, documents)]
    if not any(statement.sources for statement in held):
        return Composed(_decline(evidence, NOTHING_HELD))
    text, citations = render(held, documents)
    dropped = len(drawn) - len(held)
    answer = replace(
        _answer(evidence, text, "partial" if any(s.missing for s in held) else "answered"),
        citations=citations,
        passages=_found(evidence, citations),
        facts=number_facts(held, citations),
        warnings=(f"{dropped} statement(s) left out: the source did not hold.",) if dropped else (),
    )
    return Composed(answer, tuple(held))


def _found(evidence: Evidence, citations: Sequence[Citation]) -> tuple[Passage, ...]:
    """What the searches found and what data told beside it; that comes first where it alone answers."""
    searched = evidence.findings.passages
    places = {(passage.document, passage.locator) for passage in searched}
    told = tuple(
        Passage(
            **{name: getattr(cited, name) for name in _SHARED},
            score=0.0,
            kind=evidence.documents[cited.document].paragraph(cited.locator).kind,
        )
        for cited in citations
        if (cited.document, cited.locator) not in places
    )
    found = (*told, *searched) if len(told) == len(citations) else (*searched, *told)
    return tuple(replace(passage, score=1 / rank) for rank, passage in enumerate(found, start=1))


def _decline(evidence: Evidence, refusal: Reply) -> Answer:
    """The reason why there is no answer, and what comes nearest."""
    nearest = [s for s in refusal.nearest if not check_statement(s, evidence.documents)]
    text, citations = render([miss(refusal.text), *nearest], evidence.documents)
    return replace(_answer(evidence, text, refusal.outcome), citations=citations)


def draw_statements(evidence: Evidence) -> Sequence[Statement] | Reply:
    """The statements in the form that the kind of question asks for, or why there are none."""
    named, asked = _state_places(evidence), evidence.query.question.lower()
    if any(reference.split()[-1] in asked for reference in evidence.query.slots.references) and named:
        return named
    form = _FORMS.get(evidence.query.kind)
    if form and (statements := form(evidence)):
        return statements
    if named:  # by what was asked before
        return named
    quotations = quote_plainly(evidence, words=WORDS)
    return refuse_weak(evidence, quotations) or state_plainly(evidence, quotations)


def quote_plainly(evidence: Evidence, *, words: int) -> list[Quotation]:
    """What is quoted where no form answers: first a sentence that holds what was asked for by its sort."""
    holds = gives_figure if asks_figure(evidence) else names_whom
    return choose_quotations(evidence, words=words, first=partial(holds, evidence))


def _state_judgements(evidence: Evidence) -> list[Statement] | Reply:
    """The grades of the authority asked about, which has to be known."""
    return state_grades(evidence) if evidence.is_on_one else _ask_which(evidence)


def _state_people(evidence: Evidence) -> list[Statement] | Reply:
    """Who and when, of one document where no authority is named."""
    told = state_people_and_dates(evidence)
    several = len({source.document for statement in told for source in statement.sources}) > 1
    return _ask_which(evidence) if several and not evidence.is_on_one else told


def _ask_which(evidence: Evidence) -> Reply:
    return Reply("unclear", f"**Which authority?** {list_loaded(evidence.scope)}")


def _tell_change(evidence: Evidence) -> list[Statement] | Reply:
    """How one authority changed; where none is named, which of all that are loaded went so."""
    if evidence.is_on_one:
        return state_change(evidence)
    return state_across(evidence) if evidence.query.slots.grades else []


def _state_theme(evidence: Evidence) -> list[Statement] | Reply:
    """What is said on a subject: period by period, or by one document at more length than one fact takes."""
    if evidence.grid:
        return state_theme_over_reports(evidence)
    if len(evidence.scope) > 1 and evidence.is_on_one:
        return state_periods(evidence, words=PERIOD_WORDS)
    quotations = quote_plainly(evidence, words=THEME_WORDS)
    return refuse_weak(evidence, quotations) or state_plainly(evidence, quotations)


def _state_passage(evidence: Evidence) -> list[Statement] | Reply:
    """The list that was asked for, or what a question takes wrongly for granted; else what is quoted."""
    if asks_list(evidence) and (listed := state_list(evidence)):
        return listed
    corrected = correct_premise(evidence)
    quotations = quote_plainly(evidence, words=WORDS) if corrected else []
    if quotations and is_answer(evidence, quotations):
        return [*corrected, *state_plainly(evidence, quotations)]
    return state_cells(evidence) or corrected


_FORMS: dict[Kind, Form] = {
    "passage": _state_passage,
    "across": state_across,
    "change": _tell_change,
    "theme": _state_theme,
    "compare": state_comparison,
    "target": state_target,
    "improvements": state_improvements,
    "plan": lambda evidence: state_parts(evidence) or state_plan(evidence),
    "grades": _state_judgements,
    "dates": _state_people,
    "people": _state_people,
}


def _state_places(evidence: Evidence) -> list[Statement]:
    """The paragraphs and rows that the question names by their place, whole."""
    return [
        state_quotation(evidence, whole_paragraph(evidence, passage))
        for passage in evidence.findings.passages
        if passage.locator.lower() in evidence.query.slots.references
    ][:MOST_PLACES]


def _answer(evidence: Evidence, text: str, outcome: Outcome) -> Answer:
    return Answer(
        question=evidence.query.question,
        resolved_question=evidence.query.text,
        text=text,
        outcome=outcome,
        passages=evidence.findings.passages,
        corpus=evidence.corpus,
        narrowed=evidence.query.scope.narrowed,
        asked_as=evidence.query.kind,
        grid=evidence.grid,
    )
