"""Texts to vectors: a sentence-transformers model behind LangChain's ``Embeddings``.

Documents are embedded by sentence-transformers. At the first build the model is also
exported to ONNX, through which questions are embedded without loading torch.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings

from rag.embedding.export import OnnxEncoder, Vectors, export_model
from rag.embedding.weights import WHAT_TO_NAME, Weights, find_weights
from rag.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

QUIET = {
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


class LocalEmbeddings(Embeddings):
    """Normalised float32 vectors of a sentence-transformers model on this machine.

    ``model`` is a folder or a name on a model hub; empty means the packaged
    all-MiniLM-L6-v2. ``exports`` is the folder for its ONNX form. Raises EmbeddingError,
    at first use, where the model is missing or is not what it should be. Nothing is fetched
    for a model that lies on this machine.
    """

    def __init__(self, model: str = "", *, exports: Path | None = None) -> None:
        self._model = model
        self._exports = exports

    @property
    def identity(self) -> str:
        """The model's name and a hash of its weights: vectors of one identity can be compared."""
        return self._weights.identity

    @property
    def longest_input(self) -> int:
        """How many word pieces the model reads; it cuts the rest of a text silently."""
        return int(self._sentence_transformer.max_seq_length or 512)

    def count_pieces(self, text: str) -> int:
        """The word pieces of ``text``, with the marks at its two ends."""
        return len(self._sentence_transformer.tokenizer(text, verbose=False)["input_ids"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector a text: an array of shape (texts, dimensions)."""
        vectors = self._sentence_transformer.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, as LangChain expects them."""
        return [[float(x) for x in row] for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        encode = self._onnx_encoder.encode if self._onnx_encoder else self.encode
        return [float(x) for x in encode([text])[0]]

    def export(self) -> None:
        """Write the ONNX form, unless it is there, is not wanted, or would give other vectors."""
        target, folder = self._export_file, self._weights.folder
        if target is None or folder is None or target.is_file():
            return
        if export_model(self._sentence_transformer, folder, target):
            self.__dict__.pop("_onnx_encoder", None)

    @cached_property
    def _weights(self) -> Weights:
        return find_weights(self._model)

    @cached_property
    def _export_file(self) -> Path | None:
        folder = self._weights.folder
        if self._exports is None or folder is None or not (folder / "tokenizer.json").is_file():
            return None
        return self._exports / f"embedding-{hashlib.sha256(self.identity.encode()).hexdigest()[:12]}.onnx"

    @cached_property
    def _onnx_encoder(self) -> OnnxEncoder | None:
        target, folder = self._export_file, self._weights.folder
        if target is None or folder is None or not target.is_file():
            return None
        try:
            return OnnxEncoder(target, folder)
        except Exception:  # whatever is wrong with it, the model itself gives the same vectors
            target.unlink(missing_ok=True)  # and is exported again at the next build
            return None

    @cached_property
    def _sentence_transformer(self) -> SentenceTransformer:
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
