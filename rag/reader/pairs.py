"""A question and texts to readings, by any sentence-transformers CrossEncoder, pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ReaderUnavailable
from rag.reader.texts import Reading, Text

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class PairReader:
    """Scores (question, text) and (question, sentence), one pair at a time so that none sways another.

    ``model`` is a folder, or a name on a model hub or in its cache. Raises ReaderUnavailable
    where it cannot be loaded.
    """

    def __init__(self, model: str | Path) -> None:
        self._encoder = _load(model)

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """One reading a text, in the same order."""
        return [self._read(question, text) for text in texts]

    def _read(self, question: str, text: Text) -> Reading:
        whole = self._score(question, f"{text.heading} {text.text}")
        sentences = [self._score(question, f"{text.heading} {text.text[a:b]}") for a, b in text.sentences]
        return Reading(whole, whole, tuple(sentences))

    def _score(self, question: str, text: str) -> float:
        from torch.nn import Identity

        scores = self._encoder.predict([(question, text)], activation_fn=Identity(), show_progress_bar=False)
        return float(scores[0])


def _load(model: str | Path) -> CrossEncoder:
    from sentence_transformers import CrossEncoder

    try:
        here = isinstance(model, Path)  # then nothing is asked of any hub
        encoder: CrossEncoder = CrossEncoder(str(model), device="cpu", num_labels=1, local_files_only=here)
    except Exception as error:
        raise ReaderUnavailable(
            f"The reader {str(model)!r} could not be loaded ({error}); PINPOINT_READER must name the folder "
            "of a sentence-transformers CrossEncoder, its name on a hub, or be none."
        ) from error
    return encoder
