"""Which schemas lie right below which, and by which steps: one adjacency of a document, for all paths in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from harness.document import Node
from harness.records import NamedTuple
from harness.vocabulary import KEYWORDS, OLDEST, component_around, component_at, keyword_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.containment import ApartAlternatives
    from harness.document import Document, Pointer

# One step: to a property by its name, to the items, to an undeclared property, to a schema of the same value ("here"),
# to one of several such by a reference to it ("branch"), or to one that its holder has to be asked for ("held").
PathStep = tuple[Literal["property", "item", "other", "here", "branch", "held"], str]

HERE: PathStep = ("here", "")
_BRANCH: PathStep = ("branch", "")
_HELD: PathStep = ("held", "")
_ONE = keyword_for("one")

# A number for the value of a schema.
Place = int
# Twice a place, and one more if the path to it is held.
PlaceKey = int


class Below(NamedTuple):
    """What lies right below a schema.

    Attributes:
        schemas: all of them in order: the key at the end of a path that is not held before, the step, and the schema.
        components: of those below which there is more, by their keys: the one that a reference names, if any.
        leading: the keys of these, at the end of paths that are not held before, and of such that are.
    """

    schemas: list[tuple[PlaceKey, PathStep, Node]]
    components: dict[PlaceKey, str | None]
    leading: tuple[tuple[PlaceKey, ...], tuple[PlaceKey, ...]]


class SchemaPlaces:
    """The places of the schemas of a document, as far as somebody asked what lies below them.

    Attributes:
        numbers: the places of schemas, by the identities of their values.
        nodes: the schemas by their places.
        above: for each schema below which nothing lies, those right above it, with the key by which it lies there.
    """

    __slots__ = ("_apart", "_below", "_document", "_others", "above", "nodes", "numbers")

    def __init__(
        self, document: Document, apart: ApartAlternatives | None = None, others: SchemaPlaces | None = None
    ) -> None:
        """Ready to be asked.

        Args:
            document: whose schemas they are.
            apart: which alternatives of a `oneOf` can be asked themselves; None for none.
            others: the places of the document where none of them can.
        """
        self._document = document
        self._apart = apart
        self._others = others
        self._below: dict[Place, Below] = {}
        # By the identities of values, which the document keeps.
        self.numbers: dict[int, Place] = {} if others is None else others.numbers
        self.nodes: list[Node] = [] if others is None else others.nodes
        self.above: dict[Place, list[tuple[Place, PlaceKey]]] = {}

    def below(self, place: Place) -> Below:
        """What lies right below one of the places."""
        known = self._below.get(place)
        if known is None:
            node = self.nodes[place]
            is_same = self._others is not None and not _has_alternatives(node)
            known = self._others.below(place) if self._others is not None and is_same else self._found(node)
            self._below[place] = known
            for key, _, schema in known.schemas:
                if not leads(schema):
                    self.above.setdefault(key >> 1, []).append((place, key))
        return known

    def place(self, node: Node) -> Place:
        """The place of a schema."""
        place = self.numbers.get(id(node.value))  # identity: as above
        if place is None:
            place = self.numbers[id(node.value)] = len(self.nodes)
            self.nodes.append(node)
        return place

    def _found(self, node: Node) -> Below:
        depth = len(node.pointer)
        schemas = [(2 * self.place(schema) + (step[0] == "held"), step, schema) for step, schema in self._steps(node)]
        components = {key: _referred(schema, depth) for key, _, schema in schemas if leads(schema)}
        return Below(schemas, components, (tuple(components), tuple(dict.fromkeys(key | 1 for key in components))))

    def _elsewhere(self, node: Node) -> Iterator[tuple[PathStep, Node]]:
        """What dynamic references and the mapping of a discriminator lead to."""
        value = node.value
        if type(dynamic := value.get("$dynamicRef")) is str:
            anchors = list(node.file.dynamic_anchors(dynamic.rpartition("#")[2]).values())
            for anchor in anchors:
                yield HERE if len(anchors) == 1 else _HELD, anchor
        discriminator = value.get("discriminator")
        mapping = discriminator.get("mapping") if type(discriminator) is dict else None
        apart = self._apart.references(node) if self._apart is not None and type(mapping) is dict else ()
        for reference in mapping.values() if type(mapping) is dict else ():
            if type(reference) is not str or reference in apart:
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
                yield HERE, target
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


class _KeywordSteps(NamedTuple):
    """The step to a schema that stands under a keyword, to those of a list, and to those of a map."""

    single: PathStep | None = None
    listed: PathStep | None = None
    mapped: PathStep | None = None


def _keyword_steps() -> Iterator[tuple[str, _KeywordSteps]]:
    plain: dict[str, PathStep] = {
        "every": HERE,
        "some": _BRANCH,
        "branch": HERE,
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


def _has_alternatives(node: Node) -> bool:
    return type(node.value) is dict and (_ONE in node.value or "discriminator" in node.value)


def leads(node: Node) -> bool:
    """Whether there may be a schema below one."""
    return type(node.value) is dict and not _LEADING.isdisjoint(node.value)


def _referred(below: Node, depth: int) -> str | None:
    """The component that a reference leads to; None for a schema that stands within the other."""
    return component_of_place(below.pointer) if len(below.pointer) <= depth else None


def component_of_place(pointer: Pointer) -> str | None:
    """The component that a pointer leads into; None for any other place."""
    return component_at(component_around(pointer))
