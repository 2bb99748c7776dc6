"""Ways from messages to schemas: what is passed over because no reference leads on is never missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.document import Node, load
from harness.messages._paths import ReferencePaths, SchemaPaths, without_branches

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator
    from random import Random

    from harness.messages._paths import SchemaPath

_NAMES = "ABCDE"
_MEDIA_TYPE = ("paths", "/a", "get", "responses", "200", "content", "a/b")


class _Everywhere(ReferencePaths):
    """Knows nothing of references, so that every way is gone."""

    def leading_to(self, node: Node) -> None:
        del node


@settings(max_examples=60)
@given(random=st.randoms(use_true_random=False))
def test_ways_are_the_same_without_a_look_at_references(random: Random, tmp_path_factory: Any) -> None:
    folder: pathlib.Path = tmp_path_factory.mktemp("ways")
    (folder / "api.json").write_text(_document(random), encoding="utf-8")
    document = load(str(folder / "api.json"))
    ways, all_ways = SchemaPaths(document, ReferencePaths(document)), SchemaPaths(document, _Everywhere(document))
    schemas = [document.file.at(("components", "schemas", name)) for name in _NAMES]
    inline = document.file.at((*_MEDIA_TYPE, "schema"))
    for start in (*schemas, inline):
        for end in (inline, *schemas):
            assert start is not None
            assert end is not None
            for inner in (end, *(node for name, node in (end.child("properties") or end).members() if name == "p")):
                assert _said(ways.between(start, inner)) == _said(all_ways.between(start, inner))


def _said(ways: Iterator[SchemaPath]) -> list[Any]:
    return [(way.steps, way.holder and way.holder.pointer) for way in ways]


def test_branches_are_no_steps_within_values_and_what_is_called_like_them_is() -> None:
    steps = (("property", "branch"), ("branch", "#/components/schemas/A"), ("item", ""))
    assert without_branches(steps) == (steps[0], steps[2])


def test_a_document_that_names_itself_is_walked_as_a_whole(tmp_path: pathlib.Path) -> None:
    text = '{"openapi": "3.1.1", "paths": {}, "components": {"schemas": {"A": {"$id": "a"}, "B": {"type": "null"}}}}'
    (tmp_path / "api.json").write_text(text, encoding="utf-8")
    document = load(str(tmp_path / "api.json"))
    a, b = (document.file.at(("components", "schemas", name)) for name in "AB")
    assert a is not None
    assert b is not None
    assert ReferencePaths(document).may_lead(a, b)
    (tmp_path / "plain.json").write_text(text.replace("$id", "x-id"), encoding="utf-8")
    plain = load(str(tmp_path / "plain.json"))
    a, b = (plain.file.at(("components", "schemas", name)) for name in "AB")
    assert a is not None
    assert b is not None
    assert not ReferencePaths(plain).may_lead(a, b)


def _document(random: Random) -> str:
    from json import dumps

    def reference() -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{random.choice(_NAMES)}"}

    def schema(depth: int = 2) -> dict[str, Any]:
        kind = random.randrange(7) if depth else 0
        match kind:
            case 1:
                return reference()
            case 2:
                return {"properties": {"p": schema(depth - 1), "q": schema(depth - 1)}}
            case 3:
                return {"oneOf": [schema(depth - 1), schema(depth - 1)]}
            case 4:
                return {"items": schema(depth - 1)}
            case 5:
                return {"oneOf": [], "discriminator": {"propertyName": "p", "mapping": {"x": reference()["$ref"]}}}
            case 6:
                return {"allOf": [schema(depth - 1)]}
        return {"type": "string"}

    schemas = {name: schema() for name in _NAMES}
    paths: dict[str, Any] = {"schema": {"properties": {name: reference() for name in "pqrst"}}}
    for key in reversed(_MEDIA_TYPE[1:]):
        paths = {key: paths}
    return dumps({"openapi": "3.0.3", "info": {}, "paths": paths, "components": {"schemas": schemas}})
