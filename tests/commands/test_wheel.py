"""The wheel runs by itself, installed into an empty environment in another folder, with all that it ships."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCE = ("rag", "README.md", "LICENSE", "pyproject.toml")
QUESTION = "what is the Think Family database?"


@pytest.fixture(scope="module")
def environment(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel, and what it depends on from here; but not the checkout.

    What was embedded of the same documents here lies in the index folder already.
    """
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(built_index, folder / "index")
    (folder / "source").mkdir()
    for name in SOURCE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / "source" / name)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", folder, folder / "source"], check=True, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel]
    subprocess.run(install, check=True)
    here = sysconfig.get_path("purelib", vars={"base": str(folder / "env")})
    Path(here, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def variables(environment: Path) -> dict[str, str]:
    return os.environ | {"PINPOINT_INDEX": str(environment / "index")}


def pinpoint(environment: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A command of the installed package, run in another folder than the checkout."""
    command = [environment / "env" / "bin" / "pinpoint", *arguments]
    return subprocess.run(
        list(map(str, command)),
        cwd=environment,
        env=variables(environment),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_package_is_the_wheels_own(environment: Path) -> None:
    code = "import rag, rag.settings; print(rag.__file__, rag.settings.SHIPPED_CORPUS)"
    command = [str(environment / "env" / "bin" / "python"), "-c", code]
    done = subprocess.run(command, cwd=environment, capture_output=True, text=True, check=True)
    assert all(place.startswith(str(environment / "env")) for place in done.stdout.split())


def test_it_answers_from_the_corpus_inside_it(environment: Path) -> None:
    done = pinpoint(environment, "ask", QUESTION, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["citations"][0]["locator"] == "46"


def test_it_evaluates(environment: Path) -> None:
    questions = environment / "questions.jsonl"
    shipped = (ROOT / "benchmarks" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions.write_text("\n".join(shipped[:3]), encoding="utf-8")
    assert pinpoint(environment, "evaluate", questions).stdout.count("\n") > 2
    (own,) = (environment / "env").rglob("shipped/questions.jsonl")
    assert own.read_text(encoding="utf-8").splitlines() == shipped


def test_it_serves_the_page(environment: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(environment / "env" / "bin" / "pinpoint"), "chat", "--port", str(port)]
    served = subprocess.Popen(command, cwd=environment, env=variables(environment), stderr=subprocess.DEVNULL)
    try:
        assert _answers(f"http://127.0.0.1:{port}/_stcore/health", seconds=60)
    finally:
        served.terminate()
        served.wait(30)


def _answers(address: str, *, seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(address) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.3)
    return False
