"""The story of a written answer: excerpts, prompt, drafts, each weighed, shown as they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from rag.answering.evidence import Evidence
from rag.answering.sought import holds_sought
from rag.answering.statements import Statement
from rag.errors import ReaderUnavailable
from rag.model import Answer, Document
from rag.reader import Reader
from rag.settings import Settings
from rag.writing.conversation import PAUSES, Conversation
from rag.writing.excerpts import Excerpt, choose_excerpts
from rag.writing.faults import NOTHING_FOUND, Failed
from rag.writing.prompts import messages_for, schema_of
from rag.writing.sheet import Sheet
from rag.writing.shield import plain_text
from rag.writing.skeleton import Skeleton, aside, draw_skeleton
from rag.writing.weighing import answers, weigh

NOTHING_HELD = "nothing of what it wrote stands in the excerpts and answers"


class Writer:
    """A chat model that tells what the excerpts say.

    What it leaves untold or tells wrongly stays in the documents' own words. Whatever goes wrong with the
    model there is an answer: the quotes', with a warning that says why.
    """

    def __init__(
        self, model: BaseChatModel, engine: str, settings: Settings, *, pauses: Sequence[float] = PAUSES
    ) -> None:
        self._model = model
        self._engine = engine
        self._settings = settings
        self._pauses = pauses

    def write(
        self, found: Evidence, reader: Reader | None = None, *, live: bool = True
    ) -> Iterator[str | Answer]:
        """The text word by word, each statement once it has held; then the Answer.

        Where nothing holds, the Answer is the quotes' and takes the place of what was shown.
        """
        skeleton = draw_skeleton(found)
        excerpts: tuple[Excerpt, ...] = ()
        if skeleton.told or skeleton.composed.weak:
            excerpts = choose_excerpts(skeleton.told, found, words=self._settings.evidence_words)
        if not excerpts:  # declined, or told by data alone
            yield from _words(skeleton.answer.text)
            yield skeleton.answer
            return
        conversation = self._conversation(excerpts, live=live)
        job = Job(found.query.text, skeleton, excerpts, found.documents, conversation, reader)
        sheet = Sheet(found.documents)
        try:
            for statement in job.statements():
                yield from _words(sheet.add(statement, written=statement in job.written))
        except Failed as failed:
            yield job.give_up(self._engine, failed.fault.reason)
            return
        except ReaderUnavailable as error:
            yield job.give_up(self._engine, f"what it writes could not be checked ({error})")
            return
        yield job.finish(self._engine, sheet)

    def write_whole(self, found: Evidence, reader: Reader | None = None) -> Answer:
        """The whole answer, by calls that do not stream."""
        *_, answer = self.write(found, reader, live=False)
        if not isinstance(answer, Answer):
            raise TypeError("what is written ends with the Answer")
        return answer

    def _conversation(self, excerpts: Sequence[Excerpt], *, live: bool) -> Conversation:
        schema, settings = schema_of([one.label for one in excerpts]), self._settings
        return Conversation(
            self._model, schema, settings.model_seconds, settings.model_tokens, self._pauses, live
        )


@dataclass
class Job:
    """One answer in the making: what is known, the talk with the model, and what became of its drafts.

    ``written`` are the model's statements that held, ``moved`` counts those that were found to rest on
    another excerpt than the model named, ``dropped`` those that rest on none or do not answer.
    """

    question: str
    skeleton: Skeleton
    excerpts: Sequence[Excerpt]
    documents: Mapping[str, Document]
    conversation: Conversation
    reader: Reader | None = None
    written: list[Statement] = field(default_factory=list)
    moved: int = 0
    dropped: int = 0

    def statements(self) -> Iterator[Statement]:
        """All that is shown, in order: what is written, quotations that it leaves untold, and what is kept.

        They come as they are written where the answer has one part; else once all are, part by part.
        """
        return self.skeleton.arrange(self._in_parts(chain(self._held(), self._untold())))

    def _in_parts(self, shown: Iterable[Statement]) -> Iterator[Statement]:
        headings = self.skeleton.headings
        several = len(headings) > 1
        yield from sorted(shown, key=lambda one: headings.index(one.under)) if several else shown

    def finish(self, engine: str, sheet: Sheet) -> Answer:
        """The written answer; the quotes' where nothing held."""
        broken = self.conversation.broken
        if not self.written:
            return self.give_up(engine, broken.reason if broken else NOTHING_HELD)
        warnings = []
        if self.dropped:
            warnings.append(
                f"{self.dropped} statement(s) of {engine} left out: not printed so, or not asked for."
            )
        if broken:
            warnings.append(f"The answer of {engine} is not whole: {broken.reason}.")
        answer = sheet.answer(self.skeleton.answer)
        return replace(answer, engine=engine, warnings=tuple(warnings), usage=self._usage())

    def give_up(self, engine: str, reason: str) -> Answer:
        """The quotes' answer, and why it is not the model's; no reason is needed where both decline."""
        answer = replace(self.skeleton.answer, usage=self._usage())
        if answer.abstained and reason in (NOTHING_FOUND.reason, NOTHING_HELD):
            return answer
        warning = f"{engine} did not write this answer: {reason}. The documents' own words are shown instead."
        return replace(answer, warnings=(*answer.warnings, warning))

    def _usage(self) -> dict[str, float]:
        counts = {"statements": len(self.written), "moved": self.moved, "dropped": self.dropped}
        return {**self.conversation.usage, **counts}

    def _held(self) -> Iterator[Statement]:
        """The statements that hold and answer the question, in the model's order."""
        for draft in self.conversation.ask(self._messages):
            weighed = weigh(draft, self.excerpts, self.documents)
            if weighed.faults or not self._answers(weighed.statement.wording):
                self.dropped += 1
                continue
            statement = replace(weighed.statement, under=self.skeleton.heading_of(weighed.statement))
            if statement not in self.written:
                self.moved += weighed.moved
                self.written.append(statement)
                yield statement

    def _answers(self, text: str) -> bool:
        """Whether a text answers; of evidence that looks weak it has to hold the sort of thing asked for."""
        holds = not self.skeleton.composed.weak or holds_sought(self.question, text)
        return holds and answers(self.question, text, self.reader)

    def _untold(self) -> Iterator[Statement]:
        """The quotations that nothing written stands in for."""
        if self.written:
            untold = self.skeleton.untold(self.written, self.documents)
            yield from map(aside, untold)

    def _messages(self, structured: bool) -> list[BaseMessage]:
        told = " ".join(plain_text(statement.wording.strip()) for statement in self.skeleton.kept)
        return messages_for(plain_text(self.question), self.excerpts, told, structured=structured)


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+|\s+$", text)
