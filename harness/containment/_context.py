"""Where a schema comes from: its dialect, who writes and reads its messages, and what its references mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.containment._normal import Normal, normalised

if TYPE_CHECKING:
    from collections.abc import Callable

DRAFT_4 = "http://json-schema.org/draft-04/schema#"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
OPENAPI_3_0 = "https://spec.openapis.org/oas/3.0/dialect"

# Dialects in which keywords beside `$ref` say nothing.
_BARE_REFERENCES = ("draft-03", "draft-04", "draft-05", "draft-06", "draft-07", "oas/3.0")


class Reading(NamedTuple):
    """How the schemas of one side are read.

    Attributes:
        dialect: the URI of the meta-schema.
        hidden: "readOnly" in a request, "writeOnly" in a response: properties marked so are no part of the message;
            None for schemas that are no messages.
        sends: whether this side writes the messages that the other reads.
        formats: whether `format` is an assertion.
        widths: whether `int32` and `int64` bound integers, as in OpenAPI.
    """

    dialect: str = DRAFT_2020
    hidden: str | None = None
    sends: bool = True
    formats: bool = True
    widths: bool = False

    @property
    def bare_references(self) -> bool:
        """Whether keywords beside `$ref` say nothing."""
        return any(part in self.dialect for part in _BARE_REFERENCES)

    @property
    def boolean_bounds(self) -> bool:
        """Whether `exclusiveMinimum` may be a boolean."""
        return any(part in self.dialect for part in ("draft-03", "draft-04", "oas/3.0"))


class Context:
    """The schemas that one side's references can reach."""

    __slots__ = ("_known", "_kept", "_resolve", "reading")

    def __init__(self, reading: Reading, resolve: Callable[[Any, str], tuple[Context, Any] | None]) -> None:
        self.reading = reading
        self._resolve = resolve
        self._known: dict[int, Normal] = {}
        self._kept: list[Any] = []

    def normal(self, schema: Any) -> Normal:
        """The normal form of a schema, made once."""
        known = self._known.get(id(schema))
        if known is None:
            known = self._known[id(schema)] = normalised(schema, self)
            self._kept.append(schema)
        return known

    def target(self, schema: Any, reference: str) -> tuple[Context, Any] | None:
        """The schema that a reference points at, with the context to read it in; None for nothing."""
        return self._resolve(schema, reference)


class Literal(NamedTuple):
    """What is asked of a value: to be valid for a schema, or not to be.

    `schema` is True or False or an object as it stands in the document.
    """

    wanted: bool
    context: Context
    schema: Any

    @property
    def normal(self) -> Normal:
        """The normal form of the schema."""
        return self.context.normal(self.schema)

    @property
    def key(self) -> tuple[bool, int]:
        """What two literals that ask the same have in common."""
        schema = self.schema
        return self.wanted, (1 if schema else 0) if isinstance(schema, bool) else id(self.normal.origin)

    def of(self, schema: Any) -> Literal:
        """The same demand for a subschema."""
        return Literal(self.wanted, self.context, schema)

    def refused(self, schema: Any) -> Literal:
        """The demand that a subschema refuses the value."""
        return Literal(False, self.context, schema)

    def accepted(self, schema: Any) -> Literal:
        """The demand that a subschema accepts the value."""
        return Literal(True, self.context, schema)


def in_document(root: Any, reading: Reading) -> Context:
    """The context of a schema that stands for itself: references are pointers and anchors in it."""
    from harness.document import parse_pointer

    anchors: dict[str, Any] | None = None

    def resolve(_: Any, reference: str) -> tuple[Context, Any] | None:
        nonlocal anchors
        base, _, fragment = reference.partition("#")
        if not fragment.startswith("/"):
            if not base and not fragment:
                return context, root
            if anchors is None:
                anchors = _anchors(root)
            name = fragment or base
            return (context, anchors[name]) if name in anchors else None
        start = root
        if base:
            anchors = _anchors(root) if anchors is None else anchors
            start = anchors.get(base, root)
        found = _at(start, parse_pointer("#" + fragment))
        return None if found is _NOTHING else (context, found)

    context = Context(reading, resolve)
    return context


_NOTHING = object()


def _at(value: Any, pointer: tuple[str, ...]) -> Any:
    for key in pointer:
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return _NOTHING
    return value if isinstance(value, dict | bool) else _NOTHING


def _anchors(root: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    pending = [root]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            for keyword in ("$anchor", "$dynamicAnchor", "$id", "id"):
                name = value.get(keyword)
                if isinstance(name, str):
                    found.setdefault(name.strip("#"), value)
                    found.setdefault(name.rstrip("#").rpartition("/")[2] or name, value)
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return found
