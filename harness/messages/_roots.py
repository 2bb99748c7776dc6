"""The schemas of whole messages: the bodies, parameters and headers of two operations that stand for each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.comparison import REQUEST, RESPONSE, matched, statuses
from harness.document import Node, without_parameter_names
from harness.messages._wire import FORM, JSON, Wire
from harness.messages._writing import MULTIPART, URLENCODED, form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.comparison import Comparison
    from harness.document import Operation, Parameter

# Callbacks may have callbacks of their own.
_DEEPEST = 4
_FLIPPED = {REQUEST: RESPONSE, RESPONSE: REQUEST}


class Root(NamedTuple):
    """The schema of one part of a message, on both sides.

    Attributes:
        direction: who sends it: "request" where the client does, "response" where the server does.
        place: "request body", "query parameter limit", "response 200", "header X of response 200".
        media_type: of a body, None for others.
        text: whether the value travels as text, as parameters and headers do.
        wires: how it travels by the old document and by the new one.
    """

    direction: str
    place: str
    media_type: str | None
    text: bool
    old: Node
    new: Node
    operations: tuple[Operation, Operation]
    wires: tuple[Wire, Wire] = (Wire(), Wire())

    @property
    def sides(self) -> tuple[Node, Node]:
        """The sender's schema and the reader's: a client follows the old document, a server the new one."""
        return (self.old, self.new) if self.direction == REQUEST else (self.new, self.old)

    @property
    def sent_and_read(self) -> tuple[Wire, Wire]:
        """How the sender writes a value, and how the reader reads it."""
        return self.wires if self.direction == REQUEST else (self.wires[1], self.wires[0])


def operation_pairs(comparison: Comparison) -> dict[str, tuple[Operation, Operation]]:
    """The operations that stand for each other, by the name that changes call them."""
    return {now.name: (was, now) for was, now in comparison.operations if was is not None and now is not None}


def roots_of(old: Operation, new: Operation) -> Iterator[Root]:
    """The messages of two operations, those of callbacks included, but for callbacks that call themselves."""
    return with_callbacks(old, new, _own_roots)


def with_callbacks(
    old: Operation, new: Operation, own: Callable[[Operation, Operation], Iterator[Any]], above: tuple[int, ...] = ()
) -> Iterator[Any]:
    """What `own` finds in two operations and in their callbacks, whose messages go the other way."""
    inverted = old.kind != "operation"
    for found in own(old, new):
        yield found._replace(direction=_FLIPPED[found.direction]) if inverted else found
    here = (*above, id(new.node.value))
    if len(here) > _DEEPEST:
        return
    for was, now in matched(old.callbacks, new.callbacks, lambda item: (item[0], item[1].path, item[1].method)):
        if was is not None and now is not None and id(now[1].node.value) not in here:
            yield from with_callbacks(was[1], now[1], own, here)


def valued(direction: str, place: str, old: Node, new: Node, both: tuple[Operation, Operation]) -> Iterator[Root]:
    """A parameter or header: its schema, or that of its only media type."""
    was, now = _written(old, both[0], place), _written(new, both[1], place)
    if was is None or now is None or (was[1].kind == now[1].kind == JSON):
        yield from _contents(direction, place, old, new, both)
    else:
        yield Root(direction, place, None, True, was[0], now[0], both, (was[1], now[1]))


def _own_roots(old: Operation, new: Operation) -> Iterator[Root]:
    both = old, new
    for was, now in matched(old.parameters, new.parameters, *slots(old, new)):
        if was is not None and now is not None:
            place = f"{now.location} parameter {now.name}"
            yield from valued(REQUEST, place, was.node, now.node, both)
    if old.body is not None and new.body is not None:
        yield from _contents(REQUEST, "request body", old.body, new.body, both)
    for before, after in statuses(old.responses, new.responses):
        if before is not None and after is not None:
            was, now = old.responses[before], new.responses[after]
            place = f"response {after}"
            yield from _contents(RESPONSE, place, was, now, both)
            for name, was_header, now_header in headers(was, now, both):
                yield from valued(RESPONSE, f"header {name} of {place}", was_header, now_header, both)


def slots(old: Operation, new: Operation) -> tuple[Callable[[Parameter], object], ...]:
    """Parameters stand for each other by place in the path, then by name."""
    places = {
        id(operation): {part.split("}", 1)[0]: number for number, part in enumerate(operation.path.split("{")[1:])}
        for operation in (old, new)
    }
    renamed = old.path != new.path and without_parameter_names(old.path) == without_parameter_names(new.path)
    owners = {id(p): places[id(operation)] for operation in (old, new) for p in operation.parameters}

    def by_place(parameter: Parameter) -> object:
        if not renamed or parameter.location != "path":
            return None
        return owners[id(parameter)].get(parameter.name)

    def by_name(parameter: Parameter) -> object:
        return parameter.location, parameter.name

    def by_folded_name(parameter: Parameter) -> object:
        return parameter.location, parameter.name.lower()

    return by_place, by_name, by_folded_name


def headers(old: Node, new: Node, both: tuple[Operation, Operation]) -> Iterator[tuple[str, Node, Node]]:
    """The headers that two responses have, by the name in the new one."""
    was, now = old.child("headers"), new.child("headers")
    if was is None or now is None:
        return
    for before, after in matched(list(was.members()), list(now.members()), lambda member: member[0].lower()):
        if before is not None and after is not None:
            header = both[0].document.resolve(before[1]), both[1].document.resolve(after[1])
            if header[0] is not None and header[1] is not None:
                yield after[0], header[0], header[1]


def _written(node: Node, operation: Operation, place: str) -> tuple[Node, Wire] | None:
    """The schema of a parameter or header, and how its values travel; None where nothing is known of them."""
    schema = node.child("schema")
    if schema is not None:
        form = form_of(node, place.partition(" ")[0])
        return schema, Wire(repeats=form.style == "form" and form.explode)
    content = node.child("content")
    for name, entry in content.members() if content is not None else ():
        media_type = operation.document.resolve(entry)
        if media_type is None:
            return None
        schema = media_type.child("schema") or Node(media_type.file, (), {})
        if "json" in name.lower() or name.lower().startswith("text/"):
            return schema, Wire(JSON) if "json" in name.lower() else Wire()
    return None


def _contents(direction: str, place: str, old: Node, new: Node, both: tuple[Operation, Operation]) -> Iterator[Root]:
    was, now = old.child("content"), new.child("content")
    if was is None or now is None:
        return
    for name, media_type in was.members():
        before = both[0].document.resolve(media_type)
        after = now.child(name)
        after = None if after is None else both[1].document.resolve(after)
        if before is None or after is None:
            continue
        schemas = before.child("schema"), after.child("schema")
        if schemas[0] is not None and schemas[1] is not None:
            is_form = place == "request body" and name.partition(";")[0].strip().lower() in (URLENCODED, MULTIPART)
            wire = Wire(FORM if is_form else JSON, repeats=is_form)
            yield Root(direction, place, name, False, schemas[0], schemas[1], both, (wire, wire))
