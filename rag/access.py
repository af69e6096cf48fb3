"""A key, a password or a claim to whoever uses Pinpoint, and what they may do.

A ``reader`` asks and reads, an ``editor`` adds documents too, a ``keeper`` also removes them. Keys are
known by their SHA-256 alone: they are 256 random bits, which nobody finds by trying.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Self, TypeVar

from rag.errors import InvalidSetting
from rag.settings import Role, Settings

ROLES: tuple[Role, ...] = ("reader", "editor", "keeper")  # each may do what those before it may
EVERYBODY = ""  # the name of those who are not told apart
PREFIX = "pinpoint-"
WRONG_COSTS_SECONDS = 1.0
_NAME = re.compile(r"\w[\w.@-]{0,63}", re.ASCII)

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Caller:
    """Someone who uses Pinpoint: what their conversations and jobs are kept under, and their role.

    ``alone`` says that whoever has this name is one person, so that all that is kept under it is theirs.
    """

    name: str
    role: Role
    alone: bool = True

    def may(self, role: Role) -> bool:
        """Whether they may do what is for those of a role."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Keys:
    """The keys that were handed out, each with the name and the role of whoever has it."""

    def __init__(self, callers: Mapping[str, Caller]) -> None:
        self._callers = callers

    @classmethod
    def read(cls, file: Path | None) -> Self:
        """The keys of a file; none where no file is named. Raises InvalidSetting for one that holds none."""
        if file is None:
            return cls({})
        try:
            told = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise InvalidSetting(f"{file}, which PINPOINT_KEYS names, cannot be read: {error}.") from error
        return cls(dict(_caller_of(name, fields, file) for name, fields in told.items()))

    def __bool__(self) -> bool:
        return bool(self._callers)

    def caller(self, key: str) -> Caller | None:
        """Whose key it is; None where it is nobody's."""
        return self._callers.get(_hash(key))

    @property
    def secret(self) -> bytes:
        """What links can be signed with, the same as long as the keys are."""
        return hashlib.sha256(b"links " + "".join(sorted(self._callers)).encode()).digest()


class Gate:
    """Attempts one at a time, of which each wrong one costs, for all sessions of a process together."""

    def __init__(self, seconds: float = WRONG_COSTS_SECONDS) -> None:
        self._seconds = seconds
        self._one_at_a_time = Lock()

    def admit(self, attempt: Callable[[], Found | None]) -> Found | None:
        """What an attempt finds; where it finds nothing, everyone who tries waits for it."""
        with self._one_at_a_time:
            found = attempt()
            if found is None:
                time.sleep(self._seconds)
            return found


def make_key(name: str, role: Role) -> tuple[str, str]:
    """A new key, and the lines for the file of keys, in which it is not.

    Raises InvalidSetting for a name that cannot stand there.
    """
    if not _NAME.fullmatch(name):
        raise InvalidSetting(
            f"{name!r} cannot name a key; use a letter and up to 63 more letters, digits, dots, @, - and _."
        )
    key = PREFIX + secrets.token_urlsafe(32)
    return key, f'["{name}"]\nrole = "{role}"\nsha256 = "{_hash(key)}"\n'


def is_password(given: str, password: str) -> bool:
    """Whether what was given is the password, which takes as long to tell whatever was."""
    return hmac.compare_digest(given.encode(), password.encode())


def role_of_unknown(settings: Settings, *, to_others: bool) -> Role:
    """The role of whoever has no key of their own, where others than this machine are served or not."""
    asked_for = settings.password or settings.sign_in or settings.keys
    return settings.role or ("reader" if asked_for or to_others else "keeper")


def role_in(claim: object, otherwise: Role) -> Role:
    """The highest role that a claim names, by itself or at the end of a name such as ``pinpoint-editor``."""
    told = claim if isinstance(claim, Iterable) and not isinstance(claim, str) else [claim]
    ends = {re.split(r"[-:/.]", str(one).casefold())[-1] for one in told}
    return next((role for role in reversed(ROLES) if role in ends), otherwise)


def _caller_of(name: str, fields: object, file: Path) -> tuple[str, Caller]:
    told = fields if isinstance(fields, Mapping) else {}
    role, sha256 = told.get("role"), str(told.get("sha256", "")).lower()
    if role not in ROLES or not re.fullmatch("[0-9a-f]{64}", sha256) or not _NAME.fullmatch(name):
        raise InvalidSetting(
            f"{name!r} in {file} needs a role ({', '.join(ROLES)}) and the SHA-256 of a key; "
            "`pinpoint key` prints such lines."
        )
    return sha256, Caller(name, role)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
