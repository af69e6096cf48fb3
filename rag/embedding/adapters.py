"""Low-rank adapters of the packaged embedding model: a file of thin matrices to the model that they change.

An adapter changes each weight by the product of two thin matrices (Hu and others, LoRA, ICLR 2022), so that
all that is shipped is those. The scripts in ``training/`` fit them.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from io import BytesIO

import numpy as np

from rag.embedding.encoders import OnnxEncoder, Vectors
from rag.embedding.weights import PACKAGED_GRAPH, PACKAGED_GRAPH_SHA256, check_file, find_weights

DOWN, UP = ".down", ".up"  # behind the name of the weight that the product of two changes


def open_adapter(name: str, *, sha256: str) -> tuple[OnnxEncoder, dict[str, Vectors]]:
    """The packaged model as a file in ``rag/fitted`` changes it, and what else that file holds, by name.

    Raises EmbeddingError where the packaged model is missing, or the file is not the one of that hash.
    """
    with as_file(files("rag") / "fitted" / name) as file:
        return read_adapter(check_file(file, sha256))


def read_adapter(held: bytes) -> tuple[OnnxEncoder, dict[str, Vectors]]:
    """The packaged model as the bytes of such a file change it, and what else they hold, by name."""
    with np.load(BytesIO(held), allow_pickle=False) as told:
        numbers = {name: told[name].astype(np.float32) for name in told.files}
    changed = [name.removesuffix(DOWN) for name in numbers if name.endswith(DOWN)]
    changes = {name: numbers.pop(name + UP) @ numbers.pop(name + DOWN) for name in changed}
    folder = find_weights().folder
    assert folder
    encoder = OnnxEncoder(PACKAGED_GRAPH, folder, sha256=PACKAGED_GRAPH_SHA256, changes=changes)
    return encoder, numbers
