"""What is kept in two bytes a number, read as it is searched."""

from __future__ import annotations

import numpy as np
import pytest

from rag.engine.rows import CHUNK, stored_matrix, vectors_of


def test_kept_vectors_are_of_length_1_again() -> None:
    made = np.random.default_rng(0).normal(size=(20, 384)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    read = vectors_of(np.zeros(20, dtype=CHUNK).tobytes(), stored_matrix(list(made)))
    assert np.linalg.norm(read.matrix, axis=1) == pytest.approx(np.ones(20), abs=2e-7)
    assert np.sum(read.matrix * made, axis=1) == pytest.approx(np.ones(20), abs=1e-6)


def test_a_vector_of_nothing_stays_one() -> None:
    read = vectors_of(np.zeros(1, dtype=CHUNK).tobytes(), stored_matrix([np.zeros(4, dtype=np.float32)]))
    assert read.matrix.tolist() == [[0.0] * 4]
