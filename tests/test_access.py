"""Roles, keys and passwords: who may do what, and that nothing is found by trying."""

from __future__ import annotations

import threading
import time
import tomllib
from pathlib import Path

import pytest

from rag.access import ROLES, Caller, Gate, Keys, is_password, make_key, role_in, role_of_unknown
from rag.errors import InvalidSetting
from rag.settings import Settings


def test_each_role_may_do_what_those_before_it_may() -> None:
    may = [[Caller("one", own).may(role) for role in ROLES] for own in ROLES]
    assert may == [[True, False, False], [True, True, False], [True, True, True]]


def test_a_key_is_known_by_its_hash_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    made = [make_key("open-webui", "reader"), make_key("clerk@council.gov.uk", "keeper")]
    file.write_text("\n".join(lines for _, lines in made))
    keys = Keys.read(file)
    assert [keys.caller(key) for key, _ in made] == [
        Caller("open-webui", "reader"),
        Caller("clerk@council.gov.uk", "keeper"),
    ]
    assert keys.caller("") is keys.caller(made[0][0] + "x") is None
    assert not any(key in file.read_text() for key, _ in made)
    assert keys.caller(tomllib.loads(file.read_text())["open-webui"]["sha256"]) is None


def test_without_a_file_there_are_no_keys() -> None:
    assert not Keys.read(None)
    assert Keys.read(None).caller("") is None


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        'reader = "x"',
        '[one]\nrole = "admin"\nsha256 = "' + "0" * 64 + '"',
        '[one]\nrole = "reader"',
    ],
)
def test_a_file_of_keys_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(text)
    with pytest.raises(InvalidSetting, match=r"keys\.toml"):
        Keys.read(file)
    with pytest.raises(InvalidSetting, match=r"missing\.toml"):
        Keys.read(tmp_path / "missing.toml")


@pytest.mark.parametrize("name", ["", "..", ".hidden", "a/b", "a b", "x" * 65, 'quote"', "é"])
def test_a_name_that_could_lead_elsewhere_names_no_key(name: str) -> None:
    with pytest.raises(InvalidSetting):
        make_key(name, "reader")


def test_a_password_is_right_or_wrong() -> None:
    assert is_password("gehört", "gehört")
    assert not is_password("gehört ", "gehört")


@pytest.mark.parametrize(
    ("settings", "to_others", "role"),
    [
        (Settings(), False, "keeper"),
        (Settings(), True, "reader"),
        (Settings(password="word"), False, "reader"),
        (Settings(sign_in="oidc"), False, "reader"),
        (Settings(keys=Path("keys.toml")), False, "reader"),
        (Settings(password="word", role="editor"), True, "editor"),
    ],
)
def test_whoever_has_no_key_of_their_own_may_change_something_on_their_own_machine_alone(
    settings: Settings, to_others: bool, role: str
) -> None:
    assert role_of_unknown(settings, to_others=to_others) == role


@pytest.mark.parametrize(
    ("claim", "role"),
    [
        (None, "reader"),
        ("editor", "editor"),
        (["staff", "pinpoint-editor"], "editor"),
        (["reader", "/apps/pinpoint/Keeper"], "keeper"),
        ("no-role", "reader"),
        (7, "reader"),
    ],
)
def test_a_claim_names_a_role(claim: object, role: str) -> None:
    assert role_in(claim, "reader") == role


def test_wrong_attempts_take_together_what_they_would_take_one_after_another() -> None:
    gate, seconds, times, tried = Gate(0.002), 0.002, 500, []
    began = time.perf_counter()
    threads = [threading.Thread(target=lambda: tried.append(gate.admit(lambda: None))) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.perf_counter() - began >= times * seconds
    assert tried == [None] * times


def test_a_right_attempt_costs_nothing() -> None:
    began = time.perf_counter()
    assert [Gate(30).admit(lambda: "in") for _ in range(3)] == ["in"] * 3
    assert time.perf_counter() - began < 30
