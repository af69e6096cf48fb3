"""Where documents lie: a folder or a file of this machine, or what a URL names, each written as a path.

A path made of ``s3://bucket/reports`` is ``s3:/bucket/reports``: it begins with the scheme, so that what lies
below it, and what it lies in, is told as of any path, and nothing in it depends on the machine.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:")  # of two letters or more: one alone is a drive
_WITHOUT_HOST = ("file:", "local:")


def is_url(path: Path) -> bool:
    """Whether a path stands for a URL."""
    return bool(path.parts) and bool(_SCHEME.fullmatch(path.parts[0]))


def as_written(path: Path) -> str:
    """A path as a person writes it: the URL, or the path itself."""
    if not is_url(path):
        return str(path)
    scheme, *rest = path.parts
    return f"{scheme}//{'/' if scheme in _WITHOUT_HOST else ''}{'/'.join(rest)}"


def resolved(path: Path) -> Path:
    """A path from the root, links followed, even to themselves; that of a URL is whole as it is."""
    return path if is_url(path) else Path(os.path.realpath(path))
