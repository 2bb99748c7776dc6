"""What one exchange offends against, whoever asked for it: every answer of a run is held to this."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.conformance._asked import without_version
from harness.conformance._definitions import (
    body_schemas,
    counterpart,
    declared_headers,
    declared_status,
    leaked_members,
    place_of,
    refused_node,
)
from harness.conformance._finding import Finding
from harness.conformance._leeway import asks_otherwise, is_certain, is_failure, is_of_http, refuses
from harness.conformance._other_snapshots import OtherSnapshots, envelopes, has_form, media_type_of
from harness.conformance._references import is_beyond, refers
from harness.conformance._refusal_words import dotted, likeness_of, pointer_of, told, words_in, words_of
from harness.conformance._version_headers import Context, version_headers
from harness.messages import Accepted, Exchange, Refusal, response_parts
from harness.vocabulary import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.conformance._asked import AskedVersion
    from harness.conformance._client import Exchanged
    from harness.conformance._model import VersionSent
    from harness.document import Document, Node, Operation
    from harness.messages import HTTPRequest, HTTPResponse

# What is answered to requests that are wrong in themselves.
_MISTAKEN = frozenset({400, 422})
_PROBLEM = "application/problem+json"
# Members of errors that repeat the status.
_STATUS_MEMBERS = ("status", "statusCode", "status_code", "httpStatus", "code")


class Judge:
    """Holds what a server answers to one snapshot, and tells what only the others would allow.

    Args:
        asked: the version that is asked for.
        documents: of all snapshots, by their days.
        sent: how requests name the version.
        echoes: the header of answers that names it too; None where none does.
    """

    def __init__(
        self, asked: AskedVersion, documents: Mapping[str, Document], sent: VersionSent, *, echoes: str | None
    ) -> None:
        self.asked = asked
        self.document = documents[asked.snapshot]
        others = {day: document for day, document in documents.items() if day != asked.snapshot}
        self._others = OtherSnapshots(others, self.exchange)
        self._sent = sent
        self.echoes = echoes
        self._exchanges: dict[int, Exchange] = {}

    def exchange(self, operation: Operation) -> Exchange:
        """What reads and makes the messages of an operation; it is made once."""
        # identity: the document holds its operations.
        key = id(operation)
        if key not in self._exchanges:
            self._exchanges[key] = Exchange(operation)
        return self._exchanges[key]

    def _read(self, operation: Operation, request: HTTPRequest) -> Accepted | Refusal:
        """What a request is read as, or why it is not allowed."""
        return self.exchange(operation).accept_request(without_version(request, self._sent, self.asked.name))

    def readings(self, operation: Operation, request: HTTPRequest) -> tuple[object, ...]:
        """What refuses a request in this snapshot, and in each other one that has the operation; None where nothing."""
        operations = (operation, *(other for _, other in self._others.counterparts(operation)))
        plain = without_version(request, self._sent, self.asked.name)
        reads = [self.exchange(each).accept_request(plain) for each in operations]
        return tuple(
            (read.fault, read.place, read.path, read.keyword) if isinstance(read, Refusal) else None for read in reads
        )

    def of(self, operation: Operation, exchanged: Exchanged, *, may: bool = True) -> Iterator[Finding]:
        """All that an exchange offends against.

        Args:
            operation: that was asked.
            exchanged: what was sent, and what came.
            may: whether who asks is allowed to.
        """
        is_allowed: bool | None = None
        for finding in self._of(operation, exchanged, may=may):
            if is_allowed is None:
                is_allowed = isinstance(self._read(operation, exchanged.request), Accepted)
            yield finding._replace(is_allowed=is_allowed)

    def _of(self, operation: Operation, exchanged: Exchanged, *, may: bool) -> Iterator[Finding]:
        response = exchanged.response
        if response is None:
            yield self._transport(operation, exchanged)
            return
        yield from self.headers(operation, exchanged, response)
        outcome = list(self._outcome(operation, exchanged, response, may=may))
        yield from outcome
        if exchanged.request.method == "HEAD" or response.status >= 500:
            return
        if outcome and response.status < 300:
            return  # nothing is promised of the answer to what should have been refused
        refusal = self._refusal(operation, response)
        if refusal is not None:
            yield from self._refused(operation, exchanged, response, refusal)
        else:
            yield from self._untyped(operation, exchanged, response)
            yield from self._leaks(operation, exchanged, response)
            yield from self._leaked_headers(operation, exchanged, response)
        yield from self._contradiction(operation, exchanged, response)

    def finding(
        self,
        check: str,
        exchanged: Exchanged,
        title: str,
        why: str,
        *,
        operation: Operation | None = None,
        node: Node | None = None,
        pointer: str = "",
        component: str | None = None,
        at: tuple[str | int, ...] | None = None,
        likeness: str = "",
        days: tuple[str, ...] = (),
        excused: str = "",
        is_of_schema: bool = False,
    ) -> Finding:
        """A finding of this version; of a node, of an operation, or of the API as a whole."""
        place = node or (operation.node if operation is not None else None)
        own, inner = place_of(place, self.document) if place is not None else ("", "")
        return Finding(
            check,
            self.asked.label,
            operation.name if operation is not None else "",
            own if component is None else component,
            "/".join(filter(None, [inner if node is not None else "", pointer])),
            title,
            why,
            exchanged,
            at,
            node.pointer if node is not None and node.file is self.document.file else None,
            likeness,
            days,
            excused=excused,
            is_of_schema=is_of_schema,
        )

    def _transport(self, operation: Operation, exchanged: Exchanged) -> Finding:
        problem = exchanged.problem or "no response"
        why = "A response has to come to its end, as HTTP has it, before the time is up."
        return self.finding(
            "transport",
            exchanged,
            f"No response: {problem}",
            why,
            operation=operation,
            component=f"paths/{escaped(operation.path)}",
            pointer=problem,
            likeness=problem,
        )

    def headers(self, operation: Operation | None, exchanged: Exchanged, response: HTTPResponse) -> Iterator[Finding]:
        """What every response under a version says of it, whatever was asked."""
        context = Context(self.asked, self._sent, self.echoes, bool(self._others.documents))
        for check, pointer, title, why in version_headers(context, exchanged.request, response):
            yield self.finding(check, exchanged, title, why, component="", pointer=pointer, operation=operation)

    def _outcome(
        self, operation: Operation, exchanged: Exchanged, response: HTTPResponse, *, may: bool
    ) -> Iterator[Finding]:
        """Whether the request was taken or refused as it should be."""
        status = response.status
        if is_failure(status, operation):
            title, why = f"A {status} response", "A server that keeps its contract never fails on its own account."
            yield self.finding(
                "server-error", exchanged, title, why, operation=operation, pointer=str(status),
                likeness=words_in(response),
            )  # fmt: skip
            return
        if not may:
            return
        read = self._read(operation, exchanged.request)
        if isinstance(read, Refusal):
            if 200 <= status < 300 and is_certain(read, exchanged.request):
                node = refused_node(operation, read, None, media_type_of(exchanged.request))
                title = f"A request that is not allowed is answered with {status}: {words_of(read)}"
                why = (
                    "The snapshot does not allow the request, and the server answers as if nothing were wrong with it."
                )
                likeness = f"{read.place[-1].kind} {read.place[-1].name}:{read.keyword or read.fault}"
                if read.fault == "schema":
                    likeness = f"invalid-accepted {likeness_of(read, node)}"
                pointer = read.keyword if read.fault == "schema" and node.pointer[-1:] != (read.keyword,) else ""
                check = {"media type": "unsupported-media-type", "syntax": "malformed-body"}.get(read.fault)
                yield self.finding(
                    check or "invalid-accepted", exchanged, title, why, operation=operation, node=node,
                    pointer=pointer or (read.fault if read.fault != "schema" else ""), likeness=likeness,
                    days=self._days_that(operation, exchanged.request, take=True), is_of_schema=read.fault == "schema",
                )  # fmt: skip
        elif self._is_refused(operation, exchanged, status) and not refers(read) and not is_beyond(read):
            yield self.refused_though_allowed(operation, exchanged, status)

    def _is_refused(self, operation: Operation, exchanged: Exchanged, status: int) -> bool:
        """Whether an answer refuses what a schema can speak of."""
        return refuses(status, exchanged.request, operation) and not asks_otherwise(exchanged.request)

    def refused_though_allowed(self, operation: Operation, exchanged: Exchanged, status: int) -> Finding:
        """A request that is allowed, and was refused."""
        title = f"A request that is allowed is answered with {status}"
        why = "The snapshot allows the request as it was sent, and the server refuses it."
        without = self._others.days_without(operation)
        days = (*self._days_that(operation, exchanged.request, take=False), *without)
        likeness = words_in(exchanged.response) if exchanged.response is not None else ""
        return self.finding(
            "valid-refused", exchanged, title, why, operation=operation, pointer=str(status), days=days,
            likeness=likeness,
        )  # fmt: skip

    def _refusal(self, operation: Operation, response: HTTPResponse) -> Refusal | None:
        """Why the document does not allow an answer."""
        if media_type_of(response) == "text/event-stream":
            # Streams are held to their form; what their events are is told by words.
            media = [part.media_type for part in _parts(operation, response.status) if part.media_type]
            if any(name.startswith("text/event-stream") for name in media):
                return None
        read = self.exchange(operation).accept_response(response)
        return read if isinstance(read, Refusal) else None

    def _refused(
        self, operation: Operation, exchanged: Exchanged, response: HTTPResponse, refusal: Refusal
    ) -> Iterator[Finding]:
        days = self._others.allowing(operation, response, refusal)
        if refusal.fault == "status" and not days and self._is_of_http(operation, exchanged.request, response):
            yield from self.envelope(operation, exchanged, response)
            return
        declared = declared_status(response.status, operation)
        node = refused_node(operation, refusal, declared or "", media_type_of(response))
        check, title, why, likeness = told(refusal, response.status)
        if refusal.fault == "media type" and response.status >= 400:
            likeness = f"errors {media_type_of(response)}"
        is_of_schema = refusal.fault == "schema" and refusal.place[-1].kind == "response"
        if is_of_schema:
            likeness = likeness_of(refusal, node)
        likeness = f"{check} {likeness}"
        excused = check if days else ""
        if days:
            check = "version-leak"
            why = f"The snapshot of {days[0]} allows this answer, and that of {self.asked.snapshot} does not."
        pointer = pointer_of(refusal, response.status)
        at = refusal.path if is_of_schema else None
        yield self.finding(
            check, exchanged, title, why, operation=operation, node=node, pointer=pointer, at=at, likeness=likeness,
            days=days, excused=excused, is_of_schema=is_of_schema,
        )  # fmt: skip

    def _untyped(self, operation: Operation, exchanged: Exchanged, response: HTTPResponse) -> Iterator[Finding]:
        """A body that is of no media type, where the snapshot names some."""
        declared = any(part.media_type for part in _parts(operation, response.status))
        if response.body and declared and media_type_of(response) is None:
            title = f"The {response.status} response does not say of which media type it is"
            why = "The snapshot names its media types, and clients read it by that (RFC 9110, 8.3)."
            yield self.finding(
                "content-type", exchanged, title, why, operation=operation, pointer=f"{response.status}/missing",
                likeness="content-type missing",
            )  # fmt: skip

    def _leaks(self, operation: Operation, exchanged: Exchanged, response: HTTPResponse) -> Iterator[Finding]:
        """What this snapshot does not declare and another one does, in an answer that is allowed."""
        status, media_type = declared_status(response.status, operation), media_type_of(response)
        if status is None or media_type is None or "json" not in media_type or not self._others.documents:
            return
        own = body_schemas(operation, status, media_type)
        value = _json(response.body)
        if value is None or not own:
            return
        leaks: dict[str, tuple[tuple[str | int, ...], Node, list[str]]] = {}
        for day, document in self._others.documents.items():
            other = counterpart(operation, document)
            name = declared_status(response.status, other) if other is not None else None
            if other is None or name is None:
                continue
            schemas = body_schemas(other, name, media_type)
            for path, node in leaked_members((self.document, own), (document, schemas), value):
                leaks.setdefault(str(path[-1]), (path, node, []))[2].append(day)
        for name, (path, node, days) in leaks.items():
            title = f"`{dotted(path)}` is not of this version"
            why = f"The snapshot of {days[0]} declares it, and that of {self.asked.snapshot} does not."
            yield self.finding(
                "version-leak", exchanged, title, why, operation=operation, node=node, pointer=name, at=path,
                likeness=f"member {name}=", days=tuple(days), is_of_schema=True,
            )  # fmt: skip

    def _leaked_headers(self, operation: Operation, exchanged: Exchanged, response: HTTPResponse) -> Iterator[Finding]:
        """Headers that only other snapshots declare for the same status."""
        own = declared_headers(operation, response.status)
        days: dict[str, list[str]] = {}
        for day, other in self._others.counterparts(operation):
            for name in declared_headers(other, response.status) - own:
                days.setdefault(name, []).append(day)
        for name in sorted({name.lower() for name, _ in response.headers} & set(days)):
            if name not in (self._sent.name.lower(), (self.echoes or "").lower()):
                title = f"Header `{name}` of the {response.status} response is not of this version"
                why = f"The snapshot of {days[name][0]} declares it, and that of {self.asked.snapshot} does not."
                yield self.finding(
                    "version-leak", exchanged, title, why, operation=operation, pointer=f"headers/{name}",
                    likeness=f"header {name}", days=tuple(days[name]),
                )  # fmt: skip

    def _contradiction(self, operation: Operation, exchanged: Exchanged, response: HTTPResponse) -> Iterator[Finding]:
        """An error says no other status than it has. Source: RFC 9457, 3.1.2."""
        value = _json(response.body) if response.status >= 400 else None
        members = value if isinstance(value, dict) else {}
        members = {**(members["error"] if isinstance(members.get("error"), dict) else {}), **members}
        for name in _STATUS_MEMBERS:
            named = members.get(name)
            if type(named) is int and 400 <= named < 600 and named != response.status:
                title = f"`{name}` of the {response.status} response says {named}"
                why = "Who reads the body alone takes it for another error."
                yield self.finding(
                    "error-envelope", exchanged, title, why, component="", pointer=name, operation=operation, at=(name,)
                )

    def _days_that(self, operation: Operation, request: HTTPRequest, *, take: bool) -> tuple[str, ...]:
        """The days of the other snapshots that take a request, or that do not."""
        others = self._others.counterparts(operation)
        return tuple(day for day, other in others if isinstance(self._read(other, request), Accepted) is take)

    def _is_of_http(self, operation: Operation, request: HTTPRequest, response: HTTPResponse) -> bool:
        """Whether a status is no business of the snapshot, so that nothing has to declare it."""
        status = response.status
        if status in (401, 403):
            return bool(operation.security)
        if status in _MISTAKEN:
            # A snapshot that says how mistakes are answered says it of all.
            is_free = _MISTAKEN.isdisjoint(map(int, filter(str.isdecimal, operation.responses)))
            return asks_otherwise(request) or (is_free and isinstance(self._read(operation, request), Refusal))
        return is_of_http(status, request)

    def envelope(self, operation: Operation | None, exchanged: Exchanged, response: HTTPResponse) -> Iterator[Finding]:
        """An error that nothing declares still comes in the form of the others."""
        forms = envelopes(self.document)
        if not forms or not response.body:
            return
        media_type, value = media_type_of(response), _json(response.body)
        if media_type == _PROBLEM and isinstance(value, dict):
            return
        if not any(has_form(self.exchange, form, response) for form in forms):
            days = tuple(self._others.enveloping(response))
            title = f"An undeclared {response.status} response in a form of its own"
            why = "Errors of this API come in one form, and clients read them without knowing the operation."
            check, pointer = ("version-leak", "errors") if days else ("error-envelope", "form")
            yield self.finding(
                check, exchanged, title, why, component="", pointer=pointer, operation=operation, days=days
            )


def _parts(operation: Operation, status: int) -> Iterator[Any]:
    declared = declared_status(status, operation)
    return iter(()) if declared is None else response_parts(operation, declared)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
