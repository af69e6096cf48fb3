"""What runs Pinpoint on a server fits it: the image, the containers, the units and the proxy before them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shlex
import tomllib
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import streamlit
import yaml

from rag.__main__ import build_parser
from rag.adding import LARGEST_FILE_MEGABYTES
from rag.settings import SHIPPED, Settings, variable_of

ROOT = Path(__file__).parent.parent.parent
RUNNING = ROOT / "docs" / "running"
DOCKERFILE = ROOT / "Dockerfile"
COMPOSE = ROOT / "compose.yaml"
UNITS = sorted(RUNNING.glob("*.service"))
NGINX = RUNNING / "nginx.conf"
LOOPBACK = "127.0.0.1"


def instructions(name: str) -> list[str]:
    """What stands after an instruction of the Dockerfile, wherever it is given."""
    text = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    return re.findall(rf"^{name}\s+(.+)$", text, re.MULTILINE)


def services() -> dict[str, dict[str, Any]]:
    """The services of compose.yaml, where nothing is set in the environment."""
    text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", COMPOSE.read_text(encoding="utf-8"))
    told: dict[str, dict[str, Any]] = yaml.safe_load(text)["services"]
    return told


def unit(file: Path) -> dict[str, list[str]]:
    """The lines of a unit by their names, each with all that it is given."""
    told: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", file.read_text(encoding="utf-8"), re.MULTILINE):
        told.setdefault(name, []).append(value)
    return told


def copied() -> Iterator[Path]:
    """What the Dockerfile copies out of the checkout."""
    for line in instructions("COPY"):
        if not line.startswith("--from"):
            yield from map(Path, line.split()[:-1])


def commands() -> Iterator[list[str]]:
    """Every way in which Pinpoint is started, without its own name."""
    yield json.loads(instructions("CMD")[-1])
    for service in services().values():
        yield service["command"]
    for file in UNITS:
        started = unit(file)
        for line in started["ExecStart"] + started.get("ExecStartPre", []):
            yield shlex.split(line)[1:]


def parsed(words: list[str]) -> Namespace:
    return build_parser().parse_args(words)


def ports() -> dict[str, int]:
    """The ports of the page and of the HTTP interface, unless others are asked for."""
    return {name: parsed([name]).port for name in ("chat", "serve")}


def block(place: str) -> str:
    """What nginx is told for a location."""
    (found,) = re.findall(
        rf"location {re.escape(place)} {{(.*?)}}", NGINX.read_text(encoding="utf-8"), re.DOTALL
    )
    return found


def megabytes(told: str) -> int:
    """The largest body that lines of nginx.conf let through."""
    (found,) = re.findall(r"client_max_body_size (\d+)m;", told)
    return int(found)


# all of them


def test_every_command_that_is_started_is_one_that_there_is() -> None:
    assert {words[0] for words in commands()} == {"chat", "index", "serve"}
    for words in commands():
        assert parsed(words).run, words


def test_each_listens_where_it_is_looked_for() -> None:
    for words in commands():
        if words[0] in ports():
            assert parsed(words).port == ports()[words[0]], words
    assert {int(port) for port in instructions("EXPOSE")[0].split()} == set(ports().values())


@pytest.mark.parametrize("file", [DOCKERFILE, COMPOSE, NGINX, *UNITS], ids=lambda file: file.name)
def test_every_variable_is_a_setting(file: Path) -> None:
    known = {variable_of(setting.name) for setting in fields(Settings)}
    assert set(re.findall(r"PINPOINT_[A-Z_]+", file.read_text(encoding="utf-8"))) <= known


@pytest.mark.parametrize("file", [DOCKERFILE, *UNITS], ids=lambda file: file.name)
def test_no_library_tells_its_maker_anything(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "ORT_DISABLE_TELEMETRY=1" in text
    assert "HF_HUB_OFFLINE=1" in text


# the image


def test_what_the_image_is_made_of_is_there() -> None:
    assert [path for path in copied() if not (ROOT / path).exists()] == []


def test_everything_that_a_wheel_takes_along_is_copied() -> None:
    within = [(ROOT / path).resolve() for path in copied()]
    for link in SHIPPED.iterdir():
        target = link.resolve()
        files = target.iterdir() if link.name == ".streamlit" else [target]
        for file in files:
            if file.name != "secrets.toml":
                assert any(file == path or path in file.parents for path in within), file


def test_what_is_copied_is_let_in_and_secrets_are_not() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert let_in == {path.as_posix() for path in copied()}
    assert "*" in lines
    assert ".streamlit" not in let_in


def test_the_image_names_its_python_and_a_user_that_is_not_root() -> None:
    assert all(re.match(r"python:3\.\d+-slim-\w+( AS \w+)?$", base) for base in instructions("FROM"))
    (user,) = instructions("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)


def test_the_extras_of_the_image_are_extras() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (extras,) = (line.split("=")[1].strip('"') for line in instructions("ARG") if line.startswith("EXTRAS"))
    assert set(extras.split(",")) <= set(project["optional-dependencies"])


# the containers


@pytest.mark.parametrize("name", ["page", "server"])
def test_a_container_is_reached_from_its_machine_alone(name: str) -> None:
    (published,) = services()[name]["ports"]
    address, outside, inside = published.split(":")
    assert address == LOOPBACK
    assert outside == inside == str(parsed(services()[name]["command"]).port)
    assert f":{inside}/" in services()[name]["healthcheck"]["test"][-1]


@pytest.mark.parametrize("name", ["page", "server"])
def test_a_container_can_change_nothing_but_the_index(name: str) -> None:
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    kept = [mount["target"] for mount in service["volumes"] if not mount.get("read_only")]
    assert kept == instructions("VOLUME")


def test_both_containers_have_the_same_index_documents_and_keys() -> None:
    page, server = services()["page"], services()["server"]
    for what in ("image", "volumes", "secrets"):
        assert page[what] == server[what]
    for variable in ("PINPOINT_CORPUS", "PINPOINT_KEYS"):
        assert page["environment"][variable] == server["environment"][variable]


# the units


def test_both_units_have_the_same_user_index_and_keys() -> None:
    one, other = map(unit, UNITS)
    for name in ("User", "EnvironmentFile", "LoadCredential", "StateDirectory", "WorkingDirectory"):
        assert one[name] == other[name]
    for variable in ("PINPOINT_INDEX", "PINPOINT_KEYS"):
        set_by = [[line for line in told["Environment"] if variable in line] for told in (one, other)]
        assert len(set_by[0]) == 1
        assert set_by[0] == set_by[1]


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_writes_nowhere_but_to_its_own_folder(file: Path) -> None:
    told = unit(file)
    (index,) = [line for line in told["Environment"] if "PINPOINT_INDEX" in line]
    assert index.partition("=")[2].startswith(f"/var/lib/{told['StateDirectory'][0]}/")
    assert "ReadWritePaths" not in told
    for name, value in [
        ("ProtectSystem", "strict"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
    ]:
        assert told[name] == [value]


def test_the_units_listen_behind_the_proxy_alone() -> None:
    for file in UNITS:
        assert f"--address {LOOPBACK} " in unit(file)["ExecStart"][0]


# the proxy


def test_the_proxy_leads_to_the_two_ports_and_to_no_other() -> None:
    led = re.findall(r"server (\S+);", NGINX.read_text(encoding="utf-8"))
    assert led == [f"{LOOPBACK}:{port}" for port in ports().values()]


def test_the_proxy_lets_through_what_pinpoint_takes() -> None:
    assert megabytes(block("/_stcore/upload_file")) > LARGEST_FILE_MEGABYTES
    assert megabytes(block("= /v1/documents")) >= 2 * LARGEST_FILE_MEGABYTES
    waits = re.findall(r"proxy_read_timeout (\d+)s;", NGINX.read_text(encoding="utf-8"))
    assert all(int(seconds) > Settings().answer_seconds for seconds in waits)
    assert waits


def test_the_proxy_lets_the_browser_run_what_streamlit_has_in_its_page() -> None:
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    (script,) = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    known = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{known}'" in NGINX.read_text(encoding="utf-8")


def test_names_of_the_proxy_are_those_of_the_units_and_of_the_sign_in() -> None:
    (names,) = re.findall(r"server_name (\S+ \S+);", NGINX.read_text(encoding="utf-8"))
    page, server = names.split()
    by_name = {file.stem: file.read_text(encoding="utf-8") for file in UNITS}
    assert f"chat --host {page} --address 127.0.0.1 " in by_name["pinpoint-page"]
    assert f"PINPOINT_PUBLIC_URL=https://{server}\n" in by_name["pinpoint"]
    signing_in = tomllib.loads((RUNNING / "secrets.example.toml").read_text(encoding="utf-8"))["auth"]
    assert signing_in["redirect_uri"] == f"https://{page}/oauth2callback"
    assert {signing_in["cookie_secret"], signing_in["client_secret"]} == {"…"}
