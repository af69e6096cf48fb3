"""What ranks, chooses and declines: fit ``rag/fitted/weights.json`` on questions with known evidence.

    python -m training.fit BANK REPORTS READER_0 READER_1 TOPICS_0 TOPICS_1 [--index FOLDER]

READER_0 and READER_1 are readers that were taught one half of the authorities each (``training/reader.py
--half``), TOPICS_0 and TOPICS_1 adapters likewise (``training/topics.py --half``), so that every question is
embedded and read by those that have not seen its authority. Each thing is fitted on one half and judged on
the other, which is what is printed; what is written is fitted on both.

- Paragraphs and sentences are ranked by a conditional logit over the candidates of a question (McFadden,
  1974), brought to probabilities by Platt's scaling (1999). A paragraph counts that the bank names as
  evidence, a sentence that holds a needed fact.
- Where an answer breaks off is tried out, for the most complete answers and the most citations that point
  to evidence, both counted alike.
- Whether it is declined is a logistic regression over the sentence that would come first, how far it falls
  short of the best and what the reader says of the documents that are quoted, and the highest threshold at
  which few answerable questions are declined. Few questions of BANK have no answer, so that it is fitted on
  those of our own bank too (``training/bank.py``): all that nothing answers, and a draw of the others. From
  where on one side is left out is tried out like the rest.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import numpy as np
from scipy.optimize import minimize
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression

import rag.answering.evidence
import rag.fitted
import rag.retrieval
from rag import Assistant
from rag.answering import compose_answer, declining, quote_plainly
from rag.answering.evidence import Evidence
from rag.embedding import embed_one
from rag.embedding.adapters import read_adapter
from rag.evaluation import FOUND_WITHIN, Result, holds, is_same_place, judge_answer, needed_by
from rag.fitted import LIMITS, Logistic, Weighing
from rag.language.sentences import sentences
from rag.model import Findings
from rag.query import Query
from rag.reader.packaged import PackagedReader
from rag.retrieval import Candidate, Collection, find_candidates, findings_of
from rag.retrieval.langchain import PassageRetriever
from rag.retrieval.order import set_beside
from rag.settings import Settings
from training.bank import Record, half_of, read_bank, read_own_bank

FITTED = Path(rag.fitted.__file__).with_name("weights.json")
BY_SEARCHES = ("windows", "sentences", "own words", "all words", "asked", "on area", "echo")
SIGNALS = {  # of a paragraph, and of a sentence
    "reader": (("whole", "matter", *BY_SEARCHES), ("sentence", "paragraph", "nearness", "first", "echo")),
    "searches": (BY_SEARCHES, ("paragraph", "nearness", "first", "echo")),
}
ANSWERS = ("sentence", "shortfall", "answers")  # what tells whether the question is answered at all
PENALTY = 0.01  # on large weights, of standardised signals
PENALTY_BESIDE = 0.1  # where documents are set beside each other, for which there are fewer examples
ELSEWHERE = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)  # how likely a sentence of another paragraph has to be
WITHIN = (0.01, 0.02, 0.05, 0.1)  # and one of a paragraph that is cited anyway
LEAVE_OUT = (0.0, 0.1, 0.2, 0.3, 0.4)  # how likely what one side says has to be
MOST_DECLINED = 0.05  # of the answerable questions
OWN_DRAWN = 554  # of our own questions, in an order that the seed decides; of the others those without answer
SEED = 1
THRESHOLDS = np.linspace(0.0, 1.0, 201)
LIMIT = Settings().passages
DIGITS = 4


@dataclass(frozen=True)
class Asked:
    """A question of the bank, how it was understood and what was found for it."""

    record: Record
    half: int
    query: Query
    candidates: Sequence[Candidate]


def main() -> None:
    """Fit on each half and judge on the other, then fit on both and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("bank", "reports", "reader_0", "reader_1", "topics_0", "topics_1"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--index", type=Path, help="an index of the reports; made where it is missing")
    options = parser.parse_args()
    with Assistant.open(options.reports, index=options.index, settings=Settings(reader="none")) as assistant:
        collection = cast(PassageRetriever, assistant.retriever()).collection
        told = list(read_bank(options.bank, collection))
        first = half_of([authority for _, authority in told], 0)
        read = ask_all([*told, *draw_own(collection)], first, options, collection)
        asked, own = read[: len(told)], read[len(told) :]
        judged: dict[str, list[Result]] = defaultdict(list)
        for half in (0, 1):
            fitted = fit(of_half(asked, 1 - half), of_half(own, 1 - half), collection)
            for name, weighing in fitted.items():
                print(f"by the {name}, judged on half {half}, fitted on the other")
                judged[name] += report(weighing, asked_by(name, of_half(asked, half)), collection)
        fitted = fit(asked, own, collection)
        for name, weighing in fitted.items():
            print(f"by the {name}, both halves, each by the other")
            summarise(judged[name])
            print(f"by the {name}, fitted on both, and so in sight")
            report(weighing, asked_by(name, asked), collection)
        written = {name: asdict(weighing) for name, weighing in fitted.items()}
        FITTED.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def draw_own(collection: Collection) -> list[tuple[Record, str]]:
    """Some of our own questions, and all of them that nothing answers, each with its authority."""
    own = list(read_own_bank(collection))
    random.Random(SEED).shuffle(own)
    drawn, others = own[:OWN_DRAWN], own[OWN_DRAWN:]
    return [*drawn, *(one for one in others if not one[0]["answerable"])]


def ask_all(
    told: Iterable[tuple[Record, str]],
    first: Container[str],
    options: argparse.Namespace,
    collection: Collection,
) -> list[Asked]:
    """Questions, each embedded and read by what has not seen its authority; ``first`` are those of half 0."""
    readers = [_open(file) for file in (options.reader_0, options.reader_1)]
    topics = [read_adapter(file.read_bytes())[0] for file in (options.topics_0, options.topics_1)]
    asked = []
    for record, authority in told:
        half = 0 if authority in first else 1
        embed_topic = partial(embed_one, topics[1 - half].encode)
        unseen = replace(collection, reader=readers[1 - half], embed_topic=embed_topic)
        query = collection.understand(record["question"], record["history"])
        asked.append(Asked(record, half, query, find_candidates(query, unseen)))
    return asked


def of_half(asked: Iterable[Asked], half: int) -> list[Asked]:
    """Those on the authorities of one half."""
    return [one for one in asked if one.half == half]


def fit(asked: Sequence[Asked], own: Sequence[Asked], collection: Collection) -> dict[str, Weighing]:
    """All that ``weights.json`` holds, from some questions: with the reader, and by the searches alone."""
    return {
        name: fit_weighing(asked_by(name, asked), asked_by(name, own), signals, collection)
        for name, signals in SIGNALS.items()
    }


def asked_by(name: str, asked: Sequence[Asked]) -> list[Asked]:
    """The same questions, without what the reader said where the searches stand alone."""
    if name == "reader":
        return list(asked)
    return [replace(one, candidates=[_unread(candidate) for candidate in one.candidates]) for one in asked]


def fit_weighing(
    asked: Sequence[Asked],
    own: Sequence[Asked],
    signals: tuple[Sequence[str], Sequence[str]],
    collection: Collection,
) -> Weighing:
    """What ranks, then where an answer breaks off, then, by our ``own`` too, where it is declined."""
    ranks = fit_ranks(asked, signals, collection)
    found, found_own = ([findings_with(ranks, one, collection) for one in some] for some in (asked, own))
    breaks = fit_breaks(ranks, asked, found, collection)
    declines = fit_answer(breaks, [*asked, *own], [*found, *found_own], collection)
    return fit_leaving_out(declines, asked, found, collection)


def fit_ranks(
    asked: Sequence[Asked], signals: tuple[Sequence[str], Sequence[str]], collection: Collection
) -> Weighing:
    """What ranks where documents are set beside each other, and everywhere else, which is learnt from all."""
    told: dict[str, Any] = {}
    beside = [one for one in asked if set_beside(one.query, collection)]
    for name, own, penalty in (("", asked, PENALTY), ("_beside", beside, PENALTY_BESIDE)):
        paragraph = fit_ranking(paragraph_rows(own, collection), signals[0], penalty)
        sentence = fit_ranking(sentence_rows(own, collection, paragraph), signals[1], penalty)
        told |= {f"paragraph{name}": paragraph, f"sentence{name}": sentence}
    always = Logistic(dict.fromkeys(ANSWERS, 0.0), 0.0)
    return Weighing(**told, answer=always, within=1.0, elsewhere=1.0, decline=0.0, leave_out=0.0)


def _by_scope(asked: Iterable[Asked], collection: Collection) -> Iterator[tuple[Asked, Sequence[Candidate]]]:
    """Each question with its candidates, document by document where several are set beside each other."""
    for one in asked:
        apart = bool(set_beside(one.query, collection))
        by_scope: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in one.candidates:
            by_scope[candidate.place.document if apart else ""].append(candidate)
        yield from ((one, candidates) for candidates in by_scope.values())


def paragraph_rows(
    asked: Iterable[Asked], collection: Collection
) -> Iterator[list[tuple[Mapping[str, float], bool]]]:
    """Of each question the signals of what was looked at, and whether it is evidence, not just related."""
    answerable = (one for one in asked if one.record["answerable"])
    for one, candidates in _by_scope(answerable, collection):
        rows: list[tuple[Mapping[str, float], bool]] = []
        for candidate in candidates:
            place = collection.passage(candidate.place, score=0.0)
            is_evidence = any(is_same_place(piece, place) for piece in one.record["evidence"])
            related = any(is_same_place(piece, place) for piece in one.record["related"])
            if candidate.sentences and (is_evidence or not related):
                rows.append((candidate.signals, is_evidence))
        yield rows


def sentence_rows(
    asked: Iterable[Asked], collection: Collection, paragraph: Logistic
) -> Iterator[list[tuple[Mapping[str, float], bool]]]:
    """Of each question the signals of the sentences, and whether each holds a needed fact."""
    for one, candidates in _by_scope(asked, collection):
        rows: list[tuple[Mapping[str, float], bool]] = []
        patterns = [re.compile(pattern, re.IGNORECASE) for pattern in one.record["nugget_patterns"]]
        for candidate in candidates:
            above = {"paragraph": paragraph.log_odds(candidate.signals)}
            text = collection.version.paragraph(candidate.place).text
            for own, words in zip(candidate.sentences, sentences(text), strict=False):
                rows.append((own | above, any(pattern.search(words) for pattern in patterns)))
        yield rows


def fit_ranking(
    questions: Iterable[Sequence[tuple[Mapping[str, float], bool]]], names: Sequence[str], penalty: float
) -> Logistic:
    """Weights under which what is so stands before what is not, brought to probabilities."""
    told = [
        (
            np.array([[signals.get(n, 0.0) for n in names] for signals, _ in rows]),
            np.array([yes for _, yes in rows]),
        )
        for rows in questions
        if 0 < sum(yes for _, yes in rows) < len(rows)
    ]
    everything = np.vstack([signals for signals, _ in told])
    scale = everything.std(axis=0) + 1e-9

    def loss(weights: Any) -> tuple[float, Any]:
        total, slope = penalty * weights @ weights, 2 * penalty * weights
        for signals, yes in told:
            scaled = signals / scale
            scores = scaled @ weights
            odds = np.exp(scores - scores.max())
            total -= np.log((odds * yes).sum() / odds.sum()) / len(told)
            slope = slope + scaled.T @ (odds / odds.sum() - odds * yes / (odds * yes).sum()) / len(told)
        return total, slope

    weights = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x / scale
    platt = LogisticRegression(C=1e6).fit(
        (everything @ weights)[:, None], np.concatenate([yes for _, yes in told])
    )
    weights = np.round(weights * platt.coef_[0][0], DIGITS)
    return Logistic(
        dict(zip(names, weights.tolist(), strict=True)), round(float(platt.intercept_[0]), DIGITS)
    )


def fit_breaks(
    weighing: Weighing, asked: Sequence[Asked], found: Sequence[Findings], collection: Collection
) -> Weighing:
    """Where an answer breaks off; nothing is declined meanwhile."""
    best = replace(weighing, within=WITHIN[0])
    for name, tried in (("elsewhere", ELSEWHERE), ("within", WITHIN)):
        weighings: Any = [replace(best, **{name: least}) for least in tried]
        best = _best_of(weighings, asked, found, collection)
    return best


def fit_answer(
    weighing: Weighing, asked: Sequence[Asked], found: Sequence[Findings], collection: Collection
) -> Weighing:
    """Whether what would be quoted answers at all, and from where on that is doubted."""
    rows, answerable = [], []
    with weighed_by(weighing):
        for one, findings in zip(asked, found, strict=True):
            evidence = Evidence(one.query, findings, collection.version.documents)
            if signals := declining.signals_of(evidence, quote_plainly(evidence, words=1)):
                rows.append([signals[name] for name in ANSWERS])
                answerable.append(one.record["answerable"])
    regression = LogisticRegression(C=1.0, class_weight="balanced").fit(rows, answerable)
    weights = np.round(regression.coef_[0], DIGITS).tolist()
    answer = Logistic(
        dict(zip(ANSWERS, weights, strict=True)), round(float(regression.intercept_[0]), DIGITS)
    )

    def declined(threshold: float) -> float:
        stricter = replace(weighing, answer=answer, decline=round(float(threshold), DIGITS))
        results = judge_all(stricter, asked, found, collection)
        return float(np.mean([result.declined for result in results if result.answerable]))

    highest = bisect_right(THRESHOLDS, MOST_DECLINED, lo=1, key=declined) - 1  # the higher, the more
    return replace(weighing, answer=answer, decline=round(float(THRESHOLDS[highest]), DIGITS))


def fit_leaving_out(
    weighing: Weighing, asked: Sequence[Asked], found: Sequence[Findings], collection: Collection
) -> Weighing:
    """From where on nothing is said of one side: most precise where answers are as complete as they get."""

    def worth(tried: Weighing) -> tuple[float, float]:
        results = judge_all(tried, asked, found, collection)
        return share_complete(results), share_precise(results)

    return max((replace(weighing, leave_out=least) for least in LEAVE_OUT), key=worth)


def report(weighing: Weighing, asked: Sequence[Asked], collection: Collection) -> list[Result]:
    """What some questions come to, with 95 % bounds for what is declined (Clopper and Pearson, 1934)."""
    found = [findings_with(weighing, one, collection) for one in asked]
    results = judge_all(weighing, asked, found, collection)
    print("  " + ", ".join(f"{name} {getattr(weighing, name)}" for name in LIMITS))
    summarise(results)
    return results


def summarise(results: Sequence[Result]) -> None:
    """The figures of some results."""
    yes, no = ([r for r in results if r.answerable is so] for so in (True, False))
    recall = np.mean([all(r.found["reader"]) for r in yes if r.found["reader"]])
    answered, declined = sum(not r.declined for r in yes), sum(r.declined for r in no)
    words = np.median([result.words for result in results])
    print(f"  evidence in the first 8 {recall:.3f}, complete {share_complete(results):.3f},")
    print(f"  citations that point to evidence {share_precise(results):.3f}, words {words:.0f},")
    print(f"  answered {bounds(answered, len(yes))}, declined {bounds(declined, len(no))}")


def judge_all(
    weighing: Weighing, asked: Sequence[Asked], found: Sequence[Findings], collection: Collection
) -> list[Result]:
    """What becomes of questions where this weighing says what is said."""
    with weighed_by(weighing):
        return [
            judge_answer(
                one.record,
                compose_answer(Evidence(one.query, findings, collection.version.documents)),
                found={"reader": _found(one.record, findings)},
                seconds=0.0,
            )
            for one, findings in zip(asked, found, strict=True)
        ]


def share_complete(results: Sequence[Result]) -> float:
    """Of the answerable questions, how many have a complete answer."""
    return float(np.mean([result.complete for result in results if result.answerable]))


def share_precise(results: Sequence[Result]) -> float:
    """Of the citations on answerable questions, how many point to evidence."""
    return float(np.mean([held for result in results if result.answerable for held in result.precise]))


def bounds(count: int, total: int) -> str:
    """A share and the bounds within which it lies with a probability of 95 %."""
    low = beta.ppf(0.025, count, total - count + 1) if count else 0.0
    high = beta.ppf(0.975, count + 1, total - count) if count < total else 1.0
    return f"{count} of {total} ({low:.2f} to {high:.2f})"


@contextmanager
def weighed_by(weighing: Weighing) -> Iterator[None]:
    """What is found and said goes by this weighing."""
    with (
        patch.object(rag.retrieval, "load_weighing", lambda **_: weighing),
        patch.object(rag.answering.evidence, "load_weighing", lambda **_: weighing),
    ):
        yield


def findings_with(weighing: Weighing, one: Asked, collection: Collection) -> Findings:
    """What a question finds by this weighing."""
    with weighed_by(weighing):
        return findings_of(one.query, one.candidates, collection, limit=LIMIT)


def _best_of(
    tried: Sequence[Weighing], asked: Sequence[Asked], found: Sequence[Findings], collection: Collection
) -> Weighing:
    """The best of some weighings; complete answers and citations that point to evidence count alike."""

    def worth(weighing: Weighing) -> float:
        results = judge_all(weighing, asked, found, collection)
        return share_complete(results) + share_precise(results)

    return max(tried, key=worth)


def _found(record: Record, findings: Findings) -> list[bool]:
    needed = needed_by(record)
    first = findings.passages[: max(FOUND_WITHIN, 2 * len(needed))]
    return [holds(group, first) for group in needed]


def _unread(candidate: Candidate) -> Candidate:
    by_searches = {name: value for name, value in candidate.signals.items() if name in BY_SEARCHES}
    return replace(
        candidate,
        signals=by_searches,
        sentences=tuple(
            {name: value for name, value in own.items() if name != "sentence"} for own in candidate.sentences
        ),
    )


def _open(file: Path) -> PackagedReader:
    return PackagedReader(file, sha256=hashlib.sha256(file.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
