"""A statement in free words may be shown only where the very sentences that it rests on say the same."""

import math
from dataclasses import replace

import pytest

from rag.answering.checking import check_written, read_entailment, read_nearness
from rag.answering.claims import read_words
from rag.answering.denials import find_turned
from rag.answering.statements import Source, Statement, say
from rag.answering.values import Cited, find_unprinted, of_years_named, parts_by_authority
from rag.language.sentences import sentences
from rag.reader.entailment import Pair
from tests.reading.shipped import BANES, BOURNEMOUTH, BRISTOL, PLAN, document

Place = tuple[str, str]
LEAST_FAIR = 15  # of 35: for what is fair and not shown the quotation stands
DOCUMENTS = {name: document(name) for name in (BANES, BOURNEMOUTH, BRISTOL, PLAN)}

FAIR: tuple[tuple[str | Place, ...], ...] = (
    (
        "Bristol's care leaver services have got significantly better since they were judged inadequate.",
        (BRISTOL, "38"),
    ),
    (
        "Bristol's services for care leavers have improved since 2014, when they were judged inadequate.",
        (BRISTOL, "38"),
        (PLAN, "Introduction, 1"),
    ),
    (
        "Most care leavers in Bristol have continuity of support and a personal adviser who knows them well.",
        (BRISTOL, "38"),
    ),
    (
        "Pathway plans vary too much in quality: some are very good, but others lack ambition.",
        (BRISTOL, "38"),
    ),
    ("The actions in pathway plans are seldom specific or measurable.", (BRISTOL, "38")),
    ("Bristol's young people do not always feel ready for independence.", (BRISTOL, "39")),
    (
        "In September 2018, 56% of Bristol's care leavers were in education, employment or training.",
        (BRISTOL, "39"),
    ),
    (
        "56% of care leavers were in EET, more than nationally, but short of what the council wanted.",
        (BRISTOL, "39"),
    ),
    (
        "The plan's target was that 58% of 17-21 year old care leavers would be in EET by March 2017.",
        (PLAN, "KPI 6a"),
    ),
    (
        "Most care leavers live in suitable homes, but too many know little of their health history.",
        (BRISTOL, "40"),
    ),
    ("Staying-put arrangements are freely available after a young person's 18th birthday.", (BRISTOL, "40")),
    (
        "The percentage of care leavers who stay with former foster carers has doubled since 2014.",
        (BRISTOL, "40"),
    ),
    ("Overall, Bristol was judged to require improvement to be good in 2018.", (BRISTOL, "judgements")),
    (
        "Bristol's leaders were rated good, while services for care leavers required improvement.",
        (BRISTOL, "judgements"),
    ),
    ("In Bournemouth, the impact of leaders was judged inadequate.", (BOURNEMOUTH, "judgements")),
    ("Bath and North East Somerset was judged good overall in 2022.", (BANES, "judgements")),
    (
        "Assessments are better than at the last inspection, but not all analyse clearly enough.",
        (BRISTOL, "8"),
    ),
    (
        "Early help is of good quality, delivered by three locality-based families in focus teams.",
        (BRISTOL, "1"),
    ),
    ("Some families have to wait for early help, though those most in need come first.", (BRISTOL, "1")),
    (
        "Oversight of allegations was not rigorous enough, and thresholds were applied inconsistently.",
        (BOURNEMOUTH, "14"),
    ),
    (
        "In Bournemouth, senior leaders acted at once on the shortfalls found during the inspection.",
        (BOURNEMOUTH, "14"),
    ),
    (
        "Bournemouth does not meet its partners regularly, so patterns of exploitation are missed.",
        (BOURNEMOUTH, "30"),
    ),
    (
        "Case files are audited regularly, but leaders do not make the best use of the findings.",
        (BOURNEMOUTH, "33"),
    ),
    ("In B&NES, strategy discussions are held swiftly and attended by key professionals.", (BANES, "4")),
    (
        "Return home interviews are conducted and recorded inconsistently in Bath and North East Somerset.",
        (BANES, "15"),
    ),
    ("Many RHI forms in BANES are blank or hard to find on the child's record.", (BANES, "15")),
    (
        "The Pathway was due in September 2017; the Service Director Early Intervention led it.",
        (PLAN, "action 2.3.2"),
    ),
    (
        "Ofsted inspected Bristol in October 2014 and judged that its services required improvement.",
        (PLAN, "Introduction, 1"),
    ),
    ("Adoption services were judged good in 2014.", (PLAN, "Introduction, 1")),
    (
        "Both Bristol and Bournemouth were judged to require improvement overall in 2018.",
        (BRISTOL, "judgements"),
        (BOURNEMOUTH, "judgements"),
    ),
    (
        "Bristol's care leaver services had improved; in Bournemouth oversight was not rigorous.",
        (BRISTOL, "38"),
        (BOURNEMOUTH, "14"),
    ),
    ("Inspectors said that young people's ability to reach their potential “is limited”.", (BRISTOL, "39")),
    ("There is not enough take-up of the opportunities that care leavers are offered.", (BRISTOL, "39")),
    ("No consistent standards make sure that all young people learn to live independently.", (BRISTOL, "39")),
    (
        "The share of care leavers in work or study, 56%, was higher than the national average.",
        (BRISTOL, "39"),
    ),
)
FALSE: tuple[tuple[str | Place, ...], ...] = (
    ("Care leavers are rich.", (BRISTOL, "38")),
    ("Most care leavers go to university.", (BRISTOL, "38")),
    (
        "Bristol's care leaver services have got significantly worse since they were judged inadequate.",
        (BRISTOL, "38"),
    ),
    (
        "Few care leavers in Bristol have continuity of support and a personal adviser who knows them well.",
        (BRISTOL, "38"),
    ),
    ("The actions in pathway plans are usually specific and measurable.", (BRISTOL, "38")),
    ("Bristol's young people always feel ready for independence.", (BRISTOL, "39")),
    (
        "In September 2018, 56% of Bournemouth's care leavers were in education, employment or training.",
        (BRISTOL, "39"),
    ),
    ("In 2019, 56% of Bristol's care leavers were in education, employment or training.", (BRISTOL, "39")),
    ("56% of care leavers were in EET, fewer than nationally.", (BRISTOL, "39")),
    (
        "The plan's target was that 56% of 17-21 year old care leavers would be in EET by March 2017.",
        (PLAN, "KPI 6a"),
    ),
    ("Overall, Bristol was judged good in 2018.", (BRISTOL, "judgements")),
    ("Bristol's leaders were rated outstanding in 2018.", (BRISTOL, "judgements")),
    ("Bristol's leaders were judged to require improvement.", (BRISTOL, "judgements")),
    ("In Bournemouth, the impact of leaders was judged good.", (BOURNEMOUTH, "judgements")),
    (
        "Bristol was judged inadequate overall and Bournemouth good.",
        (BRISTOL, "judgements"),
        (BOURNEMOUTH, "judgements"),
    ),
    (
        "The percentage of care leavers who stay with former foster carers has halved since 2014.",
        (BRISTOL, "40"),
    ),
    (
        "The percentage of care leavers who stay with former foster carers has trebled since 2014.",
        (BRISTOL, "40"),
    ),
    ("Staying-put arrangements are not available after a young person's 18th birthday.", (BRISTOL, "40")),
    ("Bournemouth's oversight of allegations against adults was rigorous.", (BOURNEMOUTH, "14")),
    ("The Housing and Independence Pathway was due in September 2018.", (PLAN, "action 2.3.2")),
    ("The Housing and Independence Pathway was led by Maria Jones.", (PLAN, "action 2.3.2")),
    ("Bristol offers every care leaver a free bicycle.", (BRISTOL, "38")),
    ("Care leavers are the responsibility of Microsoft.", (BRISTOL, "38")),
    ("All case files are audited monthly by an outside firm in Bournemouth.", (BOURNEMOUTH, "33")),
    (
        "Bristol's care leaver services had improved; in Bournemouth oversight was rigorous.",
        (BRISTOL, "38"),
        (BOURNEMOUTH, "14"),
    ),
    (
        "Bournemouth's care leaver services had improved; in Bristol oversight was not rigorous.",
        (BRISTOL, "38"),
        (BOURNEMOUTH, "14"),
    ),
)


def written(text: str, *places: Place) -> Statement:
    """A statement in free words that cites these places."""
    sources = [Source(id, at, sentences(DOCUMENTS[id].paragraph(at).text)[0]) for id, at in places]
    return say(f"{text} ", *sources)


def test_fair_paraphrases_may_be_shown() -> None:
    shown = [row[0] for row in FAIR if not check_written(written(*row), DOCUMENTS)]
    assert len(shown) >= LEAST_FAIR


def test_no_false_one_may_be_shown() -> None:
    assert [row[0] for row in FALSE if not check_written(written(*row), DOCUMENTS)] == []


PRINTED = "Young people do not feel well prepared for independence."
REARRANGED = "For independence young people do not feel well prepared."
REWORDED = "Young people do not feel ready for independence."


@pytest.mark.parametrize(
    ("text", "nearness"),
    [
        (PRINTED, "as printed"),
        ("In 2018, inspectors found that Bristol's young people do not feel prepared.", "as printed"),
        ("As their ability is limited, there is insufficient take-up by care leavers.", "as printed"),
        (REARRANGED, "rearranged"),
        ("As take-up is limited, the ability of care leavers is insufficient.", "rearranged"),
        ("In employment, care leavers do not meet averages, 56%.", "rearranged"),
        (REWORDED, "reworded"),
    ],
)
def test_how_near_to_print_a_statement_is(text: str, nearness: str) -> None:
    assert read_nearness(written(text, (BRISTOL, "39")), DOCUMENTS) == nearness


class Sure:
    """A model of entailment that is as sure of everything."""

    def __init__(self, log_odds: float) -> None:
        self._log_odds = log_odds

    def log_odds(self, pairs: list[Pair]) -> list[float]:
        return [self._log_odds for _ in pairs]


@pytest.mark.parametrize(
    ("text", "log_odds", "may_be_shown"),
    [
        *((PRINTED, 0.0, True), (PRINTED, -2.0, False)),
        *((REWORDED, 0.0, False), (REWORDED, 5.0, True)),
        (REARRANGED, 5.0, False),
    ],
)
def test_what_stands_otherwise_than_in_print_has_to_follow_more_surely_or_is_not_shown(
    text: str, log_odds: float, may_be_shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.answering.checking.load_entailment", lambda: Sure(log_odds))
    assert (not check_written(written(text, (BRISTOL, "39")), DOCUMENTS)) is may_be_shown


def test_each_of_several_sentences_has_to_follow_by_itself() -> None:
    whole = f"{PRINTED} This is a question about care leavers and the local authority."
    first = read_entailment(written(PRINTED, (BRISTOL, "39")), DOCUMENTS)
    assert read_entailment(written(whole, (BRISTOL, "39")), DOCUMENTS) < min(first, -1)


def test_what_is_too_long_to_be_read_whole_follows_from_nothing() -> None:
    again = PRINTED.removesuffix(".") + " and young people do not feel well prepared" * 20
    assert read_entailment(written(f"{again}.", (BRISTOL, "39")), DOCUMENTS) == -math.inf


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Bournemouth's services had improved; in Bristol, oversight was not rigorous, while plans were.",
            [
                ("Bournemouth's services had improved", [BOURNEMOUTH]),
                ("in Bristol, oversight was not rigorous, plans were.", [BRISTOL]),
            ],
        ),
        ("Bristol's services had improved, but oversight was not rigorous.", []),
        ("Bristol's and Bournemouth's services had improved, while Bristol's plans had not.", []),
    ],
    ids=["one and the other", "one alone", "both at once"],
)
def test_what_is_told_of_two_authorities_is_held_against_what_is_cited_of_each(
    text: str, parts: list[tuple[str, list[str]]]
) -> None:
    cited = [Cited(DOCUMENTS[id], DOCUMENTS[id].paragraphs[9]) for id in (BRISTOL, BOURNEMOUTH)]
    found = [(part, [one.document.id for one in own]) for part, own in parts_by_authority(text, cited)]
    assert found == parts


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Services were good in 2016.", []),
        ("Services were good when they were last seen.", []),
        ("In 2018 services were good.", ["“good” is printed of another year"]),
    ],
)
def test_a_grade_is_told_of_the_year_that_print_gives_it(text: str, faults: list[str]) -> None:
    document = DOCUMENTS[BRISTOL]
    paragraph = replace(document.paragraphs[9], text="Services were good in 2016. In 2018 less is known.")
    assert list(find_unprinted(text, [Cited(document, paragraph)])) == faults


def test_a_grade_that_rests_on_several_inspections_is_dated() -> None:
    cited = [Cited(DOCUMENTS[BRISTOL], replace(DOCUMENTS[BRISTOL].paragraphs[9], text="Services are good."))]
    earlier = replace(DOCUMENTS[BRISTOL], id="earlier", inspection_end="2016-09-14", published="2016-10")
    both = [*cited, replace(cited[0], document=earlier)]
    assert list(find_unprinted("Services are good.", cited)) == []
    assert list(find_unprinted("Services are good.", both)) == ["it does not say when “good” was"]
    assert list(find_unprinted("In 2018 services are good.", both)) == []


def test_what_is_told_of_a_year_has_to_follow_from_what_is_cited_of_it() -> None:
    cited = [
        Cited(DOCUMENTS[name], replace(DOCUMENTS[name].paragraphs[9], text=text))
        for name, text in ((BRISTOL, "Visits were rare in 2016."), (BOURNEMOUTH, "Visits are often late."))
    ]
    assert of_years_named("In 2016 visits were rare.", cited) == cited[:1]
    assert of_years_named("Visits are rare.", cited) == cited
    assert of_years_named("In 2011 visits were rare.", cited) == cited


def test_a_statement_that_cites_nothing_may_not_be_shown() -> None:
    assert check_written(say("Care leavers are well supported."), DOCUMENTS) == ["it cites nothing"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("57% of care leavers were in education, employment and training.", "“57%” is not in what is cited"),
        ("In Leeds, 56% were in education, employment and training.", "what is cited is not about Leeds"),
        ("Young people always feel well prepared for independence.", "what is cited denies this"),
        ("Young people do not develop the skills they need.", "what is cited does not deny this"),
        (
            "Because their potential is limited, there is insufficient take-up by care leavers.",
            "what is cited does not so relate it",
        ),
    ],
)
def test_the_reason_says_what_is_wrong(text: str, fault: str) -> None:
    assert fault in check_written(written(text, (BRISTOL, "39")), DOCUMENTS)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Some areas of practice have declined.", ["what is cited denies this"]),
        ("Some areas of practice have slipped.", ["what is cited denies this"]),
        ("No area of practice has declined.", []),
    ],
)
def test_what_print_denies_may_not_be_told_by_another_word_for_it(text: str, faults: list[str]) -> None:
    printed = "Leaders have improved all areas of practice, and no areas of practice have deteriorated."
    assert list(find_turned(read_words(text), [read_words(printed)])) == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Vacancies fell by 17% within 12 weeks.", []),
        ("Vacancies fell from 40 posts.", []),
        ("Vacancies fell to 17%.", ["“to 17%” is not what is printed"]),
        ("Vacancies fell, by 40 posts.", ["“by 40” is not what is printed"]),
        ("Vacancies fell within 40 weeks.", ["“40 week” is not in what is cited"]),
    ],
)
def test_a_number_is_told_of_what_it_is_printed_of(text: str, faults: list[str]) -> None:
    document = DOCUMENTS[BRISTOL]
    paragraph = replace(document.paragraphs[9], text="In 12 weeks vacancies fell by 17%, from 40 posts.")
    assert list(find_unprinted(text, [Cited(document, paragraph)])) == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            "Children in care know how to complain.",
            ["“Children in care” stands where “care leavers” is printed"],
        ),
        ("In Bristol most young people leaving care know how to complain.", []),
        ("Children who complain are heard by IROs.", []),
    ],
)
def test_what_is_said_of_some_people_is_not_told_of_others(text: str, faults: list[str]) -> None:
    document = DOCUMENTS[BRISTOL]
    printed = "Most care leavers know how to complain. Children in care are heard by IROs."
    paragraph = replace(document.paragraphs[9], text=printed)
    assert list(find_unprinted(text, [Cited(document, paragraph)])) == faults
