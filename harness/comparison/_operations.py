"""Comparing documents and operations: what is called how, by whom, and what of it came or went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._change import ANNOTATED, NARROWED, REPLACED, REQUEST, RESPONSE, WIDENED
from harness.comparison._messages import compare_members, reordered
from harness.comparison._pairing import matched, operations
from harness.comparison._unchanged import image
from harness.document import erased

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.comparison._graph import Graph, Pair
    from harness.document import Node, Operation, Parameter, Security

_MESSAGES = frozenset({"parameters", "requestBody", "responses", "callbacks", "security", "operationId"})
_SWAGGER = frozenset({"consumes", "produces"})


class Matched:
    """Operations that stand for each other, by the pair that holds their differences."""

    __slots__ = ("by_pair",)

    def __init__(self) -> None:
        self.by_pair: dict[int, tuple[Operation, Operation]] = {}


def pair_operations(
    graph: Graph, holder: Pair, old: Iterable[Operation], new: Iterable[Operation], matches: Matched
) -> None:
    """Pair the operations of two documents, note those that came or went in `holder`."""
    for was, now in operations(list(old), list(new)):
        if was is not None and now is not None:
            if was.kind == "callback" or not _same(graph, was, now):
                inverted = was.kind != "operation"
                pair = graph.root("operation", now.name, was.node, now.node, inverted=inverted)
                matches.by_pair[id(pair)] = (was, now)
        else:
            operation = was or now
            assert operation is not None
            effect = NARROWED if now is None else WIDENED
            old_node, new_node = was and was.node, now and now.node
            holder.note("presence", effect, old_node, new_node, subject="operation", step=(operation.name,))


def compare_operations(graph: Graph, pair: Pair, old: Operation, new: Operation, matches: Matched) -> None:
    """Two operations that stand for each other."""
    for aspect, was, now in (("path", old.path, new.path), ("method", old.method, new.method)):
        if was != now:
            same = aspect == "path" and erased(was) == erased(now)
            pair.facts.append(_name_fact(pair, aspect, ANNOTATED if same else REPLACED, was, now))
    if image(old.node.get("operationId")) != image(new.node.get("operationId")):
        pair.note("operationId", ANNOTATED, old.node.child("operationId"), new.node.child("operationId"))
    plain = old.document.version != "2.0" and new.document.version != "2.0"
    if not (plain and _settled_parameters(graph, pair, old, new)):
        _parameters(graph, pair, old, new)
    if not (plain and _settled(graph, pair, "requestBody", REQUEST)):
        _body(graph, pair, old.body, new.body)
    if not (plain and _settled(graph, pair, "responses", RESPONSE)):
        _responses(graph, pair, old, new)
    _callbacks(graph, pair, old, new, matches)
    _security(graph, pair, old, new)
    compare_members(graph, pair, _MESSAGES | _SWAGGER)
    _media_type_lists(pair, old, new)


def _same(graph: Graph, old: Operation, new: Operation) -> bool:
    """Whether nothing that an operation says or inherits has changed."""
    if old.path != new.path or old.method != new.method or not graph.unchanged(old.node, new.node):
        return False
    was, now = old.item.child("parameters"), new.item.child("parameters")
    if (was is None) != (now is None) or (was is not None and now is not None and not graph.unchanged(was, now)):
        return False
    if old.document.version != "2.0" and new.document.version != "2.0":
        return True
    keys = ("consumes", "produces")
    return all(old.document.content.get(key) == new.document.content.get(key) for key in keys)


def _settled(graph: Graph, pair: Pair, key: str, direction: str) -> bool:
    """Whether a member says the same on both sides; what it refers to is paired then."""
    was, now = pair.old.child(key), pair.new.child(key)
    return was is not None and now is not None and graph.settled(pair, was, now, direction)


def _settled_parameters(graph: Graph, pair: Pair, old: Operation, new: Operation) -> bool:
    if old.path != new.path:
        return False
    for was, now in ((old.item, new.item), (old.node, new.node)):
        before, after = was.child("parameters"), now.child("parameters")
        if before is None and after is None:
            continue
        if before is None or after is None or not graph.settled(pair, before, after, REQUEST):
            return False
    return True


def _name_fact(pair: Pair, aspect: str, effect: str, was: str, now: str) -> object:
    from harness.comparison._graph import Fact

    return Fact("operation", aspect, effect, (), pair.old, pair.new, was, now)


def _parameters(graph: Graph, pair: Pair, old: Operation, new: Operation) -> None:
    old_slots, new_slots = _slots(old.path), _slots(new.path)

    def by_name(parameter: Parameter) -> object:
        name = parameter.name.lower() if parameter.location == "header" else parameter.name
        return parameter.location, name

    # The value of a path parameter is what stands at its place in the path, whatever its name.
    same_path = erased(old.path) == erased(new.path)

    def by_place(parameter: Parameter) -> object:
        return (parameter.location, slots[parameter.name]) if parameter.name in (slots := _both(parameter)) else None

    def _both(parameter: Parameter) -> dict[str, int]:
        if parameter.location != "path" or not same_path:
            return {}
        return old_slots if any(parameter is own for own in old.parameters) else new_slots

    def by_folded_name(parameter: Parameter) -> object:
        return parameter.location, parameter.name.lower()

    named = [[parameter[:2] for parameter in operation.parameters] for operation in (old, new)]
    if old.path == new.path and named[0] == named[1]:
        pairs = list(zip(old.parameters, new.parameters, strict=True))
    else:
        pairs = matched(old.parameters, new.parameters, by_place, by_name, by_folded_name)
    for was, now in pairs:
        parameter = now or was
        assert parameter is not None
        label = f"{parameter.location} parameter {parameter.name}"
        if was is not None and now is not None:
            graph.link(pair, label, "parameter", was.node, now.node, REQUEST)
            continue
        # The server ignores what it does not know; what it needs it did not get before.
        effect = NARROWED if was is not None or parameter.required else WIDENED
        old_node, new_node = was and was.node, now and now.node
        pair.note("presence", effect, old_node, new_node, subject="parameter", step=(label,))
    reordered(pair, "parameters", *named)


def _slots(path: str) -> dict[str, int]:
    names = [part.split("}", 1)[0] for part in path.split("{")[1:]]
    return {name: number for number, name in enumerate(names) if names.count(name) == 1}


def _body(graph: Graph, pair: Pair, was: Node | None, now: Node | None) -> None:
    if was is not None and now is not None:
        graph.link(pair, "request body", "request body", was, now, REQUEST)
    elif was is not None or now is not None:
        node = was if was is not None else now
        required = node is not None and node.get("required") is True
        effect = NARROWED if was is not None or required else WIDENED
        pair.note("presence", effect, was, now, subject="request body", step=("request body",))


def _responses(graph: Graph, pair: Pair, old: Operation, new: Operation) -> None:
    olds, news = old.responses, new.responses
    for status in {**olds, **news}:
        was, now = olds.get(status), news.get(status)
        label = f"response {status}"
        if was is not None and now is not None:
            graph.link(pair, label, "response", was, now, RESPONSE)
        else:
            effect = NARROWED if now is None else WIDENED
            pair.note("presence", effect, was, now, subject="response", step=(label,))
    was_map, now_map = old.node.child("responses"), new.node.child("responses")
    for key in {**_extensions(was_map), **_extensions(now_map)}:
        was, now = was_map and was_map.child(key), now_map and now_map.child(key)
        if was is None or now is None or image(was.value) != image(now.value):
            pair.note(key, ANNOTATED, was, now, step=("responses",))
    if (was_map is None) != (now_map is None) and not (olds or news):
        pair.note("responses", ANNOTATED, was_map, now_map)


def _extensions(node: Node | None) -> dict[str, object]:
    value = node.value if node is not None and type(node.value) is dict else {}
    return {key: member for key, member in value.items() if key.startswith("x-")}


def _callbacks(graph: Graph, pair: Pair, old: Operation, new: Operation, matches: Matched) -> None:
    was, now = old.node.child("callbacks"), new.node.child("callbacks")
    if was is None and now is None:
        return
    if was is not None and now is not None and graph.unchanged(was, now):
        return
    before, after = old.callbacks, new.callbacks

    def key(item: tuple[str, Operation]) -> object:
        return item[0], item[1].path, item[1].method

    for left, right in matched(before, after, key):
        name, operation = right or left
        label = f"callback {name} {operation.method} {operation.path}"
        if left is not None and right is not None:
            _link_callback(graph, pair, label, left[1], right[1], matches)
        else:
            effect = NARROWED if right is None else WIDENED
            old_node, new_node = left and left[1].node, right and right[1].node
            pair.note("presence", effect, old_node, new_node, subject="callback", step=(label,))
    if not before or not after:
        _whole_callbacks(pair, was, now, empty=not before and not after)


def _whole_callbacks(pair: Pair, was: Node | None, now: Node | None, *, empty: bool) -> None:
    if empty and (was and image(was.value)) != (now and image(now.value)):
        pair.note("callbacks", ANNOTATED, was, now)


def _link_callback(graph: Graph, pair: Pair, label: str, old: Operation, new: Operation, matches: Matched) -> None:
    if graph.unchanged(old.node, new.node):
        return
    below = graph.below(pair, label, "operation", old.node, new.node, inverted=not pair.inverted)
    matches.by_pair[id(below)] = (old, new)


def _security(graph: Graph, pair: Pair, old: Operation, new: Operation) -> None:
    """The alternatives, where either operation has its own; those of the document are compared with it."""
    was, now = old.node.child("security"), new.node.child("security")
    if was is None and now is None:
        return
    compare_security(pair, old.security, new.security)
    if (was is None) != (now is None) and image_of(old.security) == image_of(new.security):
        pair.note("security", ANNOTATED, was, now)


def image_of(alternatives: tuple[Security, ...]) -> list[dict[str, tuple[str, ...]]]:
    """The alternatives without their places."""
    return [alternative.schemes for alternative in alternatives]


def compare_security(pair: Pair, old: tuple[Security, ...], new: tuple[Security, ...]) -> None:
    """Note the alternatives that came or went, and scopes that changed."""

    def with_scopes(security: Security) -> object:
        return frozenset((name, frozenset(scopes)) for name, scopes in security.schemes.items())

    def by_schemes(security: Security) -> object:
        return frozenset(security.schemes)

    for was, now in matched(old, new, with_scopes, by_schemes):
        alternative = now or was
        assert alternative is not None
        label = "security " + (" & ".join(alternative.schemes) or "none")
        if was is None or now is None:
            # No alternatives at all lets everybody in; then the first one shuts out.
            first = (was is None and not old) or (now is None and not new)
            effect = NARROWED if (now is None) != first else WIDENED
            pair.note("presence", effect, was and was.node, now and now.node, subject="security", step=(label,))
        elif was.schemes != now.schemes:
            _scopes(pair, label, was, now)
    reordered(pair, "security", [repr(by_schemes(s)) for s in old], [repr(by_schemes(s)) for s in new])


def _scopes(pair: Pair, label: str, was: Security, now: Security) -> None:
    for scheme in was.schemes:
        before, after = set(was.schemes[scheme]), set(now.schemes.get(scheme, ()))
        old, new = was.node.child(scheme), now.node.child(scheme)
        if before - after:
            pair.note("scopes", WIDENED, old, new, subject="security", step=(label, scheme))
        if after - before:
            pair.note("scopes", NARROWED, old, new, subject="security", step=(label, scheme))
        if before == after and was.schemes[scheme] != now.schemes.get(scheme):
            pair.note("scopes", ANNOTATED, old, new, subject="security", step=(label, scheme))
    if list(was.schemes) != list(now.schemes) and was.schemes == now.schemes:
        pair.note("order", ANNOTATED, was.node, now.node, subject="security", step=(label,))


def _media_type_lists(pair: Pair, old: Operation, new: Operation) -> None:
    """Swagger's lists count where the operation has something to send or answer; else they are noted here."""
    for key in _SWAGGER:
        was, now = old.node.child(key), new.node.child(key)
        if (was and image(was.value)) == (now and image(now.value)):
            continue
        pair.note(key, ANNOTATED, was, now)
