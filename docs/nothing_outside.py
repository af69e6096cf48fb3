"""The built site -> a warning for whatever a page of it would fetch from elsewhere when it is opened."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LOG = logging.getLogger("mkdocs.hooks")
_FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|srcset|data)=["']?(?:https?:)?//[^"'\s>]+"""
    r"""|<link\b(?=[^>]*rel=["']?(?:stylesheet|icon|preload|preconnect|dns-prefetch|modulepreload))[^>]*href=["']?(?:https?:)?//[^"'\s>]+""",
    re.IGNORECASE,
)
_FROM_CSS = re.compile(r"""(?:url\(|@import\s+)["']?(?:https?:)?//[^"')\s]+""", re.IGNORECASE)


def on_post_build(config: Any, **_: object) -> None:
    """Warn of every page or style that would fetch something; a strict build ends with that."""
    for file, found in fetched_by(Path(config["site_dir"])):
        LOG.warning("%s would fetch from elsewhere: %s", file, found)


def fetched_by(site: Path) -> Iterator[tuple[Path, str]]:
    """What the pages and styles in a folder would fetch from elsewhere, each with the file that would."""
    for ending, pattern in ((".html", _FETCHED), (".css", _FROM_CSS)):
        for file in sorted(site.rglob(f"*{ending}")):
            for match in pattern.finditer(file.read_text(encoding="utf-8")):
                yield file.relative_to(site), match[0]
