"""The forms of a changelog, and that text from documents is harmless in each."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from harness.changelog import Changelog, Entry, Item, Line, changelog
from harness.comparison import compare
from harness.errors import UsageError
from harness.report.changelogs import FORMATS, render, render_history
from harness.report.formats.changelog_markdown import code
from harness.report.words.changelog import plain
from harness.versions import load_document
from harness.vocabulary import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HOSTILE = (
    "`</code><script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "https://evil.example/ @everyone #1",
    "<!-- <img src=x onerror=alert(1)>",
    "a\n\n# heading\n- item",
    "\x1b[31mred\x1b[0m\u202egnp.exe",
    "{{ 7 * 7 }}{% raw %}",
    "``` ``",
    " ",
    "",
    "\\`*_~",
    "\ud800",
)
names = st.text(st.characters(), max_size=12) | st.sampled_from(HOSTILE)


@pytest.fixture(scope="module")
def june(root: Path) -> Changelog:
    specs = str(root / "specs")
    return changelog(
        compare(load_document("sensay@2025-03-28", root=specs), load_document("sensay@2025-06-16", root=specs))
    )


@pytest.fixture(scope="module")
def saying(june: Changelog) -> Callable[[str], Changelog]:
    """A changelog in which everything that comes from documents is the given text."""

    def said(text: str) -> Changelog:
        lines = (Line("type", text, text, breaking=True), Line("name", text, text, breaking=False))
        below = Item("Body", (Step("property", text),) * 2, "removed", lines, (), breaks=True)
        item = Item("Body", (Step("media type", text),), "modified", (), (below,), breaks=True)
        entry = Entry(f"GET /{text}", "modified", (Line("path", text, text, breaking=True),), (item,), breaks=True)
        return june._replace(entries=(entry,))

    return said


def test_markdown_is_in_three_groups_with_the_reasons_marked(changed: Callable[..., Changelog]) -> None:
    def operation(**more: Any) -> dict[str, Any]:
        return {"responses": {}, **more}

    def body(**properties: str) -> dict[str, Any]:
        schema = {"type": "object", "properties": {name: {"type": kind} for name, kind in properties.items()}}
        return {"content": {"application/json": {"schema": schema}}}

    def page(kind: str) -> list[dict[str, Any]]:
        return [{"name": "page", "in": "query", "schema": {"type": kind}}]

    limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    old = {
        "/bookings": {"get": operation(), "post": operation(requestBody=body(data="object"))},
        "/stations": {"get": operation(operationId="stations")},
        "/trips": {"get": operation(parameters=page("number"))},
        "/gone": {"get": operation()},
    }
    new = {
        "/bookings": {
            "get": operation(parameters=[limit]),
            "post": operation(requestBody=body(trip_id="string", passenger_name="string")),
        },
        "/new-stations": {"get": operation(operationId="stations")},
        "/trips": {"get": operation(parameters=page("integer"))},
        "/come": {"get": operation()},
    }

    assert "".join(render(changed({"paths": old}, {"paths": new}), "markdown")) == MARKDOWN


def test_json_follows_its_schema(june: Changelog, root: Path) -> None:
    schema = json.loads((root / "harness/report/formats/schemas/changelog-1.json").read_text())
    jsonschema_rs.meta.validate(schema)
    validator = jsonschema_rs.validator_for(schema)

    validator.validate(json.loads("".join(render(june, "json"))))
    validator.validate(json.loads("".join(render_history([june, june], "json"))))
    validator.validate(json.loads("".join(render_history([], "json"))))
    assert not validator.is_valid({"title": "API structure has changed"})


def test_json_gives_each_name_its_own_item_and_the_reason(changed: Callable[..., Changelog]) -> None:
    def content(**properties: str) -> dict[str, Any]:
        schema = {"type": "object", "properties": {name: {"type": kind} for name, kind in properties.items()}}
        body = {"content": {"application/json": {"schema": schema}}}
        return {"paths": {"/a": {"post": {"requestBody": body, "responses": {}}}}}

    found = changed(content(id="string", name="string", old="string"), content(id="number", name="number"))
    (operation,) = json.loads("".join(render(found, "json")))["details"]
    (body,) = operation["children"]

    assert (operation["breaking"], operation["breaks"], body["section"]) == (False, True, "Body")
    assert [child["name"] for child in body["children"]] == ["id", "name", "old"]
    assert body["children"][0] == {
        "id": body["children"][0]["id"],
        "name": "id",
        "status": "modified",
        "type": "property",
        "breaking": True,
        "previous": {"type": "string"},
        "current": {"type": "number"},
        "breaking_details": {"message_key": "attributes_changed", "breaking_attributes": ["type"]},
        "children": [],
    }
    assert body["children"][2]["breaking_details"] == {
        "message_key": "removed_not_deprecated",
        "breaking_attributes": [],
    }


def test_html_says_what_the_page_of_text_says(june: Changelog) -> None:
    def words(text: str) -> list[str]:
        return re.sub(r"[`\[\]]|^\s*- ", " ", text, flags=re.MULTILINE).split()

    html = "".join(render(june, "html"))
    shown = Visible()
    shown.feed(html)

    assert words(" ".join(shown.texts)) == words("".join(render(june, "text")))


def test_html_fetches_and_runs_nothing(june: Changelog) -> None:
    html = "".join(render(june, "html"))

    assert "default-src 'none'" in html
    assert not re.search(r"<script|<link|<img|<iframe|\bsrc=|\bhref=|\bstyle=|\bon\w+=|@import|url\(", html)


def test_the_policy_of_the_page_names_its_style(june: Changelog) -> None:
    from base64 import b64encode
    from hashlib import sha256

    html = "".join(render(june, "html"))
    style = html.partition("<style>")[2].partition("</style>")[0]

    assert f"style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in html


@given(names)
def test_text_from_documents_is_shown_and_inert_in_html(saying: Callable[[str], Changelog], text: str) -> None:
    shown = Visible()
    shown.feed("".join(render(saying(text), "html")))

    assert shown.tags <= TAGS
    assert plain(text) in "".join(shown.texts)


@given(names)
def test_text_from_documents_is_only_code_in_markdown(saying: Callable[[str], Changelog], text: str) -> None:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = parser.parse("".join(render(saying(text), "markdown")))
    inline = [child for token in tokens for child in token.children or ()]

    assert {token.tag for token in tokens} <= {"h2", "ul", "li", "p", ""}
    assert {child.type for child in inline} <= {"text", "code_inline", "strong_open", "strong_close"}
    if text:
        assert plain(text) in [child.content for child in inline if child.type == "code_inline"]
    assert all(set(child.content) <= PROSE for child in inline if child.type == "text")


@given(names)
def test_code_shows_the_text_itself(text: str) -> None:
    (paragraph,) = [token for token in MarkdownIt().parse(f"x {code(text)}") if token.type == "inline"]

    assert [child.content for child in paragraph.children or () if child.type == "code_inline"] == [plain(text)][
        : len(text)
    ]


@given(names)
def test_text_from_documents_breaks_no_line_and_reaches_no_terminal(
    saying: Callable[[str], Changelog], text: str
) -> None:
    for form in FORMATS:
        page = "".join(render(saying(text), form))
        assert page.replace("\n", "").isprintable() or form == "html"
        assert page.encode()

    assert "".join(render(saying(text), "text")).count("\n") == 12


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
@example("a b")
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_signs_that_steer_a_terminal_are_spelled_out() -> None:
    assert plain("a\x1b[2J\n\u202eb\x85\U000e0001") == "a\\u001b[2J\\u000a\\u202eb\\u0085\\U000e0001"


@pytest.mark.parametrize("form", FORMATS)
def test_equal_documents_have_no_changes_in_any_format(form: str, changed: Callable[..., Changelog]) -> None:
    content: dict[str, Any] = {"paths": {"/a": {"get": {"responses": {}}}}}

    assert "No changes detected." in "".join(render(changed(content, content), form))


@pytest.mark.parametrize("form", FORMATS)
def test_an_edited_description_is_no_structural_change(form: str, changed: Callable[..., Changelog]) -> None:
    old: dict[str, Any] = {"paths": {"/a": {"get": {"responses": {}}}}}
    new = {"paths": {"/a": {"get": {"summary": "A", "responses": {}}}}}

    assert "No structural changes detected." in "".join(render(changed(old, new), form))


@pytest.mark.parametrize("form", FORMATS)
def test_a_history_asks_for_a_step_only_when_those_before_are_written(form: str, june: Changelog) -> None:
    asked = []

    def steps() -> Iterator[Changelog]:
        for number in range(2):
            asked.append(number)
            yield june

    stream = render_history(steps(), form)
    next(stream)

    assert len(asked) <= 1
    assert "".join(stream)
    assert asked == [0, 1]


def test_a_step_without_a_date_has_the_name_of_its_document(changed: Callable[..., Changelog]) -> None:
    found = changed({"paths": {}}, {"paths": {"/a": {"get": {"responses": {}}}}})

    assert "".join(render_history([found], "markdown")).startswith(f"## `{found.new.name}`\n\n### Added (1)\n\n")


def test_an_unknown_format_is_an_error_that_names_the_known_ones(june: Changelog) -> None:
    with pytest.raises(UsageError, match="there is no format 'pdf'") as caught:
        render(june, "pdf")

    assert caught.value.hint == "use one of text, markdown, json, html"


class Visible(HTMLParser):
    """The texts in the body of a page, and all its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: set[str] = set()
        self.in_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.in_body = self.in_body or tag == "body"

    def handle_data(self, data: str) -> None:
        if self.in_body:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.add("comment")


TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "section", "article"),
    *("h1", "h2", "h3", "h4", "p", "ul", "li", "span", "strong", "code"),
}
PROSE = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ()[]:,")

MARKDOWN = """\
## Added (1)

* `GET /come`

## Modified (4)

* `GET /bookings`
  * Query parameter added: `limit`
* **[Breaking]** `GET /new-stations`
  * Path went from `/stations` to `/new-stations` (same operationId) **[Breaking]**
* `GET /trips`
  * **[Breaking]** Query parameter modified: `page`
    * Type went from `number` to `integer` **[Breaking]**
* `POST /bookings`
  * Content type modified: `application/json`
    * **[Breaking]** Property removed: `data`
      * Removing a resource is always breaking unless it was deprecated before **[Breaking]**
    * Properties added: `trip_id`, `passenger_name`

## Removed (1)

* **[Breaking]** `GET /gone`
  * Removing a resource is always breaking unless it was deprecated before **[Breaking]**
"""
