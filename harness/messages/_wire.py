"""How values travel: written by the style of their parameter, and as what values a text may be read.

On the wire an integer is a string of digits, so a reader of any string takes it; one value is as good as a list of one
where lists repeat the name; and an empty list sends nothing.

Source: OpenAPI 3.1.1, 4.8.12.3 Style Values; RFC 6570, 3.2 Expression Expansion.
"""

from __future__ import annotations

import json
import re
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

from harness.document import json_text
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    """A body as it is sent: a text as it is, everything else as JSON, the items of a sequence one after another."""
    name = media_type_name(media_type or "")
    if isinstance(value, list) and name == _EVENTS:
        return "".join(_event(item) for item in value)
    if isinstance(value, list) and name in _LINES:
        return "\n".join(map(json_text, value))
    if isinstance(value, str) and media_type is not None and "json" not in media_type.lower():
        return value
    return json_text(value)


# Source: OpenAPI 3.2.0, 4.14.3 Sequential Media Types.
_LINES = ("application/jsonl", "application/x-ndjson", "application/ndjson", "application/json-seq")
_EVENTS = "text/event-stream"
_LINE_END = re.compile(r"\r\n?|\n")


def _event(item: Any) -> str:
    """One event. Source: HTML, 9.2.6 Interpreting an event stream."""
    fields = item.items() if isinstance(item, dict) else [("data", item)]
    # A name ends with its line, whatever it holds.
    pairs = [(" ".join(name.split()), text_of(value)) for name, value in fields]
    lines = [f"{name}: {line}" for name, text in pairs for line in _LINE_END.split(text)]
    return "\n".join([*lines, "", ""])


def text_of(value: Any) -> str:
    """A single value: a string as it is, and what has no text of its own as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float) else json_text(value)


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


# What is sent: a text, one for each item, one for each member; None where nothing is.
Sent = str | list[Any] | dict[str, Any] | None

WireKind = Literal["style", "json", "form"]
STYLE: WireKind = "style"
JSON: WireKind = "json"
FORM: WireKind = "form"
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
# Beyond this a number is no number that anybody sends.
_DIGITS = 300


class Wire(NamedTuple):
    """The way that a value goes.

    Attributes:
        kind: "style" for a parameter or header with a schema, "json" for one with a media type, "form" for the
            members of a form.
        repeats: whether a list of values is sent by repeating the name.
    """

    kind: WireKind = STYLE
    repeats: bool = False


def as_sent(value: Any, wire: Wire) -> Sent:
    """What is sent of a value.

    Source: RFC 6570, 2.3: a list without members is undefined, and sends nothing.
    """
    if wire.kind == JSON:
        return json_text(value)
    if isinstance(value, dict):
        texts = ((name, as_sent(member, Wire())) for name, member in value.items())
        members = {name: text for name, text in texts if text is not None}
        return members if members or wire.kind == FORM else None
    if isinstance(value, list):
        return [as_sent(item, Wire()) for item in value] or None
    return text_of(value)


def readings(sent: Sent, wire: Wire) -> list[Any]:
    """The values as which one text, or the texts of a list, may be read where no schema says more."""
    if wire.kind == JSON:
        if isinstance(sent, list) and len(sent) == 1:
            sent = sent[0]
        try:
            return [json.loads(sent)] if isinstance(sent, str) else []
        except ValueError:
            return []
    if isinstance(sent, str):
        return scalar_readings(sent)
    if isinstance(sent, list):
        return [sent, [item if not isinstance(item, str) else scalar_readings(item)[-1] for item in sent]]
    return [] if sent is None else [sent]


def scalar_readings(text: str) -> list[Any]:
    """A text, and the number or boolean that is written like it."""
    if _NUMBER.fullmatch(text) and len(text) < _DIGITS:
        # Most numbers are integers, and reading these alone is faster.
        return [text, int(text) if text.isdecimal() else json.loads(text)]
    return [text, text == "true"] if text in ("true", "false") else [text]


# Of a form with more such fields not all readings are tried.
_MOST_AMBIGUOUS = 5


def form_readings(form: Any) -> Iterator[Any]:
    """A form as a reader may read it: the text of a number as a string or the other way round, one value as a list."""
    fields = form if isinstance(form, dict) else {}
    readings_by_name = {name: _field_readings(field) for name, field in fields.items()}
    names = [name for name, values in readings_by_name.items() if len(values) > 1][:_MOST_AMBIGUOUS]
    for chosen in product(*(readings_by_name[name] for name in names)):
        yield {**fields, **dict(zip(names, chosen, strict=True))}
    for name, values in readings_by_name.items():
        yield from ({**fields, name: other} for value in values for other in _of_other_number(value))


def _field_readings(field: Any) -> list[Any]:
    if isinstance(field, dict):
        return [field]
    if not isinstance(field, list):
        return scalar_readings(text_of(field))
    if any(isinstance(item, dict | list) for item in field):
        return [field]
    items = [scalar_readings(text_of(item)) for item in field]
    return [[item[0] for item in items], [item[-1] for item in items]]


def _of_other_number(value: Any) -> list[Any]:
    """One value as a list, and a list of one as that."""
    if isinstance(value, list):
        return value if len(value) == 1 else []
    return [] if isinstance(value, dict) else [[value]]


def types_of(node: Node) -> list[str]:
    """The types that a schema names, without null."""
    declared = node.get("type")
    names = [declared] if isinstance(declared, str) else declared if isinstance(declared, list) else []
    return [name for name in names if isinstance(name, str) and name != "null"]


def takes_null(node: Node) -> bool:
    """Whether a schema names null among its types."""
    declared = node.get("type")
    return node.get("nullable") is True or (isinstance(declared, list) and "null" in declared)
