"""What holds for the changelog of any two documents."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.changelog import ADDED, MODIFIED, REMOVED, Changelog, Item, changelog
from harness.comparison import compare
from harness.document import Document, File
from harness.report.changelogs import FORMATS, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.comparison import Comparison

# Documents are large as examples go; half as many of them do.
half = settings(max_examples=settings().max_examples // 2)

NAMES = ("id", "Id", "name", "tags", "owner", "*")
COMPONENTS = ("Pet", "Owner", "Node")
TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
marks = st.fixed_dictionaries({}, optional={"deprecated": st.booleans(), "x-beta": st.booleans()})


def joined(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(*parts).map(lambda found: {key: value for part in found for key, value in part.items()})


def nested(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(inner, max_size=3)
    keywords = {
        "type": st.one_of(st.sampled_from(TYPES), st.lists(st.sampled_from(TYPES), max_size=3, unique=True)),
        "properties": st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
        "required": st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
        "items": inner,
        "additionalProperties": st.one_of(st.booleans(), inner),
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "nullable": st.booleans(),
        "title": st.sampled_from(("cat", "dog")),
        "format": st.sampled_from(("uuid", "date")),
    }
    return joined(st.fixed_dictionaries({}, optional=keywords), marks)


references = st.sampled_from(COMPONENTS).map(lambda name: {"$ref": f"#/components/schemas/{name}"})
schemas = st.recursive(
    st.one_of(references, st.sampled_from(TYPES).map(lambda one: {"type": one})), nested, max_leaves=5
)
contents = st.dictionaries(
    st.sampled_from(("application/json", "text/plain", "")), st.fixed_dictionaries({}, optional={"schema": schemas})
)
parameters = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(NAMES),
            "in": st.sampled_from(("path", "query", "header", "cookie")),
            "schema": schemas,
        },
        optional={"required": st.booleans(), "deprecated": st.booleans(), "x-beta": st.booleans()},
    ),
    max_size=3,
)
security = st.lists(
    st.dictionaries(st.sampled_from(("UserID", "JWT")), st.lists(st.just("read")), max_size=2), max_size=2
)
operations = joined(
    marks,
    st.fixed_dictionaries(
        {
            "responses": st.dictionaries(
                st.sampled_from(("200", "404", "default")), st.fixed_dictionaries({"content": contents}), max_size=2
            )
        },
        optional={
            "operationId": st.sampled_from(("list", "read")),
            "parameters": parameters,
            "requestBody": st.fixed_dictionaries({"content": contents}),
            "security": security,
        },
    ),
)
items = st.dictionaries(st.sampled_from(("get", "post")), operations, min_size=1)
contents_of_documents = st.fixed_dictionaries(
    {
        "openapi": st.just("3.1.0"),
        "paths": st.dictionaries(st.sampled_from(("/a", "/a/{id}", "/a/{key}", "/b")), items, max_size=3),
        "components": st.fixed_dictionaries({"schemas": st.fixed_dictionaries(dict.fromkeys(COMPONENTS, schemas))}),
    },
    optional={"webhooks": st.dictionaries(st.sampled_from(("/a", "born")), items, max_size=1)},
)


class Text:
    """Where the document came from, as far as these tests need it."""

    name = uri = "generated"

    def __init__(self, data: bytes) -> None:
        self.data = data


def document(content: dict[str, Any]) -> Document:
    return Document(File(Text(json.dumps(content).encode()), content, "json"))  # type: ignore[arg-type]


def between(old: dict[str, Any], new: dict[str, Any], order: str = "ascending") -> Changelog:
    return changelog(compare(document(old), document(new)), order=order)


@half
@given(contents_of_documents)
def test_a_document_and_its_copy_have_no_changelog(content: dict[str, Any]) -> None:
    assert between(content, json.loads(json.dumps(content))).entries == ()


@half
@given(contents_of_documents, contents_of_documents)
def test_the_way_back_swaps_added_and_removed(old: dict[str, Any], new: dict[str, Any]) -> None:
    there, back = between(old, new), between(new, old)

    assert {entry.name for entry in there.of(ADDED)} == {entry.name for entry in back.of(REMOVED)}
    assert {entry.name for entry in there.of(REMOVED)} == {entry.name for entry in back.of(ADDED)}
    assert len(there.of(MODIFIED)) == len(back.of(MODIFIED))


@half
@given(contents_of_documents, contents_of_documents)
def test_the_way_back_swaps_added_and_removed_parts(old: dict[str, Any], new: dict[str, Any]) -> None:
    def parts(found: Changelog, status: str) -> set[tuple[str, ...]]:
        # Spelled alike: a name that changed its case stands on either side; so does a path.
        return {
            tuple(name.lower() for name in path)
            for entry in found.of(MODIFIED)
            for path, item in walked(entry.items)
            if item.status == status
        }

    there, back = between(old, new), between(new, old)

    assert parts(there, ADDED) == parts(back, REMOVED)


@half
@given(contents_of_documents, contents_of_documents)
def test_every_name_that_is_shown_occurs_in_a_document(old: dict[str, Any], new: dict[str, Any]) -> None:
    written = json.dumps([old, new])
    made = re.compile(r"\*|(object|array|string|integer|number|boolean|any)-\d")

    for entry in between(old, new).entries:
        assert entry.name.split(" ")[-1] in written
        for path, item in walked(entry.items):
            if item.section != "Authentication" and not made.fullmatch(path[-1]):
                assert json.dumps(path[-1])[1:-1] in written


@half
@given(old=contents_of_documents, new=contents_of_documents)
def test_badges_agree_with_the_changelog(
    disagreements: Callable[[Comparison], list[str]], old: dict[str, Any], new: dict[str, Any]
) -> None:
    assert disagreements(compare(document(old), document(new))) == []


@half
@given(contents_of_documents, contents_of_documents)
def test_no_more_than_four_levels_are_shown(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert all(len(path) <= 4 for entry in between(old, new).entries for path, _ in walked(entry.items))


@half
@given(contents_of_documents, contents_of_documents)
def test_descending_is_the_reverse_of_ascending(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert between(old, new).entries == between(old, new, "descending").entries[::-1]


@half
@given(contents_of_documents, contents_of_documents)
def test_nothing_is_said_of_a_group_that_is_not_true_of_each_member(old: dict[str, Any], new: dict[str, Any]) -> None:
    for entry in between(old, new).entries:
        for path, item in walked(entry.items):
            assert len(item.names) == len(set(item.names))
            assert len(item.names) == 1 or not item.items, path


@half
@given(contents_of_documents, contents_of_documents)
def test_ids_are_unique_and_stable(old: dict[str, Any], new: dict[str, Any]) -> None:
    first, second = ("".join(render(between(old, new), "json")) for _ in range(2))
    ids = re.findall(r'"id": "([0-9a-f]{16})"', first)

    assert first == second
    assert len(ids) == len(set(ids))


@half
@given(contents_of_documents, contents_of_documents)
def test_every_format_says_the_same(old: dict[str, Any], new: dict[str, Any]) -> None:
    found = between(old, new)
    text, markdown, written, page = ("".join(render(found, form)) for form in FORMATS)

    said = set(_from_text(text))

    assert set(_from_markdown(markdown)) == said
    assert set(_from_json(written)) == said
    assert set(_from_html(page)) == said


def walked(items: Iterable[Item], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Item]]:
    """Each name with the names that it stands under, and its item; without what came with something added."""
    for item in items:
        for name in item.names:
            path = (*above, name)
            yield path, item
            if item.status == MODIFIED:
                yield from walked(item.items, path)


_NOUN = r"((?:query|path) parameters?|propert(?:y|ies)|authentication methods?|content types?|\w+)"
_TEXT_ITEM = re.compile(rf"(?:(.*?) ?){_NOUN} (Modified|Removed|Added)")
_MARKDOWN_ITEM = re.compile(
    r"( *)\* (\*\*\[Breaking\]\*\* )?(?:([\w ]+) (modified|removed|added):? ?)?((?:`[^`]*`|, )*)"
)

Said = tuple[tuple[str, ...], str, bool]


def _from_tree(lines: Iterable[tuple[int, str, list[str], str, bool]]) -> Iterator[Said]:
    """From items in page order: depth, noun, names, status, and whether a line of its own is breaking."""
    above: list[str] = []
    for depth, noun, names, status, breaking in lines:
        del above[depth:]
        for name in names:
            yield (*above, f"{noun}:{name}"), status, breaking
        above.append(f"{noun}:{names[-1]}")


def _noun(text: str) -> str:
    return text.lower().replace("properties", "property").removesuffix("s")


def _from_text(page: str) -> Iterator[Said]:
    found: list[tuple[int, str, list[str], str, bool]] = []
    status, place = "", 0
    for line in page.splitlines()[2:]:
        text = line.strip().removeprefix("- ")
        depth = (len(line) - len(line.lstrip())) // 2
        group = re.fullmatch(r"(Modified|Removed|Added) \(\d+\)( \[Breaking\])?", line)
        item = _TEXT_ITEM.fullmatch(text)
        if group:
            status = group[1].lower()
        elif line and depth == 0:
            found.append((0, "operation", [line], status, False))
            place = 0
        elif item and depth >= 2:
            place = depth - 1
            found.append((place, _noun(item[2]), item[1].split(", "), item[3].lower(), False))
        elif text.endswith("[Breaking]"):
            found[-1] = (*found[-1][:4], True)
    return _from_tree(found)


def _from_markdown(page: str) -> Iterator[Said]:
    found: list[tuple[int, str, list[str], str, bool]] = []
    status = ""
    for line in page.splitlines():
        group = re.fullmatch(r"## (\w+) \(\d+\)", line)
        item = re.fullmatch(
            r"( *)\* (\*\*\[Breaking\]\*\* )?(?:([\w ]+) (modified|removed|added):? ?)?((?:`[^`]*`|, )*)", line
        )
        if group:
            status = group[1].lower()
        elif item and (item[3] or item[5]):
            names = re.findall("`([^`]*)`", item[5]) or [""]
            # An empty name leaves nothing between two commas.
            names += [""] * (item[5].count(", ") + 1 - len(names))
            found.append((len(item[1]) // 2, _noun(item[3] or "operation"), names, item[4] or status, bool(item[2])))
    return _from_tree(found)


def _from_json(page: str) -> Iterator[Said]:
    def walk(details: list[dict[str, Any]], above: tuple[str, ...]) -> Iterator[Said]:
        for detail in details:
            path = (*above, f"{detail['type'].replace('_', ' ')}:{detail['name']}")
            yield path, detail["status"], detail["breaking"]
            yield from walk(detail["children"], path)

    return walk(json.loads(page)["details"], ())


class _Lines(HTMLParser):
    """The page of text that an HTML page shows: list items by depth, headings."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "ul":
            self.depth += 1
        elif tag == "li":
            self.lines.append("  " * (self.depth + self.in_section) + "- ")
        elif tag in ("h1", "h2", "h3", "p"):
            self.lines.append("")
        elif tag == "h4":
            self.lines.append("  - ")
        elif tag == "code":
            self.lines[-1] += "`"
        if tag in ("h3", "h4"):
            self.in_section = int(tag == "h4")
        if tag == "strong":
            self.lines[-1] += "["

    in_section = 0

    def handle_endtag(self, tag: str) -> None:
        if tag == "ul":
            self.depth -= 1
        elif tag == "strong":
            self.lines[-1] += "]"
        elif tag == "code":
            self.lines[-1] += "`"

    def handle_data(self, data: str) -> None:
        if self.lines and data.strip():
            self.lines[-1] += data.replace("\n", "")


def _from_html(page: str) -> Iterator[Said]:
    parser = _Lines()
    parser.feed(page.partition("<main>")[2])
    return _from_text("\n".join(parser.lines))
