"""A statement and what is printed to how likely the one follows from the other: natural language inference.

The model has the lower half of the reader's layers and an upper half of its own, which
``training/entailment.py`` taught on statements written by hand, true and false.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from rag.reader.packaged import CLS, LONGEST_INPUT, SEP, WordPieces, checked

MODEL = Path(__file__).with_name("entailment.onnx")
SHA256 = "06a7e0a8a54a18e13e36c4a16762ff5c47ea0db14d5ade33f32a3c233f42b79a"
LONGEST_STATEMENT = 90  # word pieces


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement, and the print that is to bear it out."""

    statement: str
    premise: str


class Pairs:
    """Pairs as word pieces."""

    def __init__(self) -> None:
        self._pieces = WordPieces()

    def encode(self, pair: Pair) -> tuple[list[int], int]:
        """The word pieces of both, and where the premise begins; what is too long is cut at its end."""
        statement = [CLS, *self._pieces.of(pair.statement)[:LONGEST_STATEMENT], SEP]
        premise = self._pieces.of(pair.premise)[: LONGEST_INPUT - len(statement) - 1]
        return [*statement, *premise, SEP], len(statement)

    def is_whole(self, pair: Pair) -> bool:
        """Whether the statement is read to its end."""
        return len(self._pieces.of(pair.statement)) <= LONGEST_STATEMENT


class EntailmentModel:
    """Tells what print bears out; safe to use from many threads.

    Raises ReaderUnavailable where its file or the reader's is not there or not whole.
    """

    def __init__(self) -> None:
        import onnxruntime

        checked(MODEL, SHA256)
        checked()  # whose lower half it takes
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
        self._pairs = Pairs()

    def log_odds(self, pairs: Sequence[Pair]) -> list[float]:
        """Of each statement being borne out by its premise; minus infinity where it is too long to read."""
        return [self._read(pair) for pair in pairs]

    def _read(self, pair: Pair) -> float:
        if not self._pairs.is_whole(pair):
            return -math.inf
        encoded, first = self._pairs.encode(pair)
        ids = np.array([encoded], dtype=np.int64)
        types = np.zeros_like(ids)
        types[0, first:] = 1
        (entailed,) = self._session.run(["entailed"], {"input_ids": ids, "token_type_ids": types})
        return float(entailed[0])


@cache
def load_entailment() -> EntailmentModel:
    """The model, loaded once."""
    return EntailmentModel()
