"""What a changelog sees of schemas of all kinds, as it was recorded."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from harness.changelog._shapes import Shapes, Type, is_taken_away, type_text
from harness.document import format_pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.changelog._shapes import Inside
    from harness.document import Document, Node

GOLDEN = Path(__file__).parent / "golden" / "shapes.txt"
COMPONENTS = ("A", "B", "C", "D", "E", "F")
TYPES = ("string", "integer", "null", "object", "array", "boolean")
DOCUMENTS = 80


class Schemas:
    """Writes schemas that are put together in many ways."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def schema(self, depth: int = 2) -> Any:
        if self.maybe(0.25 if depth < 2 else 0.05):
            return {"$ref": f"#/components/schemas/{self.random.choice(COMPONENTS)}"}
        if self.maybe(0.03):
            return self.random.choice((True, False, None, "x", []))
        schema: dict[str, Any] = {}
        if self.maybe(0.6):
            schema["type"] = self.random.choice(TYPES)
        elif self.maybe(0.3):
            schema["type"] = self.random.sample((*TYPES, 5), self.random.randrange(4))
        for keyword, chance, values in (
            ("format", 0.2, ("uuid", "date", 5)),
            ("nullable", 0.15, (True, False, "yes")),
            ("x-nullable", 0.06, (True, False)),
            ("title", 0.2, ("cat", "dog", "", 3)),
            ("deprecated", 0.15, (True, False)),
            ("x-beta", 0.15, (True, False)),
            ("required", 0.2, (["id"], ["id", "name"], "id", [1, "tag"])),
        ):
            if self.maybe(chance):
                schema[keyword] = self.random.choice(values)
        return {**schema, **self.below(depth - 1)} if depth else schema

    def below(self, depth: int) -> dict[str, Any]:
        schema: dict[str, Any] = {}
        if self.maybe(0.4):
            names = self.random.sample(("id", "name", "tag", "*"), self.random.randrange(4))
            schema["properties"] = {name: self.schema(depth) for name in names}
        if self.maybe(0.3):
            schema["items"] = self.random.choice(([], {}, self.schema(depth), self.schema(depth)))
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            if self.maybe(0.12):
                schema[keyword] = self.random.choice((True, {}, self.schema(depth)))
        for keyword in ("allOf", "anyOf", "oneOf"):
            if self.maybe(0.2):
                schema[keyword] = [self.schema(depth) for _ in range(self.random.randrange(4))]
            if self.maybe(0.06) and keyword != "allOf":
                schema[keyword] = [self.schema(depth), self.random.choice(({"type": "null"}, {"type": ["null"]}, {}))]
                self.random.shuffle(schema[keyword])
        if self.maybe(0.1):
            schema["$ref"] = f"#/components/schemas/{self.random.choice(COMPONENTS)}"
        return schema


def test_shapes_are_those_that_were_recorded(
    document: Callable[[dict[str, Any]], Document], pytestconfig: pytest.Config
) -> None:
    lines: list[str] = []
    for seed in range(DOCUMENTS):
        writer = Schemas(Random(seed))  # noqa: S311 - to be repeated
        schemas = {name: writer.schema() for name in COMPONENTS}
        lines += [f"# {seed}", *_lines(document({"components": {"schemas": schemas}}))]
    if pytestconfig.getoption("--update-golden"):
        GOLDEN.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert lines == GOLDEN.read_text(encoding="utf-8").splitlines()


def _lines(document: Document) -> Iterator[str]:
    shapes = Shapes(document)
    for name, node in document.components("schemas").items():
        shape = shapes.of(node)
        marks = [mark for mark in ("deprecated", "beta") if getattr(shape, mark)]
        yield f"{name} {json.dumps(node.value)}"
        yield f"  {type_text(shape.types)} {marks}"
        yield f"  below: {_inside(shapes.below(node))}"
        yield f"  levels: {len(list(shapes.levels(node)))}; typed by {_places(shapes.typed(node))}"
        yield f"  parts: {_places(shapes.parts(node))}"


def _inside(inside: Inside) -> str:
    properties = {name: _place(inside.node(name)) for name in inside.properties}
    alternatives = {name: _place(node) for name, node in inside.alternatives.items()}
    return f"{properties} {sorted(inside.required)} {inside.combinator} {alternatives}"


def _places(nodes: list[Node]) -> list[str]:
    return [_place(node) for node in nodes]


def _place(node: Node | None) -> str:
    return "nowhere" if node is None else format_pointer(node.pointer).removeprefix("/components/schemas/")


def test_a_type_is_taken_away_if_no_new_one_covers_it() -> None:
    text, number, null = Type("string"), Type("integer"), Type("null")
    texts, numbers, both = (Type("array", items=items) for items in ((text,), (number,), (text, number)))
    anything = Type("array")
    for old, new, expected in (
        ((), (text,), False),
        ((text,), (), True),
        ((), (), False),
        ((text,), (Type("string", "uuid"),), False),
        ((text, null), (text,), True),
        ((text,), (null, text), False),
        ((texts,), (both,), False),
        ((both,), (texts,), True),
        ((texts,), (numbers,), True),
        ((texts,), (anything,), True),
        ((anything,), (texts,), False),
        ((texts, text), (text, both), False),
    ):
        assert is_taken_away(old, new) is expected, (old, new)


@pytest.mark.parametrize(
    ("types", "text"),
    [
        ((), None),
        ((Type("null"),), "null"),
        ((Type("null"), Type("string", "date")), "string(date) | null"),
        ((Type("array", items=(Type("null"), Type("integer"))), Type("string")), "array[integer | null] | string"),
        ((Type("array", items=(Type("array"),)),), "array[array]"),
        ((Type("string"), Type("string")), "string"),
    ],
)
def test_types_are_shown_with_null_at_their_end(types: tuple[Type, ...], text: str | None) -> None:
    assert type_text(types) == text
