"""Does what the server sends to an address that was registered keep the contract of its webhooks?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.conformance._client import NotSent
from harness.conformance._definitions import applying, below, declared_members
from harness.conformance._deliveries import judge_delivery, received_by, status_for
from harness.conformance._receiver import Receiver
from harness.messages import BODY, Accepted, request_parts
from harness.resources import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Document, Operation
    from harness.messages import HTTPRequest

_PATH = "/webhook"
_HANDSHAKE = 0.5  # seconds
# What paths, or the members of bodies, are called that have to do with webhooks.
_SUBJECTS = ("hook", "subscription", "subscriber", "listener", "notification", "callback")
# What the members of bodies end with that are addresses.
_ADDRESSES = ("url", "uri", "endpoint", "target", "address")


def webhooks(world: World) -> None:
    """Register an address of our own, do all that may be an event, and hold to the contract what comes."""
    declared = {day: webhooks_of(document) for day, document in world.documents.items()}
    own = declared[world.asked.snapshot]
    for operation in world.operations if own else ():
        name = address_in(operation)
        if name is None:
            continue
        with Receiver(status_for(webhook for _, webhook in own)) as receiver:
            exchanged = _registered(world, operation, name, receiver.url + _PATH)
            if exchanged is None or exchanged.response is None or exchanged.response.status >= 300:
                continue
            # Before anything has happened a server may look whether anybody is there, in its own way.
            while receiver.received(_HANDSHAKE) is not None:
                pass
            _events(world, operation)
            for received in received_by(receiver):
                judge_delivery(world, "webhook", operation, exchanged, received, declared)


def webhooks_of(document: Document) -> tuple[tuple[str, Operation], ...]:
    """What a document says that the server sends, with its names."""
    return tuple((each.path, each) for each in document.operations if each.kind == "webhook")


def address_in(operation: Operation) -> str | None:
    """The member of a body by which an operation is told where to send webhooks; None where there is none."""
    if operation.method not in ("POST", "PUT"):
        return None
    parts = [part for part in request_parts(operation) if part.media_type is not None and "json" in part.media_type]
    schemas = list(applying(operation.document, [part.schema for part in parts if part.schema is not None]))
    for name in sorted(declared_members(schemas)):
        is_about = any(subject in folded(operation.path + name) for subject in _SUBJECTS)
        texts = [node for node in below(operation.document, schemas, name) if node.value.get("type") == "string"]
        if is_about and texts and folded(name).endswith(_ADDRESSES):
            return name
    return None


def _registered(world: World, operation: Operation, name: str, url: str) -> Exchanged | None:
    """What comes of asking for all webhooks at an address; None where no valid request does."""
    request = world.request(operation, "fullest")
    exchange = world.judge.exchange(operation)
    read = exchange.accept_request(request) if request is not None else None
    body = read.values.get(BODY) if isinstance(read, Accepted) else None
    if request is None or not isinstance(read, Accepted) or not isinstance(body, dict):
        return None
    for wanted in ({**body, **_all_events(operation), name: url}, {**body, name: url}):
        naming = exchange.request_of({**read.values, BODY: wanted}, read.media_type)._replace(path=request.path)
        if isinstance(exchange.accept_request(naming), Accepted):
            return world.ask(operation, naming)
    return None


def _all_events(operation: Operation) -> dict[str, Any]:
    """All values of the members of a body that choose some of a few."""
    parts = [part for part in request_parts(operation) if part.media_type is not None and part.schema is not None]
    schemas = list(applying(operation.document, [part.schema for part in parts if part.schema is not None]))
    chosen: dict[str, Any] = {}
    for name in declared_members(schemas):
        for item in below(operation.document, list(below(operation.document, schemas, name)), 0):
            if isinstance(item.value.get("enum"), list):
                chosen[name] = item.value["enum"]
    return chosen


def _events(world: World, registration: Operation) -> None:
    """Whatever may be an event: all that changes anything, and what is made for it to be taken away."""
    for operation, request in _changes(world, registration):
        try:
            world.ask(operation, request)
        except NotSent:
            return


def _changes(world: World, registration: Operation) -> Iterator[tuple[Operation, HTTPRequest]]:
    for operation in world.operations:
        if operation.method in ("POST", "PUT", "PATCH") and operation is not registration:
            request = world.request(operation)
            if request is not None:
                yield operation, request
    for resource in world.resources:
        if resource.delete not in world.operations or registration in resource.operations:
            continue
        made = world.create(resource)
        request = world.request(resource.delete, ids=made.ids) if resource.delete is not None and made else None
        if resource.delete is not None and request is not None:
            yield resource.delete, request
