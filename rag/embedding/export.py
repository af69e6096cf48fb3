"""A sentence-transformers model to its graph: what is computed, without the weights that it has already.

Through the graph the same vectors come at a fraction of the start-up time and memory, because torch is
not loaded. The file is a line with the names of the weights that the graph takes from the model's own
file, and after it the graph as ONNX.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.embedding.encoders import OnnxEncoder, read_weights
from rag.embedding.weights import FILE

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

OPSET = 17
LEAST_AGREEMENT = 0.9999  # cosine between a vector through the graph and the model's own
PROBES = ("Young people.", "Services for young people have improved significantly since then. " * 30)


def export_model(model: SentenceTransformer, folder: Path, target: Path) -> bool:
    """Write the graph of ``model``, which lies in ``folder``, to ``target``.

    False where it cannot be exported or its vectors would differ.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    try:
        _write_graph(model, folder, draft)
        expected = model.encode(list(PROBES), normalize_embeddings=True)
        agreement = (OnnxEncoder(draft, folder).encode(PROBES) * expected).sum(axis=1).min()
    except Exception:  # not every model can be traced, and one that cannot serves as it is
        agreement = 0.0
    if agreement < LEAST_AGREEMENT:
        draft.unlink(missing_ok=True)
        return False
    draft.replace(target)
    return True


def _write_graph(model: SentenceTransformer, folder: Path, target: Path) -> None:
    import onnx

    _write_onnx(model, target)
    exported = onnx.load(target)
    names = _take_out_weights(exported, folder / FILE)
    header = json.dumps(names).encode() + b"\n"
    target.write_bytes(header + exported.SerializeToString(deterministic=True))


def _take_out_weights(exported: Any, file: Path) -> list[str]:
    """Refer to the weights in a model's file, by their names there, in place of copies of them."""
    from onnx import TensorProto, numpy_helper

    own = read_weights(file).items()
    by_content = {(weight.shape, weight.tobytes()): name for name, weight in own}
    renamed = {}
    for tensor in exported.graph.initializer:
        copy = numpy_helper.to_array(tensor)
        if name := by_content.get((copy.shape, copy.tobytes())):
            renamed[tensor.name] = name
            tensor.ClearField("raw_data")
            tensor.name, tensor.data_location = name, TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value=file.name)
    for node in exported.graph.node:
        node.input[:] = [renamed.get(name, name) for name in node.input]
    return sorted(set(renamed.values()))


def _write_onnx(model: SentenceTransformer, target: Path) -> None:
    import torch

    class Encoder(torch.nn.Module):  # type: ignore[misc]  # torch is not read by the type checker
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
            do_constant_folding=False,  # which would change weights, so that they were no longer the model's
        )
