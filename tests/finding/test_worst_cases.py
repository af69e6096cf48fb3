"""Whatever is asked, the answer is polite: something found, or an honest no."""

import pytest

from rag import Assistant

LETTER = "Dear Sir or Madam, I write about my granddaughter, who is in care. " * 400
BRISTOL = (
    "how is early help in Bristol?",
    "and care leavers?",
    "what about adoption?",
    "are caseloads ok?",
    "is staff morale good?",
    "who led the inspection?",
    "what needs to improve?",
    "and return home interviews?",
    "is the virtual school strong?",
    "why?",
)


@pytest.mark.parametrize(
    "question",
    [
        '" OR * NEAR(',
        "'; DROP TABLE paragraphs; --",
        'text:"care" AND NOT (header:* ^',
        "care\x00leavers \x00",
        "\x00",
        "😀😀",
        "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "the of and",
        "is it or is it not",
        "% _ ^",
        "какие оценки получили дети?",
        "¿Qué dijeron los inspectores sobre Bristol?",
        "儿童服务的评级是什么",
        "ما هو تقييم خدمات الأطفال؟",
        "\u202ewhat did \u2066inspectors\u2069 say",
        "ﷺ" * 50,
        "Z̸̛̈a̷̾l̶͐g̵̀o̴ " * 30,
        "x" * 30_000,
        "care " * 5_000,
        LETTER,
    ],
)
def test_no_question_is_too_odd_to_be_answered(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.question == question
    assert answer.text
    assert answer.abstained or answer.citations or answer.asked_as == "corpus"


def test_of_a_pasted_text_the_question_at_its_end_is_read(assistant: Assistant) -> None:
    answer = assistant.ask(f"{LETTER} What is the Think Family database in Bristol?")
    assert "46" in [passage.locator for passage in answer.passages]


def test_a_long_conversation_on_one_authority_does_not_leak_into_a_question_on_another(
    assistant: Assistant,
) -> None:
    history = [
        {"role": role, "content": content}
        for question in BRISTOL
        for role, content in (("user", question), ("assistant", "Bristol: it has improved since 2014 [1]."))
    ]
    passages = assistant.search("how are disabled children served in Bournemouth?", history, k=8)
    assert {passage.authority for passage in passages} == {"Bournemouth"}
    assert passages == assistant.search("how are disabled children served in Bournemouth?", k=8)
