"""A query to the paragraphs that may answer it, in the shipped documents."""

import pytest

from rag import Assistant
from rag.language.sentences import sentence_spans
from rag.model import Place
from rag.query import Filters, Query, SearchTerms
from rag.retrieval import Collection, find_candidates, find_evidence, find_passages
from rag.retrieval.candidates import Candidate
from rag.retrieval.echoes import with_echoes
from rag.retrieval.order import with_best_list_first
from rag.retrieval.searches import best_of_each, stretch
from tests.engine.contract import EMBED
from tests.engine.documents import BOURNEMOUTH, BRISTOL, cut, vectors_of
from tests.engine.in_memory import MemoryVersion

A, B, C, D = (Place("report", locator) for locator in "1234")


def found(assistant: Assistant, question: str, k: int = 8, filters: Filters | None = None) -> list[str]:
    """Where the passages for a question stand: the document's first word or two and the locator."""
    return [document.id or "" for document in assistant.retriever(filters, k=k).invoke(question)]


def test_scores_are_stretched_from_the_last_that_was_found_to_the_best() -> None:
    assert stretch({A: 12.0, B: 7.0, C: 2.0}) == pytest.approx({A: 1.0, B: 0.5, C: 0.0})
    assert stretch({A: 0.1}) == {A: 1.0}
    assert stretch({}) == {}


def test_what_one_search_alone_puts_first_is_looked_at_too() -> None:
    signals = {A: {"windows": 1.0}, B: {"windows": 0.9}, C: {"own words": 0.2}, D: {"windows": 0.1}}
    assert best_of_each(signals, each=2) == [A, B, C]


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("what is the Think Family database?", "bristol-2018-inspection#46"),
        ("what was Tri.x for?", "bristol-2016-improvement-plan#action 1.2.6"),
        ("caseload target for Early Help social workers?", "bristol-2016-improvement-plan#KPI 17c"),
        ("is there a new computer system in South Glos?", "south-gloucestershire-2018-monitoring-visit#"),
        ("how do B&NES foster carers get therapy?", "bath-and-north-east-somerset-2022-inspection#25"),
    ],
)
def test_a_paragraph_is_found_by_meaning_or_by_words(assistant: Assistant, question: str, place: str) -> None:
    assert any(id.startswith(place) for id in found(assistant, question))


def test_the_list_that_a_paragraph_announces_follows_it(assistant: Assistant) -> None:
    places = found(assistant, "What progress did inspectors review on the South Gloucestershire visit?", k=24)
    announcing = places.index("south-gloucestershire-2018-monitoring-visit#Areas covered by the visit, 1")
    assert [place.rsplit(" ", 1)[1] for place in places[announcing + 1 : announcing + 4]] == ["1", "2", "3"]


def test_a_named_authority_shuts_the_others_out(assistant: Assistant) -> None:
    assert {id.split("#")[0] for id in found(assistant, "care leavers in Bournemouth", k=20)} == {
        "bournemouth-2018-inspection"
    }


def test_an_authority_that_is_not_loaded_finds_nothing(assistant: Assistant) -> None:
    assert found(assistant, "care leavers in Leeds") == []


def test_a_filter_that_matches_nothing_finds_nothing(assistant: Assistant) -> None:
    assert found(assistant, "care leavers", filters=Filters(authorities=("Leeds",))) == []


def test_a_filter_narrows_a_question_that_names_nobody(assistant: Assistant) -> None:
    places = found(assistant, "care leavers", filters=Filters(kinds=("improvement-plan",)))
    assert {place.split("#")[0] for place in places} == {"bristol-2016-improvement-plan"}


def test_each_side_of_a_comparison_gets_its_share(assistant: Assistant) -> None:
    sides = [
        id.split("-")[0] for id in found(assistant, "compare disabled children in Bristol and Bournemouth")
    ]
    assert sides.count("bristol") >= 3
    assert sides.count("bournemouth") >= 3


def test_each_period_of_a_change_gets_its_share(assistant: Assistant) -> None:
    documents = [id.split("#")[0] for id in found(assistant, "how did Bristol's care leaver service change?")]
    assert documents.count("bristol-2016-improvement-plan") >= 3
    assert documents.count("bristol-2018-inspection") >= 3


def test_an_authority_compared_with_itself_gets_a_share_for_each_period(assistant: Assistant) -> None:
    documents = [id.split("#")[0] for id in found(assistant, "compare Bristol in 2016 and 2018 on caseloads")]
    assert documents.count("bristol-2016-improvement-plan") >= 3
    assert documents.count("bristol-2018-inspection") >= 3


def test_a_grade_in_the_question_brings_the_table_of_judgements(assistant: Assistant) -> None:
    assert found(assistant, "why did BANES drop to good?")[0] == (
        "bath-and-north-east-somerset-2022-inspection#judgements"
    )


def test_a_front_page_is_for_those_who_ask_for_it(assistant: Assistant) -> None:
    frames = {"front page", "Signature", "signature"}
    assert not frames & {
        id.split("#")[1] for id in found(assistant, "children's services in Bournemouth", k=20)
    }
    assert "bournemouth-2018-inspection#front page" in found(assistant, "who led the Bournemouth inspection?")


def test_a_section_on_what_is_asked_comes_before_the_others(assistant: Assistant) -> None:
    passages = assistant.search("how strong is leadership in Bournemouth?", k=5)
    sections = [passage.section for passage in passages if passage.locator.isdecimal()]
    assert {section.split(" on ")[0] for section in sections[:3]} == {"The impact of leaders"}


def test_a_leg_of_the_search_can_be_taken_by_itself(assistant: Assistant) -> None:
    by_words = assistant.search("what was Tri.x for?", legs=("words",), k=1)
    assert [passage.locator for passage in by_words] == ["action 1.2.6"]
    assert assistant.search("zzz", legs=("words",)) == []


def test_a_list_comes_whole(assistant: Assistant) -> None:
    places = found(assistant, "which parts of the service did the South Glos visit look at?", k=12)
    assert {
        f"south-gloucestershire-2018-monitoring-visit#Areas covered by the visit, bullet {n}"
        for n in range(1, 5)
    } <= set(places)


def test_a_place_that_is_named_comes_first(assistant: Assistant) -> None:
    assert found(assistant, "what does paragraph 38 of the Bristol report say?")[0].endswith("#38")


def test_a_langchain_document_carries_its_place(assistant: Assistant) -> None:
    document = assistant.retriever(k=1).invoke("what is the Think Family database?")[0]
    assert document.page_content.startswith("Operation Topaz")
    assert document.metadata["locator"] == "46"
    assert document.metadata["authority"] == "Bristol"
    assert document.metadata["date"] == "2018-09-21"


def test_a_call_may_ask_for_more_or_fewer(assistant: Assistant) -> None:
    retriever = assistant.retriever(k=3)
    assert len(retriever.invoke("care leavers")) == 3
    assert len(retriever.invoke("care leavers", k=5)) == 5


def test_of_a_document_with_several_lists_of_points_the_best_one_comes_first() -> None:
    sections = {
        (first := Place("area", "1")): "Areas for improvement",
        (second := Place("area", "2")): "Areas for improvement",
        (third := Place("area", "3")): "Priority actions",
        (other := Place("other", "1")): "What needs to improve",
    }
    pinned = list(sections)
    ordered = with_best_list_first(pinned, {second: -1.0, third: 0.5}, sections.__getitem__)
    assert ordered == [third, first, second, other]
    assert with_best_list_first(pinned, {other: 0.5}, sections.__getitem__) == pinned


def test_retrieval_knows_a_store_by_its_ports_alone() -> None:
    """The same is found in a store that is nothing but the contract as in the one in a folder."""
    read = [cut(document) for document in (BRISTOL, BOURNEMOUTH)]
    version = MemoryVersion(read, [vectors_of(file.texts) for file in read])
    collection = Collection(version, embed=EMBED, embed_topic=EMBED, reader=None)
    terms = SearchTerms(topic="plans are late", words=("plans", "late"))
    query = Query("plans?", "Are plans late?", "passage", terms=terms)
    passages = find_passages(query, collection, limit=3)
    assert (passages[0].document, passages[0].locator) == ("bristol", "2")
    assert find_evidence(query, collection, limit=3).sentences


def looked_at(assistant: Assistant, question: str) -> list[Candidate]:
    retriever = assistant.retriever()
    collection: Collection = retriever.collection  # type: ignore[attr-defined]
    found = find_candidates(collection.understand(question), collection)
    return [candidate for candidate in found if candidate.sentences]


def test_each_period_is_searched_and_read_by_itself(assistant: Assistant) -> None:
    near = looked_at(assistant, "How did care leavers' services in Bristol change?")
    by_document = {candidate.place.document for candidate in near}
    assert by_document == {"bristol-2016-improvement-plan", "bristol-2018-inspection"}
    for document in by_document:
        own = [candidate.signals for candidate in near if candidate.place.document == document]
        assert max(signals["windows"] for signals in own) == 1.0
        assert all({"whole", "matter", "echo"} <= set(signals) for signals in own)


def test_one_scope_is_read_once_and_has_no_echoes(assistant: Assistant) -> None:
    near = looked_at(assistant, "How many care leavers in Bristol were in work in 2018?")
    assert not any({"matter", "echo"} & set(candidate.signals) for candidate in near)


def test_what_one_document_says_leads_to_what_the_other_says_of_the_same(assistant: Assistant) -> None:
    collection: Collection = assistant.retriever().collection  # type: ignore[attr-defined]
    plan, report = "bristol-2016-improvement-plan", "bristol-2018-inspection"

    def candidate(document: str, locator: str, windows: float) -> Candidate:
        place = Place(document, locator)
        count = len(sentence_spans(collection.version.paragraph(place).text))
        return Candidate(place, {"windows": windows, "sentences": windows}, ({},) * count)

    pathway = candidate(plan, "KPI 5b", 1.0)
    others = [candidate(report, locator, 0.5) for locator in ("38", "46", "12")]
    echoes = {one.place.locator: one.signals["echo"] for one in with_echoes([pathway, *others], collection)}
    assert echoes["38"] == max(echoes[locator] for locator in ("38", "46", "12"))
