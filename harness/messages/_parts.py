"""The parts of messages that are no schemas: parameters, bodies, media types, responses and headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.comparison import BOTH, REQUEST, RESPONSE, matched, statuses
from harness.messages._roots import headers, slots, with_callbacks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Change
    from harness.document import Node, Operation


class Part(NamedTuple):
    """One part of a message that both operations have.

    Attributes:
        subject: "parameter", "request body", "response", "media type" or "header".
        direction: who sends it: "request" where the client does, "response" where the server does.
        place: "request body", "query parameter limit", "response 200", "header X of response 200".
        media_type: of a body, None for others.
    """

    subject: str
    direction: str
    place: str
    media_type: str | None
    old: Node
    new: Node
    operations: tuple[Operation, Operation]

    @property
    def is_text(self) -> bool:
        """Whether its value travels as text."""
        return self.subject in ("parameter", "header")


def parts_with(change: Change, pairs: dict[str, tuple[Operation, Operation]]) -> list[Part]:
    """The first part of a message in each direction that is the object in which a change is."""
    found: dict[str, Part] = {}
    for name in change.operations:
        for part in parts_of(*pairs[name]) if name in pairs else ():
            wanted = part.direction not in found and change.direction in (part.direction, BOTH)
            if wanted and _is(part.old, change.old_owner) and _is(part.new, change.new_owner):
                found[part.direction] = part
        if found and (change.direction != BOTH or len(found) > 1):
            break
    return list(found.values())


def parts_of(old: Operation, new: Operation) -> Iterator[Part]:
    """The parts of two operations that stand for each other, those of callbacks included."""
    return with_callbacks(old, new, _own_parts)


def _is(node: Node, owner: Node) -> bool:
    return node.value is owner.value or (node.file is owner.file and node.pointer == owner.pointer)


def _own_parts(old: Operation, new: Operation) -> Iterator[Part]:
    both = old, new
    for was, now in matched(old.parameters, new.parameters, *slots(old, new)):
        if was is not None and now is not None:
            place = f"{now.location} parameter {now.name}"
            yield Part("parameter", REQUEST, place, None, was.node, now.node, both)
            yield from _media_types(REQUEST, place, was.node, now.node, both)
    if old.body is not None and new.body is not None:
        yield Part("request body", REQUEST, "request body", None, old.body, new.body, both)
        yield from _media_types(REQUEST, "request body", old.body, new.body, both)
    for before, after in statuses(old.responses, new.responses):
        if before is not None and after is not None:
            yield from response_parts(f"response {after}", old.responses[before], new.responses[after], both)


def response_parts(place: str, old: Node, new: Node, both: tuple[Operation, Operation]) -> Iterator[Part]:
    """A response and its parts."""
    yield Part("response", RESPONSE, place, None, old, new, both)
    yield from _media_types(RESPONSE, place, old, new, both)
    for name, was, now in headers(old, new, both):
        yield Part("header", RESPONSE, f"header {name} of {place}", None, was, now, both)


def _media_types(direction: str, place: str, old: Node, new: Node, both: tuple[Operation, Operation]) -> Iterator[Part]:
    was, now = old.child("content"), new.child("content")
    for name, node in was.members() if was is not None and now is not None else ():
        other = now.child(name) if now is not None else None
        before = both[0].document.resolve(node)
        after = both[1].document.resolve(other) if other is not None else None
        if before is not None and after is not None:
            yield Part("media type", direction, place, name, before, after, both)
