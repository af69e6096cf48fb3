"""Sentences to what they say of a service: a strength, a weakness, both, or neither.

The packaged embedding model reads them through an adapter that ``training/polarity.py`` fitted on 6,000
labelled sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rag.embedding.adapters import open_adapter
from rag.grid import Polarity

SHA256 = "48b0a44fe2d19e1db84af217d672d03bc244b9ede4a1fa9ba6e08b7de0285ad4"  # of what was fitted
_LIKELIER_THAN_NOT = 0.0  # log-odds
_OF: dict[tuple[bool, bool], Polarity] = {
    (True, False): "strength",
    (False, True): "weakness",
    (True, True): "both",
    (False, False): "neutral",
}


class PolarityModel:
    """Tells strengths from weaknesses; safe to use from many threads.

    Raises EmbeddingError where the packaged embedding model is missing, or what was fitted is not whole.
    """

    def __init__(self) -> None:
        self._encoder, head = open_adapter("polarity.npz", sha256=SHA256)
        self._weight, self._bias = head["head.weight"], head["head.bias"]

    def tell(self, sentences: Sequence[str]) -> list[Polarity]:
        """What each sentence says, in the same order."""
        if not sentences:
            return []
        log_odds = self._encoder.encode(sentences) @ self._weight.T + self._bias
        return [_OF[bool(strength), bool(weakness)] for strength, weakness in log_odds > _LIKELIER_THAN_NOT]


@cache
def load_polarity() -> PolarityModel:
    """The model, loaded once."""
    return PolarityModel()
