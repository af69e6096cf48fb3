"""The commands, as they are typed: what goes to standard output, what to standard error, and how they end."""

from __future__ import annotations

import _thread
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import Done, Place
from filelock import FileLock
from openpyxl import load_workbook

from rag.commands import PAGE, page_server
from rag.engine.embedded.library import Library
from rag.settings import SHIPPED_CORPUS, Settings, index_below
from tests.engine.documents import documents_in

Run = Callable[..., Done]
PINPOINT = Path(sys.executable).with_name("pinpoint")
QUESTION = "Where do care leavers live?"
ANSWER = "Care leavers live in safe flats."
PLACES = [("adoption", 2), ("housing", 2)]


def loaded(place: Place) -> list[tuple[str, int]]:
    """What the library holds, read without any command: ids, and how many paragraphs."""
    library = Library(place.index / "library.sqlite")
    library.check()
    documents = [(document.id, len(document.paragraphs)) for document in documents_in(library)]
    library.close()
    return documents


# ask


def test_ask_prints_the_answer_and_under_it_its_sources(run: Run, made: Place) -> None:
    done = run("ask", QUESTION, *made.options)
    assert (done.status, done.err) == (0, "")
    answer, sources = done.out.split("\n\n")
    assert f"**“{ANSWER}”** (Housing) [1]" in answer
    assert sources == "[1] Housing, Housing, 1\n"


def test_ask_json_prints_the_whole_answer(run: Run, made: Place) -> None:
    done = run("ask", QUESTION, "--json", *made.options)
    answer = json.loads(done.out)
    assert (done.status, done.err) == (0, "")
    assert list(answer) == [
        "question",
        "resolved_question",
        "text",
        "outcome",
        "citations",
        "passages",
        "facts",
        "engine",
        "corpus",
        "warnings",
        "narrowed",
        "asked_as",
        "usage",
        "grid",
        "abstained",
    ]
    assert (answer["question"], answer["outcome"], answer["abstained"]) == (QUESTION, "answered", False)
    (citation,) = answer["citations"]
    assert (citation["document"], citation["locator"], citation["quote"]) == ("housing", "Housing, 1", ANSWER)
    assert len(answer["passages"]) == 4


def test_ask_saves_the_answer_with_its_sources(run: Run, made: Place, tmp_path: Path) -> None:
    path = tmp_path / "papers" / "answer.md"
    done = run("ask", QUESTION, "--export", path, *made.options)
    assert (done.status, done.err) == (0, f"saved as {path}\n")
    assert f"**“{ANSWER}”** (Housing) [1]" in done.out
    saved = path.read_text(encoding="utf-8")
    assert saved.startswith(f"# {QUESTION}\n\n")
    assert "\n1. Housing, Housing, 1. *Housing*" in saved


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("answer.doc", "pinpoint: answer.doc does not end in .docx, .md, .pdf or .csv; name the export so."),
        ("there.md", "there.md is there already; name another file, or move it away."),
    ],
)
def test_ask_refuses_an_export_before_it_answers(
    run: Run, made: Place, tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "there.md").write_text("mine")
    done = run("ask", QUESTION, "--export", tmp_path / name, *made.options)
    assert (done.status, done.out) == (1, "")
    assert message in done.err
    assert (tmp_path / "there.md").read_text() == "mine"


@pytest.mark.parametrize(
    "filters",
    [["--authority", "Leeds"], ["--from", "2020"], ["--to", "1999"], ["--authority", "A", "--to", "1"]],
)
def test_ask_looks_only_where_the_filters_allow(run: Run, made: Place, filters: list[str]) -> None:
    done = run("ask", QUESTION, "--json", *filters, *made.options)
    answer = json.loads(done.out)
    assert (done.status, answer["abstained"], answer["citations"]) == (0, True, [])


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "The question is empty; type what you want to know."),
        (" \n\t ", "The question is empty; type what you want to know."),
        ("x" * 100_001, "The question has 100,001 characters; ask in at most 100,000."),
    ],
    ids=["empty", "blank", "endless"],
)
def test_a_question_that_cannot_be_asked_is_told_on_standard_error(
    run: Run, made: Place, question: str, message: str
) -> None:
    assert run("ask", question, *made.options) == Done(1, "", f"pinpoint: {message}\n")


@pytest.mark.parametrize(
    "question", ["Flats\udcff?", "“Flats” \0 ; DROP TABLE documents; --", '"flats" NEAR(', "📍"]
)
def test_a_question_of_any_characters_has_an_answer(run: Run, made: Place, question: str) -> None:
    done = run("ask", question, "--json", *made.options)
    assert (done.status, done.err, len(json.loads(done.out)["passages"])) == (0, "", 4)


# index


def test_index_names_the_copies_of_documents(run: Run, place: Place) -> None:
    copy = place.corpus / "copy.txt"
    shutil.copy(place.corpus / "adoption.txt", copy)
    told = f"{copy} is a copy of adoption\n2 unchanged, 0 could not be read\n"
    assert run("index", *place.options) == Done(0, told, "")


def test_index_prints_what_was_done_and_a_second_time_that_nothing_was(run: Run, place: Place) -> None:
    (place.corpus / "adoption.txt").write_text("Adoption is quick.\n")
    (place.corpus / "housing.md").unlink()
    (place.corpus / "new.txt").write_text("New words.\n")
    assert run("index", *place.options) == Done(
        0, "added new\nupdated adoption\nremoved housing\n0 unchanged, 0 could not be read\n", ""
    )
    assert run("index", *place.options) == Done(0, "2 unchanged, 0 could not be read\n", "")
    assert loaded(place) == [("adoption", 1), ("new", 1)]


def test_index_adds_the_files_and_folders_that_are_named(run: Run, place: Place, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "one.txt").write_text("One.\n")
    (tmp_path / "more" / "two.txt").write_text("Two.\n")
    done = run("index", tmp_path / "more" / "one.txt", *place.options)
    assert done.out == "added one\n2 unchanged, 0 could not be read\n"
    done = run("index", tmp_path / "more", *place.options)
    assert done.out == "added two\n3 unchanged, 0 could not be read\n"


def test_index_names_a_file_that_cannot_be_read_and_fails_while_the_rest_goes_on(
    run: Run, place: Place
) -> None:
    bad = place.corpus / "bad.txt"
    bad.write_bytes(b"\x00\x01\x02")
    (place.corpus / "good.txt").write_text("Good.\n")
    done = run("index", *place.options)
    assert (done.status, done.out) == (1, "added good\n2 unchanged, 1 could not be read\n")
    assert done.err == f"{bad}: bad.txt is not text; save it as UTF-8 text.\n"
    assert loaded(place) == [("adoption", 2), ("good", 1), ("housing", 2)]
    assert run("ask", QUESTION, *place.options).status == 0


def test_index_rebuild_reads_everything_again(run: Run, place: Place) -> None:
    done = run("index", "--rebuild", *place.options)
    assert done == Done(0, "updated adoption\nupdated housing\n0 unchanged, 0 could not be read\n", "")
    assert ANSWER in run("ask", QUESTION, *place.options).out


def test_a_damaged_index_is_told_and_a_rebuild_mends_it(run: Run, place: Place) -> None:
    library = place.index / "library.sqlite"
    library.write_bytes(b"spoilt " * 3000)
    for command in (["ask", QUESTION], ["documents"], ["index"], ["show", "housing"]):
        done = run(*command, *place.options)
        assert (done.status, done.out) == (1, "")
        assert re.fullmatch(
            rf"pinpoint: The index {library} is damaged \(file is not a database\); "
            r"run `pinpoint index --rebuild` to make it anew from the documents\.\n",
            done.err,
        )
    assert library.read_bytes().startswith(b"spoilt")
    done = run("index", "--rebuild", *place.options)
    assert done == Done(0, "added adoption\nadded housing\n0 unchanged, 0 could not be read\n", "")
    assert loaded(place) == PLACES
    assert ANSWER in run("ask", QUESTION, *place.options).out


def test_an_index_of_another_version_is_told_and_a_rebuild_mends_it(run: Run, place: Place) -> None:
    database = sqlite3.connect(place.index / "library.sqlite")
    database.execute("PRAGMA user_version = 99")
    database.close()
    done = run("ask", QUESTION, *place.options)
    assert (done.status, "was made by another version of Pinpoint; run `pinpoint index" in done.err) == (
        1,
        True,
    )
    assert run("index", "--rebuild", *place.options).status == 0
    assert loaded(place) == PLACES


def test_damaged_vectors_are_mended_without_a_word(run: Run, place: Place) -> None:
    for folder in place.index.glob("vectors-*"):
        shutil.rmtree(folder)
    done = run("ask", QUESTION, *place.options)
    assert (done.status, done.err) == (0, "")
    assert ANSWER in done.out


def missing(corpus: Path) -> None:
    shutil.rmtree(corpus)


def empty(corpus: Path) -> None:
    shutil.rmtree(corpus)
    corpus.mkdir()


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (missing, "pinpoint: There is no file or folder {}; name one that holds documents.\n"),
        (empty, "pinpoint: There is nothing to index in {}: no file there ends in "),
    ],
)
@pytest.mark.parametrize(
    "command",
    [["ask", QUESTION], ["index"], ["index", "--rebuild"], ["documents"], ["show", "housing"]],
    ids=str,
)
def test_a_corpus_that_is_missing_or_empty_is_told_and_the_library_stays_whole(
    run: Run, place: Place, harm: Callable[[Path], None], message: str, command: list[str]
) -> None:
    harm(place.corpus)
    done = run(*command, *place.options)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(message.format(place.corpus))
    assert loaded(place) == PLACES


def test_a_corpus_of_nothing_but_an_unreadable_file_is_told_with_the_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "bad.txt").write_bytes(b"%PDF-1.7")
    place = Place(tmp_path / "corpus", tmp_path / "index")
    reason = "bad.txt is a PDF, not the text its name says; save it as text."
    for command in (["ask", QUESTION], ["index"]):
        assert run(*command, *place.options) == Done(
            1, "", f"pinpoint: None of the files could be read. {reason}\n"
        )


def test_an_index_folder_that_cannot_be_one_is_told(run: Run, made: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = run("ask", QUESTION, "--corpus", made.corpus, "--index", tmp_path / "file")
    assert done == Done(1, "", f"pinpoint: {tmp_path / 'file'} cannot hold an index (File exists).\n")


def test_a_corpus_of_ones_own_has_one_folder_for_every_command(
    run: Run, made: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = index_below(tmp_path / ".pinpoint", made.corpus)
    shutil.copytree(made.index, folder)
    monkeypatch.setenv("PINPOINT_INDEX", str(tmp_path / ".pinpoint"))
    for command in (["index"], ["ask", QUESTION], ["documents"], ["show", "housing"]):
        assert run(*command, "--corpus", made.corpus).status == 0
    assert list((tmp_path / ".pinpoint").iterdir()) == [folder]


# read


def test_read_json_prints_an_object_a_file_with_the_promised_fields(run: Run) -> None:
    done = run("read", "--json", *sorted(SHIPPED_CORPUS.glob("b*")))
    records = {record["document"]: record for record in map(json.loads, done.out.splitlines())}
    assert (done.status, done.err, len(records)) == (0, "", 4)
    bristol = records["bristol-2018-inspection"]
    assert set(bristol) >= {
        "file",
        "document",
        "authority",
        "kind",
        "inspection_start",
        "inspection_end",
        "published",
        "lead_inspector",
        "judgements",
        "improvements",
        "actions",
        "measures",
        "paragraphs",
    }
    assert bristol["file"] == str(SHIPPED_CORPUS / "bristol-2018-inspection.txt")
    assert (bristol["authority"], bristol["kind"]) == ("Bristol", "ilacs")
    assert (bristol["inspection_start"], bristol["inspection_end"]) == ("2018-09-10", "2018-09-21")
    assert set(bristol["judgements"][0]) == {"area", "grade", "printed"}
    assert all(isinstance(text, str) for text in bristol["improvements"])
    assert set(bristol["paragraphs"][0]) >= {"locator", "section", "page", "text"}
    plan = records["bristol-2016-improvement-plan"]
    assert (plan["kind"], bool(plan["actions"]), bool(plan["measures"])) == ("improvement-plan", True, True)


def test_read_prints_a_document_with_its_locators(run: Run, made: Place) -> None:
    done = run("read", made.corpus / "housing.md")
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "Housing\nHousing: no date, no overall grade, 2 paragraphs\n\n\nHousing\n\n"
        "[Housing, 1] Care leavers live in safe flats.\n"
        "[Housing, 2] The number of flats rose to 56 in 2018.\n"
    )


def test_read_goes_on_past_a_file_that_cannot_be_read_and_fails(
    run: Run, made: Place, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.txt"
    done = run("read", "--json", gone, made.corpus / "housing.md")
    error, document = map(json.loads, done.out.splitlines())
    assert (done.status, done.err) == (1, "")
    assert set(error) == {"file", "error"}
    assert error["file"] == str(gone)
    assert document["document"] == "housing"
    done = run("read", gone, made.corpus / "housing.md")
    assert (done.status, done.err) == (1, f"{gone}: {error['error']}\n")
    assert done.out.startswith("Housing\n")


# documents and show


def test_documents_lists_what_is_loaded(run: Run, made: Place) -> None:
    assert run("documents", *made.options) == Done(
        0,
        "adoption\n    Adoption service inspection: no date, no overall grade, 2 paragraphs\n"
        "housing\n    Housing: no date, no overall grade, 2 paragraphs\n",
        "",
    )


def test_documents_json_prints_an_object_a_document(run: Run, made: Place) -> None:
    done = run("documents", "--json", *made.options)
    adoption, housing = map(json.loads, done.out.splitlines())
    assert adoption["document"] == "adoption"
    assert housing == {
        "document": "housing",
        "title": "Housing",
        "authority": None,
        "kind": "other",
        "inspection_start": None,
        "inspection_end": None,
        "published": None,
        "judgements": [],
        "paragraphs": 2,
    }


def test_show_prints_a_whole_document_or_one_paragraph_of_it(run: Run, made: Place) -> None:
    whole = run("read", made.corpus / "housing.md").out
    assert run("show", "housing", *made.options) == Done(0, whole, "")
    assert run("show", "housing", "Housing, 1", *made.options) == Done(0, f"{ANSWER}\n", "")
    assert run("show", "housing", "HOUSING, 1", *made.options) == Done(0, f"{ANSWER}\n", "")


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (["nowhere"], "No document 'nowhere' is loaded; `pinpoint documents` lists them."),
        (["housing", "99"], "housing has no '99'; `pinpoint show housing` prints all of it."),
    ],
)
def test_show_tells_what_is_not_there(run: Run, made: Place, place: list[str], message: str) -> None:
    assert run("show", *place, *made.options) == Done(1, "", f"pinpoint: {message}\n")


# batch


def test_understand_tells_how_a_question_is_read(run: Run, made: Place) -> None:
    question = "How has leadership in Leeds and York changed since 2018?"
    told = json.loads(run("understand", question, "--json", *made.options).out)
    assert told == {
        "kind": "compare",
        "answered_as": "compare",
        "latest": False,
        "count": False,
        "grades": [],
        "areas": ["leaders"],
        "moved": "",
        "authorities": ["Leeds", "York"],
        "years": [2018],
        "parts": [question],
    }
    assert "areas: leaders\n" in run("understand", question, *made.options).out


def test_understand_writes_down_how_a_file_of_questions_is_read(
    run: Run, made: Place, tmp_path: Path
) -> None:
    questions, output = tmp_path / "questions.jsonl", tmp_path / "read.jsonl"
    before = {"role": "user", "content": "What does Leeds need to improve?"}
    questions.write_text(json.dumps({"id": "a", "question": "and York?", "history": [before]}))
    assert run("understand", questions, output, *made.options).status == 0
    (told,) = map(json.loads, output.read_text().splitlines())
    assert (told["id"], told["kind"], told["authorities"]) == ("a", "improvements", ["York"])
    refused = run("understand", questions, tmp_path / "read.txt", *made.options)
    assert (refused.status, "does not end in .jsonl" in refused.err) == (1, True)


def test_batch_answers_each_line_and_goes_on_past_one_that_cannot_be_answered(
    run: Run, made: Place, tmp_path: Path
) -> None:
    questions = [
        {"id": "a", "question": QUESTION},
        {"question": "x" * 100_001},
        {"question": "and how many?", "history": [{"role": "user", "content": "Are there flats?"}]},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, questions)))
    done = run("batch", tmp_path / "q.jsonl", tmp_path / "a.jsonl", *made.options)
    message = "The question has 100,001 characters; ask in at most 100,000."
    assert done == Done(1, "", f"2: {message}\n")
    first, second, third = map(json.loads, (tmp_path / "a.jsonl").read_text().splitlines())
    assert (first["id"], first["answer"] == first["text"], first["seconds"] >= 0) == ("a", True, True)
    assert first["citations"][0]["quote"] == ANSWER
    assert (second["id"], second["error"], second["outcome"]) == ("2", message, "error")
    assert (third["id"], third["question"]) == ("3", "and how many?")


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_batch_reads_and_writes_tables(run: Run, made: Place, tmp_path: Path, ending: str) -> None:
    (tmp_path / "q.csv").write_text(f"id,question\na,{QUESTION}\n")
    out = tmp_path / f"a{ending}"
    assert run("batch", tmp_path / "q.csv", out, *made.options) == Done(0, "", "")
    if ending == ".xlsx":
        book = load_workbook(out)
        assert [[row[0], row[3]] for row in book["Answers"].iter_rows(values_only=True, min_row=2)] == [
            ["a", "answered"]
        ]
        assert [row[3] for row in book["Sources"].iter_rows(values_only=True, min_row=2)] == [ANSWER]
        book.close()
    else:
        assert ANSWER in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("questions", "answers", "message"),
    [
        ('{"question": "Who?"}\n{oops', "a.jsonl", "q.jsonl, line 2: this is not JSON"),
        ('{"text": "Who?"}', "a.jsonl", "q.jsonl, line 1: there is no question in it"),
        (
            '{"question": "Who?"}',
            "a.txt",
            "a.txt ends in neither .jsonl, .csv nor .xlsx; name the output so.",
        ),
        ('{"question": "Who?"}', "q.jsonl", "holds the questions; name another file for the answers."),
    ],
)
def test_batch_refuses_before_anything_is_opened(
    run: Run, tmp_path: Path, questions: str, answers: str, message: str
) -> None:
    (tmp_path / "q.jsonl").write_text(questions)
    done = run("batch", tmp_path / "q.jsonl", tmp_path / answers, "--index", tmp_path / "index")
    assert (done.status, done.out) == (1, "")
    assert message in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["q.jsonl"]
    assert (tmp_path / "q.jsonl").read_text() == questions


def test_batch_tells_where_it_cannot_write(run: Run, made: Place, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"question": "Who?"}')
    (tmp_path / "a.jsonl").mkdir()
    done = run("batch", tmp_path / "q.jsonl", tmp_path / "a.jsonl", *made.options)
    assert done == Done(1, "", f"pinpoint: {tmp_path / 'a.jsonl'}: Is a directory\n")


# chat


def test_chat_serves_the_page_on_the_port_with_all_that_was_chosen(tmp_path: Path) -> None:
    settings = Settings(corpus=tmp_path / "a" / ".." / "corpus", index=Path("here"), passages=30)
    command, environment = page_server(settings, 9000)
    assert command == [sys.executable, "-m", "streamlit", "run", str(PAGE), "--server.port=9000"]
    assert PAGE.is_file()
    assert environment["PINPOINT_INDEX"] == str(Path.cwd() / "here")
    assert Settings.from_env(environment) == replace(
        settings, corpus=tmp_path / "corpus", index=Path.cwd() / "here"
    )


def test_other_machines_are_served_where_a_name_is_given() -> None:
    assert not [part for part in page_server(Settings(), 1)[0] if "address" in part]
    command, _ = page_server(Settings(), 1, "pinpoint.example.org")
    assert command[-4:] == [
        "--server.address=0.0.0.0",
        "--browser.serverAddress=pinpoint.example.org",
        "--server.allowedHosts=localhost",
        "--server.allowedHosts=pinpoint.example.org",
    ]


def test_behind_a_proxy_it_listens_on_this_machine_and_knows_its_name() -> None:
    command, _ = page_server(Settings(), 1, "pinpoint.example.org", "127.0.0.1")
    assert "--server.address=127.0.0.1" in command
    assert "--server.allowedHosts=pinpoint.example.org" in command


def test_the_page_finds_a_model_that_was_named_from_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model").mkdir()
    served = [page_server(Settings(embedding=name), 1)[1] for name in ("model", "owner/model")]
    assert [environment["PINPOINT_EMBEDDING"] for environment in served] == [
        str(tmp_path / "model"),
        "owner/model",
    ]


def test_chat_tells_what_is_wrong_with_the_index_before_it_serves(run: Run, place: Place) -> None:
    (place.index / "library.sqlite").write_bytes(b"spoilt " * 3000)
    done = run("chat", *place.options)
    assert (done.status, done.out, "is damaged" in done.err) == (1, "", True)


# how commands are used, and end


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["answer"],
        ["ask"],
        ["ask", QUESTION, "--from", "recently"],
        ["ask", QUESTION, "--loud"],
        ["read"],
        ["batch", "q.jsonl"],
        ["chat", "--port", "http"],
    ],
    ids=str,
)
def test_wrong_use_is_told_on_standard_error_and_ends_with_2(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("usage: pinpoint")


def test_help_is_a_result(run: Run) -> None:
    done = run("--help")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("usage: pinpoint")


def test_a_setting_that_cannot_be_used_is_told(
    run: Run, made: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINPOINT_PASSAGES", "many")
    done = run("ask", QUESTION, *made.options)
    assert done == Done(1, "", "pinpoint: PINPOINT_PASSAGES is 'many'; give a whole number from 1.\n")


def pinpoint(*arguments: str | Path) -> subprocess.Popen[str]:
    """The console script in a process of its own."""
    command = [str(PINPOINT), *map(str, arguments)]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, **streams, text=True, encoding="utf-8")


def test_the_console_script_answers(made: Place) -> None:
    process = pinpoint("ask", QUESTION, *made.options)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert f"**“{ANSWER}”** (Housing) [1]" in out


def test_a_reader_who_has_heard_enough_gets_no_complaint(made: Place) -> None:
    process = pinpoint("documents", *made.options)
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(60) == 1


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_stops_with_a_word_and_leaves_the_library_whole(run: Run, place: Place) -> None:
    (place.corpus / "new.txt").write_text("New.\n")
    with FileLock(place.index / "lock"):  # so that the command waits for its turn
        threading.Timer(1, _thread.interrupt_main).start()
        done = run("index", *place.options)
    assert done == Done(1, "", "pinpoint: stopped; what was finished stays.\n")
    assert loaded(place) == PLACES
