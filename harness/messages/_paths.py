"""The paths from the schema of a message to a schema within it.

Some schemas no path can force, or what they lose says little: a value that the branch of a `oneOf` or a `not` gains may
be lost to the schema that holds it. Then the holder is to be asked.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from typing import TYPE_CHECKING, Any

from harness.document import format_pointer, parse_pointer, targets_in
from harness.messages._places import SchemaPlaces, component_of_place
from harness.records import NamedTuple
from harness.vocabulary import conjunction, keyword_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from harness.containment import ApartAlternatives
    from harness.document import Document, File, Node, Pointer
    from harness.messages._places import PathStep, Place, PlaceKey

_PROPERTIES = keyword_for("property")
_ITEMS = keyword_for("item")

# Whoever asks for the paths from one schema to more components than these is likely to ask for them all.
_MANY = 3
# How many searches are kept: each knows of all schemas of the document where it came from, or that it was not there.
_MOST_SEARCHES = 32
# What stands for any component.
_ANY = "*"

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
        home = component_of_place(node.pointer)
        return frozenset() if home is None else self._document.references.leading_to(home)

    def few_leading_to(self, node: Node) -> frozenset[str] | None:
        """The same, None as well where these are most of all components, so that to know them saves nothing."""
        leading = self.leading_to(node)
        is_most = leading is not None and 2 * len(leading) > len(self._document.references)
        return None if is_most else leading

    def may_lead(self, start: Node, node: Node) -> bool:
        """Whether there may be a path from a schema to another one."""
        leading = self.leading_to(node)
        if leading is None or start.file is not self._document.file:
            return True
        name = component_of_place(start.pointer)
        if name is not None:
            return name in leading
        inside = node.pointer[: len(start.pointer)] == start.pointer
        return inside or not leading.isdisjoint(self._targets_of(start))

    def leads_of(self, start: Node) -> Collection[str] | None:
        """The component that a schema stands in, else those that it refers to; None where nothing is known of it."""
        if not self._is_plain or start.file is not self._document.file:
            return None
        name = component_of_place(start.pointer)
        return self._targets_of(start) if name is None else (name,)

    def _targets_of(self, start: Node) -> set[str]:
        # identity: the document keeps the values of its schemas.
        known = self._targets.get(id(start.value))
        if known is None:
            known = self._targets[id(start.value)] = targets_in(start.value)
        return known


class SchemaPaths:
    """The paths between the schemas of a document; what is known of one message serves the next."""

    __slots__ = ("_counts", "_document", "_places", "_references", "_searches")

    def __init__(
        self, document: Document, references: ReferencePaths | None = None, places: SchemaPlaces | None = None
    ) -> None:
        """Ready to look for paths in a document, of whose references and places nothing may be known so far."""
        self._document = document
        self._references = references or ReferencePaths(document)
        self._places = places or SchemaPlaces(document)
        # By the place that paths start from, and the component that they lead to; those first not asked for longest.
        self._searches: dict[tuple[Place, str | None], _Search] = {}
        # How many of them there were.
        self._counts: Counter[Place] = Counter()

    def where_apart(self, alternatives: ApartAlternatives) -> SchemaPaths:
        """The same paths, where some alternatives of a `oneOf` can be asked themselves."""
        places = SchemaPlaces(self._document, alternatives, self._places)
        return SchemaPaths(self._document, self._references, places)

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
        place = self._places.place(start)
        leading = self._references.few_leading_to(node) if self._counts[place] <= _MANY else None
        key = (place, _ANY if leading is None else component_of_place(node.pointer))
        search = self._searches.pop(key, None)
        if search is None:
            self._counts[place] += 1
            search = _Search(start, self._places, leading)
            if len(self._searches) >= _MOST_SEARCHES:
                del self._searches[next(iter(self._searches))]
        # What was asked for last stands last.
        self._searches[key] = search
        yield from search.to(node)


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


class _Sparse(dict[int, int]):
    """Numbers by numbers, -1 where there is none: for searches that are narrow."""

    def __missing__(self, _: int) -> int:
        return -1


class _Search:
    """What lies below one schema, looked for no further than somebody asks."""

    __slots__ = ("_arrivals", "_from", "_gone_on", "_leading", "_paths", "_places", "_root")

    def __init__(self, root: Node, places: SchemaPlaces, leading: frozenset[str] | None) -> None:
        """Ready to look.

        Args:
            root: from which paths start.
            places: of the document.
            leading: the components from which there may be paths; None for any.
        """
        self._root = root
        self._places = places
        self._leading = leading
        start = 2 * places.place(root)
        # Where paths arrive that lead on, in this order, and how many of them were gone on from.
        self._arrivals = array("i", [start])
        self._gone_on = 0
        # By the key of where a path arrives: where it comes from, the start from itself; -1 for nowhere.
        self._from: array[int] | _Sparse = array("i") if leading is None else _Sparse()
        self._reserve()
        self._from[start] = start
        # The shortest stays the shortest.
        self._paths: dict[PlaceKey, SchemaPath] = {}

    def to(self, node: Node) -> Iterator[SchemaPath]:
        place = self._places.place(node)
        for held in (False, True):
            key = 2 * place + held
            if key in self._paths:
                yield self._paths[key]
                continue
            while not self._is_reached(key) and self._gone_on < len(self._arrivals):
                self._go_on()
            if self._is_reached(key):
                yield self._paths.setdefault(key, self._path(key))

    def _is_reached(self, key: PlaceKey) -> bool:
        return self._has_arrived(key) or bool(self._above(key))

    def _has_arrived(self, key: PlaceKey) -> bool:
        try:
            return self._from[key] >= 0
        except IndexError:
            # There is no room yet for places that are found later.
            return False

    def _reserve(self) -> None:
        """Make room for the places that are known by now."""
        if not isinstance(self._from, _Sparse):
            self._from.extend(array("i", [-1]) * (2 * len(self._places.nodes) - len(self._from)))

    def _above(self, key: PlaceKey) -> set[PlaceKey]:
        """Where paths may come from to a schema below which nothing lies."""
        return {
            before
            for place, plain in self._places.above.get(key >> 1, ())
            for before in (2 * place, 2 * place + 1)
            if plain | (before & 1) == key and self._has_arrived(before)
        }

    def _go_on(self) -> None:
        """All schemas that are one step further."""
        arrivals, known, below = self._arrivals, self._from, self._places.below
        pending = arrivals[self._gone_on :]
        self._gone_on = len(arrivals)
        if self._leading is None:
            several: list[Collection[PlaceKey]] = [below(key >> 1).leading[key & 1] for key in pending]
        else:
            several = [self._narrowed(below(key >> 1).components, key & 1, self._leading) for key in pending]
        self._reserve()
        for key, following in zip(pending, several, strict=True):
            for further in following:
                if known[further] < 0:
                    known[further] = key
                    arrivals.append(further)

    @staticmethod
    def _narrowed(components: dict[PlaceKey, str | None], held: int, leading: frozenset[str]) -> list[PlaceKey]:
        """Of what lies right below a schema what may lead to what is asked for."""
        return [key | held for key, name in components.items() if name is None or name in leading]

    def _path(self, key: PlaceKey) -> SchemaPath:
        steps: list[PathStep] = []
        holder: Node | None = None
        before = self._before(key)
        while before is not None:
            step, schema = self._step(before, key)
            if step[0] == "held":
                holder = self._places.nodes[before >> 1]
                steps = []
            elif step[0] == "branch":
                if schema.file is self._root.file:
                    steps.append(("branch", "#" + format_pointer(schema.pointer)))
            elif step[0] != "here":
                steps.append(step)
            key = before
            before = self._before(key)
        return SchemaPath(tuple(reversed(steps)), holder)

    def _before(self, key: PlaceKey) -> PlaceKey | None:
        """Where the shortest path comes from, of several the one that was found first; None for the start."""
        if self._has_arrived(key):
            before = self._from[key]
            return None if before == key else before
        above = self._above(key)
        return above.pop() if len(above) == 1 else next(known for known in self._arrivals if known in above)

    def _step(self, before: PlaceKey, key: PlaceKey) -> tuple[PathStep, Node]:
        held = before & 1
        schemas = self._places.below(before >> 1).schemas
        return next((step, schema) for plain, step, schema in schemas if plain | held == key)


def _is_plain(document: Document) -> bool:
    data = document.source.data
    plain = document.version != "2.0" and data.lstrip()[:1] == b"{"
    return plain and not _OTHERS.search(data) and not _ESCAPED.search(data)
