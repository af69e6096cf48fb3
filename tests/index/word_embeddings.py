"""Embeddings made from the words of a text: no model, the same vectors on every machine."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

DIMENSIONS = 64


class WordEmbeddings:
    """Each word adds to one dimension, chosen by its letters; a text's vector has length 1.

    ``embedded`` is every text that was asked for, in order.
    """

    def __init__(self, identity: str = "words@1", longest_input: int = 64) -> None:
        self.identity = identity
        self.longest_input = longest_input
        self.embedded: list[str] = []

    def count_pieces(self, text: str) -> int:
        return len(text.split()) + 2

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += texts
        return np.array([self.embed_query(text) for text in texts], dtype=np.float32)

    def embed_query(self, text: str) -> list[float]:
        vector = np.zeros(DIMENSIONS)
        for word in text.lower().split():
            vector[zlib.crc32(word.strip(".,:;").encode()) % DIMENSIONS] += 1
        return list(vector / (np.linalg.norm(vector) or 1))

    def embed_topic(self, text: str) -> list[float]:
        return self.embed_query(text)

    def expect(self, documents: int) -> None:
        """As many as may come."""

    def export(self) -> None:
        """There is nothing to export."""
