"""Settings: their defaults, the variables that change them, and what cannot be one."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from rag.errors import InvalidSetting, RagError
from rag.settings import SHIPPED_CORPUS, Settings


def test_without_variables_everything_has_its_default() -> None:
    assert Settings.from_env({}) == Settings()
    assert Settings() == Settings(
        corpus=SHIPPED_CORPUS,
        index=Path(".pinpoint"),
        embedding="",
        passages=24,
        model="",
        base_url="",
        model_seconds=120,
        model_tokens=6000,
        evidence_words=600,
        reading_seconds=120,
        reading_megabytes=2048,
    )
    assert any(SHIPPED_CORPUS.glob("*.txt"))


@pytest.mark.parametrize(
    ("variable", "value", "setting", "expected"),
    [
        ("PINPOINT_CORPUS", "/reports", "corpus", Path("/reports")),
        ("PINPOINT_CORPUS", "", "corpus", SHIPPED_CORPUS),
        ("PINPOINT_INDEX", "here/index", "index", Path("here/index")),
        ("PINPOINT_INDEX", "", "index", Path(".pinpoint")),
        ("PINPOINT_DATABASE", "postgresql://here/documents", "database", "postgresql://here/documents"),
        ("PINPOINT_CHROMA", "http://here:8000", "chroma", "http://here:8000"),
        ("PINPOINT_EMBEDDING", "owner/model", "embedding", "owner/model"),
        ("PINPOINT_PASSAGES", "7", "passages", 7),
        ("PINPOINT_PASSAGES", "", "passages", 24),
        ("PINPOINT_MODEL", "ollama:llama3.2", "model", "ollama:llama3.2"),
        ("PINPOINT_BASE_URL", "http://here/v1", "base_url", "http://here/v1"),
        ("PINPOINT_MODEL_SECONDS", "30", "model_seconds", 30),
        ("PINPOINT_MODEL_TOKENS", "9000", "model_tokens", 9000),
        ("PINPOINT_EVIDENCE_WORDS", "800", "evidence_words", 800),
        ("PINPOINT_READING_SECONDS", "10", "reading_seconds", 10),
        ("PINPOINT_READING_MEGABYTES", "512", "reading_megabytes", 512),
    ],
)
def test_a_variable_changes_its_setting_unless_it_is_empty(
    variable: str, value: str, setting: str, expected: object
) -> None:
    assert getattr(Settings.from_env({variable: value}), setting) == expected


@pytest.mark.parametrize(
    ("variable", "value", "setting", "expected"),
    [
        ("PINPOINT_KEYS", "keys.toml", "keys", Path("keys.toml")),
        ("PINPOINT_ROLE", "editor", "role", "editor"),
        ("PINPOINT_ROLE_CLAIM", "groups", "role_claim", "groups"),
        ("PINPOINT_PUBLIC_URL", "https://here", "public_url", "https://here"),
        ("PINPOINT_ORIGINS", "https://chat.here", "origins", "https://chat.here"),
        ("PINPOINT_REQUESTS_A_MINUTE", "9", "requests_a_minute", 9),
        ("PINPOINT_ANSWER_SECONDS", "9", "answer_seconds", 9),
        ("PINPOINT_SIGN_IN", "oidc", "sign_in", "oidc"),
    ],
)
def test_who_may_use_it_is_set_in_the_same_way(
    variable: str, value: str, setting: str, expected: object
) -> None:
    assert getattr(Settings.from_env({variable: value}), setting) == expected


def test_a_role_that_is_none_is_told() -> None:
    with pytest.raises(InvalidSetting, match="reader or editor or keeper"):
        Settings.from_env({"PINPOINT_ROLE": "admin"})


def test_settings_come_back_from_the_variables_that_they_are_written_to() -> None:
    settings = Settings(
        keys=Path("/keys.toml"),
        role="editor",
        passages=7,
        password="word",
        database="postgresql://u:word@here/db",
    )
    assert "hush" not in repr(settings)
    assert Settings.from_env(settings.to_env()) == settings


def test_another_corpus_has_an_index_of_its_own_unless_one_is_named() -> None:
    one, other = (
        Settings.from_env({"PINPOINT_CORPUS": place}).index for place in ("/a/reports", "/b/reports")
    )
    assert (one.parent, one.name[:8], one == other) == (Path(".pinpoint"), "reports-", False)
    named = Settings.from_env({"PINPOINT_CORPUS": "/a/reports", "PINPOINT_INDEX": "/index"})
    assert named.index == Path("/index")


@pytest.mark.parametrize(
    "variable",
    [
        "PINPOINT_PASSAGES",
        "PINPOINT_MODEL_SECONDS",
        "PINPOINT_MODEL_TOKENS",
        "PINPOINT_EVIDENCE_WORDS",
        "PINPOINT_READING_SECONDS",
        "PINPOINT_READING_MEGABYTES",
    ],
)
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", " ", "²"])
def test_a_number_that_is_none_from_one_on_is_told(variable: str, value: str) -> None:
    with pytest.raises(InvalidSetting) as told:
        Settings.from_env({variable: value})
    assert str(told.value) == f"{variable} is {value!r}; give a whole number from 1."
    assert isinstance(told.value, RagError)


def test_a_setting_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().passages = 3  # type: ignore[misc]
