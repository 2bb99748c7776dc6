"""Changes of the encodings of forms: how the properties of an object become the parts of a body.

Source: OpenAPI 3.1.1, 4.8.15 Encoding Object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document import Node
from harness.messages import (
    MULTIPART,
    URLENCODED,
    CarrierPair,
    PartPair,
    serialized,
    style_of,
    with_field,
)
from harness.rules import COMPATIBLE, WARNING, media_range
from harness.verdict._finding import Judgement
from harness.verdict._forms import values_of
from harness.vocabulary import REQUEST, conjunction, keyword_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.comparison import Change
    from harness.document import Document
    from harness.rules import Judge
    from harness.verdict._inquiry import Inquiry

_PROPERTIES = keyword_for("property")
_ITEMS = keyword_for("item")

_STYLE = ("style", "explode", "allowReserved")


def _encoding(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A property of a form that gets, loses or changes its encoding."""
    encoded = next(_encoded(inquiry, change), None)
    if encoded is None:
        return None
    part, name = encoded
    kind = str(part.media_type).partition(";")[0].strip().lower()
    if not kind.startswith("multipart/") and kind != URLENCODED:
        return Judgement(COMPATIBLE, "an encoding says something of the properties of forms alone")
    documents = inquiry.comparison.old, inquiry.comparison.new
    sides = [(part.old, documents[0]), (part.new, documents[1])]
    (sender, writes), (reader, reads) = sides if part.direction == REQUEST else sides[::-1]
    schema = _property(sender, name, writes)
    if change.aspect == "presence" and (schema is None or _property(reader, name, reads) is None):
        return Judgement(COMPATIBLE, "the property comes or goes with its encoding")
    encodings = _encoding_of(sender, name, writes), _encoding_of(reader, name, reads)
    if _has_required_header(encodings[1], reads):
        return None
    reserved = [encoding is not None and encoding.get("allowReserved") is True for encoding in encodings]
    if change.aspect == "allowReserved" and reserved == [True, False]:
        return None
    judgement = _restyled(inquiry, part, encodings, (sender, writes), name)
    types = _types(encodings[0], schema, writes), _types(encodings[1], _property(reader, name, reads), reads)
    if judgement is not None or types[0] is None or types[1] is None:
        return judgement
    taken = dict.fromkeys(types[1])
    lost = next((sent for sent in types[0] if sent not in taken and media_range(sent, taken) is None), None)
    if lost is None:
        return Judgement(COMPATIBLE, "the part is taken in every form in which it is sent")
    if not all(encoding is not None and encoding.child("contentType") is not None for encoding in encodings):
        return Judgement(
            WARNING,
            f"by convention: without a declared type it is sent as `{lost}`, and nothing says whether that is expected",
        )
    value = _form_with(inquiry, part, sender, {"required": [name]})
    judgement = inquiry.broken(_root(part), value, f"the part is sent as `{lost}`, which is not expected any more")
    return (
        _with_field(judgement, part.media_type, name, lambda pair: ["-F", f"{pair};type={lost}"])
        if kind == MULTIPART
        else judgement
    )


def _restyled(
    inquiry: Inquiry,
    part: CarrierPair,
    encodings: tuple[Node | None, Node | None],
    sender: tuple[Node, Document],
    name: str,
) -> Judgement | None:
    """A break by a property that is written in another style; None where there is none, or styles say nothing."""
    schema = _property(sender[0], name, sender[1])
    old = min(inquiry.comparison.old.version, inquiry.comparison.new.version) < "3.1"
    styled = [encoding is not None and any(encoding.child(key) for key in _STYLE) for encoding in encodings]
    if schema is None or not any(styled) or (old and part.media_type != URLENCODED):
        return None
    forms = [style_of(Node(schema.file, (), {}) if encoding is None else encoding, "query") for encoding in encodings]
    for value in values_of(inquiry, schema, part.direction) or []:
        sent, read = (serialized(form, name, value) for form in forms)
        # What is written without a style may be JSON as well, where it is an object.
        if sent == read or (isinstance(value, dict) and not all(styled)):
            continue
        whole = _form_with(inquiry, part, sender[0], {"required": [name], _PROPERTIES: {name: {"const": value}}})
        reason = f"what is sent as `{sent}` is read in a form that writes `{read}`"
        judgement = inquiry.broken(_root(part), whole, reason)
        return _with_field(judgement, part.media_type, name, _raw(sent)) if part.media_type == URLENCODED else judgement
    return None


def _with_field(
    judgement: Judgement, media_type: str | None, name: str, words: Callable[[str], list[str]]
) -> Judgement:
    """The judgement whose message has other words for one field of a form of a media type."""
    witness = judgement.witness
    if witness is None or witness.direction != REQUEST:
        return judgement
    message = with_field(witness.message, str(media_type), witness.value, name, words)
    return judgement._replace(witness=witness._replace(message=message))


def _raw(sent: str) -> Callable[[str], list[str]]:
    return lambda _: ["--data-raw", sent]


def _encoded(inquiry: Inquiry, change: Change) -> Iterator[tuple[CarrierPair, str]]:
    """The media types of a form whose encoding changed, with the name of the property."""
    name = change.trail[-1].name
    for operation in change.operations:
        for part in inquiry.carriers.of(operation, "media type"):
            if change.aspect == "presence":
                if part.old.value is change.old_owner.value and part.new.value is change.new_owner.value:
                    yield part, name
                continue
            nodes = [_encoding_of(side, name, None) for side in (part.old, part.new)]
            owners = change.old_owner, change.new_owner
            if all(node is not None and node.value is owner.value for node, owner in zip(nodes, owners, strict=True)):
                yield part, name


def _encoding_of(media_type: Node, name: str, document: Document | None) -> Node | None:
    encodings = media_type.child("encoding")
    node = None if encodings is None else encodings.child(name)
    return node if node is None or document is None else document.resolve(node)


def _property(media_type: Node, name: str, document: Document) -> Node | None:
    schema = media_type.child("schema")
    schema = None if schema is None else document.resolve(schema)
    properties = None if schema is None else schema.child(_PROPERTIES)
    node = None if properties is None else properties.child(name)
    return None if node is None else document.resolve(node)


def _has_required_header(encoding: Node | None, document: Document) -> bool:
    headers = None if encoding is None else encoding.child("headers")
    resolved = [document.resolve(node) for _, node in headers.members()] if headers is not None else []
    return any(node is not None and node.get("required") is True for node in resolved)


def _types(encoding: Node | None, schema: Node | None, document: Document) -> list[str] | None:
    """The media types of a part, as declared or by its schema; None where that says nothing.

    Source: OpenAPI 3.1.1, 4.8.15.1 Common Fixed Fields, the default of `contentType`.
    """
    declared = None if encoding is None else encoding.get("contentType")
    if isinstance(declared, str):
        return [media_type.strip().lower() for media_type in declared.split(",")]
    declared = None if schema is None else schema.get("type")
    if schema is None or not isinstance(declared, str):
        return None
    if declared == "array":
        items = schema.child(_ITEMS)
        return _types(None, None if items is None else document.resolve(items), document)
    if declared == "object":
        return ["application/json"]
    binary = schema.get("format") in ("binary", "base64", "byte") or schema.child("contentEncoding") is not None
    return ["application/octet-stream" if declared == "string" and binary else "text/plain"]


def _form_with(inquiry: Inquiry, part: CarrierPair, media_type: Node, more: dict[str, Any]) -> Any:
    """The smallest form that is valid for more than its schema says."""
    schema = media_type.child("schema")
    led = Node(media_type.file, (), {"type": "object", **more})
    if schema is not None:
        led = Node(schema.file, schema.pointer, conjunction(schema.value, led.value))
    return inquiry.smallest(led, part.direction)


def _root(part: CarrierPair) -> PartPair:
    return PartPair(part.direction, part.place, part.media_type, False, part.old, part.new, part.operations)


ENCODINGS: dict[Judge, Callable[[Inquiry, Change], Judgement | None]] = {"encoding": _encoding}
