"""Slips, abbreviations and former names that are authorities, and words that only look like them."""

import re
from pathlib import Path

import pytest

from rag.questions.mentions import find_mentions

CORPUS = Path(__file__).parent.parent.parent / "corpus"
PRINTED = {
    word
    for file in CORPUS.glob("*.txt")
    for word in re.findall(r"\w+", file.read_text(encoding="utf-8").lower())
}

SLIPS = {
    "Birmingam": "Birmingham",
    "manchster": "Manchester",
    "Shefield": "Sheffield",
    "Newcaslte": "Newcastle upon Tyne",
    "Middlesborough": "Middlesbrough",
    "Wolverhamton": "Wolverhampton",
    "Leicestershir": "Leicestershire",
    "Herefordshrie": "Herefordshire",
    "notingham": "Nottingham",
    "Peterbrough": "Peterborough",
    "Southhampton": "Southampton",
    "cornwal": "Cornwall",
    "Rotheram": "Rotherham",
    "Barnsely": "Barnsley",
    "Huddersfeild": "Kirklees",
    "Haringay": "Haringey",
    "Coventary": "Coventry",
    "Croyden": "Croydon",
    "surry": "Surrey",
    "Bristoll": "Bristol",
    "South Gloucestershre": "South Gloucestershire",
    "Soth Gloucestershire": "South Gloucestershire",
    "Tower Hamelts": "Tower Hamlets",
    "waltham forrest": "Waltham Forest",
    "North Tynside": "North Tyneside",
    "Kensington & Chelsae": "Kensington and Chelsea",
}
ABBREVIATIONS = {
    "BwD": "Blackburn with Darwen",
    "N Yorks": "North Yorkshire",
    "NE Lincs": "North East Lincolnshire",
    "Herts": "Hertfordshire",
    "Bucks": "Buckinghamshire",
    "Oxon": "Oxfordshire",
    "Salop": "Shropshire",
    "CWAC": "Cheshire West and Chester",
    "H&F": "Hammersmith and Fulham",
    "soton": "Southampton",
    "MK": "Milton Keynes",
    "RBWM": "Windsor and Maidenhead",
    "Dagenham": "Barking and Dagenham",
    "Isle of White": "Isle of Wight",
    "Northants": "Northamptonshire",
    "Stockton on Tees": "Stockton-on-Tees",
}
ORDINARY = (
    "Reading the report, what stands out?",
    "reading a report takes how long?",
    "Reading and writing in care: any better?",
    "who reads the reading list?",
    "is bath time calm in foster homes?",
    "Bath and bed routines",
    "do carers run a bath?",
    "how do they deal with neglect?",
    "what was the deal with agency staff?",
    "did things go well?",
    "wells and other hazards",
    "a pool of foster carers",
    "are budgets pooled?",
    "was there a car pool?",
    "do boys play rugby?",
    "Rugby and other clubs for children in care",
    "did leaders bury the findings?",
    "is it buried in paperwork?",
    "are dogs barking at home visits?",
    "was the hull of the plan sound?",
    "did a slough form?",
    "what is the derby about?",
    "was that a harrow?",
    "who leads on early help?",
    "do leads meet?",
    "is the sale of homes a risk?",
    "battle with thresholds",
    "do children settle?",
    "street homeless young people",
    "having a plan",
    "what hope do they have?",
    "was it a rush job?",
    "is there a new ham in the sandwich?",
    "black pool of water",
    "a new castle",
    "who pays for camping trips?",
    "forest schools",
    "does telling help?",
    "children in the towers",
    "a poole of carers",
    "how do carers deal with bath time?",
)


@pytest.mark.parametrize(("written", "authority"), [*SLIPS.items(), *ABBREVIATIONS.items()])
def test_what_people_write_for_an_authority_is_known(written: str, authority: str) -> None:
    assert named(f"how good is early help in {written}?") == [authority]


@pytest.mark.parametrize("question", ORDINARY)
def test_a_word_that_looks_like_an_authority_is_none(question: str) -> None:
    assert named(question) == []


@pytest.mark.parametrize(
    ("question", "authority"),
    [
        ("what does the derby report say?", "Derby"),
        ("slough leadership rating", "Slough"),
        ("How is Reading doing?", "Reading"),
        ("the Hull", "Kingston upon Hull"),
        ("what is in the bristol improvement plan?", "Bristol"),
        ("what needs to improve in Bath & NE Somerset?", "Bath and North East Somerset"),
    ],
)
def test_a_name_stays_one_where_it_is_used_as_one(question: str, authority: str) -> None:
    assert named(question) == [authority]


def named(question: str) -> list[str]:
    """The authorities in a question, over the words that the shipped documents print."""
    return [mention.authority for mention in find_mentions(question, PRINTED.__contains__)]
