"""Positions agree with what a parser that keeps marks says, and slices at them hold the value."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from harness.document._positions import Positions
from harness.document._reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff")
TEXTS = st.text(st.one_of(st.sampled_from("ab:#-?'\"\\{}[],&*!|>%@` 1.0~/$"), CHARACTERS), max_size=12)
KEYS = st.one_of(TEXTS, st.sampled_from(["200", "true", "null", "1.10", "/pets/{id}", "$ref", "<<", "~", "yes"]))
SCALARS = st.one_of(TEXTS, st.integers(), st.booleans(), st.none(), st.sampled_from([1.5, 1e20, -0.25]))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)
DOCUMENTS = st.one_of(st.dictionaries(KEYS, VALUES, max_size=5), st.lists(VALUES, max_size=5))


def pointers(value: Any, prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """All pointers into a value, with what they point at."""
    yield prefix, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from pointers(member, (*prefix, str(key)))


def marks(node: yaml.Node, prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    """Where PyYAML saw the key of each member and the start of each item."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            pointer = (*prefix, key.value)
            yield pointer, (key.start_mark.line + 1, key.start_mark.column + 1)
            yield from marks(value, pointer)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            pointer = (*prefix, str(index))
            yield pointer, (value.start_mark.line + 1, value.start_mark.column + 1)
            yield from marks(value, pointer)


def value_at(text: str, line: int, column: int, *, member: bool) -> tuple[str | None, Any]:
    """The key and the value that JSON has at a place."""
    start = sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + column - 1
    decoder = json.JSONDecoder()
    key = None
    if member:
        key, start = decoder.raw_decode(text, start)
        blank = re.compile(r"\s*:\s*").match(text, start)
        assert blank, "a key is followed by a colon"
        start = blank.end()
    return key, decoder.raw_decode(text, start)[0]


@given(
    document=DOCUMENTS,
    indent=st.sampled_from([None, 0, 1, 2, "\t"]),
    separators=st.sampled_from([(",", ":"), (", ", ": "), (" ,", " : "), ("\n,", "\n:\r\n")]),
    ascii_only=st.booleans(),
    mark=st.sampled_from(["", "\ufeff", "\n \n"]),
)
@example({'a"\\': 1, '\\"': {"\\": [":", '":']}}, None, (",", ":"), True, "")
def test_json_has_the_value_where_its_pointer_is_said_to_be(
    document: Any, indent: Any, separators: tuple[str, str], ascii_only: bool, mark: str
) -> None:
    text = mark + json.dumps(document, indent=indent, separators=separators, ensure_ascii=ascii_only)
    positions = Positions(text.encode(), "json")
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    for pointer, value in pointers(document):
        line, column, exact = positions.locate(pointer)
        assert exact
        if pointer:
            parent = document
            for key in pointer[:-1]:
                parent = parent[key] if isinstance(parent, dict) else parent[int(key)]
            member = isinstance(parent, dict)
            assert value_at(plain, line, column, member=member) == (pointer[-1] if member else None, value)
        if not isinstance(value, dict | list):
            assert positions.text(pointer) == (value if isinstance(value, str) else json.dumps(value))


@given(
    document=DOCUMENTS,
    flow=st.sampled_from([True, False, None]),
    indent=st.sampled_from([2, 3, 4, 8]),
    width=st.sampled_from([20, 80, 10_000]),
    unicode=st.booleans(),
    style=st.sampled_from([None, "'", '"', "|"]),
    start=st.booleans(),
)
def test_yaml_positions_are_those_of_pyyaml(
    document: Any, flow: bool | None, indent: int, width: int, unicode: bool, style: str | None, start: bool
) -> None:
    text = yaml.safe_dump(
        document,
        default_flow_style=flow,
        indent=indent,
        width=width,
        allow_unicode=unicode,
        default_style=style,
        explicit_start=start,
        sort_keys=False,
    )
    positions = Positions(text.encode(), "yaml")
    for pointer, mark in marks(yaml.compose(text, Loader=yaml.CSafeLoader)):
        line, column, exact = positions.locate(pointer)
        if exact:
            assert (line, column) == mark


@given(DOCUMENTS)
def test_ordinary_yaml_is_located_exactly(document: Any) -> None:
    text = yaml.safe_dump(document, allow_unicode=True, width=10_000, sort_keys=False)
    if "? " in text:  # long keys may be folded
        return
    positions = Positions(text.encode(), "yaml")
    assert all(positions.locate(pointer).exact for pointer, _ in pointers(document))


@given(st.binary(max_size=200), st.sampled_from(["json", "yaml"]), st.lists(TEXTS, max_size=3))
def test_no_bytes_make_a_look_up_fail(data: bytes, form: str, pointer: list[str]) -> None:
    try:
        data.decode()
    except UnicodeDecodeError:
        return
    positions = Positions(data, form)
    assert positions.locate(tuple(pointer)).line >= 1
    positions.text(tuple(pointer))


YAML = """\
%YAML 1.2
---  # the document
# a comment
openapi: 3.10   # a version
'quoted ''key''' : "a \\"text\\""
info: &info
  version: 1.10
  "title": >-
    folded

    text
tags:
- name: a
  x: |
    - name: not an item
    tags: no
-
  name: b
- [c, {d: 1,
  e: 'é', f: g}]
- - deep
  - deeper
copy: *info
200: {}
? explicit
: value
True: yes
empty:
last: plain
  on two lines
...
"""


@pytest.mark.parametrize(
    ("pointer", "line", "column", "exact", "text"),
    [
        ("", 1, 1, True, None),
        ("openapi", 4, 1, True, "3.10"),
        ("quoted 'key'", 5, 1, True, 'a "text"'),
        ("info", 6, 1, True, None),
        ("info/version", 7, 3, True, "1.10"),
        ("info/title", 8, 3, True, "folded\ntext"),
        ("tags/0", 13, 3, True, None),
        ("tags/0/x", 14, 3, True, "- name: not an item\ntags: no\n"),
        ("tags/1", 18, 3, True, None),
        ("tags/1/name", 18, 3, True, "b"),
        ("tags/2/0", 19, 4, True, "c"),
        ("tags/2/1/d", 19, 8, True, "1"),
        ("tags/2/1/f", 20, 11, True, "g"),
        ("tags/3/1", 22, 5, True, "deeper"),
        ("tags/9", 12, 1, False, None),
        ("copy", 23, 1, True, None),
        ("copy/version", 23, 1, False, None),
        ("200", 24, 1, True, None),
        ("explicit", 25, 3, True, "value"),
        ("true", 27, 1, True, "yes"),
        ("empty", 28, 1, True, None),
        ("last", 29, 1, True, "plain on two lines"),
        ("missing/below", 1, 1, False, None),
    ],
)
def test_yaml_by_example(pointer: str, line: int, column: int, exact: bool, text: str | None) -> None:
    parts = tuple(pointer.split("/")) if pointer else ()
    positions = Positions(YAML.encode(), "yaml")
    assert (positions.locate(parts), positions.text(parts)) == ((line, column, exact), text)


def test_the_last_of_duplicate_keys_is_found() -> None:
    assert Positions(b'{"a": 1,\n "a": 2}', "json").locate(("a",)) == (2, 2, True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_shift_no_column(encoding: str) -> None:
    assert Positions('{"a": 1}'.encode(encoding), "json").locate(("a",)) == (1, 2, True)
    assert Positions("a: 1\r\nb: 2".encode(encoding), "yaml").locate(("b",)) == (2, 1, True)


def test_columns_of_one_long_line_count_characters() -> None:
    document = {"é" * 70_000: 1, "list": ["ü" * 70_000, {"x": 1}]}
    text = json.dumps(document, ensure_ascii=False)
    positions = Positions(text.encode(), "json")
    assert positions.locate(("list", "1", "x")) == (1, text.index('"x"') + 1, True)


def test_a_look_up_below_aliases_from_elsewhere_gives_the_nearest_place() -> None:
    positions = Positions(b"a: &x {b: 1}\nc: [*x]\nd:\n  <<: *x\n", "yaml")
    assert positions.locate(("c", "0")) == (2, 1, False)
    assert positions.locate(("d", "b")) == (3, 1, False)


def documents(shared: Path) -> Iterator[Path]:
    for path in sorted((shared / "corpus").rglob("*")):
        if path.suffix in (".json", ".yaml") and path.stat().st_size < 1_400_000 and path.name != "INDEX.json":
            yield path


def test_positions_in_real_documents_are_right(shared: Path) -> None:
    chance = random.Random(7)  # noqa: S311  # a sample, not a secret
    for path in documents(shared):
        data = path.read_bytes()
        content, form, _ = read(data, path.name)
        positions = Positions(data, form)
        places = list(pointers(content))
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        known = dict(marks(yaml.compose(text, Loader=yaml.CSafeLoader))) if form == "yaml" else {}
        for pointer, value in chance.sample(places, min(60, len(places))):
            line, column, exact = positions.locate(pointer)
            if form == "yaml":
                assert not exact or not pointer or (line, column) == known[pointer], (path, pointer)
            elif pointer and not pointer[-1].isdigit():
                assert exact
                assert value_at(text, line, column, member=True) == (pointer[-1], value), (path, pointer)
