"""How many words two texts have to share, to relate the same or to deny each other.

    python -m training.shares REPORTS

Read are the statements of ``own_entailment.csv`` on authorities that ``training/entailment.py`` learns from.
Printed is, for each share, how many of the true and of the false ones relate otherwise what they relate
(``rag.answering.connectives``) or turn round what is denied (``rag.answering.denials``). ``HALF``, which both
use, is the more part of the words: of what is related no share does better, of what is denied more would
lose less of the true and catch less of the false. Then stands by which relation, at the share in use.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.answering.claims import Word, read_words
from rag.answering.connectives import HALF, find_related_otherwise
from rag.answering.denials import find_turned
from rag.model import Document
from training.entailment import cited_by, read_all, read_own_by_use

SHARES = (0.3, 0.4, HALF, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Told:
    """A statement by hand, the paragraphs it cites, their near sentences, and whether it is true."""

    text: str
    printed: Sequence[str]
    near: Sequence[Sequence[Word]]
    true: bool


def main() -> None:
    """Read and print."""
    told = list(read_learnt(read_all(Path(sys.argv[1]))))
    of = Counter(one.true for one in told)
    print(f"{of[True]} true, {of[False]} false")
    print(f"{'share':14}related otherwise, true  false   denied, true  false")
    for share in SHARES:
        related = Counter(
            one.true for one in told if any(find_related_otherwise(one.text, one.printed, share))
        )
        denied = Counter(one.true for one in told if any(find_turned(read_words(one.text), one.near, share)))
        parts = [counts[true] / of[true] for counts in (related, denied) for true in (True, False)]
        print(f"{share:<14}" + "".join(f"{part:>15.2%}" for part in parts))
    by_relation = Counter(
        (name, one.true) for one in told for name in set(find_related_otherwise(one.text, one.printed))
    )
    print("\nby relation          true   false")
    for name in sorted({name for name, _ in by_relation}):
        print(f"{name:16}{by_relation[name, True]:>9}{by_relation[name, False]:>8}")


def read_learnt(documents: Mapping[str, Document]) -> Iterator[Told]:
    """The statements that are learnt from."""
    for row in read_own_by_use(documents, held_out=False):
        cited = cited_by(row, documents)
        text, printed = row["statement"], [one.paragraph.text for one in cited]
        near = [words for one in cited for words in (*one.sentences_about(text), one.called)]
        yield Told(text, printed, near, row["true"] == "yes")


if __name__ == "__main__":
    main()
