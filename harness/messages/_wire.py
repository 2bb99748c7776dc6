"""How the values of parameters, headers and forms travel: as what text they are sent, and as what values that is read.

On the wire an integer is a string of digits, so a reader of any string takes it; one value is as good as a list of one
where lists repeat the name; and an empty list sends nothing.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from harness.messages._styles import text_of

if TYPE_CHECKING:
    from harness.document import Node

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
        return json.dumps(value, ensure_ascii=False)
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
        return [text, json.loads(text)]
    return [text, text == "true"] if text in ("true", "false") else [text]


def types_of(node: Node) -> list[str]:
    """The types that a schema names, without null."""
    declared = node.get("type")
    names = [declared] if isinstance(declared, str) else declared if isinstance(declared, list) else []
    return [name for name in names if isinstance(name, str) and name != "null"]


def takes_null(node: Node) -> bool:
    """Whether a schema names null among its types."""
    declared = node.get("type")
    return node.get("nullable") is True or (isinstance(declared, list) and "null" in declared)
