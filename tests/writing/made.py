"""What the tests of writing ask about: two made-up reports, a question on them, and good answers to it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from rag.answering.evidence import Evidence
from tests.answering.examples import evidence

PARAGRAPH = "Care leavers are well supported. Of them, 56% are in work. However, visits are too rare."
FOUND = (("north-2018", "7"), ("north-2018", "8"))
LINES = (
    "- Care leavers in North are well supported, and 56% of them are in work. [P1]\n"
    "- Visits are too rare. [P1]\n"
    "- Foster carers are trained well. [P2]"
)
TOLD = (
    "Care leavers in North are well supported, and 56% of them are in work. [1] "
    "Visits are too rare. [1] Foster carers are trained well. [2]"
)
JSON = json.dumps(
    {
        "statements": [
            {
                "text": "Care leavers in North are well supported, and 56% of them are in work.",
                "labels": ["P1"],
            },
            {"text": "Visits are too rare.", "labels": ["P1"]},
            {"text": "Foster carers are trained well.", "labels": ["P2"]},
        ]
    }
)


def task(**asked: Any) -> Evidence:
    """A question on care leavers in North, with what was found."""
    found = evidence(*FOUND, authorities=("North",), documents=("north-2018",), **asked)
    return replace(found, corpus="made")
