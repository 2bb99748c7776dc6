"""What may be passed over as unchanged with all that it refers to, and which operations use a component."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any

from harness.document import closed, exact_bytes, flattened, references_in, referring
from harness.vocabulary import (
    ANYWHERE,
    OWN_DIALECT,
    REQUEST,
    RESPONSE,
    component_at,
    component_of,
    components_in,
    is_component,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document import Document, Node, Operation


_OTHER_FILE = re.compile(rb"\$ref[\"']?\s*:\s*(?:[>|][-+]?\s*)?[\"']?[^\s\"'#]")
_FLIPPED = {REQUEST: RESPONSE, RESPONSE: REQUEST}
# Where the messages of an operation stand.
_PARTS = {"parameters": REQUEST, "requestBody": REQUEST, "responses": RESPONSE}


_PLAIN = re.compile(r"[\w.-]+", re.ASCII)


def canonical(value: Any) -> Any:
    """The value without what JSON gives no meaning: the order of members, and whether a number is spelled 1 or 1.0.

    Source: JSON Schema 2020-12 core, 4.2.2, instance equality.
    """
    kind = type(value)
    if kind is dict:
        return {key: canonical(value[key]) for key in sorted(value)}
    if kind is list:
        return [canonical(item) for item in value]
    return int(value) if kind is float and value.is_integer() else value


def same(old: Any, new: Any) -> bool:
    """Whether two values are the same JSON; unlike with `==`, 1 is not true."""
    kind = type(old)
    if kind is not type(new):
        return _are_equal_numbers(old, new)
    if kind is not dict and kind is not list:
        return bool(old == new) or (kind is float and repr(old) == repr(new))  # NaN
    try:
        return bool(old == new) and _alike(exact_bytes(old), old, new)
    except RecursionError:
        return flattened(old, spelled=False) == flattened(new, spelled=False)


def _are_equal_numbers(old: Any, new: Any) -> bool:
    return {type(old), type(new)} == {int, float} and bool(old == new)


def _alike(exact: bytes, old: Any, new: Any) -> bool:
    """Whether values that Python holds for equal are the same; `exact` are the bytes of the first."""
    return exact == exact_bytes(new) or exact_bytes(canonical(old)) == exact_bytes(canonical(new))


def has_meaning(document: Document, schema: dict[str, Any], keyword: str) -> bool:
    """Whether a keyword says anything in a schema of a document.

    Source: OpenAPI 3.0.3, 4.7.23 Reference Object and 4.7.24.1 `nullable`; JSON Schema 2020-12, which 3.1 follows.
    """
    is_own = document.version in OWN_DIALECT
    if is_own and keyword != "$ref" and "$ref" in schema:
        return False
    is_of_own = keyword in ("nullable", "x-nullable") or (
        type(schema[keyword]) is bool and keyword.startswith("exclusive")
    )
    return is_own or not is_of_own


def _may_shift(value: Any) -> bool:
    """Whether a value may hold a schema that means something else by other versions of OpenAPI."""
    pending = [value]
    while pending:
        inner = pending.pop()
        if type(inner) is dict:
            if "nullable" in inner or "x-nullable" in inner or ("$ref" in inner and len(inner) > 1):
                return True
            if any(type(inner.get(keyword)) is bool for keyword in ("exclusiveMinimum", "exclusiveMaximum")):
                return True
            pending += inner.values()
        elif type(inner) is list:
            pending += inner
    return False


class Unchanged:
    """Tells whether an object of the old document is the same in the new one, references included.

    Components that differ are changed, and so is each that refers to a changed one. An object is unchanged if its
    image is the same on both sides and it refers to no changed component. References that lead elsewhere than to
    a component are never trusted: what refers to them is compared.
    """

    __slots__ = ("_changed", "_changed_references", "_local", "_lone", "is_shifted")

    def __init__(self, old: Document, new: Document) -> None:
        # Between versions with dialects of their own and later ones the same text may say something else.
        self.is_shifted = (old.version in OWN_DIALECT) != (new.version in OWN_DIALECT)
        self._local = (old.file, new.file)
        identical = old.content is new.content and not refers_elsewhere(old)
        same_on_both = {} if identical else _unchanged_components(old, new, is_shifted=self.is_shifted)
        changed = {ANYWHERE, *(name for name, references in same_on_both.items() if references is None)}
        # What changed components refer to themselves is of no importance here, and is not read.
        unchanged = {name: references for name, references in same_on_both.items() if references is not None}
        self._changed = closed(changed, referring(unchanged.items()))
        # References to these lead nowhere on one side, and have to be looked at where they stand.
        self._lone = frozenset() if identical else _lone_components(old.content, new.content)
        # For each component that says the same on both sides, the changed ones that it refers to.
        self._changed_references = {name: self._changed_among(references) for name, references in unchanged.items()}

    def __call__(self, old: Node, new: Node) -> bool:
        """Whether the two are the same, in all that they say and refer to."""
        return self.changed_references_in(old, new) == ()

    def changed_references_in(self, old: Node, new: Node) -> tuple[str, ...] | None:
        """The references to changed components in an object that says the same on both sides.

        None where the two differ, or where a reference leads elsewhere than to a component.
        """
        references = self.changed_references_in_component(old, new)
        if references is None:
            return self.changed_references_in_values(old.value, new.value, local=self.is_local(old, new))
        return references

    def changed_references_in_component(self, old: Node, new: Node) -> tuple[str, ...] | None:
        """The same for two components of one name, None for all else; it costs nothing."""
        name = component_at(old.pointer)
        if name is None or old.pointer != new.pointer or old.parts is not None or new.parts is not None:
            return None
        return self._changed_references.get(name) if self.is_local(old, new) else None

    def is_local(self, old: Node, new: Node) -> bool:
        """Whether both stand in the files that were named."""
        return (old.file, new.file) == self._local

    def changed_references_in_values(self, old: Any, new: Any, *, local: bool) -> tuple[str, ...] | None:
        """The same for values, of which `local` tells whether they stand in the files that were named."""
        kind = type(old)
        if kind is not type(new):
            return () if _are_equal_numbers(old, new) else None
        if kind is not dict and kind is not list:
            return () if old == new else None
        try:
            if old != new:
                return None
            exact = exact_bytes(old)
            if not _alike(exact, old, new) or (self.is_shifted and _may_shift(old)):
                return None
        except RecursionError:  # too deep for this, not for the walk
            return None
        if b"$" not in exact:  # as most are: this is asked of every value that does not differ
            return ()
        references = references_in(old, exact)
        if references and not local:
            return None
        return self._changed_among(references)

    def changed_references_by_member(self, old: Node, new: Node) -> dict[str, tuple[str, ...]]:
        """The same for each member that says the same in two objects; the others are left out."""
        local = self.is_local(old, new)
        members = {}
        for key, value in old.value.items():
            if key in new.value:
                references = self.changed_references_in_values(value, new.value[key], local=local)
                if references is not None:
                    members[key] = references
        return members

    def changed_references_in_value(self, value: Any) -> tuple[str, ...] | None:
        """The references to changed components in a value that is known to say the same on both sides."""
        return self._changed_among(references_in(value))

    def _changed_among(self, references: dict[str, None]) -> tuple[str, ...] | None:
        """Those of the references that lead to a changed component; None where one must not be trusted."""
        changed = []
        for reference in references:
            component = component_of(reference)
            if component in self._changed:
                if not is_component(reference) or component in self._lone:
                    return None
                changed.append(reference)
        return tuple(changed)


def refers_elsewhere(document: Document) -> bool:
    """Whether the text of a document may hold a reference to another file."""
    return _OTHER_FILE.search(document.source.data) is not None


def _unchanged_components(old: Document, new: Document, *, is_shifted: bool) -> dict[str, dict[str, None] | None]:
    """For each component the references in it, None where its sides differ."""
    olds, news = dict(components_in(old.content)), dict(components_in(new.content))
    components: dict[str, dict[str, None] | None] = {}
    for name in {**olds, **news}:
        components[name] = None
        if name not in olds or name not in news:
            continue
        was, now = olds[name], news[name]
        try:
            if was == now and _alike(exact := exact_bytes(was), was, now) and not (is_shifted and _may_shift(was)):
                components[name] = old.references.references(name, exact)
        except RecursionError:  # too deep for this, not for the walk
            continue
    return components


def _lone_components(old: dict[str, Any], new: dict[str, Any]) -> frozenset[str]:
    """The components that one side has and the other has not."""
    return frozenset(dict(components_in(old)).keys() ^ dict(components_in(new)).keys())


def may_use(document: Document, component: str) -> bool:
    """Whether a reference to a component may stand in a document at all; asked of its bytes, which is quick."""
    _, _, name = component.partition("/")
    return _PLAIN.fullmatch(name) is None or b"/" + name.encode() in document.source.data


class Usage:
    """The operations of a document that use its components."""

    __slots__ = ("_document", "_messages", "_users")

    def __init__(self, document: Document) -> None:
        self._document = document
        # All operations with their directions, in document order.
        self._messages: tuple[tuple[str, str], ...] = ()
        # By component, those of them that use it, as bits.
        self._users: dict[str, int] = {}

    def of(self, component: str) -> dict[tuple[str, str], None]:
        """The operations, by name, whose messages of a direction a component is part of, in document order.

        Args:
            component: section and name: `schemas/Pet`.
        """
        if not self._messages:
            self._read()
        digits = reversed(f"{self._users.get(component, 0):b}")
        return {user: None for user, digit in zip(self._messages, digits, strict=False) if digit == "1"}

    def _read(self) -> None:
        """Note what operations refer to, and what that leads to."""
        numbers: dict[tuple[str, str], int] = {}
        for name, direction, value in _messages(self._document):
            number = numbers.setdefault((name, direction), len(numbers))
            for target in _targets(value):
                self._users[target] = self._users.get(target, 0) | 1 << number
        self._messages = tuple(numbers)
        pending = deque(self._users)
        while pending:
            name = pending.popleft()
            for target in self._document.references.targets(name):
                users = self._users.get(target, 0)
                if self._users[name] & ~users:
                    self._users[target] = users | self._users[name]
                    pending.append(target)


def _messages(document: Document) -> Iterator[tuple[str, str, Any]]:
    """The parts of all operations with the name of the operation that their changes are told of, and the direction."""
    for operation in document.operations:
        pending: list[tuple[Operation, bool]] = [(operation, operation.kind != "operation")]
        seen: set[tuple[int, bool]] = set()  # a callback may come back to itself
        while pending:
            current, inverted = pending.pop()
            # identity: the document holds the operations of its callbacks.
            if (id(current.node.value), inverted) in seen:
                continue
            seen.add((id(current.node.value), inverted))
            parts = [(_PARTS[key], value) for key, value in current.node.value.items() if key in _PARTS]
            parts += [(REQUEST, current.item.value.get("parameters"))]
            for direction, value in parts:
                yield operation.name, _FLIPPED[direction] if inverted else direction, value
            pending += [(callback, not inverted) for _, callback in current.callbacks]


def _targets(value: Any) -> set[str]:
    return {component_of(reference) for reference in references_in(value)}
