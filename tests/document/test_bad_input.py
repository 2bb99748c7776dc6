"""Whatever the bytes are, a document or a clear error comes back, soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.document._reading import read
from harness.errors import MalformedDocument

MARKS = [
    "a",
    "b: ",
    "- ",
    "? ",
    ": ",
    "\n",
    "\n ",
    "\n  ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    '"',
    "|",
    ">",
    "&x ",
    "*x",
    "#",
]
ODD = [
    "!t ",
    "!!set ",
    "!!int ",
    "%YAML 1.2\n",
    "---\n",
    "...\n",
    " ",
    "\t",
    "\\",
    "\ufeff",
    "\x85",
    "é",
    "1",
    ".",
    "|2-\n",
]
RARE = ["\r", "@", "`", "<<: ", "~", "!<x>", "\x01", "\u2028", '"a":', "null", "NaN", "\\u003a", "_", "0x", "1e999"]
TOKENS = st.sampled_from([*MARKS, *ODD, *RARE])


def flaw(data: bytes, name: str = "api.yaml") -> MalformedDocument:
    with pytest.raises(MalformedDocument) as caught:
        read(data, name)
    assert caught.value.file == name
    return caught.value


@given(st.one_of(st.binary(max_size=60), st.lists(TOKENS, max_size=16).map(lambda parts: "".join(parts).encode())))
@example(b"? : - ")
@example(b"\xff\xfe\x00")
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    message, content = "", None
    try:
        content = read(data, "x").content
    except MalformedDocument as error:
        message = error.message
    assert message.isprintable()
    assert content is None or type(content) in (dict, list, str, int, float, bool)


@pytest.mark.parametrize(
    ("data", "message", "line", "column"),
    [
        (b"", "the document is empty", None, None),
        (b" \n\xef\xbb\xbf"[2:], "the document is empty", None, None),
        (b"\x7fELF\x02\x01\x01\x00\x00", "this is binary, not JSON or YAML", None, None),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "this is binary, not JSON or YAML", None, None),
        (b"a: 1\nb: caf\xe9\n", "the document is not in UTF-8: byte 0xe9 at offset 11", 2, 7),
        (b'{"a": "\xff"}', "the document is not in UTF-8: byte 0xff at offset 7", 1, 8),
        (b"\n<!DOCTYPE html><html>", "this is HTML or XML, not JSON or YAML", 1, 1),
        (b'{"a": "\\ud800"}', "a string holds half of a surrogate pair, which is no character", 1, 7),
        (b'{"a": 1', "not valid JSON: expected a comma or the end, but the text ends", 1, 8),
        (b'{"a" 1}', "not valid JSON: expected ':' after the key", 1, 6),
        (b"a: 1\n---\nb: 2\n", "the file holds several documents", 2, 1),
        (b"- a\n---\n- b\n", "the file holds several documents", 2, 1),
        (b"a: &x\n  b: *x\n", "*x refers to a value that it is a part of", 2, 6),
        (b"&x a: [*y]\n", "*y refers to no anchor above it", 1, 8),
        (b"? [a]\n: 1\n", "a key is a collection", 1, 3),
        (b"a: !!int x\n", "'x' is not what its tag says", 1, 4),
        (b"a:\n  <<: 1\n", "`<<` merges something that is no mapping", 2, 7),
        (b"a: 1\ntype object\nb: 1\n", "not valid YAML: could not find expected ':'", 2, 1),
        (b"a:\n\t- b\n", "not valid YAML: found character that cannot start any token", 2, 1),
        (b"a: 'b\n", "not valid YAML: found unexpected end of stream", 1, 4),
    ],
)  # fmt: skip
def test_errors_name_the_place(data: bytes, message: str, line: int | None, column: int | None) -> None:
    error = flaw(data, "api.json" if data.startswith(b'{"') else "api.yaml")
    assert (error.message, error.line, error.column) == (message, line, column)


def test_errors_show_the_line_and_what_was_expected() -> None:
    error = flaw(b"a: 1\nb:\n  - c\n d: \x1b[31m\n")
    assert (error.line, error.column, error.label) == (4, 2, "expected a key in line with the others")
    assert error.excerpt == " d:  [31m"
    assert str(error) == "api.yaml:4:2: not valid YAML: did not find expected key"


def test_the_name_decides_whose_error_is_told() -> None:
    data = b"{a: 1,\n b: [}\n"
    assert flaw(data, "api.json").message.startswith("not valid JSON")
    assert flaw(data, "api.yaml").message.startswith("not valid YAML")


@pytest.mark.parametrize("indent", ["", "  "])
@pytest.mark.parametrize("size", [0, 2_000_000])
def test_nesting_is_bounded(indent: str, size: int) -> None:
    def nested(levels: int) -> bytes:
        return (" " * size + "[" * levels + indent + "]" * levels).encode()

    assert read(nested(200), "x").content
    error = flaw(nested(201), "x")
    assert (error.message, error.column) == ("nested more than 200 levels deep", size + 201)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 50_000_000,
        b'{"a":' * 2_000_000,
        b"{a: " * 200_000,
        b"a: " + b"[" * 1_000_000,
        b"- " * 500_000,
        b"? " * 500_000,
        b": " * 500_000,
        b"".join(b" " * depth + b"a:\n" for depth in range(1500)),
        b"".join(b" " * depth + b"a:\n" + b" " * depth + b"- \n" for depth in range(900)),
    ],
    ids=["[", '{"a":', "{a:", "a: [", "-", "?", ":", "mappings", "sequences"],
)
def test_deep_nesting_ends_soon(data: bytes) -> None:
    started = time.process_time()
    assert flaw(data, "x").message
    assert time.process_time() - started < 5


def bomb(merge: bool) -> bytes:
    """Each anchor repeats the one before it nine times."""
    lines = ["a: &a {x: 1}" if merge else "a: &a [x, x]"]
    for name, before in zip("bcdefghij", "abcdefghi", strict=True):
        members = ", ".join(f"{key}: *{before}" for key in "klmnopqrs")
        lines.append(f"{name}: &{name} {{<<: {{{members}}}}}" if merge else f"{name}: &{name} {{{members}}}")
    return "\n".join(lines).encode()


@pytest.mark.parametrize("merge", [False, True])
def test_alias_bombs_are_refused(merge: bool) -> None:
    started = time.process_time()
    assert flaw(bomb(merge)).message == "aliases repeat more than 1,000,000 values"
    assert time.process_time() - started < 10


def test_aliases_cannot_nest_too_deeply() -> None:
    lines = ["a0: &a0 " + "[" * 20 + "]" * 20]
    lines += [f"a{index}: &a{index} " + "[" * 20 + f"*a{index - 1}" + "]" * 20 for index in range(1, 12)]
    assert flaw("\n".join(lines).encode()).message == "nested more than 200 levels deep"
