"""Hostile words in every room: what takes them in, what shows them, and whether all of it held.

    python -m benchmarks.hostile_words [FOLDER] [--each N] [--index FOLDER]

The 300 of ``tests/faults/hostile_words.jsonl`` and, of a FOLDER, every ``text`` in its JSON Lines. Each is
put into questions, histories, filters, documents (their text, titles, names and files), settings, the fields
of HTTP, and what a chat model writes; ``--each 5`` puts every fifth where it takes long: into what is asked.
Printed is how many went where, and what did not hold.

It holds where what comes back is an answer or an error of ours, without a traceback; where SQLite is given
no statement and no search but our own; where no program is begun but the one that reads files, and none of
the files appears that the words try to make; and where what is shown, on the page, in a notebook, behind
a link, in a chat of other make and in exports of every kind, is made of our own marks alone. The harmless
ones, which only look odd, must be answered.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode
from xml.etree import ElementTree

from fastapi.testclient import TestClient
from langchain_core.language_models import FakeListChatModel
from markdown_it import MarkdownIt

from rag import Answer, Assistant, Document, Filters, Paragraph, RagError, Settings
from rag.access import Keys
from rag.adding import keep_file
from rag.answering.rendering import render
from rag.answering.statements import Source, quoted, say
from rag.batch import write_answers
from rag.export import ENDINGS, make_export
from rag.export.grid import grid_sheets
from rag.export.tables import TABLE_ENDINGS, make_tables
from rag.grid import Finding, ReportRow, ThemeGrid
from rag.service.app import create_app
from rag.service.completions import _shown, _sources
from rag.settings import SHIPPED_CORPUS, variable_of
from rag.writing.models import open_model

OWN = Path(__file__).parent.parent / "tests" / "faults" / "hostile_words.jsonl"
CANARY = "pinpoint-was-here"
HERE = "http://localhost"
ORDINARY = "Children are heard when decisions are made. " * 50  # what is all signs of control is no text
AT_ONCE = 40  # answers in one export
SEARCH = re.compile(r'(?:text:)?"[\w%]+"(?: OR "[\w%]+")*')
STATED = "What did inspectors say about caseloads in Bristol?"
TREE = {
    "article", "aside", "blockquote", "br", "button", "details", "div", "em", "h1", "h2", "h3", "header",
    "img", "li", "mark", "nav", "ol", "p", "section", "span", "strong", "summary", "table", "tbody", "td",
    "th", "thead", "tr", "ul",
}  # fmt: skip
TREE_ATTRIBUTES = {
    "aria-expanded", "aria-hidden", "aria-label", "aria-labelledby", "aria-pressed", "class", "data-copy",
    "data-copy-link", "data-key", "data-press", "disabled", "id", "role", "scope", "style", "tabindex",
    "title", "type",
}  # fmt: skip
HTML = {
    "blockquote", "br", "caption", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
PAGE = {"html", "head", "meta", "title", "style", "body", "main", "h1", "p", "blockquote"}
MARKS = {"inline", "text", "text_special", "softbreak", "hardbreak", "hr"} | {
    f"{mark}_{side}"
    for side in ("open", "close")
    for mark in (
        "blockquote", "bullet_list", "em", "heading", "list_item", "ordered_list", "paragraph", "strong",
        "table", "tbody", "td", "th", "thead", "tr",
    )
}  # fmt: skip
WORD_PARTS = {"fldSimple", "fldChar", "instrText", "altChunk", "object", "OLEObject", "subDoc", "control"}

Fault = str


@dataclass
class Held:
    """How many strings went where, and what did not hold there."""

    went: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[Fault]] = field(default_factory=dict)

    def take(self, where: str, count: int, faults: Iterable[Fault]) -> None:
        """Note that so many went somewhere, and what did not hold."""
        self.went[where] += count
        self.faults.setdefault(where, []).extend(faults)

    @property
    def told(self) -> str:
        """A line a room, and below it what did not hold."""
        lines = []
        for where, count in self.went.items():
            lines.append(f"{where:<34}{count:>6} {'held' if not self.faults[where] else 'did NOT all hold'}")
            lines += [f"    {fault}" for fault in self.faults[where][:20]]
        return "\n".join(lines)


@dataclass(frozen=True)
class Words:
    """Strings, and those of them that are harmless questions."""

    hostile: Sequence[str]
    harmless: Sequence[str] = ()

    def every(self, step: int) -> Words:
        """Every so many of them."""
        return Words(self.hostile[::step], self.harmless[::step])


def main() -> None:
    """Put all of them everywhere, and print what held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="more strings: JSON Lines, each with a text")
    parser.add_argument("--each", type=int, default=1, metavar="N", help="ask every so many of them alone")
    parser.add_argument("--index", type=Path, help="an index of the shipped corpus; made anew without it")
    given = parser.parse_args()
    words = read_words(given.folder)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        index = folder / "index"
        if given.index:
            shutil.copytree(given.index, index)
        held = put_everywhere(words, words.every(given.each), folder, index)
    print(f"{len(words.hostile)} hostile strings, {len(words.harmless)} harmless ones\n\n{held.told}")
    sys.exit(any(held.faults.values()))


def read_words(folder: Path | None = None) -> Words:
    """Our own strings, and those of a folder."""
    own = list(_records(OWN))
    more = [record for file in sorted(folder.rglob("*.jsonl")) for record in _records(file)] if folder else []
    harmless = [record["text"] for record in own if record["kind"] == "harmless"]
    hostile = [record["text"] for record in own if record["kind"] != "harmless"]
    return Words([*hostile, *(record["text"] for record in more)], harmless)


def _records(file: Path) -> Iterator[dict[str, Any]]:
    lines = file.read_text(encoding="utf-8").split("\n")
    return (json.loads(line) for line in lines if line)


def put_everywhere(words: Words, asked: Words, folder: Path, index: Path) -> Held:
    """What held of all that strings were put into; of those that take long, only what is ``asked``."""
    held = Held()
    before = Path.cwd()
    os.chdir(folder)  # where the words would make their files
    try:
        with watched() as watch, Assistant.open(SHIPPED_CORPUS, index=index) as assistant:
            for put in (into_questions, into_histories, into_filters, into_http):
                put(asked, assistant, held)
            into_places(words, assistant, held)
            into_models(asked, index, held)
            into_settings(words, folder, held)
            into_documents(words, folder, held)
            into_showing(words, folder, held)
            held.take("statements to SQLite", watch.statements, watch.faults(words.hostile))
            held.take("programs begun", len(watch.begun), watch.programs())
    finally:
        os.chdir(before)
    held.take("files that they try to make", len(words.hostile), map(str, folder.rglob(f"{CANARY}*")))
    return held


# what is watched


class Watch:
    """The statements and searches that SQLite was given, and the programs that were begun."""

    def __init__(self) -> None:
        self.sql: set[str] = set()
        self.searches: set[str] = set()
        self.begun: list[Any] = []
        self.statements = 0
        self.on = True

    def note(self, sql: str, values: Any) -> None:
        """Note a statement and, where it searches for words, which."""
        self.statements += 1
        self.sql.add(sql)
        if "MATCH ?" in sql:
            self.searches.add(values[0])

    def faults(self, words: Iterable[str]) -> Iterator[Fault]:
        """The statements that hold one of these strings, and the searches that are more than words."""
        telling = [word for word in words if len(word) > 8]
        yield from (sql for sql in self.sql if any(word in sql for word in telling))
        yield from (search for search in self.searches if not SEARCH.fullmatch(search))

    def programs(self) -> Iterator[Fault]:
        """Those that were begun and are not the one that reads files."""
        return (str(begun) for begun in self.begun if begun[:2] != [sys.executable, "-P"])


@contextmanager
def watched() -> Iterator[Watch]:
    """While this lasts, what SQLite is given and which programs are begun is noted."""
    watch, connect = Watch(), sqlite3.connect

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
            watch.note(sql, values)
            return super().execute(sql, values)

    def note_program(event: str, arguments: tuple[Any, ...]) -> None:
        if watch.on and event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"):
            watch.begun.append(list(arguments[1]) if event == "subprocess.Popen" else list(arguments))

    sys.addaudithook(note_program)
    try:
        with patch(
            "sqlite3.connect", lambda *given, **named: connect(*given, **{"factory": Watched, **named})
        ):
            yield watch
    finally:
        watch.on = False


def tried(what: str, work: Callable[[], Any]) -> Iterator[Fault]:
    """What is wrong with what work comes to: an error that is none of ours."""
    try:
        yield from work() or ()
    except RagError as error:
        if "Traceback" in str(error):
            yield f"{what!r}: {error}"
    except Exception as error:
        yield f"{what[:60]!r}: {type(error).__name__}: {str(error)[:200]}"


# where they are put


def into_questions(words: Words, assistant: Assistant, held: Held) -> None:
    """As what is asked; the harmless have to be answered."""
    answers: list[Answer] = []
    for text in words.hostile:
        held.take("questions", 1, tried(text, lambda text=text: answers.append(assistant.ask(text))))
    for at in range(0, len(answers), AT_ONCE):
        some = answers[at : at + AT_ONCE]
        held.take("answers to them, shown", len(some), shown_faults(some))
    for text in words.harmless:
        declined = [text] if assistant.ask(text).abstained else []
        held.take("harmless questions, answered", 1, declined)


def into_histories(words: Words, assistant: Assistant, held: Held) -> None:
    """As what was said before."""
    for text in words.hostile[::2]:
        history = [{"role": "user", "content": text}, {"role": "assistant", "content": text}]
        ask = tried(text, lambda history=history: shown_faults([assistant.ask("and in Bristol?", history)]))
        held.take("histories", 1, ask)


def into_filters(words: Words, assistant: Assistant, held: Held) -> None:
    """As what is searched; one that matches nothing finds nothing."""
    for text in words.hostile[::2]:
        for name in ("authorities", "kinds", "documents"):
            filters = Filters(**{name: (text,)})

            def ask(filters: Filters = filters, text: str = text) -> Sequence[Fault]:
                return [f"{text!r} found something"] if assistant.search(STATED, filters=filters) else []

            held.take("filters", 1, tried(text, ask))


def into_http(words: Words, assistant: Assistant, held: Held) -> None:
    """Into each field of a question over HTTP, in Pinpoint's own protocol and OpenAI's."""
    client = client_of(assistant)
    for text in words.hostile[::3]:
        asked = (
            ("/v1/ask", {"question": text}),
            ("/v1/ask", {"question": text, "filters": {"authorities": [text], "documents": [text]}}),
            ("/v1/chat/completions", {"messages": [{"role": text, "content": text}]}),
            ("/v1/chat/completions", {"messages": [{"role": "user", "content": text}], "model": text}),
        )
        for path, body in asked:
            held.take("fields of HTTP", 1, answered_badly(text, client.post(path, json=body)))


def into_places(words: Words, assistant: Assistant, held: Held) -> None:
    """Into addresses and headers, as the names of documents, places and files."""
    client = client_of(assistant)
    for text in words.hostile:
        place = {"document": text, "locator": text}
        for path in ("/v1/paragraph", "/source"):
            held.take("fields of HTTP", 1, answered_badly(text, client.get(path, params=place)))
        printable = "".join(c for c in text if c.isprintable() and c.isascii())
        headers = {"authorization": f"Bearer {printable}", "origin": printable, "x-forwarded-host": printable}
        sent = client.get("/v1/documents", params={"id": text}, headers=headers)
        held.take("fields of HTTP", 1, answered_badly(text, sent))
        give = tried(text, lambda text=text: _give_file(assistant, text))
        held.take("names of files that are given", 1, give)


def _give_file(assistant: Assistant, name: str) -> Sequence[Fault]:
    kept = keep_file(assistant.visitors_folder, name, io.BytesIO(b"x"))
    outside = kept.resolve().parent != assistant.visitors_folder
    kept.unlink()
    return [f"{name!r} is kept as {kept}"] if outside else []


def into_models(words: Words, index: Path, held: Held) -> None:
    """As what a chat model writes, by itself and as a statement with a source."""
    says = [said for text in words.hostile[::4] for said in (text, f"- The report says {text} [P1]")]
    model = FakeListChatModel(responses=says)
    with Assistant.open(SHIPPED_CORPUS, index=index, model=model) as assistant:
        for said in says:
            ask = tried(said, lambda: shown_faults([assistant.ask(STATED)]))
            held.take("what a chat model writes", 1, ask)


def into_settings(words: Words, folder: Path, held: Held) -> None:
    """Into every variable, the name of a chat model, and the file of keys."""
    names = [variable_of(name) for name in Settings.__dataclass_fields__]
    for text in words.hostile:
        for name in names if "\0" not in text else ():  # which no environment takes
            held.take("settings", 1, tried(text, lambda name=name, text=text: _read_setting(name, text)))
        (folder / "keys.toml").write_text(text, encoding="utf-8", errors="replace")
        held.take("settings", 1, tried(text, lambda: _read_keys(folder / "keys.toml")))
        held.take("settings", 1, tried(text, lambda text=text: _open_model(text)))


def _read_setting(name: str, text: str) -> None:
    Settings.from_env({name: text})


def _read_keys(file: Path) -> None:
    Keys.read(file)


def _open_model(text: str) -> None:
    open_model(Settings(model=text))


def into_documents(words: Words, folder: Path, held: Held) -> None:
    """Into the text, the titles and the names of files that are indexed, and opened behind links."""
    corpus = folder / "corpus"
    texts = [text for text in words.hostile if any(c.isalnum() for c in text)]
    for at, some in enumerate(texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE)):
        write_documents(corpus / f"{at}", some)
    with Assistant.open(corpus, index=folder / "of hostile documents") as assistant:
        documents, client = assistant.documents(), client_of(assistant)
        held.take("documents that hold them, indexed", len(documents), _unread(assistant))
        for document in documents:
            for paragraph in document.paragraphs:
                place = {"document": document.id, "locator": paragraph.locator}
                page = client.get("/source", params=place)
                held.take("paragraphs behind a link", 1, page_faults(paragraph.text, page))
            held.take("panels of the page", 1, panel_faults(document))
        answers = [assistant.ask(f"What does it say of {text}?") for text in texts[:: len(texts) // 4 + 1]]
        held.take("answers from them, shown", len(answers), shown_faults(answers))


def write_documents(folder: Path, texts: Sequence[str]) -> None:
    """A document of each format that takes any text, named and titled by the first of these."""
    import docx

    folder.mkdir(parents=True)
    lines = [" ".join(text.replace("\0", " ").split()) or "." for text in texts]  # no text holds NUL
    name = re.sub(r"[/\0]", "_", lines[0]).encode()[:120].decode(errors="ignore").strip(". ") or "_"
    lines.append(ORDINARY)
    plain = "\n\n".join(lines)
    (folder / f"{name}.txt").write_text(f"{lines[0]}\n\n{plain}\n", encoding="utf-8")
    (folder / f"{name} (2).md").write_text(f"# {lines[0]}\n\n{plain}\n", encoding="utf-8")
    page = "".join(f"<p>{_escaped(line)}</p>{line}" for line in lines)
    (folder / f"{name} (3).html").write_text(
        f"<title>{lines[0]}</title><main>{page}</main>", encoding="utf-8"
    )
    document = docx.Document()
    document.core_properties.title = _of_xml(lines[0])[:255]
    for line in lines:
        document.add_paragraph(_of_xml(line))
    document.save(str(folder / f"{name} (4).docx"))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _of_xml(text: str) -> str:
    """Text without what XML cannot hold."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def _unread(assistant: Assistant) -> Iterator[Fault]:
    return (f"{path.name}: {reason}" for path, reason in assistant.unreadable())


def into_showing(words: Words, folder: Path, held: Held) -> None:
    """As the title, authority, place and words of a document that an answer quotes, and of a grid."""
    answers = [quoting(text) for text in words.hostile]
    for at in range(0, len(answers), AT_ONCE):
        some = answers[at : at + AT_ONCE]
        held.take("answers that quote them, shown", len(some), shown_faults(some))
    held.take("tables of them", len(words.hostile), table_faults(words.hostile))
    told = [{**answer.to_dict(), "id": answer.question, "answer": answer.text} for answer in answers]
    for ending in (".csv", ".xlsx", ".jsonl"):
        batch = tried(ending, lambda ending=ending: batch_faults(told, folder / f"answers{ending}"))
        held.take("answers of a batch", len(told), batch)


def quoting(text: str) -> Answer:
    """An answer in quotes from a document that is made of a string."""
    printed = Paragraph(text or "1", text or " ", section=text, page=1)
    document = Document(text, text, "other", text or None, published="2018-09-21", paragraphs=(printed,))
    source = Source(document.id, printed.locator, printed.text)
    said = (say(f"- {quoted(text)} ", source), say(f"{text} ", source))
    told, citations = render(said, {document.id: document})
    return Answer(text, text, told, "answered", citations, warnings=(text,))


# what is shown


def shown_faults(answers: Sequence[Answer]) -> Iterator[Fault]:
    """What is wrong with answers wherever they are shown."""
    for answer in answers:
        yield from tree_faults(answer)
        yield from html_faults(
            answer.question, answer._repr_html_(), HTML, {"style", "scope", "class", "start"}
        )
        yield from chat_faults(answer)
    if answers:
        yield from export_faults(answers)


def tree_faults(answer: Answer) -> Iterator[Fault]:
    """What an answer's tree holds beside elements and attributes of our own."""
    from rag.page.answers import growing_tree, turn_tree
    from rag.page.store import Turn

    yield from node_faults(turn_tree(Turn(answer.question, answer)))
    yield from node_faults(growing_tree(answer.question, answer.text, ""))


def panel_faults(document: Document) -> Iterator[Fault]:
    """The same of the panel that shows a document's text."""
    from rag.page.sources import text_nodes
    from rag.page.visit import Opened

    first = document.paragraphs[0]
    for node in text_nodes(Opened(document.id, first.locator, first.text, whole=True), document, first):
        yield from node_faults(node)


def node_faults(node: Any) -> Iterator[Fault]:
    """The same of any tree."""
    if isinstance(node, str):
        return
    if node["tag"] not in TREE or set(node["attributes"]) - TREE_ATTRIBUTES:
        yield f"the page: <{node['tag']} {' '.join(node['attributes'])}>"
    for child in node["children"]:
        yield from node_faults(child)


class _Parts(HTMLParser):
    """The tags of some HTML, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, set[str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, {name for name, _ in attrs}))

    def handle_decl(self, decl: str) -> None:
        """Note a declaration."""
        if decl != "doctype html":
            self.tags.append((decl, set()))


def html_faults(what: str, html: str, tags: set[str], attributes: set[str]) -> Iterator[Fault]:
    """The tags and attributes of HTML that are not ours."""
    for tag, named in _Parts(html).tags:
        if tag not in tags or named - attributes:
            yield f"HTML of {what[:60]!r}: <{tag} {' '.join(named)}>"


def page_faults(what: str, page: Any) -> Iterator[Fault]:
    """What is wrong with the page behind a link."""
    yield from answered_badly(what, page)
    if page.status_code == 200:
        yield from html_faults(what, page.text, PAGE, {"lang", "charset", "name", "content"})


def chat_faults(answer: Answer) -> Iterator[Fault]:
    """What a chat of other make, which renders all of Markdown and HTML, would make of an answer."""
    links = [f"{HERE}/source?{urlencode({'document': citation.document})}" for citation in answer.citations]
    yield from markdown_faults("a chat", _shown(answer.text) + _sources(answer, links), links)


def markdown_faults(what: str, text: str, links: Sequence[str] = ()) -> Iterator[Fault]:
    """The links, images, tags, code and formulas of Markdown that are not ours."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    for token in (each for block in tokens for each in (block, *(block.children or ()))):
        if token.type == "link_open" and token.attrs.get("href") in links:
            continue
        if token.type not in MARKS and not (token.type == "link_close" and links):
            yield f"{what}: {token.type} of {token.content[:60] or token.attrs!r}"
    for link in links:
        text = text.replace(f"]({link})", "]")
    for found in re.finditer(r"(?<!\\)://|\bwww\.|(?<!\\)\$\S", text):
        yield f"{what}: {text[max(found.start() - 20, 0) : found.end() + 20]!r}"


def export_faults(answers: Sequence[Answer]) -> Iterator[Fault]:
    """What is live in the files of answers."""
    for ending in ENDINGS:
        yield from FILES[ending](make_export(answers, ending))


def table_faults(texts: Sequence[str]) -> Iterator[Fault]:
    """What is live in the tables of a grid over reports that are made of strings."""
    rows = tuple(
        ReportRow(text, text, "2018-09-21", text, text, (Finding(text, 1, text, "strength", 1.0),))
        for text in texts
    )
    sheets = [sheet for text in texts[:9] for sheet in grid_sheets(ThemeGrid(text, text, text, rows))]
    for ending in TABLE_ENDINGS:
        yield from FILES[ending](make_tables(sheets, ending))


def batch_faults(told: Sequence[Mapping[str, Any]], path: Path) -> Sequence[Fault]:
    """What is live or lost in the file that a batch writes."""
    write_answers(path, told)
    if path.suffix != ".jsonl":
        return list(FILES[path.suffix](path.read_bytes()))
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    return [] if [json.loads(line)["id"] for line in lines] == [each["id"] for each in told] else ["lines"]


def word_faults(content: bytes) -> Iterator[Fault]:
    """Links that lead out, fields and objects of a Word file."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in file.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            for each in ElementTree.fromstring(file.read(name)).iter():
                if each.tag.rpartition("}")[2] in WORD_PARTS or each.get("TargetMode") == "External":
                    yield f"Word: {name} holds {each.tag} {each.attrib}"


def pdf_faults(content: bytes) -> Iterator[Fault]:
    """Links that lead out, scripts and forms of a PDF."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as file:
        yield from (f"PDF: {name}" for name in ("AcroForm", "Names", "AA", "JS") if name in file.doc.catalog)
        for page in file.pages:
            for annotation in page.annots:
                if annotation["uri"] or "A" in annotation["data"]:
                    yield f"PDF: {annotation['data']}"
            page.close()


def csv_faults(content: bytes) -> Iterator[Fault]:
    """The cells of CSV that a spreadsheet would compute."""
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        yield from (f"CSV: {cell!r}" for cell in row if is_formula(cell))


def excel_faults(content: bytes) -> Iterator[Fault]:
    """Formulas and links of an Excel file."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    yield from (f"Excel: {name}" for name in book.defined_names if name != "_xlnm._FilterDatabase")
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        if (
            cell.data_type == "f"
            or cell.hyperlink
            or (isinstance(cell.value, str) and is_formula(cell.value))
        ):
            yield f"Excel: {cell.value!r}"


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula."""
    return unicodedata.normalize("NFKC", cell).lstrip().startswith(("=", "+", "-", "@")) or (
        cell.startswith(("\t", "\r", "\n"))
    )


FILES: Mapping[str, Callable[[bytes], Iterator[Fault]]] = {
    ".docx": word_faults,
    ".pdf": pdf_faults,
    ".md": lambda content: markdown_faults("Markdown", content.decode()),
    ".csv": csv_faults,
    ".xlsx": excel_faults,
}


def client_of(assistant: Assistant) -> TestClient:
    """A client of the service over an assistant."""
    settings = replace(Settings(), requests_a_minute=10_000_000)
    return TestClient(create_app(assistant, settings), base_url=HERE, raise_server_exceptions=False)


def answered_badly(what: str, response: Any) -> Iterator[Fault]:
    """What is wrong with a response: that nobody foresaw it, or that it shows where it failed."""
    if response.status_code >= 500 or "Traceback (most recent call last)" in response.text:
        yield f"{what[:60]!r}: {response.status_code} {response.text[:100]}"


if __name__ == "__main__":
    main()
