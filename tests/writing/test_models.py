"""A model is opened by its name; what is missing is told first, and no key is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.errors import ModelUnavailable
from rag.writing import name_of, open_model
from rag.writing.models import _missing

KEY = "sk-test-very-secret"


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("llama3.2", "names no provider; write provider:model"),
        ("ollama:", "names no provider"),
        ("nobody:llama", "No provider of models is called 'nobody'"),
        ("groq:llama", "pip install langchain langchain-groq"),
    ],
)
def test_what_is_missing_is_told(model: str, told: str) -> None:
    with pytest.raises(ModelUnavailable, match=told):
        open_model(Settings(model=model))


@pytest.mark.parametrize("provider", ["anthropic", "ollama", "openai"])
def test_a_missing_extra_is_named(provider: str) -> None:
    assert f"pip install 'pinpoint[{provider}]'" in _missing(provider)


def test_a_key_that_is_missing_is_told_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY"):
        open_model(Settings(model="openai:gpt-4o-mini"))


def test_a_server_of_ones_own_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    model = open_model(Settings(model="openai:my-model", base_url="http://127.0.0.1:9/v1"))
    assert name_of(model) == "my-model"


def test_no_key_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    settings = Settings.from_env({"PINPOINT_MODEL": "openai:gpt-4o-mini", "OPENAI_API_KEY": KEY})
    assert KEY not in repr(settings) + repr(open_model(settings)) + str(open_model(settings))


def test_nothing_is_indexed_for_a_model_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable):
        Assistant.open(index=tmp_path / "index", settings=Settings(model="nobody:llama"))
    assert not (tmp_path / "index").exists()
