"""Sentences to what they say of a service: a strength, a weakness, both, or neither.

The packaged embedding model reads them through a low-rank adapter (Hu and others, LoRA, ICLR 2022) that
``training/polarity.py`` fitted on 6,000 labelled sentences: it changes the model's weights by the product
of two thin matrices each, so that all that is shipped is those.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO

import numpy as np

from rag.embedding import PACKAGED_GRAPH
from rag.embedding.encoders import OnnxEncoder
from rag.embedding.weights import PACKAGED_GRAPH_SHA256, check_file, find_weights
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
        folder = find_weights().folder
        assert folder
        with as_file(files("rag") / "fitted" / "polarity.npz") as file:
            held = BytesIO(check_file(file, SHA256))
        with np.load(held, allow_pickle=False) as told:
            numbers = {name: told[name].astype(np.float32) for name in told.files}
        self._weight, self._bias = numbers.pop("head.weight"), numbers.pop("head.bias")
        names = {name.removesuffix(".down") for name in numbers if name.endswith(".down")}
        adapter = {name: numbers[f"{name}.up"] @ numbers[f"{name}.down"] for name in names}
        self._encoder = OnnxEncoder(PACKAGED_GRAPH, folder, sha256=PACKAGED_GRAPH_SHA256, changes=adapter)

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
