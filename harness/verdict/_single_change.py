"""One change alone: the old schema with nothing but this difference applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document import Node, format_pointer
from harness.vocabulary import COMBINING, NARROWED, WIDENED, by_form, component_around, family, keyword_for, names

if TYPE_CHECKING:
    from harness.comparison import Change
    from harness.containment import Loans

# The aspect of a change of a schema as a whole, of which one side is true or false.
WHOLE = "schema"
# Keywords with lists that may lose items and gain others, which are two changes.
_SHARED = ("enum", "type")
# Keywords with subschemas, and those of them whose subschemas have names.
_SCHEMAS = frozenset(names()).difference(names("property", "definition", "content"))
_DECLARED = keyword_for("property")
_MAPS = _SCHEMAS.intersection(by_form("schema map", "schema or names map"))


class SingleChangeApplied:
    """Schemas of the old document with single changes applied; the same one for changes that cannot be told apart."""

    __slots__ = ("_applied", "_loans", "_within")

    def __init__(self, loans: Loans) -> None:
        self._loans = loans
        # Schemas of both documents are known by the identities of their values, which live as long as the documents.
        self._applied: dict[tuple[Any, ...], Node | None] = {}
        # The node that was applied is kept, so that its identity is not given to another.
        self._within: dict[tuple[int, int], tuple[Node, Node | None]] = {}

    def applied(self, change: Change) -> Node | None:
        """The old schema with one change of it applied; None where that cannot be said apart from others."""
        effect = change.effect if change.aspect in _SHARED else ""
        way = change.old_node.pointer if change.aspect == WHOLE and change.old_node is not None else ()
        what = (
            _keyword(change) if change.subject in ("schema", "alternative") else (change.aspect, change.trail[-1].name)
        )
        # identity: the comparison holds the owners of its changes.
        key = (id(change.old_owner.value), id(change.new_owner.value), change.subject == "property", what, effect, way)
        if key not in self._applied:
            self._applied[key] = _applied(change, change.old_owner, self._loans)
        return self._applied[key]

    def applied_within(self, change: Change, ancestor: Node) -> Node | None:
        """A schema around the changed one, or that itself, with nothing but the change applied.

        Where the change is in a component, it is applied where the schema itself refers to that.
        """
        return self._around(self.applied(change), change.old_owner, ancestor)

    def together(self, changes: list[Change], ancestor: Node) -> Node | None:
        """The same with several changes of one schema applied, and no others."""
        changed: Node | None = changes[0].old_owner
        for change in changes:
            changed = None if changed is None else _applied(change, changed, self._loans)
        return self._around(changed, changes[0].old_owner, ancestor)

    def _around(self, changed: Node | None, owner: Node, ancestor: Node) -> Node | None:
        """A schema with another one in place of one within it, or of itself."""
        if changed is None or owner.file is not ancestor.file:
            return None
        # identity: the changed node is kept with what is known of it, and the document holds the other.
        key = (id(changed.value), id(ancestor.value))
        if key not in self._within:
            self._within[key] = changed, _applied_within(changed, owner, ancestor)
        return self._within[key][1]


def borrows(change: Change) -> bool:
    """Whether schemas of the new document come into the old one with a change, and whatever those refer to."""
    return change.subject != "schema" or change.aspect in {WHOLE, *_SCHEMAS}


def _applied(change: Change, old: Node, loans: Loans) -> Node | None:
    """A schema of the old document with one change applied."""
    new = change.new_owner
    if change.aspect == WHOLE:
        return _with_whole(change, old, loans)
    if type(old.value) is not dict or type(new.value) is not dict:
        return None
    if "$ref" in old.value or "$ref" in new.value:
        return None
    if change.old_node is None and change.aspect in old.value and _is_whole(change.new_node, new, change.aspect):
        return None  # it stands there, and means something in the version of the new document alone
    value: dict[str, Any] = dict(old.value)
    if change.subject == "property" and change.aspect == "presence":
        _with_property(value, change, loans)
    elif change.subject == "property" and change.aspect == "required":
        _with_requirement(value, change)
    elif change.subject in ("schema", "alternative"):
        for keyword in family(_keyword(change)):
            before = value.pop(keyword, None)
            # In other versions of OpenAPI what still stands there may mean nothing.
            is_void = change.new_node is None and _is_whole(change.old_node, change.old_owner, keyword)
            if keyword in new.value and not is_void:
                value[keyword] = _share(change, keyword, before, loans)
    else:
        return None
    return Node(old.file, old.pointer, value)


def _is_whole(node: Node | None, owner: Node, keyword: str) -> bool:
    """Whether a node is all that a keyword of a schema says."""
    return node is not None and node.pointer == (*owner.pointer, keyword)


def _keyword(change: Change) -> str:
    return change.trail[-1].kind if change.subject == "alternative" else change.aspect


def _share(change: Change, keyword: str, old: Any, loans: Loans) -> Any:
    """What a change does to a keyword: of a list that lost items and gained others, it is only one of both."""
    new = change.new_owner.value[keyword]
    if change.aspect not in _SHARED or type(old) is not list or type(new) is not list:
        return _read_there(change.new_owner, keyword, old, loans)
    if change.effect == NARROWED:
        return [item for item in old if item in new]
    return [*old, *(item for item in new if item not in old)] if change.effect == WIDENED else new


def _read_there(owner: Node, keyword: str, old: Any, loans: Loans) -> Any:
    """The value of a keyword, with its schemas to be read in their own document, but for those that were there."""
    node = owner.child(keyword)
    if node is None or keyword not in _SCHEMAS:
        return owner.value[keyword]
    if type(node.value) is list:
        known = old if type(old) is list else []
        return [element.value if element.value in known else loans.schema(element) for element in node.elements()]
    if keyword in _MAPS and type(node.value) is dict:
        members = old if type(old) is dict else {}
        return {
            name: member.value if name in members and members[name] == member.value else loans.schema(member)
            for name, member in node.members()
        }
    return node.value if node.value == old else loans.schema(node)


def _applied_within(changed: Node, owner: Node, ancestor: Node) -> Node | None:
    depth = len(ancestor.pointer)
    if owner.pointer[:depth] == ancestor.pointer:
        value = _replaced(ancestor.value, owner.pointer[depth:], changed.value)
    else:
        name = component_around(owner.pointer)
        depth = len(name)
        component = owner.file.at(name)
        inner = None if component is None else _replaced(component.value, owner.pointer[depth:], changed.value)
        value = None if inner is None else _unfolded(ancestor.value, "#" + format_pointer(name), inner)
    return None if value is None else Node(ancestor.file, ancestor.pointer, value)


def _unfolded(schema: dict[str, Any], reference: str, value: Any) -> dict[str, Any] | None:
    """A schema with a value in place of a reference of its own branches; None where none is that reference."""
    is_there = False
    copy = dict(schema)
    for keyword in COMBINING:
        parts = schema.get(keyword)
        if type(parts) is list and {"$ref": reference} in parts:
            copy[keyword] = [value if part == {"$ref": reference} else part for part in parts]
            is_there = True
    return copy if is_there else None


def _replaced(value: Any, way: tuple[str, ...], end: Any) -> Any:
    """A copy of a value with another one at the end of a way of keys; None where there is no such way."""
    if not way:
        return end
    key: Any = way[0]
    if type(value) is list:
        key = int(key) if key.isdecimal() and int(key) < len(value) else None
    elif type(value) is not dict or key not in value:
        key = None
    inner = None if key is None else _replaced(value[key], way[1:], end)
    if inner is None:
        return None
    copy: Any = value.copy()
    copy[key] = inner
    return copy


def _with_whole(change: Change, old: Node, loans: Loans) -> Node | None:
    """A schema with another in place of one within it, where one of the two is true or false."""
    was, now = change.old_node, change.new_node
    depth = len(change.old_owner.pointer)
    if was is None or now is None or was.pointer[:depth] != change.old_owner.pointer:
        return None
    value = _replaced(old.value, was.pointer[depth:], loans.schema(now))
    return None if value is None else Node(old.file, old.pointer, value)


def _with_property(value: dict[str, Any], change: Change, loans: Loans) -> None:
    name = change.trail[-1].name
    members = dict(value[_DECLARED]) if isinstance(value.get(_DECLARED), dict) else {}
    if change.new_node is None:
        members.pop(name, None)
    else:
        members[name] = loans.schema(change.new_node)
    value[_DECLARED] = members


def _with_requirement(value: dict[str, Any], change: Change) -> None:
    name = change.trail[-1].name
    required = value["required"] if isinstance(value.get("required"), list) else []
    names = [other for other in required if other != name]
    value["required"] = [*names, name] if change.new_node is not None else names
