"""What the changelog says stands beside each change."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.changelog._items import DEPTH as SHOWN
from harness.comparison import compare
from harness.document import load_pair
from harness.report.build.badges import DEPTH, Badges
from harness.report.words.trail import labels

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harness.changelog import Item, Line
    from harness.comparison import Comparison

SENSAY = ("2025-03-28", "2025-06-16", "2025-06-19")
CORPUS = [
    ("box", "2024-05-21.json", "2026-02-11.json"),
    ("klaviyo", "2023-06-01.json", "2024-06-17.json"),
    ("notion", "2025-05-19.json", "2026-06-17.json"),
    ("slack", "2018-05-16.json", "2020-10-06.json"),
    ("square", "2024-10-17.json", "2025-08-19.json"),
    ("intercom", "2.9", "2.11"),
]


def comparison_of(old: object, new: object) -> Comparison:
    return compare(*load_pair(str(old), str(new), root="specs", allow_remote=False, overlay=True))


def breaking_lines(items: tuple[Item, ...]) -> Iterator[tuple[str, Line]]:
    """The name of each element that a changelog marks Breaking, with its line."""
    for item in items:
        yield from ((name, line) for name in item.names for line in item.lines if line.breaking)
        yield from breaking_lines(item.items)


def spelled(text: str) -> str:
    """A name however it is written: a page says "Organization service token & User" for what the document calls ids."""
    words = re.sub(r"^(security|\w+ parameter|response) ", "", text).split(" & ")
    return " ".join(re.sub(r"[^0-9a-z]", "", word.lower()).removesuffix("id") for word in words)


@pytest.mark.parametrize(("start", "end"), [(SENSAY[0], SENSAY[1]), (SENSAY[1], SENSAY[2]), (SENSAY[0], SENSAY[2])])
def test_every_breaking_line_of_sensay_has_its_changes(root: Path, start: str, end: str) -> None:
    comparison = comparison_of(root / f"specs/sensay/{start}.yaml", root / f"specs/sensay/{end}.yaml")
    badges = Badges(comparison)
    marked = [change for change in comparison.changes if badges.of(change) == "breaking"]
    count = 0
    for entry in badges.changelog.entries:
        changes = [change for change in marked if entry.name in (*change.operations, change.trail[0].name)]
        names = {spelled(name) for change in changes for name in (*labels(change.trail), str(change.old_value))}
        for name, line in breaking_lines(entry.items):
            assert spelled(name) in names, (entry.name, name, line)
            count += 1
        assert changes or not entry.breaking
    assert bool(count) == badges.changelog.breaking


@pytest.mark.parametrize("pair", CORPUS, ids=lambda pair: pair[0])
def test_something_has_a_breaking_badge_if_the_changelog_breaks(shared: Path, pair: tuple[str, str, str]) -> None:
    api, old, new = pair
    paths = [shared / "corpus" / api / name for name in (old, new)]
    if paths[0].is_dir():
        paths = [next(path.glob("*.[jy]*")) for path in paths]
    badges = Badges(comparison := comparison_of(*paths))
    words = {badges.of(change) for change in comparison.changes}
    assert bool(words & {"breaking", "hidden-breaking"}) == badges.changelog.breaking


def test_the_depth_is_that_of_the_changelog() -> None:
    assert DEPTH == SHOWN


def document(schema: dict[str, Any], *, shared: bool = False) -> dict[str, Any]:
    """A document with one operation that answers with a schema."""
    used = {"$ref": "#/components/schemas/Pet"} if shared else schema
    answer = {"description": "Pets", "content": {"application/json": {"schema": used}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": {"get": {"responses": {"200": answer}}}},
        "components": {"schemas": {"Pet": schema} if shared else {}},
    }


def judged(folder: Path, old: dict[str, Any], new: dict[str, Any]) -> tuple[Badges, dict[tuple[str, ...], str]]:
    """The badges, and each by the trail of its change without what leads to the schema, with the aspect."""
    for name, content in (("old.json", old), ("new.json", new)):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    comparison = comparison_of(folder / "old.json", folder / "new.json")
    badges = Badges(comparison)
    steps = ("GET /pets", "response 200", "application/json", "schema Pet")
    return badges, {
        (*(label for label in labels(change.trail) if label not in steps), change.aspect): badges.of(change)
        for change in comparison.changes
    }


def nested(leaf: dict[str, Any], depth: int) -> dict[str, Any]:
    for number in range(depth):
        leaf = {"type": "object", "properties": {f"p{number}": leaf}}
    return leaf


@pytest.mark.parametrize("shared", [False, True])
def test_each_kind_of_badge(tmp_path: Path, *, shared: bool) -> None:
    old = {
        "type": "object",
        "properties": {
            "gone": {"type": "string"},
            "typed": {"type": "string"},
            "limited": {"type": "integer"},
            "deep": nested({"type": "string"}, 3),
            "list": {"type": "array", "items": {"type": "object", "properties": {"inner": {"type": "string"}}}},
        },
    }
    new = copy.deepcopy(old)
    properties: dict[str, Any] = new["properties"]  # type: ignore[assignment]
    del properties["gone"]
    properties["typed"]["type"] = "integer"
    properties["limited"]["maximum"] = 5
    properties["deep"] = nested({"type": "integer", "description": "deep"}, 3)
    properties["list"]["items"]["properties"]["more"] = {}
    properties["fresh"] = {}
    badges, found = judged(tmp_path, document(old, shared=shared), document(new, shared=shared))
    assert found == {
        ("gone", "presence"): "breaking",
        ("typed", "type"): "breaking",
        ("limited", "maximum"): "silent",
        ("deep", "p2", "p1", "p0", "type"): "hidden-breaking",
        ("deep", "p2", "p1", "p0", "description"): "silent",
        ("list", "items", "more", "presence"): "listed",
        ("fresh", "presence"): "listed",
    }
    assert badges.changelog.breaking


TYPES = st.sampled_from(["string", "integer", "boolean"])
LEAVES = st.fixed_dictionaries(
    {"type": TYPES}, optional={"deprecated": st.booleans(), "x-beta": st.booleans(), "maxLength": st.integers(1, 3)}
)
OBJECTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(
            lambda properties, required: {"type": "object", "properties": properties, "required": sorted(required)},
            st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
            st.sets(st.sampled_from("abc")),
        )
        | inner.map(lambda items: {"type": "array", "items": items})
    ),
    max_leaves=6,
)


@given(OBJECTS, OBJECTS, st.booleans())
def test_there_is_a_breaking_badge_if_and_only_if_the_changelog_breaks(
    tmp_path_factory: pytest.TempPathFactory, old: dict[str, Any], new: dict[str, Any], shared: bool
) -> None:
    folder = tmp_path_factory.mktemp("pair")
    badges, found = judged(folder, document(old, shared=shared), document(new, shared=shared))
    words = set(found.values())
    assert bool(words & {"breaking", "hidden-breaking"}) == badges.changelog.breaking, (old, new, found)
