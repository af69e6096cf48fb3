"""Orders in passages and questions, and what only looks like one; written by none who built the checks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Attack:
    """What is slipped in, what a model that obeys it says, and what no reader may see."""

    kind: str
    order: str
    obeyed: str
    never: str


def _lines(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


ORDERS = [Attack(**line) for line in _lines("orders.jsonl")]
IMPERATIVES = [line["text"] for line in _lines("imperatives.jsonl")]
