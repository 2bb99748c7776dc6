"""How the schemas of documents are read as messages: each document has a side, that of the sender or of the reader."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from harness.containment._alternatives import apart_alternatives
from harness.containment._questions import DRAFT_2020, OPENAPI_3_0, Context, Reading
from harness.containment._scopes import Scope, scope_at
from harness.document import Node, parse_pointer
from harness.errors import DocumentError
from harness.vocabulary import OWN_DIALECT, REQUEST, RESPONSE, keyword_for

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from harness.document import Document, File
    from harness.vocabulary import Sender

# Begins references that no document holds.
_LENT = "\0lent "
_ONE = keyword_for("one")
_HIDDEN: dict[Sender, str] = {REQUEST: "readOnly", RESPONSE: "writeOnly"}


class Loans:
    """Schemas that stand in the other document for a question, and are read there as in their own."""

    __slots__ = ("_edited", "_makers", "_nodes")

    def __init__(self) -> None:
        # By the identities of their values.
        self._edited: dict[int, Node] = {}
        self._nodes: dict[str, Node] = {}
        self._makers: list[Callable[[], Node]] = []

    def schema(self, node: Node) -> Any:
        """A schema to put into the other document: its references lead where they led."""
        return node.value if type(node.value) is not dict else {"$ref": self.later(lambda: node)}

    def later(self, make: Callable[[], Node]) -> str:
        """A reference to a schema that is made when somebody follows it."""
        self._makers.append(make)
        return f"{_LENT}{len(self._makers) - 1}"

    def edited(self, node: Node, before: Any) -> Node:
        """A schema that some edits were made in, or behind it: no other says the same, nor did it before."""
        if node.value is not before and type(node.value) is dict:
            self._edited[id(node.value)] = node  # identity: the node that is kept holds it
        return node

    def has_edits(self, schema: Any) -> bool:
        """Whether a schema is one of these."""
        return id(schema) in self._edited  # identity: as above

    def node(self, reference: str) -> Node | None:
        """What a reference of these leads to; None for a reference of a document."""
        if not reference.startswith(_LENT):
            return None
        known = self._nodes.get(reference)
        if known is None:
            known = self._nodes[reference] = self._makers[int(reference.removeprefix(_LENT))]()
        return known


def context_of(document: Document, schema: Node, direction: Sender, *, sends: bool, formats: bool) -> Context:
    """How one party of the messages of a document reads a schema."""
    return Side(document, document, None, sends=sends, formats=formats).context(schema, direction)


class ApartAlternatives:
    """Which alternatives of the `oneOf`s of a document have no value in common with another, in any message."""

    __slots__ = ("_known", "_side")

    def __init__(self, document: Document) -> None:
        self._side = Side(document, document, None, sends=False, formats=False)
        # By the identity of a schema's value, which its document keeps.
        self._known: dict[int, frozenset[int]] = {}

    def of(self, node: Node) -> frozenset[int]:
        """The numbers of those of a schema."""
        # identity: as above.
        known = self._known.get(id(node.value))
        if known is None:
            several = (self._side.context(node, sender).normal(node.value) for sender in _HIDDEN)
            count = len(node.value[_ONE])
            known = frozenset.intersection(*(apart_alternatives(normal, count) for normal in several))
            self._known[id(node.value)] = known
        return known

    def references(self, node: Node) -> frozenset[str]:
        """The references among them."""
        part = node.child(_ONE)
        alternatives = part.value if part is not None and type(part.value) is list else ()
        apart = self.of(node) if alternatives else ()
        references = (alternatives[number].get("$ref") for number in apart if type(alternatives[number]) is dict)
        return frozenset(reference for reference in references if type(reference) is str)


class Side:
    """The contexts of one document."""

    __slots__ = ("_contexts", "_document", "_formats", "_loans", "_other", "_sends")

    def __init__(self, document: Document, other: Document, loans: Loans | None, *, sends: bool, formats: bool) -> None:
        self._document = document
        self._other = other
        self._sends = sends
        self._formats = formats
        self._loans = loans or Loans()
        # By the identities of files, which the documents keep.
        self._contexts: dict[Hashable, Context] = {}

    def context(self, schema: Node, direction: Sender) -> Context:
        """The context in which a schema is read."""
        return self._context(schema.file, direction, scope_at(schema))

    def _context(self, file: File, direction: Sender, scope: Scope) -> Context:
        # identity: the context that is kept holds its file.
        key = (id(file), direction, scope.key)
        known = self._contexts.get(key)
        if known is None:
            lent = file is self._other.file is not self._document.file
            reading = Reading(
                _dialect(self._other if lent else self._document),
                hidden=_HIDDEN[direction],
                sends=self._sends,
                formats=self._formats,
                widths=True,
            )
            # identity: as above.
            resolve, scoped = self._resolver(file, direction, scope), partial(self._context, file, direction)
            known = self._contexts[key] = Context(
                reading, resolve, file, scope, scoped if file.may_have_dynamic_anchors else None
            )
        return known

    def _resolver(
        self, file: File, direction: Sender, scope: Scope
    ) -> Callable[[Any, str], tuple[Context, Any] | None]:
        known: dict[str, tuple[Context, Any] | None] = {}

        def resolve(schema: Any, reference: str) -> tuple[Context, Any] | None:
            lent = self._loans.node(reference)
            if lent is not None:
                return self.context(lent, direction), lent.value
            if reference not in known:
                known[reference] = found(schema, reference)
            return known[reference]

        def found(schema: Any, reference: str) -> tuple[Context, Any] | None:
            # One change put into the other document may refer to what only its own has: no case for an error.
            if reference.startswith("#/") and file.at(parse_pointer(reference)) is None:
                return None
            try:
                target = self._document.target(Node(file, (), schema), reference)
            except DocumentError:
                return None
            return self._context(target.file, direction, scope.entered(target)), target.value

        return resolve


def _dialect(document: Document) -> str:
    if document.version in OWN_DIALECT:
        return OPENAPI_3_0
    declared = document.content.get("jsonSchemaDialect")
    return declared if isinstance(declared, str) and "json-schema.org" in declared else DRAFT_2020
