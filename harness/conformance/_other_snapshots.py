"""What the snapshots of other versions say of an answer that one snapshot does not allow."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from harness.conformance._definitions import below, body_schemas, counterpart, declared_status
from harness.messages import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from harness.document import Document, Operation
    from harness.messages import Exchange, HTTPRequest, HTTPResponse

    Form = tuple[Operation, str]


class OtherSnapshots:
    """The snapshots of the other versions of a run.

    Args:
        documents: by their days.
        exchange: gives what reads the messages of an operation.

    Attributes:
        documents: by their days, the newest first.
    """

    def __init__(self, documents: Mapping[str, Document], exchange: Callable[[Operation], Exchange]) -> None:
        self.documents = dict(sorted(documents.items(), reverse=True))
        self._exchange = exchange

    def counterparts(self, operation: Operation) -> Iterator[tuple[str, Operation]]:
        """The operations that stand for one, each with its day, the newest first."""
        for day, document in self.documents.items():
            other = counterpart(operation, document)
            if other is not None:
                yield day, other

    def days_without(self, operation: Operation) -> Iterator[str]:
        """The days of the snapshots that do not have an operation, the newest first."""
        present = {day for day, _ in self.counterparts(operation)}
        yield from (day for day in self.documents if day not in present)

    def allowing(self, operation: Operation, response: HTTPResponse, refusal: Refusal) -> tuple[str, ...]:
        """The days of the snapshots that allow what is refused in an answer, the newest first."""
        counterparts = dict(self.counterparts(operation))
        days = [day for day, other in counterparts.items() if self._allows(other, response, refusal)]
        if response.status >= 400 and refusal.fault == "schema":
            days += [day for day in self.enveloping(response) if day not in counterparts]
        return tuple(days)

    def enveloping(self, response: HTTPResponse) -> Iterator[str]:
        """The days of the snapshots one of whose errors has the form of an answer."""
        for day, document in self.documents.items():
            if any(has_form(self._exchange, form, response) for form in envelopes(document)):
                yield day

    def _allows(self, other: Operation, response: HTTPResponse, refusal: Refusal) -> bool:
        """Whether an operation has nothing against what is refused, whatever else it has against the answer."""
        against = list(self._exchange(other).response_refusals(response))
        if refusal.fault == "missing" or refusal.keyword == "required":
            return not against
        if refusal.fault != "schema" or refusal.place[-1].kind != "response":
            return not any(each.fault in ("status", refusal.fault) for each in against)
        status, media_type = declared_status(response.status, other), media_type_of(response)
        nodes = body_schemas(other, status, media_type) if status is not None and media_type is not None else []
        for step in refusal.path:
            nodes = list(below(other.document, nodes, step))
        # What it says nothing of, it allows as it allows anything.
        return (bool(nodes) or not refusal.path) and not any(_is_same_place(each, refusal) for each in against)


@lru_cache(maxsize=64)
def envelopes(document: Document) -> tuple[Form, ...]:
    """The declared errors of a document, each form once: an operation, and the status."""
    forms: dict[str, Form] = {}
    for operation in document.operations:
        for status, node in operation.responses.items():
            if operation.kind == "operation" and status[:1] == "4" and node.get("content"):
                forms.setdefault(json.dumps(node.get("content"), sort_keys=True, default=str), (operation, status))
    return tuple(forms.values())


def has_form(exchange: Callable[[Operation], Exchange], form: Form, response: HTTPResponse) -> bool:
    """Whether an answer has the form of a declared error, whatever its status."""
    operation, status = form
    number = int(status) if status.isdecimal() else int(status[0]) * 100
    return not isinstance(exchange(operation).accept_response(response._replace(status=number)), Refusal)


def media_type_of(message: HTTPRequest | HTTPResponse) -> str | None:
    """The media type of a body, without its parameters; None where none is named."""
    for name, value in message.headers:
        if name.lower() == "content-type":
            return value.partition(";")[0].strip().lower()
    return None


def _is_same_place(refusal: Refusal, other: Refusal) -> bool:
    """Whether two refusals are about the same value, or one that is in the other."""
    if refusal.fault != "schema":
        return refusal.fault in ("status", "media type", "syntax")
    shared = min(len(refusal.path), len(other.path))
    is_of_another = refusal.keyword in ("required", "additionalProperties") and len(refusal.path) < len(other.path)
    return refusal.path[:shared] == other.path[:shared] and not is_of_another
