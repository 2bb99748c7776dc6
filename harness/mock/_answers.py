"""The answers of one operation: which response, in which media type, with which value and headers."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b
from random import Random
from typing import TYPE_CHECKING, Any

from harness.messages import BODY, NO_VALUE, PartValues, response_parts, serialized
from harness.mock._contents import Content, examples_alone, named_members, with_places
from harness.mock._draws import Steady
from harness.mock._http import Response, problem, raw_header
from harness.mock._preferences import NO_PREFERENCES, negotiated, sent_type
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.document import Operation
    from harness.messages import Draw, Path
    from harness.mock._http import RawHeader
    from harness.mock._preferences import Preferences

# What the server itself says of a message, whatever a document declares.
_OWN_HEADERS = frozenset(
    {"connection", "content-encoding", "content-length", "content-type", "date", "keep-alive", "trailer"}
    | {"transfer-encoding", "upgrade"}
)
_MOST_REMEMBERED = 256
# For who decides nothing.
_NO_DRAW = Steady(Random(0))  # noqa: S311


class Fault(NamedTuple):
    """Why a request is not answered as it wants to be.

    Attributes:
        status: of the response.
        reason: in words, with the place.
    """

    status: int
    reason: str
    headers: tuple[RawHeader, ...] = ()


class Plan(NamedTuple):
    """What an answer will look like, before its value is known.

    Attributes:
        response: the declared one.
        status: of the answer.
        content: its media type; None for an answer without a body.
        sent_as: the media type as the response names it.
        example: the name of the example that it shall be.
        dynamic: whether the value is made anew.
    """

    response: DeclaredResponse
    status: int
    content: Content | None
    sent_as: str = ""
    example: str | None = None
    dynamic: bool = False


class DeclaredResponse:
    """A response object of an operation.

    Attributes:
        declared: `200`, `4XX`, `default`.
        contents: by media type.
    """

    def __init__(self, operation: Operation, declared: str) -> None:
        self.declared = declared
        document, node = operation.document, operation.responses[declared]
        contents = node.child("content") or examples_alone(document, node)
        resolved = ((name, document.resolve(entry)) for name, entry in (contents.members() if contents else ()))
        known = [Content(document, entry, name) for name, entry in resolved if entry is not None]
        # What nothing can be said in comes last: whoever takes anything gets something.
        self.contents = {content.media_type: content for content in sorted(known, key=lambda own: own.is_unwritable)}
        parts = response_parts(operation, declared)
        self._parts = [PartValues(part, document) for part in parts if part.media_type is None]
        self._parts = [part for part in self._parts if part.place[-1].name.lower() not in _OWN_HEADERS]

    @cached_property
    def media_types(self) -> tuple[str, ...]:
        """Those that are declared, in their order."""
        return tuple(self.contents)

    @property
    def header_names(self) -> list[str]:
        """The headers that are declared."""
        return [part.place[-1].name for part in self._parts]

    @cached_property
    def has_tag(self) -> bool:
        """Whether it has an `ETag`."""
        return any(name.lower() == "etag" for name in self.header_names)

    def formats(self, header: str) -> set[str]:
        """What the schema of a header says of the format of its values."""
        parts = (part for part in self._parts if part.place[-1].name == header)
        schemas = (part.schema for part in parts if part.schema is not None)
        return {str(schema.get("format")) for schema in schemas if isinstance(schema.value, dict)}

    def headers(self, draw: Draw) -> tuple[RawHeader, ...]:
        """All declared headers with values that are made."""
        made = ((part, part.value(draw, None)) for part in self._parts)
        return tuple(
            raw_header(name := part.place[-1].name, serialized(part.style, name, value))
            for part, value in made
            if value is not NO_VALUE
        )


class Answers:
    """Answers the requests of one operation from its document alone.

    Args:
        operation: of the document.
        seed: decides on values, together with what the request names.
    """

    def __init__(self, operation: Operation, seed: str) -> None:
        self._operation = operation
        self._seed = seed
        self._responses: dict[str, DeclaredResponse] = {}
        self._declared = {status.upper(): status for status in operation.responses}
        self._remembered: dict[object, Response] = {}

    def plan(self, accept: str | None, preferences: Preferences) -> Plan | Fault:
        """What is going to be sent, or why there is nothing that the client would take."""
        if preferences is NO_PREFERENCES and accept in self._plans:
            return self._plans[accept]
        plan = self._planned(accept, preferences)
        if preferences is NO_PREFERENCES and len(self._plans) < _MOST_REMEMBERED:
            self._plans[accept] = plan
        return plan

    def response(self, status: int) -> DeclaredResponse | None:
        """What is declared for a status: its own response, that of its range, or the default.

        Source: OpenAPI 3.1.1, 4.8.16 Responses Object.
        """
        for name in (str(status), f"{status // 100}XX", "DEFAULT"):
            if name in self._declared:
                return self._response(self._declared[name])
        return None

    def declares(self, status: int) -> bool:
        """Whether a status is declared by its own number."""
        return str(status) in self._declared

    def success(self) -> tuple[int, DeclaredResponse] | None:
        """The lowest success that is declared, a range, the default; a redirection where there is no other."""
        if self._success is None:
            return None
        status, declared = self._success
        return status, self._response(declared)

    def answer(self, plan: Plan, values: Mapping[Path, Any]) -> Response:
        """The answer of the document: an example, or a value that is made.

        Args:
            plan: of the answer.
            values: of the parameters of the request, by their places; the same ones get the same answer.
        """
        asked = _key_of(values) if values else ""
        key = (plan.response.declared, plan.status, plan.sent_as, plan.example, asked)
        known = None if plan.dynamic else self._remembered.get(key)
        if known is not None:
            return known
        random = Random() if plan.dynamic else Random(f"{self._seed} {asked}")  # noqa: S311
        draw = _draw(random, dynamic=plan.dynamic)
        content, body = plan.content, b""
        if content is not None:
            value = self._value(plan, content, draw, values)
            if value is NO_VALUE and not content.is_file:
                return self._impossible(plan)
            body = content.file if value is NO_VALUE else content.body(value)
        response = _response(plan, body, draw)
        if not plan.dynamic:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = response
        return response

    def stored(self, plan: Plan, value: Any, headers: tuple[RawHeader, ...] = ()) -> Response:
        """The answer with a value that state has; of the headers, its own stand for those of their names."""
        body = b"" if plan.content is None or value is NO_VALUE else plan.content.body(value)
        if body and plan.response.has_tag:
            # Another state has another tag, and the same one the same. Source: RFC 9110, 8.8.3 ETag.
            headers = (*headers, (b"etag", b'"%b"' % blake2b(body, digest_size=8).hexdigest().encode()))
        draw = _draw(Random(self._seed)) if plan.response.header_names else _NO_DRAW  # noqa: S311 - no secrets
        return _response(plan, body, draw, headers)

    def planned(self, status: int, accept: str | None = None) -> Plan | None:
        """The plan of an answer with a status, None where it is not declared."""
        response = self.response(status)
        plan = None if response is None else _negotiated(response, status, accept)
        return plan if isinstance(plan, Plan) else None

    @cached_property
    def _plans(self) -> dict[str | None, Plan | Fault]:
        return {}

    @cached_property
    def _success(self) -> tuple[int, str] | None:
        for first in "23":
            statuses = sorted(name for name in self._declared if name.isdecimal() and name[0] == first)
            if statuses:
                return int(statuses[0]), self._declared[statuses[0]]
            if f"{first}XX" in self._declared:
                return int(f"{first}00"), self._declared[f"{first}XX"]
            if first == "2" and "DEFAULT" in self._declared:
                return 200, self._declared["DEFAULT"]
        return None

    def _response(self, declared: str) -> DeclaredResponse:
        if declared not in self._responses:
            self._responses[declared] = DeclaredResponse(self._operation, declared)
        return self._responses[declared]

    def _planned(self, accept: str | None, preferences: Preferences) -> Plan | Fault:
        name = self._operation.name
        if preferences.code is not None:
            code = preferences.code
            status = int(code) if code.isascii() and code.isdecimal() and len(code) == 3 and code >= "200" else 0
            response = self.response(status) if status else None
            if response is None:
                return Fault(400, f"header Prefer: code={code} is no response of {name}")
        else:
            success = self.success()
            if success is None:
                known = ", ".join(self._declared.values()) or "nothing"
                return Fault(501, f"{name} declares no success to answer with, only {known}")
            status, response = success
        plan = _negotiated(response, status, accept)
        if isinstance(plan, Fault) or preferences is NO_PREFERENCES:
            return plan
        plan = plan._replace(example=preferences.example, dynamic=preferences.dynamic)
        if plan.example is None or (plan.content is not None and plan.example in plan.content.declared):
            return plan
        with_example = (c for c in response.contents.values() if plan.example in c.declared)
        other = next(with_example, None) if accept is None or "*/*" in accept else None
        if other is not None:
            return plan._replace(content=other, sent_as=sent_type(other.media_type, accept))
        return Fault(400, f"header Prefer: example={plan.example} is no example of response {status} of {name}")

    def _value(self, plan: Plan, content: Content, draw: Draw, values: Mapping[Path, Any]) -> Any:
        places = named_values(values, "path parameter")
        if plan.example is not None and plan.example in content.declared:
            return content.examples.get(plan.example, NO_VALUE)
        if not plan.dynamic and content.examples:
            return _closest(content.examples, {**named_values(values, "query parameter"), **places})
        if content.is_file and not content.examples:
            return NO_VALUE
        value = content.made(draw)
        return value if value is NO_VALUE else with_places(value, places, content)

    def _impossible(self, plan: Plan) -> Response:
        place = f"response {plan.response.declared} of {self._operation.name}"
        if plan.content is not None and plan.content.is_unwritable:
            return problem(501, f"{place}: {plan.content.media_type} is not made from a schema; give it an example")
        named = f", though example={plan.example} is there" if plan.example else ""
        return problem(501, f"no value was found that the schema of {place} allows{named}")


def _negotiated(response: DeclaredResponse, status: int, accept: str | None) -> Plan | Fault:
    if status in (204, 205, 304) or not response.contents:
        return Plan(response, status, None)
    declared = negotiated(accept, response.media_types)
    if declared is None:
        known = ", ".join(response.media_types)
        return Fault(406, f"header Accept: {accept}: nothing that is declared is acceptable; declared: {known}")
    return Plan(response, status, response.contents[declared], sent_type(declared, accept))


def named_values(values: Mapping[Path, Any], kind: str) -> dict[str, Any]:
    """The values of the parameters of a kind by their names."""
    return {place[-1].name: value for place, value in values.items() if place[-1].kind == kind}


def _key_of(values: Mapping[Path, Any]) -> str:
    """The same text for the same parameters, in whatever order they were sent."""
    parts = [f"{place[-1].kind} {place[-1].name}={value!r}" for place, value in values.items() if place != BODY]
    return "\n".join(sorted(parts))


def _closest(examples: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    """The example that tells most of what a request names; the first of several."""

    def likeness(example: Any) -> int:
        members = named_members(values, example) if isinstance(example, dict) and values else ()
        return sum(example[key] == values[name] for name, key in members)

    return max(examples.values(), key=likeness)


def _draw(random: Random, *, dynamic: bool = False) -> Draw:
    if not dynamic:
        return Steady(random)
    from harness.messages import Chance

    return Chance(random)


def _response(plan: Plan, body: bytes, draw: Draw, own: tuple[RawHeader, ...] = ()) -> Response:
    names = {name for name, _ in own}
    headers = [header for header in plan.response.headers(draw) if header[0] not in names]
    if plan.content is not None:
        headers.insert(0, (b"content-type", _content_type(plan.sent_as).encode("latin-1", "ignore")))
    return Response(plan.status, (*headers, *own), body)


def _content_type(media_type: str) -> str:
    """A media type, with what its text is written in where it is text."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") and ";" not in media_type else media_type
