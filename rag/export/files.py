"""Content to a file of a kind that can be written: whole or not at all, and never over another."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rag.errors import InvalidSetting


def check_ending(ending: str, endings: Sequence[str]) -> None:
    """Raises InvalidSetting for an ending that is none of these."""
    if ending.lower() not in endings:
        raise InvalidSetting(f"{ending or 'No ending'} is no kind of export; there are {_listed(endings)}.")


def check_path(path: Path, endings: Sequence[str]) -> None:
    """Raises InvalidSetting where ``path`` has none of these endings, or is there already."""
    if path.suffix.lower() not in endings:
        raise InvalidSetting(f"{path.name} does not end in {_listed(endings)}; name the export so.")
    if path.exists() or path.is_symlink():
        raise InvalidSetting(f"{path} is there already; name another file, or move it away.")


def write_whole(path: Path, content: bytes, endings: Sequence[str]) -> None:
    """Write a file whole or not at all, and its folder if it is missing; never over one that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        check_path(path, endings)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _listed(endings: Sequence[str]) -> str:
    return f"{', '.join(endings[:-1])} or {endings[-1]}"
