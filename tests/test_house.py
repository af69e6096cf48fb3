"""The rules of the house: what is loaded, how long things may be, and that everything says what it is."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from argparse import _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.__main__ import build_parser

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "rag").rglob("*.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHAT_MODELS = {"langchain", "langchain_ollama", "langchain_openai", "langgraph", "ollama", "openai"}
HEAVY = CHAT_MODELS | {
    "torch",
    "sentence_transformers",
    "chromadb",
    "langchain_core",
    "onnxruntime",
    "streamlit",
    "numpy",
}
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40  # lines


def loaded_by(code: str) -> set[str]:
    """The packages that are loaded once ``code`` has run in a process of its own."""
    told = "import sys; print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{told}"], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "code",
    [
        "import rag",
        "from rag import Answer, Citation, Document, Filters, Paragraph, Passage, RagError, Settings, ask",
        "import rag.__main__",
        "from rag.__main__ import main\ntry: main(['--help'])\nexcept SystemExit: pass",
    ],
)
def test_what_only_names_or_explains_loads_nothing_heavy(code: str) -> None:
    assert loaded_by(code) & HEAVY == set()


def test_reading_a_file_loads_no_model_and_no_database() -> None:
    assert loaded_by("from rag.reading import read_document") & (HEAVY - {"numpy"}) == set()


def test_answers_in_quotes_load_no_chat_model() -> None:
    assert loaded_by("from rag import Assistant; Assistant.open") & CHAT_MODELS == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_says_what_it_makes(module: Path) -> None:
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    assert docstring
    assert docstring.split("\n\n")[0].endswith(".")


def test_no_module_is_long() -> None:
    lengths = {module.relative_to(ROOT).as_posix(): module_lines(module) for module in MODULES}
    assert {module: lines for module, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_function_is_long() -> None:
    lengths = {place: lines for module in MODULES for place, lines in function_lines(module)}
    assert {place: lines for place, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def module_lines(path: Path) -> int:
    """The lines of a module beside its docstrings."""
    text = path.read_text(encoding="utf-8")
    documented = ast.Module | ast.ClassDef | ast.FunctionDef
    docstrings = [
        ast.get_docstring(node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, documented)
    ]
    return text.count("\n") - sum(len(docstring.splitlines()) for docstring in docstrings)


def function_lines(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a module, by place and name, each with the lines of its body beside its docstring."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", lines


def test_every_command_is_explained_in_the_readme() -> None:
    if "pinpoint ask" not in README:
        pytest.skip("the README has no commands yet")
    (verbs,) = [action for action in build_parser()._actions if isinstance(action, _SubParsersAction)]
    assert [verb for verb in verbs.choices if f"pinpoint {verb}" not in README] == []


def test_an_answer_leaves_nothing_in_the_home_of_whoever_asks(built_index: Path, tmp_path: Path) -> None:
    code = "import sys; from rag import Assistant; Assistant.open(index=sys.argv[1]).ask('caseloads')"
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    subprocess.run(
        [sys.executable, "-c", code, str(built_index)],
        env=environ | {"HOME": str(tmp_path)},
        check=True,
    )
    assert list(tmp_path.iterdir()) == []
