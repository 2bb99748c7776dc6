"""Comparing schemas keyword by keyword, and pairing the subschemas below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._keywords import effect_of, is_assertion
from harness.comparison._layout import laid_out
from harness.comparison._pairing import alternatives, out_of_order, reordered
from harness.comparison._references import behind, only_reference, reference_of, target
from harness.comparison._unchanged import has_meaning, same
from harness.document import Node, exact_bytes
from harness.vocabulary import (
    ANNOTATED,
    COMBINING,
    NARROWED,
    NONE,
    OWN_DIALECT,
    REPLACED,
    WIDENED,
    Step,
    by_form,
    is_component,
    names,
    subschema_step,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from harness.comparison._graph import Graph, Pair
    from harness.document import Document
    from harness.vocabulary import Direction, Effect


APPLICATORS = frozenset(names()).difference(COMBINING)
DEFINITIONS = frozenset(names("definition"))
_SINGLE = frozenset(by_form("schema", "schema or schemas"))
# Instead of a schema these may say that nothing more is allowed.
_CLOSED = frozenset(names("further property", "unevaluated property", "further item", "unevaluated item", "item"))
# Without `if` these say nothing, and what they say depends on it.
_CONDITIONAL = frozenset(names("condition", "branch"))


def compare_schemas(graph: Graph, pair: Pair) -> None:
    """Note all differences between two schemas, and pair their subschemas."""
    old, new = laid_out((graph.old, graph.new), pair)
    if type(old.value) is not dict or type(new.value) is not dict:
        pair.note_if_differs("schema", openness(old.value, new.value), old, new)
        return
    if graph.unchanged.is_shifted:
        old, new = _as_meant(graph.old, old, new.value), _as_meant(graph.new, new, old.value)
    if old is not pair.old or new is not pair.new:
        pair.sides = old, new
    before, after = old.value, new.value
    for keyword in {**before, **after}:
        if keyword in before and keyword in after:
            direction = NONE if keyword in DEFINITIONS else None
            if graph.link_if_values_unchanged(pair, before[keyword], after[keyword], direction):
                if keyword == "$ref":
                    _note_if_dead(graph, pair)
                    link = {keyword: before[keyword]}
                    if not is_component(str(before[keyword])) or not graph.link_if_values_unchanged(pair, link, link):
                        _references(graph, pair, old.child(keyword), new.child(keyword))
                elif keyword == "$dynamicRef":
                    _dynamic(graph, pair, *(Node(side.file, (), side.value[keyword]) for side in (old, new)))
                continue
        _compare_keyword(graph, pair, keyword, old, new)


def _as_meant(document: Document, schema: Node, other: dict[str, Any]) -> Node:
    """A schema without what the other side says in the same words, and what means nothing in this document."""
    left = {
        keyword: member
        for keyword, member in schema.members()
        if not (keyword in other and _is_demanding(keyword) and same(member.value, other[keyword]))
        or has_meaning(document, schema.value, keyword)
    }
    if len(left) == len(schema.value):
        return schema
    return Node(schema.file, schema.pointer, {keyword: member.value for keyword, member in left.items()}, left)


def _is_demanding(keyword: str) -> bool:
    return is_assertion(keyword) or keyword in APPLICATORS or keyword in COMBINING or keyword == "required"


def _compare_keyword(graph: Graph, pair: Pair, keyword: str, old: Node, new: Node) -> None:
    was, now = old.child(keyword), new.child(keyword)
    if keyword == "$ref":
        _references(graph, pair, was, now)
    elif keyword == "required":
        compare_required(pair, was, now)
    elif keyword in COMBINING:
        compare_alternatives(graph, pair, keyword, was, now)
    elif keyword in APPLICATORS:
        compare_applicator(graph, pair, keyword, (old, new))
    elif is_assertion(keyword):
        _assertion(graph, pair, keyword, old, new)
    else:
        pair.note_if_differs(keyword, ANNOTATED, *_described(pair, was, now))


def _described(pair: Pair, was: Node | None, now: Node | None) -> tuple[Node | None, Node | None]:
    """What describes both schemas, but for one that is that of the pair above: it is described there."""
    above = pair.parent
    if above is None:
        return was, now
    return None if above.old.value is pair.old.value else was, None if above.new.value is pair.new.value else now


def _note_if_dead(graph: Graph, pair: Pair) -> None:
    """Note that the same reference leads nowhere on one side alone."""
    reference = reference_of(pair.old)
    if reference is not None:
        old, new = target(graph.old, pair.old, reference), target(graph.new, pair.new, reference)
        if (old is None) != (new is None):
            pair.note("reference", REPLACED, pair.old, pair.new, subject="schema")


def _references(graph: Graph, pair: Pair, was: Node | None, now: Node | None) -> None:
    """Both schemas have a `$ref`: what they refer to is compared as one more part."""
    if was is None or now is None or type(was.value) is not str or type(now.value) is not str:
        if type(was and was.value) is not str and type(now and now.value) is not str:
            pair.note_if_differs("$ref", ANNOTATED, was, now)
        elif (was is None or type(was.value) is str) != (now is None or type(now.value) is str):
            pair.note("$ref", ANNOTATED, was, now)
        return
    if was.value != now.value:
        pair.note("reference", ANNOTATED, was, now, subject="schema")
    old_link = Node(pair.old.file, pair.old.pointer, {"$ref": was.value})
    new_link = Node(pair.new.file, pair.new.pointer, {"$ref": now.value})
    if only_reference(pair.old) and only_reference(pair.new):
        old_link, new_link = pair.old, pair.new
    graph.follow(pair, Step("$ref"), "schema", old_link, new_link)


def _assertion(graph: Graph, pair: Pair, keyword: str, old: Node, new: Node) -> None:
    was, now = old.child(keyword), new.child(keyword)
    effect = ANNOTATED if _says_nothing(graph, pair, keyword) else effect_of(keyword, old.value, new.value)
    if keyword in ("enum", "type") and effect == REPLACED and _is_list(was) and _is_list(now):
        # Values that went and values that came deserve judgements of their own.
        pair.note(keyword, NARROWED, was, now)
        pair.note(keyword, WIDENED, was, now)
    else:
        pair.note_if_differs(keyword, effect, was, now)
    if keyword == "$dynamicRef" and was is not None and now is not None:
        _dynamic(graph, pair, was, now)


def _says_nothing(graph: Graph, pair: Pair, keyword: str) -> bool:
    """Whether a keyword stands beside a `$ref` alone, in documents where only the reference counts there.

    Source: OpenAPI 3.0.3, 4.7.23 Reference Object.
    """
    sides = (graph.old, pair.old), (graph.new, pair.new)
    return all(
        keyword not in side.value or (document.version in OWN_DIALECT and "$ref" in side.value)
        for document, side in sides
    ) and any(keyword in side.value for _, side in sides)


def _dynamic(graph: Graph, pair: Pair, was: Node, now: Node) -> None:
    """What a `$dynamicRef` leads to at the place itself, and wherever else it may lead when it is evaluated.

    Source: JSON Schema 2020-12 core, 8.2.3.2: the outermost `$dynamicAnchor` of the dynamic scope wins.
    """
    if type(was.value) is not str or type(now.value) is not str:
        return
    old, new = (
        Node(side.file, side.pointer, {"$ref": reference.value})
        for side, reference in ((pair.old, was), (pair.new, now))
    )
    graph.follow(pair, Step("$dynamicRef"), "schema", old, new)
    name = was.value.rpartition("#")[2]
    if was.value == now.value:
        olds, news = pair.old.file.dynamic_anchors(name), pair.new.file.dynamic_anchors(name)
        for pointer in sorted(olds.keys() & news.keys()):
            graph.may_lead(pair, Step("$dynamicRef"), olds[pointer], news[pointer])


def link_schemas(
    graph: Graph, pair: Pair, steps: tuple[Step, ...], old: Node, new: Node, direction: Direction | None = None
) -> None:
    """Pair two schemas below a pair; what booleans say is told at once."""
    if type(old.value) is dict and type(new.value) is dict:
        graph.link(pair, steps, "schema", old, new, direction=direction)
    else:
        effect = openness(old.value, new.value)
        pair.note_if_differs("schema", effect, old, new, subject="schema", steps=steps)


def openness(old: Any, new: Any) -> Effect:
    """The effect between two schemas of which one may be a boolean; {} takes all that true takes."""
    rank = [2 if value is True or value == {} else 0 if value is False else 1 for value in (old, new)]
    if rank[0] == rank[1]:
        return ANNOTATED if rank[0] != 1 else REPLACED
    return NARROWED if rank[1] < rank[0] else WIDENED


def compare_applicator(graph: Graph, pair: Pair, keyword: str, sides: tuple[Node, Node]) -> None:
    """The subschemas of one keyword, but for the alternatives."""
    was, now = sides[0].child(keyword), sides[1].child(keyword)
    if keyword == "prefixItems" or (keyword == "items" and _is_list(was, now)):
        _positions(graph, pair, keyword, sides)
    elif keyword in _SINGLE:
        _subschema(graph, pair, keyword, was, now)
    elif (was is not None and type(was.value) is not dict) or (now is not None and type(now.value) is not dict):
        pair.note_if_differs(keyword, ANNOTATED if keyword in DEFINITIONS else REPLACED, was, now)
    elif keyword == "properties":
        _properties(graph, pair, sides)
    else:
        _map(graph, pair, keyword, sides)


def compare_required(pair: Pair, was: Node | None, now: Node | None) -> None:
    """The names of required properties: each a fact of its own."""
    if any(node is not None and type(node.value) is not list for node in (was, now)):
        # draft 3, and Swagger parameters that are written as schemas, say `required: true`.
        pair.note_if_differs("required", REPLACED, was, now)
        return
    olds, news = _names(was), _names(now)
    old_names, new_names = _first_of_each(olds), _first_of_each(news)
    for name, node in old_names.items():
        if name not in new_names:
            pair.note("required", WIDENED, node, None, subject="property", steps=(Step("property", str(node.value)),))
    for name, node in new_names.items():
        if name not in old_names:
            pair.note("required", NARROWED, None, node, subject="property", steps=(Step("property", str(node.value)),))
    twice = len(olds) != len(old_names) or len(news) != len(new_names)
    if twice or reordered([name for name, _ in olds], [name for name, _ in news]) or not (olds or news):
        pair.note_if_differs("required", ANNOTATED, was, now)


def compare_alternatives(graph: Graph, pair: Pair, keyword: str, was: Node | None, now: Node | None) -> None:
    """The parts of an `allOf`, `anyOf` or `oneOf`."""
    if any(node is not None and type(node.value) is not list for node in (was, now)):
        pair.note_if_differs(keyword, REPLACED, was, now)
        return
    if was is None or now is None:
        pair.note(keyword, NARROWED if was is None else WIDENED, was, now)
        return
    matched = alternatives(list(was.elements()), list(now.elements()))
    for old, new in matched:
        steps = _steps_to(old, new, keyword)
        if old is not None and new is not None:
            # Where one side is no combination, what the other one refers to is compared with it.
            both = (old, new) if steps else _behind(graph, old, new)
            link_schemas(graph, pair, steps, *both)
        else:
            more = (new is not None) != (keyword == "allOf")
            pair.note(keyword, WIDENED if more else NARROWED, old, new, subject="alternative", steps=steps)
    if out_of_order(matched):
        pair.note("order", ANNOTATED, was, now, steps=(subschema_step(keyword),))


def _behind(graph: Graph, old: Node, new: Node) -> tuple[Node, Node]:
    return behind(graph.old, old, "schema") or old, behind(graph.new, new, "schema") or new


def _steps_to(old: Node | None, new: Node | None, keyword: str) -> tuple[Step, ...]:
    """The step to a part; none where one side is no combination, and has the part itself."""
    places = [node.pointer for node in (new, old) if node is not None]
    return (subschema_step(keyword, places[0][-1]),) if all(place[-2:-1] == (keyword,) for place in places) else ()


def _names(node: Node | None) -> list[tuple[Hashable, Node]]:
    elements = node.elements() if node is not None else ()
    return [
        (element.value if type(element.value) is str else exact_bytes(element.value), element) for element in elements
    ]


def _first_of_each(named: list[tuple[Hashable, Node]]) -> dict[Hashable, Node]:
    nodes: dict[Hashable, Node] = {}
    for name, node in named:
        nodes.setdefault(name, node)
    return nodes


def _is_list(*nodes: Node | None) -> bool:
    return any(node is not None and type(node.value) is list for node in nodes)


def _subschema(graph: Graph, pair: Pair, keyword: str, was: Node | None, now: Node | None) -> None:
    if was is not None and now is not None:
        link_schemas(graph, pair, (subschema_step(keyword),), was, now)
        return
    old_value = True if was is None else was.value
    new_value = True if now is None else now.value
    effect = openness(old_value, new_value) if keyword in _CLOSED else NARROWED if was is None else WIDENED
    pair.note(keyword, REPLACED if keyword in _CONDITIONAL else effect, was, now)


def _properties(graph: Graph, pair: Pair, sides: tuple[Node, Node]) -> None:
    was, now = sides[0].child("properties"), sides[1].child("properties")

    def presence(name: str, old: Node | None, new: Node | None) -> None:
        # An open object takes any name, so declaring one narrows its values; a closed object takes only
        # declared names, so declaring one widens it.
        closed = _is_closed(sides[0] if old is None else sides[1])
        effect = NARROWED if (old is not None) == closed else WIDENED
        pair.note("presence", effect, old, new, subject="property", steps=(Step("property", name),))

    _members(graph, pair, was, now, presence)
    if not ((was and was.value) or (now and now.value)):
        pair.note_if_differs("properties", ANNOTATED, was, now)


def _is_closed(schema: Node) -> bool:
    return schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False


def _map(graph: Graph, pair: Pair, keyword: str, sides: tuple[Node, Node]) -> None:
    was, now = sides[0].child(keyword), sides[1].child(keyword)
    inert = keyword in DEFINITIONS

    def presence(name: str, old: Node | None, new: Node | None) -> None:
        closed = keyword == "patternProperties" and _is_closed(sides[0] if old is None else sides[1])
        effect = ANNOTATED if inert else NARROWED if (old is None) != closed else WIDENED
        pair.note(keyword, effect, old, new, steps=(subschema_step(keyword, name),))

    _members(graph, pair, was, now, presence, keyword)
    if not ((was and was.value) or (now and now.value)):
        pair.note_if_differs(keyword, ANNOTATED, was, now)


def _members(
    graph: Graph,
    pair: Pair,
    was: Node | None,
    now: Node | None,
    presence: Callable[[str, Node | None, Node | None], None],
    keyword: str = "",
) -> None:
    """Pair the schemas of one name, and tell `presence` of those that came or went."""
    olds, news = was.value if was else {}, now.value if now else {}
    direction = NONE if keyword in DEFINITIONS else None
    for name in {**olds, **news}:
        if name in olds and name in news:
            if graph.link_if_values_unchanged(pair, olds[name], news[name], direction):
                continue
            assert was is not None
            assert now is not None
            old, new = was.child(name), now.child(name)
            assert old is not None
            assert new is not None
            steps = (subschema_step(keyword, name) if keyword else Step("property", name),)
            if keyword == "dependencies" and _is_list(old, new):
                pair.note_if_differs(keyword, REPLACED, old, new, steps=steps)
            else:
                link_schemas(graph, pair, steps, old, new, direction)
        else:
            presence(name, was and was.child(name), now and now.child(name))


def _positions(graph: Graph, pair: Pair, keyword: str, sides: tuple[Node, Node]) -> None:
    was, now = sides[0].child(keyword), sides[1].child(keyword)
    if any(node is not None and type(node.value) is not list for node in (was, now)):
        one_sided = NARROWED if was is None else WIDENED
        pair.note_if_differs(keyword, REPLACED if was is not None and now is not None else one_sided, was, now)
        return
    olds, news = list(was.elements()) if was else [], list(now.elements()) if now else []
    if not (olds or news):
        pair.note_if_differs(keyword, ANNOTATED, was, now)
    for number in range(max(len(olds), len(news))):
        old, new = (items[number] if number < len(items) else None for items in (olds, news))
        steps = (subschema_step(keyword, number),)
        if old is not None and new is not None:
            link_schemas(graph, pair, steps, old, new)
        else:
            rest = "items" if keyword == "prefixItems" else "additionalItems"
            closed = sides[0 if old is None else 1].get(rest) is False
            effect = NARROWED if (old is None) != closed else WIDENED
            pair.note(keyword, effect, old, new, steps=steps)
