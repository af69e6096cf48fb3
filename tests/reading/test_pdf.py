"""How a PDF is read: by where its print stands, how large it is and how heavy."""

from __future__ import annotations

import io
import sys
import zipfile
import zlib
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from rag.errors import UnreadableFile
from rag.model import Document
from rag.reading import FileReader, read_document

from .printing import LINE, Printer

AREA = "The experiences and progress of children who need help and protection"
FIRST = (
    "Children and families have the benefit of good help from services that come early. Teams in three "
    "localities give help that is well planned, and thresholds are understood by all who refer."
)
SECOND = (
    "Managers know that decisions at the front door are not always timely. They have added capacity and "
    "have bought new systems that make it easier to follow contacts and referrals from day to day."
)
HEADER = "Inspection of Blankshire local authority children's services"


def save(folder: Path, printer: Printer, name: str = "report.pdf") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(printer.data())
    return path


def read(folder: Path, printer: Printer, name: str = "report.pdf") -> Document:
    return read_document(save(folder, printer, name), folder)


def print_front(printer: Printer) -> None:
    """The first page of an inspection report, its table of grades printed over several lines."""
    printer.line("Inspection of Blankshire local authority", size=26)
    printer.line("children's services", size=26)
    printer.y += 12
    printer.paragraph("Inspection dates: 10 September 2018 to 21 September 2018", style="B")
    printer.paragraph("Lead inspector: Ann Example, Her Majesty's Inspector", style="B")
    printer.paragraph("Judgement        Grade", style="B")
    for label, rest, grade in (
        ("The impact of leaders on social work practice with", "children and families", "Good"),
        ("The experiences and progress of children who need", "help and protection", "Requires improvement"),
        ("The experiences and progress of children in care", "and care leavers", "Outstanding"),
    ):
        row = printer.y
        printer.line(label)
        printer.line(rest)
        printer.line(grade, x=400, y=row + 2)
        if grade == "Requires improvement":
            printer.line("to be good", x=400, y=row + LINE + 2)
        printer.y += 12
    printer.paragraph("Overall effectiveness Inadequate")


def test_a_paragraph_is_whole_over_the_end_of_a_page(tmp_path: Path) -> None:
    printer = Printer(header=HEADER)
    printer.paragraph("Findings", size=14, style="B")
    printer.paragraph(f"1. {SECOND}", hang=28)
    printer.line("2. Children and families have the benefit of good help from services that come early.")
    printer.line("Teams in three localities give help that is well planned, and thresholds are all", x=98)
    printer.line("1", y=770, size=6.5)
    printer.line("A footnote that explains a word.", x=76, y=774, size=10)
    printer.page()
    printer.line("understood. Those who refer are told what came of it.", x=98)
    printer.y += 12
    printer.paragraph(f"3. {FIRST}", hang=28)
    printer.page()
    printer.paragraph("More findings", size=14, style="B")
    printer.paragraph(f"4. {SECOND}", hang=28)
    found = {p.locator: (p.text, p.page) for p in read(tmp_path, printer).paragraphs}
    assert found["2"] == (
        "Children and families have the benefit of good help from services that come early. Teams in three "
        "localities give help that is well planned, and thresholds are all understood. Those who refer are "
        "told what came of it.",
        1,
    )
    assert found["3"] == (FIRST, 2)
    assert found["4"] == (SECOND, 3)
    assert found["footnote 1"] == ("A footnote that explains a word.", 1)
    assert not any(HEADER in text for text, _ in found.values())


def test_a_new_paragraph_at_the_top_of_a_page_stays_apart(tmp_path: Path) -> None:
    printer = Printer()
    printer.paragraph(FIRST)
    printer.page()
    printer.paragraph(SECOND)
    assert [p.text for p in read(tmp_path, printer).paragraphs] == [FIRST, SECOND]


def test_a_paragraph_keeps_the_box_that_it_fills_on_its_page(tmp_path: Path) -> None:
    printer = Printer(numbers=False)
    printer.y = 200
    printer.line("A line of print that is long enough to be read as a sentence of its own.")
    (paragraph,) = read(tmp_path, printer).paragraphs
    assert paragraph.box is not None
    left, bottom, right, top = paragraph.box
    assert (paragraph.page, left) == (1, 70.0)
    assert bottom < 841.9 - 200 < top
    assert 400 < right < 525


def test_a_hyphen_at_the_end_of_a_line_is_kept(tmp_path: Path) -> None:
    printer = Printer(numbers=False)
    printer.line("The plans that inspectors saw in this service were for the most part in-")
    printer.line("class work, long-term and well-")
    printer.line("considered.")
    (paragraph,) = read(tmp_path, printer).paragraphs
    assert paragraph.text == (
        "The plans that inspectors saw in this service were for the most part in-class work, long-term and "
        "well-considered."
    )


def test_a_heading_of_two_lines_is_one_and_names_its_section(tmp_path: Path) -> None:
    printer = Printer()
    printer.paragraph(f"{AREA} requires improvement", size=14, style="B")
    printer.paragraph(FIRST)
    printer.paragraph("The front door", style="I")
    printer.paragraph(SECOND)
    assert [p.section for p in read(tmp_path, printer).paragraphs] == [
        f"{AREA} requires improvement",
        "The front door",
    ]


def test_a_number_without_a_space_is_a_number_and_one_inside_a_sentence_is_not(tmp_path: Path) -> None:
    printer = Printer()
    for number in range(1, 10):
        printer.paragraph(f"{number}. {FIRST}", hang=28)
    printer.line("10.While most children are seen, some are not, above all those at the age of")
    printer.line("17. They wait for too long.", x=98)
    printer.y += 12
    printer.paragraph(f"11 {SECOND}", hang=28)
    found = {p.locator: p.text for p in read(tmp_path, printer).paragraphs}
    assert list(found) == [str(number) for number in range(1, 12)]
    assert found["10"].endswith("at the age of 17. They wait for too long.")


def test_points_inside_a_point_belong_to_it(tmp_path: Path) -> None:
    printer = Printer()
    printer.paragraph("What needs to improve", size=14, style="B")
    printer.bullet("The share of children who are entitled to free school meals:")
    printer.bullet("in primary schools", x=110)
    printer.bullet("in secondary schools", x=110)
    printer.bullet("The quality of plans.")
    assert [p.text for p in read(tmp_path, printer).improvements] == [
        "The share of children who are entitled to free school meals:\n– in primary schools\n– in secondary "
        "schools",
        "The quality of plans.",
    ]


def test_a_report_has_its_facts_from_its_first_page_and_its_name(tmp_path: Path) -> None:
    printer = Printer(header=HEADER)
    print_front(printer)
    printer.page()
    printer.paragraph(f"{AREA}: requires improvement", size=14, style="B")
    printer.paragraph(f"1. {FIRST}", hang=28)
    document = read(tmp_path, printer, "blankshire/2018-10-22-ilacs.pdf")
    assert (document.id, document.kind, document.authority) == (
        "blankshire/2018-10-22-ilacs",
        "ilacs",
        "Blankshire",
    )
    assert (document.inspection_start, document.inspection_end) == ("2018-09-10", "2018-09-21")
    assert (document.published, document.lead_inspector) == ("2018-10-22", "Ann Example")
    assert [(judgement.area, judgement.printed) for judgement in document.judgements] == [
        ("leaders", "Good"),
        ("help_and_protection", "Requires improvement to be good"),
        ("care_and_care_leavers", "Outstanding"),
        ("overall", "Inadequate"),
    ]


def test_what_the_board_was_judged_is_cited_where_it_stands(tmp_path: Path) -> None:
    printer = Printer()
    printer.line("Inspection of services for children in need of help and protection, children looked")
    printer.line("after and care leavers")
    printer.y += 12
    for row in ("1. Children who need help and protection Good", "2.1 Adoption performance Good"):
        printer.paragraph(row)
    printer.paragraph("Executive summary", size=14, style="B")
    printer.paragraph(FIRST)
    printer.page()
    printer.paragraph("The Local Safeguarding Children Board is inadequate", size=14, style="B")
    printer.paragraph(SECOND)
    document = read(tmp_path, printer)
    board = document.judgements[-1]
    assert (board.area, board.grade) == ("lscb", "inadequate")
    (cited,) = [p for p in document.paragraphs if p.locator == board.locator]
    assert (cited.text, cited.page) == ("The Local Safeguarding Children Board is inadequate", 2)


def test_a_title_that_runs_on_as_a_header_is_kept_where_it_is_the_title(tmp_path: Path) -> None:
    printer = Printer()
    printer.y = 60
    printer.paragraph("Annual report", size=26)
    printer.paragraph(FIRST)
    for number in range(3):
        printer.page()
        printer.line("Annual report", y=40, size=8)
        printer.paragraph(f"In {2016 + number} there was more. {SECOND}")
    found = read(tmp_path, printer).paragraphs
    assert [p.section for p in found] == ["Annual report"] * 4
    assert not any("Annual report" in p.text for p in found)


def test_a_table_of_contents_is_no_text(tmp_path: Path) -> None:
    printer = Printer(numbers=False)
    printer.paragraph("Contents", size=26)
    for number, title in enumerate(("Summary", "Findings", "What needs to improve"), 3):
        printer.paragraph(f"{title} {number}", size=14)
    printer.page()
    printer.paragraph(FIRST)
    assert [p.text for p in read(tmp_path, printer).paragraphs] == [FIRST]


def locked() -> bytes:
    printer = Printer()
    printer.paragraph(FIRST)
    printer.pdf.set_encryption(owner_password="owner", user_password="user")
    return printer.data()


def cut_short() -> bytes:
    printer = Printer()
    printer.paragraph(FIRST)
    return printer.data()[:400]


def endless() -> bytes:
    file = io.BytesIO()
    with pdfium.PdfDocument.new() as document:
        for _ in range(10_000):
            document.new_page(100, 100)
        document.save(file)
    return file.getvalue()


def image_only() -> bytes:
    printer = Printer(numbers=False)
    printer.pdf.rect(100, 100, 200, 200, style="F")
    return printer.data()


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "text")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.pdf holds no text; replace it or take it out of the folder."),
        (
            b"<!DOCTYPE html><html>Report not found</html>",
            "a.pdf is a web page, not the PDF its name says; save it as PDF.",
        ),
        (zipped(), "a.pdf is a Word document or an archive, not the PDF its name says; save it as PDF."),
        (b"just text", "a.pdf is not a PDF; get it again from where it came."),
        (b"%PDF-1.7 and no more", "a.pdf is damaged or cut short; get it again from where it came."),
        (cut_short(), "a.pdf is damaged or cut short; get it again from where it came."),
        (endless(), "a.pdf has 10000 pages; split it into smaller documents."),
        (locked(), "a.pdf is locked with a password; save it without one."),
        (
            image_only(),
            "a.pdf holds images of pages and no text; it needs OCR before it can be read.",
        ),
    ],
    ids=[
        "empty",
        "web page",
        "archive",
        "text",
        "truncated",
        "cut short",
        "10,000 pages",
        "locked",
        "images",
    ],
)
def test_a_pdf_that_cannot_be_read_is_named_with_what_to_do(
    tmp_path: Path, data: bytes, message: str
) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(UnreadableFile) as error:
        read_document(tmp_path / "a.pdf", tmp_path)
    assert str(error.value) == message


def bomb(megabytes: int) -> bytes:
    """A PDF of one page whose content is small on disk and unpacks to spaces without end."""
    packer = zlib.compressobj(1)
    content = b"".join(packer.compress(b" " * 1024 * 1024) for _ in range(megabytes)) + packer.flush()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(content), content),
    )
    data, places = b"%PDF-1.4\n", [b"0000000000 65535 f \n"]
    for number, content in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(data))
        data += b"%d 0 obj%bendobj\n" % (number, content)
    table = b"xref\n0 5\n%btrailer<</Size 5/Root 1 0 R>>" % b"".join(places)
    return b"%bstartxref\n%d\n%%%%EOF" % (data + table, len(data))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory may not be limited")
def test_a_pdf_that_unpacks_without_end_ends_only_the_process_that_reads_it(tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(bomb(400))
    (tmp_path / "empty.pdf").write_bytes(bomb(0))
    with FileReader(60, megabytes=200) as reader:
        with pytest.raises(UnreadableFile, match=r"bomb\.pdf .* 200 MB of memory"):
            reader.read(tmp_path / "bomb.pdf", tmp_path)
        with pytest.raises(UnreadableFile, match=r"empty\.pdf holds images of pages and no text"):
            reader.read(tmp_path / "empty.pdf", tmp_path)
