"""The classifier knows kinds that it learnt from other words, whichever authority and year are named."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest
from sklearn.feature_extraction.text import CountVectorizer

from rag.embedding import LocalEmbeddings
from rag.query import Kind
from rag.questions import kind_of
from rag.questions.kinds import LONGEST_RUN, SHORTEST_RUN, Wanted, classify, mask, tf_idf
from rag.questions.mentions import find_mentions

EMBEDDINGS = LocalEmbeddings()


def wanted_of(question: str) -> Wanted:
    masked = mask(question, find_mentions(question, lambda _: True))
    return classify(masked, EMBEDDINGS.embed_query(masked.text))


def kinds_of(question: str) -> Mapping[Kind, float]:
    return wanted_of(question).kinds


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Put Kent and Surrey side by side on fostering", "compare"),
        ("Has fostering in Kent moved forward between 2018 and 2022?", "change"),
        ("which mark did Kent end up with overall in 2022", "grades"),
        ("Give me everything Kent was told to put right", "improvements"),
        ("How does Kent support foster carers whose placements are at risk?", "passage"),
        ("what is the capital of France", "unrelated"),
        ("Which areas were picked up for weak oversight of unregistered placements?", "theme"),
        ("what's generally said about sibling contact in recent reports", "theme"),
        ("How did inspectors view edge of care work in Kent?", "theme"),
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
    assert tf_idf(masked.terms, {"then": 3.0, "and then": 4.0}) == pytest.approx(
        {"then": 0.7858, "and then": 0.6185}, abs=1e-3
    )


def test_an_empty_question_has_kinds_too() -> None:
    assert sum(kinds_of("?").values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("question", "latest", "count"),
    [
        ("which mark does Kent hold at present", True, False),
        ("the most recent letter on Surrey, please", True, False),
        ("How many improvement points did Kent get?", False, True),
        ("how many councils lost a grade", False, True),
        ("how many children were in care in Kent", False, False),
    ],
)
def test_whether_the_latest_is_meant_and_things_are_counted(question: str, latest: bool, count: bool) -> None:
    wanted = wanted_of(question)
    assert (wanted.latest, wanted.count) == (latest, count)


@pytest.mark.parametrize(
    ("question", "moved"),
    [
        ("have things got better in Kent", "up"),
        ("which councils fell a grade", "down"),
        ("what is different in Kent now", "any"),
    ],
)
def test_which_way_something_went(question: str, moved: str) -> None:
    assert wanted_of(question).moved == moved


@pytest.mark.parametrize(
    ("likely", "authorities", "answered", "likeliest"),
    [
        ({"change": 0.8, "passage": 0.2}, 1, "change", "change"),
        ({"change": 0.4, "passage": 0.3}, 1, "passage", "change"),
        ({"plan": 0.4, "target": 0.3, "passage": 0.3}, 1, "plan", "plan"),
        ({"across": 0.9}, 0, "across", "across"),
        ({"across": 0.9}, 1, "passage", "passage"),
        ({"compare": 0.9}, 1, "change", "change"),
        ({"passage": 0.9}, 2, "compare", "compare"),
        ({"advice": 0.9}, 2, "advice", "advice"),
    ],
)
def test_how_many_authorities_are_named_and_how_sure_it_is_has_a_say(
    likely: dict[Kind, float], authorities: int, answered: Kind, likeliest: Kind
) -> None:
    assert kind_of(likely, authorities=authorities) == (answered, likeliest)


def test_runs_of_letters_are_those_that_scikit_learn_finds() -> None:
    text = "whos the DCS, a b?"
    ours = mask(text, []).runs
    theirs = CountVectorizer(analyzer="char_wb", ngram_range=(SHORTEST_RUN, LONGEST_RUN)).build_analyzer()(
        text
    )
    assert ours == Counter(theirs)


@pytest.mark.parametrize(
    ("before", "question", "kind"),
    [
        ("What was Kent rated in 2022?", "and three years before that?", "grades"),
        ("What was Kent rated in 2022?", "And what do they have to put right?", "improvements"),
        ("How good is early help in Kent?", "what about fostering?", "passage"),
        ("Who led the inspection of Kent?", "and when was it?", "dates"),
    ],
)
def test_what_a_question_goes_on_from_tells_its_kind_too(before: str, question: str, kind: Kind) -> None:
    masked = replace(mask(question, []), after=kinds_of(before))
    assert next(iter(classify(masked, EMBEDDINGS.embed_query(masked.text)).kinds)) == kind


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("who got told off for late health assessments", "weakness"),
        ("Where is good practice on sibling contact?", "strength"),
        ("What do the reports say about sibling contact?", ""),
    ],
)
def test_whether_strengths_or_weaknesses_are_sought(question: str, sought: str) -> None:
    assert wanted_of(question).sought == sought


def test_a_question_on_neighbours_is_on_many() -> None:
    assert kind_of({"compare": 0.9}, authorities=0, neighbours=True) == ("across", "across")
    assert kind_of({"passage": 0.9}, authorities=0, neighbours=True) == ("theme", "theme")
