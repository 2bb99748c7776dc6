"""What one response says in one media type: declared examples that are valid, else values that are made."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from harness.containment import Party
from harness.document import Node
from harness.messages import NO_VALUE, ValueGenerator, body_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.document import Document
    from harness.messages import Compiler, Draw

_encoded = msgspec.json.Encoder().encode
# How often hidden members are taken out of an example: each turn takes out those of one level.
_TURNS = 20
# Small files of their kinds.
_FILES = {
    "application/jsonl": b"{}\n",
    "application/ndjson": b"{}\n",
    "application/pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "application/zip": b"PK\x05\x06" + bytes(18),
    "image/gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;",
    "image/png": bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
        "0000000b4944415478da6364600000000600023081d02f0000000049454e44ae426082"
    ),
}


class Content:
    """The values of one media type of a response; everything is compiled when it is first needed.

    Attributes:
        media_type: as it is declared.
        document: that it is from.
    """

    def __init__(self, document: Document, node: Node, media_type: str) -> None:
        self.document = self._document = document
        self._node = node
        self.media_type = media_type
        self._name = media_type.partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether values are sent as JSON."""
        return self._name.endswith(("json", "/*"))

    @property
    def is_xml(self) -> bool:
        """Whether the body is XML."""
        return self._name.endswith(("/xml", "+xml"))

    @cached_property
    def is_unwritable(self) -> bool:
        """Whether nothing can be said: XML is not made from schemas, but of texts."""
        return self.is_xml and not self.examples and not self.accepts("<a/>")

    @cached_property
    def schema(self) -> Node:
        """The schema of a whole body, one of anything where none is declared."""
        own = self._node.child("schema") or self._document.items_of(self._node)
        return Node(self._node.file, (), {}) if own is None else own

    @cached_property
    def declared(self) -> dict[str, Any]:
        """The values of the declared examples by their names; that of a single one is empty.

        Source: OpenAPI 3.2.0, 4.20 Example Object.
        """
        examples = {"": self._node.get("example")} if "example" in self._node.value else {}
        entries = self._node.child("examples")
        for name, entry in entries.members() if entries is not None else ():
            example = self._document.resolve(entry)
            for key in ("dataValue", "value", "serializedValue"):
                if example is not None and isinstance(example.value, dict) and key in example.value:
                    examples.setdefault(name, example.value[key])
        return examples

    @cached_property
    def examples(self) -> dict[str, Any]:
        """The examples that are valid, without members that only requests have."""
        if self.is_xml:
            # Such an example is the text of a body, not what its schema describes.
            return {name: value for name, value in self.declared.items() if isinstance(value, str)}
        cleaned = ((name, self._cleaned(value)) for name, value in self.declared.items())
        return {name: value for name, value in cleaned if value is not NO_VALUE}

    @cached_property
    def is_file(self) -> bool:
        """Whether the body is bytes that nothing is said of."""
        is_text = (
            self.is_json or self._name.startswith("text/") or self._name.endswith(("xml", "x-www-form-urlencoded"))
        )
        schema = self._document.resolve(self.schema) or self.schema
        says_more = isinstance(schema.value, dict) and not {"type", "format", "contentMediaType"} >= schema.value.keys()
        return not is_text and not says_more

    def accepts(self, value: Any) -> bool:
        """Whether the schema allows a value in a response."""
        try:
            return self._generator.accepts(value)
        except (ValueError, RecursionError):
            return False

    @property
    def compiler(self) -> Compiler:
        """Makes the parts of values; its bundle has the schema as the sender of responses reads it."""
        return self._generator.compiler

    def made(self, draw: Draw) -> Any:
        """A value that is made, `NO_VALUE` where there is none or none was found."""
        if self.is_unwritable:
            return NO_VALUE
        try:
            return self._generator.decided(draw)
        except RecursionError:
            return NO_VALUE

    def body(self, value: Any) -> bytes:
        """A value as it is sent."""
        if self.is_json:
            return json_body(value)
        return body_text(self.media_type, value).encode(self._charset, "replace")

    @property
    def file(self) -> bytes:
        """A file of this type."""
        return _FILES.get(self._name, b"mock\n")

    @cached_property
    def _charset(self) -> str:
        import codecs

        _, _, named = self.media_type.lower().partition("charset=")
        try:
            return codecs.lookup(named.partition(";")[0].strip(' "')).name
        except LookupError:
            return "utf-8"

    @cached_property
    def _generator(self) -> ValueGenerator:
        return ValueGenerator(self.schema, self._document, "response")

    def _cleaned(self, value: Any) -> Any:
        """A value without members that are no part of a response; `NO_VALUE` where it is not valid then."""
        if self.accepts(value):
            return value
        _, validator = Party(self._document, sends=True).read(self.schema, "response")
        value = json.loads(json.dumps(value))
        for _ in range(_TURNS):
            hidden = [] if validator is None else list(_hidden_members(validator, value))
            if not hidden:
                break
            for path in hidden:
                _remove(value, path)
        return value if self.accepts(value) else NO_VALUE


def examples_alone(document: Document, response: Node) -> Node | None:
    """The examples of a response that has no schema, as `content`; None where there are none.

    Source: OpenAPI 2.0, Example Object.
    """
    raw = response.file.at(response.pointer) if document.version == "2.0" else None
    examples = None if raw is None else raw.child("examples")
    if examples is None or not isinstance(examples.value, dict):
        return None
    content = {media_type: {"example": value} for media_type, value in examples.value.items()}
    return Node(examples.file, examples.pointer, content)


def json_body(value: Any) -> bytes:
    """A value as JSON; halves of signs, which UTF-8 cannot write, become question marks."""
    try:
        return _encoded(value)
    except (ValueError, TypeError, OverflowError):
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _hidden_members(validator: Any, value: Any) -> Iterator[list[Any]]:
    for error in validator.iter_errors(value):
        if error.kind.name == "falseSchema" and error.instance_path:
            yield list(error.instance_path)


def _remove(value: Any, path: list[Any]) -> None:
    for step in path[:-1]:
        value = value[step]
    if isinstance(value, dict):
        value.pop(path[-1], None)


def with_places(value: Any, places: Mapping[str, Any], content: Content) -> Any:
    """A value that tells of what the path of the request names: `/pets/7` is answered by a pet with the id 7."""
    if not isinstance(value, dict):
        return value
    for name, key in named_members(places, value):
        if value[key] != places[name]:
            changed = value | {key: places[name]}
            value = changed if content.accepts(changed) else value
    return value


def named_members(places: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The parameters that members of an object are named after, each with its member.

    The last one may have the name of the resource before it: `petId` is the `id` of a pet.
    """
    folded = {_folded(key): key for key in value}
    for at, name in enumerate(places, 1):
        own = _folded(name)
        ends = (
            [own] if at < len(places) else [own, *(end for end in ("uuid", "id", "key", "name") if own.endswith(end))]
        )
        key = next((folded[end] for end in ends if end in folded), None)
        if key is not None:
            yield name, key


def _folded(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
