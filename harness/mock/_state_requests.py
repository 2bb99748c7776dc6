"""What bodies of requests say of a resource: one or many, wrapped or not, and what they change of what is stored."""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jsonpatch
from jsonpointer import JsonPointerException

from harness.messages import BODY, NO_VALUE, UNREADABLE, Compiler, SchemaBundle, ValueGenerator, request_parts
from harness.mock._bodies import json_value
from harness.mock._contents import json_body
from harness.mock._state_places import at, declared, sent_place
from harness.mock._state_shapes import Shape
from harness.resources import folded

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from harness.document import Operation
    from harness.mock._state import Call
    from harness.mock._state_resources import Resource
    from harness.mock._state_store import Record

MERGE_PATCH = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
# Of one patch: operations, and bytes that copying may add.
_MOST_OPERATIONS, _MOST_MORE = 1000, 2**18


class SentResource:
    """What the bodies of one operation say of a resource.

    Args:
        operation: that takes them.
        resource: that they are about.
        response_names: the folded names of the properties that responses show of it.
    """

    def __init__(self, operation: Operation, resource: Resource, response_names: Container[str]) -> None:
        self._operation = operation
        self._resource = resource
        self._response_names = response_names

    def one(self, body: Any) -> dict[str, Any] | None:
        """The properties that a body sends; None where it sends none."""
        inner = self._inner(body)
        return inner if isinstance(inner, dict) else None

    def many(self, body: Any) -> list[dict[str, Any]] | None:
        """The properties of each of many; None where a body sends one, or what is no resource."""
        inner = self._inner(body)
        if not isinstance(inner, list):
            return None
        return inner if all(isinstance(item, dict) for item in inner) else []

    @cached_property
    def takes_many(self) -> bool:
        """Whether the schema of bodies asks for many."""
        return self._schema.is_array or at(self._schema, self._place).is_array

    @property
    def names(self) -> Iterable[str]:
        """The properties that are declared."""
        return self._members

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """What a request says by leaving it out."""
        members = self._members
        return {name: member.default for name, member in members.items() if member.default is not NO_VALUE}

    def id(self, fields: Mapping[str, Any]) -> str | int | None:
        """The identifier that a request brings; None where it brings none."""
        ids = self._resource.ids
        names = {folded(name): value for name, value in fields.items() if folded(name) in ids}
        own = next((names[name] for name in ids if name in names), None) if names else None
        return own if isinstance(own, str | int) and not isinstance(own, bool) and own != "" else None

    def replacing(self, record: Record, fields: dict[str, Any]) -> dict[str, Any]:
        """What is stored once a request has replaced what its version can say; the rest is kept."""
        return self._exchanged(record, self.defaults | fields, (*fields, *self._members))

    def changing(self, record: Record, fields: dict[str, Any], *, removes: bool) -> dict[str, Any]:
        """What is stored once a request has changed what it names.

        Args:
            record: before.
            fields: that are named.
            removes: whether null takes out, as in a merge patch.
        """
        canonical = self._resource.canonical
        before = {canonical(name): value for name, value in record.fields.items()}
        named = {name: value for name, value in fields.items() if not removes or value is not None}
        after = {name: merged(before.get(canonical(name)), value, removes=removes) for name, value in named.items()}
        return self._exchanged(record, after, fields)

    def patching(self, record: Record, before: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
        """What is stored once what a version shows of a record has become something else."""
        return self._exchanged(record, fields, (*before, *fields))

    def _exchanged(self, record: Record, fields: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
        """What is stored, with some fields in place of all that some names mean."""
        resource = self._resource
        canonical, names = resource.canonical, tuple(names)
        declared_names = {canonical(name) for name in (*fields, *self._members)}
        known = {canonical(name) for name in record.fields}
        replaced = {canonical(name) for name in names}
        others = {resource.stored_as(name, known) for name in names}
        replaced |= {name for name in others if name is not None and name not in declared_names}
        rest = {name: value for name, value in record.fields.items() if canonical(name) not in replaced}
        # The identifier is what the path says.
        own = {name: record.id for name in fields if folded(name) in resource.ids}
        return rest | fields | own

    def _inner(self, body: Any) -> Any:
        """What a body wraps; itself where it does not wrap anything, though it might."""
        for name in self._place:
            body = body.get(name, body) if isinstance(body, dict) else body
        return body

    @cached_property
    def _place(self) -> tuple[str, ...]:
        return sent_place(self._schema, self._resource, self._response_names)

    @cached_property
    def _members(self) -> dict[str, Shape]:
        shape = at(self._schema, self._place)
        return declared(shape.items if shape.is_array and shape.items is not None else shape)

    @cached_property
    def _schema(self) -> Shape:
        operation = self._operation
        parts = [part for part in request_parts(operation) if part.media_type is not None and part.schema is not None]
        json_parts = [part for part in parts if (part.media_type or "").partition(";")[0].endswith("json")]
        part = next(iter(json_parts or parts), None)
        if part is None or part.schema is None:
            return Shape(Compiler(SchemaBundle({})), ({},))
        compiler = ValueGenerator(part.schema, operation.document, "request").compiler
        return Shape(compiler, (compiler.bundle.root,))


def body_of(call: Call) -> Any:
    """What the body of a request says; `NO_VALUE` for nothing."""
    if BODY in call.values:
        return call.values[BODY]
    value = json_value(call.request.body) if call.request.body else NO_VALUE
    return NO_VALUE if value is UNREADABLE else value


def merged(before: Any, patch: Any, *, removes: bool = True) -> Any:
    """A value with a patch, whose nulls take out or are values. Source: RFC 7396, 2."""
    if not isinstance(patch, dict):
        return patch
    value = dict(before) if isinstance(before, dict) else {}
    for name, member in patch.items():
        # Another version may have stored it under a name that means the same.
        same = next((own for own in value if folded(own) == folded(name)), name)
        stored = value.pop(same, None)
        if member is not None or not removes:
            value[name] = merged(stored, member, removes=removes)
    return value


def patched(document: Any, patch: Any) -> Any:
    """A value with a JSON Patch. Source: RFC 6902.

    Raises:
        ValueError: it is no patch, or cannot be applied: the second argument tells whether it is one.
    """
    try:
        operations = list(jsonpatch.JsonPatch(patch))
    except (jsonpatch.JsonPatchException, JsonPointerException, TypeError, AttributeError, KeyError) as error:
        raise ValueError(f"no JSON Patch: {error}", False) from error
    if len(operations) > _MOST_OPERATIONS:
        raise ValueError(f"more than {_MOST_OPERATIONS} operations", False)
    most = len(json_body(document)) + _MOST_MORE
    try:
        document = deepcopy(document)
        for operation in operations:
            document = jsonpatch.JsonPatch([operation]).apply(document, in_place=True)
            # Whoever copies a thing into itself doubles it each time.
            if operation["op"] == "copy" and len(json_body(document)) > most:
                raise ValueError("the patch makes too much", True)
    except (jsonpatch.JsonPatchException, JsonPointerException, TypeError, KeyError, RecursionError) as error:
        raise ValueError(f"the patch cannot be applied: {error}", True) from error
    return document
