"""What HTTP asks of every server: unknown paths, methods that are not there, bodies that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._asked import credentials_for, with_credentials
from harness.conformance._client import SAFE_METHODS, NotSent
from harness.document import without_parameter_names
from harness.messages import HTTPRequest

if TYPE_CHECKING:
    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.messages import HTTPResponse

_UNKNOWN = "/harness/there-is-nothing"
_TRIED = ("DELETE", "PATCH", "PUT", "POST", "GET")
_BROKEN = b'{"a": '


def paths_and_methods(world: World) -> None:
    """A path that is not there, and methods that paths do not have."""
    if not world.operations:
        return
    exchanged = _unknown(world)
    if exchanged.response is not None:
        _hold(world, exchanged, exchanged.response)
    if exchanged.response is not None and exchanged.response.status < 400:
        title = f"A path that is not there is answered with {exchanged.response.status}"
        world.breach("unknown-path", exchanged, title, "There is nothing to answer with.", component="", pointer="path")
    paths: dict[str, list[Operation]] = {}
    for operation in world.document.operations:
        if operation.kind == "operation":
            paths.setdefault(without_parameter_names(operation.path), []).append(operation)
    for own in paths.values():
        _foreign_method(world, own)


def is_anything_answered(world: World) -> bool:
    """Whether a path that is not there is answered as if it were."""
    response = _unknown(world).response if world.operations else None
    return response is not None and response.status < 400


def _unknown(world: World) -> Exchanged:
    return world.send(_signed(world, world.operations[0], HTTPRequest("GET", _UNKNOWN)))


def bodies(world: World) -> None:
    """Bodies that are no JSON, and bodies of a type that nothing declares."""
    for operation in world.operations:
        content = operation.body.get("content") if operation.body is not None else None
        if not isinstance(content, dict) or set(content) != {"application/json"}:
            continue
        request = world.request(operation, "smallest")
        if request is None or not request.body:
            continue
        rest = tuple(header for header in request.headers if header[0].lower() != "content-type")
        try:
            world.ask(operation, request._replace(body=_BROKEN), there=False)
            world.ask(operation, request._replace(body=b""), there=False)
            plain = request._replace(headers=(*rest, ("Content-Type", "text/plain")))
            exchanged = world.ask(operation, plain, there=False)
        except NotSent:
            return
        status = 0 if exchanged.response is None else exchanged.response.status
        if "415" in operation.responses and status in (400, 406, 422):
            title = f"A body of a type that is not declared is answered with {status} instead of 415"
            why = "The snapshot declares 415 for it."
            world.breach(
                "unsupported-media-type", exchanged, title, why, operation, component="", pointer="415", likeness="415"
            )


def _foreign_method(world: World, own: list[Operation]) -> None:
    present = {operation.method for operation in own}
    asked = next((operation for operation in own if operation in world.operations), None)
    method = next((each for each in _TRIED if each not in present), None)
    if asked is None or method is None or (method not in SAFE_METHODS and not world.client.writes):
        return
    request = world.request(asked, "smallest")
    if request is None:
        return
    headers = tuple(header for header in request.headers if header[0].lower() != "content-type")
    exchanged = world.send(_signed(world, asked, HTTPRequest(method, request.path, "", headers)))
    if exchanged.response is None:
        return
    _hold(world, exchanged, exchanged.response)
    status = exchanged.response.status
    if status < 400:
        title = f"{method}, which the path does not have, is answered with {status}"
        why = "A path refuses the methods that the snapshot does not give it."
        world.breach(
            "method-not-allowed", exchanged, title, why, asked, component="", pointer=method, likeness="method"
        )
    elif status == 405 and not any(name.lower() == "allow" for name, _ in exchanged.response.headers):
        why = "It names the methods that are there (RFC 9110, 15.5.6)."
        world.breach(
            "method-not-allowed", exchanged, "`Allow` is missing in a 405 response", why, asked, component="",
            pointer="Allow", likeness="Allow",
        )  # fmt: skip


def _hold(world: World, exchanged: Exchanged, response: HTTPResponse) -> None:
    """Hold an answer that no operation declares to what all answers promise."""
    for finding in world.judge.headers(None, exchanged, response):
        world.report(finding)
    for finding in world.judge.envelope(None, exchanged, response) if 400 <= response.status < 500 else ():
        world.report(finding)


def _signed(world: World, operation: Operation, request: HTTPRequest) -> HTTPRequest:
    return with_credentials(request, credentials_for(operation, world.identity) or ())
