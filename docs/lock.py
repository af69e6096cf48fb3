"""What Pinpoint needs to run -> ``requirements.lock``: each package's version and the hash of its file.

    .venv/bin/python -m docs.lock

pip chooses, among what constraints.txt lets it, and tells what it chose; nothing is installed. The files are
those for this machine's system and Python, and of torch the build that this machine's pip finds: run it on
x86-64 Linux with the Python of the image, with an index of CPU builds of torch set for pip.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
TO_WORK_ON_IT = {"benchmarks", "docs", "test"}  # extras of which nothing is in the lock
HOW = (
    "install",
    "--quiet",
    "--dry-run",
    "--ignore-installed",
    "--only-binary=:all:",
    "--constraint=constraints.txt",
)

HEAD = """\
# Made by `python -m docs.lock` for Python {python} on {system}: what Pinpoint and its extras need to run.
# pip install --require-hashes -r requirements.lock
"""


def main() -> None:
    """Write the lock."""
    LOCK.write_text(write_lock(chosen(wanted())), encoding="utf-8")


def wanted() -> list[str]:
    """What pyproject.toml asks for: to build, to run, and by the extras that add to what it can do."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = told["project"]["optional-dependencies"]
    to_run = [line for name, lines in extras.items() if name not in TO_WORK_ON_IT for line in lines]
    return [*told["build-system"]["requires"], *told["project"]["dependencies"], *to_run]


def chosen(requirements: Iterable[str]) -> list[Mapping[str, Any]]:
    """The files that pip would install, as its report tells them; CalledProcessError where it finds none."""
    with tempfile.TemporaryDirectory() as folder:
        asked, report = Path(folder, "asked.txt"), Path(folder, "report.json")
        asked.write_text("\n".join(requirements), encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "pip", *HOW, "--requirement", str(asked), "--report", str(report)],
            cwd=ROOT,
            check=True,
        )
        told: list[Mapping[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["install"]
    return told


def write_lock(files: Iterable[Mapping[str, Any]]) -> str:
    """The lock: a line for each file, by name."""
    head = HEAD.format(python=f"{sys.version_info.major}.{sys.version_info.minor}", system=sys.platform)
    return head + "\n".join(sorted(_lines(files), key=str.lower)) + "\n"


def _lines(files: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for file in files:
        own, digest = file["metadata"], file["download_info"]["archive_info"]["hashes"]["sha256"]
        yield f"{own['name']}=={own['version']} --hash=sha256:{digest}"


if __name__ == "__main__":
    main()
