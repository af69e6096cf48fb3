"""What a chat model returns to drafts of statements, however well it kept the format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.quotes import points_back
from rag.language.sentences import sentences
from rag.writing.shield import visible

LONGEST_OUTPUT, MOST_DRAFTS = 6_000, 10  # characters, statements; a model that writes more repeats itself
POINTING_WORDS = 6  # by which a sentence that is being written tells whether it points back (points_back)

_NUMBER = r"P[\s-]?\d{1,3}"
_LIST = rf"(?:passages?|sources?|labels?|see)?[\s:]*{_NUMBER}(?:\s*(?:,|;|/|\band\b|&|\s)\s*{_NUMBER})*"
_LABELS = re.compile(
    rf"[\[(【{{<]\s*{_LIST}\s*[\])】}}>]|[\[【]\s*\d{{1,3}}(?:\s*[,;]\s*\d{{1,3}})*\s*[\]】]|\b{_LIST}(?=\W*$|[.,;:|]?\s)",
    re.IGNORECASE,
)
_MARKER = re.compile(r"^\s*(?:[-*•>#]+|\(?\d{1,2}[.)])\s+")
_OBJECT = re.compile(r"\{[^{}]*\}")
_KEY = r"[\"'](?:text|statement|sentence|answer)[\"']\s*:\s*\""
_INSIDE = r"(?:[^\"\\]|\\.)*"
_TEXT = re.compile(rf"{_KEY}({_INSIDE})\"")
_OPENED = re.compile(rf"{{(?P<before>[^{{}}]*?){_KEY}(?P<text>{_INSIDE})$")
_NONE = re.compile(r"\W*NONE\W*", re.IGNORECASE)
_NOT_ANSWERED = re.compile(r"[\"']answered[\"']\s*:\s*false", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\b(?:I(?:'m| am) (?:sorry|unable|not able)|I (?:can(?:no|')t|cannot|won't|will not)|as an AI)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement as it was written, and the labels that it names."""

    text: str
    labels: tuple[str, ...]


class DraftReader:
    """Reads drafts from text as it arrives; each is given once it is complete."""

    def __init__(self) -> None:
        self.text = ""
        self._given = 0

    def feed(self, piece: str) -> list[Draft]:
        """The drafts that are complete with this piece."""
        self.text = visible(self.text + piece)[:LONGEST_OUTPUT]
        complete = self.text if self._is_json else self.text[: self.text.rfind("\n") + 1]
        return self._give(complete)

    def close(self) -> list[Draft]:
        """What is left when nothing more arrives."""
        return self._give(self.text)

    @property
    def full(self) -> bool:
        return len(self.text) >= LONGEST_OUTPUT or self._given >= MOST_DRAFTS

    @property
    def says_none(self) -> bool:
        """Whether the model found that the excerpts hold no answer."""
        return bool(_NONE.fullmatch(self.text) or (self._is_json and _NOT_ANSWERED.search(self.text)))

    @property
    def refuses(self) -> bool:
        """Whether the model declined to write."""
        return bool(_REFUSAL.search(self.text[:400]))

    @property
    def _is_json(self) -> bool:
        start = self.text.lstrip().removeprefix("```json").removeprefix("```").lstrip()
        return start.startswith(("{", "[")) and not _LABELS.match(start)

    def _give(self, text: str) -> list[Draft]:
        drafts = list(_read_json(text) if self._is_json else _read_lines(text))
        new = drafts[self._given :]
        self._given = max(self._given, len(drafts))
        return new


def _read_json(text: str) -> Iterator[Draft]:
    """Every object that holds a text, whole or not as JSON goes; of one still open the whole sentences."""
    ended = 0
    for found in _OBJECT.finditer(text):
        ended = found.end()
        told = _TEXT.search(found.group())
        if told:
            yield from _labelled(told[1], found.group()[: told.start()] + found.group()[told.end() :])
    opened = _OPENED.search(text, ended)
    if opened and _labels_in(opened["before"]):
        drafts = list(_labelled(opened["text"], opened["before"]))
        begun = len(drafts[-1].text.split()) if drafts else 0
        yield from drafts[: -1 if begun > POINTING_WORDS else -2]


def _labelled(inside: str, beside: str) -> Iterator[Draft]:
    """The statements of a text in JSON, with their labels and those that stand beside it."""
    for draft in _read_line(_unescaped(inside)):
        yield Draft(draft.text, tuple(dict.fromkeys([*draft.labels, *_labels_in(beside)])))


def _unescaped(inside: str) -> str:
    try:
        return str(json.loads(f'"{inside}"', strict=False))
    except ValueError:
        return inside


def _read_lines(text: str) -> Iterator[Draft]:
    for line in text.splitlines():
        yield from _read_line(line)


def _read_line(line: str) -> Iterator[Draft]:
    """The statements of a line: each ends with its labels."""
    line = _MARKER.sub("", line.replace("**", "").replace("__", "").replace("`", "").strip())
    if not re.search(r"\w", line) or _NONE.fullmatch(line) or line.startswith("|"):
        return
    start, said, labels = 0, "", list[str]()
    for found in _LABELS.finditer(line):
        said += line[start : found.start()]
        start = found.end()
        labels += _labels_in(found.group())
        rest = line[start:].lstrip()
        if not re.search(r"\w", said):
            continue
        if not rest[:1].islower() and not _LABELS.match(rest) and rest[:1] not in (",", ";"):
            ends = re.match(r"[\s.;,]*", line[start:])
            yield from _draft(said, labels)
            start, said, labels = start + (ends.end() if ends else 0), "", []
    yield from _draft(said + line[start:], labels)


def _draft(text: str, labels: list[str]) -> Iterator[Draft]:
    """A draft of each sentence; a heading or a lead-in that names no label is none."""
    plain = re.sub(r"[\s\[(【:–-]+$", "", " ".join(text.split())).lstrip(" -–:|")
    if len(plain.split()) < 2 or (not labels and text.rstrip().endswith(":")):
        return
    ended = plain if plain[-1] in ".!?”’\"'" else f"{plain}."
    for statement in _apart(re.sub(r"\s+([.,;])", r"\1", _curly(ended))):
        yield Draft(statement, tuple(dict.fromkeys(labels)))


def _apart(text: str) -> list[str]:
    """The sentences of a text, each with those after it that point back to it."""
    apart: list[str] = []
    for sentence in sentences(text):
        if apart and points_back(sentence):
            apart[-1] = f"{apart[-1]} {sentence}"
        else:
            apart.append(sentence)
    return apart


def _labels_in(text: str) -> list[str]:
    return [f"P{int(number)}" for number in re.findall(r"\d{1,3}", text)]


def _curly(text: str) -> str:
    """Straight and single marks of quotation as the curly ones by which quotations are known."""
    double = re.sub(r'"([^"]*)"', r"“\1”", text)
    return re.sub(r"(?<![\w“])['‘]([^'‘’“”]+)['’](?!\w)", r"“\1”", double)
