"""From a question to a cited answer, over the shipped documents: the whole way, nothing replaced."""

import json

import pytest

from rag import Answer, Assistant, Filters
from rag.errors import InvalidQuestion, UnknownPlace

CARD = "how did Bristol's care leaver service change?"


def places(answer: Answer) -> list[tuple[str, str]]:
    return [(citation.document, citation.locator) for citation in answer.citations]


def test_a_change_is_told_in_order_of_time_each_period_with_its_evidence(assistant: Assistant) -> None:
    answer = assistant.ask(CARD)
    judged, *rest = places(answer)
    assert judged == ("bristol-2016-improvement-plan", "Introduction, 1")
    assert "‘inadequate’ judgement" in answer.text
    plan = [locator for document, locator in rest if document == "bristol-2016-improvement-plan"]
    assert any(locator.startswith("KPI") for locator in plan)
    found = {locator for document, locator in rest if document == "bristol-2018-inspection"}
    assert "38" in found
    told = [answer.text.index(period) for period in ("| October 2014", "**Planned for", "**September 2018")]
    assert told == sorted(told)
    assert answer.text.startswith("**From inadequate** (October 2014) [1]")


def test_every_quote_stands_in_its_paragraph_and_every_marker_has_its_citation(assistant: Assistant) -> None:
    answer = assistant.ask(CARD)
    assert all(citation.quote in citation.text for citation in answer.citations)
    assert all(citation.verified for citation in answer.citations)
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert all(f"[{citation.number}]" in answer.text for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "words", "place"),
    [
        ("overall ofsted rating bristol 2018", "Requires improvement to be good", "judgements"),
        ("what was bornemouth rated for leadership", "Inadequate", "judgements"),
        ("dental check target children in care bristol plan", "86%", "KPI 12b"),
        ("Who led Ofsted's inspection of Bournemouth?", "Nicola Bennett", "front page"),
        (
            "When was the Housing and Independence Pathway due, and whose job was it?",
            "September 2017",
            "action 2.3.2",
        ),
        ("How many families in focus teams does Bristol have?", "three", "1"),
        ("Why was Bristol rated inadequate overall in 2018?", "says otherwise", "judgements"),
    ],
)
def test_facts_are_stated_from_what_they_are_printed_in(
    assistant: Assistant, question: str, words: str, place: str
) -> None:
    answer = assistant.ask(question)
    assert words in answer.text
    assert place in [citation.locator for citation in answer.citations]


def test_a_list_of_what_needs_to_improve_is_whole(assistant: Assistant) -> None:
    answer = assistant.ask("What did Ofsted tell Bristol to improve in 2018? Give me the full list.")
    assert [c.locator for c in answer.citations] == [f"what needs to improve, {n}" for n in range(1, 7)]


def test_a_target_stands_beside_its_outcome(assistant: Assistant) -> None:
    answer = assistant.ask("did bristol hit its target for care leavers in education employment or training?")
    assert "**58%** by March 2017" in answer.text
    assert "56%" in answer.text


def test_a_followup_is_asked_of_another_authority(assistant: Assistant) -> None:
    first = assistant.ask("What did inspectors say about early help in Bristol?")
    then = assistant.ask("and in Bournemouth?", history=[first])
    assert then.resolved_question == "What did inspectors say about early help in Bournemouth?"
    assert {citation.authority for citation in then.citations} == {"Bournemouth"}


def test_another_authority_after_much_talk_of_bristol_gets_its_own_paragraphs(assistant: Assistant) -> None:
    history = [{"role": "user", "content": "Tell me about Bristol's care leavers"}] * 10
    answer = assistant.ask("What did inspectors find on private fostering in BANES?", history=history)
    assert {citation.authority for citation in answer.citations} == {"Bath and North East Somerset"}


@pytest.mark.parametrize(
    ("question", "outcome", "words"),
    [
        ("What did Ofsted say about Leeds?", "not_in_documents", "No document on Leeds is loaded."),
        ("How did Bristol do in its 2023 inspection?", "not_in_documents", "No document of 2023 on Bristol"),
        ("What overall grade did BANES get in 2017?", "not_in_documents", "No document of 2017"),
        ("should the director have been sacked?", "out_of_scope", "leave opinions"),
        ("???", "unclear", "What would you like to know?"),
    ],
)
def test_what_the_documents_do_not_hold_is_declined_with_the_reason(
    assistant: Assistant, question: str, outcome: str, words: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.outcome, answer.abstained, answer.citations) == (outcome, True, ())
    assert words in answer.text


def test_filters_narrow_and_never_widen(assistant: Assistant) -> None:
    answer = assistant.ask("what changed for care leavers?", filters=Filters(authorities=("BANES",)))
    assert {citation.document for citation in answer.citations} == {
        "bath-and-north-east-somerset-2022-inspection"
    }
    assert assistant.ask("care leavers", filters=Filters(first_year=2030)).abstained


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    assert assistant.ask(CARD) == assistant.ask(CARD)


def test_a_stream_ends_with_the_answer_whose_text_it_gave(assistant: Assistant) -> None:
    *parts, answer = assistant.stream(CARD)
    assert isinstance(answer, Answer)
    assert "".join(str(part) for part in parts) == answer.text


def test_an_answer_is_plain_json_with_every_promised_field(assistant: Assistant) -> None:
    answer = json.loads(json.dumps(assistant.ask(CARD).to_dict()))
    assert set(answer) == {
        "question", "resolved_question", "text", "outcome", "abstained", "citations", "passages", "facts",
        "engine", "corpus", "warnings", "narrowed", "asked_as", "usage", "grid",
    }  # fmt: skip
    assert set(answer["citations"][0]) == {
        "number", "document", "title", "authority", "date", "locator", "section", "page", "quote", "text",
        "label", "verified", "checks", "origin",
    }  # fmt: skip
    assert len(answer["passages"]) >= 20
    assert {"document", "locator", "text", "score"} <= set(answer["passages"][0])


def test_an_answer_comes_back_from_its_json(assistant: Assistant) -> None:
    answer = assistant.ask(CARD)
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


def test_an_answer_says_what_its_question_narrowed_the_search_to(assistant: Assistant) -> None:
    answer = assistant.ask("What did inspectors say about caseloads in Bristol in 2018?")
    assert answer.narrowed == Filters(authorities=("Bristol",), first_year=2018, last_year=2018)
    assert assistant.ask("what do inspectors say about caseloads?").narrowed == Filters()


def test_what_a_question_narrows_to_can_be_ignored(assistant: Assistant) -> None:
    question = "What did inspectors say about caseloads in Bristol?"
    everywhere = assistant.ask(question, filters=Filters(ignored=("authorities",)))
    assert everywhere.narrowed == Filters()
    assert {passage.authority for passage in everywhere.passages} > {"Bristol"}


def test_a_question_says_what_it_was_asked_as_and_can_be_looked_up_as_plain_text(
    assistant: Assistant,
) -> None:
    question = "What does Bristol need to improve?"
    assert assistant.ask(question).asked_as == "improvements"
    plainly = assistant.ask(question, filters=Filters(ignored=("form",)))
    assert plainly.asked_as == "passage"
    assert plainly.citations


def test_a_region_narrows_what_is_asked_of_all(assistant: Assistant) -> None:
    answer = assistant.ask("which councils in the south west are good?")
    assert answer.text.startswith("**1 of 3 authorities (the South West)** in 3 reports")
    assert assistant.understand("which London boroughs are inadequate?").scope.documents == ()


@pytest.mark.parametrize(
    ("question", "outcome", "words"),
    [
        ("which reports have you got?", "answered", "5 documents on 4 authorities"),
        ("thanks, that was really helpful", "out_of_scope", "Ask me what inspectors found"),
        ("draft me a press release about it please", "out_of_scope", "I leave opinions, advice"),
        ("what's the weather tomorrow", "out_of_scope", "nothing that inspection documents tell"),
    ],
)
def test_what_else_people_say_gets_a_short_reply_without_citations(
    assistant: Assistant, question: str, outcome: str, words: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.outcome, answer.citations) == (outcome, ())
    assert words in answer.text
    assert len(answer.text.split()) < 80


def test_passages_come_best_first_and_are_printed_paragraphs(assistant: Assistant) -> None:
    answer = assistant.ask(CARD)
    scores = [passage.score for passage in answer.passages]
    assert scores == sorted(scores, reverse=True)
    for passage in answer.passages:
        assert passage.text == assistant.paragraph(passage.document, passage.locator).text


@pytest.mark.parametrize("question", ["", "  \n", "x" * 200_000])
def test_a_question_that_is_none_or_far_too_long_is_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(InvalidQuestion, match="question"):
        assistant.ask(question)


def test_the_chain_composes_with_others(assistant: Assistant) -> None:
    length = assistant.chain | (lambda answer: len(answer.citations))
    assert length.invoke({"question": CARD}) > 3


def test_an_unknown_place_is_named(assistant: Assistant) -> None:
    with pytest.raises(UnknownPlace, match="nowhere"):
        assistant.document("nowhere")
    with pytest.raises(UnknownPlace, match="99"):
        assistant.paragraph("bristol-2018-inspection", "99")
