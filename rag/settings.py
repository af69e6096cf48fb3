"""Every knob, as one frozen value that can be read from the environment."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from rag.errors import InvalidSetting

# In the package there are links to what lies beside it in the source, so that a wheel holds all of it.
SHIPPED = Path(__file__).parent / "shipped"
SHIPPED_CORPUS = (SHIPPED / "corpus").resolve()


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose; everything else is a constant beside the code that it steers.

    ``corpus``  folder of documents                                       PINPOINT_CORPUS
    ``index``   folder for what is derived from them: ``.pinpoint``, and
    for another corpus than the shipped one a folder of its own in it     PINPOINT_INDEX
    ``embedding``  a sentence-transformers model: its folder, or its name
    on a model hub; empty for the packaged all-MiniLM-L6-v2               PINPOINT_EMBEDDING
    ``reader``  what reads passages with the question: the folder or the name
    of a sentence-transformers CrossEncoder, ``none`` for the searches alone;
    empty for the packaged one                                            PINPOINT_READER
    ``passages``  how many passages an answer carries, at least 1         PINPOINT_PASSAGES
    ``model``  a chat model that writes the answers, as provider:model;
    empty for answers in quotes                                             PINPOINT_MODEL
    ``base_url``  the server of that model, where it is not its maker's  PINPOINT_BASE_URL
    ``model_seconds``  how long it may take for an answer           PINPOINT_MODEL_SECONDS
    ``model_tokens``  how many it may read and write for an answer before
    it is not asked again                                            PINPOINT_MODEL_TOKENS
    ``evidence_words``  the most words of documents that it is shown PINPOINT_EVIDENCE_WORDS
    ``reading_seconds``  how long one file may take to be read     PINPOINT_READING_SECONDS
    ``reading_megabytes``  how much memory the process may take that
    reads files, where the platform can limit that               PINPOINT_READING_MEGABYTES
    ``password``  what the page asks for before it shows anything;
    empty for nothing                                                     PINPOINT_PASSWORD
    ``sign_in``  ``oidc`` where the page has people sign in with the
    provider in Streamlit's secrets                                        PINPOINT_SIGN_IN

    ``PINPOINT_FRAMEWORKS`` is read where frameworks are, once in a process: ``rag/domain/frameworks.py``.
    """

    corpus: Path = SHIPPED_CORPUS
    index: Path = Path(".pinpoint")
    embedding: str = ""
    reader: str = ""
    passages: int = 24
    model: str = ""
    base_url: str = ""
    model_seconds: int = 120
    model_tokens: int = 6000
    evidence_words: int = 600
    reading_seconds: int = 120
    reading_megabytes: int = 2048
    password: str = field(default="", repr=False)
    sign_in: Literal["", "oidc"] = ""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Settings with the defaults replaced by what the environment names."""
        default = cls()
        corpus = Path(environ.get("PINPOINT_CORPUS") or default.corpus)
        index = default.index if corpus == default.corpus else index_below(default.index, corpus)
        return cls(
            corpus=corpus,
            index=Path(environ.get("PINPOINT_INDEX") or index),
            embedding=environ.get("PINPOINT_EMBEDDING", default.embedding),
            reader=environ.get("PINPOINT_READER", default.reader),
            passages=_positive(environ, "PINPOINT_PASSAGES", default.passages),
            model=environ.get("PINPOINT_MODEL", default.model),
            base_url=environ.get("PINPOINT_BASE_URL", default.base_url),
            model_seconds=_positive(environ, "PINPOINT_MODEL_SECONDS", default.model_seconds),
            model_tokens=_positive(environ, "PINPOINT_MODEL_TOKENS", default.model_tokens),
            evidence_words=_positive(environ, "PINPOINT_EVIDENCE_WORDS", default.evidence_words),
            reading_seconds=_positive(environ, "PINPOINT_READING_SECONDS", default.reading_seconds),
            reading_megabytes=_positive(environ, "PINPOINT_READING_MEGABYTES", default.reading_megabytes),
            password=environ.get("PINPOINT_PASSWORD", default.password),
            sign_in=_sign_in(environ.get("PINPOINT_SIGN_IN", default.sign_in)),
        )


def index_below(folder: Path, corpus: Path) -> Path:
    """A folder of its own, within ``folder``, for the index of a corpus."""
    place = corpus.resolve()
    return folder / f"{place.name}-{hashlib.sha256(str(place).encode()).hexdigest()[:8]}"


def _sign_in(text: str) -> Literal["", "oidc"]:
    if text not in ("", "oidc"):
        raise InvalidSetting(f"PINPOINT_SIGN_IN is {text!r}; it may be oidc, or left out.")
    return cast(Literal["", "oidc"], text)


def _positive(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or int(text) < 1:
        raise InvalidSetting(f"{name} is {text!r}; give a whole number from 1.")
    return int(text)
