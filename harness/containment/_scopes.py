"""Dynamic scopes: which schema a `$dynamicRef` leads to, by the resources that were entered on the way to it.

Source: JSON Schema 2020-12 core, 7.1 and 8.2.3.2: the outermost `$dynamicAnchor` of a name in the dynamic scope wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from harness.document import Node, Pointer

_ANCHOR = "$dynamicAnchor"
# Whatever a message is, its schema stands here only where several may lead to it.
_SHARED = ("schemas", "definitions", "$defs")


_NO_ANCHORS: frozenset[tuple[str, int]] = frozenset()


class Scope(NamedTuple):
    """The dynamic anchors of the resources that were entered, the outermost of each name.

    Attributes:
        anchors: the schemas by name; None where one resource has several of a name.
        is_known: whether these are all; else what is entered says nothing, for another one may have been before it.
    """

    anchors: dict[str, Any]
    is_known: bool = True

    @property
    def key(self) -> tuple[frozenset[tuple[str, int]], bool]:
        """Equal for scopes in which all references lead to the same."""
        # identity: the scope holds the schemas.
        if not self.anchors:
            return _NO_ANCHORS, self.is_known
        return frozenset((name, id(schema)) for name, schema in self.anchors.items()), self.is_known

    def within(self, resource: Any) -> Scope:
        """The scope in another resource, which is a schema with an `$id` or a whole file."""
        anchors = _anchors(resource) if self.is_known else {}
        return self if anchors.keys() <= self.anchors.keys() else Scope({**anchors, **self.anchors})

    def entered(self, node: Node) -> Scope:
        """The scope in the resource in which a schema stands, to which a reference leads."""
        return (
            self.within(_resources(node.file.content, node.pointer)[-1]) if node.file.may_have_dynamic_anchors else self
        )


NO_SCOPE = Scope({})


def scope_at(node: Node) -> Scope:
    """The scope in which the evaluation of a schema begins; not known where other schemas may lead to it."""
    if not node.file.may_have_dynamic_anchors:
        return NO_SCOPE
    document, *resources = _resources(node.file.content, node.pointer)
    scope = NO_SCOPE.within(document)
    if not set(_SHARED).isdisjoint(node.pointer):
        return scope._replace(is_known=False)
    for resource in resources:
        scope = scope.within(resource)
    return scope


def is_resource(schema: Any) -> bool:
    """Whether a schema is a resource of its own."""
    return type(schema) is dict and type(schema.get("$id")) is str


def _resources(content: Any, pointer: Pointer) -> list[Any]:
    """The whole file, and the resources in which a place of it is, the outermost first."""
    resources, value = [content], content
    for key in pointer:
        if type(value) is dict:
            value = value.get(key)
        elif type(value) is list and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            break
        if is_resource(value):
            resources.append(value)
    return resources


def _anchors(resource: Any) -> dict[str, Any]:
    """The dynamic anchors of a resource, without those of other resources within it."""
    anchors: dict[str, Any] = {}
    pending = [resource]
    while pending:
        value = pending.pop()
        members = value.values() if type(value) is dict else value
        if type(value) is dict and type(name := value.get(_ANCHOR)) is str:
            anchors[name] = None if name in anchors else value
        pending += [member for member in members if type(member) in (dict, list) and not is_resource(member)]
    return anchors
