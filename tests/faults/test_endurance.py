"""Whatever is asked, and however often, nothing grows: the short form of ``benchmarks/endurance.py``."""

from __future__ import annotations

import gc
import random
import shutil
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.endurance import SLOWEST, new_words, quantile, requests, varied, visits
from rag import Assistant, Settings
from rag.answering import values
from rag.engine import held
from rag.language import stems
from tests.conftest import CORPUS

LEAST = 20_000  # bytes: what a few new words take
SMALL = 1_000  # bytes: far less than an answer takes


@pytest.fixture(scope="module")
def quick(built_index: Path) -> Iterator[Assistant]:
    """The assistant without its reader, which answers in a tenth of the time."""
    with Assistant.open(CORPUS, index=built_index, settings=Settings(reader="none")) as opened:
        yield opened


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> int:
    """How few words are remembered, so that a short time shows what a long one would."""
    few = 500
    monkeypatch.setattr(held, "MOST_REMEMBERED", few)
    return few


def grown_by(do: Callable[[], object]) -> int:
    """The bytes that Python holds more after a second time than after a first."""
    tracemalloc.start()
    try:
        do()
        gc.collect()
        first = tracemalloc.get_traced_memory()[0]
        do()
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - first
    finally:
        tracemalloc.stop()


# what is remembered of words that people use has an end


@pytest.mark.parametrize("what", ["words that it holds", "words that it prints"])
def test_words_that_nobody_has_used_before_leave_nothing_behind(
    what: str, forgetful: int, quick: Assistant
) -> None:
    chance, published = random.Random(0), quick._current().version
    use: Callable[[str], object] = {
        "words that it holds": lambda word: published.search_words([word], limit=1),
        "words that it prints": lambda word: published.prints(word),
    }[what]

    def use_many() -> None:
        for word in new_words(chance, 4 * forgetful).split():
            use(word)

    assert grown_by(use_many) < LEAST


def test_a_word_that_was_forgotten_is_told_as_before(forgetful: int, quick: Assistant) -> None:
    published = quick._current().version
    before = published.prints("caseloads"), published.search_words(["caseloads"], limit=3)
    for word in new_words(random.Random(1), 2 * forgetful).split():
        published.prints(word)
        published.search_words([word], limit=1)
    assert before[0] is True
    assert (published.prints("caseloads"), published.search_words(["caseloads"], limit=3)) == before


def test_authorities_that_are_cited_together_are_remembered_up_to_a_number() -> None:
    most = values._names.cache_info().maxsize
    assert most is not None
    for number in range(most + 5):
        assert values._names(frozenset({f"Anytown {number}"})).search(f"In Anytown {number} too")
    assert values._names.cache_info().currsize <= most


def test_no_function_of_what_people_ask_remembers_without_end(quick: Assistant) -> None:
    """Asked twice as much that is new, no cache of ours that has no bound holds more."""
    asked = varied(random.Random(2))
    for question in islice(asked, 20):
        quick.ask(question)
    before = {id(one): one.cache_info().currsize for one in unbounded()}
    for question in islice(asked, 20):
        quick.ask(f"{question} {new_words(random.Random(question), 20)}")
    grown = {
        f"{one.__module__}.{one.__qualname__}": one.cache_info().currsize
        for one in unbounded()
        if one.cache_info().currsize > before.get(id(one), 0) + 10
    }
    assert grown == {}


def unbounded() -> list[object]:
    """The functions of ours that remember whatever they were asked."""
    kind = type(stems.stem)
    found = [one for one in gc.get_objects() if type(one) is kind]
    ours = [one for one in found if one.__module__.startswith("rag") and "<locals>" not in one.__qualname__]
    return [one for one in ours if one.cache_info().maxsize is None]


# answers, visits and requests


def test_the_same_answers_given_again_hold_nothing(quick: Assistant) -> None:
    asked = list(islice(varied(random.Random(3)), 40))

    def ask_all() -> None:
        for question in asked:
            quick.ask(question)

    ask_all()
    assert grown_by(ask_all) < 40 * SMALL


def test_no_answer_takes_much_longer_than_the_others(quick: Assistant) -> None:
    seconds = list[float]()
    for question in islice(varied(random.Random(3)), 60):
        start = time.process_time()  # of this process: the machine may be busy with others
        quick.ask(question)
        seconds.append(time.process_time() - start)
    assert quantile(seconds[10:], 0.99) < SLOWEST * quantile(seconds[10:], 0.5)


@pytest.mark.parametrize(
    "measure", [partial(visits, count=12, warm=12), partial(requests, count=36, warm=42)]
)
def test_visits_and_requests_hold_nothing_once_they_have_ended(
    measure: Callable[[Iterator[str], Path], list[str]],
    built_index: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PINPOINT_READER", "none")
    index = shutil.copytree(built_index, tmp_path / "index")
    assert measure(varied(random.Random(4)), index=index) == []
