"""A question to the authorities it names."""

import pytest

from rag.questions.mentions import find_mentions


def is_word(word: str) -> bool:
    return word in {"bristle", "service", "surrender", "children", "leaders", "something"}


def named(question: str) -> list[str]:
    return [mention.authority for mention in find_mentions(question, is_word)]


@pytest.mark.parametrize(
    ("question", "authorities"),
    [
        ("how did Bristol's care leaver service change?", ["Bristol"]),
        ("bristol help & protection judgement 2018?", ["Bristol"]),
        ("I'm new to BANES", ["Bath and North East Somerset"]),
        ("what therapy do B&NES foster carers get", ["Bath and North East Somerset"]),
        ("early help in South Glos", ["South Gloucestershire"]),
        ("Hackney or Bristol (latest reports)?", ["Hackney", "Bristol"]),
        ("do bristol, derbyshire and tower hamlets agree", ["Bristol", "Derbyshire", "Tower Hamlets"]),
        ("Westmorland & Furness: areas for improvement?", ["Westmorland and Furness"]),
        ("what happened in Stoke on Trent", ["Stoke-on-Trent"]),
        ("BCP leadership in 2021", ["Bournemouth, Christchurch and Poole"]),
        ("Reading or Wokingham: who visits more?", ["Reading", "Wokingham"]),
        ("bury/bolton caseloads", ["Bury", "Bolton"]),
        ("brighton/hove and kent", ["Brighton and Hove", "Kent"]),
        ("what did Ofsted say about Leeds?", ["Leeds"]),
        ("which teams are still struggling?", []),
    ],
)
def test_authorities_are_known_by_any_of_their_names(question: str, authorities: list[str]) -> None:
    assert named(question) == authorities


@pytest.mark.parametrize("slip", ["bournmouth", "Bornemouth", "Bournemuoth", "bournemouht"])
def test_a_slip_of_the_pen_still_names_the_authority(slip: str) -> None:
    assert named(f"what was {slip} rated for leadership") == ["Bournemouth"]


@pytest.mark.parametrize(
    "question",
    [
        "Reading the report, what stands out?",
        "Reading and writing: any better?",
        "was reading and writing taught well?",
        "who was heading in the right direction?",
        "what happened at bath time?",
        "did they bury the findings?",
        "is the service in a bristle brush?",
    ],
)
def test_ordinary_words_are_no_places(question: str) -> None:
    assert named(question) == []


@pytest.mark.parametrize(
    ("question", "authority"),
    [
        ("what did ofsted tell bury to improve", "Bury"),
        ("How is Reading doing?", "Reading"),
        ("care leavers in Bath", "Bath and North East Somerset"),
    ],
)
def test_a_name_that_is_a_word_too_counts_where_it_is_used_as_a_name(question: str, authority: str) -> None:
    assert named(question) == [authority]


def test_a_word_that_the_documents_print_is_no_slip() -> None:
    assert find_mentions("did they surrender", lambda word: word == "surrender") == []


def test_a_mention_tells_where_it_stands() -> None:
    mention = find_mentions("in South Glos now", is_word)[0]
    assert "in South Glos now"[mention.start : mention.end] == "South Glos"
