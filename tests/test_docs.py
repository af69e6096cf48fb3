"""The documentation does what it says: its commands and examples run, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import rag
from docs.commands_page import each_command, write_commands
from docs.licences import pinned
from docs.nothing_outside import fetched_by
from docs.settings_page import told_of_each, write_table
from rag.__main__ import build_parser, main
from rag.settings import READ_ELSEWHERE, Settings, variable_of

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
RUN = {"ask", "batch", "briefing", "documents", "index", "raised", "read", "show", "theme"}
_OPTIONAL = re.compile(r"\[[^\]]*\]")
_PLACEHOLDER = re.compile(r"\b[A-Z]{4,}\b|…")
_VARIABLE = re.compile(r"\bPINPOINT_[A-Z_]*[A-Z]\b")
_WEB = re.compile(r"^(?:[a-z]+:|#|//)")
_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Block:
    """A block of code: its language, the file that it is called, its text."""

    language: str
    title: str
    text: str


def tokens_of(page: Path) -> Iterator[Token]:
    """The tokens of a page, those within lines among them."""
    for token in _MARKDOWN.parse(page.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


def blocks_of(page: Path) -> Iterator[Block]:
    for token in tokens_of(page):
        if token.type in ("fence", "code_block"):
            language, _, rest = token.info.partition(" ")
            title = re.search(r'title="([^"]+)"', rest)
            yield Block(language, title[1] if title else "", token.content)


def commands_in(text: str) -> Iterator[str]:
    """The commands of a block, each on one line, without what is told of it beside it."""
    lines: list[str] = []
    for line in text.splitlines():
        told = re.split(r"\s{2,}|\s#\s", line.strip())[0]
        if lines and line.startswith(" ") and told.startswith("["):
            lines[-1] += f" {told}"
        elif told:
            lines.append(told)
    yield from lines


def commands_of(page: Path) -> Iterator[str]:
    """Every command that a page shows, in its blocks and in its lines."""
    for block in blocks_of(page):
        if block.language in ("", "sh"):
            yield from commands_in(block.text)
    for token in tokens_of(page):
        if token.type == "code_inline" and token.content.startswith("pinpoint "):
            yield token.content


def words_of(command: str) -> tuple[dict[str, str], list[str]]:
    """The variables that stand before a command, and its words."""
    words = shlex.split(command.replace("\\", ""), comments=True)
    first = next((at for at, word in enumerate(words) if not re.match(r"[A-Z_]+=", word)), len(words))
    return dict(word.split("=", 1) for word in words[:first]), words[first:]


def is_ours(words: list[str]) -> bool:
    return bool(words) and Path(words[0]).name == "pinpoint"


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


each_page = pytest.mark.parametrize("page", PAGES, ids=named)


# what is shown can be typed


@each_page
def test_every_command_is_one_that_there_is(page: Path) -> None:
    parser = build_parser()
    for command in commands_of(page):
        for spelt in (_OPTIONAL.sub("", command), re.sub(r"[\[\]]", "", command)):
            _, words = words_of(spelt)
            if is_ours(words):
                assert isinstance(parser.parse_args(words[1:]), Namespace), spelt


@each_page
def test_what_make_pip_and_python_are_told_is_there(page: Path) -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"pinpoint\[(\w+)\]", text)) <= set(project["optional-dependencies"])
    for _, words in map(
        words_of, (c for b in blocks_of(page) if b.language in ("", "sh") for c in commands_in(b.text))
    ):
        if words[:1] == ["make"]:
            assert words[1] in targets
        if words[:2] == ["python", "-m"] and (ROOT / words[2].split(".")[0]).is_dir():
            assert (ROOT / f"{words[2].replace('.', '/')}.py").is_file()
        if words[:1] == ["python"] and words[1].endswith(".py"):
            assert (ROOT / words[1]).is_file()


@each_page
def test_every_variable_is_a_setting(page: Path) -> None:
    known = {variable_of(each.name) for each in fields(Settings)} | set(READ_ELSEWHERE)
    assert set(_VARIABLE.findall(page.read_text(encoding="utf-8"))) <= known


# what is shown does what is shown


@pytest.fixture
def place(built_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder as a reader of the pages has it: the shipped documents are indexed, the tests lie there."""
    shutil.copytree(built_index, tmp_path / ".pinpoint")
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    rag._default_assistant.cache_clear()
    yield
    if rag._default_assistant.cache_info().currsize:
        rag._default_assistant().close()
    rag._default_assistant.cache_clear()


def can_run(command: str) -> bool:
    """Whether a command is cheap, safe and whole."""
    variables, words = words_of(_OPTIONAL.sub("", command))
    if not is_ours(words) or variables or _PLACEHOLDER.search(command) or "--model" in words:
        return False
    files = [Path(word) for word in words[2:] if word.endswith("/") or Path(word).suffix in (".md", ".jsonl")]
    return words[1] in RUN and len(words) > 2 and all(map(Path.exists, files))


def run(block: Block, names: dict[str, object]) -> None:
    """Do what a block says: write the file that it is called, run its Python or its commands."""
    if block.title:
        Path(block.title).parent.mkdir(parents=True, exist_ok=True)
        Path(block.title).write_text(block.text, encoding="utf-8")
    elif block.language == "python":
        exec(compile(block.text, "a page", "exec"), names)
    elif block.language in ("", "sh"):
        for command in filter(can_run, commands_in(block.text)):
            assert main(words_of(_OPTIONAL.sub("", command))[1][1:]) == 0, command


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("page", [page for page in PAGES if list(blocks_of(page))], ids=named)
def test_examples_run_and_print_what_stands_below_them(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, object] = {}
    printed = ""
    for block in blocks_of(page):
        if block.language == "text":
            lines = printed.splitlines()
            for line in filter(None, block.text.removesuffix("…\n").splitlines()):
                wanted = line.removesuffix("…").rstrip()
                assert line == "…" or any(each.startswith(wanted) for each in lines), printed
        else:
            run(block, names)
            printed = capsys.readouterr().out


# links and pictures


@each_page
def test_links_and_pictures_lead_to_files_that_are_there(page: Path) -> None:
    targets = [token.attrs.get("href") or token.attrs.get("src") for token in tokens_of(page)]
    paths = [unquote(str(one)).partition("#")[0] for one in targets if one and not _WEB.match(str(one))]
    assert [path for path in paths if not (page.parent / path).exists()] == []


# pages that are made


def test_every_setting_is_explained() -> None:
    table = write_table()
    assert [each.name for each in fields(Settings)] == list(told_of_each())
    assert (
        f"| `{variable_of('passages')}` | how many passages an answer carries, at least 1 | `24` |" in table
    )
    assert str(ROOT) not in table


def test_every_command_is_in_the_reference() -> None:
    written = write_commands()
    for name, _ in each_command():
        assert f"## pinpoint {name}\n" in written
    assert str(ROOT) not in written


def test_the_licences_are_those_of_the_pinned_packages() -> None:
    page = (DOCS / "assurance" / "licences.md").read_text(encoding="utf-8")
    missing = [name for name, version in pinned() if f"| {name} | {version} |" not in page]
    assert missing == [], "run: python -m docs.licences"


def test_figures_for_councils_are_those_that_were_measured() -> None:
    measured = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/figures.md"))
    for page in (DOCS / "assurance").glob("*.md"):
        if page.name != "licences.md":
            assert set(re.findall(r"\b0\.\d\d\b", page.read_text(encoding="utf-8"))) <= set(
                re.findall(r"\b0\.\d\d\b", measured)
            )


def test_the_colours_are_the_pages_own() -> None:
    theme = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    used = re.findall(r"#[0-9a-f]{6}\b", (DOCS / "extra.css").read_text(encoding="utf-8"))
    assert used
    assert set(used) <= set(re.findall(r"#[0-9a-f]{6}\b", theme))


@pytest.mark.parametrize(
    ("name", "text", "fetches"),
    [
        ("a.html", '<script src="https://example.org/a.js"></script>', True),
        ("a.html", '<link href="//example.org/a.css" rel="stylesheet">', True),
        ("a.html", '<link rel="preconnect" href="https://example.org">', True),
        ("a.css", "@font-face { src: url(https://example.org/a.woff) }", True),
        ("a.html", '<a href="https://example.org">read</a> <img src="page.png">', False),
        ("a.html", '<link rel="canonical" href="https://example.org/a.html">', False),
    ],
)
def test_what_a_page_would_fetch_from_elsewhere_is_found(
    tmp_path: Path, name: str, text: str, fetches: bool
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert bool(list(fetched_by(tmp_path))) is fetches
