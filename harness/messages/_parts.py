"""The parts of the requests and responses of one operation: where they stand, what their schema is, how they travel."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.document import Node
from harness.messages._styles import MULTIPART, URLENCODED, media_type_name, style_of
from harness.messages._wire import FORM, JSON, Wire
from harness.vocabulary import OTHER_SENDER, REQUEST, RESPONSE, Step, parameter_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document import Document, Operation, Parameter
    from harness.messages._styles import Style
    from harness.vocabulary import Sender

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
