"""The settings to the chat model that they name, through LangChain's own ``init_chat_model``."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from rag.errors import ModelUnavailable
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRAS = ("anthropic", "ollama", "openai")  # of this package, each with what its models need
LONGEST_ANSWER = 1_000  # tokens
PER_WORD = 2  # tokens, at most, that a word of the evidence takes
BESIDE_EVIDENCE = 2_048  # tokens for the task, the question and the answer
NO_KEY = "none"  # for a server of one's own that asks for no key


def open_model(settings: Settings) -> BaseChatModel:
    """The chat model named as ``provider:model``; raises ModelUnavailable, saying what is missing.

    Keys are read by the integration from its own variables, such as ``OPENAI_API_KEY``; none
    passes through here.
    """
    provider, colon, name = settings.model.partition(":")
    if not (provider and colon and name):
        raise ModelUnavailable(
            f"The model {settings.model!r} names no provider; write provider:model, such as ollama:llama3.2."
        )
    if find_spec("langchain") is None:
        raise ModelUnavailable(_missing(provider))
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **_options(provider, settings))
    except ImportError:
        raise ModelUnavailable(_missing(provider)) from None
    except Exception as error:  # each integration has its own; their texts may hold a key
        raise ModelUnavailable(_refused(provider, settings, error)) from None
    return model


def name_of(model: BaseChatModel) -> str:
    """What a model that was handed over is called."""
    named = (getattr(model, attribute, None) for attribute in ("model_name", "model"))
    return str(next(filter(None, named), model.get_name()))


def _options(provider: str, settings: Settings) -> dict[str, Any]:
    """What each integration calls the server, the time and the lengths; retries are ours to make."""
    server: dict[str, Any] = {"base_url": settings.base_url} if settings.base_url else {}
    seconds = settings.model_seconds
    if provider == "ollama":
        context = PER_WORD * settings.evidence_words + BESIDE_EVIDENCE
        lengths = {"num_ctx": context, "num_predict": LONGEST_ANSWER, "temperature": 0}
        return {**server, **lengths, "client_kwargs": {"timeout": seconds}}
    if provider == "openai":
        keyless = settings.base_url and not os.environ.get("OPENAI_API_KEY")
        key = {"api_key": NO_KEY} if keyless else {}
        # Some such servers know no end, and draw words by chance; hosted models may allow neither.
        bound = {"max_tokens": LONGEST_ANSWER, "temperature": 0} if settings.base_url else {}
        return {**server, **key, **bound, "timeout": seconds, "max_retries": 0, "stream_usage": True}
    if provider == "anthropic":
        return {**server, "timeout": seconds, "max_retries": 0, "max_tokens": LONGEST_ANSWER}
    return server


def _missing(provider: str) -> str:
    if provider in EXTRAS:
        return (
            f"Models of {provider} are not installed; install them with: pip install 'pinpoint[{provider}]'"
        )
    package = f"langchain-{provider.replace('_', '-')}"
    return f"Models of {provider} are not installed; install them with: pip install langchain {package}"


def _refused(provider: str, settings: Settings, error: Exception) -> str:
    if isinstance(error, ValueError) and "provider" in str(error).lower():
        return f"No provider of models is called {provider!r}; {', '.join(EXTRAS)} are, among others."
    variable = f"{provider.upper()}_API_KEY"
    return (
        f"The model {settings.model!r} could not be opened ({type(error).__name__}); if it needs a key, "
        f"put it into {variable}."
    )
