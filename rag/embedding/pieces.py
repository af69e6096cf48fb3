"""Texts to word pieces, and to batches of texts of about one length, so that little is spent on padding."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tokenizers import Tokenizer

# Word pieces that go through a model at once, padding included: 4,096 are a tenth faster, for more memory.
BATCH = 2048
TOGETHER = 256  # texts that the tokenizer takes; what it tells of each of them is far more than its pieces
WIDTHS, HEIGHTS = 16, 8  # which larger batches are multiples of, for each shape costs memory of its own
TOKENIZER = "tokenizer.json"

Integers = np.ndarray[Any, np.dtype[np.int64]]


class Batch(NamedTuple):
    """Texts as a model takes them: which they are, their word pieces, and which of those are no padding.

    Below the rows of the texts there may be some that are padding alone.
    """

    texts: list[int]
    input_ids: Integers
    attention_mask: Integers


class Pieces:
    """The tokenizer in a model's folder, and how much of a text the model reads."""

    def __init__(self, folder: Path) -> None:
        self.longest_input = longest_input(folder)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def count(self, text: str) -> int:
        """The word pieces of ``text``, with the marks at its two ends."""
        return len(self._tokenizer.encode(text).ids)

    def batches(self, texts: Sequence[str]) -> Iterator[Batch]:
        """Every text once, cut to what the model reads, the shortest first."""
        parts = (texts[start : start + TOGETHER] for start in range(0, len(texts), TOGETHER))
        encoded = [self._cut(own.ids) for part in parts for own in self._tokenizer.encode_batch(list(part))]
        by_width: dict[int, list[int]] = defaultdict(list)
        for at in sorted(range(len(encoded)), key=lambda at: len(encoded[at])):
            by_width[_up(len(encoded[at]), WIDTHS)].append(at)
        for width, own in by_width.items():
            most = max(HEIGHTS, BATCH // width // HEIGHTS * HEIGHTS)
            for start in range(0, len(own), most):
                yield _batch(own[start : start + most], encoded, width)

    def _cut(self, ids: list[int]) -> list[int]:
        """The beginning that the model reads, with the mark at the end of the whole."""
        return ids if len(ids) <= self.longest_input else [*ids[: self.longest_input - 1], ids[-1]]


def longest_input(folder: Path) -> int:
    """The limit that sentence-transformers reads for the model; the tokenizer's own may be lower."""
    config = folder / "sentence_bert_config.json"
    return int(json.loads(config.read_text())["max_seq_length"]) if config.is_file() else 512


def _batch(texts: list[int], encoded: Sequence[list[int]], width: int) -> Batch:
    height = _up(len(texts), HEIGHTS) if len(texts) > HEIGHTS else len(texts)
    ids = np.zeros((height, width), dtype=np.int64)
    mask = np.zeros_like(ids)
    mask[:, 0] = 1  # of rows that no text fills too, so that they have a mean
    for row, text in enumerate(texts):
        ids[row, : len(encoded[text])] = encoded[text]
        mask[row, : len(encoded[text])] = 1
    return Batch(texts, ids, mask)


def _up(number: int, step: int) -> int:
    """The next multiple of ``step``."""
    return -(-number // step) * step
