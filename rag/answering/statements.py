"""The value between finding and showing: what an answer says, and the print it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from rag.facts import Fact
from rag.model import Outcome

TO_IMPROVE = "To improve: "


@dataclass(frozen=True, slots=True)
class Source:
    """Words taken from a printed paragraph; ``quote`` is word for word."""

    document: str
    locator: str
    quote: str


Part = str | Source


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of an answer: own words and quotations, each Source where its marker stands.

    ``derived`` are numbers of our own words that were counted or computed, not printed.
    ``missing`` marks a line that says what the documents do not hold. ``facts`` are the rows
    of data behind it, each with the ``document`` and ``locator`` of a source. ``under`` is the
    heading it stands under: a period, or an authority and a period.
    """

    parts: tuple[Part, ...]
    derived: tuple[str, ...] = ()
    under: str = ""
    missing: bool = False
    facts: tuple[Fact, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(part for part in self.parts if isinstance(part, Source))

    @property
    def wording(self) -> str:
        """What is read, without the markers."""
        return "".join(part for part in self.parts if isinstance(part, str))


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said in place of statements, such as why there is no answer, and what comes nearest to one.

    ``weak`` is whether something was found and only seems too weak, so that a reader of it may say otherwise.
    """

    outcome: Outcome
    text: str
    nearest: tuple[Statement, ...] = ()
    weak: bool = False


def say(
    *parts: Part, derived: tuple[str, ...] = (), under: str = "", facts: tuple[Fact, ...] = ()
) -> Statement:
    """A statement of these parts."""
    return Statement(parts, derived, under, facts=facts)


def miss(words: str) -> Statement:
    """A statement that says what the documents do not hold."""
    return Statement((words,), missing=True)


def counted(number: int, what: str) -> str:
    """So many of a thing: ``1 point``, ``2 points``, ``6 authorities``."""
    many = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number} {what if number == 1 else many}"


def quoted(text: str) -> str:
    """Words in quotation marks, on one line; marks inside them become single ones."""
    inside = " ".join(text.split()).replace("“", "‘").replace("”", "’").replace('"', "'")
    return f"“{inside}”"
