"""What all requests share: the assistant, the keys, how often each may ask, what runs, and the figures."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from rag.access import Keys, role_of_unknown
from rag.errors import StillOpening
from rag.service.jobs import Jobs
from rag.service.measures import Measures
from rag.settings import Role, Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant

AT_ONCE = 8  # questions that are answered; others wait for their turn


@dataclass(slots=True)
class Service:
    """The assistant, opened or being opened, and what guards it.

    ``others`` says that other machines than this one are served.
    """

    opening: Future[Assistant]
    settings: Settings
    others: bool = False
    jobs: Jobs = field(default_factory=Jobs)
    measures: Measures = field(default_factory=Measures)
    places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))
    keys: Keys = field(init=False)
    unknown_role: Role = field(init=False)
    _limiter: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage())
    )

    def __post_init__(self) -> None:
        self.keys = Keys.read(self.settings.keys)
        self.unknown_role = role_of_unknown(self.settings, to_others=self.others)

    @property
    def assistant(self) -> Assistant:
        """The assistant; raises StillOpening before it is there, and whatever kept it from being opened."""
        if not self.opening.done():
            raise StillOpening("The documents are still being read; try again in a few seconds.")
        return self.opening.result()

    def counts(self, name: str) -> bool:
        """Whether whoever has this name may send one request more in this minute."""
        return self._limiter.hit(RateLimitItemPerMinute(self.settings.requests_a_minute), name)
