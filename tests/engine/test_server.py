"""The store on servers: versions stay whole while others write, fail or are killed, and faults are told."""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import psycopg
import pytest
from chromadb.api.models.Collection import Collection as ChromaCollection

from benchmarks.servers import Chroma, Postgres
from rag.engine import telling
from rag.engine.embedded.library import LIBRARY_FILE, Library
from rag.engine.embedded.store import EmbeddedStore
from rag.engine.graphs import Row
from rag.engine.ports import Soundness
from rag.engine.server import schema, sealing
from rag.engine.server.engine import ServerEngine
from rag.engine.server.graph import Graph
from rag.engine.server.store import ServerStore
from rag.engine.server.vectors import Vectors
from rag.errors import DamagedIndex, IndexBusy, InvalidSetting, UnusableIndex
from rag.model import Document, Paragraph, Place
from tests.engine.contract import EMBED
from tests.engine.documents import BOURNEMOUTH, BRISTOL, MODEL, SOURCE, publish

TIMELY, CAFE = Place("bristol", "2"), Place("bournemouth", "1")
LEEDS = replace(BRISTOL, id="leeds", authority="Leeds", paragraphs=(Paragraph("1", "Courts are quick."),))


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.new_database()


@pytest.fixture
def store(url: str) -> ServerStore:
    """Two documents that are published."""
    made = ServerStore(url)
    add(made, BRISTOL, BOURNEMOUTH)
    return made


@pytest.fixture
def engine(store: ServerStore) -> Iterator[ServerEngine]:
    opened = store.engine()
    yield opened
    opened.close()


def add(store: ServerStore, *documents: Document) -> None:
    """Publish documents beside what there is, and give back what nobody needs."""
    with store.writing(patience=5) as library:
        publish(library, *documents, notes={"made with": f"{MODEL} reading"})
        library.free_space()


def remove(store: ServerStore, *ids: str) -> None:
    with store.writing(patience=5) as library, library.transaction():
        library.remove(ids)
        library.publish({})


def count(url: str, what: str) -> int:
    with psycopg.connect(url) as db:
        row = db.execute(f"SELECT count(*) FROM {what}").fetchone()
    assert row
    return int(row[0])


# versions


def test_the_same_version_is_given_until_another_is_published(
    store: ServerStore, engine: ServerEngine
) -> None:
    first = engine.current()
    assert engine.current() is first
    add(store, LEEDS)
    second = engine.current()
    assert list(second.documents) == ["bournemouth", "bristol", "leeds"]
    assert second.documents["bristol"] is first.documents["bristol"]  # only what is new was read


def test_a_version_that_is_held_answers_whatever_is_published_and_removed_meanwhile(
    store: ServerStore, engine: ServerEngine
) -> None:
    held = engine.current()
    for number in range(3):
        add(store, replace(BRISTOL, paragraphs=(Paragraph(str(number), "Nothing else."),)))
    remove(store, "bournemouth")
    add(store)
    assert set(held.search_words(["timely", "cafe", "nothing"], limit=9)) == {
        TIMELY,
        Place("bournemouth", "1"),
    }
    assert TIMELY in held.search_vectors(EMBED("plans are late"), limit=9).chunks
    assert list(engine.current().search_words(["nothing"], limit=9)) == [Place("bristol", "2")]


def test_what_nobody_holds_any_more_is_given_back(store: ServerStore, engine: ServerEngine, url: str) -> None:
    held = engine.current()
    add(store, replace(BRISTOL, title="Again"))
    assert (count(url, "documents"), count(url, "versions")) == (3, 2)
    del held
    engine.current()
    gc.collect()
    engine.current()
    add(store)
    assert (count(url, "documents"), count(url, "vectors"), count(url, "versions")) == (2, 2, 2)
    assert count(url, "postings WHERE number NOT IN (SELECT number FROM documents)") == 0


def test_a_version_whose_rows_were_given_back_says_so_and_finds_nothing_by_half(
    store: ServerStore, engine: ServerEngine, url: str
) -> None:
    held = engine.current()
    with psycopg.connect(url, autocommit=True) as db:  # as if the network had failed
        db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    add(store, replace(BRISTOL, title="Again"))
    for ask in (
        lambda: held.search_words(["cafe"], limit=9),
        lambda: held.search_vectors(EMBED("leavers"), limit=9),
    ):
        with pytest.raises(UnusableIndex, match="ask again"):
            ask()
    assert engine.current().documents["bristol"].title == "Again"


def test_what_is_removed_and_not_published_yet_is_there_still(
    store: ServerStore, engine: ServerEngine
) -> None:
    with store.writing(patience=5) as library:
        library.remove(["bristol"])
    assert list(engine.current().documents) == ["bournemouth", "bristol"]
    add(store)
    assert list(engine.current().documents) == ["bournemouth"]


def test_another_reader_finds_what_was_added_within_two_seconds(store: ServerStore) -> None:
    other = store.engine()
    assert not other.current().prints("Courts")
    add(store, LEEDS)
    start = time.monotonic()
    assert other.current().prints("Courts")
    assert time.monotonic() - start < 2
    other.close()


def test_a_closed_engine_says_so_and_what_is_held_still_answers(engine: ServerEngine) -> None:
    held = engine.current()
    engine.close()
    with pytest.raises(UnusableIndex, match="was closed; open it again"):
        engine.current()
    assert set(held.search_words(["timely"], limit=9)) == {TIMELY}


def test_vectors_of_another_model_are_not_searched_with_those_of_the_first(
    store: ServerStore, engine: ServerEngine
) -> None:
    engine.current()
    with store.writing(patience=5) as library:
        library.put({"made with": "second@1 reading"})
        library.publish({})
    with pytest.raises(UnusableIndex, match=f"embedded anew by second@1, but is asked with {MODEL}"):
        engine.current()


def test_a_database_that_was_made_anew_is_read_anew(
    store: ServerStore, engine: ServerEngine, url: str
) -> None:
    engine.current().search_vectors(EMBED("leavers"), limit=9)
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    with pytest.raises(UnusableIndex, match="holds no index yet; run `pinpoint index`"):
        engine.current()
    add(store, LEEDS)
    assert list(engine.current().documents) == ["leeds"]
    near = engine.current().search_vectors(EMBED("courts are quick"), limit=1)
    assert set(near.chunks) == {Place("leeds", "1")}


# words as in the other store


@pytest.fixture
def embedded(tmp_path: Path) -> EmbeddedStore:
    return EmbeddedStore(tmp_path)


ODD = Document(
    "odd",
    "Odd",
    "other",
    paragraphs=(
        Paragraph("1", "The take_up of care-leavers' flats, take up or not: 58% naïve ½ NAÏVE."),
        Paragraph("2", "Up take. Improving, improved, improvement; care, care and care."),
        Paragraph("3", ""),
    ),
)
SEARCHES = (
    ["take_up"],
    ["take_up", "care", "flats"],
    ["improving", "improvement", "care", "leavers"],
    ["58%", "naive", "½", "bournemouth"],
    ["_", "%", "care"],
    ["the", "of", "and", "are"],
    ["care", "\udcff", "care\0", "leavers OR"],
)


@pytest.mark.parametrize("words", SEARCHES, ids=repr)
@pytest.mark.parametrize("documents", [None, ["odd", "bristol"]], ids=["all", "some"])
def test_words_have_the_scores_that_they_have_in_the_other_store(
    store: ServerStore,
    engine: ServerEngine,
    tmp_path: Path,
    words: list[str],
    documents: list[str] | None,
) -> None:
    library = Library(tmp_path / LIBRARY_FILE)
    publish(library, BRISTOL, BOURNEMOUTH, ODD)
    library.close()
    add(store, ODD)
    other = EmbeddedStore(tmp_path).engine()
    expected = other.current().search_words(words, documents=documents, limit=9)
    found = engine.current().search_words(words, documents=documents, limit=9)
    assert list(found) == list(expected)
    assert found == pytest.approx(expected)
    other.close()


def test_where_too_many_paragraphs_hold_the_words_the_commonest_of_them_go(
    engine: ServerEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = engine.current()
    assert len(published.search_words(["leavers", "timely"], limit=9)) == 3
    monkeypatch.setattr(telling, "MOST_RANKED", 2)
    assert set(published.search_words(["leavers", "timely"], limit=9)) == {TIMELY}


def test_counts_of_words_are_those_of_the_version_however_much_came_and_went(
    store: ServerStore, engine: ServerEngine
) -> None:
    held = engine.current()
    before = held.search_words(["leavers", "care"], limit=9)
    for number in range(4):
        add(store, replace(LEEDS, paragraphs=(Paragraph("1", f"Care leavers {number}. " * number),)))
    assert held.search_words(["leavers", "care"], limit=9) == before
    remove(store, "leeds")
    del held
    engine.current()
    gc.collect()
    engine.current()
    add(store)
    assert engine.current().search_words(["leavers", "care"], limit=9) == before


def test_vectors_are_kept_only_as_far_as_there_is_room(engine: ServerEngine) -> None:
    published = engine.current()
    both = published._vectors_of(list(published._ids))
    first, second = both
    few = Vectors(most=both[second].matrix.nbytes)
    few.keep(both)
    assert few.known([first, second]).keys() == {second}


# whoever writes


def test_a_second_writer_is_told_that_the_index_is_busy(store: ServerStore) -> None:
    second = store.writing(patience=0)
    with store.writing(patience=0), pytest.raises(IndexBusy, match="Another process is writing"):
        second.__enter__()


def test_what_was_staged_is_there_for_the_next_writer_and_for_no_reader(
    store: ServerStore, engine: ServerEngine
) -> None:
    from tests.engine.documents import cut, vectors_of

    read = cut(LEEDS)
    with store.writing(patience=5) as library:
        library.stage(read, "made", MODEL, vectors_of(read.texts))
        library.stage(read, "made", MODEL, vectors_of(read.texts))  # in place of the first
    with store.writing(patience=5) as library:
        assert library.staged("made") == {"leeds": SOURCE}
        assert library.staged("otherwise") == {}
        assert len(library.vectors_by_hash("leeds", MODEL)) == 1
        assert not engine.current().prints("Courts")
        library.forget_staged()
        assert library.staged("made") == {}


WRITE = """
import sys, time
from rag.engine.server.store import ServerStore
from tests.engine.documents import publish
from tests.engine.test_server import LEEDS
with ServerStore(sys.argv[1]).writing(patience=5) as library, library.transaction():
    publish(library, LEEDS)
    print("written", flush=True)
    time.sleep(60)
"""


def test_a_writer_that_is_killed_leaves_the_last_version_and_its_turn_to_the_next(
    store: ServerStore, engine: ServerEngine, url: str
) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE, url], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    assert writer.stdout.readline() == "written\n"
    writer.kill()
    writer.communicate()
    assert list(engine.current().documents) == ["bournemouth", "bristol"]
    add(store, LEEDS)
    assert list(engine.current().documents) == ["bournemouth", "bristol", "leeds"]


def test_readers_beside_a_writer_see_whole_versions_only(store: ServerStore, engine: ServerEngine) -> None:
    wrong: list[object] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            published = engine.current()
            title = published.documents["bristol"].title
            printed = list(published.search_words(["turn"], limit=9))
            if printed and published.paragraph(printed[0]).text != f"Turn {title}.":
                wrong.append((title, printed))

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(8):
        title = f"word{number}"
        add(store, replace(BRISTOL, title=title, paragraphs=(Paragraph("1", f"Turn {title}."),)))
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []


# tables


def test_a_database_without_an_index_says_so_and_has_no_state(url: str) -> None:
    assert ServerStore(url).state().sources == {}
    with pytest.raises(UnusableIndex, match="holds no index yet; run `pinpoint index` to make it"):
        ServerStore(url).engine().current()
    assert count(url, "pg_tables WHERE schemaname = 'public'") == 0


def test_tables_of_an_earlier_version_are_brought_forward_by_a_writer_and_by_no_reader(
    store: ServerStore, engine: ServerEngine, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = engine.current()
    shutil.copytree(schema.FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / "999_more.sql").write_text("CREATE TABLE more (id integer);")
    with monkeypatch.context() as later:
        later.setattr(schema, "FOLDER", tmp_path)
        later.setattr(schema, "newest", lambda: 999)
        with pytest.raises(UnusableIndex, match="earlier version of Pinpoint; run `pinpoint index` to bring"):
            engine.current()
        assert store.state().sources == {}  # so that the next run is not found to be up to date
        with store.writing(patience=5) as library:
            assert set(library.sources()) == {"bristol", "bournemouth"}
        assert count(url, "more") == 0
        assert engine.current() is held
    for ask in (engine.current, store.state, lambda: held.search_words(["cafe"], limit=9)):
        with pytest.raises(UnusableIndex, match="made by a later version of Pinpoint"):
            ask()
    with pytest.raises(UnusableIndex, match="made by a later version"), store.writing(patience=5):
        pass


# what fails is told


def told(ask: Callable[[], object]) -> str:
    with pytest.raises(UnusableIndex) as error:
        ask()
    return f"{error.value} {error.value.__cause__}"


def test_no_message_tells_a_password(postgres: Postgres) -> None:
    address = postgres.url(password="hush%20wrong")
    said = told(ServerStore(address).state)
    assert "hush" not in said
    assert "password authentication failed" in said
    assert "hush" not in told(ServerStore(address.replace("127.0.0.1", "127.0.0.1:1,127.0.0.1")).state)


@pytest.mark.parametrize("address", ["hush", "postgresql://u:hush%zz@h/db", "postgresql://u:p@h/db?hush=1"])
def test_what_is_no_address_is_told_without_it(address: str) -> None:
    with pytest.raises(InvalidSetting, match="PINPOINT_DATABASE is no address") as error:
        ServerStore(address)
    assert "hush" not in f"{error.value} {error.value.__cause__}"


@pytest.mark.parametrize("address", ["here:8000", "ftp://here", "http://"])
def test_what_is_no_address_of_chroma_is_told(postgres: Postgres, address: str) -> None:
    with pytest.raises(InvalidSetting, match="PINPOINT_CHROMA is no address"):
        ServerStore(postgres.url(), address)


@pytest.mark.usefixtures("store")
def test_a_user_who_may_not_read_the_tables_is_told(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("DROP ROLE IF EXISTS stranger")
        db.execute("CREATE ROLE stranger LOGIN PASSWORD 'hush hush'")
    address = url.replace("pinpoint:", "stranger:")
    assert "does not let this user do that" in told(ServerStore(address).engine().current)


def test_a_database_that_was_killed_is_told_and_all_is_well_once_it_runs_again(
    store: ServerStore, engine: ServerEngine, postgres: Postgres
) -> None:
    held = engine.current()
    held.search_words(["cafe"], limit=9)
    postgres.kill()
    for ask in (engine.current, store.state, lambda: held.search_words(["timely"], limit=9)):
        assert "cannot be used" in told(ask)
    postgres.start()
    assert set(held.search_words(["timely"], limit=9)) == {TIMELY}
    assert engine.current() is held
    add(store, LEEDS)
    assert set(held.search_words(["timely"], limit=9)) == {TIMELY}  # it is held again
    assert list(engine.current().documents) == ["bournemouth", "bristol", "leeds"]


def test_a_database_that_was_started_again_between_two_questions_is_not_noticed(
    engine: ServerEngine, postgres: Postgres
) -> None:
    held = engine.current()
    held.search_words(["cafe"], limit=9)
    postgres.kill()
    postgres.start()
    assert set(held.search_words(["timely"], limit=9)) == {TIMELY}
    assert engine.current() is held


# vectors in Chroma


@pytest.fixture
def graphed(url: str, chroma: Chroma, monkeypatch: pytest.MonkeyPatch) -> ServerStore:
    """Two documents whose vectors are in Chroma."""
    monkeypatch.setattr(sealing, "GRAPHED_FROM", 1)
    made = ServerStore(url, chroma.url)
    add(made, BRISTOL, BOURNEMOUTH)
    made.seal(patience=5, changed=True)
    return made


def nearest(engine: ServerEngine, question: str) -> tuple[bool, str]:
    """Whether Chroma was asked and trusted, and the paragraph that a search by meaning puts first."""
    published = engine.current()
    assert published._graph
    published._graph._not_before = 0.0
    vector = np.array(EMBED(question), dtype=np.float32)
    asked = published._graph.search(vector, limit=9, among=published._whole)
    published._graph._not_before = 0.0
    found = published.search_vectors(vector, limit=9)
    return asked is not None and bool(published._whole), published.paragraph(next(iter(found.chunks))).text


def test_what_was_added_is_found_at_once_and_by_chroma_once_it_was_sealed(graphed: ServerStore) -> None:
    engine = graphed.engine()
    assert len(engine.current()._whole) == 2
    add(graphed, LEEDS)
    assert len(engine.current()._whole) == 2
    assert nearest(engine, "courts are quick") == (True, "Courts are quick.")
    graphed.seal(patience=5, changed=True)
    assert len(engine.current()._whole) == 3
    assert nearest(engine, "courts are quick") == (True, "Courts are quick.")
    engine.close()


def test_what_has_gone_is_passed_over_and_then_taken_out(graphed: ServerStore, url: str) -> None:
    engine = graphed.engine()
    assert nearest(engine, "plans are late")[1].endswith("Plans are late.")
    remove(graphed, "bristol")
    assert nearest(engine, "plans are late") == (True, "A café for care leavers opened.")
    gc.collect()
    engine.current()
    add(graphed)
    graphed.seal(patience=5, changed=True)
    assert count(url, "graph") == 1
    assert nearest(engine, "plans are late") == (True, "A café for care leavers opened.")
    engine.close()


def test_without_chroma_documents_are_found_all_the_same_and_the_next_run_says_what_is_amiss(
    graphed: ServerStore, chroma: Chroma
) -> None:
    engine = graphed.engine()
    assert nearest(engine, "plans are late")[0]
    chroma.kill()
    trusted, text = nearest(engine, "plans are late")
    assert (trusted, text.endswith("Plans are late.")) == (False, True)
    assert "Check that it runs and PINPOINT_CHROMA" in told(lambda: graphed.seal(patience=5, changed=False))
    chroma.start()
    assert nearest(engine, "plans are late")[0]
    engine.close()


def test_a_server_that_answers_late_is_not_waited_for_by_a_search(
    graphed: ServerStore, chroma: Chroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.engine.server.engine.SEARCH_SECONDS", 0.2)
    engine = graphed.engine()
    assert nearest(engine, "plans are late")[0]
    with chroma.paused():
        trusted, text = nearest(engine, "plans are late")
    assert (trusted, text.endswith("Plans are late.")) == (False, True)
    engine.close()


def test_a_server_that_answers_late_is_waited_for_by_who_seals(
    graphed: ServerStore, chroma: Chroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Graph.put

    def put_late(graph: Graph, rows: Iterable[Row]) -> None:
        graph.count()  # it is connected
        with ExitStack() as pausing:
            pausing.enter_context(chroma.paused())
            threading.Timer(0.6, pausing.pop_all().close).start()
            put(graph, rows)

    monkeypatch.setattr("rag.engine.server.engine.SEARCH_SECONDS", 0.2)
    monkeypatch.setattr(Graph, "put", put_late)
    add(graphed, LEEDS)
    graphed.seal(patience=5, changed=True)
    engine = graphed.engine()
    assert len(engine.current()._whole) == 3
    engine.close()


def lose_all(chroma: Chroma, _: ServerEngine) -> None:
    chroma.kill()
    shutil.rmtree(chroma.folder)
    chroma.start()


def lose_one(_: Chroma, engine: ServerEngine) -> None:
    published = engine.current()
    assert published._graph
    published._graph.remove(next(iter(published._whole)), chunks=1)


@pytest.mark.parametrize("lose", [lose_all, lose_one])
def test_vectors_that_chroma_has_lost_are_found_all_the_same_and_come_back_with_the_next_run(
    graphed: ServerStore,
    chroma: Chroma,
    lose: Callable[[Chroma, ServerEngine], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rag.engine.server.graph.COUNTED_SECONDS", 0)
    engine = graphed.engine()
    assert nearest(engine, "a café for care leavers opened")[0]
    lose(chroma, engine)
    for question in ("Plans are late.", "A café for care leavers opened."):
        trusted, text = nearest(engine, question)
        assert (trusted, text.endswith(question)) == (False, True)
    graphed.seal(patience=5, changed=False)
    trusted, text = nearest(engine, "plans are late")
    assert (trusted, text.endswith("Plans are late.")) == (True, True)
    engine.close()


def test_a_count_is_believed_for_some_seconds(graphed: ServerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    count_as_ever = ChromaCollection.count

    def count_and_note(self: ChromaCollection) -> int:
        counted.append(self.name)
        return count_as_ever(self)

    monkeypatch.setattr(ChromaCollection, "count", count_and_note)
    engine = graphed.engine()
    assert [nearest(engine, "plans are late")[0] for _ in range(3)] == [True] * 3
    assert len(counted) == 1
    monkeypatch.setattr("rag.engine.server.graph.COUNTED_SECONDS", 0)
    later = graphed.engine()
    assert [nearest(later, "plans are late")[0] for _ in range(3)] == [True] * 3
    assert len(counted) == 1 + 2 * 3
    engine.close()
    later.close()


def test_what_does_not_belong_together_is_told_by_document_and_collection(
    graphed: ServerStore, chroma: Chroma, url: str
) -> None:
    assert graphed.look_over(MODEL) == Soundness(documents=2, chunks=7)
    assert graphed.look_over("another") == replace(
        Soundness(documents=2, chunks=7), without_vectors=("bournemouth", "bristol")
    )
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("DELETE FROM vectors WHERE authority = 'Bristol'")
    chroma.kill()
    found = graphed.look_over("")
    chroma.start()
    assert found
    assert found.without_vectors == ("bristol",)
    assert len(found.broken_copies) == 1
    engine = graphed.engine()
    with pytest.raises(DamagedIndex, match="lacks the vectors of bristol; run `pinpoint index --rebuild`"):
        engine.current().search_vectors(EMBED("leavers"), documents=["bristol"], limit=9)
    engine.close()


def test_where_there_is_no_index_there_is_nothing_to_look_over(url: str) -> None:
    assert ServerStore(url).look_over(MODEL) is None


def test_a_sealing_that_was_stopped_is_made_up_for_by_the_next(
    graphed: ServerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(BaseException):
        pass

    def stop(*_: object) -> None:
        raise Stopped

    add(graphed, LEEDS)
    with monkeypatch.context() as stopping:
        stopping.setattr("rag.engine.server.graph.Graph.put", stop)
        with pytest.raises(Stopped):
            graphed.seal(patience=5, changed=True)
    engine = graphed.engine()
    assert nearest(engine, "courts are quick") == (True, "Courts are quick.")
    graphed.seal(patience=5, changed=False)
    assert len(engine.current()._whole) == 3
    engine.close()


def test_two_that_seal_at_once_do_it_once(graphed: ServerStore, url: str) -> None:
    add(graphed, LEEDS)
    sealing_both = [threading.Thread(target=graphed.seal, args=(5,), kwargs={"changed": True}) for _ in "ab"]
    for each in sealing_both:
        each.start()
    for each in sealing_both:
        each.join()
    assert count(url, "graph WHERE whole") == 3
