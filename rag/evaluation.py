"""Questions with known evidence to figures by kind of question: what was found, cited, stated and declined.

A record holds ``question``, ``type``, ``answerable``, and where it can be answered
``must_have`` (groups of pieces of evidence, of each of which one must be found),
``evidence`` and ``related`` (pieces that may be cited) and ``nugget_patterns`` (facts that
a complete answer states). A piece of evidence is known by its document and its text.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.assistant import Assistant
from rag.indexing import Progress
from rag.model import Answer, Citation, Passage
from rag.retrieval import LEGS, Leg

FOUND_WITHIN = 8  # passages, or two for each piece of evidence that is needed
SHINGLE = 4  # words in a row that two texts must share
SHORT = 12  # words; evidence that is shorter is a row or a heading, and compared word by word
SEARCHES: Mapping[str, tuple[Leg, ...]] = {
    "words": ("words",),
    "meaning": ("meaning",),
    "both": ("meaning", "words"),
    "reader": LEGS,
}

Record = Mapping[str, Any]
Place = Passage | Citation


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question. ``found`` says by search whether each piece that is needed was found."""

    kind: str
    answerable: bool
    found: Mapping[str, Sequence[bool]]
    cited: Sequence[bool]
    precise: Sequence[bool]
    verbatim: Sequence[bool]
    stated: Sequence[bool]
    declined: bool
    words: int
    seconds: float

    @property
    def complete(self) -> bool:
        """Whether every fact is stated and every needed place cited."""
        return not self.declined and all(self.stated) and all(self.cited)


FIGURES: Mapping[str, Callable[[Sequence[Result]], float]] = {
    "recall, words": lambda results: _mean(all(r.found["words"]) for r in results if r.found["words"]),
    "recall, meaning": lambda results: _mean(all(r.found["meaning"]) for r in results if r.found["meaning"]),
    "recall, both": lambda results: _mean(all(r.found["both"]) for r in results if r.found["both"]),
    "recall, reader": lambda results: _mean(all(r.found["reader"]) for r in results if r.found["reader"]),
    "evidence cited": lambda results: _mean(held for r in results for held in r.cited),
    "citations right": lambda results: _mean(held for r in results if r.answerable for held in r.precise),
    "word for word": lambda results: _mean(held for r in results for held in r.verbatim),
    "facts stated": lambda results: _mean(held for r in results for held in r.stated),
    "complete": lambda results: _mean(r.complete for r in results if r.answerable),
    "answered": lambda results: _mean(not r.declined for r in results if r.answerable),
    "declined": lambda results: _mean(r.declined for r in results if not r.answerable),
    "words": lambda results: statistics.median(r.words for r in results),
    "seconds": lambda results: statistics.median(r.seconds for r in results),
}


def evaluate(
    assistant: Assistant, records: Sequence[Record], progress: Progress | None = None
) -> list[Result]:
    """Ask every question, searching by words, by meaning and by both."""
    results = []
    for done, record in enumerate(records, start=1):
        results.append(_evaluate_one(assistant, record))
        if progress:
            progress("Asking questions", done, len(records))
    return results


def tabulate(results: Sequence[Result]) -> str:
    """The figures by kind of question, one line a kind and one for all, as a table of text."""
    kinds = sorted({result.kind for result in results})
    groups = [*((kind, [r for r in results if r.kind == kind]) for kind in kinds), ("all", list(results))]
    lines = ["  ".join(["kind".ljust(18), "questions", *FIGURES])]
    for kind, group in groups:
        cells = [_shown(figure(group)).rjust(len(name)) for name, figure in FIGURES.items()]
        lines.append("  ".join([kind.ljust(18), str(len(group)).rjust(9), *cells]))
    return "\n".join(lines)


def tabulate_engines(by_engine: Mapping[str, Sequence[Result]]) -> str:
    """The figures of several engines on the same questions, each line of one beside that of the others."""
    width = max(map(len, by_engine))
    (head, *_), *_ = tables = [tabulate(results).splitlines() for results in by_engine.values()]
    lines = [f"{'engine'.ljust(width)}  {head}"]
    for rows in zip(*(rows[1:] for rows in tables), strict=True):
        lines += [f"{name.ljust(width)}  {row}" for name, row in zip(by_engine, rows, strict=True)]
    return "\n".join(lines)


def _evaluate_one(assistant: Assistant, record: Record) -> Result:
    question, history = record["question"], record.get("history") or ()
    needed = needed_by(record)
    within = max(FOUND_WITHIN, 2 * len(needed))
    found: dict[str, list[bool]] = {}
    for name, legs in SEARCHES.items():
        passages = assistant.search(question, history, legs=legs, k=within) if needed else []
        found[name] = [holds(group, passages) for group in needed]
    start = time.perf_counter()
    answer = assistant.ask(question, history)
    return judge_answer(record, answer, found=found, seconds=time.perf_counter() - start)


def judge_answer(
    record: Record, answer: Answer, *, found: Mapping[str, Sequence[bool]], seconds: float
) -> Result:
    """What became of a question that had this answer."""
    supporting = [*(record.get("evidence") or []), *(record.get("related") or [])]
    answerable = bool(record.get("answerable", True))
    return Result(
        kind=record.get("type", "question"),
        answerable=answerable,
        found=found,
        cited=[holds(group, answer.citations) for group in needed_by(record)],
        precise=[
            any(is_same_place(piece, citation) for piece in supporting) for citation in answer.citations
        ],
        verbatim=[" ".join(c.quote.split()) in " ".join(c.text.split()) for c in answer.citations],
        stated=_stated(record, answer) if answerable else [],
        declined=answer.abstained,
        words=len(answer.text.split()),
        seconds=seconds,
    )


def needed_by(record: Record) -> Sequence[Sequence[Record]]:
    """The groups of evidence of each of which one is needed: none where data answers."""
    return [] if record.get("type") == "aggregate" else record.get("must_have") or []


def is_same_place(piece: Record, place: Place) -> bool:
    """Whether a passage or a citation holds a piece of evidence.

    It must be of the same document and share half of the piece's runs of four words, or stand
    within the piece; of a short piece, or a row of a table, it must hold four words of five and
    not be much longer than it.
    """
    if piece["document"] != place.document:
        return False
    needed, printed = _words(piece["text"]), _words(place.text)
    row = len(needed) < SHORT or "|" in piece["text"] or piece.get("locator") == "judgements"
    if row and len(printed) <= 4 * len(needed) + 20:
        return _share(set(needed), set(printed)) >= 0.8
    runs, held = _shingles(needed), _shingles(printed)
    return _share(runs, held) >= 0.5 or (len(printed) >= SHORT and _share(held, runs) >= 0.8)


def holds(group: Sequence[Record], places: Iterable[Place]) -> bool:
    """Whether any of some places holds any piece of a group of evidence."""
    return any(is_same_place(piece, place) for place in places for piece in group)


def _stated(record: Record, answer: Answer) -> list[bool]:
    patterns = record.get("nugget_patterns") or []
    return [bool(re.search(pattern, answer.text, re.IGNORECASE)) for pattern in patterns]


def _share(needed: set[Any], held: set[Any]) -> float:
    return len(needed & held) / len(needed) if needed else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9%]+", text.lower().replace("’", "'"))


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}


def _mean(values: Iterable[bool]) -> float:
    counted = list(values)
    return sum(counted) / len(counted) if counted else float("nan")


def _shown(value: float) -> str:
    if value != value:
        return "–"
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"
