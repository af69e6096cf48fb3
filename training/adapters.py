"""The embedding model with low-rank adapters (Hu and others, LoRA, ICLR 2022): taught here, used by ``rag``.

Its weights stay as they are; beside every linear layer of its encoder a thin product learns. What is written
are the thin matrices alone, in half precision, as ``rag.embedding.adapters`` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn

from rag.embedding.weights import find_weights

SCALE = 16  # over the rank is what a product is multiplied by, as is usual


class Adapted(nn.Module):
    """A linear layer that stays as it is, and a thin product beside it that learns."""

    def __init__(self, layer: Any, rank: int) -> None:
        super().__init__()
        self.layer = layer
        self.scale = SCALE / rank
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / rank)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, states: Tensor) -> Tensor:
        changed: Tensor = self.layer(states) + states @ self.down.T @ self.up.T * self.scale
        return changed


def adapted_model(rank: int) -> Any:
    """The packaged embedding model with an adapter in every linear layer of its encoder."""
    model = SentenceTransformer(str(find_weights().folder), device="cpu")
    for weight in model.parameters():
        weight.requires_grad = False
    encoder = model[0].auto_model.encoder
    for name, layer in list(encoder.named_modules()):
        if isinstance(layer, nn.Linear):
            above, _, last = name.rpartition(".")
            setattr(encoder.get_submodule(above), last, Adapted(layer, rank))
    return model


def thin_weights(net: nn.Module) -> list[nn.Parameter]:
    """What learns in the adapters."""
    return [weight for name, weight in net.named_parameters() if name.endswith((".down", ".up"))]


def write_adapter(file: Path, model: Any, others: Mapping[str, Tensor] | None = None) -> None:
    """The thin matrices by the names of the weights that they change, and ``others`` by theirs."""
    told = {**dict(_thin_matrices(model)), **(others or {})}
    np.savez(file, **{name: value.detach().numpy().astype(np.float16) for name, value in told.items()})


def _thin_matrices(model: Any) -> Iterator[tuple[str, Tensor]]:
    for name, layer in model[0].auto_model.named_modules():
        if isinstance(layer, Adapted):
            yield f"{name}.weight.down", layer.down
            yield f"{name}.weight.up", layer.up * layer.scale
