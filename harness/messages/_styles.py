"""How values become text: parameters by their style, forms by the properties of an object.

Source: OpenAPI 3.1.1, 4.8.12.3 Style Values; RFC 6570, 3.2 Expression Expansion.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.document import Node

_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_BETWEEN = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class Style(NamedTuple):
    """The way in which a value is written.

    Attributes:
        name: "form", "simple", "label", "matrix", "spaceDelimited", "pipeDelimited" or "deepObject".
        explode: whether each item of a list stands for itself.
        reserved: whether reserved characters are sent as they are.
    """

    name: str
    explode: bool
    reserved: bool = False


def style_of(node: Node, location: str) -> Style:
    """The style that a parameter, header or encoding declares, or has by default."""
    name = node.get("style", _STYLES.get(location, "simple"))
    return Style(str(name), node.get("explode", name == "form") is True, node.get("allowReserved") is True)


def serialized(style: Style, name: str, value: Any, encode: Callable[[str], str] = str) -> str:
    """A value as it is sent under a name, with the name where it is sent along."""
    if style.name in ("form", "spaceDelimited", "pipeDelimited", "deepObject"):
        return _as_pairs(style, encode(name), value, encode)
    head, between, named = {"label": (".", ".", False), "matrix": (";", ";", True)}.get(style.name, ("", ",", False))
    between = between if style.explode else ","
    if isinstance(value, dict):
        joined = between.join(_members(value, "=" if style.explode else ",", encode))
        return head + (f"{name}={joined}" if named and not style.explode else joined)
    items = [encode(text_of(item)) for item in value] if isinstance(value, list) else [encode(text_of(value))]
    if named and (style.explode or not isinstance(value, list)):
        items = [f"{name}={item}" for item in items]
        return head + between.join(items)
    return head + (f"{name}=" if named else "") + between.join(items)


def media_type_name(media_type: str) -> str:
    """A media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def body_text(media_type: str | None, value: Any) -> str:
    """A body as it is sent: a text as it is, everything else as JSON."""
    if isinstance(value, str) and media_type is not None and "json" not in media_type.lower():
        return value
    return json.dumps(value, ensure_ascii=False)


def text_of(value: Any) -> str:
    """A single value: a string as it is, and what has no text of its own as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False)


def _as_pairs(style: Style, name: str, value: Any, encode: Callable[[str], str]) -> str:
    if isinstance(value, dict):
        if style.name == "deepObject":
            return "&".join(f"{name}[{encode(key)}]={encode(text_of(item))}" for key, item in value.items())
        if style.explode:
            return "&".join(_members(value, "=", encode))
        return f"{name}={_BETWEEN.get(style.name, ',').join(_members(value, _BETWEEN.get(style.name, ','), encode))}"
    if isinstance(value, list):
        items = [encode(text_of(item)) for item in value]
        if style.explode:
            return "&".join(f"{name}={item}" for item in items)
        return f"{name}={_BETWEEN.get(style.name, ',').join(items)}"
    return f"{name}={encode(text_of(value))}"


def _members(value: dict[str, Any], between: str, encode: Callable[[str], str]) -> list[str]:
    return [f"{encode(key)}{between}{encode(text_of(item))}" for key, item in value.items()]
