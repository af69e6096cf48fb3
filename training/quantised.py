"""Write a cross-encoder for onnxruntime, in int8."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

OPSET = 17
INPUTS = ("input_ids", "token_type_ids")


def write_int8(model: nn.Module, file: Path, *, outputs: Sequence[str], by_piece: Sequence[str] = ()) -> None:
    """``outputs`` are what the model tells, ``by_piece`` those of them that have a number a word piece."""
    drafts = [file.with_suffix(suffix) for suffix in (".float", ".shaped")]
    sample = torch.randint(1000, 2000, (1, 40))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter traces
        torch.onnx.export(
            model.eval(),
            (sample, torch.zeros_like(sample)),
            str(drafts[0]),
            input_names=list(INPUTS),
            output_names=list(outputs),
            dynamic_axes={name: {1: "pieces"} for name in (*INPUTS, *by_piece)},
            opset_version=OPSET,
            dynamo=False,
        )
    quant_pre_process(drafts[0], drafts[1], skip_symbolic_shape=True)
    quantize_dynamic(drafts[1], file, weight_type=QuantType.QInt8, per_channel=True)
    for draft in drafts:
        draft.unlink()
