"""What takes long to jobs that whoever began them can follow: added documents, themes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any, Literal

from rag.access import Caller
from rag.adding import Step
from rag.errors import TooBusy, UnknownPlace
from rag.grid import ThemeGrid
from rag.service import values
from rag.work import Work

MOST_KEPT = 200
MOST_AT_ONCE = 4

Kind = Literal["documents", "theme"]
State = Literal["running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Running:
    """Work that somebody began; once it is ``enough``, it ends with what it has."""

    id: str
    kind: Kind
    owner: str
    work: Work[Step, Any]
    enough: Event = field(default_factory=Event)

    def told(self) -> values.Job:
        """How far it is, or what came of it."""
        work, result = self.work, self.work.result
        ended: State = "failed" if result is None else "done"
        state: State = ended if work.ended else "running"
        step = work.told if state == "running" else None
        return values.Job(
            id=self.id,
            kind=self.kind,
            state=state,
            doing=values.Doing(**step._asdict()) if step else None,
            error=work.error,
            lines=result if isinstance(result, list) else None,
            grid=result.to_dict() if isinstance(result, ThemeGrid) else None,
        )


class Jobs:
    """The jobs of a service, each known to its owner alone; the oldest that ended are forgotten."""

    def __init__(self) -> None:
        self._jobs: dict[str, Running] = {}
        self._lock = Lock()

    def begin(self, kind: Kind, caller: Caller, begin: Callable[[Event], Work[Step, Any]]) -> Running:
        """Begin work for somebody; it is given the event that says that it is enough.

        Raises TooBusy where they have as many running as they may.
        """
        enough = Event()
        with self._lock:
            own = [job for job in self._jobs.values() if job.owner == caller.name and not job.work.ended]
            if len(own) >= MOST_AT_ONCE:
                raise TooBusy(f"{len(own)} jobs of yours are running; wait until one of them has ended.")
            job = Running(secrets.token_hex(8), kind, caller.name, begin(enough), enough)
            ended = [id for id, one in self._jobs.items() if one.work.ended]
            for id in ended[: max(0, len(self._jobs) - MOST_KEPT + 1)]:
                del self._jobs[id]
            self._jobs[job.id] = job
        return job

    def find(self, id: str, caller: Caller) -> Running:
        """A job of somebody's own; raises UnknownPlace for any other, as for none."""
        job = self._jobs.get(id)
        if job is None or job.owner != caller.name:
            raise UnknownPlace(f"You have no job {id!r}; those that ended long ago are forgotten.")
        return job
