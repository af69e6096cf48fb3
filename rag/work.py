"""Something that takes long to a thread of its own, so that the page goes on meanwhile."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from rag.errors import RagError

Result = TypeVar("Result")
Told = TypeVar("Told")

FAILED = "Something went wrong that was not foreseen; the server's log says what. Try again."


class Work(Generic[Told, Result]):
    """A call in a thread of its own: what it told last, and in the end its result or what went wrong.

    ``do`` is called with a function to tell how far it is. That function raises Stopped once
    the work was stopped, which ends it at its next step.
    """

    def __init__(self, do: Callable[[Callable[[Told], None]], Result]) -> None:
        self.told: Told | None = None
        self.result: Result | None = None
        self.error = ""
        self._do = do
        self._stopped = threading.Event()
        self._ended = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self._ended.is_set()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended, after so long at most."""
        return self._ended.wait(seconds)

    def stop(self) -> None:
        """End it at its next step, and wait for it no longer."""
        self._stopped.set()
        self._ended.set()

    def _tell(self, told: Told) -> None:
        if self._stopped.is_set():
            raise Stopped
        self.told = told

    def _run(self) -> None:
        try:
            self.result = self._do(self._tell)
        except Stopped:
            pass
        except RagError as error:
            self.error = str(error)
        except Exception:
            logging.getLogger(__name__).exception("work of the page failed")
            self.error = FAILED
        finally:
            self._ended.set()


class Stopped(Exception):  # noqa: N818 - it is no error
    """The work was stopped."""
