"""What a file that ships holds, to whether it is the file that it should be."""

from __future__ import annotations

import hashlib

TOKENIZER = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"  # of all-MiniLM-L6-v2


def fault_of(held: bytes, sha256: str) -> str:
    """Why it is not the file of that SHA-256, to follow the name of the file; empty where it is."""
    found = hashlib.sha256(held).hexdigest()
    if found == sha256:
        return ""
    return (
        f"has SHA-256 {found[:12]}… where {sha256[:12]}… is expected: it was cut short or is another file. "
        "Install Pinpoint again."
    )
