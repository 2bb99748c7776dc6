"""Is the same read in every way that HTTP and the snapshot have for it?"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from harness.conformance._client import NotSent
from harness.conformance._definitions import applying, below, body_schemas, counterpart, declared_members
from harness.conformance._json import json_of
from harness.conformance._lists import pagings_of, widest
from harness.conformance._samples import samples_of
from harness.conformance._shown import is_of_time
from harness.messages import request_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Document, Node, Operation
    from harness.messages import HTTPRequest

    Schemas = tuple[Document, list[Node]]

# What servers answer that do not have an operation.
_GONE = frozenset({404, 405, 410, 501})
# What servers that have no HEAD answer it with.
_NO_HEAD = frozenset({404, 405, 501})
_NOTHING = "application/x-harness-nothing"
_MOST_TYPES = 4


def heads(world: World) -> None:
    """HEAD gets what GET gets, without the body."""
    for operation, request in samples_of(world):
        if counterpart_of(world, operation, "HEAD") is not None:
            continue
        got, head = world.send(request), world.send(request._replace(method="HEAD"))
        if got.response is None or head.response is None or head.response.status in _NO_HEAD:
            continue
        why = "HEAD is GET without the body (RFC 9110, 9.3.2)."
        if head.response.status != got.response.status:
            title = f"HEAD is answered with {head.response.status}, and GET with {got.response.status}"
            world.breach("head", head, title, why, operation, component="", pointer="status")
        elif _media_type(got) is not None and _media_type(head) not in (None, _media_type(got)):
            title = f"HEAD names the media type {_media_type(head)}, and GET {_media_type(got)}"
            world.breach("head", head, title, why, operation, component="", pointer="media type")


def types(world: World) -> None:
    """Each media type that is declared can be had, and none that is not is sent for it."""
    for operation in world.operations:
        declared = _types(operation)
        request = world.request(operation, "smallest") if operation.method != "DELETE" else None
        if request is None or not declared:
            continue
        try:
            for media_type in declared[:_MOST_TYPES] if len(declared) > 1 else ():
                _wanted(world, operation, request, media_type)
            if "406" in operation.responses:
                _unwanted(world, operation, request)
        except NotSent:
            continue


def has_choice(operation: Operation) -> bool:
    """Whether `Accept` decides on what an operation answers."""
    return len(_types(operation)) > 1 or "406" in operation.responses


def differential(world: World) -> None:
    """The same request under another version gets the same, but where the snapshots differ."""
    for other in world.elsewhere:
        for operation, request in samples_of(world):
            theirs = counterpart(operation, other.document)
            if theirs is None:
                continue
            own, elsewhere = world.send(_wide(operation, request)), other.send(_wide(theirs, request))
            if own.response is None or elsewhere.response is None:
                continue
            if own.response.status in _GONE and elsewhere.response.status < 300:
                title = f"`{operation.name}` is answered with {own.response.status}, and not under {other.asked.label}"
                why = "Both snapshots have the operation, and what it asks for is there."
                world.breach("version-operation", own, title, why, operation, component="", pointer=operation.name)
            if own.response.status != elsewhere.response.status or own.response.status >= 300:
                continue
            schemas = [_schemas(each, own.response.status) for each in (operation, theirs)]
            different = _differences(schemas[0], schemas[1], json_of(own.response), json_of(elsewhere.response))
            for place, node in _lasting(world, own, different):
                name = ".".join(str(step) for step in place if not isinstance(step, int))
                title = f"`{name}` is another value than under {other.asked.label}"
                why = f"The snapshots of {world.asked.snapshot} and {other.asked.snapshot} say the same of it."
                world.report(
                    world.judge.finding(
                        "version-differential", own, title, why, operation=operation, node=node, at=place
                    )
                )


def _lasting(
    world: World, own: Exchanged, different: Iterator[tuple[tuple[str | int, ...], Node]]
) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    """The first difference, unless the same request under the same version gets another value there each time."""
    for place, node in islice(different, 1):
        again = json_of(world.send(own.request).response)
        if _value_at(again, place) == _value_at(json_of(own.response), place):
            yield place, node


def _value_at(value: Any, place: tuple[str | int, ...]) -> Any:
    """What stands at a place of an answer; None where it is not there."""
    for step in place:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def counterpart_of(world: World, operation: Operation, method: str) -> Operation | None:
    """The operation of the same path with another method."""
    return next(
        (each for each in world.document.operations if (each.path, each.method) == (operation.path, method)), None
    )


def _wide(operation: Operation, request: HTTPRequest) -> HTTPRequest:
    """The request for as much of a list as there may be, so that no version leaves out what another one shows."""
    size = widest(operation) if pagings_of(operation) else {}
    pairs = [pair for pair in request.query.split("&") if pair and pair.partition("=")[0] not in size]
    return request._replace(query="&".join([*pairs, *(f"{name}={value}" for name, value in size.items())]))


def _schemas(operation: Operation, status: int) -> Schemas:
    return operation.document, body_schemas(operation, status, "application/json")


def _differences(own: Schemas, other: Schemas, here: Any, there: Any) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    """The places of values that differ, though both snapshots say the same of them, each with its schema."""
    if isinstance(here, dict) and isinstance(there, dict):
        both = declared_members(own[1]) & declared_members(other[1]) & set(here) & set(there)
        steps: list[str | int] = [name for name in sorted(both) if not is_of_time(name)]
    elif isinstance(here, list) and isinstance(there, list):
        pairs = [(_id(one), _id(two)) for one, two in zip(here, there, strict=False)]
        steps = [number for number, (one, two) in enumerate(pairs[:20]) if one is not None and one == two]
    else:
        alike = [node.value for node in own[1]] == [node.value for node in other[1]]
        if alike and own[1] and here is not None and there is not None and here != there:
            yield (), own[1][0]
        return
    for step in steps:
        inner = [(document, list(below(document, nodes, step))) for document, nodes in (own, other)]
        for place, node in _differences(inner[0], inner[1], here[step], there[step]):
            yield (step, *place), node


def _id(item: Any) -> Any:
    names = [name for name in item if name.lower().endswith(("id", "uuid"))] if isinstance(item, dict) else []
    return item[min(names, key=len)] if names else None


def _wanted(world: World, operation: Operation, request: HTTPRequest, media_type: str) -> None:
    exchanged = world.ask(operation, _accepting(request, media_type))
    if exchanged.response is not None and exchanged.response.status < 300 and exchanged.response.body:
        got = _media_type(exchanged)
        if got is not None and got != media_type:
            title = f"{got} is sent to whoever accepts {media_type} alone"
            why = "The snapshot declares both, so that clients can choose by `Accept` (RFC 9110, 12.5.1)."
            world.breach("accept", exchanged, title, why, operation, pointer=media_type)


def _unwanted(world: World, operation: Operation, request: HTTPRequest) -> None:
    exchanged = world.ask(operation, _accepting(request, _NOTHING), there=False)
    if exchanged.response is not None and exchanged.response.status < 300:
        title = f"A media type that there is none of is answered with {exchanged.response.status}"
        why = "The snapshot declares 406 for it."
        world.breach("accept", exchanged, title, why, operation, component="", pointer="406", likeness="406")


def _types(operation: Operation) -> list[str]:
    """The media types that success may have, without ranges, and without streams that a body decides on."""
    contents = [node.get("content") for status, node in operation.responses.items() if status.startswith("2")]
    declared = (name for content in contents if isinstance(content, dict) for name in content)
    names = [str(name).partition(";")[0].strip().lower() for name in declared]
    left_out = "text/event-stream" if _asks_for_streams(operation) else ""
    return list(dict.fromkeys(name for name in names if "*" not in name and name != left_out))


def _asks_for_streams(operation: Operation) -> bool:
    """Whether a body says whether its answer is to be a stream."""
    schemas = [part.schema for part in request_parts(operation) if part.media_type is not None and part.schema]
    return "stream" in declared_members(list(applying(operation.document, schemas)))


def _accepting(request: HTTPRequest, media_type: str) -> HTTPRequest:
    rest = tuple(header for header in request.headers if header[0].lower() != "accept")
    return request._replace(headers=(*rest, ("Accept", media_type)))


def _media_type(exchanged: Exchanged) -> str | None:
    headers = exchanged.response.headers if exchanged.response is not None else ()
    value = next((value for name, value in headers if name.lower() == "content-type"), None)
    return None if value is None else value.partition(";")[0].strip().lower()
