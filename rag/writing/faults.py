"""What goes wrong with a chat model to words that a person understands, and whether to try again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from langchain_core import exceptions as known


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a model's answer could not be had; never a word of the provider's, which may hold a key.

    ``passes`` is whether another try may do better.
    """

    reason: str
    passes: bool = False


class Failed(Exception):  # noqa: N818 - named for what happened
    """A call of a model failed."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


EMPTY = Fault("it returned nothing", passes=True)
UNREADABLE = Fault("it did not keep to the form of an answer", passes=True)
REFUSED = Fault("it declined to answer")
NOTHING_FOUND = Fault("it found no answer in the excerpts")
CUT = Fault("its answer broke off", passes=True)
TOO_LONG = Fault("it took more words than the settings allow")
TOO_SLOW = Fault("it did not answer in time", passes=True)

_BY_KIND: tuple[tuple[type[Exception], Fault], ...] = (
    (known.ModelAuthenticationError, Fault("its key was refused; check the key")),
    (known.ModelPermissionDeniedError, Fault("its key does not allow this model")),
    (known.ModelNotFoundError, Fault("its server has no model of that name")),
    (known.ContextOverflowError, Fault("the evidence is longer than it can read")),
    (known.ModelInvalidRequestError, Fault("its server did not accept the request", passes=True)),
    (known.ModelRateLimitError, Fault("it is asked too often at the moment", passes=True)),
    (known.ModelTimeoutError, TOO_SLOW),
    (known.ModelConnectionError, Fault("no connection to its server could be made", passes=True)),
    (known.ModelAPIError, Fault("its server failed", passes=True)),
)
_BY_STATUS = {401: 0, 403: 1, 404: 2, 400: 4, 422: 4, 429: 5, 408: 6, 504: 6}
_BY_NAME = (
    ("Timeout", TOO_SLOW),
    ("Authentication", _BY_KIND[0][1]),
    ("Length", CUT),
    ("RemoteProtocol", CUT),
    ("Read", CUT),
    ("JSONDecode", UNREADABLE),
    ("Validation", UNREADABLE),
    ("ContentFilter", REFUSED),
    ("Connect", _BY_KIND[7][1]),
)


def fault_of(error: Exception) -> Fault:
    """What an error of any integration means."""
    for one in _chain(error):
        for kind, fault in _BY_KIND:
            if isinstance(one, kind):
                return fault
        status = getattr(one, "status_code", None)
        if isinstance(status, int) and status >= 400:
            return _BY_KIND[_BY_STATUS.get(status, 8)][1]
    for one in _chain(error):
        for name, fault in _BY_NAME:
            if name in type(one).__name__:
                return fault
    return Fault(f"it failed ({type(error).__name__})", passes=True)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
