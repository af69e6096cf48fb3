"""Texts to vectors through the two forms of a model: its graph by onnxruntime, or torch in bfloat16."""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import struct
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.embedding.pieces import Batch, Pieces
from rag.embedding.weights import FILE, check_file

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = np.ndarray[Any, np.dtype[np.float32]]


class OnnxEncoder:
    """A graph that was exported from the model in a folder, with the weights of the model itself.

    ``sha256`` is that of a graph that ships, ``threads`` are how many it takes, ``changes`` what is added to
    weights, by their names. Raises EmbeddingError where the graph has another hash, and whatever onnxruntime
    raises where it is not sound.
    """

    def __init__(
        self,
        graph: Path,
        folder: Path,
        *,
        sha256: str = "",
        threads: int = 1,
        changes: Mapping[str, Vectors] | None = None,
    ) -> None:
        import onnxruntime

        self._pieces = Pieces(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        held = check_file(graph, sha256) if sha256 else graph.read_bytes()
        names, _, model = held.partition(b"\n")
        weights, wanted = read_weights(folder / FILE), json.loads(names)
        for name, change in (changes or {}).items():
            weights[name] = weights[name] + change
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(weights[name]) for name in wanted]
        options.add_external_initializers(wanted, values)
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector a text: an array of shape (texts, dimensions)."""
        return _in_batches(texts, self._pieces, self._encode_batch)

    def _encode_batch(self, batch: Batch) -> Vectors:
        feed = {"input_ids": batch.input_ids, "attention_mask": batch.attention_mask}
        return np.asarray(self._session.run(None, feed)[0], dtype=np.float32)


class BfloatEncoder:
    """A sentence-transformers model that computes in bfloat16; the model itself is changed for it.

    The vectors differ from the model's own by a cosine of less than 0.0002; on a processor that
    multiplies such numbers itself they come in less than half the time.
    """

    def __init__(self, model: SentenceTransformer, folder: Path) -> None:
        import torch

        self._model = model.to(torch.bfloat16)
        self._pieces = Pieces(folder)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector a text: an array of shape (texts, dimensions)."""
        vectors = _in_batches(texts, self._pieces, self._encode_batch)
        _give_memory_back()
        return vectors

    def _encode_batch(self, batch: Batch) -> Vectors:
        import torch

        features = {
            "input_ids": torch.from_numpy(batch.input_ids),
            "attention_mask": torch.from_numpy(batch.attention_mask),
        }
        with torch.inference_mode():
            vectors = self._model(features)["sentence_embedding"]
            normal = torch.nn.functional.normalize(vectors.float(), dim=1)
        return np.asarray(normal.numpy(), dtype=np.float32)


def has_bfloat16() -> bool:
    """Whether this processor multiplies numbers in bfloat16 itself."""
    import torch

    found = torch.cpu.get_capabilities()
    return bool(found.get("amx_bf16") or found.get("avx512_bf16"))


def read_weights(file: Path) -> dict[str, Vectors]:
    """The tensors of a safetensors file that are float32, by name, as they lie in it."""
    with file.open("rb") as opened:
        data = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    (length,) = struct.unpack("<Q", data[:8])
    start = 8 + length
    weights = {}
    for name, told in json.loads(data[8:start]).items():
        if told.get("dtype") == "F32":
            first, last = told["data_offsets"]
            numbers = np.frombuffer(data, dtype="<f4", count=(last - first) // 4, offset=start + first)
            weights[name] = numbers.reshape(told["shape"])
    return weights


def _give_memory_back() -> None:
    """Have the C library give free memory back to the system, where it can: torch leaves it in pieces."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim:
        trim(0)


def _in_batches(texts: Sequence[str], pieces: Pieces, encode: Callable[[Batch], Vectors]) -> Vectors:
    rows: dict[int, Vectors] = {}
    for batch in pieces.batches(texts):
        rows.update(zip(batch.texts, encode(batch), strict=False))
    return np.array([rows[at] for at in range(len(texts))], dtype=np.float32)
