"""Conversations and what people thought of answers, kept in a folder on this machine and nowhere else.

A file is written whole and put in place of the one before, so that none is ever half a file.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from rag.model import Answer
from rag.query import Filters

RECENT = 20  # conversations that are offered to be taken up again
NO_FILTERS = Filters()
FEEDBACK = "feedback.jsonl"
_ID = re.compile(r"[0-9a-f]{16}")


def new_id() -> str:
    """A name for a conversation that nobody can guess."""
    return secrets.token_hex(8)


@dataclass(slots=True)
class Turn:
    """A question with the filters it was asked with, and what was said: an answer, or what went wrong."""

    question: str
    said: Answer | str
    filters: Filters = NO_FILTERS


@dataclass(slots=True)
class Conversation:
    """What was asked and said, oldest first."""

    id: str = field(default_factory=new_id)
    turns: list[Turn] = field(default_factory=list)

    @property
    def history(self) -> list[Answer]:
        """The answers so far."""
        return [turn.said for turn in self.turns if isinstance(turn.said, Answer)]


@dataclass(frozen=True, slots=True)
class Rating:
    """What a reader thought of an answer, and why."""

    good: bool
    reason: str = ""


class Store:
    """A folder with a file for each conversation, and one for all ratings.

    Where it is shared by people who are not told apart, only those conversations are listed that were kept
    or loaded by this one; whoever has the address of another, which nobody can guess, may load it.
    """

    def __init__(self, folder: Path, *, shared: bool = False) -> None:
        self.folder = folder
        self._shared = shared
        self._known: set[str] = set()

    def save(self, conversation: Conversation) -> None:
        """Keep a conversation in place of what was kept of it before; its passages are left out."""
        self._known.add(conversation.id)
        turns = [_turn_fields(turn) for turn in conversation.turns]
        self._write(f"{conversation.id}.json", json.dumps({"turns": turns}, ensure_ascii=False))

    def load(self, id: str) -> Conversation | None:
        """A kept conversation; None where there is none of that name that can be read."""
        if not _ID.fullmatch(id):
            return None
        try:
            kept = json.loads((self.folder / f"{id}.json").read_text(encoding="utf-8"))
            loaded = Conversation(id, [_turn_of(fields) for fields in kept["turns"]])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        self._known.add(id)
        return loaded

    def recent(self) -> Iterator[Conversation]:
        """The conversations that were last gone on with, newest first."""
        files = [file for file in self.folder.glob("*.json") if not self._shared or file.stem in self._known]
        newest = sorted(files, key=_changed, reverse=True)[:RECENT]
        yield from filter(None, (self.load(file.stem) for file in newest))

    def forget(self, id: str) -> None:
        """Delete a conversation for good, with what was thought of its answers."""
        if not _ID.fullmatch(id):
            return
        for file in (self.folder / f"{id}.json", *self.folder.glob(f".{id}.json.*")):
            file.unlink(missing_ok=True)
        if (self.folder / FEEDBACK).exists():
            self._rewrite_feedback(lambda rated: rated.rpartition("-")[0] == id)

    def rate(self, conversation: Conversation, turn: int, rating: Rating) -> None:
        """Keep what was thought of an answer, as a record that ``pinpoint evaluate`` reads.

        Paragraphs that a good answer cites are its evidence. What was thought of it before is replaced.
        """
        record = _rated(conversation, turn, rating)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._rewrite_feedback(lambda rated: rated == record["id"], json.dumps(record, ensure_ascii=False))

    def _rewrite_feedback(self, gone: Callable[[str], bool], *added: str) -> None:
        """Keep all ratings but those whose id is gone, and those that are added."""
        file = self.folder / FEEDBACK
        with FileLock(self.folder / "feedback.lock"):
            kept = file.read_text(encoding="utf-8").split("\n") if file.exists() else []
            lines = [*(line for line in kept if line and not gone(json.loads(line)["id"])), *added]
            self._write(FEEDBACK, "".join(f"{line}\n" for line in lines))
            for left in self.folder.glob(f".{FEEDBACK}.*"):  # by a process that was killed
                left.unlink(missing_ok=True)

    def _write(self, name: str, text: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=self.folder, prefix=f".{name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(aside).replace(self.folder / name)
        finally:
            Path(aside).unlink(missing_ok=True)


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:  # it has been deleted since it was listed
        return 0.0


def _turn_fields(turn: Turn) -> dict[str, Any]:
    said = turn.said if isinstance(turn.said, str) else replace(turn.said, passages=()).to_dict()
    return {"question": turn.question, "said": said, "filters": asdict(turn.filters)}


def _turn_of(fields: dict[str, Any]) -> Turn:
    said = fields["said"] if isinstance(fields["said"], str) else Answer.from_dict(fields["said"])
    return Turn(fields["question"], said, Filters.from_dict(fields["filters"]))


def _rated(conversation: Conversation, turn: int, rating: Rating) -> dict[str, Any]:
    answer = conversation.turns[turn].said
    if not isinstance(answer, Answer):
        raise ValueError(f"turn {turn} has no answer to be rated")
    cited = [{"document": citation.document, "text": citation.text} for citation in answer.citations]
    return {
        "id": f"{conversation.id}-{turn + 1}",
        "question": answer.question,
        "history": [
            {"role": role, "content": text}
            for before in conversation.turns[:turn]
            if isinstance(before.said, Answer)
            for role, text in (("user", before.question), ("assistant", before.said.text))
        ],
        "type": "rated good" if rating.good else "rated poor",
        "answerable": not (rating.good and answer.abstained),
        "evidence": cited if rating.good else [],
        "reason": rating.reason,
        "answer": answer.text,
        "engine": answer.engine,
        "corpus": answer.corpus,
        "rated": datetime.now(UTC).isoformat(timespec="seconds"),
    }
