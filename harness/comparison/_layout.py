"""Two schemas in forms in which their keywords can be compared one by one, whatever they are put together from.

What a schema refers to, and what it takes from the members of its `allOf`, is laid out under its own keywords where the
other schema says it itself. A union of which the other schema is one alternative has that as one on both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._composition import (
    EVERY,
    FIXED,
    PROPERTIES,
    REQUIRED,
    TYPE,
    UNIONS,
    Composition,
    is_demanding,
    made,
    reference_to,
)
from harness.comparison._members import with_members
from harness.comparison._pairing import alternatives
from harness.comparison._references import behind, reference_of, target
from harness.comparison._unchanged import has_meaning
from harness.document import Node
from harness.vocabulary import ANNOTATED, KEYWORDS, NULL, OWN_DIALECT, REPLACED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison._graph import Pair
    from harness.document import Document

# What is told of two schemas that are put together in different ways.
COMPOSITION = "composition"

_COMPOSING = frozenset((EVERY, *UNIONS, "$ref"))


def laid_out(documents: tuple[Document, Document], pair: Pair) -> tuple[Node, Node]:
    """Both schemas of a pair in a form in which their keywords can be compared one by one."""
    composed = composition(documents, pair.old, pair.new)
    if composed is not None:
        if composed.is_news:
            pair.note(COMPOSITION, ANNOTATED, pair.old, pair.new, subject="schema")
        return composed.old, composed.new
    old, new = pair.old, pair.new
    old_refers, new_refers = reference_of(old) is not None, reference_of(new) is not None
    if old_refers and not new_refers:
        old = _with_target(documents[0], pair, old)
    elif new_refers and not old_refers:
        new = _with_target(documents[1], pair, new)
    return old, new


def composition(documents: tuple[Document, Document], old: Node, new: Node) -> Composition | None:
    """Two schemas in a form in which they can be compared, where they are put together in different ways; else None."""
    if type(old.value) is not dict or type(new.value) is not dict:
        return None
    if _COMPOSING.isdisjoint(old.value) and _COMPOSING.isdisjoint(new.value):
        return None
    return _as_nullable(documents, old, new) or _as_union(old, new) or with_members(documents, old, new)


def _with_target(document: Document, pair: Pair, node: Node) -> Node:
    """A schema with what it refers to under its own keywords."""
    parts: dict[str, Node] = {}
    current: Node | None = node
    seen: set[int] = set()
    # identity: the document holds what its references lead to.
    while current is not None and type(current.value) is dict and id(current.value) not in seen:
        seen.add(id(current.value))
        for keyword, member in current.members():
            if keyword == "$ref":
                continue
            if not is_demanding(keyword) or has_meaning(document, current.value, keyword):
                parts.setdefault(keyword, member)
            elif current is node:
                is_old = node is pair.old
                pair.note(keyword, ANNOTATED, member if is_old else None, None if is_old else member, subject="schema")
        reference = reference_of(current)
        if reference is None:
            break
        current = target(document, current, reference)
        if current is None:
            pair.note("reference", REPLACED, pair.old, pair.new, subject="schema")
        if current is not None and current.value is False:
            return current
    return made(node, parts)


def _as_nullable(documents: tuple[Document, Document], old: Node, new: Node) -> Composition | None:
    """The form for a union of one schema with null, where the other schema has null among its types."""
    for keyword in UNIONS:
        if keyword in new.value and keyword not in old.value and _takes_null(documents[0], old):
            laid = _with_null(documents[1], new, keyword, old.get(TYPE))
            return laid and Composition(old, laid[0], ((), laid[1]))
        if keyword in old.value and keyword not in new.value and _takes_null(documents[1], new):
            laid = _with_null(documents[0], old, keyword, new.get(TYPE))
            return laid and Composition(laid[0], new, (laid[1], ()))
    return None


def _takes_null(document: Document, schema: Node) -> bool:
    """Whether a schema names null among its types."""
    types = schema.get(TYPE)
    if type(types) is list:
        return "null" in types
    return document.version in OWN_DIALECT and type(types) is str and schema.get("nullable") is True


def _with_null(document: Document, union: Node, keyword: str, types: Any) -> tuple[Node, tuple[Node, ...]] | None:
    """The keywords of the only alternative beside null, with null among its types, and what leads to it.

    Args:
        document: of the union.
        union: the schema that has it.
        keyword: by which it has it.
        types: those of the other side, whose order is that of the list.
    """
    variants = union.child(keyword)
    elements = list(variants.elements()) if variants is not None else []
    null = next((element for element in elements if element.value == NULL), None)
    if null is None or len(elements) != 2 or any(map(is_demanding, union.value.keys() - {keyword})):
        return None
    other = next(element for element in elements if element is not null)
    schema = behind(document, other, "schema")
    if schema is None or type(schema.value) is not dict or schema.file is not union.file:
        return None
    concerns = {KEYWORDS[name].concerns for name in schema.value if is_demanding(name) and name != TYPE}
    known = schema.get(TYPE)
    kinds = [known] if type(known) is str else known
    if "any" in concerns or not FIXED.isdisjoint(schema.value) or type(kinds) is not list or "null" in kinds:
        return None
    ordered = [kind for kind in types if kind in kinds or kind == "null"] if type(types) is list else []
    listed = [*ordered, *(kind for kind in (*kinds, "null") if kind not in ordered)]
    parts = {name: member for name, member in union.members() if name != keyword}
    for name, member in schema.members():
        if is_demanding(name) or schema.value is other.value:
            parts.setdefault(name, member)
    parts[TYPE] = Node(null.file, null.pointer, listed)
    references = tuple(node for node in (other.child("$ref"), schema.child(TYPE)) if node is not None)
    return made(union, parts), references


def _as_union(old: Node, new: Node) -> Composition | None:
    """The form for a union of which the other schema is one alternative."""
    for keyword in UNIONS:
        if (keyword in new.value) is (keyword in old.value):
            continue
        schema, union = (old, new) if keyword in new.value else (new, old)
        alternative = _alternative(schema, union, keyword)
        if alternative is None:
            return None
        seen = tuple(reference for reference in _references_in(union, keyword) if reference_of(schema) is None)
        return Composition(alternative, new, ((), seen)) if schema is old else Composition(old, alternative, (seen, ()))
    return None


def _references_in(union: Node, keyword: str) -> Iterator[Node]:
    """The references that its alternatives are, if it has but one beside null."""
    variants = union.child(keyword)
    elements = [element for element in variants.elements() if element.value != NULL] if variants is not None else []
    for element in elements if len(elements) == 1 else ():
        reference = element.child("$ref")
        if reference is not None:
            yield reference


def _alternative(schema: Node, union: Node, keyword: str) -> Node | None:
    """A schema as the only alternative of a union, if that has one which it stands for."""
    variants = union.child(keyword)
    if variants is not None:
        reference = reference_to(schema, list(variants.elements()))
        schema = schema if reference is None else Node(schema.file, schema.pointer, reference.value)
    own = {name for name in schema.value if is_demanding(name) or name == "$ref"}
    outside = {name for name in union.value if is_demanding(name) or name == "$ref"} - {keyword}
    if variants is None or type(variants.value) is not list or outside or not own or own & {*UNIONS}:
        return None
    if all(None in pair for pair in alternatives([schema], list(variants.elements()))):
        return None
    beside = {name: member for name, member in schema.members() if name not in own}
    return made(schema, {**beside, keyword: Node(schema.file, schema.pointer, [schema.value], {"0": schema})})


def moves(composed: Composition) -> Iterator[tuple[Node, Node]]:
    """What stands for each other on both sides, each with its place."""
    for keyword, new in composed.new.members():
        old = composed.old.child(keyword)
        if old is None:
            continue
        if not (old.value and new.value):
            yield old, new
        elif keyword in (EVERY, *UNIONS) and type(old.value) is type(new.value) is list:
            yield from (pair for pair in alternatives(list(old.elements()), list(new.elements())) if None not in pair)  # type: ignore[misc]
        elif keyword == REQUIRED and type(old.value) is type(new.value) is list:
            values = {str(element.value): element for element in old.elements()}
            yield from ((values[str(item.value)], item) for item in new.elements() if str(item.value) in values)
        elif keyword == PROPERTIES and type(old.value) is type(new.value) is dict:
            both = ((old.child(name), member) for name, member in new.members())
            yield from ((was, now) for was, now in both if was is not None)
        else:
            yield old, new
