"""The paths from the schema of a message to a schema within it.

Some schemas no path can force, or what they lose says little: a value that the branch of a `oneOf` or a `not` gains may
be lost to the schema that holds it. Then the holder is to be asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from harness.document import Node, format_pointer, parse_pointer, targets_in
from harness.records import NamedTuple
from harness.vocabulary import (
    KEYWORDS,
    OLDEST,
    component_around,
    component_at,
    conjunction,
    keyword_for,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.containment import ApartAlternatives
    from harness.document import Document, File, Pointer

_PROPERTIES = keyword_for("property")
_ITEMS = keyword_for("item")
_ONE = keyword_for("one")

# One step: to a property by its name, to the items, to an undeclared property, to a schema of the same value ("here"),
# to one of several such by a reference to it ("branch"), or to one that its holder has to be asked for ("held").
PathStep = tuple[Literal["property", "item", "other", "here", "branch", "held"], str]

_HERE: PathStep = ("here", "")
_BRANCH: PathStep = ("branch", "")
_HELD: PathStep = ("held", "")
# Twice the identity of a schema's value, which its document keeps, and one more if the path to it is held.
_Key = int
# Whoever asks for the paths from one schema to more components than these is likely to ask for them all.
_MANY = 3
# What stands for any component.
_ANY = "*"
# Of a schema below: its key at the end of a path that is not held before, the step to it, itself, the component that
# was referred to, and whether anything lies below it.
_Edge = tuple[_Key, PathStep, Node, str | None, bool]


class _Below(NamedTuple):
    """What lies right below a schema.

    Attributes:
        component: that the schema is in.
        schemas: all of them.
        leading: those that lead further, as few do, or are another component.
    """

    component: str | None
    schemas: list[_Edge]
    leading: list[_Edge]


# References of kinds that the index does not know: dynamic ones, to other files, into definitions, to what names
# itself; and letters of them, escaped.
_OTHERS = re.compile(
    rb"\$(?:(?:dynamicRef|recursiveRef|id|anchor|dynamicAnchor|defs)\"|ref\"\s*:\s*\"(?!#/components/))"
)
_ESCAPED = re.compile(rb"\\u00(?:24|65|66|72)")


class SchemaPath(NamedTuple):
    """How a message leads to a schema.

    Attributes:
        steps: to the schema, or to its holder.
        holder: the outermost schema to be asked in its place; None where it can be asked itself.
    """

    steps: tuple[PathStep, ...]
    holder: Node | None = None

    def read_in(self, file: File, other: File) -> SchemaPath:
        """The path of one file in another: of the branches only those that stand there as well."""

        def is_there(pointer: Pointer) -> bool:
            here, there = file.at(pointer), other.at(pointer)
            return here is not None and there is not None and here.value == there.value

        return SchemaPath(
            tuple(step for step in self.steps if step[0] != "branch" or is_there(parse_pointer(step[1][1:])))
        )


class ReferencePaths:
    """Between which schemas of a document there may be paths, by its references.

    Of what is not plain JSON nothing is known: in YAML the same value may stand at several places, and views of
    Swagger 2.0 have pointers of their own.
    """

    __slots__ = ("_document", "_is_plain", "_targets")

    def __init__(self, document: Document) -> None:
        self._document = document
        # By the identity of a schema's value, which its document keeps.
        self._targets: dict[int, set[str]] = {}
        self._is_plain = _is_plain(document)

    def leading_to(self, node: Node) -> frozenset[str] | None:
        """The components from which there may be a path to a schema, its own included; None for any."""
        if not self._is_plain or node.file is not self._document.file:
            return None
        home = _component_of(node.pointer)
        return frozenset() if home is None else self._document.references.leading_to(home)

    def may_lead(self, start: Node, node: Node) -> bool:
        """Whether there may be a path from a schema to another one."""
        leading = self.leading_to(node)
        if leading is None or start.file is not self._document.file:
            return True
        name = _component_of(start.pointer)
        if name is not None:
            return name in leading
        inside = node.pointer[: len(start.pointer)] == start.pointer
        return inside or not leading.isdisjoint(self._targets_of(start))

    def _targets_of(self, start: Node) -> set[str]:
        # identity: the document keeps the values of its schemas.
        known = self._targets.get(id(start.value))
        if known is None:
            known = self._targets[id(start.value)] = targets_in(start.value)
        return known


class SchemaPaths:
    """The paths between the schemas of a document; what is known of one message serves the next."""

    __slots__ = ("_apart", "_below", "_document", "_references", "_searches")

    def __init__(
        self, document: Document, references: ReferencePaths | None = None, apart: ApartAlternatives | None = None
    ) -> None:
        """Ready to look for paths.

        Args:
            document: whose schemas they are.
            references: of the document.
            apart: which alternatives of a `oneOf` can be asked themselves; None for none.
        """
        self._document = document
        self._references = references or ReferencePaths(document)
        self._apart = apart
        # By the identity of a schema's value, which its document keeps.
        self._below: dict[int, _Below] = {}
        # By the schema that paths start from, and the component that they lead to.
        self._searches: dict[int, dict[str | None, _Search]] = {}

    def between(self, root: Node, node: Node) -> Iterator[SchemaPath]:
        """The shortest plain path from one schema to another below it and the shortest held one, as far as they are."""
        start = root
        if type(root.value) is dict and root.value.keys() == {"$ref"}:
            # Many messages are but a reference to the same schema.
            if node.value is root.value:
                yield SchemaPath(())
                return
            start = self._document.resolve(root) or root
        if not self._references.may_lead(start, node):
            return
        # identity: the document keeps the values of its schemas.
        searches = self._searches.setdefault(id(start.value), {})
        leading = self._references.leading_to(node) if len(searches) <= _MANY else None
        component = _ANY if leading is None else _component_of(node.pointer)
        search = searches.get(component)
        if search is None:
            search = searches[component] = _Search(start, self._schemas_below, leading, component)
        yield from search.to(node)

    def _schemas_below(self, node: Node) -> _Below:
        # identity: the document keeps the values of its schemas.
        known = self._below.get(id(node.value))
        if known is None:
            depth = len(node.pointer)
            schemas = [
                # identity: as above.
                (2 * id(below.value) + (step[0] == "held"), step, below, _referred(below, depth), _leads(below))
                for step, below in self._steps(node)
            ]
            leading = [edge for edge in schemas if edge[4] or edge[3] is not None]
            known = self._below[id(node.value)] = _Below(_component_of(node.pointer), schemas, leading)
        return known

    def _elsewhere(self, node: Node) -> Iterator[tuple[PathStep, Node]]:
        """What dynamic references and the mapping of a discriminator lead to."""
        value = node.value
        if type(dynamic := value.get("$dynamicRef")) is str:
            anchors = list(node.file.dynamic_anchors(dynamic.rpartition("#")[2]).values())
            for anchor in anchors:
                yield _HERE if len(anchors) == 1 else _HELD, anchor
        discriminator = value.get("discriminator")
        mapping = discriminator.get("mapping") if type(discriminator) is dict else None
        apart = self._apart.references(node) if self._apart is not None and type(mapping) is dict else ()
        for reference in mapping.values() if type(mapping) is dict else ():
            if reference in apart:
                continue
            target = self._document.resolve(Node(node.file, (), {"$ref": reference}))
            if target is not None:
                yield _HELD, target

    def _steps(self, node: Node) -> Iterator[tuple[PathStep, Node]]:
        value = node.value
        if type(value) is not dict:
            return
        if type(value.get("$ref")) is str:
            target = self._document.resolve(node)
            if target is not None:
                yield _HERE, target
        yield from self._elsewhere(node)
        for keyword in value:
            steps = _STEPS.get(keyword)
            part = node.child(keyword) if steps is not None else None
            if steps is None or part is None:
                continue
            if type(part.value) is list and steps.listed is not None:
                apart = self._apart.of(node) if self._apart is not None and keyword == _ONE else ()
                for number, element in enumerate(part.elements()):
                    yield _BRANCH if number in apart else steps.listed, element
            elif type(part.value) is dict and steps.mapped is not None:
                for name, member in part.members():
                    yield (steps.mapped[0], name), member
            elif type(part.value) is dict and steps.single is not None:
                yield steps.single, part


def schema_forcing(steps: tuple[PathStep, ...], end: dict[str, Any]) -> dict[str, Any]:
    """A schema of the values in which what stands at the end of the steps is valid for `end`.

    It is to be read in the file of the schema from which the steps lead.
    """
    schema = end
    for kind, name in reversed(steps):
        if kind == "property":
            schema = {"type": "object", "required": [name], _PROPERTIES: {name: schema}}
        elif kind == "item":
            schema = {"type": "array", "minItems": 1, _ITEMS: schema}
        elif kind == "branch":
            schema = conjunction({"$ref": name}, schema)
        else:
            schema = {"type": "object", "required": ["extra"], _PROPERTIES: {"extra": schema}}
    return schema


def without_branches(steps: tuple[PathStep, ...]) -> tuple[PathStep, ...]:
    """Steps that lead to the same place in values, whatever the schemas are."""
    return tuple(step for step in steps if step[0] != "branch")


class _Search:
    """What lies below one schema, looked for no further than somebody asks."""

    __slots__ = ("_arrivals", "_below", "_component", "_leading", "_pending", "_root")

    def __init__(
        self,
        root: Node,
        below: Callable[[Node], _Below],
        leading: frozenset[str] | None,
        component: str | None,
    ) -> None:
        """Ready to look.

        Args:
            root: from which paths start.
            below: what lies right below a schema.
            leading: the components from which there may be paths; None for any.
            component: that paths are asked to, `_ANY` for all.
        """
        self._root = root
        self._below = below
        self._leading = leading
        self._component = component
        # identity: the document keeps the values that paths arrive at.
        # By where a path arrives: where it comes from, its last step, and the schema.
        self._arrivals: dict[_Key, tuple[_Key | None, PathStep, Node]] = {2 * id(root.value): (None, _HERE, root)}
        self._pending: list[_Key] = list(self._arrivals)

    def to(self, node: Node) -> Iterator[SchemaPath]:
        for held in (False, True):
            # identity: the document keeps the values of its schemas.
            key = 2 * id(node.value) + held
            while key not in self._arrivals and self._pending:
                self._go_on()
            if key in self._arrivals:
                yield self._path(key)

    def _go_on(self) -> None:
        """All schemas that are one step further."""
        arrivals, leading, later = self._arrivals, self._leading, []
        for key in self._pending:
            held, below = key & 1, self._below(arrivals[key][2])
            is_asked = self._component in (_ANY, below.component)
            for plain, step, schema, name, leads in below.schemas if is_asked else below.leading:
                if leading is not None and name is not None and name not in leading:
                    continue
                further = plain | held
                if further not in arrivals:
                    arrivals[further] = (key, step, schema)
                    if leads:
                        later.append(further)
        self._pending = later

    def _path(self, key: _Key) -> SchemaPath:
        steps: list[PathStep] = []
        holder: Node | None = None
        above, step, _ = self._arrivals[key]
        while above is not None:
            if step[0] == "held":
                holder = self._arrivals[above][2]
                steps = []
            elif step[0] == "branch":
                branch = self._arrivals[key][2]
                if branch.file is self._root.file:
                    steps.append(("branch", "#" + format_pointer(branch.pointer)))
            elif step[0] != "here":
                steps.append(step)
            key = above
            above, step, _ = self._arrivals[above]
        return SchemaPath(tuple(reversed(steps)), holder)


class _KeywordSteps(NamedTuple):
    """The step to a schema that stands under a keyword, to those of a list, and to those of a map."""

    single: PathStep | None = None
    listed: PathStep | None = None
    mapped: PathStep | None = None


def _keyword_steps() -> Iterator[tuple[str, _KeywordSteps]]:
    plain: dict[str, PathStep] = {
        "every": _HERE,
        "some": _BRANCH,
        "branch": _HERE,
        "property": ("property", ""),
        "item": ("item", ""),
        "further property": ("other", ""),
    }
    for keyword in KEYWORDS.values():
        if keyword.role != "applicator" or not keyword.is_demanding or keyword.until <= OLDEST:
            continue
        step = plain.get(str(keyword.applies), _HELD)
        match keyword.form:
            case "schema":
                yield keyword.name, _KeywordSteps(single=step)
            case "schemas":
                yield keyword.name, _KeywordSteps(listed=step)
            case "schema or schemas":
                yield keyword.name, _KeywordSteps(single=step, listed=_HELD)
            case _:
                yield keyword.name, _KeywordSteps(mapped=step)


_STEPS = dict(_keyword_steps())
_LEADING = frozenset((*_STEPS, "$ref", "$dynamicRef", "discriminator"))


def _leads(node: Node) -> bool:
    """Whether there may be a schema below one."""
    return type(node.value) is dict and not _LEADING.isdisjoint(node.value)


def _referred(below: Node, depth: int) -> str | None:
    """The component that a reference leads to; None for a schema that stands within the other."""
    return _component_of(below.pointer) if len(below.pointer) <= depth else None


def _component_of(pointer: Pointer) -> str | None:
    """The component that a pointer leads into; None for any other place."""
    return component_at(component_around(pointer))


def _is_plain(document: Document) -> bool:
    data = document.source.data
    plain = document.version != "2.0" and data.lstrip()[:1] == b"{"
    return plain and not _OTHERS.search(data) and not _ESCAPED.search(data)
