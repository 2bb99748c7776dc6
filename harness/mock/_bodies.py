"""The bodies of requests as values: JSON to the last digit, multipart with files, the rest as messages read it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import msgspec
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from harness.messages import MULTIPART, UNREADABLE, Refusal, readings_of
from harness.messages import body_value as value_of

if TYPE_CHECKING:
    from harness.messages import PartValues
    from harness.mock._http import Request

_decoded = msgspec.json.Decoder().decode
# What is wrong with a body is answered; without a handler it would be printed, too.
logging.getLogger("python_multipart").addHandler(logging.NullHandler())
_MOST_PARTS = 1000
_MOST_OF_HEADERS = 16_384


def body_value(part: PartValues, request: Request) -> Any:
    """The value of a body by its declared media type, or why its media type is refused.

    It is `UNREADABLE` where it is not what its type says.
    """
    content_type = request.text(b"content-type") or part.media_type or ""
    name = content_type.partition(";")[0].strip().lower()
    if name.endswith(("/json", "+json")):
        return json_value(request.body)
    if name == MULTIPART:
        fields = _fields(content_type, request.body)
        return UNREADABLE if fields is None else _form(part, fields)
    if name.endswith(("/xml", "+xml")) and "string" not in part.shape.kinds:
        return Refusal(
            part.place, reason=f"of type {name}, which is read as text and not as a schema", fault="media type"
        )
    try:
        return value_of(part, content_type, request.body)
    except RecursionError:
        return UNREADABLE


def json_value(body: bytes) -> Any:
    """What JSON says, integers of any length to the last digit; `UNREADABLE` for what is no JSON."""
    try:
        return _decoded(body)
    except (ValueError, RecursionError):
        return UNREADABLE


class _Field:
    """One part of a multipart body."""

    __slots__ = ("content", "headers")

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.content = bytearray()

    @property
    def name(self) -> str | None:
        """Of the field, None where the part has none."""
        _, options = parse_options_header(self.headers.get("content-disposition", "").encode())
        name = options.get(b"name")
        return None if name is None else name.decode("utf-8", "replace").replace("%22", '"')

    @property
    def media_type(self) -> str:
        """In lower case; plain text where none is named."""
        return self.headers.get("content-type", "text/plain").partition(";")[0].strip().lower()


def _fields(content_type: str, body: bytes) -> list[_Field] | None:
    """The parts of a multipart body; None where it is none: cut off, without a boundary or a name.

    Source: RFC 7578, and RFC 2046, 5.1.1.
    """
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    reader = _Reader()
    if not boundary or len(boundary) > 70:
        return None
    try:
        parser = MultipartParser(boundary, reader.callbacks())
        parser.write(body)
        parser.finalize()
    except (FormParserError, ValueError):
        return None
    complete = reader.is_complete and all(field.name is not None for field in reader.fields)
    return reader.fields if complete else None


class _Reader:
    """Takes what the parser finds."""

    __slots__ = ("_name", "_value", "fields", "is_complete")

    def __init__(self) -> None:
        self.fields: list[_Field] = []
        self.is_complete = False
        self._name, self._value = bytearray(), bytearray()

    def callbacks(self) -> Any:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_part_data": lambda data, start, end: self.fields[-1].content.extend(data[start:end]),
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.fields) >= _MOST_PARTS:
            raise ValueError("too many parts")
        self.fields.append(_Field())

    def _header(self) -> None:
        if len(self._name) + len(self._value) > _MOST_OF_HEADERS:
            raise ValueError("headers too long")
        name = self._name.decode("latin-1").strip().lower()
        self.fields[-1].headers[name] = self._value.decode("utf-8", "replace").strip()
        self._name.clear()
        self._value.clear()

    def _end(self) -> None:
        self.is_complete = True


def _form(part: PartValues, fields: list[_Field]) -> dict[str, Any] | Refusal:
    value: dict[str, Any] = {}
    by_name: dict[str, list[_Field]] = {}
    for field in fields:
        wanted = _wanted_types(part, field.name or "")
        if wanted and "content-type" not in field.headers:
            # Who names no type means the one that is declared, where that is only one.
            field.headers["content-type"] = wanted[0] if len(wanted) == 1 and "*" not in wanted[0] else "text/plain"
        elif wanted and not any(_is_of(field.media_type, media_type) for media_type in wanted):
            reason = f"of type {field.media_type}; declared: {', '.join(wanted)}"
            return Refusal(part.place, (field.name or "",), reason=reason, fault="media type")
        by_name.setdefault(field.name or "", []).append(field)
    for name, contents in by_name.items():
        shape = part.shape.member(name)
        if "array" in shape.kinds:
            single = contents[0].media_type.endswith("json") and len(contents) == 1
            whole = json_value(bytes(contents[0].content)) if single else None
            value[name] = whole if isinstance(whole, list) else [_item(field, shape.items()) for field in contents]
        elif len(contents) > 1:
            value[name] = [_item(field, shape) for field in contents]
        else:
            value[name] = _item(contents[0], shape)
    return value


def _wanted_types(part: PartValues, name: str) -> list[str]:
    """The media types that a part may have; none where nothing is said.

    Source: OpenAPI 3.1.1, 4.8.15.1, `contentType`.
    """
    encodings = part.part.node.child("encoding")
    entry = None if encodings is None else encodings.child(name)
    encoding = None if entry is None else part.document.resolve(entry)
    declared = None if encoding is None else encoding.get("contentType")
    return [own.partition(";")[0].strip().lower() for own in declared.split(",")] if isinstance(declared, str) else []


def _is_of(media_type: str, declared: str) -> bool:
    """Whether a media type is one, or in a range."""
    kind, _, subtype = declared.partition("/")
    return declared in (media_type, "*/*") or (subtype == "*" and media_type.startswith(f"{kind}/"))


def _item(field: _Field, shape: Any) -> Any:
    """The value of a part; of a file its bytes, each as one character."""
    if shape.kinds & {"object", "array"} or (field.media_type.endswith("json") and "string" not in shape.kinds):
        value = json_value(bytes(field.content))
        return field.content.decode("utf-8", "replace") if value is UNREADABLE else value
    if not field.media_type.startswith("text/"):
        return field.content.decode("latin-1")
    return next(readings_of(field.content.decode("utf-8", "replace"), shape))
