"""From bytes to plain data: which of JSON and YAML a document is, and what it says."""

from __future__ import annotations

from typing import Any

from harness.document._positions import Positions
from harness.document._text import Flaw, Remark, excerpt, utf8
from harness.errors import MalformedDocument
from harness.records import NamedTuple

__all__ = ["ParsedBytes", "Remark", "read"]

_VERSIONS = (("openapi",), ("swagger",), ("info", "version"))
_YAML_NAMES = (".yaml", ".yml")


class ParsedBytes(NamedTuple):
    """What the bytes of a document say.

    Attributes:
        content: dicts with string keys, lists, strings, numbers, booleans and None; aliases of YAML share values.
        format: "json" or "yaml".
        remarks: spots that a strict reader would refuse.
    """

    content: Any
    format: str
    remarks: tuple[Remark, ...]


def read(data: bytes, name: str) -> ParsedBytes:
    """What the bytes say, as JSON if they start with a bracket, else as YAML 1.2.

    Of a key that occurs twice the last one counts; a number that JSON cannot express is the text that stands there.
    Both are remarks.

    Keys are strings: numbers keep their spelling, `true` and `null` are named so. `info.version`, `openapi` and
    `swagger` keep their spelling too where they are written as numbers, so that 1.10 is not 1.1.

    Args:
        data: the bytes of a file, a byte order mark included.
        name: what the document is called in errors; its ending decides whose error is told when neither format fits.

    Raises:
        MalformedDocument: the bytes are no text, empty, neither JSON nor YAML, or of doubtful meaning (several
            documents, values that refer to themselves, excessive nesting or aliases).
    """
    try:
        text = utf8(data)
        try:
            _refuse_what_is_no_document(text)
            parsed = _read_json_first(text, name) if text.lstrip()[:1] in (b"{", b"[") else _read_yaml(text)
            return _with_spelled_versions(parsed, text)
        except Flaw as flaw:
            raise _malformed(flaw, text, name) from None
    except UnicodeDecodeError as error:
        raise _undecodable(error, data, name) from None


def _refuse_what_is_no_document(text: bytes) -> None:
    if not text or text.isspace():
        raise Flaw("the document is empty")
    if b"\0" in text:
        raise Flaw("this is binary, not JSON or YAML")
    start = text[:256].lstrip()
    if start.startswith(b"<") and not start.startswith(b"<<"):
        raise Flaw("this is HTML or XML, not JSON or YAML", 1, 1, "expected '{' or a key")


def _read_json_first(text: bytes, name: str) -> ParsedBytes:
    from harness.document._json import read_json

    try:
        content, remarks = read_json(text)
        return ParsedBytes(content, "json", remarks)
    except Flaw as flaw:
        if not flaw.syntax:
            raise
        try:
            parsed = _read_yaml(text)
        except Flaw as other:
            # What is right YAML up to its meaning was meant as YAML.
            raise (other if name.lower().endswith(_YAML_NAMES) or not other.syntax else flaw) from None
        if name.lower().endswith(_YAML_NAMES):
            return parsed
        return parsed._replace(remarks=(Remark(f"{flaw.message}; read as YAML", flaw.line), *parsed.remarks))


def _read_yaml(text: bytes) -> ParsedBytes:
    from harness.document._yaml import read_yaml

    content, remarks = read_yaml(text, _read_exactly)
    return ParsedBytes(content, "yaml", remarks)


def _read_exactly(text: str) -> tuple[Any, tuple[Remark, ...]]:
    from harness.document._yaml_events import read_events  # PyYAML is needed rarely

    return read_events(text)


def _with_spelled_versions(parsed: ParsedBytes, text: bytes) -> ParsedBytes:
    """The reading with versions that were written as numbers turned into the text that their author wrote."""
    content = parsed.content
    if type(content) is not dict:
        return parsed
    remarks = list(parsed.remarks)
    for owner, pointer in (
        (content, ("openapi",)),
        (content, ("swagger",)),
        (content.get("info"), ("info", "version")),
    ):
        key = pointer[-1]
        if type(owner) is dict and type(owner.get(key)) in (int, float):
            positions = Positions(text, parsed.format)
            owner[key] = positions.text(pointer) or str(owner[key])
            message = f"{'.'.join(pointer)} is a number; read as the text {owner[key]!r}"
            remarks.append(Remark(message, positions.locate(pointer).line))
    return parsed._replace(remarks=tuple(remarks))


def _malformed(flaw: Flaw, text: bytes, name: str) -> MalformedDocument:
    return MalformedDocument(
        flaw.message,
        file=name,
        line=flaw.line,
        column=flaw.column,
        excerpt=excerpt(text, flaw.line, flaw.column),
        label=flaw.label,
    )


def _undecodable(error: UnicodeDecodeError, data: bytes, name: str) -> MalformedDocument:
    if b"\0" in data[:4096] and error.encoding == "utf-8":
        return MalformedDocument("this is binary, not JSON or YAML", file=name)
    offset = error.start
    before = utf8(data)[:offset] if error.encoding == "utf-8" else b""
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
    return MalformedDocument(
        f"the document is not in {error.encoding.upper()}: byte 0x{error.object[offset]:02x} at offset {offset}",
        file=name,
        line=line,
        column=column,
        excerpt=excerpt(utf8(data), line, column) if error.encoding == "utf-8" else None,
        label=error.reason,
        hint="save it as UTF-8",
    )
