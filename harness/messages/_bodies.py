"""How values become bodies by their media type, and bodies values: JSON, forms, multipart, texts."""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus

from harness.document import Node
from harness.messages._reading import pairs_in, readings_of, split_pairs
from harness.messages._wire import MULTIPART, URLENCODED, Style, media_type_name, serialized, style_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.messages._single import PartValues

_BOUNDARY = "part-7f3a91c2"
# What is sent where any type of a range may be.
_OF_RANGES = {"text": "text/plain", "image": "image/png", "audio": "audio/mpeg", "video": "video/mp4"}
_STYLED = ("style", "explode", "allowReserved")


class _Unreadable(Enum):
    UNREADABLE = "unreadable"


# What stands for a value where bytes are not what their media type says.
UNREADABLE: Final = _Unreadable.UNREADABLE


def entry_for(content_type: str | None, declared: dict[str, PartValues]) -> PartValues | None:
    """The declared media type that describes a body: its own, else that of a range; the only one for no type at all."""
    if content_type is None:
        return next(iter(declared.values())) if len(declared) == 1 else None
    own = media_type_name(content_type)
    known = {media_type_name(name): part for name, part in reversed(declared.items())}
    kind, _, syntax = own.partition("/")[0], *own.partition("+")[1:]
    # The most specific is applicable. Source: OpenAPI 3.1.1, 4.8.17 Response Object, `content`.
    ranges = (own, f"{kind}/*+{syntax}", f"{kind}/*", "*/*")
    return next((known[name] for name in ranges if name in known), None)


def body_bytes(part: PartValues, value: Any) -> tuple[str, bytes]:
    """The `Content-Type` and the bytes of a body."""
    declared = part.media_type or "application/json"
    media_type = declared if "*" not in declared else _OF_RANGES.get(declared.partition("/")[0], "application/json")
    match media_type_name(media_type):
        case name if name == URLENCODED and isinstance(value, dict):
            return media_type, "&".join(filter(None, _fields(part, value))).encode()
        case name if name == MULTIPART and isinstance(value, dict):
            return f"{media_type}; boundary={_BOUNDARY}", _multipart(value)
        case name if isinstance(value, str) and not _is_json(name):
            return media_type, value.encode()
    return media_type, json.dumps(value, ensure_ascii=False).encode()


def body_value(part: PartValues, content_type: str | None, body: bytes) -> Any:
    """The value of a body; `UNREADABLE` where it is not what its media type says."""
    name = media_type_name(content_type or part.media_type or "")
    try:
        if _is_json(name):
            return json.loads(body)
        text = body.decode("utf-8", "replace")
        if name == URLENCODED:
            return _form(part, text)
        if name == MULTIPART:
            return _typed(part, _parts_in(text, content_type or ""))
    except ValueError:
        return UNREADABLE
    return next(readings_of(text, part.shape)) if "string" not in part.shape.kinds else text


def _is_json(media_type: str) -> bool:
    return media_type.endswith(("/json", "+json"))


def _style(part: PartValues, name: str) -> Style | None:
    """The style of a field; None where it is sent by its media type."""
    encodings = part.part.node.child("encoding")
    entry = encodings.child(name) if encodings is not None else None
    encoding = None if entry is None else part.document.resolve(entry)
    if encoding is not None and any(key in encoding.value for key in _STYLED):
        return style_of(encoding, "query")
    return None


def _fields(part: PartValues, value: dict[str, Any]) -> Iterator[str]:
    plain = style_of(Node(part.part.node.file, (), {}), "query")
    for name, member in value.items():
        style = _style(part, name)
        # Without a style, what is an object is sent as JSON. Source: OpenAPI 3.1.1, 4.8.15.1, `contentType`.
        text = text_of(member) if style is None and isinstance(member, dict) else member
        yield serialized(style or plain, name, text, quote_plus)


def _form(part: PartValues, text: str) -> Any:
    pairs = pairs_in(text)
    names = part.shape.names()
    value: dict[str, Any] = {}
    keys = dict.fromkeys([*(key.partition("[")[0] for key, _ in pairs), *names])
    for name in keys:
        shape = part.shape.member(name)
        style = _style(part, name)
        alternatives = split_pairs(style or Style("form", explode=True), name, pairs, shape, frozenset(keys))
        sent = next(alternatives, None)
        if sent is not None:
            value[name] = _field(sent, part, name)
    return value


def _field(sent: Any, part: PartValues, name: str) -> Any:
    """A field as its schema reads it; an object that came as one text is JSON."""
    shape = part.shape.member(name)
    if isinstance(sent, str) and shape.kinds & {"object", "array"}:
        try:
            return json.loads(sent)
        except ValueError:
            return sent
    return next(readings_of(sent, shape))


def _multipart(value: dict[str, Any]) -> bytes:
    lines: list[str] = []
    fields = [
        (name, item) for name, member in value.items() for item in (member if isinstance(member, list) else [member])
    ]
    for name, item in fields:
        kind = ["Content-Type: application/json"] if isinstance(item, dict | list) else []
        label = name.replace("\\", "\\\\").replace('"', "%22")
        lines += [f"--{_BOUNDARY}", f'Content-Disposition: form-data; name="{label}"', *kind, "", text_of(item)]
    return "\r\n".join([*lines, f"--{_BOUNDARY}--", ""]).encode()


def _parts_in(text: str, content_type: str) -> dict[str, list[str]]:
    """The texts of the parts of a multipart body by their names.

    Raises:
        ValueError: there is no boundary, or a part without a name.
    """
    _, _, boundary = content_type.partition("boundary=")
    boundary = boundary.partition(";")[0].strip().strip('"')
    if not boundary:
        raise ValueError(content_type)
    texts: dict[str, list[str]] = {}
    for piece in text.split(f"--{boundary}")[1:-1]:
        head, _, content = piece.removeprefix("\r\n").partition("\r\n\r\n")
        _, label, name = head.partition('name="')
        if not label:
            raise ValueError(head)
        texts.setdefault(name.partition('"')[0].replace("%22", '"'), []).append(content.removesuffix("\r\n"))
    return texts


def _typed(part: PartValues, texts: dict[str, list[str]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for name, contents in texts.items():
        shape = part.shape.member(name)
        if "array" in shape.kinds:
            value[name] = [_item(text, shape.items()) for text in contents]
        else:
            value[name] = _item(contents[0], shape)
    return value


def _item(text: str, shape: Any) -> Any:
    if shape.kinds & {"object", "array"}:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return next(readings_of(text, shape))
