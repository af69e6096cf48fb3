"""What scripts that fit on labelled reports share: their options, and a regression as it is written."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

DIGITS = 4


def parse_reports(description: str | None) -> argparse.Namespace:
    """``reports``, a folder of them, and ``index``, where their index lies, or None."""
    return parser_of_reports(description).parse_args()


def parser_of_reports(description: str | None) -> argparse.ArgumentParser:
    """What reads those options, to which others may be added."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--index", type=Path, help="an index of the reports; made where it is missing")
    return parser


def as_logistic(model: LogisticRegression, names: Sequence[str]) -> dict[str, Any]:
    """A fitted regression over the signals of these names, as ``rag.fitted.Logistic`` has it."""
    weights = np.round(model.coef_[0], DIGITS).tolist()
    return {
        "weights": dict(zip(names, weights, strict=True)),
        "intercept": round(float(model.intercept_[0]), DIGITS),
    }
