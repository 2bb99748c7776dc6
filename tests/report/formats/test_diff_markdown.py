"""Markdown for pull requests is bounded, and nothing in it comes alive that a document says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from harness.report.formats.diff_markdown import LIMIT, code_span, diff_markdown, sentence
from harness.vocabulary import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it.token import Token

    from harness.report.model.diff import DiffReport

# As in hostile texts.
MARK = "Zq"
_READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# The only markup, all of it ours.
_HTML = re.compile(
    r"<!-- harness:diff:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)* -->\n?|<br>|</details>\n?"
    r"|<details><summary>\d[\d,]* [a-z]+( [a-z]+)?</summary>\n?"
)
_ALIVE = re.compile(r"[@#/<>&\\*_~|]|www\.|GH-\d|[0-9a-f]{7}|:[a-z]+:", re.IGNORECASE)
_INERT = {"code_inline", "fence"}
_ALLOWED = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "text", "softbreak", "strong_open"),
    *("strong_close", "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close", "html_block"),
    *("html_inline", "table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open"),
    *("tr_close", "th_open", "th_close", "td_open", "td_close", "inline", *_INERT),
}


def test_the_sensay_pair_reads_as_it_should(sensay: DiffReport, golden: Callable[[str, bytes], None]) -> None:
    golden("sensay.md", "".join(diff_markdown(sensay)).encode())


def test_it_says_what_is_not_listed(sensay: DiffReport) -> None:
    said = "".join(diff_markdown(sensay._replace(level="warning")))
    assert re.search(r"\nNot listed: \d+ compatible changes and \d+ edits to descriptions\.\n$", said)


def test_the_first_line_is_the_same_for_all_snapshots_of_an_api(sensay: DiffReport) -> None:
    first = "".join(diff_markdown(sensay)).partition("\n")[0]
    assert first == "<!-- harness:diff:sensay -->"
    later = sensay._replace(new=sensay.new._replace(name="sensay@2025-06-19", title="Another title"))
    assert "".join(diff_markdown(later)).partition("\n")[0] == first


def test_no_difference_is_one_verdict(empty: DiffReport) -> None:
    said = "".join(diff_markdown(empty))
    assert said.endswith("## No differences\n\n`Sensay API` from `2025-03-28` to `2025-06-16`\n")


def test_what_is_too_much_is_left_out_change_by_change_and_counted(sensay: DiffReport) -> None:
    many = sensay._replace(rows=sensay.rows * 40, breaks=())
    said = "".join(diff_markdown(many))
    assert LIMIT * 0.9 < len(said) <= LIMIT
    assert re.search(r"\n[\d,]+ more in diff\.html\.\n", said)
    tokens = list(_tokens(said))
    assert sum(token.content.count("<details>") for token in tokens if token.type == "html_block") == sum(
        token.content.count("</details>") for token in tokens if token.type == "html_block"
    )


@pytest.mark.parametrize("limit", range(1_000, 30_000, 997))
def test_no_limit_is_passed_and_no_change_is_lost(sensay: DiffReport, limit: int) -> None:
    said = "".join(diff_markdown(sensay, limit=limit))
    assert len(said) <= limit
    left = re.search(r"\n([\d,]+) more in diff\.html\.\n", said)
    shown = len(re.findall("^- ", said, re.MULTILINE))
    assert shown + (int(left[1].replace(",", "")) if left else 0) == len(sensay.listed_entries)


def test_the_longest_names_leave_room_for_the_next_change(sensay: DiffReport) -> None:
    name = "`|\u202e<" * 2_500
    rows = tuple(
        row._replace(
            title=f"`{name}` removed", trail=(Step("member", name),), rule=name, reason=name, before=name, after=name
        )
        for row in sensay.rows
    )
    said = "".join(diff_markdown(sensay._replace(rows=rows, old=sensay.old._replace(name=name))))
    assert len(said) <= LIMIT
    assert len(re.findall("^- ", said, re.MULTILINE)) >= 10


def test_it_is_the_same_in_every_run(sensay: DiffReport) -> None:
    assert "".join(diff_markdown(sensay)) == "".join(diff_markdown(sensay))


@given(data=st.data())
def test_nothing_that_a_document_says_comes_alive(data: st.DataObject, reports: st.SearchStrategy[DiffReport]) -> None:
    report = data.draw(reports)
    said = "".join(diff_markdown(report))
    assert len(said) <= LIMIT
    assert all(sign.isprintable() or sign in "\n\xa0" for sign in said)
    for token in _tokens(said):
        assert token.type in _ALLOWED, token
        if token.type.startswith("html_"):
            assert _HTML.fullmatch(token.content), token
        elif token.type == "text":
            assert not _ALIVE.search(token.content.replace("->", "")), token


@given(data=st.data())
def test_a_code_span_says_its_text_and_no_more(data: st.DataObject, hostile: st.SearchStrategy[str]) -> None:
    text = data.draw(hostile)
    (paragraph,) = (token for token in _READER.parse(f"- x {code_span(text, 10_000)} y") if token.type == "inline")
    kinds = [child.type for child in paragraph.children or ()]
    assert kinds == ["text", "code_inline", "text"]


@given(data=st.data())
def test_a_name_never_leaves_its_code_span(data: st.DataObject, hostile: st.SearchStrategy[str]) -> None:
    name = data.draw(hostile)
    said = sentence(f"type of `{name}` in the request body changed", ("schema x", name))
    (paragraph,) = (token for token in _READER.parse(f"- **{said}**") if token.type == "inline")
    assert all(MARK not in child.content for child in paragraph.children or () if child.type != "code_inline")


def _tokens(text: str) -> Iterator[Token]:
    tokens: list[Any] = _READER.parse(text)
    for token in tokens:
        yield token
        yield from token.children or ()
