"""The classifier knows kinds that it learnt from other words, whichever authority and year are named."""

import pytest

from rag.embedding import LocalEmbeddings
from rag.questions.kinds import Kind, classify, mask, term_weights
from rag.questions.mentions import find_mentions

EMBEDDINGS = LocalEmbeddings()


def kinds_of(question: str) -> dict[Kind, float]:
    masked = mask(question, find_mentions(question, lambda _: True))
    return classify(masked, EMBEDDINGS.embed_query(masked.text))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Put Kent and Surrey side by side on fostering", "compare"),
        ("Has fostering in Kent moved forward between 2018 and 2022?", "change"),
        ("which mark did Kent end up with overall in 2022", "grades"),
        ("Give me everything Kent was told to put right", "improvements"),
        ("How does Kent support foster carers whose placements are at risk?", "passage"),
        ("what is the capital of France", "unrelated"),
    ],
)
def test_the_likeliest_kind_comes_first(question: str, kind: Kind) -> None:
    likely = kinds_of(question)
    assert next(iter(likely)) == kind
    assert sum(likely.values()) == pytest.approx(1.0)
    assert list(likely.values()) == sorted(likely.values(), reverse=True)


def test_names_and_years_are_masked_and_counted() -> None:
    question = "Kent 2016 v Surrey 2022"
    masked = mask(question, find_mentions(question, lambda _: True))
    assert (masked.text, masked.authorities, masked.years) == ("Northtown 2018 v Northtown 2018", 2, 2)
    assert kinds_of("is Kent any better than in 2016?") == kinds_of("is Leeds any better than in 2019?")


def test_terms_are_weighed_by_how_rare_they_are_and_have_length_one() -> None:
    masked = mask("then and then", [])
    assert term_weights(masked, {"then": 3.0, "and then": 4.0}) == pytest.approx(
        {"then": 0.7858, "and then": 0.6185}, abs=1e-3
    )


def test_an_empty_question_has_kinds_too() -> None:
    assert sum(kinds_of("?").values()) == pytest.approx(1.0)
