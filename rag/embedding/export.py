"""A sentence-transformers model to ONNX, and back to vectors through onnxruntime.

The exported form gives the same vectors at a fraction of the start-up time and memory,
because torch is not loaded.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = np.ndarray[Any, np.dtype[np.float32]]

OPSET = 17
LEAST_AGREEMENT = 0.9999  # cosine between a vector of the export and the model's own
PROBES = ("Young people.", "Services for young people have improved significantly since then. " * 30)


class OnnxEncoder:
    """Texts to vectors on one thread: the exported model, and the tokenizer in its folder."""

    def __init__(self, exported: Path, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(exported), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_longest_input(folder))
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector a text: an array of shape (texts, dimensions)."""
        encoded = self._tokenizer.encode_batch(list(texts))
        feed = {
            "input_ids": np.array([x.ids for x in encoded], dtype=np.int64),
            "attention_mask": np.array([x.attention_mask for x in encoded], dtype=np.int64),
        }
        return np.asarray(self._session.run(None, feed)[0], dtype=np.float32)


def export_model(model: SentenceTransformer, folder: Path, target: Path) -> bool:
    """Write ``model``, which lies in ``folder``, to ``target``.

    False where it cannot be exported or its vectors would differ.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    try:
        _write_onnx(model, draft)
    except Exception:  # not every model can be traced, and one that cannot serves as it is
        draft.unlink(missing_ok=True)
        return False
    expected = model.encode(list(PROBES), normalize_embeddings=True)
    agreement = (OnnxEncoder(draft, folder).encode(PROBES) * expected).sum(axis=1).min()
    if agreement < LEAST_AGREEMENT:
        draft.unlink()
        return False
    draft.replace(target)
    return True


def _write_onnx(model: SentenceTransformer, target: Path) -> None:
    import torch

    class Encoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            vectors: torch.Tensor = self.model(features)["sentence_embedding"]
            return torch.nn.functional.normalize(vectors, dim=1)

    sample = model.preprocess(list(PROBES))
    text_axes = {0: "texts", 1: "pieces"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter traces; the probes check what it made
        torch.onnx.export(
            Encoder().eval(),
            (sample["input_ids"], sample["attention_mask"]),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": text_axes, "attention_mask": text_axes, "vectors": {0: "texts"}},
            opset_version=OPSET,
            dynamo=False,
        )


def _longest_input(folder: Path) -> int:
    """The limit that sentence-transformers reads for the model; the tokenizer's own may be lower."""
    config = folder / "sentence_bert_config.json"
    return int(json.loads(config.read_text())["max_seq_length"]) if config.is_file() else 512
