"""What the tests of writing ask about: two made-up reports, a question on them, and good answers to it."""

from __future__ import annotations

import json
from typing import Any

from tests.answering.examples import DOCUMENTS, evidence

PARAGRAPH = "Care leavers are well supported. Of them, 56% are in work. However, visits are too rare."
FOUND = (("north-2018", "7"), ("north-2018", "8"))
LINES = (
    "- Care leavers in North are well supported, and 56% of them are in work. [P1]\n"
    "- Visits to them are too rare. [P1]\n"
    "- Foster carers are trained well. [P2]"
)
TOLD = (
    "Care leavers in North are well supported, and 56% of them are in work. [1] "
    "Visits to them are too rare. [1] Foster carers are trained well. [2]"
)
JSON = json.dumps(
    {
        "statements": [
            {
                "text": "Care leavers in North are well supported, and 56% of them are in work.",
                "labels": ["P1"],
            },
            {"text": "Visits to them are too rare.", "labels": ["P1"]},
            {"text": "Foster carers are trained well.", "labels": ["P2"]},
        ]
    }
)


def task(**asked: Any) -> dict[str, Any]:
    """A question on care leavers in North, with what was found, as a Writer takes it."""
    found = evidence(*FOUND, authorities=("North",), documents=("north-2018",), **asked)
    return {"query": found.query, "findings": found.findings, "documents": DOCUMENTS, "corpus": "made"}
