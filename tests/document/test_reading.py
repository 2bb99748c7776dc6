"""Reading: JSON and YAML give plain data, exactly what their author wrote."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from harness.document._json import read_json
from harness.document._positions import Positions
from harness.document._reading import Remark, read
from harness.document._yaml import core_value, read_yaml
from harness.document._yaml_events import read_events
from harness.errors import MalformedDocument

if TYPE_CHECKING:
    from pathlib import Path

# Above this many bytes another JSON parser reads.
LARGE = b" " * 2_000_000
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=8)
TRICKY = st.sampled_from(
    [":", '":', '\\":', ':"', "a:", "\\", '"', '"a": 1', "\\u003a", "<<", "0x1", "1_0", "*a", "&a"]
)
SCALARS = st.one_of(
    TEXTS, TRICKY, st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS | TRICKY, inner, max_size=4),
    max_leaves=15,
)
DOCUMENTS = st.dictionaries(TEXTS | TRICKY, VALUES, max_size=5) | st.lists(VALUES, max_size=4)


@given(document=DOCUMENTS, ascii_only=st.booleans(), indent=st.sampled_from([None, 2]), large=st.booleans())
def test_json_means_what_the_standard_library_says(
    document: Any, ascii_only: bool, indent: int | None, large: bool
) -> None:
    data = json.dumps(document, ensure_ascii=ascii_only, indent=indent).encode()
    assert read(LARGE + data if large else data, "x.json") == (json.loads(data), "json", ())


def pairs_text(pairs: list[tuple[str, Any]], spaced: bool) -> str:
    """An object that may hold a key twice, some colons spelled as escapes."""
    colon = " : " if spaced else ":"
    return "{" + ",".join(f"{json.dumps(key)}{colon}{json.dumps(value)}" for key, value in pairs) + "}"


@given(
    pairs=st.lists(st.tuples(TRICKY, SCALARS | TRICKY), max_size=5), large=st.booleans(), escaped=st.booleans(),
    spaced=st.booleans(),
)  # fmt: skip
@example([("a", 1), ("a", ":")], True, True, False)
def test_a_key_that_occurs_twice_is_always_noticed(
    pairs: list[tuple[str, Any]], large: bool, escaped: bool, spaced: bool
) -> None:
    inner = pairs_text(pairs, spaced)
    data = f'[{inner}, {{"x": {inner}}}]'.encode()
    if escaped:
        data = data.replace(b':"]', b'\\u003a"]') + b" "
        data = data.replace(b'":"', b'"\\u003A"') if not pairs else data
    keys = [key for key, _ in pairs]
    if len(set(keys)) == len(keys):
        assert read_json(LARGE + data if large else data) == (json.loads(data), ())
    else:
        content, remarks = read_json(LARGE + data if large else data)
        assert content == json.loads(data)
        assert all("occurs twice" in remark.message for remark in remarks)
        assert len(remarks) == 2 * (len(keys) - len(set(keys)))


def test_no_escaped_colon_hides_a_lost_key() -> None:
    lost_and_won = b'{"a": 1, "a": "\\u003a"}'
    content, remarks = read_json(LARGE + lost_and_won)
    assert content == {"a": ":"}
    assert remarks == (Remark("the key 'a' occurs twice in one object; the last one counts", 1, ("a",)),)


@given(DOCUMENTS, st.sampled_from([True, False, None]), st.booleans())
def test_yaml_gives_back_what_was_dumped(document: Any, flow: bool | None, unicode: bool) -> None:
    # Quotes, because PyYAML leaves some texts plain that YAML 1.2 and 1.1 disagree about.
    text = yaml.safe_dump(document, default_flow_style=flow, allow_unicode=unicode, default_style='"', sort_keys=False)
    plain = re.sub(r'!!(int|float|bool|null) "([^"\n]*)"', r"\2", text)
    assert read(plain.encode(), "x.yaml").content == document


@given(DOCUMENTS)
def test_the_fast_reader_and_the_exact_one_agree(document: Any) -> None:
    text = yaml.safe_dump(document, allow_unicode=True)
    assert read_yaml(text.encode(), read_events) == read_events(text)


PLAIN = st.one_of(
    st.text("0179_+-.eExobXOBaAfFinltruN", min_size=1, max_size=7),
    st.from_regex(r"[-+]?(0[xobXOB])?[0-9_.]{1,6}([eE][-+]?[0-9]{1,2})?", fullmatch=True),
    st.sampled_from(["null", "Null", "nULL", "~", "true", "TRUE", "tRUE", "yes", "on", "No", "off", "y", "2025-03-28"]),
    st.sampled_from(["12:30:45", "010", "0o10", "1_000", "_1", "0b11", "0XF", "-0xF", "=", ".5", "5.", "1e3", "+12"]),
)


def excluded(text: str) -> bool:
    """Whether a text is no plain scalar in every place, or no number that JSON knows."""
    value = core_value(text)
    return text in ("-", "---") or (isinstance(value, float) and not math.isfinite(value))


@given(PLAIN)
def test_plain_scalars_follow_the_core_schema(text: str) -> None:
    if not excluded(text):
        value = core_value(text)
        content = read(f"a: {text}\nb: [{text}, x]\n".encode(), "x.yaml").content
        assert repr(content) == repr({"a": value, "b": [value, "x"]})


@given(PLAIN)
def test_keys_are_strings_as_they_are_spelled(text: str) -> None:
    if excluded(text):
        return
    value = core_value(text)
    key = json.dumps(value) if value is None or isinstance(value, bool) else text
    assert read(f"x:\n  {text}: 1\n".encode(), "x.yaml").content == {"x": {key: 1}}
    assert read(f"- {{ {text} : 1}}\n".encode(), "x.yaml").content == [{key: 1}]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("on: off\nyes: no\nday: 2025-03-28", {"on": "off", "yes": "no", "day": "2025-03-28"}),
        ("a: 010\nb: 0o10\nc: 1_000\nd: '1'", {"a": 10, "b": 8, "c": "1_000", "d": "1"}),
        ("200: a\ntrue: b\nnull: c\n1.10: d\n01: e", {"200": "a", "true": "b", "null": "c", "1.10": "d", "01": "e"}),
        ("{200: {500: a}}", {"200": {"500": "a"}}),
        ("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3", {"a": {"k": 1, "l": 2}, "b": {"k": 3, "l": 2}}),
        ("a: &x {k: 1}\nb: {<<: [*x, {k: 2, l: 3}], m: 4}", {"a": {"k": 1}, "b": {"m": 4, "k": 1, "l": 3}}),
        ("a: &x [1, {b: 2}]\nc: *x", {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}),
        ("a: &k name\n*k : 1", {"a": "name", "name": 1}),
        ("a: {'<<': 1}", {"a": {"<<": 1}}),
        ("a: !x 1\nb: !!str 2\nc: !x {d: e}\nf: !!int '3'", {"a": "1", "b": "2", "c": {"d": "e"}, "f": 3}),
        ("a: !!set {b, c}", {"a": {"b": None, "c": None}}),
        ("a: |\n  *x &x\n  <<: _1 0b1\n", {"a": "*x &x\n<<: _1 0b1\n"}),
        ("%YAML 1.1\n---\na: yes\n...\n", {"a": "yes"}),
        ("a: 1\n---\n", {"a": 1}),
        ("a: 1\r\nb:\r\n- 2\r\n", {"a": 1, "b": [2]}),
        ('{"a": "\\ud83d\\ude00", b: c}', {"a": "😀", "b": "c"}),
        ("- a\n- b", ["a", "b"]),
        ("just text", "just text"),
        ("12345678912345678912", 12345678912345678912),
        ("# nothing", None),
    ],
)
def test_yaml_by_example(text: str, content: Any) -> None:
    assert read(text.encode(), "x.yaml").content == content


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_marked_encodings_are_understood(encoding: str) -> None:
    mark = "\ufeff" if encoding[-2:] in ("le", "be") else ""
    assert read((mark + '{"é": 1}').encode(encoding), "x").content == {"é": 1}
    assert read((mark + "é: 1").encode(encoding), "x").content == {"é": 1}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ['{"é": "\U0001f600"}', "# \u65e5\né: \U0001f600\n", "--- {é: \U0001f600}"])
def test_encodings_without_a_mark_are_told_by_their_zero_bytes(encoding: str, text: str) -> None:
    assert read(text.encode(encoding), "x").content == {"é": "\U0001f600"}


@pytest.mark.parametrize("data", [b"\0\0\0\0", b"\0a\0", b"a\0\0\0b", b"\0a\0\0\0b", b"a\0\0\xd8"])
def test_zero_bytes_that_are_no_encoding_are_binary(data: bytes) -> None:
    with pytest.raises(MalformedDocument, match="this is binary"):
        read(data, "x")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_lines_are_counted_in_every_encoding(encoding: str) -> None:
    data = "é: 1\nb:\n  c: 2\n".encode(encoding)
    assert Positions(data, "yaml").locate(("b", "c")) == (3, 3, True)


@pytest.mark.parametrize(
    ("text", "content", "remarks"),
    [
        ('{"a": 1,\n"a": 2}', {"a": 2}, [(2, ("a",))]),
        ('{"b": [{}, {"a": 1, "a": {"c": 1}}]}', {"b": [{}, {"a": {"c": 1}}]}, [(1, ("b", "1", "a"))]),
        ("a: 1\nb:\n  c: 1\n  c: 2\n  c: 3\n", {"a": 1, "b": {"c": 3}}, [(4, ("b", "c")), (5, ("b", "c"))]),
        ("200: a\n'200': b\n", {"200": "b"}, [(2, ("200",))]),
        ("{200: a, '200': b}", {"200": "b"}, [(1, ("200",))]),
    ],
)
def test_the_last_of_duplicate_keys_counts(text: str, content: Any, remarks: list[Any]) -> None:
    reading = read(text.encode(), "x.yaml" if text[1] == "2" else "x")
    assert reading.content == content
    assert [(line, pointer) for _, line, pointer in reading.remarks] == remarks
    assert all("occurs twice" in remark.message for remark in reading.remarks)


@pytest.mark.parametrize("number", [".inf", "-.Inf", "+.INF", ".nan", ".NaN", "1e999", "9" * 5000])
def test_a_number_that_yaml_alone_knows_is_remarked_and_read_as_text(number: str) -> None:
    reading = read(f"a: {number}\nb:\n- c: [1, {number}]\nd: 1\n".encode(), "x.yaml")
    assert reading.content == {"a": number, "b": [{"c": [1, number]}], "d": 1}
    assert [(line, pointer) for _, line, pointer in reading.remarks] == [(1, ("a",)), (3, ("b", "0", "c", "1"))]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1E+999", "9" * 5000])
def test_a_number_that_json_does_not_know_is_remarked_and_read_as_text(number: str) -> None:
    reading = read(f'{{"a": {number},\n"b": [1, {{"c": {number}}}], "d": 1}}'.encode(), "x.json")
    assert reading.content == {"a": number, "b": [1, {"c": number}], "d": 1}
    assert [(line, pointer) for _, line, pointer in reading.remarks] == [(1, ("a",)), (2, ("b", "1", "c"))]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("info:\n  version: 1.10", "1.10"),
        ("info: {title: x, version: 1.10}", "1.10"),
        ('{"info": {"version": 1.10}}', "1.10"),
        ("info:\n  version: 2025-03-28", "2025-03-28"),
        ("info:\n  version: '1.10'", "1.10"),
        ("info:\n  version: 010", "010"),
    ],
)
def test_a_version_keeps_its_spelling(text: str, version: str) -> None:
    assert read(text.encode(), "x").content["info"]["version"] == version


def test_a_version_that_is_a_number_is_remarked() -> None:
    reading = read(b"openapi: 3.0\ninfo:\n  version: 2\n", "x")
    assert reading.content == {"openapi": "3.0", "info": {"version": "2"}}
    assert reading.remarks == (
        Remark("openapi is a number; read as the text '3.0'", 1),
        Remark("info.version is a number; read as the text '2'", 3),
    )


def test_yaml_that_only_a_lenient_reader_takes_is_remarked() -> None:
    content, form, remarks = read(b"a: 'x\n y'\nb: 1\n", "x.yaml")
    assert (content, form) == ({"a": "x y", "b": 1}, "yaml")
    assert [(remark.line, "read leniently" in remark.message) for remark in remarks] == [(2, True)]


def test_flow_yaml_is_read_where_json_was_expected() -> None:
    assert read(b"{a: 1,}", "x.yaml") == ({"a": 1}, "yaml", ())
    content, form, remarks = read(b'{"a": 1,\n}', "x.json")
    assert (content, form) == ({"a": 1}, "yaml")
    assert remarks == (Remark("not valid JSON: a comma with nothing after it; read as YAML", 1),)


def test_what_aliases_repeat_is_one_object() -> None:
    content = read(b"a: &x {b: [1]}\nc: *x\nd: {<<: *x}\n", "x").content
    assert content == {"a": {"b": [1]}, "c": {"b": [1]}, "d": {"b": [1]}}
    assert content["c"] is content["a"]
    assert content["d"]["b"] is content["a"]["b"]


def test_real_documents_read_as_pyyaml_or_json_read_them(shared: Path) -> None:
    for path in sorted((shared / "corpus").rglob("*.yaml")):
        if path.stat().st_size < 1_000_000:
            data = path.read_bytes()
            reading = read(data, path.name)
            assert reading.content == read_events(data.decode("utf-8-sig"))[0]
            assert not reading.remarks
    for path in sorted((shared / "corpus").rglob("*.json")):
        if 2_000_000 <= path.stat().st_size < 5_000_000:
            data = path.read_bytes()
            assert read(data, path.name).content == json.loads(data.decode("utf-8-sig"))
