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


class Form(NamedTuple):
    """The way in which a value is written.

    Attributes:
        style: "form", "simple", "label", "matrix", "spaceDelimited", "pipeDelimited" or "deepObject".
        explode: whether each item of a list stands for itself.
        reserved: whether reserved characters are sent as they are.
    """

    style: str
    explode: bool
    reserved: bool = False


def form_of(node: Node, location: str) -> Form:
    """The form that a parameter, header or encoding declares, or has by default."""
    style = node.get("style", _STYLES.get(location, "simple"))
    return Form(str(style), node.get("explode", style == "form") is True, node.get("allowReserved") is True)


def written(form: Form, name: str, value: Any, encode: Callable[[str], str] = str) -> str:
    """A value as it is sent under a name, with the name where it is sent along."""
    if form.style in ("form", "spaceDelimited", "pipeDelimited", "deepObject"):
        return _as_pairs(form, encode(name), value, encode)
    head, between, named = {"label": (".", ".", False), "matrix": (";", ";", True)}.get(form.style, ("", ",", False))
    between = between if form.explode else ","
    if isinstance(value, dict):
        joined = between.join(_members(value, "=" if form.explode else ",", encode))
        return head + (f"{name}={joined}" if named and not form.explode else joined)
    items = [encode(text(item)) for item in value] if isinstance(value, list) else [encode(text(value))]
    if named and (form.explode or not isinstance(value, list)):
        items = [f"{name}={item}" for item in items]
        return head + between.join(items)
    return head + (f"{name}=" if named else "") + between.join(items)


def form_words(media_type: str, value: Any) -> list[str] | None:
    """The words of `curl` for the members of an object that is sent as a form; None where it is sent as a whole."""
    from shlex import quote

    option = {URLENCODED: "--data-urlencode", MULTIPART: "--form-string"}.get(
        media_type.partition(";")[0].strip().lower()
    )
    if option is None or not isinstance(value, dict):
        return None
    pairs = [
        (name, item)
        for name, member in value.items()
        for item in (member if isinstance(member, list) and member else [member])
    ]
    return [f"{option} {quote(f'{name}={text(item)}')}" for name, item in pairs] or [f"{option} ''"]


def body_text(media_type: str | None, value: Any) -> str:
    """A body as it is sent: a text as it is, everything else as JSON."""
    if isinstance(value, str) and media_type is not None and "json" not in media_type.lower():
        return value
    return json.dumps(value, ensure_ascii=False)


def text(value: Any) -> str:
    """A single value: a string as it is, and what has no text of its own as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False)


def _as_pairs(form: Form, name: str, value: Any, encode: Callable[[str], str]) -> str:
    if isinstance(value, dict):
        if form.style == "deepObject":
            return "&".join(f"{name}[{encode(key)}]={encode(text(item))}" for key, item in value.items())
        if form.explode:
            return "&".join(_members(value, "=", encode))
        return f"{name}={_BETWEEN.get(form.style, ',').join(_members(value, _BETWEEN.get(form.style, ','), encode))}"
    if isinstance(value, list):
        items = [encode(text(item)) for item in value]
        if form.explode:
            return "&".join(f"{name}={item}" for item in items)
        return f"{name}={_BETWEEN.get(form.style, ',').join(items)}"
    return f"{name}={encode(text(value))}"


def _members(value: dict[str, Any], between: str, encode: Callable[[str], str]) -> list[str]:
    return [f"{encode(key)}{between}{encode(text(item))}" for key, item in value.items()]
