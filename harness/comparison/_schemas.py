"""Comparing schemas: assertions, annotations, and the subschemas below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._change import ANNOTATED, NARROWED, REPLACED, WIDENED
from harness.comparison._graph import step
from harness.comparison._keywords import effect_of, is_assertion
from harness.comparison._pairing import alternatives, moved
from harness.comparison._unchanged import image
from harness.document import Node

if TYPE_CHECKING:
    from harness.comparison._graph import Graph, Pair

_SINGLE = frozenset(
    {
        "items",
        "additionalItems",
        "unevaluatedItems",
        "contains",
        "additionalProperties",
        "unevaluatedProperties",
        "propertyNames",
        "not",
        "if",
        "then",
        "else",
        "contentSchema",
    }
)
_ALTERNATIVES = frozenset({"allOf", "anyOf", "oneOf"})
_MAPS = frozenset({"patternProperties", "dependentSchemas", "dependencies"})
_DEFINITIONS = frozenset({"$defs", "definitions"})

_APPLICATORS = _SINGLE | _ALTERNATIVES | _MAPS | _DEFINITIONS | {"$ref", "properties", "prefixItems"}

# What the lack of an applicator means; for the others it is the schema that takes everything.
_CLOSED = frozenset({"additionalProperties", "unevaluatedProperties", "additionalItems", "unevaluatedItems", "items"})


def compare_schemas(graph: Graph, pair: Pair) -> None:
    """Note all differences between two schemas, and pair their subschemas."""
    old, new = _sides(graph, pair)
    if type(old.value) is not dict or type(new.value) is not dict:
        pair.note("schema", _openness(old.value, new.value), old, new)
        return
    for keyword in {**old.value, **new.value}:
        was, now = old.child(keyword), new.child(keyword)
        if was is not None and now is not None and graph.settled(pair, was, now):
            continue
        _compare_keyword(graph, pair, keyword, was, now, (old, new))


def _sides(graph: Graph, pair: Pair) -> tuple[Node, Node]:
    """Both schemas in a form in which their keywords can be compared one by one.

    Where one has keywords beside its `$ref` and the other has no `$ref`, what the first refers to is laid
    out under its own keywords.
    """
    old, new = pair.old, pair.new
    old_refers, new_refers = (type(side.get("$ref")) is str for side in (old, new))
    if old_refers and not new_refers:
        pair.note("reference", ANNOTATED, old.child("$ref"), None, subject="schema")
        old = _laid_out(graph, old, old=True)
    elif new_refers and not old_refers:
        pair.note("reference", ANNOTATED, None, new.child("$ref"), subject="schema")
        new = _laid_out(graph, new, old=False)
    return old, new


def _laid_out(graph: Graph, node: Node, *, old: bool) -> Node:
    parts: dict[str, Node] = {}
    value: dict[str, Any] = {}
    current: Node | None = node
    seen: set[int] = set()
    while current is not None and type(current.value) is dict and id(current.value) not in seen:
        seen.add(id(current.value))
        for keyword, member in current.members():
            if keyword != "$ref" and keyword not in value:
                value[keyword] = member.value
                parts[keyword] = member
        if type(current.get("$ref")) is not str:
            break
        current = step(graph.old if old else graph.new, current)
    return Node(node.file, node.pointer, value, parts)


def _compare_keyword(
    graph: Graph, pair: Pair, keyword: str, was: Node | None, now: Node | None, sides: tuple[Node, Node]
) -> None:
    if was is not None and now is not None and keyword not in _APPLICATORS and image(was.value) == image(now.value):
        return
    if keyword == "$ref":
        _references(graph, pair, was, now)
    elif keyword == "properties":
        _properties(graph, pair, was, now, sides)
    elif keyword == "required":
        _required(pair, was, now)
    elif keyword in _ALTERNATIVES:
        _alternatives(graph, pair, keyword, was, now)
    elif keyword == "prefixItems" or (keyword == "items" and _is_list(was, now)):
        _positions(graph, pair, keyword, was, now)
    elif keyword in _SINGLE:
        _subschema(graph, pair, keyword, was, now)
    elif keyword in _MAPS or keyword in _DEFINITIONS:
        _map(graph, pair, keyword, was, now)
    elif is_assertion(keyword):
        _assertion(pair, keyword, was, now, sides)
    else:
        pair.note(keyword, ANNOTATED, was, now)


def _references(graph: Graph, pair: Pair, was: Node | None, now: Node | None) -> None:
    """Both schemas have keywords beside a `$ref`: what they refer to is compared as one more part."""
    if was is None or now is None or type(was.value) is not str or type(now.value) is not str:
        if not (was is None or now is None) or type((was or now).value) is not str:  # type: ignore[union-attr]
            pair.note("$ref", ANNOTATED, was, now)
        return
    if was.value != now.value:
        pair.note("reference", ANNOTATED, was, now, subject="schema")
    old_link = Node(pair.old.file, pair.old.pointer, {"$ref": was.value})
    new_link = Node(pair.new.file, pair.new.pointer, {"$ref": now.value})
    graph.link(pair, "$ref", "schema", old_link, new_link)


def _is_list(*nodes: Node | None) -> bool:
    return any(node is not None and type(node.value) is list for node in nodes)


def _assertion(pair: Pair, keyword: str, was: Node | None, now: Node | None, sides: tuple[Node, Node]) -> None:
    effect = effect_of(keyword, sides[0].value, sides[1].value)
    if keyword in ("enum", "type") and effect == REPLACED and _is_list(was) and _is_list(now):
        # Values that went and values that came deserve judgements of their own.
        pair.note(keyword, NARROWED, was, now)
        pair.note(keyword, WIDENED, was, now)
    else:
        pair.note(keyword, effect, was, now)


def _subschema(graph: Graph, pair: Pair, keyword: str, was: Node | None, now: Node | None) -> None:
    if was is not None and now is not None:
        if type(was.value) is dict and type(now.value) is dict:
            graph.link(pair, keyword, "schema", was, now)
        elif image(was.value) != image(now.value):
            pair.note(keyword, _openness(was.value, now.value), was, now)
        return
    old_value = True if was is None else was.value
    new_value = True if now is None else now.value
    effect = _openness(old_value, new_value) if keyword in _CLOSED else NARROWED if was is None else WIDENED
    pair.note(keyword, REPLACED if keyword in ("if", "then", "else") else effect, was, now)


def _openness(old: Any, new: Any) -> str:
    """The effect between two schemas of which one may be a boolean; {} takes all that true takes."""
    rank = [2 if value is True or value == {} else 0 if value is False else 1 for value in (old, new)]
    if rank[0] == rank[1]:
        return ANNOTATED if rank[0] != 1 else REPLACED
    return NARROWED if rank[1] < rank[0] else WIDENED


def _properties(graph: Graph, pair: Pair, was: Node | None, now: Node | None, sides: tuple[Node, Node]) -> None:
    if _malformed(pair, "properties", was, now):
        return
    old_members = was.value if was else {}
    new_members = now.value if now else {}
    local = graph.unchanged.is_local(pair.old, pair.new)
    for name in {**old_members, **new_members}:
        if name in old_members and name in new_members:
            stale = graph.unchanged.stale_values(old_members[name], new_members[name], local=local)
            if stale is not None:
                graph.link_components(pair, stale)
                continue
        old, new = was and was.child(name), now and now.child(name)
        if old is not None and new is not None:
            if type(old.value) is dict and type(new.value) is dict:
                graph.link(pair, name, "schema", old, new)
            elif image(old.value) != image(new.value):
                pair.note("schema", _openness(old.value, new.value), old, new, step=(name,))
            continue
        # An open object takes any name, so declaring one narrows its values; a closed object takes only
        # declared names, so declaring one widens it.
        closed = (sides[1] if old is not None else sides[0]).get("additionalProperties") is False
        effect = NARROWED if (old is not None) == closed else WIDENED
        pair.note("presence", effect, old, new, subject="property", step=(name,))
    if not old_members or not new_members:
        _emptied(pair, "properties", was, now)


def _emptied(pair: Pair, keyword: str, was: Node | None, now: Node | None) -> None:
    """An empty container that came or went means nothing, and is a difference all the same."""
    if (was is None) != (now is None) and not (was or now).value:  # type: ignore[union-attr]
        pair.note(keyword, ANNOTATED, was, now)


def _malformed(pair: Pair, keyword: str, *nodes: Node | None) -> bool:
    if all(node is None or type(node.value) is dict for node in nodes):
        return False
    pair.note(keyword, REPLACED, *nodes)
    return True


def _required(pair: Pair, was: Node | None, now: Node | None) -> None:
    old_names, new_names = _names(was), _names(now)
    # draft 3, and Swagger parameters that are written as schemas, say `required: true`.
    if old_names is None or new_names is None:
        pair.note("required", REPLACED, was, now)
        return
    for name in old_names:
        if name not in new_names:
            pair.note("required", WIDENED, old_names[name], None, subject="property", step=(name,))
    for name in new_names:
        if name not in old_names:
            pair.note("required", NARROWED, None, new_names[name], subject="property", step=(name,))
    if old_names.keys() == new_names.keys() or moved(list(old_names), list(new_names)):
        pair.note("required", ANNOTATED, was, now)


def _names(node: Node | None) -> dict[str, Node] | None:
    if node is None:
        return {}
    if type(node.value) is not list:
        return None
    return {str(element.value): element for element in reversed(list(node.elements()))}


def _alternatives(graph: Graph, pair: Pair, keyword: str, was: Node | None, now: Node | None) -> None:
    if (was is not None and type(was.value) is not list) or (now is not None and type(now.value) is not list):
        pair.note(keyword, REPLACED, was, now)
        return
    if was is None or now is None:
        pair.note(keyword, NARROWED if was is None else WIDENED, was, now)
        return
    matched = alternatives(list(was.elements()), list(now.elements()))
    for old, new in matched:
        element = new or old
        label = f"{keyword}[{element.pointer[-1]}]" if element is not None else keyword
        if old is not None and new is not None:
            if type(old.value) is dict and type(new.value) is dict:
                graph.link(pair, label, "schema", old, new)
            elif image(old.value) != image(new.value):
                pair.note("schema", _openness(old.value, new.value), old, new, step=(label,))
        else:
            more = (new is not None) != (keyword == "allOf")
            pair.note(keyword, WIDENED if more else NARROWED, old, new, subject="alternative", step=(label,))
    both = [(old.pointer[-1], new.pointer[-1]) for old, new in matched if old is not None and new is not None]
    if any(int(both[n][0]) > int(both[n + 1][0]) for n in range(len(both) - 1)):
        pair.note("order", ANNOTATED, was, now, step=(keyword,))


def _positions(graph: Graph, pair: Pair, keyword: str, was: Node | None, now: Node | None) -> None:
    if was is None or now is None or type(was.value) is not list or type(now.value) is not list:
        pair.note(
            keyword, REPLACED if was is not None and now is not None else NARROWED if was is None else WIDENED, was, now
        )
        return
    olds, news = list(was.elements()), list(now.elements())
    for number in range(max(len(olds), len(news))):
        label = f"{keyword}[{number}]"
        if number >= len(olds) or number >= len(news):
            old = olds[number] if number < len(olds) else None
            new = news[number] if number < len(news) else None
            pair.note(keyword, NARROWED if old is None else WIDENED, old, new, step=(label,))
        elif type(olds[number].value) is dict and type(news[number].value) is dict:
            graph.link(pair, label, "schema", olds[number], news[number])
        elif image(olds[number].value) != image(news[number].value):
            pair.note(
                "schema", _openness(olds[number].value, news[number].value), olds[number], news[number], step=(label,)
            )


def _map(graph: Graph, pair: Pair, keyword: str, was: Node | None, now: Node | None) -> None:
    if _malformed(pair, keyword, was, now):
        return
    old_members = dict(was.members()) if was else {}
    new_members = dict(now.members()) if now else {}
    inert = keyword in _DEFINITIONS
    for name in {**old_members, **new_members}:
        old, new = old_members.get(name), new_members.get(name)
        label = f"{keyword}[{name}]"
        if old is not None and new is not None and type(old.value) is dict and type(new.value) is dict:
            graph.link(pair, label, "schema", old, new, "none" if inert else None)
        elif old is None or new is None:
            effect = ANNOTATED if inert else NARROWED if old is None else WIDENED
            pair.note(keyword, effect, old, new, step=(label,))
        elif image(old.value) != image(new.value):
            pair.note(keyword, ANNOTATED if inert else REPLACED, old, new, step=(label,))
    if not old_members or not new_members:
        _emptied(pair, keyword, was, now)
