"""What a change is about, in words: `` `parcel.weight` in the request body``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from harness.comparison import Change

# What the first label of a trail calls a shared component.
KINDS = (
    "schema",
    "response",
    "parameter",
    "request body",
    "header",
    "security scheme",
    "link",
    "callback",
    "example",
    "path item",
    "media type",
)

_PARAMETER = re.compile(r"(path|query|querystring|header|cookie) parameter (.*)", re.DOTALL)
_HOLDER = re.compile(r"(header|callback|security|server|tag) (.*)", re.DOTALL)
_NUMBERED = re.compile(r"(\w+)\[(\d+)\]")
# Steps that are written behind a name and not as one.
_SHORT = {"items": "[]", "additionalProperties": ".*", "unevaluatedProperties": ".*", "additionalItems": "[]"}
_ORDINARY = "application/json"
_BACKTICK = "\\x60"


class Component(NamedTuple):
    """A shared component, as `schema` and `Money`."""

    kind: str
    name: str


class Spot(NamedTuple):
    """Where a trail leads.

    Attributes:
        path: the way through a schema: `parcel.weight`, `lines[].price`; empty for the schema itself.
        carrier: what holds the schema: "the request body", "query parameter `limit`"; empty in a shared schema.
    """

    path: str
    carrier: str

    @property
    def words(self) -> str:
        """Both, in the middle of a sentence."""
        if not self.path:
            return self.carrier
        return f"{code(self.path)} in {self.carrier}" if self.carrier else code(self.path)


def code(text: str) -> str:
    """Text from a document, set apart from the words around it: between backticks, and without any of its own."""
    return f"`{text.replace('`', _BACKTICK)}`"


def component_of(trail: tuple[str, ...]) -> Component | None:
    """The shared component at which a trail begins, None where it begins elsewhere."""
    for kind in KINDS:
        if trail and trail[0].startswith(kind + " "):
            return Component(kind, trail[0][len(kind) + 1 :])
    return None


def spot_of(change: Change) -> Spot:
    """Where the trail of a change leads; `path` ends with the name of what came or went."""
    component = component_of(change.trail)
    labels = list(change.trail[1:])
    if component is not None and component.kind == "schema":
        return Spot(component.name + _path(labels, change), "")
    carriers = [] if component is None else [f"shared {component.kind} {code(component.name)}"]
    used, found = _carriers(labels, component)
    carriers = [*reversed(found), *carriers]
    return Spot(_path(labels[used:], change).removeprefix("."), " in ".join(carriers) or _document(change))


def _document(change: Change) -> str:
    head = change.trail[0] if change.trail else ""
    holder = _HOLDER.fullmatch(head)
    if holder:
        return f"{holder[1]} {code(holder[2])}"
    if change.subject == "path item":
        return f"path {code(head)}"
    return {"info": "the API", "externalDocs": "the link to more documentation", "operation": "the operation"}.get(
        change.subject, "the document"
    )


def _carriers(labels: list[str], component: Component | None) -> tuple[int, list[str]]:
    """How many labels lead to the schema, and what they are in words, the outermost first."""
    found: list[str] = []
    used = 0
    for label in labels:
        parameter, named = _PARAMETER.fullmatch(label), _HOLDER.fullmatch(label)
        if label == "request body":
            found.append("the request body")
        elif label.startswith("response "):
            found.append(label)
        elif parameter:
            found.append(f"{parameter[1]} parameter {code(parameter[2])}")
        elif named:
            found.append(f"{named[1]} {code(named[2])}")
        elif "/" in label and (found or component is not None):
            if label != _ORDINARY:
                found[-1:] = [f"{found[-1]} as {code(label)}"] if found else [code(label)]
        else:
            break
        used += 1
    return used, found


def _path(labels: list[str], change: Change) -> str:
    text = ""
    for label, named in zip(labels, _named(labels, change), strict=True):
        numbered = None if named else _NUMBERED.fullmatch(label)
        if numbered and numbered[1] == "allOf":
            continue
        if numbered and numbered[1] in ("prefixItems", "items"):
            text += f"[{numbered[2]}]"
        elif label in _SHORT and not named:
            text += _SHORT[label]
        else:
            text += f".{label}"
    return text


def _named(labels: list[str], change: Change) -> list[bool]:
    """Which of the labels are names of properties, whatever keyword they look like; the place tells."""
    node = change.new_node or change.old_node
    pointer = () if node is None else node.pointer
    found: list[bool] = []
    at = len(pointer)
    for label in reversed(labels):
        if not found and change.subject == "property":
            found.append(True)
            at -= 2  # `properties` and the name, or `required` and a number
            continue
        before = max((place for place in range(at) if pointer[place] == label), default=None)
        named = before is not None and _is_name(pointer, before)
        found.append(named)
        if before is not None:
            at = before - 1 if named else before
    return found[::-1]


def _is_name(pointer: tuple[str, ...], place: int) -> bool:
    """Whether a step names a property: of `properties/properties/x`, the second is a name and x is a keyword."""
    first = place
    while first and pointer[first - 1] == "properties":
        first -= 1
    return (place - first) % 2 == 1
