"""Settings to what is well with them and with what they name, what is to do about it, and what is wrong.

Nothing is written and nobody is asked: no model hub and no chat model is contacted.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from rag.access import Keys, role_of_unknown
from rag.errors import EmbeddingError, InvalidSetting, ReaderUnavailable
from rag.settings import READ_ELSEWHERE, VARIABLE, Settings, variable_of

State = Literal["ok", "to do", "wrong"]

KNOWN = (*(variable_of(each.name) for each in fields(Settings)), *READ_ELSEWHERE)
NEAR = 60.0  # of 100, as rapidfuzz's ratio counts how like two names are
LEAST_FREE_BYTES = 256 * 1024**2
EVERYBODY_ELSE = stat.S_IROTH | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing: whether it is well, in words, and what to do about it."""

    about: str
    state: State
    told: str
    do: str = ""


def told_by(about: str, error: Exception | str, state: State = "wrong") -> Finding:
    """An error of ours as a finding: what it says after its last semicolon is what to do."""
    told, semicolon, do = str(error).rstrip(".").rpartition("; ")
    return Finding(about, state, told, do) if semicolon else Finding(about, state, do)


# settings


def faults() -> dict[str, str]:
    """The variables that are settings and cannot be read as they are set, each with the reason."""
    told = {name: _fault_of(name, text) for name, text in _given().items()}
    return {name: fault for name, fault in told.items() if fault}


def readable_settings() -> Settings:
    """The settings of the variables that can be read, the others as they come."""
    wrong = faults()
    return Settings.from_env({name: text for name, text in _given().items() if name not in wrong})


def check_variables() -> Iterator[Finding]:
    """What is to be said of each variable that could be a setting; of none of them its value."""
    from rapidfuzz import fuzz, process

    given, wrong = _given(), faults()
    names = {known: known.removeprefix(VARIABLE) for known in KNOWN}
    for name in sorted(given.keys() - names.keys()):
        near = process.extractOne(name.removeprefix(VARIABLE), names, scorer=fuzz.ratio, score_cutoff=NEAR)
        do = f"if {near[2]} is meant, call it so" if near else "take it out"
        yield Finding("settings", "wrong", f"{name} is set and is no setting", do)
    yield from (told_by("settings", fault) for fault in wrong.values())
    if sound := [name for name in given if name in names and name not in wrong]:
        yield Finding("settings", "ok", f"{', '.join(sound)} can be read")
    if not given:
        yield Finding("settings", "ok", "no variable is set, so that everything is as it comes")


def _given() -> Mapping[str, str]:
    """The variables that are set and could be settings."""
    return {name: text for name, text in sorted(os.environ.items()) if name.startswith(VARIABLE) and text}


def _fault_of(name: str, text: str) -> str:
    """Why a variable cannot be read as it is set; empty where it can."""
    from rag.domain.frameworks import files, frameworks

    try:
        if name in READ_ELSEWHERE:
            files()
            frameworks()
        Settings.from_env({name: text})
    except InvalidSetting as error:
        return str(error)
    return ""


# models


def check_embedding(model: str) -> Finding:
    """Whether the weights of the embedding model are there and whole."""
    from rag.embedding.encoders import read_weights
    from rag.embedding.weights import FILE, WHAT_TO_NAME, find_weights

    try:
        weights = find_weights(model)
        if weights.folder is None:
            return _fetched("embedding model", model)
        read_weights(weights.folder / FILE)
    except EmbeddingError as error:
        return told_by("models", error)
    except Exception:  # a file of anything may fail in any way
        told = f"{FILE} in {model} was cut short or is no such file"
        return Finding("models", "wrong", told, WHAT_TO_NAME.rstrip("."))
    return Finding("models", "ok", f"the embedding model {weights.identity} is there and whole")


def check_other_models(settings: Settings) -> Iterator[Finding]:
    """Whether the reader and the model that checks statements are, and what a chat model needs."""
    from rag.reader import entailment, packaged

    reader = _check_file("reader", packaged.MODEL, packaged.SHA256)
    if settings.reader:
        yield _check_reader(settings.reader)
    if not settings.reader or reader.state == "wrong":  # its lower half checks statements in any case
        yield reader
    yield _check_file("model that checks statements", entailment.MODEL, entailment.SHA256)
    yield _check_chat_model(settings.model)


def _check_reader(name: str) -> Finding:
    """Whether a reader that is named may be had by its name."""
    from rag.embedding.weights import NAME_ON_A_HUB
    from rag.reader import NO_READER

    folder = Path(name).expanduser()
    if name == NO_READER:
        return Finding("models", "ok", "no reader is wanted: the searches alone choose")
    if folder.is_dir() and (folder / "config.json").is_file():
        return Finding("models", "ok", f"the reader {name} is there; it was not loaded")
    if folder.is_dir() or not NAME_ON_A_HUB.fullmatch(name):
        do = "let PINPOINT_READER name the folder of a CrossEncoder, its name on a hub, or none"
        return Finding("models", "wrong", f"there is no reader in {name}", do)
    return _fetched("reader", name)


def _check_file(what: str, model: Path, sha256: str) -> Finding:
    from rag.reader.packaged import checked

    try:
        checked(model, sha256)
    except ReaderUnavailable as error:
        return Finding("models", "wrong", str(error).rstrip("."))
    return Finding("models", "ok", f"the {what} is there and whole")


def _fetched(what: str, name: str) -> Finding:
    return Finding("models", "ok", f"the {what} {name} is had by its name when it is needed")


def _check_chat_model(model: str) -> Finding:
    from rag.writing.models import EXTRAS

    provider, _, name = model.partition(":")
    if not model:
        return Finding("models", "ok", "no chat model is named: answers are in quotes")
    if not (name and provider.replace("-", "_").isidentifier()):
        return Finding("models", "wrong", f"{model!r} names no chat model", "write it as provider:model")
    package = f"langchain_{provider.replace('-', '_')}"
    if find_spec("langchain") and find_spec(package):
        return Finding("models", "ok", f"what {model} needs is installed; it was not asked")
    told = f"{package}, for models of {provider}, is not installed"
    if provider in EXTRAS:
        return Finding("models", "wrong", told, f"pip install 'pinpoint[{provider}]'")
    do = f"pip install langchain {package.replace('_', '-')}, unless another package has them"
    return Finding("models", "to do", told, do)


# what may be done by files and by people, and room


def check_reading() -> Finding:
    """What the process that reads files is kept from on this system, and what it is not."""
    from rag.reading import confinement

    return Finding("reading", "ok", confinement().replace("; ", ", "))


def check_keys(file: Path | None) -> Finding:
    """Whether the file of keys can be read, and by those alone who should."""
    try:
        keys = Keys.read(file)
    except InvalidSetting as error:
        return told_by("keys", error)
    if file is None:
        return Finding("keys", "ok", "no file of keys is named")
    if os.name == "posix" and file.stat().st_mode & EVERYBODY_ELSE:
        told = f"everybody on this machine may read or change {file}"
        return Finding("keys", "wrong", told, f"chmod o= {file}")
    if not keys:
        return Finding("keys", "to do", f"{file} holds no key", "run `pinpoint key`, which prints one")
    return Finding("keys", "ok", f"{file} can be read")


def check_roles(settings: Settings) -> Iterator[Finding]:
    """What somebody without a key of their own may do."""
    alone, others = (role_of_unknown(settings, to_others=to_others) for to_others in (False, True))
    told = f"a {alone}" if alone == others else f"a {alone} on this machine alone, else a {others}"
    yield Finding("roles", "ok", f"whoever has no key of their own is {told}")
    if settings.role_claim and not settings.sign_in:
        told = "PINPOINT_ROLE_CLAIM is read only where people sign in"
        yield Finding("roles", "to do", told, "set PINPOINT_SIGN_IN, or take it out")


def check_disk(index: Path) -> Finding:
    """Whether there is room beside the index to make it anew."""
    files = [path for path in index.rglob("*") if path.is_file()] if index.is_dir() else []
    taken = sum(path.stat().st_size for path in files)
    there = next(folder for folder in (index.resolve(), *index.resolve().parents) if folder.is_dir())
    free = shutil.disk_usage(there).free
    told = f"{_megabytes(free)} MB are free beside the index, which takes {_megabytes(taken)} MB"
    if free < max(taken, LEAST_FREE_BYTES):
        return Finding("disk", "to do", told, "make room: it may have to be written a second time")
    return Finding("disk", "ok", told)


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:,.0f}"
