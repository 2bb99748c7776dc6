"""The checks of single objects: operations, parameters, responses, security requirements, schemas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.document._problems_schemas import check_schema
from harness.document._problems_words import nearest
from harness.vocabulary import format_pointer

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.document._file import File, Pointer
    from harness.document._problems_walk import Walk

    Check = Callable[[Walk, File, Pointer, dict[str, Any]], None]

_LOCATIONS = {
    "2.0": ("query", "header", "path", "formData", "body"),
    "3.0": ("query", "header", "path", "cookie"),
    "3.1": ("query", "header", "path", "cookie"),
    "3.2": ("query", "header", "path", "cookie", "querystring"),
}
_SCHEMES: dict[str, tuple[str, ...]] = {
    "2.0": ("basic", "apiKey", "oauth2"),
    "3.0": ("apiKey", "http", "oauth2", "openIdConnect"),
    "3.1": ("apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"),
    "3.2": ("apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"),
}
_STATUS = re.compile(r"default|[1-5][0-9][0-9]|[1-5]XX")


def _check_item(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any]) -> None:
    members = walk.shapes["item"].members
    for key in value:
        if key not in members and key != "$ref" and not key.startswith("x-"):
            message = f"{key[:60]!r} is neither a method nor another member of a path item"
            walk.report("member-unknown", message, file, (*pointer, key), nearest(key, members))


def _check_operation(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any]) -> None:
    _check_duplicates(walk, file, pointer, value)
    name = value.get("operationId")
    if type(name) is not str:
        return
    first = walk.operation_ids.setdefault(name, format_pointer(pointer))
    if first != format_pointer(pointer):
        message = f"operationId {name[:100]!r} is taken by the operation at {first}"
        walk.report("operation-id-duplicate", message, file, (*pointer, "operationId"))


def _check_duplicates(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any]) -> None:
    from harness.document._file import Node

    parameters = Node(file, pointer, value).child("parameters")
    known: dict[tuple[str, str], Pointer] = {}
    for element in parameters.elements() if parameters else ():
        node = walk.document.resolve(element)
        location, name = (node.get("in"), node.get("name")) if node else (None, None)
        if type(location) is not str or type(name) is not str:
            continue
        # A header's name knows no case (RFC 9110, 5.1); an operation has one body whatever its parameter is called.
        key = (location, "" if location == "body" else name.lower() if location == "header" else name)
        if known.setdefault(key, element.pointer) != element.pointer:
            first = format_pointer(known[key])
            message = f"the {location} parameter {name[:100]!r} is declared twice, first at {first}"
            walk.report("parameter-duplicate", message, file, element.pointer)


def _check_path_item(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any]) -> None:
    _check_item(walk, file, pointer, value)
    _check_duplicates(walk, file, pointer, value)


def _check_parameter(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any]) -> None:
    version = walk.document.version
    location, name = value.get("in"), str(value.get("name"))[:100]
    if type(location) is str and location not in _LOCATIONS[version]:
        known = _LOCATIONS[version]
        message = f"a parameter cannot stand in {location[:60]!r}"
        hint = nearest(location, known) or f"one of {', '.join(known)}"
        walk.report("parameter-location", message, file, (*pointer, "in"), hint)
    if location == "path" and value.get("required") is not True:
        place = (*pointer, "required") if "required" in value else pointer
        message = f"the path parameter {name!r} is not required"
        walk.report("path-parameter-optional", message, file, place, "a path parameter always is: add `required: true`")
    needed: tuple[str, ...] = ("schema", "content")
    if version == "2.0":
        needed = ("schema",) if location == "body" else ("type",)
        if location != "body":
            check_schema(walk, file, pointer, value)
    if not any(key in value for key in needed):
        message = f"the parameter {name!r} has no {' and no '.join(needed)}"
        walk.report("parameter-without-schema", message, file, pointer)


def _check_header(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any]) -> None:
    if walk.document.version == "2.0":
        check_schema(walk, file, pointer, value)


def _check_responses(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any]) -> None:
    statuses = [status for status in value if not status.startswith("x-")]
    if not statuses:
        walk.report("responses-missing", "the operation has no response", file, pointer)
    for status in statuses:
        if not _STATUS.fullmatch(status) or (walk.document.version == "2.0" and status.endswith("XX")):
            message = f"{status[:60]!r} is no status of a response"
            hint = nearest(status, ("default",)) or "a number such as 200, a range such as 4XX, or default"
            walk.report("response-status", message, file, (*pointer, status), hint)


def _check_requirement(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any]) -> None:
    for name in value:
        # OpenAPI 3.2 lets a scheme be named by its address, too.
        if name not in walk.schemes and not (walk.document.version == "3.2" and ("/" in name or "#" in name)):
            message = f"there is no security scheme {name[:100]!r}"
            walk.report("security-scheme-unknown", message, file, (*pointer, name), nearest(name, walk.schemes))


def _check_scheme(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any]) -> None:
    known = _SCHEMES[walk.document.version]
    kind = value.get("type")
    if type(kind) is str and kind not in known:
        hint = nearest(kind, known) or f"one of {', '.join(known)}"
        message = f"{kind[:60]!r} is no type of a security scheme"
        walk.report("security-scheme-type", message, file, (*pointer, "type"), hint)


CHECKS: dict[str, Check] = {
    "header": _check_header,
    "item": _check_path_item,
    "operation": _check_operation,
    "parameter": _check_parameter,
    "requirement": _check_requirement,
    "responses": _check_responses,
    "schema": check_schema,
    "scheme": _check_scheme,
}
