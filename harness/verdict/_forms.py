"""Changes of the form in which parameters and headers are written: style, explode, reserved characters.

A value that is written the same in both forms is none that the change reaches; the first that is not shows the break.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment import NO, YES
from harness.document import Node
from harness.messages import PartPair, serialized, single_values, style_of
from harness.rules import COMPATIBLE
from harness.verdict._finding import Judgement
from harness.verdict._inquiry import undecided
from harness.vocabulary import REQUEST, RESPONSE, conjunction

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Change
    from harness.rules import Judge
    from harness.verdict._inquiry import Inquiry
    from harness.vocabulary import Sender

# Values that forms may write in different ways, the shortest first.
_KINDS: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "number"},
    {"type": "boolean"},
    {"type": "array", "minItems": 2},
    {"type": "array", "minItems": 1},
    {"type": "object", "minProperties": 1},
)
_SAME = "every value is written the same in both forms"
_TAKEN: dict[str, str] = {
    REQUEST: "every text that is sent in the old form is taken in the new one",
    RESPONSE: "every text that is sent in the new form was allowed in the old one",
}
_RESERVED = {"type": "string", "pattern": "[/?]"}
_ANYTHING = {"type": ["string", "array"]}


def _style(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A parameter or header that is written in another form."""
    if change.aspect == "content":
        return _content(inquiry, change)
    if change.aspect not in ("style", "explode"):
        return None
    for part in inquiry.carriers.holding(change):
        if not part.is_text:
            continue
        step = part.place[-1]
        location = step.kind.partition(" ")[0]
        styles = [style_of(node, str(node.get("in", location))) for node in (part.old, part.new)]
        sender = part.old if part.direction == REQUEST else part.new
        schema = sender.child("schema")
        if schema is None and sender.child("content") is not None:
            return Judgement(COMPATIBLE, "a value of a media type is written as that says")
        values = values_of(inquiry, schema or Node(sender.file, (), _ANYTHING), part.direction)
        if values is None:
            return None
        root = PartPair(part.direction, part.place, None, True, part.old, part.new, part.operations)
        for value in values:
            texts = [serialized(style, step.name, value) for style in styles]
            if texts[0] != texts[1]:
                sent, read = texts if part.direction == REQUEST else texts[::-1]
                return inquiry.broken(root, value, f"what is sent as `{sent}` is read in a form that writes `{read}`")
        return Judgement(COMPATIBLE, _SAME)
    return None


def _content(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A parameter or header whose value has a media type now, or has one no longer."""
    for part in inquiry.carriers.holding(change):
        for root in single_values(part.direction, part.place, part.old, part.new, part.operations):
            if root.text:
                return inquiry.judgement(root, _TAKEN[part.direction])
    return undecided("nothing says which texts the media type has")


def _empty_value(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A query parameter that may no longer be sent without a value."""
    for part in inquiry.carriers.holding(change):
        root = PartPair(REQUEST, part.place, None, True, part.old, part.new, part.operations)
        return inquiry.broken(root, "", "the old version takes the name without a value, and the new one does not")
    return None


def _reserved(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A parameter whose reserved characters are no longer taken as they are."""
    for part in inquiry.carriers.holding(change):
        newer = inquiry.comparison.old.version == "3.2"
        if part.old.get("in") != "query" and not newer:
            return Judgement(COMPATIBLE, "`allowReserved` says something of parameters in a query alone")
        schema = part.old.child("schema") or Node(part.old.file, (), {"type": "string"})
        led = Node(schema.file, schema.pointer, conjunction(schema.value, _RESERVED))
        nothing = Node(schema.file, (), value=False)
        answer = inquiry.messages[REQUEST].contained(led, nothing, REQUEST)
        if answer.verdict == YES:
            return Judgement(COMPATIBLE, "no value has such characters")
        if answer.verdict == NO:
            root = PartPair(REQUEST, part.place, None, True, part.old, part.new, part.operations)
            return inquiry.broken(root, answer.witness, "the new version takes such characters encoded alone")
    return None


def values_of(inquiry: Inquiry, schema: Node, direction: Sender) -> list[Any] | None:
    """A value of each kind that a schema of the sender's has; None where it is not known which it has."""
    values = []
    for kind in _KINDS:
        nothing = Node(schema.file, (), value=False)
        led = Node(schema.file, schema.pointer, conjunction(schema.value, kind))
        answer = inquiry.messages[direction].contained(led, nothing, direction)
        if answer.verdict == NO:
            values.append(answer.witness)
        elif answer.verdict != YES:
            return None
    return values


FORMS: dict[Judge, Callable[[Inquiry, Change], Judgement | None]] = {
    "style": _style,
    "empty-value": _empty_value,
    "reserved-characters": _reserved,
}
