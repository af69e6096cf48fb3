"""The same chores in a process that the system is not asked to confine, as if it could not."""

from __future__ import annotations

from rag.reading import worker

from .chores import TASKS

__all__ = ["TASKS"]

worker.confine = tuple
