"""Frameworks are data: nothing of them is in code, and a new one is a file."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.domain import frameworks
from rag.errors import InvalidSetting

CODE = Path(frameworks.__file__).parent
MADE = Path(__file__).parent / "frameworks"
ASK = """
import json, sys
from pathlib import Path
from rag import Assistant
corpus, index, *questions = sys.argv[1:]
with Assistant.open(Path(corpus), index=Path(index)) as assistant:
    (document,) = assistant.documents()
    read = [document.kind, document.title, len(document.judgements)]
    print(json.dumps([read, *(assistant.ask(question).text for question in questions)]))
"""


def strings(file: Path) -> Iterator[str]:
    """The strings of a module's code, without what documents it."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def test_nothing_of_the_scales_areas_and_kinds_is_in_code() -> None:
    areas, kinds = frameworks.areas().values(), frameworks.document_kinds()
    grades = {grade.grade for grade in frameworks.grades() if not grade.grade.isdecimal()}
    whole = {*grades, *(area.code for area in areas), *(kind.code for kind in kinds)}
    named = {*grades, *(area.name for area in areas), *(kind.name for kind in kinds)}
    telling = {words for words in named if " " in words} | {
        "inadequate",
        "outstanding",
        "leadership",
        "adoption",
    }
    told = re.compile(rf"\b(?:{'|'.join(map(re.escape, telling))})\b", re.IGNORECASE)
    found = [
        (file.relative_to(CODE).as_posix(), text)
        for file in CODE.rglob("*.py")
        for text in strings(file)
        if text in whole or told.search(text)
    ]
    assert found == []


def test_a_made_up_framework_is_read_and_answered_without_code(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "blankshire.md").write_text((MADE / "blankshire.md").read_text(encoding="utf-8"))
    questions = [
        "what score did Blankshire get for safeguarding?",
        "did Blankshire score 4 for governance?",
        "Which councils have a score of 2 overall?",
        "how long do people wait for an assessment in Blankshire?",
    ]
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(corpus), str(tmp_path / "index"), *questions],
        env={**os.environ, "PINPOINT_FRAMEWORKS": str(MADE)},
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    read, safeguarding, governance, overall, wait = json.loads(done.stdout)
    assert read == ["adult-assessment", "Blankshire: assessment of adult social care, 3 to 7 March 2025", 10]
    assert safeguarding.startswith(
        "Safeguarding: **3** (Blankshire, adult social care assessment of March 2025"
    )
    assert governance.startswith("**No.** Governance, management and sustainability: **1**")
    assert overall.startswith("**1 of 1 authority** in 1 report")
    assert "median of 41 days" in wait


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("[[kinds]]\ncode = 'x'\nheadline = 'y'\n", "headline"),
        ("[[grades]]\ngrade = 'x'\nprinted = '('\n", "unterminated"),
        ("[[kinds]\n", "line 1"),
    ],
    ids=["an entry that there is not", "no pattern", "no TOML"],
)
def test_a_framework_that_cannot_be_read_is_named(
    written: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.toml").write_text(written)
    monkeypatch.setenv("PINPOINT_FRAMEWORKS", str(tmp_path))
    with pytest.raises(InvalidSetting, match=rf"own\.toml cannot be read: .*{reason}"):
        frameworks.frameworks.__wrapped__()


def test_a_folder_without_frameworks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINPOINT_FRAMEWORKS", str(tmp_path))
    with pytest.raises(InvalidSetting, match=r"where no file ends in \.toml; name the folder"):
        frameworks.files()


def test_every_area_that_is_named_by_another_is_there() -> None:
    for area in frameworks.areas().values():
        assert {*area.covered_by, *area.joins, *filter(None, [area.same_as])} <= set(frameworks.areas())
    for kind in frameworks.document_kinds():
        assert set(kind.about) <= set(frameworks.areas())


def test_a_kind_gives_a_grade_of_everything_until_it_does_not() -> None:
    ilacs = frameworks.document_kind("ilacs")
    assert ilacs.judges_whole("2026-03-31")
    assert not ilacs.judges_whole("2026-04-14")
    assert frameworks.document_kind("sif").judges_whole("2027-01-01")
