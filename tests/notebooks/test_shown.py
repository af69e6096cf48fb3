"""Answers and grids as a notebook shows them: all of their words, and nothing in them that is live."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from rag.grid import Finding, ReportRow, ThemeGrid
from tests.export.examples import CHANGE, EVIL, HARM, citation

SCRIPT = "<script>alert(1)</script>"
PLAIN = {
    "html", "head", "body", "div", "p", "strong", "em", "table", "caption", "thead", "tbody", "tr", "th",
    "td", "ul", "ol", "li", "blockquote", "br", "h1", "-text",
}  # fmt: skip

GRID = ThemeGrid(
    question="caseloads?",
    subject=f"caseloads {SCRIPT}",
    chosen="graded good",
    rows=(
        ReportRow(
            "luton",
            f"Luton {EVIL}",
            "2020-05-01",
            "inspection of May 2020",
            "good",
            (
                Finding("38", 9, f"Caseloads {SCRIPT} are too high.", "weakness", 0.9),
                Finding("2", None, "Caseloads have\nfallen.", "strength", 0.8),
                Finding("3", None, "Caseloads were looked at.", "neutral", 0.7),
            ),
        ),
        ReportRow(
            "essex",
            "Essex",
            "2020-06-01",
            "inspection of June 2020",
            "",
            (Finding("1", 1, "It has caseloads.", "neutral", 1),),
        ),
        ReportRow("hull", "Hull", "", "letter"),
    ),
    unreadable=("scan.pdf",),
)


def tags_in(html: str) -> set[str]:
    """Every kind of element that a browser would make of it."""
    return {node.tag for node in LexborHTMLParser(html).root.traverse(include_text=True)}


def attributes_in(html: str) -> set[str]:
    """Every attribute of them."""
    return {name for node in LexborHTMLParser(html).root.traverse() for name in node.attributes}


def test_an_answer_is_its_text_with_markers_then_its_numbered_sources() -> None:
    shown = LexborHTMLParser(CHANGE._repr_html_())
    assert shown.css_first("p").html == "<p><strong>Better, but still <em>uneven</em>.</strong></p>"
    assert [cell.text() for cell in shown.css("td")][:2] == ["October 2014", "Inadequate [1]"]
    assert [cell.attributes["scope"] for cell in shown.css("th")] == ["col", "col"]
    assert "Note: 1 statement(s) left out." in [paragraph.text() for paragraph in shown.css("p")]
    sources = shown.css("ol")[-1].css("li")
    assert [source.text(deep=False) for source in sources] == [source.label for source in CHANGE.citations]
    assert [source.css_first("blockquote").text() for source in sources] == [
        "have improved  significantly",
        "6a care leavers in EET | Target: 58%Due: Mar-17",
    ]


def test_an_answer_without_sources_has_no_list_of_them() -> None:
    shown = replace(CHANGE, text="**No.**", citations=(), warnings=())._repr_html_()
    assert LexborHTMLParser(shown).body.text() == "No.\n"


def test_nothing_of_an_answer_becomes_a_tag_a_link_or_an_image() -> None:
    hostile = replace(HARM, citations=(*HARM.citations, citation(2, quote=SCRIPT, label=f"{SCRIPT}\" onx='")))
    html = hostile._repr_html_()
    assert tags_in(html) <= PLAIN
    assert attributes_in(html) <= {"style", "class", "scope", "start"}
    assert LexborHTMLParser(html).css("blockquote")[-1].text() == SCRIPT


def test_a_grid_has_a_row_a_report_with_the_words_and_their_places() -> None:
    shown = LexborHTMLParser(GRID._repr_html_())
    rows = [[cell.text(separator="|") for cell in row.css("td")] for row in shown.css("tbody tr")]
    assert rows == [
        [
            f"Luton {EVIL}",
            "inspection of May 2020",
            "good",
            "both",
            f"“Caseloads have fallen.” (2)|“Caseloads {SCRIPT} are too high.” (38, p. 9)",
        ],
        ["Essex", "inspection of June 2020", "", "neutral", "“It has caseloads.” (1, p. 1)"],
        ["Hull", "letter", "", "not read", ""],
    ]
    assert shown.css_first("caption").text() == (
        f"3 reports (graded good) on “caseloads {SCRIPT}”: 1 both, 1 neutral, 1 not read; "
        "could not be read: scan.pdf"
    )


def test_nothing_of_a_grid_becomes_a_tag() -> None:
    assert tags_in(GRID._repr_html_()) <= PLAIN
    assert attributes_in(GRID._repr_html_()) <= {"style", "class", "scope"}


def test_no_formula_is_set_from_what_a_document_prints() -> None:
    html = replace(CHANGE, text="It cost $5 and $\\href{javascript:alert(1)}{x}$.")._repr_html_()
    assert re.match(r'<div class="tex2jax_ignore mathjax_ignore">', html)
    assert html.endswith("</div>")
