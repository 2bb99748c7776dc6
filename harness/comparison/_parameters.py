"""Which parameters of two operations or path items stand for each other, and what of them came or went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._pairing import last_of_each, matched, out_of_order, pair_repeated, path_slots
from harness.comparison._references import note_references, reference_of
from harness.comparison._unchanged import same
from harness.vocabulary import (
    ANNOTATED,
    NARROWED,
    REPLACED,
    REQUEST,
    WIDENED,
    Step,
    parameter_step,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

    from harness.comparison._graph import Graph, Pair
    from harness.document import Document, Node, Operation, Parameter


# No reference, of which nobody can say that it leads nowhere.
_NONE: tuple[Node | None, bool] = (None, False)


def pair_parameters(graph: Graph, pair: Pair, old: Operation, new: Operation) -> None:
    """The effective parameters of two operations."""
    plain = "2.0" not in (old.document.version, new.document.version)
    if plain and old.path == new.path and _alike(graph, pair, old, new):
        return
    pairs = _matched(old, new)
    dead = _note_dead(pair, old, new)
    for was, now in pairs:
        parameter = now or was
        assert parameter is not None
        steps = (parameter_step(parameter.location, parameter.name),)
        if was is None or now is None:
            if reference_of(parameter.declared) in dead:
                continue
            old_node, new_node = was and was.declared, now and now.declared
            _came_or_went(pair, steps, old_node, new_node, required=parameter.required)
            continue
        if reference_of(was.declared) is not None or reference_of(now.declared) is not None:
            note_references(pair, "parameter", was.declared, now.declared, steps)
        if _at_item(was, old) != _at_item(now, new):
            pair.note("level", ANNOTATED, was.declared, now.declared, subject="parameter", steps=steps)
        graph.link(pair, steps, "parameter", was.node, now.node, direction=REQUEST)
    odd = plain and _note_left_over(pair, old, new)
    own = [(was.declared, now.declared) for was, now in pairs if was is not None and now is not None]
    if odd or not plain:
        _note_order(graph, pair, pair.old.child("parameters"), pair.new.child("parameters"))
    elif out_of_order([both for both in own if _at_both(both, pair)]):
        pair.note(
            "order",
            ANNOTATED,
            pair.old.child("parameters"),
            pair.new.child("parameters"),
            steps=(Step("member", "parameters"),),
        )


def pair_parameter_arrays(graph: Graph, pair: Pair, paths: tuple[str, str]) -> None:
    """The parameters that two path items declare for all their operations."""
    was, now = pair.old.child("parameters"), pair.new.child("parameters")
    if any(node is not None and type(node.value) is not list for node in (was, now)):
        pair.note_if_differs("parameters", ANNOTATED, was, now)
        return
    if was is not None and now is not None and graph.link_if_unchanged(pair, was, now, REQUEST):
        return
    olds, news = list(was.elements()) if was else [], list(now.elements()) if now else []
    for old, new in _array(graph, olds, news, paths):
        node = new if new is not None else old
        assert node is not None
        target = (graph.new if new is not None else graph.old).resolve(node)
        known = target if target is not None else node
        steps = (parameter_step(known.get("in"), known.get("name")),)
        if old is not None and new is not None:
            graph.link(pair, steps, "parameter", old, new, direction=REQUEST)
        else:
            _came_or_went(pair, steps, old, new, required=known.get("required") is True)
    _note_order(graph, pair, was, now)
    if not (olds or news):
        pair.note_if_differs("parameters", ANNOTATED, was, now)


def _note_order(graph: Graph, pair: Pair, was: Node | None, now: Node | None) -> None:
    """Note that two arrays of parameters name what both have in another order."""
    if was is not None and now is not None and type(was.value) is type(now.value) is list:
        pairs = _array(graph, list(was.elements()), list(now.elements()), ("", ""))
        if out_of_order(pairs):
            pair.note("order", ANNOTATED, was, now, steps=(Step("member", "parameters"),))


def _note_dead(pair: Pair, old: Operation, new: Operation) -> set[str | None]:
    """Note the references that lead nowhere on one side alone: what they named neither went nor came."""
    olds, news = _references(old), _references(new)
    noted: set[str | None] = set()
    for reference in {**olds, **news}:
        (was, was_dead), (now, now_dead) = olds.get(reference, _NONE), news.get(reference, _NONE)
        if was_dead != now_dead:
            steps = (Step("reference", reference.rpartition("/")[2]),)
            pair.note("reference", REPLACED, was, now, subject="parameter", steps=steps, direction=REQUEST)
            noted.add(reference)
    return noted


def _references(operation: Operation) -> dict[str, tuple[Node | None, bool]]:
    """The references among the parameters of an operation, and whether they lead nowhere."""
    references: dict[str, tuple[Node | None, bool]] = {}
    for owner in (operation.item, operation.node):
        declared = owner.child("parameters")
        for node in declared.elements() if declared is not None else ():
            reference = reference_of(node)
            if reference is not None:
                references[reference] = node, operation.document.resolve(node) is None
    return references


def _came_or_went(pair: Pair, steps: tuple[Step, ...], old: Node | None, new: Node | None, *, required: bool) -> None:
    # One more parameter describes more requests, and one that is required rules out all without it.
    effect = WIDENED if (new is not None) != required else NARROWED
    pair.note("presence", effect, old, new, subject="parameter", steps=steps, direction=REQUEST)


def _alike(graph: Graph, pair: Pair, old: Operation, new: Operation) -> bool:
    """Whether both declare the same, so that only the components that they refer to are to be paired."""
    own = graph.link_if_member_unchanged(pair, "parameters", REQUEST)
    for was, now in ((old.item, new.item), (old.node, new.node)):
        if was is old.node and own:
            continue
        before, after = was.child("parameters"), now.child("parameters")
        if before is None and after is None:
            continue
        if (
            was is old.node
            or before is None
            or after is None
            or not graph.link_if_unchanged(pair, before, after, REQUEST)
        ):
            return False
    return True


def _matched(old: Operation, new: Operation) -> list[tuple[Parameter | None, Parameter | None]]:
    olds, news = old.parameters, new.parameters
    if old.path == new.path and [item[:2] for item in olds] == [item[:2] for item in news]:
        return list(zip(olds, news, strict=True))
    old_slots, new_slots = path_slots(old.path, new.path)
    slots = {item: old_slots.get(item.name) for item in olds} | {item: new_slots.get(item.name) for item in news}

    def by_place(parameter: Parameter) -> Hashable | None:
        return slots[parameter] if parameter.location == "path" else None

    def by_name(parameter: Parameter) -> Hashable:
        return parameter.location, parameter.name

    def by_folded_name(parameter: Parameter) -> Hashable:
        return parameter.location, parameter.name.lower()

    return matched(olds, news, by_place, by_name, by_folded_name)


def _at_item(parameter: Parameter, operation: Operation) -> bool:
    size = len(operation.node.pointer)
    return parameter.declared.pointer[:size] != operation.node.pointer


def _at_both(declared: tuple[Node, Node], pair: Pair) -> bool:
    """Whether both are declared by the operations themselves, not by their path items."""
    size = len(pair.old.pointer), len(pair.new.pointer)
    return declared[0].pointer[: size[0]] == pair.old.pointer and declared[1].pointer[: size[1]] == pair.new.pointer


def _array(
    graph: Graph, olds: list[Node], news: list[Node], paths: tuple[str, str]
) -> list[tuple[Node | None, Node | None]]:
    """The items of two arrays of parameters: by equality, by place and name, and by name in any case."""
    if same([item.value for item in olds], [item.value for item in news]):
        return list(zip(olds, news, strict=True))
    known: dict[Node, tuple[str, str] | None] = {}
    slots: dict[Node, int | None] = {}
    for document, items, places in zip((graph.old, graph.new), (olds, news), path_slots(*paths), strict=True):
        for item in items:
            key = known[item] = _known_as(document, item)
            slots[item] = places.get(key[1]) if key is not None and key[0] == "path" else None

    def by_place(item: Node) -> Hashable | None:
        return slots[item]

    def by_name(item: Node) -> Hashable | None:
        return known[item]

    def by_folded_name(item: Node) -> Hashable | None:
        key = known[item]
        return key and (key[0], key[1].lower())

    return last_of_each(olds, news, by_place, by_name, by_folded_name)


def _known_as(document: Document, item: Node) -> tuple[str, str] | None:
    target = document.resolve(item)
    if target is None:
        return None
    name, location = target.get("name"), target.get("in")
    return (location, name) if isinstance(name, str) and isinstance(location, str) else None


def _note_left_over(pair: Pair, old: Operation, new: Operation) -> bool:
    """Note what stands among the parameters and is none, or is one that a later one replaces; whether there is any."""
    was, now = pair.old.child("parameters"), pair.new.child("parameters")
    if any(node is not None and type(node.value) is not list for node in (was, now)):
        pair.note_if_differs("parameters", ANNOTATED, was, now)
        return True
    if (was is None or now is None) and not ((was and was.value) or (now and now.value)):
        pair.note_if_differs("parameters", ANNOTATED, was, now)
    olds, news = _left_over(was, old), _left_over(now, new)
    if not (olds or news):
        return False
    for before, after in pair_repeated(olds, news):
        if before is None or after is None:
            pair.note("presence", ANNOTATED, before, after, subject="parameter", steps=(Step("member", "parameters"),))
    return True


def _left_over(array: Node | None, operation: Operation) -> list[Node]:
    if array is None:
        return []
    used = {parameter.declared.pointer[-1] for parameter in operation.parameters if not _at_item(parameter, operation)}
    return [item for item in array.elements() if item.pointer[-1] not in used] if len(used) < len(array.value) else []
