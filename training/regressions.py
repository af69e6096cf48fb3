"""What scripts that fit on labelled reports share: their options, and a regression as it is written."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

DIGITS = 4


def parse_reports(description: str | None, *before: str) -> argparse.Namespace:
    """``reports``, a folder of them, ``index``, where theirs lies, or None, and paths named ``before``."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    for name in (*before, "reports"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--index", type=Path, help="an index of the reports; made where it is missing")
    return parser.parse_args()


def as_logistic(model: LogisticRegression, names: Sequence[str]) -> dict[str, Any]:
    """A fitted regression over the signals of these names, as ``rag.fitted.Logistic`` has it."""
    weights = np.round(model.coef_[0], DIGITS).tolist()
    return {
        "weights": dict(zip(names, weights, strict=True)),
        "intercept": round(float(model.intercept_[0]), DIGITS),
    }
