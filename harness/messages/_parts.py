"""The parts of requests and responses: of one operation, and the pairs of two that stand for each other.

A part has a place, a schema, and a way in which its values travel; around the schemas stand objects that carry them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from harness.comparison import matched, statuses
from harness.document import Node, without_parameter_names
from harness.messages._wire import FORM, JSON, MULTIPART, URLENCODED, Wire, media_type_name, style_of
from harness.records import NamedTuple
from harness.vocabulary import OTHER_SENDER, REQUEST, RESPONSE, Step, media_type_key, parameter_step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.comparison import Comparison
    from harness.document import Document, Operation, Parameter
    from harness.messages._wire import Style
    from harness.vocabulary import Sender

    Operations = tuple[Operation, Operation]

# The place of a part in the messages of an operation: `Step("response", "200"), Step("header", "ETag")`.
Path = tuple[Step, ...]
BODY: Path = (Step("request body"),)


class MessagePart(NamedTuple):
    """One part of a request or a response that has a schema of its own.

    Attributes:
        direction: who sends it: "request" where the client does, "response" where the server does.
        place: the request body, a parameter, a response (which stands for its body), or a header of one.
        node: the parameter, the header or the media type.
        schema: None where nothing is said of the values.
        wire: how the values travel.
        style: in which they are written; None for a body.
        media_type: of a body, None for others.
        required: whether every message has it.
    """

    direction: Sender
    place: Path
    node: Node
    schema: Node | None
    wire: Wire
    style: Style | None = None
    media_type: str | None = None
    required: bool = False

    @property
    def name(self) -> str:
        """Of the parameter or header; empty for a body."""
        return _name(self.place)


def request_parts(operation: Operation) -> Iterator[MessagePart]:
    """The parameters of an operation, then its body by media type, in the order of the document."""
    direction = sender_of(operation, REQUEST)
    for parameter in operation.parameters:
        yield parameter_part(operation, parameter)
    if operation.body is not None:
        required = operation.body.get("required") is True
        yield from body_parts(direction, BODY, operation.body, operation.document, required=required)


def response_parts(operation: Operation, status: str) -> Iterator[MessagePart]:
    """The headers of a response, then its body by media type.

    Args:
        operation: whose response it is.
        status: one that the operation declares: `200`, `4XX`, `default`.
    """
    direction, document = sender_of(operation, RESPONSE), operation.document
    response, place = operation.responses[status], (Step("response", status),)
    headers = response.child("headers")
    for name, entry in headers.members() if headers is not None else ():
        node = document.resolve(entry)
        if node is not None:
            path = (*place, Step("header", name))
            yield _single_value(direction, path, node, document, required=node.get("required") is True)
    yield from body_parts(direction, place, response, document)


def sender_of(operation: Operation, direction: Sender) -> Sender:
    """Who sends the requests or responses of an operation: those of webhooks and callbacks go the other way."""
    return direction if operation.kind == "operation" else OTHER_SENDER[direction]


def parameter_part(operation: Operation, parameter: Parameter) -> MessagePart:
    """A parameter as a part of the requests of an operation."""
    place = (parameter_step(parameter.location, parameter.name),)
    direction, required = sender_of(operation, REQUEST), parameter.required or parameter.location == "path"
    return _single_value(direction, place, parameter.node, operation.document, parameter.location, required=required)


def body_parts(
    direction: Sender, place: Path, carrier: Node, document: Document, *, required: bool = False
) -> Iterator[MessagePart]:
    """The media types that a body, or what else has a `content`, may have."""
    content = carrier.child("content")
    for name, entry in content.members() if content is not None else ():
        media_type = document.resolve(entry)
        if media_type is not None:
            is_form = place == BODY and media_type_name(name) in (URLENCODED, MULTIPART)
            wire = Wire(FORM if is_form else JSON, repeats=is_form)
            yield MessagePart(
                direction, place, media_type, media_type.child("schema"), wire, media_type=name, required=required
            )


def text_schema(node: Node, document: Document, location: str) -> tuple[Node, Wire] | None:
    """The schema of a parameter or header, and how its values travel; None where nothing is known of them."""
    schema = node.child("schema")
    if schema is not None:
        style = style_of(node, location)
        return schema, Wire(repeats=style.name == "form" and style.explode)
    content = node.child("content")
    for name, entry in content.members() if content is not None else ():
        media_type = document.resolve(entry)
        if media_type is None:
            return None
        schema = media_type.child("schema") or Node(media_type.file, (), {})
        if "json" in name.lower() or name.lower().startswith("text/"):
            return schema, Wire(JSON) if "json" in name.lower() else Wire()
    return None


def _single_value(
    direction: Sender, place: Path, node: Node, document: Document, location: str = "header", *, required: bool
) -> MessagePart:
    """A parameter or header as a part."""
    schema, wire = text_schema(node, document, location) or (None, Wire())
    return MessagePart(direction, place, node, schema, wire, style_of(node, location), required=required)


# Callbacks may have callbacks of their own.
_DEEPEST = 4


class PartPair(NamedTuple):
    """The schema of one part of a message, on both sides.

    Attributes:
        direction: who sends it: "request" where the client does, "response" where the server does.
        place: as in `MessagePart`, by the names of the new document.
        media_type: of a body, and of the form that a header belongs to a part of; None for others.
        text: whether the value travels as text, as parameters and headers do.
        wires: how it travels by the old document and by the new one.
        carriers: the parameters, headers or media types around the schemas.
    """

    direction: Sender
    place: Path
    media_type: str | None
    text: bool
    old: Node
    new: Node
    operations: Operations
    wires: tuple[Wire, Wire] = (Wire(), Wire())
    carriers: tuple[Node, Node] | None = None

    @property
    def name(self) -> str:
        """Of the parameter or header; empty for a body."""
        return _name(self.place)

    @property
    def sides(self) -> tuple[Node, Node]:
        """The sender's schema and the reader's: a client follows the old document, a server the new one."""
        return (self.old, self.new) if self.direction == REQUEST else (self.new, self.old)

    @property
    def is_form(self) -> bool:
        """Whether the value is a form, of which each field travels as text."""
        return FORM in (self.wires[0].kind, self.wires[1].kind)

    @property
    def sent_and_read(self) -> tuple[Wire, Wire]:
        """How the sender writes a value, and how the reader reads it."""
        return self.wires if self.direction == REQUEST else (self.wires[1], self.wires[0])


class CarrierPair(NamedTuple):
    """An object around the schemas of messages, as both operations have it.

    Attributes:
        direction: who sends it: "request" where the client does, "response" where the server does.
        place: as in `MessagePart`, by the names of the new document.
        media_type: of a body, None for others.
    """

    subject: Literal["parameter", "request body", "response", "media type", "header"]
    direction: Sender
    place: Path
    media_type: str | None
    old: Node
    new: Node
    operations: Operations

    @property
    def is_text(self) -> bool:
        """Whether its value travels as text."""
        return self.subject in ("parameter", "header")


def operation_pairs(comparison: Comparison) -> dict[str, Operations]:
    """The operations that stand for each other, by the name that changes call them."""
    return {new.name: (old, new) for old, new in comparison.operations if old is not None and new is not None}


def part_pairs(old: Operation, new: Operation) -> Iterator[PartPair]:
    """The messages of two operations, those of callbacks included, but for callbacks that call themselves."""
    return _with_callbacks(old, new, _own_parts)


def carrier_pairs(old: Operation, new: Operation) -> Iterator[CarrierPair]:
    """The carriers of two operations that stand for each other, those of callbacks included."""
    return _with_callbacks(old, new, _own_carriers)


def response_carriers(place: Path, old: Node, new: Node, both: Operations) -> Iterator[CarrierPair]:
    """A response and its parts."""
    yield CarrierPair("response", RESPONSE, place, None, old, new, both)
    yield from _media_types(RESPONSE, place, old, new, both)
    for name, old_header, new_header in _headers(old, new, both):
        path = (*place, Step("header", name))
        yield CarrierPair("header", RESPONSE, path, None, old_header, new_header, both)


def single_values(direction: Sender, place: Path, old: Node, new: Node, both: Operations) -> Iterator[PartPair]:
    """A parameter or header: its schema, or that of its only media type."""
    location = str(place[-1].kind).partition(" ")[0]
    was, now = text_schema(old, both[0].document, location), text_schema(new, both[1].document, location)
    if was is None or now is None or (was[1].kind == now[1].kind == JSON):
        yield from _contents(direction, place, old, new, both)
    else:
        yield PartPair(direction, place, None, True, was[0], now[0], both, (was[1], now[1]), (old, new))


def parameter_keys(old: Operation, new: Operation) -> tuple[Callable[[Parameter], object], ...]:
    """Parameters stand for each other by place in the path, then by name."""
    renamed = old.path != new.path and without_parameter_names(old.path) == without_parameter_names(new.path)
    owners: dict[int, dict[str, int]] = {}
    for operation in (old, new) if renamed else ():
        places = {part.split("}", 1)[0]: number for number, part in enumerate(operation.path.split("{")[1:])}
        # identity: the operations outlive what is asked here, and each keeps its parameters.
        owners.update((id(parameter), places) for parameter in operation.parameters)

    def by_place(parameter: Parameter) -> object:
        if not renamed or parameter.location != "path":
            return None
        return owners[id(parameter)].get(parameter.name)

    def by_name(parameter: Parameter) -> object:
        return parameter.location, parameter.name

    def by_folded_name(parameter: Parameter) -> object:
        return parameter.location, parameter.name.lower()

    return by_place, by_name, by_folded_name


def _with_callbacks(
    old: Operation, new: Operation, own: Callable[[Operation, Operation], Iterator[Any]], above: tuple[int, ...] = ()
) -> Iterator[Any]:
    """What `own` gives for two operations and for their callbacks, whose messages go the other way."""
    inverted = old.kind != "operation"
    for part in own(old, new):
        yield part._replace(direction=OTHER_SENDER[part.direction]) if inverted else part
    # identity: the document keeps what it says.
    here = (*above, id(new.node.value))
    if len(here) > _DEEPEST:
        return
    for was, now in matched(old.callbacks, new.callbacks, lambda item: (item[0], item[1].path, item[1].method)):
        if was is not None and now is not None and id(now[1].node.value) not in here:
            yield from _with_callbacks(was[1], now[1], own, here)


def _parameters(old: Operation, new: Operation) -> Iterator[tuple[Path, Node, Node]]:
    for was, now in matched(old.parameters, new.parameters, *parameter_keys(old, new)):
        if was is not None and now is not None:
            yield (parameter_step(now.location, now.name),), was.node, now.node


def _responses(old: Operation, new: Operation) -> Iterator[tuple[Path, Node, Node]]:
    for before, after in statuses(old.responses, new.responses):
        if before is not None and after is not None:
            yield (Step("response", after),), old.responses[before], new.responses[after]


def _own_parts(old: Operation, new: Operation) -> Iterator[PartPair]:
    both = old, new
    for place, was, now in _parameters(old, new):
        yield from single_values(REQUEST, place, was, now, both)
    if old.body is not None and new.body is not None:
        yield from _contents(REQUEST, BODY, old.body, new.body, both)
    for place, was, now in _responses(old, new):
        yield from _contents(RESPONSE, place, was, now, both)
        for name, old_header, new_header in _headers(was, now, both):
            yield from single_values(RESPONSE, (*place, Step("header", name)), old_header, new_header, both)


def _own_carriers(old: Operation, new: Operation) -> Iterator[CarrierPair]:
    both = old, new
    for place, was, now in _parameters(old, new):
        yield CarrierPair("parameter", REQUEST, place, None, was, now, both)
        yield from _media_types(REQUEST, place, was, now, both)
    if old.body is not None and new.body is not None:
        yield CarrierPair("request body", REQUEST, BODY, None, old.body, new.body, both)
        yield from _media_types(REQUEST, BODY, old.body, new.body, both)
    for place, was, now in _responses(old, new):
        yield from response_carriers(place, was, now, both)


def _name(place: Path) -> str:
    return place[-1].name if place[-1].kind not in ("request body", "response") else ""


def _headers(old: Node, new: Node, both: Operations) -> Iterator[tuple[str, Node, Node]]:
    """The headers that two responses have, by the name in the new one."""
    was, now = old.child("headers"), new.child("headers")
    if was is None or now is None:
        return
    for before, after in matched(list(was.members()), list(now.members()), lambda member: member[0].lower()):
        if before is not None and after is not None:
            header = both[0].document.resolve(before[1]), both[1].document.resolve(after[1])
            if header[0] is not None and header[1] is not None:
                yield after[0], header[0], header[1]


def _contents(direction: Sender, place: Path, old: Node, new: Node, both: Operations) -> Iterator[PartPair]:
    """The schemas of the media types that both sides have."""
    for part, other in _bodies(direction, place, old, new, both):
        if part.schema is not None and other.schema is not None:
            wires = part.wire, part.wire
            nodes = part.node, other.node
            yield PartPair(direction, place, part.media_type, False, part.schema, other.schema, both, wires, nodes)
        for field, was, now in _encodings(part.node, other.node):
            for name, old_header, new_header in _headers(was, now, both):
                path = (*place, Step("encoding", field), Step("header", name))
                for header in single_values(direction, path, old_header, new_header, both):
                    yield header._replace(media_type=part.media_type)
        items = both[0].document.items_of(part.node), both[1].document.items_of(other.node)
        if items[0] is not None and items[1] is not None:
            yield PartPair(direction, place, part.media_type, False, items[0], items[1], both)


def _encodings(old: Node, new: Node) -> Iterator[tuple[str, Node, Node]]:
    """What two media types say of the same fields of a form."""
    was, now = old.child("encoding"), new.child("encoding")
    if was is not None and now is not None:
        for field, encoding in was.members():
            other = now.child(field)
            if other is not None:
                yield field, encoding, other


def _media_types(direction: Sender, place: Path, old: Node, new: Node, both: Operations) -> Iterator[CarrierPair]:
    for part, other in _bodies(direction, place, old, new, both):
        yield CarrierPair("media type", direction, place, part.media_type, part.node, other.node, both)


def _bodies(
    direction: Sender, place: Path, old: Node, new: Node, both: Operations
) -> Iterator[tuple[MessagePart, MessagePart]]:
    """The media types that both sides have, in any spelling."""
    new_parts = list(body_parts(direction, place, new, both[1].document))
    by_name = {part.media_type: part for part in new_parts}
    by_key = {media_type_key(str(part.media_type)): part for part in new_parts}
    for part in body_parts(direction, place, old, both[0].document):
        other = by_name.get(part.media_type) or by_key.get(media_type_key(str(part.media_type)))
        if other is not None:
            yield part, other
