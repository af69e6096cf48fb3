"""Texts to vectors: a sentence-transformers model behind LangChain's ``Embeddings``.

Questions and a few documents go through the model's graph by onnxruntime, which starts at once. For many
documents torch is loaded where the processor computes in bfloat16: it then takes less than half the time.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings

from rag.embedding.adapters import open_adapter
from rag.embedding.encoders import BfloatEncoder, OnnxEncoder, Vectors, has_bfloat16
from rag.embedding.export import export_model
from rag.embedding.pieces import TOKENIZER, Pieces
from rag.embedding.weights import (
    PACKAGED_GRAPH,
    PACKAGED_GRAPH_SHA256,
    WHAT_TO_NAME,
    Weights,
    find_weights,
)
from rag.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

TOPICS_SHA256 = "79b2ab1673ef1014a8910fa395fe0c9c41d72430ff1f542034a9924514b7bdba"  # of what was fitted
BULK = 20  # documents; loading torch takes as long as four do, and a process that serves is better without it
QUIET = {
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


class LocalEmbeddings(Embeddings):
    """Normalised float32 vectors of a sentence-transformers model on this machine.

    ``model`` is a folder or a name on a model hub; empty means the packaged
    all-MiniLM-L6-v2. ``exports`` is the folder for the graphs of other models. Raises EmbeddingError,
    at first use, where the model is missing or is not what it should be. Nothing is fetched
    for a model that lies on this machine.
    """

    def __init__(self, model: str = "", *, exports: Path | None = None) -> None:
        self._model = model
        self._exports = exports
        self._in_bulk = False

    @property
    def identity(self) -> str:
        """The model's name and a hash of its weights: vectors of one identity can be compared."""
        return self._weights.identity

    @property
    def longest_input(self) -> int:
        """How many word pieces the model reads; it cuts the rest of a text silently."""
        if self._pieces:
            return self._pieces.longest_input
        return int(self._sentence_transformer.max_seq_length or 512)

    def count_pieces(self, text: str) -> int:
        """The word pieces of ``text``, with the marks at its two ends."""
        if self._pieces:
            return self._pieces.count(text)
        return len(self._sentence_transformer.tokenizer(text, verbose=False)["input_ids"])

    def expect(self, documents: int) -> None:
        """Prepare for so many documents: what is loaded for many of them is not worth it for a few."""
        self._in_bulk = documents >= BULK

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector a text: an array of shape (texts, dimensions)."""
        if self._pieces and self._in_bulk and has_bfloat16():
            return self._bfloat_encoder.encode(texts)
        if graph := self._graph_with(threads=os.cpu_count() or 1):
            return graph.encode(texts)
        vectors = self._sentence_transformer.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, as LangChain expects them."""
        return [[float(x) for x in row] for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return embed_one((self._question_encoder or self).encode, text)

    def embed_topic(self, text: str) -> list[float]:
        """The vector that the topic of a question is searched by.

        People ask in other words than inspectors print. So the packaged model embeds what is searched for
        through an adapter that learnt which sentences answer a question; what is printed it embeds as it is.
        """
        return embed_one((self._topic_encoder or self._question_encoder or self).encode, text)

    def warm_up(self) -> None:
        """Load what embeds a question, so that the first one need not wait for it."""
        _ = self._question_encoder, self._topic_encoder

    def export(self) -> None:
        """Write the graph, unless it is there, is not wanted, or would give other vectors."""
        graph, folder = self._graph, self._weights.folder
        if graph and folder and not graph.is_file() and export_model(self._load(), folder, graph):
            self.__dict__.pop("_question_encoder", None)

    @cached_property
    def _weights(self) -> Weights:
        return find_weights(self._model)

    @cached_property
    def _pieces(self) -> Pieces | None:
        """The tokenizer, where it lies on this machine."""
        folder = self._weights.folder
        return Pieces(folder) if folder and (folder / TOKENIZER).is_file() else None

    @cached_property
    def _graph(self) -> Path | None:
        """The file of the graph, there already or to be made; None where there can be none."""
        if self._pieces is None:
            return None
        if not self._model:
            return PACKAGED_GRAPH
        name = hashlib.sha256(self.identity.encode()).hexdigest()[:12]
        return self._exports / f"embedding-{name}.graph" if self._exports else None

    @cached_property
    def _question_encoder(self) -> OnnxEncoder | None:
        return self._graph_with(threads=1)

    @cached_property
    def _topic_encoder(self) -> OnnxEncoder | None:
        """The packaged model through its adapter; None for another model."""
        if self._model or not self._question_encoder:
            return None
        encoder, _ = open_adapter("topics.npz", sha256=TOPICS_SHA256)
        return encoder

    @cached_property
    def _bfloat_encoder(self) -> BfloatEncoder:
        folder = self._weights.folder
        assert folder
        return BfloatEncoder(self._sentence_transformer, folder)

    def _graph_with(self, *, threads: int) -> OnnxEncoder | None:
        graph, folder = self._graph, self._weights.folder
        if graph is None or folder is None or not graph.is_file():
            return None
        try:
            sha256 = PACKAGED_GRAPH_SHA256 if graph == PACKAGED_GRAPH else ""
            return OnnxEncoder(graph, folder, sha256=sha256, threads=threads)
        except Exception:  # whatever is wrong with it, the model itself gives the same vectors
            if graph != PACKAGED_GRAPH:
                graph.unlink(missing_ok=True)  # and is exported again at the next build
            return None

    @cached_property
    def _sentence_transformer(self) -> SentenceTransformer:
        return self._load()

    def _load(self) -> SentenceTransformer:
        weights = self._weights
        for name, value in QUIET.items():
            os.environ.setdefault(name, value)
        from sentence_transformers import SentenceTransformer

        here = weights.folder is not None  # then nothing is asked of any hub
        try:
            return SentenceTransformer(
                str(weights.folder or weights.name), device="cpu", local_files_only=here
            )
        except Exception as error:
            raise EmbeddingError(
                f"The embedding model {weights.name!r} could not be loaded ({error}); {WHAT_TO_NAME}"
            ) from error


def embed_one(encode: Callable[[Sequence[str]], Vectors], text: str) -> list[float]:
    """The vector of one text, as LangChain expects it."""
    return [float(x) for x in encode([text])[0]]
