"""Breaks name their cause: the edits that they blame lose their message, and no other reason does.

Documents are made of edits that this module knows, so that it can make or undo any of them by itself, and validators
that have no part in finding breaks say which messages each document takes.
"""

from __future__ import annotations

import json
from copy import deepcopy
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.containment import Budget
from harness.document import Node
from harness.messages import part_pairs
from harness.verdict import _slices, contract
from harness.verdict._inquiry import Inquiry
from harness.verdict._schemas import SchemaJudge
from harness.verdict._switches import Switches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.comparison import Change, Comparison
    from harness.verdict import Break, Contract

ORDER = {
    "type": "object",
    "required": ["id", "kind"],
    "properties": {
        "id": {"type": "string", "maxLength": 8},
        "kind": {"enum": ["bulk", "gift"]},
        "count": {"type": "integer", "minimum": 1},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
        "buyer": {"$ref": "#/components/schemas/Buyer"},
        "payer": {"$ref": "#/components/schemas/Buyer", "description": "Who pays."},
        "note": {"type": "string"},
        "mark": True,
        "way": {"oneOf": [{"type": "integer"}, {"$ref": "#/components/schemas/Buyer"}]},
    },
}
BUYER = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 1}, "age": {"type": "number"}},
}
SCHEMAS = {"Order": ORDER, "Buyer": BUYER}


class Toggle(NamedTuple):
    """An edit that this module can make: a value at a place, and what its change says of itself."""

    way: tuple[str, ...]
    value: Any
    aspect: str
    name: str


ABSENT = object()
PROPERTIES = ("Order", "properties")
EDITS = {
    "shorter id": Toggle((*PROPERTIES, "id", "maxLength"), 4, "maxLength", "id"),
    "id of another type": Toggle((*PROPERTIES, "id", "type"), "integer", "type", "id"),
    "another kind": Toggle((*PROPERTIES, "kind", "enum"), ["bulk", "gift", "loan"], "enum", "kind"),
    "count from 5": Toggle((*PROPERTIES, "count", "minimum"), 5, "minimum", "count"),
    "three tags": Toggle((*PROPERTIES, "tags", "maxItems"), 3, "maxItems", "tags"),
    "tags are numbers": Toggle((*PROPERTIES, "tags", "items", "type"), "integer", "type", "items"),
    "no note": Toggle((*PROPERTIES, "note"), ABSENT, "presence", "note"),
    "note may be null": Toggle((*PROPERTIES, "note", "type"), ["string", "null"], "type", "note"),
    # What they bring along refers to what others are made in.
    "a friend": Toggle((*PROPERTIES, "friend"), {"$ref": "#/components/schemas/Buyer"}, "presence", "friend"),
    "several ways": Toggle(
        (*PROPERTIES, "way", "oneOf"),
        [*ORDER["properties"]["way"]["oneOf"], {"type": "array", "items": {"$ref": "#/components/schemas/Buyer"}}],  # type: ignore[index]
        "oneOf",
        "way",
    ),
    "no mark": Toggle((*PROPERTIES, "mark"), False, "schema", "mark"),
    "a date": Toggle((*PROPERTIES, "date"), {"type": "integer"}, "presence", "date"),
    "closed": Toggle(("Order", "additionalProperties"), False, "additionalProperties", "Order"),
    "id optional": Toggle(("Order", "required"), ["kind"], "required", "id"),
    "longer name": Toggle(("Buyer", "properties", "name", "minLength"), 3, "minLength", "name"),
    "age needed": Toggle(("Buyer", "required"), ["name", "age"], "required", "age"),
    "whole age": Toggle(("Buyer", "properties", "age", "type"), "integer", "type", "age"),
    "buyer closed": Toggle(("Buyer", "additionalProperties"), False, "additionalProperties", "Buyer"),
    "payer described": Toggle((*PROPERTIES, "payer", "description"), "Who pays in the end.", "description", "payer"),
    "part of another": Toggle(("Order", "allOf"), [{"properties": {"count": {"maximum": 50}}}], "allOf", "Order"),
}
# What belongs to another edit comes and goes with it.
BELONGING = {"id of another type": {"shorter id"}}
# One says nothing where the other is made.
CLASHES = ({"no note", "note may be null"},)
_SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Names = frozenset[str]


@st.composite
def edited(draw: st.DrawFn) -> tuple[Names, Names]:
    """Which edits are made in the old document, and which in the new one."""
    names = draw(st.sets(st.sampled_from(sorted(EDITS)), min_size=1, max_size=6))
    for clash in CLASHES:
        names -= {min(clash)} if clash <= names else set()
    before = draw(st.sets(st.sampled_from(sorted(names)))) if draw(st.booleans()) else set()
    return frozenset(before), frozenset(names - before)


def schemas_with(names: Iterable[str]) -> dict[str, Any]:
    """The schemas with some edits."""
    schemas: dict[str, Any] = deepcopy(SCHEMAS)
    for name in names:
        *way, last = EDITS[name].way
        holder = schemas
        for key in way:
            holder = holder[key]
        if EDITS[name].value is ABSENT:
            holder.pop(last, None)
        else:
            holder[last] = EDITS[name].value
    return schemas


def document(schemas: dict[str, Any], direction: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}
    operation: dict[str, Any] = {"responses": {"200": {"description": "ok"}}}
    if direction == "request":
        operation["requestBody"] = {"required": True, "content": content}
    else:
        operation["responses"]["200"]["content"] = content
    paths = {"/orders": {"post": operation}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "O", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def takes(names: Iterable[str], value: Any) -> bool:
    """Whether the document with some edits takes a message."""
    whole = {"$ref": "#/components/schemas/Order", "components": {"schemas": schemas_with(names)}}
    return jsonschema_rs.Draft202012Validator(whole).is_valid(value)


def is_lost(old: Names, new: Names, direction: str, value: Any) -> bool:
    sender, reader = (old, new) if direction == "request" else (new, old)
    return takes(sender, value) and not takes(reader, value)


def named(change: Change) -> str:
    """The name of the edit that a change is."""
    trail = [step.name or step.kind for step in change.trail]
    return next(name for name, edit in EDITS.items() if edit.aspect == change.aspect and edit.name in trail[-2:])


@pytest.fixture
def compared(comparison_of: Callable[..., Any]) -> Callable[..., Comparison]:
    def compared(old: Names, new: Names, direction: str) -> Comparison:
        return comparison_of(*(document(schemas_with(names), direction) for names in (old, new)))  # type: ignore[no-any-return]

    return compared


@pytest.fixture
def judged(compared: Callable[..., Comparison]) -> Callable[..., Contract]:
    return lambda *sides: contract(compared(*sides))


def with_belonging(names: Iterable[str]) -> set[str]:
    return {other for name in names for other in (name, *BELONGING.get(name, ()))}


def made(old: Names, new: Names, names: Iterable[str]) -> Names:
    """The edits of the old document with some of what differs made as in the new one."""
    return old ^ (frozenset(names) & (old ^ new))


@pytest.mark.parametrize("direction", ["request", "response"])
@given(sides=edited())
@_SETTINGS
def test_the_message_of_a_break_is_lost_by_what_it_blames_and_by_no_less(
    direction: str, sides: tuple[Names, Names], judged: Callable[..., Contract]
) -> None:
    old, new = sides
    for one in judged(old, new, direction).breaks:
        assert one.witness is not None
        value, blamed = one.witness.value, {named(change) for change in one.changes}
        assert is_lost(old, new, direction, value) or one.hidden
        alone = is_lost(old, made(old, new, blamed), direction, value)
        undone = is_lost(old, made(old, new, (old ^ new) - with_belonging(blamed)), direction, value)
        assert alone or not undone
        for name in blamed:
            assert not is_lost(old, made(old, new, blamed - {name}), direction, value)


@pytest.mark.parametrize("direction", ["request", "response"])
@given(sides=edited())
@_SETTINGS
def test_nothing_is_lost_once_all_that_is_blamed_is_undone(
    direction: str, sides: tuple[Names, Names], judged: Callable[..., Contract]
) -> None:
    old, new = sides
    found = judged(old, new, direction)
    blamed = {named(change) for one in found.breaks for change in (*one.changes, *one.also)}
    assert not judged(old, made(old, new, (old ^ new) - with_belonging(blamed)), direction).breaking
    # What is breaking is blamed, and what is blamed is breaking.
    assert {named(finding.change) for finding in found.findings if finding.impact == "breaking"} == blamed


@pytest.mark.parametrize("direction", ["request", "response"])
@given(sides=edited())
@_SETTINGS
def test_no_two_breaks_share_a_message(
    direction: str, sides: tuple[Names, Names], judged: Callable[..., Contract]
) -> None:
    messages = [
        json.dumps(one.witness.value, sort_keys=True) for one in judged(*sides, direction).breaks if one.witness
    ]
    assert len(messages) == len(set(messages))


def _value(one: Break) -> Any:
    assert one.witness is not None
    return one.witness.value


@pytest.mark.parametrize("direction", ["request", "response"])
@given(sides=edited())
@_SETTINGS
def test_what_is_no_longer_required_is_absent_and_what_is_removed_is_there(
    direction: str, sides: tuple[Names, Names], judged: Callable[..., Contract]
) -> None:
    for one in judged(*sides, direction).breaks:
        if len(one.changes) > 1:
            continue
        change, value = one.changes[0], _value(one)
        if named(change) == "id optional":
            assert "id" not in value
        elif named(change) == "age needed":
            buyers = [value.get("buyer"), value.get("way")]
            assert any(isinstance(buyer, dict) and "age" not in buyer for buyer in buyers)
        elif change.aspect == "presence":
            assert change.trail[-1].name in value
        elif named(change) == "note may be null":
            assert value["note"] is None


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["a", "abcdef", 3]),
        "kind": st.sampled_from(["bulk", "loan", None]),
        "count": st.integers(0, 60),
        "tags": st.lists(st.sampled_from(["x", 1]), max_size=3),
        "note": st.sampled_from(["n", None, 1]),
        "date": st.sampled_from([1, "d"]),
        "buyer": st.fixed_dictionaries({}, optional={"name": st.sampled_from(["", "ab", "abc"]), "age": st.just(1.5)}),
        "payer": st.fixed_dictionaries({}, optional={"name": st.sampled_from(["", "ab"]), "age": st.just(1.5)}),
        "way": st.sampled_from(
            [1, {"name": "abc"}, {"name": "a", "x": 1}, [{"name": "abc"}], [{"name": "a", "age": 1}]]
        ),
        "friend": st.fixed_dictionaries(
            {}, optional={"name": st.sampled_from(["ab", "abc"]), "age": st.sampled_from([1, 1.5])}
        ),
    },
)


@given(sides=edited(), values=st.lists(VALUES, min_size=5), data=st.data())
@_SETTINGS
def test_a_schema_with_some_edits_takes_what_the_document_with_them_takes(
    sides: tuple[Names, Names], values: list[Any], data: st.DataObject, compared: Callable[..., Comparison]
) -> None:
    old, new = sides
    names = data.draw(st.sets(st.sampled_from(sorted(old ^ new))))
    comparison = compared(old, new, "request")
    inquiry = Inquiry(comparison, Budget())
    switches = Switches(comparison, inquiry.loans)
    ends = [side.file.at(("components", "schemas", "Order")) for side in (comparison.old, comparison.new)]
    edits = switches.edits_of(change for change in comparison.changes if named(change) in names)
    mixed = switches.schema(*ends, edits)
    nothing = Node(comparison.new.file, (), value=False)
    for value in values:
        taken = inquiry.messages["request"].is_lost(value, mixed, nothing, "request")
        assert taken is takes(made(old, new, names), value)


def test_a_schema_within_that_takes_nothing_any_more_is_replaced_by_itself(
    compared: Callable[..., Comparison],
) -> None:
    new = frozenset({"no mark", "three tags"})
    comparison = compared(frozenset(), new, "request")
    inquiry = Inquiry(comparison, Budget())
    switches = Switches(comparison, inquiry.loans)
    ends = [side.file.at(("components", "schemas", "Order")) for side in (comparison.old, comparison.new)]
    nothing = Node(comparison.new.file, (), value=False)
    for names, more in product(({"no mark"}, {"three tags"}, new), ({"mark": 1}, {"tags": ["a", "b", "c"]}, {})):
        value = {"id": "a", "kind": "gift", **more}
        edits = switches.edits_of(change for change in comparison.changes if named(change) in names)
        taken = inquiry.messages["request"].is_lost(value, switches.schema(*ends, edits), nothing, "request")
        assert taken is takes(names, value)


@pytest.mark.parametrize(("edit", "name"), [("a friend", "friend"), ("several ways", "way")])
@pytest.mark.parametrize("inner", ["longer name", "whole age", "buyer closed"])
def test_what_an_edit_brings_along_has_the_edits_that_are_asked_for(
    edit: str, name: str, inner: str, compared: Callable[..., Comparison]
) -> None:
    new = frozenset({edit, inner})
    comparison = compared(frozenset(), new, "request")
    inquiry = Inquiry(comparison, Budget())
    switches = Switches(comparison, inquiry.loans)
    ends = [side.file.at(("components", "schemas", "Order")) for side in (comparison.old, comparison.new)]
    nothing = Node(comparison.new.file, (), value=False)
    buyers = ({"name": "ab"}, {"name": "abc", "age": 1.5}, {"name": "abc", "x": 1}, {"name": "abc"}, {"name": ""})
    for names, buyer in product((frozenset({edit}), frozenset({inner}), new), buyers):
        value = {"id": "a", "kind": "gift", name: buyer if name == "friend" else [buyer]}
        edits = switches.edits_of(change for change in comparison.changes if named(change) in names)
        taken = inquiry.messages["request"].is_lost(value, switches.schema(*ends, edits), nothing, "request")
        assert taken is takes(names, value)


@given(sides=edited(), values=st.lists(VALUES, min_size=5), data=st.data())
@_SETTINGS
def test_some_edits_lose_what_the_document_with_them_refuses(
    sides: tuple[Names, Names], values: list[Any], data: st.DataObject, compared: Callable[..., Comparison]
) -> None:
    old, new = sides
    names = data.draw(st.sets(st.sampled_from(sorted(old ^ new))))
    comparison = compared(old, new, "request")
    inquiry = Inquiry(comparison, Budget())
    losses = SchemaJudge(inquiry).losses
    roots = (root for pair in inquiry.pairs.values() for root in part_pairs(*pair))
    edits = losses.switches.edits_of(change for change in comparison.changes if named(change) in names)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_slices, "_WIDE", 0)
        for root, value in product(roots, values):
            refused = takes(old, value) and not takes(made(old, new, names), value)
            assert losses.loses(edits, root, value) is refused
            assert losses.surely_loses(edits, root, value) is refused


def test_all_edits_make_the_new_schema_and_none_the_old_one(compared: Callable[..., Comparison]) -> None:
    comparison = compared(frozenset(), frozenset(EDITS) - {"no note"}, "request")
    switches = Switches(comparison, Inquiry(comparison, Budget()).loans)
    old, new = (side.file.at(("components", "schemas", "Order")) for side in (comparison.old, comparison.new))
    assert switches.schema(old, new, 0).value is old.value
    assert switches.schema(old, new, switches.reach(old, new)).value is new.value


def test_what_a_list_of_its_own_excuses_is_never_blamed_on_other_edits(comparison_of: Callable[..., Any]) -> None:
    def document_with(values: list[str], *names: str) -> dict[str, Any]:
        grade = {"type": "string", "enum": values, "x-extensible-enum": values}
        described = {"$ref": "#/components/schemas/Grade", "description": f"One of {len(values)}."}
        order = {"properties": {"grade": described, **{name: {"type": "string"} for name in names}}}
        return document({"Grade": grade, "Order": order}, "response")

    found = contract(comparison_of(document_with(["A", "B"]), document_with(["A", "B", "C"], "note")))
    assert not found.breaks
