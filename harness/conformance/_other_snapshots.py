"""What the snapshots of other versions say of an answer that one snapshot does not allow."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harness.conformance._definitions import body_schemas, counterpart, name_elsewhere, step_down
from harness.vocabulary import keyword_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from harness.conformance._definitions import Schemas
    from harness.document import Document, Node, Operation
    from harness.messages import Exchange, HTTPRequest, HTTPResponse, Refusal

    Form = tuple[Operation, str]
    Place = tuple[str | int, ...]

# Refuses members that nothing else of a schema knows.
_OTHERS = keyword_for("further property")


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
        days = [day for day, other in counterparts.items() if self._allows(operation, other, response, refusal)]
        if response.status >= 400 and refusal.fault == "schema":
            days += [day for day in self.enveloping(response) if day not in counterparts]
        return tuple(days)

    def enveloping(self, response: HTTPResponse) -> Iterator[str]:
        """The days of the snapshots one of whose errors has the form of an answer."""
        for day, document in self.documents.items():
            if any(has_form(self._exchange, form, response) for form in envelopes(document)):
                yield day

    def _allows(self, operation: Operation, other: Operation, response: HTTPResponse, refusal: Refusal) -> bool:
        """Whether another operation has nothing against what is refused, whatever else it has against the answer."""
        is_of_body = refusal.fault == "schema" and refusal.place[-1].kind == "response"
        if not is_of_body or refusal.keyword == "required":
            against = list(self._exchange(other).response_refusals(response))
            if refusal.fault == "missing" or refusal.keyword == "required":
                return not against
            return not any(each.fault in ("status", refusal.fault) for each in against)
        own, theirs = ((each.document, _body_schemas(each, response)) for each in (operation, other))
        try:
            moved, path, nodes = _moved(json.loads(response.body), refusal.path, own, theirs)
        except (ValueError, LookupError, TypeError):  # no JSON, which has no places in it
            moved, path, nodes = None, refusal.path, ()
        renamed = response if path == refusal.path else response._replace(body=json.dumps(moved).encode())
        against = list(self._exchange(other).response_refusals(renamed))
        # What it says nothing of, it allows as it allows anything.
        there = refusal._replace(path=path)
        return (bool(nodes) or not path) and not any(_is_same_place(each, there) for each in against)


def _body_schemas(operation: Operation, response: HTTPResponse) -> list[Node]:
    media_type = media_type_of(response)
    return [] if media_type is None else body_schemas(operation, response.status, media_type)


def _moved(value: Any, path: Place, own: Schemas, other: Schemas) -> tuple[Any, Place, Sequence[Node]]:
    """A value as another document calls what leads to a place in it, that place, and what it says of it."""
    if not path:
        return value, path, other[1]
    step, rest = path[0], path[1:]
    there = name_elsewhere(own, other, step) if isinstance(step, str) else step
    inner, below_it, nodes = _moved(value[step], rest, step_down(own, step), step_down(other, there))
    if isinstance(value, list):
        return [inner if number == step else each for number, each in enumerate(value)], (there, *below_it), nodes
    others = {name: each for name, each in value.items() if name != step}
    return {**others, there: inner}, (there, *below_it), nodes


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
    against = exchange(operation).response_refusals(response._replace(status=number))
    return all(refusal.place[-1].kind == "header" for refusal in against)


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
    is_of_another = refusal.keyword in ("required", _OTHERS) and len(refusal.path) < len(other.path)
    return refusal.path[:shared] == other.path[:shared] and not is_of_another
