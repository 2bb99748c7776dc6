"""Texts are kept to their last sign, however long they are and whatever stands in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from harness.conformance._json import json_of, json_or_none
from harness.conformance._shown import differing
from harness.resources import member_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.messages import HTTPRequest
    from harness.resources import Resource

# Signs of two, three and four bytes, after such as every text may have.
_SIGNS = (" Größe 東京 🙂", " and so on")
_LENGTHS = (2000, 500, 255, 200, 120, 100, 80, 64, 50, 40, 32, 30, 20)


def changed_texts(world: World, resource: Resource) -> Iterator[tuple[str, Exchanged]]:
    """The first text that is shown otherwise than it was sent, where all are as long as they may be.

    Raises:
        NotSent: the limits of the run forbid it.
    """
    create, read = resource.create, resource.read
    request = world.request(create) if create is not None else None
    if create is None or read is None or request is None:
        return
    made = world.made(resource, lengthened(world, create, request))
    plain = world.request(read, "smallest", ids=made.ids) if made is not None else None
    if made is None or plain is None:
        return
    exchanged = world.ask(read, plain)
    name = differing(made.body, member_in(json_of(exchanged.response), resource.parameter, resource.path))
    if name is not None:
        yield name, exchanged


def lengthened(world: World, operation: Operation, request: HTTPRequest) -> HTTPRequest:
    """A request with the texts of its body as long as the snapshot allows, and with signs of all kinds."""
    body, before = json_or_none(request.body), world.judge.readings(operation, request)[0]
    for name, value in body.items() if isinstance(body, dict) else ():
        for text in _longer(value) if isinstance(value, str) else ():
            sent = request._replace(body=json.dumps({**body, name: text}).encode())
            if world.judge.readings(operation, sent)[0] == before:
                body, request = {**body, name: text}, sent
                break
    return request


def _longer(text: str) -> Iterator[str]:
    for signs in _SIGNS:
        for length in _LENGTHS:
            if length > len(text):
                yield f"{(text + signs * length)[: length - 1]}x"
