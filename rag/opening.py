"""Options of a command to the settings that they make, and to the assistant that is opened with them."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.printing import progress_bars
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant

EVERYWHERE = "0.0.0.0"  # the addresses of this machine, all of them


def settings_of(options: Namespace) -> Settings:
    """The settings with what the options say, and the index folder of their corpus."""
    from rag.indexing import index_folder

    settings = Settings.from_env()
    corpus = options.corpus or settings.corpus
    model = getattr(options, "model", "")  # a command without the option writes no answers
    return replace(
        settings,
        corpus=corpus,
        index=index_folder(corpus, options.index, settings),
        model=settings.model if model is None else model,
    )


def open_assistant(options: Namespace) -> Assistant:
    """The assistant over the corpus of the options, brought up to date, with a bar for whoever waits."""
    from rag.assistant import Assistant

    with progress_bars() as progress:
        return Assistant.open(settings=settings_of(options), progress=progress)
