"""What a command leaves behind, and where it looks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Place:
    """A corpus and its index."""

    corpus: Path
    index: Path

    @property
    def options(self) -> list[str]:
        return ["--corpus", str(self.corpus), "--index", str(self.index)]
