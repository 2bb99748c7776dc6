"""Overlays: what actions do to a document, and what is no overlay."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.document._overlay import apply
from harness.errors import InvalidConfiguration

if TYPE_CHECKING:
    from harness.document._file import Pointer

names = st.sampled_from(["a", "b", "c", "get", "x-y", "it's"])
primitives = st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.sampled_from(["", "s", "t"]))
json_values = st.recursive(
    primitives,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=12,
)
objects = st.dictionaries(names, json_values, max_size=4)
targets = st.sampled_from(
    [
        "$",
        "$.a",
        "$.b",
        "$['it\\'s']",
        "$.a.b",
        "$.*",
        "$..a",
        "$..*",
        "$.a[0]",
        "$[?@.a]",
        "$.a[-1:]",
        "$['a','a']",
        "$..[0,0]",
    ]
)
actions = st.one_of(
    st.builds(lambda target, update: {"target": target, "update": update}, targets, json_values),
    st.builds(lambda target: {"target": target, "remove": True}, targets),
)


def overlay(*actions: object, version: str = "1.0.0") -> dict[str, object]:
    return {"overlay": version, "info": {"title": "Mend", "version": "1"}, "actions": list(actions)}


def mended(content: Any, *actions: object, version: str = "1.1.0") -> Any:
    return apply(content, overlay(*actions, version=version), "overlay.yaml")[0]


def paths_of(content: Any) -> list[str]:
    """The places of a document as JSONPath."""
    found = ["$"]
    if isinstance(content, dict):
        escaped = {key: key.replace("'", "\\'") for key in content}
        found += [f"$['{escaped[key]}']" + path[1:] for key, value in content.items() for path in paths_of(value)]
    elif isinstance(content, list):
        found += [f"$[{at}]" + path[1:] for at, value in enumerate(content) for path in paths_of(value)]
    return found


class Incompatible(Exception):
    """Two values that cannot be merged."""


def merged(old: Any, new: Any) -> Any:
    """What merging means, written down plainly: the words of the specification, version 1.1."""
    if isinstance(old, dict) and isinstance(new, dict):
        both = {key: merged(value, new[key]) if key in new else value for key, value in old.items()}
        return {**both, **{key: value for key, value in new.items() if key not in old}}
    if isinstance(old, list) and isinstance(new, list):
        return [*old, *new]
    if isinstance(old, dict | list) or isinstance(new, dict | list):
        raise Incompatible
    return new


@given(objects, objects)
def test_an_update_of_the_root_merges_as_the_specification_says(content: Any, update: Any) -> None:
    try:
        expected = merged(content, update)
    except Incompatible:
        with pytest.raises(InvalidConfiguration, match="cannot be merged into"):
            mended(content, {"target": "$", "update": update})
    else:
        result = mended(content, {"target": "$", "update": update})
        assert result == expected
        assert list(result) == list(expected)


@given(json_values, st.lists(actions, min_size=1, max_size=4), st.sampled_from(["1.0.0", "1.1.0"]))
@example({"a": {"b": []}}, [{"target": "$..*", "update": {"a": [1]}}, {"target": "$..a", "update": 2}], "1.0.0")
def test_neither_the_document_nor_the_overlay_is_changed(content: Any, chosen: list[Any], version: str) -> None:
    document, before = overlay(*chosen, version=version), copy.deepcopy((content, chosen))
    try:
        result, _ = apply(content, document, "overlay.yaml")
    except InvalidConfiguration:
        pass
    else:
        again, _ = apply(copy.deepcopy(content), document, "overlay.yaml")
        assert result == again
    assert (content, chosen) == before
    assert document == overlay(*chosen, version=version)


@given(json_values, actions, actions)
def test_actions_apply_to_what_the_ones_before_made(content: Any, first: Any, second: Any) -> None:
    try:
        between = mended(content, first)
        expected = mended(between, second)
    except InvalidConfiguration:
        return
    assert mended(content, first, second) == expected


@given(json_values, st.lists(actions, min_size=1, max_size=3))
def test_parts_that_are_shared_by_aliases_are_mended_apart(part: Any, chosen: list[Any]) -> None:
    shared = {"a": part, "b": part, "c": [part, {"a": part}]}
    apart = {"a": copy.deepcopy(part), "b": copy.deepcopy(part), "c": [copy.deepcopy(part), {"a": copy.deepcopy(part)}]}
    try:
        expected = mended(apart, *chosen)
    except InvalidConfiguration:
        return
    assert mended(shared, *chosen) == expected


@given(st.data(), objects)
def test_a_removed_place_is_gone_and_the_rest_stays(data: st.DataObject, content: Any) -> None:
    path = data.draw(st.sampled_from(paths_of(content)))
    if path == "$":
        with pytest.raises(InvalidConfiguration, match="the whole document cannot be removed"):
            mended(content, {"target": path, "remove": True})
        return
    result = mended(content, {"target": path, "remove": True})
    assert len(paths_of(result)) < len(paths_of(content))
    assert result != content
    assert set(paths_of(result)) <= set(paths_of(content))


@given(json_values)
def test_everything_below_the_root_can_be_removed_at_once(content: Any) -> None:
    if isinstance(content, dict | list):
        assert mended(content, {"target": "$..*", "remove": True}) == type(content)()


@given(objects)
def test_an_update_by_nothing_changes_nothing(content: Any) -> None:
    assert mended(content, {"target": "$", "update": {}}) == content


def test_an_update_of_many_places_touches_each() -> None:
    content = {"paths": {"/a": {"get": {}, "put": {}}, "/b": {"get": {"x-safe": False}}}}
    assert mended(content, {"target": "$.paths.*.get", "update": {"x-safe": True}}, version="1.0.0") == {
        "paths": {"/a": {"get": {"x-safe": True}, "put": {}}, "/b": {"get": {"x-safe": True}}}
    }


@pytest.mark.parametrize(
    ("update", "expected"),
    [({"name": "b"}, ["a", {"name": "b"}]), ("b", ["a", "b"]), (["b", "c"], ["a", "b", "c"]), (None, ["a", None])],
)
def test_an_array_gets_the_update_at_its_end(update: object, expected: list[object]) -> None:
    assert mended({"tags": ["a"]}, {"target": "$.tags", "update": update}) == {"tags": expected}


def test_items_of_an_array_are_removed_by_what_they_hold() -> None:
    content = {"parameters": [{"name": "a"}, {"name": "b"}, {"name": "a"}, {"name": "c"}]}
    action = {"target": "$.parameters[?@.name == 'a']", "remove": True}
    assert mended(content, action) == {"parameters": [{"name": "b"}, {"name": "c"}]}


def test_a_place_that_is_selected_twice_is_mended_once() -> None:
    assert mended({"a": [1, 2]}, {"target": "$['a','a']", "update": 3}) == {"a": [1, 2, 3]}
    assert mended({"a": [1, 2]}, {"target": "$.a[0,0,-2]", "remove": True}) == {"a": [2]}


def test_remove_outdoes_update() -> None:
    assert mended({"a": {}}, {"target": "$.a", "remove": True, "update": {"b": 1}}) == {}


def test_remove_false_is_no_removal() -> None:
    assert mended({"a": {}}, {"target": "$.a", "remove": False, "update": {"b": 1}}) == {"a": {"b": 1}}


def test_what_was_removed_can_be_made_anew() -> None:
    content = {"schema": {"type": "object", "required": ["a"]}}
    actions = ({"target": "$.schema.required", "remove": True}, {"target": "$.schema", "update": {"required": ["b"]}})
    assert mended(content, *actions) == {"schema": {"type": "object", "required": ["b"]}}


def test_a_primitive_gives_way_to_an_array_under_1_0_only() -> None:
    action = {"target": "$.schema", "update": {"type": ["string", "null"]}}
    content = {"schema": {"type": "string"}}
    assert mended(content, action, version="1.0.0") == {"schema": {"type": ["string", "null"]}}
    with pytest.raises(
        InvalidConfiguration, match=r"an array cannot be merged into a primitive \(at /actions/0/update/type\)"
    ):
        mended(content, action, version="1.1.0")


@pytest.mark.parametrize(
    ("actions", "remarks"),
    [
        ([{"target": "$.nothing", "update": {}}], ["overlay.yaml: /actions/0: target '$.nothing' matches nothing"]),
        ([{"target": "$.a"}], ["overlay.yaml: /actions/0: the action has neither update nor remove"]),
        (
            [{"target": "$.a", "update": {}}, {"target": "$.a.b", "remove": True}],
            ["overlay.yaml: /actions/1: target '$.a.b' matches a primitive, which needs overlay: 1.1.0"],
        ),
        ([{"target": "$.a", "update": {"c": 1}}], []),
        ([{"target": "$.a", "update": {"c": 1}, "description": "why", "x-note": 1}], []),
    ],
)
def test_an_action_that_may_not_do_what_was_meant_gets_a_remark(actions: list[object], remarks: list[str]) -> None:
    _, found = apply({"a": {"b": 1}}, overlay(*actions), "overlay.yaml")
    assert [remark.message for remark in found] == remarks


def test_a_primitive_is_no_odd_target_under_1_1() -> None:
    assert apply({"a": 1}, overlay({"target": "$.a", "update": 2}, version="1.1.0"), "overlay.yaml") == ({"a": 2}, ())


GOOD = {"target": "$", "update": {}}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (None, "the overlay is no object"),
        ([], "the overlay is no object"),
        ({"openapi": "3.1.0"}, "None is no version of overlays that is known (at /overlay)"),
        (overlay(GOOD, version="2.0.0"), "'2.0.0' is no version of overlays that is known (at /overlay)"),
        (overlay(GOOD, version="1.0.0\n"), "is no version of overlays that is known (at /overlay)"),
        ({**overlay(GOOD), "overlay": 1.0}, "1.0 is no version of overlays that is known (at /overlay)"),
        ({**overlay(GOOD), "info": {"title": "x"}}, "an overlay needs info with title and version (at /info)"),
        ({**overlay(GOOD), "actions": {}}, "an overlay needs a list of actions (at /actions)"),
        (overlay(), "an overlay needs a list of actions (at /actions)"),
        ({**overlay(GOOD), "action": []}, "unknown field 'action' (at /action)"),
        (overlay("x"), "an action is an object (at /actions/0)"),
        (overlay(GOOD, {"update": {}}), "an action needs a target, which is text (at /actions/1)"),
        (overlay({"target": 1}), "an action needs a target, which is text (at /actions/0)"),
        (overlay({"target": "$", "updates": {}}), "unknown field 'updates' (at /actions/0/updates)"),
        (overlay({"target": "$", "copy": "$.a"}), "copy is not supported (at /actions/0/copy)"),
        (overlay({"target": "$.a", "remove": "yes"}), "remove is true or false, not 'yes' (at /actions/0/remove)"),
        (overlay({"target": "$", "remove": True}), "the whole document cannot be removed (at /actions/0)"),
        (overlay({"target": "", "update": {}}), "target '' cannot be used: "),
        (overlay({"target": "paths", "update": {}}), "target 'paths' cannot be used: "),
        (overlay({"target": "$.a[", "update": {}}), "target '$.a[' cannot be used: unbalanced brackets"),
        (overlay({"target": "$.\x1b[2J", "update": {}}), r"target '$.\x1b[2J' cannot be used: "),
        (overlay({"target": "$[?foo(@.a)]", "update": {}}), "function 'foo' is not defined"),
        (
            overlay({"target": "$[?" + "(" * 3000 + "@.a" + ")" * 3000 + "]"}),
            "is nested too deeply (at /actions/0/target)",
        ),
        (overlay({"target": "$.a", "update": 1}), "a primitive cannot be merged into an object (at /actions/0/update)"),
        (overlay({"target": "$.a", "update": [1]}), "an array cannot be merged into an object (at /actions/0/update)"),
        (
            overlay({"target": "$.a.b", "update": {}}),
            "an object cannot be merged into a primitive (at /actions/0/update)",
        ),
        (
            overlay({"target": "$", "update": {"a": {"\x1b]": 1, "c": {}}}}),
            "an object cannot be merged into an array (at /actions/0/update/a/c)",
        ),
        (overlay({"target": "$", "update": {"a": None}}), "a primitive cannot be merged into an object"),
    ],
)
def test_what_is_no_overlay_is_refused_with_its_place(document: object, message: str) -> None:
    with pytest.raises(InvalidConfiguration) as caught:
        apply({"a": {"b": 1, "c": []}}, document, "overlay.yaml")
    assert message in caught.value.message
    assert caught.value.file == "overlay.yaml"
    assert caught.value.message.isprintable()


def test_nothing_is_applied_before_all_actions_are_found_right() -> None:
    with pytest.raises(InvalidConfiguration, match=r"at /actions/1\)"):
        apply({}, overlay({"target": "$.a[", "update": 1}, {}), "overlay.yaml")


def test_a_mistake_has_the_line_that_the_caller_finds() -> None:
    def locate(pointer: Pointer) -> int:
        return 10 + len(pointer)

    with pytest.raises(InvalidConfiguration) as caught:
        apply({}, overlay({"target": "$", "copy": "$"}), "overlay.yaml", locate)
    assert caught.value.line == 13


def test_a_document_that_is_nested_deeply_is_refused_only_where_every_level_is_searched() -> None:
    deep: Any = {}
    for _ in range(5000):
        deep = {"a": deep}
    assert mended({"deep": deep, "b": 1}, {"target": "$", "update": {"b": 2}})["b"] == 2
    with pytest.raises(InvalidConfiguration, match="cannot be used"):
        mended(deep, {"target": "$..b", "update": 1})


def test_an_update_that_is_nested_deeply_is_merged() -> None:
    deep: Any = {}
    update: Any = {"b": 1}
    for _ in range(5000):
        deep, update = {"a": deep}, {"a": update}
    result = mended(deep, {"target": "$", "update": update})
    for _ in range(5000):
        result = result["a"]
    assert result == {"b": 1}


@given(json_values, st.one_of(json_values, st.builds(overlay, actions, json_values), st.builds(overlay, json_values)))
def test_anything_is_applied_or_refused(content: Any, document: Any) -> None:
    try:
        apply(content, document, "overlay.yaml")
    except InvalidConfiguration as error:
        assert error.message.isprintable()  # noqa: PT017 - both outcomes are right


@given(st.text(max_size=30))
def test_any_target_selects_or_is_refused(target: str) -> None:
    try:
        mended({"a": [1, {"b": 2}]}, {"target": target, "update": {}})
    except InvalidConfiguration as error:
        assert error.message.isprintable()  # noqa: PT017 - both outcomes are right
