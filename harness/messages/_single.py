"""One part of a message with its values: made, read, checked."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from harness.containment import Party
from harness.document import Node
from harness.messages._bodies import UNREADABLE
from harness.messages._compiler import without_secrets
from harness.messages._demands import SchemaBundle
from harness.messages._reading import Shape, readings_of
from harness.messages._refusals import Refusal, deepest, reasons_of
from harness.messages._values import NO_VALUE, ValueGenerator
from harness.messages._wire import JSON, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.document import Document
    from harness.messages._draws import Draw
    from harness.messages._parts import MessagePart, Path
    from harness.messages._refusals import Reason
    from harness.messages._wire import Sent, Wire


class PartValues:
    """The values of a part; everything is compiled when it is first needed.

    Attributes:
        part: of a request or a response.
        document: that the part is from.
    """

    def __init__(self, part: MessagePart, document: Document) -> None:
        self.part = part
        self.document = document
        self.place: Path = part.place
        self.media_type = part.media_type
        self.required = part.required
        self.wire: Wire = part.wire
        self.style = part.style or Style("form", explode=True)

    @cached_property
    def schema(self) -> Node:
        """The schema, one of anything where there is none."""
        schema = self.part.schema
        return Node(self.part.node.file, (), {}) if schema is None else schema

    @cached_property
    def shape(self) -> Shape:
        """What the values may look like, for who reads them from texts."""
        schema, _ = self._reader
        return Shape(SchemaBundle(schema), (schema,))

    @cached_property
    def sent_shape(self) -> Shape:
        """What they look like where they are taken apart by their style: JSON is one text."""
        return Shape(SchemaBundle({}), ({"type": "string"},)) if self.wire.kind == JSON else self.shape

    def value(self, draw: Draw | None, seed: int | None) -> Any:
        """A value that is sent, `NO_VALUE` for none; examples of the part come before those of its schema."""
        if seed is not None:
            return self._values.seeded(seed)
        if draw is not None and draw.takes_example(whole=True):
            for example in self._examples:
                if self._values.accepts(example):
                    return example
        return self._values.decided(draw) if draw is not None else NO_VALUE

    def accepts(self, value: Any) -> bool:
        """Whether a reader takes a value."""
        if value is UNREADABLE:
            return False
        _, validator = self._reader
        return validator is None or bool(validator.is_valid(value))

    def errors(self, value: Any) -> list[Any]:
        """What the schema has against a value, in the terms of the engine."""
        _, validator = self._reader
        return list(validator.iter_errors(value))

    def refusal(self, value: Any) -> Refusal:
        """Why a value is refused that is not accepted."""
        if value is UNREADABLE:
            return Refusal(self.place, reason="no JSON", fault="syntax")
        return self._refusal(deepest(self._reasons(value)))

    def refusals(self, value: Any) -> Iterator[Refusal]:
        """All reasons why a value is refused that can be read, and is not accepted."""
        yield from map(self._refusal, self._reasons(value))

    def _reasons(self, value: Any) -> list[Reason]:
        schema, _ = self._reader
        return reasons_of(self.errors(value), schema)

    def _refusal(self, reason: Reason) -> Refusal:
        return Refusal.by_schema(self.place, reason)

    def readings(self, sent: Sent) -> Iterator[Any]:
        """The values as which a text may be read, the likeliest first."""
        if self.wire.kind != JSON:
            yield from readings_of(sent, self.shape)
            return
        try:
            yield json.loads(sent) if isinstance(sent, str) else UNREADABLE
        except ValueError:
            yield UNREADABLE

    def read(self, sent: Iterable[Sent], values: dict[Path, Any]) -> Refusal | None:
        """Put the first reading that is accepted among the values; why none is, where none is.

        Args:
            sent: what was sent of the part, in each way in which it may be taken apart; nothing where it is missing.
            values: of a message, by the places of its parts.
        """
        first = NO_VALUE
        for alternative in sent:
            if not alternative and self.part.node.get("allowEmptyValue") is True:
                # Source: OpenAPI 3.1.1, 4.8.12.2, `allowEmptyValue`.
                values[self.place] = alternative
                return None
            for value in self.readings(alternative):
                if self.accepts(value):
                    values[self.place] = value
                    return None
                first = value if first is NO_VALUE else first
        if first is NO_VALUE:
            return Refusal(self.place) if self.required else None
        return self.refusal(first)

    @cached_property
    def _reader(self) -> tuple[dict[str, Any], Any]:
        return Party(self.document, sends=False).read(self.schema, self.part.direction)

    @cached_property
    def _values(self) -> ValueGenerator:
        return ValueGenerator(self.schema, self.document, self.part.direction, self.part.name)

    @cached_property
    def _examples(self) -> list[Any]:
        return [without_secrets(example) for example in examples_of(self.part.node, self.document)]


def examples_of(node: Node, document: Document) -> list[Any]:
    """What a parameter, header or media type shows.

    Source: OpenAPI 3.1.1, 4.8.12.4 and 4.8.14, `example` and `examples`.
    """
    examples = [node.get("example")] if "example" in node.value else []
    entries = node.child("examples")
    for _, entry in entries.members() if entries is not None else ():
        example = document.resolve(entry)
        if example is not None and isinstance(example.value, dict) and "value" in example.value:
            examples.append(example.value["value"])
    return examples
