"""Every knob, as one frozen value that can be read from the environment."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from rag.errors import InvalidSetting
from rag.places import as_written, resolved

# In the package there are links to what lies beside it in the source, so that a wheel holds all of it.
SHIPPED = Path(__file__).parent / "shipped"
SHIPPED_CORPUS = (SHIPPED / "corpus").resolve()
VARIABLE = "PINPOINT_"
READ_ELSEWHERE = ("PINPOINT_FRAMEWORKS",)  # where frameworks are, once in a process

Role = Literal["", "reader", "editor", "keeper"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose; everything else is a constant beside the code that it steers.

    Each is read from the variable ``PINPOINT_`` and its name in capitals.

    ``corpus``  folder of documents, or its URL in an object store, as s3://bucket/folder
    ``index``   folder for what is derived from them: ``.pinpoint``, and for another corpus than the shipped
    one a folder of its own in it
    ``database``  a PostgreSQL server's database for the documents, their words and versions, as
    postgresql://user:password@host/name, in place of the index folder; empty for the folder alone
    ``chroma``  a Chroma server for the vectors of many documents in that database, as http://host:port;
    empty where all of them are searched one by one
    ``embedding``  a sentence-transformers model: its folder, or its name on a model hub; empty for the
    packaged all-MiniLM-L6-v2
    ``reader``  what reads passages with the question: the folder or the name of a sentence-transformers
    CrossEncoder, ``none`` for the searches alone; empty for the packaged one
    ``passages``  how many passages an answer carries, at least 1
    ``model``  a chat model that writes the answers, as provider:model; empty for answers in quotes
    ``base_url``  the server of that model, where it is not its maker's
    ``model_seconds``  how long it may take for an answer
    ``model_tokens``  how many it may read and write for an answer before it is not asked again
    ``evidence_words``  the most words of documents that it is shown
    ``reading_seconds``  how long one file may take to be read
    ``reading_megabytes``  how much memory the process may take that reads files, where the platform can
    limit that
    ``password``  what the page asks for before it shows anything; empty for nothing
    ``sign_in``  ``oidc`` where the page has people sign in with the provider in Streamlit's secrets
    ``keys``  a file of the keys that were handed out, each with its role: ``pinpoint key`` makes them
    ``role``  what whoever has no key of their own may do: ``reader``, ``editor`` (adds documents) or
    ``keeper`` (removes them too); empty for a keeper where only this machine is served and nothing is asked
    for, else for a reader
    ``role_claim``  the claim of a signed-in person that names their role, such as ``groups``
    ``public_url``  the address under which others reach ``pinpoint serve``; links to sources begin with it
    ``origins``  the web addresses whose pages may call ``pinpoint serve`` from a browser, between commas
    ``requests_a_minute``  how many each key may send
    ``answer_seconds``  how long a request may wait for its answer
    """

    corpus: Path = SHIPPED_CORPUS
    index: Path = Path(".pinpoint")
    database: str = field(default="", repr=False)
    chroma: str = ""
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
    keys: Path | None = None
    role: Role = ""
    role_claim: str = ""
    public_url: str = ""
    origins: str = ""
    requests_a_minute: int = 120
    answer_seconds: int = 180

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Settings with the defaults replaced by what the environment names."""
        named = {each.name: environ.get(variable_of(each.name)) for each in fields(cls)}
        given = {each.name: _read(each, text) for each in fields(cls) if (text := named[each.name])}
        if "corpus" in given and "index" not in given and given["corpus"] != SHIPPED_CORPUS:
            given["index"] = index_below(cls().index, given["corpus"])
        return cls(**given)

    def to_env(self) -> dict[str, str]:
        """The variables that these settings are read from, those that are empty among them."""
        told = {variable_of(each.name): getattr(self, each.name) for each in fields(self)}
        return {
            name: "" if value is None else as_written(value) if isinstance(value, Path) else str(value)
            for name, value in told.items()
        }


def variable_of(name: str) -> str:
    """The variable that a setting is read from."""
    return f"{VARIABLE}{name.upper()}"


def index_below(folder: Path, corpus: Path) -> Path:
    """A folder of its own, within ``folder``, for the index of a corpus."""
    place = resolved(corpus)
    return folder / f"{place.name}-{hashlib.sha256(str(place).encode()).hexdigest()[:8]}"


_CHOICES: Mapping[str, tuple[str, ...]] = {"sign_in": ("oidc",), "role": get_args(Role)[1:]}
_FOLDERS = ("corpus", "index", "keys")


def _read(setting: Field[Any], text: str) -> Any:
    """The value of a setting from its variable."""
    variable, choices = variable_of(setting.name), _CHOICES.get(setting.name, (text,))
    if text not in choices:
        raise InvalidSetting(f"{variable} is {text!r}; it may be {' or '.join(choices)}, or left out.")
    if isinstance(setting.default, int):
        if not text.isdecimal() or int(text) < 1:
            raise InvalidSetting(f"{variable} is {text!r}; give a whole number from 1.")
        return int(text)
    return Path(text) if setting.name in _FOLDERS else text
