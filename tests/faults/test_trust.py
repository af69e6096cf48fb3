"""Nothing is trusted that was not looked at: models, other people's code, packages, and why each is here."""

from __future__ import annotations

import ast
import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs.lock import LOCK, TO_WORK_ON_IT, wanted, write_lock
from rag import hashes
from rag.embedding import PACKAGED_GRAPH, LocalEmbeddings, adapters, weights
from rag.embedding.encoders import OnnxEncoder
from rag.errors import EmbeddingError, RagError, ReaderUnavailable
from rag.polarity import PolarityModel
from rag.reader import entailment, packaged

ROOT = Path(__file__).parent.parent.parent
TABLE = ROOT / "docs" / "assurance" / "dependencies.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODELS = {".graph", ".npz", ".onnx"}
SMALL = 20  # bytes that are changed


def spoilt(file: Path, folder: Path) -> Path:
    """A copy of a file with some bytes in its middle that are others, of the same length."""
    held = bytearray(file.read_bytes())
    middle = len(held) // 2
    held[middle : middle + SMALL] = bytes(255 - byte for byte in held[middle : middle + SMALL])
    folder.mkdir(exist_ok=True)
    (folder / file.name).write_bytes(held)
    return folder / file.name


# models


def read_packaged(file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(packaged, "MODEL", file)
    packaged.PackagedReader(file)


def read_entailment(file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(entailment, "MODEL", file)
    entailment.EntailmentModel()


def read_fitted(file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(adapters, "files", lambda _: file.parent.parent)
    (file.parent.parent / "fitted").mkdir(exist_ok=True)
    shutil.copy(file, file.parent.parent / "fitted" / file.name)


def read_polarity(file: Path, patch: pytest.MonkeyPatch) -> None:
    read_fitted(file, patch)
    PolarityModel()


def read_topics(file: Path, patch: pytest.MonkeyPatch) -> None:
    read_fitted(file, patch)
    LocalEmbeddings().embed_topic("How are care leavers?")


def read_graph(file: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(adapters, "PACKAGED_GRAPH", file)
    PolarityModel()


READ_BY: dict[str, Callable[[Path, pytest.MonkeyPatch], None]] = {
    "reader.onnx": read_packaged,
    "entailment.onnx": read_entailment,
    "polarity.npz": read_polarity,
    "topics.npz": read_topics,
    PACKAGED_GRAPH.name: read_graph,
}


@pytest.mark.parametrize(
    "model",
    sorted(file for file in (ROOT / "rag").rglob("*") if file.suffix in MODELS),
    ids=lambda file: file.name,
)
def test_a_model_of_which_a_few_bytes_are_others_is_not_loaded(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises((EmbeddingError, ReaderUnavailable), match="SHA-256"):
        READ_BY[model.name](spoilt(model, tmp_path / "spoilt"), monkeypatch)


@pytest.mark.parametrize("name", [weights.FILE, weights.TOKENIZER])
def test_of_the_packaged_embedding_model_every_part_is_looked_at(name: str, tmp_path: Path) -> None:
    folder = weights.find_weights().folder
    assert folder
    for file in (weights.FILE, weights.TOKENIZER):
        (tmp_path / file).symlink_to(folder / file)
    assert weights.check_official(tmp_path).identity
    (tmp_path / name).unlink()
    shutil.copy(spoilt(folder / name, tmp_path / "spoilt"), tmp_path / name)
    with pytest.raises(EmbeddingError, match="SHA-256"):
        weights.check_official(tmp_path)


def test_a_vocabulary_that_is_another_is_not_read_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashes, "TOKENIZER", "0" * 64)
    with pytest.raises(ReaderUnavailable, match=r"tokenizer\.json has SHA-256"):
        packaged.WordPieces()


def test_questions_are_embedded_by_the_model_itself_where_its_graph_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.embedding.PACKAGED_GRAPH", spoilt(PACKAGED_GRAPH, tmp_path))
    assert LocalEmbeddings()._question_encoder is None
    monkeypatch.undo()
    assert isinstance(LocalEmbeddings()._question_encoder, OnnxEncoder)


def test_what_was_fitted_is_numbers_and_never_objects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "fitted" / "polarity.npz"
    file.parent.mkdir()
    np.savez(file, **{"head.weight": np.array([print], dtype=object)})
    monkeypatch.setattr(adapters, "files", lambda _: tmp_path)
    monkeypatch.setattr(adapters, "check_file", lambda file, _: file.read_bytes())
    with pytest.raises(ValueError, match="allow_pickle"):
        PolarityModel()


# other people's code


CARRY_CODE = {"dill", "joblib", "marshal", "pickle", "shelve"}


def test_nothing_that_can_carry_code_is_read_from_a_file() -> None:
    for module in (ROOT / "rag").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            where = f"{module.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import):
                assert not CARRY_CODE & {name.name.split(".")[0] for name in node.names}, where
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in CARRY_CODE, where
            if isinstance(node, ast.keyword):
                assert node.arg != "trust_remote_code", where
                allows = isinstance(node.value, ast.Constant) and node.value.value
                assert node.arg != "allow_pickle" or not allows, where
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec"), where


def test_a_model_that_brings_code_of_its_own_is_refused(tmp_path: Path) -> None:
    folder = weights.find_weights().folder
    assert folder
    model = shutil.copytree(folder, tmp_path / "model")
    (model / "modules.json").write_text(
        '[{"idx": 0, "name": "0", "path": "", "type": "own_code.Own"}]', encoding="utf-8"
    )
    (model / "own_code.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    with pytest.raises(RagError):
        LocalEmbeddings(str(model))._load()
    assert not (tmp_path / "ran").exists()


# packages


def locked() -> dict[str, tuple[str, str]]:
    """The version and the hash of each package in the lock, by its name."""
    lines = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    told = [re.fullmatch(r"([\w.-]+)==(\S+) --hash=sha256:([0-9a-f]{64})", line) for line in lines]
    assert all(told), lines
    return {canonicalize_name(one[1]): (one[2], one[3]) for one in told if one}


def test_what_is_locked_is_what_the_constraints_say() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {canonicalize_name(name): version for name, _, version in (li.partition("==") for li in lines)}
    assert {name: version.partition("+")[0] for name, (version, _) in locked().items()} == {
        name: pinned[name] for name in locked()
    }


def test_whatever_pyproject_asks_for_to_run_is_locked_in_a_version_that_it_allows() -> None:
    for line in wanted():
        asked = Requirement(line)
        version, _ = locked()[canonicalize_name(asked.name)]
        assert asked.specifier.contains(version), line


def test_pip_takes_a_file_of_the_hash_that_is_locked_and_no_other(tmp_path: Path) -> None:
    project, wheels = tmp_path / "harmless", tmp_path / "wheels"
    project.mkdir()
    (project / "harmless.py").write_text("", encoding="utf-8")
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "harmless"\nversion = "1"\n[tool.setuptools]\npy-modules = ["harmless"]\n'
    )
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", "--no-index", "--no-deps", "--no-build-isolation", f"--wheel-dir={wheels}"]
    subprocess.run([*pip, *build, str(project)], check=True, capture_output=True)
    (wheel,) = wheels.iterdir()
    file = {"metadata": {"name": "harmless", "version": "1"}}
    for digest, taken in ((hashlib.sha256(wheel.read_bytes()).hexdigest(), True), ("0" * 64, False)):
        lock = tmp_path / f"{taken}.lock"
        lock.write_text(
            write_lock([file | {"download_info": {"archive_info": {"hashes": {"sha256": digest}}}}])
        )
        take = ["download", "--no-index", "--require-hashes", f"--find-links={wheels}", f"--dest={tmp_path}"]
        done = subprocess.run([*pip, *take, "-r", str(lock)], capture_output=True, text=True, check=False)
        assert (done.returncode == 0) is taken, done.stderr
        assert taken or "DO NOT MATCH THE HASHES" in done.stderr


def test_the_image_takes_packages_from_the_lock_alone() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    commands = [part.strip() for part in re.split(r"&&|^RUN", text, flags=re.MULTILINE) if "pip " in part]
    taking = [command for command in commands if re.search(r"\bpip (?:download|install|wheel)\b", command)]
    assert taking
    for command in taking:
        assert "--require-hashes" in command or "--no-index" in command, command


# why each is here


def test_every_direct_dependency_stands_in_the_table_with_its_reason_and_none_that_is_not() -> None:
    asked = {"": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
    direct = {
        (extra, canonicalize_name(Requirement(line).name))
        for extra, lines in asked.items()
        for line in lines
        if Requirement(line).name != "pinpoint"
    }
    told: dict[tuple[str, str], list[str]] = {}
    extra = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"## (?:To run it|`([\w-]+)`.*)", line):
            extra = heading[1] or ""
        if row := re.match(r"\| `([\w.-]+)` \|", line):
            told[extra, canonicalize_name(row[1])] = [cell.strip() for cell in line.strip("|").split("|")]
    assert set(told) == direct
    assert [key for key, cells in told.items() if len(cells) != 4 or not all(cells)] == []


def test_extras_that_run_are_locked_and_those_to_work_on_it_are_not_forgotten() -> None:
    assert set(PROJECT["optional-dependencies"]) >= TO_WORK_ON_IT


def test_no_file_names_the_host_of_a_registry() -> None:
    hosts = re.compile("|".join(("py" + r"pi\.org", "python" + "hosted", r"download\.py" + r"torch")))
    named = [LOCK, ROOT / "Dockerfile", ROOT / "Makefile", ROOT / "constraints.txt", ROOT / "pyproject.toml"]
    assert [file.name for file in named if hosts.search(file.read_text(encoding="utf-8"))] == []
