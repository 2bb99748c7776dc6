"""Comparing what carries schemas: parameters, bodies, media types, responses, headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from harness.comparison._graph import note_references, reference_of
from harness.comparison._pairing import last_of_each, matched, out_of_order, pair_repeated, path_slots
from harness.comparison._schemas import link_schemas
from harness.comparison._unchanged import same
from harness.vocabulary import (
    ANNOTATED,
    NARROWED,
    REPLACED,
    REQUEST,
    WIDENED,
    Effect,
    Step,
    media_type_key,
    parameter_step,
    subschema_step,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable

    from harness.comparison._graph import Graph, Pair
    from harness.document import Document, Node, Operation, Parameter


# What an absent `style` means. Source: OpenAPI 3.1.1, 4.8.12.2.
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_PARAMETER = frozenset(
    {"name", "in", "required", "allowEmptyValue", "allowReserved", "style", "explode", "schema", "content"}
)
# What the members of a map are.
_Kind = Literal["media type", "header", "encoding", "link"]
_ENCODING = ("contentType", "style", "explode", "allowReserved")
# No reference, of which nobody can say that it leads nowhere.
_NONE: tuple[Node | None, bool] = (None, False)


def members_differ(graph: Graph, pair: Pair, handled: Collection[str] = ()) -> None:
    """Note each member that differs and is not handled elsewhere, as an annotation."""
    old, new = pair.old, pair.new
    if not _objects(pair):
        return
    before, after = old.value, new.value
    for key in {**before, **after}:
        if key in handled:
            continue
        if key in before and key in after and same(before[key], after[key]):
            if key == "examples":
                _examples_elsewhere(graph, pair)
            continue
        pair.note(key, ANNOTATED, old.child(key), new.child(key))


def _examples_elsewhere(graph: Graph, pair: Pair) -> None:
    """Note examples that say something else in another file, to which both sides refer in the same words."""
    was, now = pair.old.child("examples"), pair.new.child("examples")
    for name, node in was.members() if was is not None else ():
        other = now.child(name) if now is not None else None
        if other is not None and str(reference_of(node) or "#")[:1] != "#":
            old, new = graph.old.resolve(node), graph.new.resolve(other)
            if old is not None and new is not None and not same(old.value, new.value):
                pair.note("examples", ANNOTATED, old, new)


def compare_parameters(graph: Graph, pair: Pair) -> None:
    """Two parameters or headers that stand for each other."""
    if not _objects(pair):
        return
    old, new = pair.old, pair.new
    if pair.kind == "header":
        names, flags = ANNOTATED, ANNOTATED
    else:
        # HTTP does not tell header names apart by case, and a path's parameters have a place.
        places = {str(old.get("in")), str(new.get("in"))}
        names, flags = (ANNOTATED if places in ({"header"}, {"path"}) else REPLACED), REPLACED
    pair.note_if_differs("name", names, old.child("name"), new.child("name"))
    pair.note_if_differs("in", flags, old.child("in"), new.child("in"))
    _flag(pair, "required", NARROWED, WIDENED)
    _flag(pair, "allowEmptyValue", WIDENED, NARROWED)
    _flag(pair, "allowReserved", WIDENED, NARROWED)
    for keyword in ("style", "explode"):
        alike = _serialized(old, keyword) == _serialized(new, keyword)
        pair.note_if_differs(keyword, ANNOTATED if alike else REPLACED, old.child(keyword), new.child(keyword))
    if not _rewritten(graph, pair):
        _maps(graph, pair, "content", "media type", media_type_key)
        _optional_schema(graph, pair, "schema")
    members_differ(graph, pair, _PARAMETER)


def compare_bodies(graph: Graph, pair: Pair) -> None:
    """Two request bodies."""
    if _objects(pair):
        _flag(pair, "required", NARROWED, WIDENED)
        _maps(graph, pair, "content", "media type", media_type_key)
        members_differ(graph, pair, {"required", "content"})


def compare_responses(graph: Graph, pair: Pair) -> None:
    """Two responses of one status."""
    if _objects(pair):
        _maps(graph, pair, "content", "media type", media_type_key)
        _maps(graph, pair, "headers", "header", str.lower)
        _maps(graph, pair, "links", "link")
        members_differ(graph, pair, {"content", "headers", "links"})


def compare_media_types(graph: Graph, pair: Pair) -> None:
    """Two media type objects."""
    if _objects(pair):
        _optional_schema(graph, pair, "schema")
        _optional_schema(graph, pair, "itemSchema")
        _maps(graph, pair, "encoding", "encoding")
        members_differ(graph, pair, {"schema", "itemSchema", "encoding"})


def compare_encodings(graph: Graph, pair: Pair) -> None:
    """Two encodings of one property of a form."""
    if _objects(pair):
        for keyword in _ENCODING:
            pair.note_if_differs(keyword, REPLACED, pair.old.child(keyword), pair.new.child(keyword))
        _maps(graph, pair, "headers", "header", str.lower)
        members_differ(graph, pair, {*_ENCODING, "headers"})


def _objects(pair: Pair) -> bool:
    """Whether both sides can be looked into; notes the difference where not."""
    if type(pair.old.value) is dict and type(pair.new.value) is dict:
        return True
    pair.note_if_differs("value", ANNOTATED, pair.old, pair.new)
    return False


def _maps(graph: Graph, pair: Pair, member: str, kind: _Kind, fold: Callable[[str], str] = str) -> None:
    """Members of a map of named objects, paired by name."""
    was, now = pair.old.child(member), pair.new.child(member)
    if was is None and now is None:
        return
    if was is not None and now is not None and graph.link_if_unchanged(pair, was, now):
        return
    if any(node is not None and type(node.value) is not dict for node in (was, now)):
        pair.note_if_differs(member, ANNOTATED, was, now)
        return
    olds = list(was.members()) if was else []
    news = list(now.members()) if now else []
    for old, new in matched(olds, news, lambda item: item[0], lambda item: fold(item[0])):
        steps = (Step(kind, str((new or old or ("",))[0])),)
        if old is not None and new is not None:
            if old[0] != new[0]:
                pair.note("name", ANNOTATED, old[1], new[1], subject=kind, steps=steps)
            graph.link(pair, steps, kind, old[1], new[1])
        else:
            effect = ANNOTATED if kind == "link" else NARROWED if new is None else WIDENED
            values = _resolved(graph.old, old and old[1]), _resolved(graph.new, new and new[1])
            pair.note("presence", effect, old and old[1], new and new[1], subject=kind, steps=steps, values=values)
    if not (olds or news):
        pair.note_if_differs(member, ANNOTATED, was, now)


def _resolved(document: Document, node: Node | None) -> Any:
    """What stands behind the references of a node, None where they lead nowhere."""
    target = document.resolve(node) if node is not None else None
    return None if target is None else target.value


def _rewritten(graph: Graph, pair: Pair) -> bool:
    """Whether a value that has a `schema` on one side has a media type on the other: it is written in another form."""
    forms = [(node.child("schema"), node.child("content")) for node in (pair.old, pair.new)]
    (was_schema, was_content), (now_schema, now_content) = forms
    if (was_schema is None) == (was_content is None) or (now_schema is None) == (now_content is None):
        return False
    if (was_schema is None) == (now_schema is None):
        return False
    pair.note("content", REPLACED, was_schema or was_content, now_schema or now_content)
    schemas = [schema or _only_schema(content) for schema, content in forms]
    if schemas[0] is not None and schemas[1] is not None:
        link_schemas(graph, pair, (), schemas[0], schemas[1])
    return True


def _only_schema(content: Node | None) -> Node | None:
    """The schema of the one media type that a parameter or header may have."""
    entries = [node for _, node in content.members()] if content is not None else []
    return entries[0].child("schema") if len(entries) == 1 else None


def _optional_schema(graph: Graph, pair: Pair, member: str) -> None:
    was, now = pair.old.child(member), pair.new.child(member)
    if was is not None and now is not None:
        link_schemas(graph, pair, () if member == "schema" else (subschema_step(member),), was, now)
    elif was is not None or now is not None:
        # Without a schema anything goes.
        pair.note(member, NARROWED if was is None else WIDENED, was, now)


def _flag(pair: Pair, keyword: str, on: Effect, off: Effect) -> None:
    was, now = pair.old.child(keyword), pair.new.child(keyword)
    before, after = was is not None and was.value is True, now is not None and now.value is True
    pair.note_if_differs(keyword, ANNOTATED if before == after else on if after else off, was, now)


def _serialized(node: Node, keyword: str) -> object:
    style = node.get("style", _STYLES.get(str(node.get("in")), "simple"))
    return style if keyword == "style" else node.get("explode", style == "form")


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
