"""What a file that ships holds, to whether it is the file that it should be."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rag.errors import RagError

TOKENIZER = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"  # of all-MiniLM-L6-v2


def read_whole(file: Path, sha256: str, error: type[RagError]) -> bytes:
    """What a file that ships holds; ``error`` where it is not there, or not the one of that SHA-256."""
    try:
        held = file.read_bytes()
    except OSError as fault:
        raise error(f"{file} cannot be opened ({fault.strerror}); install Pinpoint again.") from fault
    found = hashlib.sha256(held).hexdigest()
    if found != sha256:
        raise error(
            f"{file} has SHA-256 {found[:12]}… where {sha256[:12]}… is expected: it was cut short or is "
            "another file. Install Pinpoint again."
        )
    return held
