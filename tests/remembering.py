"""What is the same in every test, remembered: what models say of the same texts, and what is installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from unittest.mock import patch

from streamlit.components.v2 import manifest_scanner

from rag.reader import Reader, Reading, Text, open_reader
from rag.reader.entailment import Pair, load_entailment


class RememberingReader:
    """The packaged reader, by which each text is read once beside each question."""

    def __init__(self) -> None:
        self._reader = open_reader()
        self._read: dict[tuple[str, Text], Reading] = {}

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        new = [text for text in dict.fromkeys(texts) if (question, text) not in self._read]
        for text, reading in zip(new, self._reader.read(question, new), strict=True):
            self._read[question, text] = reading
        return [self._read[question, text] for text in texts]


class RememberingEntailment:
    """The model of entailment, which is asked about each pair once."""

    def __init__(self) -> None:
        self._told: dict[Pair, float] = {}

    def log_odds(self, pairs: Sequence[Pair]) -> list[float]:
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._told]
        self._told.update(zip(new, load_entailment().log_odds(new), strict=True))
        return [self._told[pair] for pair in pairs]


@contextmanager
def remembering() -> Iterator[None]:
    """Have every assistant that names no reader, and every check, ask these."""
    packaged = cache(RememberingReader)
    entailment = RememberingEntailment()
    components = cache(manifest_scanner.scan_component_manifests)  # of all that is installed, for each page

    def opened(name: str = "") -> Reader | None:
        return open_reader(name) if name else packaged()

    with (
        patch("rag.assistant.open_reader", opened),
        patch("rag.answering.checking.load_entailment", lambda: entailment),
        patch.object(manifest_scanner, "scan_component_manifests", components),
    ):
        yield
