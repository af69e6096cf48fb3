"""Markdown read into blocks and written back: the same blocks, and no mark but the paper's own."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from rag.export import make_export
from rag.export.blocks import Paper, Paragraph, Run, Table
from rag.export.markdown import read_markdown, write_markdown
from tests.export.examples import CHANGE, HARM, MADE_ON, TEXT


def test_a_text_is_read_into_blocks() -> None:
    assert read_markdown("## Then\n\nIt **was *so*** [1] and [2].", ["s1"]) == [
        Paragraph("heading", (Run("Then"),), level=2),
        Paragraph(
            "text",
            (
                Run("It "),
                Run("was ", bold=True),
                Run("so", bold=True, italic=True),
                Run(" "),
                Run("[1]", leads_to="s1"),
                Run(" and "),
                Run("[2]"),
                Run("."),
            ),
        ),
    ]


def test_lists_keep_their_levels_and_numbers() -> None:
    blocks = read_markdown("3. three\n4. four\n    - in it\n\n    more\n")
    assert [(b.style, b.text, b.level, b.number) for b in blocks if isinstance(b, Paragraph)] == [
        ("number", "three", 1, 3),
        ("number", "four", 1, 4),
        ("bullet", "in it", 2, 0),
        ("continued", "more", 1, 0),
    ]


def test_tables_have_their_headings_first() -> None:
    assert read_markdown("| a | b |\n|---|---|\n| c | d |") == [
        Table((((Run("a"),), (Run("b"),)), ((Run("c"),), (Run("d"),))))
    ]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "a\\\nb",
        "1\\. one\n\n\\- two\n\n\\# three\n\n12\\) four",
        "\\*no\\* \\_no\\_ \\[no\\] \\<b\\> \\`no\\` a\\|b &amp; R&D",
        "| a\\|b | **c** |\n|---|---|\n| d |  |",
        "- one\n- two\n    - three\n        1. four\n",
        "**a *b* c**, *d **e***",
    ],
)
def test_what_is_written_reads_the_same(text: str) -> None:
    blocks = read_markdown(text)
    written = write_markdown(Paper("", tuple(blocks))).decode()
    assert plain(read_markdown(written)) == plain(blocks)


def plain(blocks: list[Paragraph | Table]) -> list[object]:
    """Blocks with neighbouring runs of one style as one."""

    def merged(line: tuple[Run, ...]) -> list[tuple[str, bool, bool]]:
        runs: list[tuple[str, bool, bool]] = []
        for run in line:
            if runs and runs[-1][1:] == (run.bold, run.italic):
                runs[-1] = (runs[-1][0] + run.text, run.bold, run.italic)
            else:
                runs.append((run.text, run.bold, run.italic))
        return runs

    return [
        (block.style, block.level, block.number, merged(block.line))
        if isinstance(block, Paragraph)
        else [[merged(cell) for cell in row] for row in block.rows]
        for block in blocks
    ]


def test_an_answer_is_a_document_with_numbered_sources() -> None:
    text = make_export([CHANGE], ".md", made_on=MADE_ON).decode()
    assert text.startswith(
        "# How did Bristol's care leaver service change?\n\n**Better, but still *uneven*.**\n"
    )
    assert "\n| October 2014 | **Inadequate** [1] |\n" in text
    assert "\n## Planned for 2016–17\n\n- **58%** by Mar-17 [2]\n    1. of those aged 17\n" in text
    assert text.endswith(
        "Note: 1 statement(s) left out.\n\n"
        "## Sources\n\n"
        "1. Bristol, inspection of September 2018, para 38 (p. 9). *Bristol: inspection of children's social "
        "care services, 10 to 21 September 2018*.\n\n    > have improved significantly\n\n"
        "2. Bristol, improvement plan 2016–17, KPI 6a. *Children’s Services Improvement Plan*, September "
        "2016.\n\n"
        "    > 6a care leavers in EET\\\n    > Target: 58%\\\n    > Due: Mar-17\n\n"
        "In the documents’ own words; exported from Pinpoint on 20 November 2026. "
        "2 of 2 quotations checked word for word.\n"
    )


def test_nothing_from_a_document_or_a_model_becomes_a_link_an_image_or_a_tag() -> None:
    text = make_export([HARM], ".md", made_on=MADE_ON).decode()
    parsed = MarkdownIt("commonmark").enable("table").parse(text)
    kinds = {token.type for token in parsed} | {t.type for token in parsed for t in token.children or ()}
    assert kinds <= {
        "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "em_open",
        "em_close", "blockquote_open", "blockquote_close", "ordered_list_open", "ordered_list_close",
        "list_item_open", "list_item_close", "softbreak", "hardbreak", "text_special", "bullet_list_open",
        "bullet_list_close",
    }  # fmt: skip
    assert not re.search(r"(?<!\\)://", text)
    assert "www.evil" not in text
    assert "\u202e" not in text
