"""What every store has to keep of the ports: one suite, run over each of them.

A test module names a subclass whose fixture ``publish`` takes documents and gives the version that holds
them, embedded by ``tests.index.word_embeddings``.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from rag.engine.ports import Version
from rag.model import Document, Paragraph, Place
from tests.engine.documents import BOURNEMOUTH, BRISTOL
from tests.index.word_embeddings import WordEmbeddings

Publish = Callable[..., Version]
CAFE, LEAVERS, TIMELY = Place("bournemouth", "1"), Place("bristol", "1"), Place("bristol", "2")
EMBED = WordEmbeddings().embed_query


class VersionContract:
    """The promises of ``rag.engine.ports``."""

    # the catalogue and the files

    def test_it_is_a_version(self, publish: Publish) -> None:
        assert isinstance(publish(BRISTOL), Version)

    def test_documents_come_back_whole_by_id(self, publish: Publish) -> None:
        published = publish(BRISTOL, BOURNEMOUTH)
        assert list(published.documents.items()) == [("bournemouth", BOURNEMOUTH), ("bristol", BRISTOL)]

    def test_a_paragraph_is_known_by_its_place(self, publish: Publish) -> None:
        published = publish(BRISTOL, BOURNEMOUTH)
        assert published.paragraph(TIMELY) == BRISTOL.paragraphs[1]
        assert [published.position(place) for place in (LEAVERS, TIMELY, CAFE)] == [0, 1, 0]

    @pytest.mark.parametrize("place", [Place("bristol", "3"), Place("leeds", "1")])
    def test_a_place_that_does_not_exist_is_an_error(self, publish: Publish, place: Place) -> None:
        published = publish(BRISTOL)
        with pytest.raises(KeyError):
            published.paragraph(place)
        with pytest.raises(KeyError):
            published.position(place)

    def test_a_document_has_its_file(self, publish: Publish) -> None:
        published = publish(BRISTOL)
        assert published.file("bristol") == Path("/corpus/bristol.txt")
        with pytest.raises(KeyError):
            published.file("leeds")

    # words

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (["improving"], {LEAVERS}),
            (["improvement"], {LEAVERS}),
            (["assessment"], {TIMELY}),
            (["CAFE"], {CAFE}),
            (["Bristol"], {LEAVERS, TIMELY}),
            (["timely", "cafe"], {TIMELY, CAFE}),
            (["unheard"], set()),
            ([], set()),
        ],
    )
    def test_any_of_the_words_is_found_in_any_inflection_in_a_text_or_its_header(
        self, publish: Publish, words: list[str], expected: set[Place]
    ) -> None:
        assert set(publish(BRISTOL, BOURNEMOUTH).search_words(words, limit=10)) == expected

    def test_a_word_of_the_text_tells_more_than_one_of_the_header(self, publish: Publish) -> None:
        header, text = (
            Paragraph("1", "Nothing else.", section="Adoption"),
            Paragraph("2", "Adoption is slow."),
        )
        found = publish(Document("b", "B", "other", paragraphs=(header, text))).search_words(
            ["adoption"], limit=10
        )
        assert list(found) == [Place("b", "2"), Place("b", "1")]
        assert sorted(found.values(), reverse=True) == list(found.values())

    def test_a_search_by_words_brings_no_more_than_it_may(self, publish: Publish) -> None:
        assert len(publish(BRISTOL, BOURNEMOUTH).search_words(["leavers"], limit=1)) == 1

    @pytest.mark.parametrize(
        ("documents", "expected"),
        [
            (None, {CAFE, LEAVERS}),
            (["bristol"], {LEAVERS}),
            (["bristol", "never there"], {LEAVERS}),
            (["never there"], set()),
            ([], set()),
        ],
    )
    def test_a_search_is_narrowed_to_documents_and_by_none_to_nothing(
        self, publish: Publish, documents: list[str] | None, expected: set[Place]
    ) -> None:
        published = publish(BRISTOL, BOURNEMOUTH)
        assert set(published.search_words(["leavers"], documents=documents, limit=10)) == expected
        near = published.search_vectors(EMBED("leavers"), documents=documents, limit=10)
        assert {place for place, nearness in near.chunks.items() if nearness > 0} == expected

    @pytest.mark.parametrize(
        "word",
        ["AND", "NOT", "NEAR", 'say "so"', '"', "text:care", "care*", "^care", "(care", "care\0", "", "—"],
    )
    def test_what_looks_like_an_operator_is_an_ordinary_word_or_none(
        self, publish: Publish, word: str
    ) -> None:
        published = publish(BRISTOL)
        assert published.search_words([word], limit=10) == {}
        assert set(published.search_words([word, "timely"], limit=10)) == {TIMELY}
        assert not published.prints(word)

    @pytest.mark.parametrize(
        ("word", "printed"),
        [("timely", True), ("TIMELY", True), ("timelys", False), ("Bournemouth", False), ("%", False)],
    )
    def test_a_word_is_printed_only_as_it_is_spelt(self, publish: Publish, word: str, printed: bool) -> None:
        assert publish(BRISTOL, BOURNEMOUTH).prints(word) is printed

    # vectors

    def test_the_paragraph_whose_chunks_are_nearest_comes_first(self, publish: Publish) -> None:
        near = publish(BRISTOL, BOURNEMOUTH).search_vectors(EMBED("plans are late"), limit=10)
        assert next(iter(near.chunks)) == next(iter(near.windows)) == TIMELY
        assert near.chunks[TIMELY] == pytest.approx(1.0, abs=1e-3)  # the sentence alone
        assert near.windows[TIMELY] < 0.9  # with the one before it
        assert max(near.chunks.values()) <= 1.0

    def test_of_all_documents_the_nearest_chunks_are_looked_at(self, publish: Publish) -> None:
        published = publish(BRISTOL, BOURNEMOUTH)
        assert set(published.search_vectors(EMBED("plans are late"), limit=1).chunks) == {TIMELY}
        within = published.search_vectors(EMBED("plans are late"), documents=["bristol"], limit=1)
        assert set(within.chunks) == {LEAVERS, TIMELY}

    def test_each_sentence_has_its_vector_and_windows_stand_in_for_none(self, publish: Publish) -> None:
        vectors = publish(BRISTOL).sentence_vectors([TIMELY])
        assert list(vectors[TIMELY, 0]) == pytest.approx(EMBED("Assessments are timely."), abs=1e-3)
        assert list(vectors[TIMELY, 24]) == pytest.approx(EMBED("Plans are late."), abs=1e-3)

    def test_a_document_without_paragraphs_is_found_by_nothing(self, publish: Publish) -> None:
        empty = Document("empty", "Empty", "other")
        published = publish(empty, BOURNEMOUTH)
        assert published.documents["empty"] == empty
        assert set(published.search_vectors(EMBED("leavers"), limit=10).chunks) == {CAFE}
        assert published.search_vectors(EMBED("leavers"), documents=["empty"], limit=10).chunks == {}

    def test_many_threads_may_ask_at_once(self, publish: Publish) -> None:
        published = publish(BRISTOL, BOURNEMOUTH)

        def ask(number: int) -> object:
            words = published.search_words(["leavers", f"word{number}"], limit=10)
            return list(words), list(published.search_vectors(EMBED("leavers"), limit=10).chunks)

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, range(200)))
        assert all(answer == answers[0] for answer in answers)

    # one version

    def test_a_later_version_leaves_an_earlier_one_as_it_was(self, publish: Publish) -> None:
        before = publish(BRISTOL, BOURNEMOUTH)
        changed = replace(BRISTOL, paragraphs=(Paragraph("1", "Nothing else."),))
        after = publish(changed)
        assert (before.documents["bristol"], after.documents["bristol"]) == (BRISTOL, changed)
        assert set(before.search_words(["timely", "nothing"], limit=10)) == {TIMELY}
        assert set(after.search_words(["timely", "nothing"], limit=10)) == {LEAVERS}
        assert TIMELY in before.search_vectors(EMBED("plans are late"), limit=10).chunks
        assert TIMELY not in after.search_vectors(EMBED("plans are late"), limit=10).chunks
        assert before.sentence_vectors([TIMELY])
