"""Does each version keep to its own limits, where another one has others? One at a time, with all else as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harness.conformance._client import NotSent
from harness.conformance._definitions import applying, below, counterpart, declared_members
from harness.conformance._references import is_reference
from harness.messages import BODY, Accepted, request_parts
from harness.vocabulary import parameter_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Document, Node, Operation
    from harness.messages import HTTPRequest

    Schemas = tuple[Document, list[Node]]
    Place = tuple[str | int, ...]

_NOTHING = object()
_ODD = "harness-odd"
_OF_TYPE: dict[str, Any] = {
    "string": _ODD, "number": 1.5, "integer": 7, "boolean": True, "null": None, "array": [], "object": {},
}  # fmt: skip
_LENGTHS = ("maxLength", "minLength")
_BOUNDS = ("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum")
_MOST = 200_000  # characters of a text that is sent
_MOST_VALUES = 6


def facts(world: World) -> None:
    """What each fact of a request that differs from other versions allows and forbids."""
    for operation in world.operations:
        for day, document in sorted(world.documents.items()):
            other = counterpart(operation, document) if day != world.asked.snapshot else None
            request = world.request(operation, "fullest") if other is not None else None
            if other is None or request is None:
                continue
            try:
                _ask(world, operation, other, request)
            except NotSent:
                break


def _ask(world: World, operation: Operation, other: Operation, request: HTTPRequest) -> None:
    varied = list(_requests(world, operation, other, request))
    if not varied:
        return
    base = world.ask(operation, request)
    for changed, name, removed in varied:
        exchanged = world.ask(operation, changed, there=False)
        allowed = isinstance(world.judge.exchange(operation).accept_request(changed), Accepted)
        # Whatever else it refers to is there: the same without that value, or with it, is taken.
        taken, refused = (exchanged, base) if _succeeded(exchanged) and removed else (base, exchanged)
        status = refused.response.status if refused.response is not None else 0
        if allowed and not is_reference(name) and _succeeded(taken) and status in (400, 422):
            world.report(world.judge.refused_though_allowed(operation, refused, status))


def _succeeded(exchanged: Exchanged) -> bool:
    return exchanged.response is not None and exchanged.response.status < 300


def _requests(
    world: World, operation: Operation, other: Operation, request: HTTPRequest
) -> Iterator[tuple[HTTPRequest, str, bool]]:
    """Requests with one thing changed, each with the name of it, and whether it is left out."""
    exchange = world.judge.exchange(operation)
    read = exchange.accept_request(request)
    made = world.judge.exchange(other).request("fullest")
    theirs = world.judge.exchange(other).accept_request(made) if made is not None else None
    if not isinstance(read, Accepted) or not isinstance(theirs, Accepted):
        return
    for place, schemas, elsewhere in _pairs(operation, other):
        own_value, other_value = read.values.get(place, _NOTHING), theirs.values.get(place, _NOTHING)
        value = other_value if own_value is _NOTHING else own_value
        for path, varied in _variations(schemas, elsewhere, value, other_value):
            whole = _with(value, path, varied)
            values = {**read.values, place: whole}
            if whole is _NOTHING:
                del values[place]
            name = next((str(step) for step in reversed(path) if isinstance(step, str)), place[-1].name)
            yield exchange.request_of(values, read.media_type), name, varied is _NOTHING
    own_names = {parameter.name for parameter in operation.parameters if parameter.location == "query"}
    for parameter in other.parameters:
        if parameter.location == "query" and parameter.name not in own_names:
            pairs = [*([request.query] if request.query else []), f"{quote(parameter.name)}={_ODD}"]
            yield request._replace(query="&".join(pairs)), parameter.name, False


def _pairs(operation: Operation, other: Operation) -> Iterator[tuple[Any, Schemas, Schemas]]:
    """The body and the parameters of the query, with the schemas of both versions."""
    sides = []
    for each in (operation, other):
        parts = {part.place: part.schema for part in request_parts(each) if part.schema is not None}
        sides.append({place: (each.document, list(applying(each.document, [node]))) for place, node in parts.items()})
    for place, schemas in sides[0].items():
        if place == BODY or place[-1] == parameter_step("query", place[-1].name):
            yield place, schemas, sides[1].get(place, (other.document, []))


def _variations(own: Schemas, other: Schemas, value: Any, theirs: Any) -> Iterator[tuple[Place, Any]]:
    """Values that differ in what the schemas say differently, each with its place; `_NOTHING` for what is left out."""
    if isinstance(value, dict) and isinstance(theirs, dict):
        yield from _of_members(own, other, value, theirs)
    elif isinstance(value, list) and isinstance(theirs, list) and value and theirs:
        inner = [(document, list(below(document, nodes, 0))) for document, nodes in (own, other)]
        yield from (((0, *path), varied) for path, varied in _variations(inner[0], inner[1], value[0], theirs[0]))
    words = [_words(nodes) for _, nodes in (own, other)]
    yield from (((), varied) for varied in _values(words[0], words[1]))


def _of_members(
    own: Schemas, other: Schemas, value: dict[str, Any], theirs: dict[str, Any]
) -> Iterator[tuple[Place, Any]]:
    required = [{name for node in nodes for name in node.value.get("required", ())} for _, nodes in (own, other)]
    for name in sorted(required[0] ^ required[1]):
        yield (name,), _NOTHING
    only = declared_members(own[1]) ^ declared_members(other[1])
    for name in sorted(only):
        yield from (((name,), varied) for varied in (_NOTHING, theirs.get(name, _ODD), _ODD, 7))
    for name in sorted((set(value) & set(theirs)) - only):
        inner = [(document, list(below(document, nodes, name))) for document, nodes in (own, other)]
        for path, varied in _variations(inner[0], inner[1], value[name], theirs[name]):
            yield (name, *path), varied


def _words(nodes: list[Node]) -> dict[str, Any]:
    """The keywords of schemas that are simple enough to be read together."""
    words: dict[str, Any] = {}
    for node in nodes:
        words.update({name: node.value[name] for name in ("type", "enum", *_LENGTHS, *_BOUNDS) if name in node.value})
    return words


def _values(own: dict[str, Any], other: dict[str, Any]) -> Iterator[Any]:
    """Values at the limits of both sides, where these differ."""
    for keyword in sorted(set(own) | set(other)):
        if own.get(keyword) == other.get(keyword):
            continue
        limits = [side[keyword] for side in (own, other) if keyword in side]
        if keyword == "type":
            types = {name for limit in limits for name in ([limit] if isinstance(limit, str) else limit)}
            yield from (_OF_TYPE[name] for name in sorted(types) if name in _OF_TYPE)
        elif keyword == "enum":
            yield from [value for limit in limits for value in limit if any(value not in each for each in limits)][
                :_MOST_VALUES
            ]
        elif keyword in _LENGTHS:
            sizes = [limit + step for limit in limits for step in (-1, 0, 1) if 0 <= limit + step <= _MOST]
            yield from ("a" * size for size in sizes)
        else:
            yield from (limit + step for limit in limits for step in (-1, 0, 1))


def _with(value: Any, path: Place, varied: Any) -> Any:
    """A value with another one at a place in it."""
    if not path:
        return varied
    step, rest = path[0], path[1:]
    if isinstance(value, list) and isinstance(step, int):
        return [_with(item, rest, varied) if number == step else item for number, item in enumerate(value)]
    inner = _with(value.get(step), rest, varied)
    return {**{n: v for n, v in value.items() if n != step}, **({} if inner is _NOTHING else {step: inner})}
