"""The schemas of one document as one party of its messages reads them, each made into one schema for the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._bundles import Bundle
from harness.containment._messages import MessageContainment
from harness.containment._questions import NO
from harness.containment._sides import context_of
from harness.containment._validators import validator
from harness.document import Node
from harness.vocabulary import names

if TYPE_CHECKING:
    from harness.containment._questions import Context
    from harness.document import Document
    from harness.vocabulary import Sender

# What shows values, and says nothing of which are valid.
_SHOWING = ("example", "default")
_ALTERNATIVES = names("one", "some")


class Party:
    """Who sends the messages of a document, or reads them.

    A sender leaves out what is `readOnly` in a request and `writeOnly` in a response; a reader takes anything there.
    """

    __slots__ = ("_document", "_formats", "_sends")

    def __init__(self, document: Document, *, sends: bool, formats: bool = True) -> None:
        self._document = document
        self._sends = sends
        self._formats = formats

    def read(self, node: Node, direction: Sender) -> tuple[dict[str, Any], Any]:
        """A schema for messages of a direction, and its validator, None where the engine refuses it.

        The schema comes with all that it refers to under `$defs`, in the words of its draft, that of OpenAPI 3.0 in the
        newest. Examples and defaults stand in it. Beside alternatives with a discriminator, `x-tag` holds the name of
        the property and its value for each of them.
        """
        context = context_of(self._document, node, direction, sends=self._sends, formats=self._formats)
        schema = _Whole().bundled(node.value, context)
        return schema, validator(schema, context.age, formats=self._formats)

    def witness(self, node: Node, direction: Sender) -> tuple[Any] | None:
        """A value that a search finds where making one is not enough; None where there is none or none was found."""
        nothing = Node(node.file, (), value=False)
        both = MessageContainment(self._document, self._document, formats=self._formats)
        answer = both.contained(node, nothing, direction)
        return (answer.witness,) if answer.verdict == NO else None


class _Whole(Bundle):
    """A bundle for any value, with what shows values."""

    inlines = False

    def __init__(self) -> None:
        super().__init__(None)

    def schema(self, schema: Any, context: Context) -> Any:
        """A schema with its references turned into those of the bundle, and with its examples."""
        members = super().schema(schema, context)
        if not isinstance(schema, dict) or not isinstance(members, dict):
            return members
        shown = {keyword: schema[keyword] for keyword in _SHOWING if keyword in schema}
        if isinstance(schema.get("examples"), list):
            shown["examples"] = schema["examples"]
        return members | shown | self._tag(schema)

    def _tag(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The property of a discriminator with its value for each alternative.

        Source: OpenAPI 3.1.1, 4.8.25 Discriminator Object.
        """
        declared = schema.get("discriminator")
        discriminator = declared if isinstance(declared, dict) else {}
        name = discriminator.get("propertyName")
        branches = next((schema[keyword] for keyword in _ALTERNATIVES if isinstance(schema.get(keyword), list)), None)
        if not isinstance(name, str) or branches is None:
            return {}
        mapping = discriminator.get("mapping")
        mapped = {str(target): value for value, target in mapping.items()} if isinstance(mapping, dict) else {}
        references = [str(branch.get("$ref", "")) if isinstance(branch, dict) else "" for branch in branches]
        tags = [mapped.get(reference) or reference.rpartition("/")[2] for reference in references]
        return {"x-tag": [name, [mapped.get(tag, tag) for tag in tags]]}
