"""What is new after indexing: told of reports that came to others, of their grades and of their points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.indexing import Index, IndexReport
from rag.indexing.news import MOST_TOLD, tell_news
from rag.model import Document, Judgement
from rag.reading import FileReader
from tests.index.word_embeddings import WordEmbeddings
from tests.points.reports import EARLIER, LATER, LEEDS, VISIT, write_reports


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index", WordEmbeddings(), FileReader(60, megabytes=2048))


def add(index: Index, **texts: str) -> IndexReport:
    return index.update([write_reports(index.folder.parent / "corpus", **texts)])


def test_of_a_first_run_where_all_is_new_there_is_no_news(index: Index) -> None:
    report = add(index, earlier=EARLIER, later=LATER)
    assert (report.added, report.news) == (["earlier", "later"], ())


def test_a_report_that_comes_to_others_is_told_with_what_moved_and_what_was_asked_before(
    index: Index,
) -> None:
    add(index, earlier=EARLIER, leeds=LEEDS)
    (news,) = add(index, later=LATER).news
    assert (news.report.document, news.report.authority, news.report.date) == (
        "later",
        "Bristol",
        "2018-09-21",
    )
    assert news.before
    assert news.before.document == "earlier"
    assert [(grade.area, grade.then, grade.now) for grade in news.moved] == [
        ("Leaders", "Requires improvement to be good", "Good"),
        ("Help and protection", "Good", "Requires improvement to be good"),
        ("Children in care", "Inadequate", "Requires improvement to be good"),
    ]
    assert (news.points, news.asked_before) == (2, 1)


def test_a_report_without_grades_or_points_is_told_all_the_same(index: Index) -> None:
    add(index, earlier=EARLIER, later=LATER)
    (news,) = add(index, visit=VISIT).news
    assert (news.report.document, news.before, news.moved, news.points) == ("visit", None, (), 0)


def test_what_came_earlier_than_others_is_compared_with_none_of_them(index: Index) -> None:
    add(index, later=LATER)
    (news,) = add(index, earlier=EARLIER).news
    assert (news.before, news.moved, news.points, news.asked_before) == (None, (), 2, 0)


def test_a_file_that_changed_is_news_one_that_moved_or_is_read_anew_is_not(index: Index) -> None:
    add(index, earlier=EARLIER, later=LATER)
    corpus = index.folder.parent / "corpus"
    assert [news.report.document for news in add(index, later=LATER.replace("too rare", "rare")).news] == [
        "later"
    ]
    assert index.update([corpus], anew=True).news == ()
    (corpus / "later.txt").rename(corpus / "moved.txt")
    report = index.update([corpus])
    assert (report.added, report.removed, report.news) == (["moved"], ["later"], ())


def test_a_document_on_no_authority_is_no_news(index: Index) -> None:
    add(index, earlier=EARLIER)
    report = add(index, minutes="Minutes of a meeting.\n\nNobody came.")
    assert (report.added, report.news) == (["minutes"], ())


def test_grades_are_compared_with_the_previous_report_by_the_same_framework_alone() -> None:
    judged = (Judgement("overall", "good", "Good", "Overall"),)
    latest = Document("c", "", "ilacs", "Leeds", inspection_end="2022-01-01", judgements=judged)
    worse = (Judgement("overall", "inadequate", "Inadequate", "Overall"),)
    others = [
        replace(latest, id="a", inspection_end="2016-01-01", judgements=worse),
        replace(latest, id="b", kind="sif", inspection_end="2017-01-01"),
    ]
    (news,) = tell_news(["c"], {document.id: document for document in [latest, *others]})
    assert news.before
    assert news.before.document == "a"
    assert [grade.moved for grade in news.moved] == ["up"]


def test_of_very_many_reports_the_newest_are_told() -> None:
    one = Document("", "", "ilacs", "Leeds")
    documents = {
        str(year): replace(one, id=str(year), inspection_end=f"{year}-01-01")
        for year in range(1700, 1701 + MOST_TOLD)
    }
    told = [news.report.document for news in tell_news(documents, documents)]
    assert told == list(documents)[1:]
