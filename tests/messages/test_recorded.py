"""What is made, written and read for schemas and values of all kinds, as it was recorded.

Each line of a golden file is one case: the schema or the value, and what becomes of it.
"""

from __future__ import annotations

import json
from itertools import islice, product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from harness.document import Document, File, Node
from harness.messages import NO_VALUE, Accepted, Exchange, Refusal, ValueGenerator
from harness.messages._demands import SchemaBundle
from harness.messages._draws import SIZES, Chance
from harness.messages._reading import Shape, pairs_in, readings_of, split_pairs, split_single
from harness.messages._scalars import number_maker, text_maker
from harness.messages._strings import strings_of
from harness.messages._typical import TypicalMessages
from harness.messages._wire import FORM, JSON, STYLE, Style, Wire, as_sent, body_text, readings, serialized
from harness.messages._words import _NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

GOLDEN = Path(__file__).parent / "golden"
SEEDS = range(250)
LONGEST = 500
NEAR = 20
NAMES = ("id", "name", "email", "tags", "owner_id", "website_url", "x-note", "count")


class Text:
    """Where a document came from, as far as these tests need it."""

    name = uri = "generated"

    def __init__(self, data: bytes) -> None:
        self.data = data


def document_of(version: str = "3.1.1", **schemas: Any) -> Document:
    content = {"openapi": version, "info": {}, "paths": {}, "components": {"schemas": schemas}}
    return Document(File(Text(json.dumps(content).encode()), content, "json"))  # type: ignore[arg-type]


def line(*parts: Any) -> str:
    texts = (part if isinstance(part, str) else json.dumps(part) for part in parts)
    text = " | ".join(texts).replace("\n", "\\n")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… {len(text)}"


@pytest.fixture
def recorded(pytestconfig: pytest.Config) -> Callable[[str, Iterable[str]], None]:
    """Compares lines with those of a golden file."""

    def compare(name: str, lines: Iterable[str]) -> None:
        made = [each if len(each) <= LONGEST else f"{each[:LONGEST]}… {len(each)}" for each in lines]
        path = GOLDEN / f"{name}.txt"
        if pytestconfig.getoption("--update-golden"):
            path.write_text("".join(f"{each}\n" for each in made), encoding="utf-8")
        assert made == path.read_text(encoding="utf-8").splitlines()

    return compare


class Schemas:
    """Writes schemas that have values, and some that have none."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def maybe(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance

    def schema(self, depth: int = 3) -> Any:
        if self.maybe(0.04):
            return self.maybe()
        if self.maybe(0.1):
            return {"$ref": "#/components/schemas/Other"}
        kinds = [self.text, self.number, self.number, self.text, self.listed]
        kinds += [self.object, self.object, self.object, self.array, self.array, self.choice] if depth else []
        schema = self.random.choice(kinds)(depth - 1)
        if self.maybe(0.08):
            schema["example"] = self.random.choice(("shown", 5, {"id": 1}, [1], None))
        if self.maybe(0.06):
            schema["nullable" if self.maybe(0.2) else "readOnly" if self.maybe() else "deprecated"] = True
        return schema

    def text(self, _: int) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string" if self.maybe(0.9) else ["string", "null"]}
        if self.maybe(0.3):
            schema["format"] = self.random.choice(("date", "uuid", "date-time", "email", "uri", "byte", "ipv4", "own"))
        if self.maybe(0.3):
            schema["minLength"] = self.random.randrange(20)
        if self.maybe(0.3):
            schema["maxLength"] = self.random.randrange(3, 40)
        if self.maybe(0.15):
            schema["pattern"] = self.random.choice(("^[a-f]{2,4}$", "^x", "[0-9]+$", "^(a|b)c?$", "^[A-Z][a-z]+ [A-Z]"))
        return schema

    def number(self, _: int) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": self.random.choice(("integer", "number"))}
        for keyword, chance in (("minimum", 0.4), ("exclusiveMinimum", 0.2), ("maximum", 0.3), ("multipleOf", 0.2)):
            if self.maybe(chance):
                schema[keyword] = self.random.choice((0.01, 0.5, 1, 2, 3, 7, 100))
        return {"type": "boolean"} if self.maybe(0.15) else schema

    def listed(self, _: int) -> dict[str, Any]:
        values = self.random.choice((["a", "b"], [3, 1, 2], [None, "x"], [{"a": 1}, []], ["only"]))
        return {"const": values[0]} if self.maybe(0.3) else {"enum": values}

    def object(self, depth: int) -> dict[str, Any]:
        names = self.random.sample(NAMES, self.random.randrange(5))
        schema: dict[str, Any] = {"type": "object", "properties": {name: self.schema(depth) for name in names}}
        schema["required"] = [name for name in names if self.maybe(0.4)]
        if self.maybe(0.3):
            schema["additionalProperties"] = self.schema(depth) if self.maybe() else self.maybe(0.3)
        if self.maybe(0.15):
            schema["minProperties"] = self.random.randrange(5)
        if self.maybe(0.15):
            schema["maxProperties"] = self.random.randrange(4)
        if self.maybe(0.1):
            schema["patternProperties"] = {self.random.choice(("^x-", "^n", "o")): self.schema(depth)}
        if self.maybe(0.1):
            schema["propertyNames"] = {"pattern": "^[a-z-]{2,12}$"}
        if self.maybe(0.15) and names:
            schema["dependentRequired"] = {names[0]: self.random.sample(NAMES, 1)}
        return schema

    def array(self, depth: int) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "array"}
        if self.maybe(0.8):
            schema["items"] = self.schema(depth) if self.maybe(0.9) else False
        if self.maybe(0.3):
            schema["prefixItems"] = [self.schema(depth) for _ in range(self.random.randrange(1, 3))]
        if self.maybe(0.3):
            schema["minItems"] = self.random.randrange(4)
        if self.maybe(0.2):
            schema["maxItems"] = self.random.randrange(5)
        if self.maybe(0.2):
            schema["uniqueItems"] = True
        if self.maybe(0.2):
            schema["contains"] = self.schema(0)
        if "contains" in schema and self.maybe(0.3):
            schema["minContains"] = self.random.randrange(3)
        return schema

    def choice(self, depth: int) -> dict[str, Any]:
        keyword = self.random.choice(("anyOf", "oneOf", "allOf"))
        schema: dict[str, Any] = {keyword: [self.schema(depth) for _ in range(self.random.randrange(1, 4))]}
        if self.maybe(0.1):
            schema = {"if": self.schema(0), "then": self.schema(0), "else": self.schema(0)}
        return schema


def test_values_are_those_that_were_recorded(
    recorded: Callable[[str, Iterable[str]], None],
) -> None:
    recorded("values", _values())


def _values() -> Iterator[str]:
    for seed in SEEDS:
        writer = Schemas(Random(seed))  # noqa: S311 - to be repeated
        schema, other = writer.schema(), writer.schema(1)
        document = document_of(A=schema, Other=other)
        yield line(f"# {seed}", schema, other)
        values = ValueGenerator(document.components("schemas")["A"], document, ("request", "response")[seed % 2])
        for made in (*map(values.sized, SIZES), values.seeded(seed), values.seeded(seed + 1)):
            yield line("no value" if made is NO_VALUE else json.dumps(made))


def test_values_that_are_not_checked_yet_are_those_that_were_recorded(
    recorded: Callable[[str, Iterable[str]], None],
) -> None:
    """Before a validator refuses what is wrong, as little as possible is."""
    recorded("unchecked-values", _unchecked())


def _unchecked() -> Iterator[str]:
    for seed in SEEDS:
        writer = Schemas(Random(-1 - seed))  # noqa: S311 - to be repeated
        schema, other = writer.schema(), writer.schema(1)
        document = document_of(A=schema, Other=other)
        values = ValueGenerator(document.components("schemas")["A"], document, "request")
        yield line(f"# {seed}", schema, other)
        draws = [*(SIZES[size](turn) for size in SIZES for turn in (0, 1, 6)), Chance(Random(seed))]  # noqa: S311
        texts = []
        for draw in draws:
            made = values._maker(draw, 0)
            texts.append(line("no value" if made is NO_VALUE else json.dumps(made)))
        yield from dict.fromkeys(texts)


def test_typical_messages_and_those_near_them_are_those_that_were_recorded(
    recorded: Callable[[str, Iterable[str]], None],
) -> None:
    recorded("typical", _typical())


def _typical() -> Iterator[str]:
    for seed in range(150):
        writer = Schemas(Random(1000 + seed))  # noqa: S311 - to be repeated
        schema, other = writer.schema(), writer.schema(1)
        document = document_of(A=schema, Other=other)
        node, direction = document.components("schemas")["A"], ("request", "response")[seed % 2]
        shown = ({"id": 7}, "shown", 3) if seed % 3 == 0 else ()
        typical = TypicalMessages(
            node, document, direction, name=NAMES[seed % len(NAMES)], examples=shown, is_optional=seed % 5 == 0
        )
        yield line(f"# {seed} {direction}", schema, other)
        yield line(list(typical.examples), list(typical.values))
        yield from (line(grade, repr(place), value) for value, grade, place in islice(typical.candidates(), NEAR))
        for value in ({"id": 7, "note": "x"}, {"name": "b"}, ["a"], "a", 1):
            yield line(value, typical.grade_of(value))
        for longest in (2, 12, 40):
            lost = lambda value, longest=longest: len(json.dumps(value)) > longest  # noqa: E731
            yield line("longest", longest, typical.grade(lost, {"note": "a"}))


def test_texts_are_those_that_were_recorded(recorded: Callable[[str, Iterable[str]], None]) -> None:
    recorded("texts", _texts())


def _texts() -> Iterator[str]:
    names = (
        "email",
        "callback_url",
        "uri",
        "uuid",
        "first-name",
        "lastName",
        "name",
        "country",
        "Currency",
        "language",
    )
    names += ("locale", "phone", "pet_id", "colour", "")
    for name in names:
        yield line(name, _made(text_maker(name, [], (), 0, None, lambda _: True)))
    formats = ("uuid", "date", "date-time", "time", "ipv4", "email", "uri", "byte", "binary", "password", "ipv6", "own")
    for form, least, most in product(formats, (0, 2, 30), (None, 4, 40)):
        made = text_maker("x", [form], (), least, most, lambda text, most=most: len(text) <= (most or 99))
        yield line(form, least, most, _made(made))
    yield line("two formats", _made(text_maker("x", ["date", "uuid"], (), 0, None, lambda _: True)))
    for least, most in product((0, 1, 5, 6, 11, 30), (None, 0, 1, 4, 5, 12, 31)):
        fits = lambda text, least=least, most=most: least <= len(text) <= (most if most is not None else 99)  # noqa: E731
        yield line("lengths", least, most, _made(text_maker("x", [], (), least, most, fits)))
    for patterns in (("^[a-c]{2}$",), ("x",), ("^a", "b$"), ("^[0-9]+$", "^1"), ("^$",), ("^(?=a)b",), ("(?<=a)b",)):
        for least, most in ((0, None), (3, 4), (2, 2)):
            made = text_maker("id", [], patterns, least, most, lambda text: not text.endswith("c"))
            yield line(list(patterns), least, most, _made(made))


def test_numbers_are_those_that_were_recorded(recorded: Callable[[str, Iterable[str]], None]) -> None:
    recorded("numbers", _numbers())


def _numbers() -> Iterator[str]:
    low = ({}, {"minimum": 0}, {"minimum": -2.5}, {"exclusiveMinimum": 3}, {"minimum": 3, "exclusiveMinimum": True})
    low += ({"minimum": 5, "exclusiveMinimum": 5}, {"minimum": 1000}, {"minimum": 0.1}, {"exclusiveMinimum": False})
    high = ({}, {"maximum": 10}, {"maximum": 0.2}, {"exclusiveMaximum": 6}, {"maximum": 6, "exclusiveMaximum": True})
    high += ({"maximum": -3}, {"maximum": 3.1, "exclusiveMaximum": 4})
    for least, most, multiples, whole in product(low, high, ([], [3], [0.01], [0.5, 2], [7, 1.5]), (False, True)):
        made = number_maker("x", {**least, **most}, multiples, whole=whole)
        yield line({**least, **most}, multiples, whole, _made(made))
    for name, whole in product((*_NUMBERS, "orderTotal", "unit-price", "z"), (False, True)):
        for bounds in ({}, {"minimum": 0}, {"minimum": 500}, {"maximum": 2}):
            yield line(name, whole, bounds, _made(number_maker(name, bounds, [], whole=whole)))


def _made(make: Callable[[Any], Any] | None) -> list[Any] | None:
    if make is None:
        return None
    chance = Chance(Random(7))  # noqa: S311 - to be repeated
    return [*(make(SIZES[size](turn)) for size, turn in product(SIZES, (0, 1, 3))), *(make(chance) for _ in range(6))]


VALUES: tuple[Any, ...] = ("", "a b", "null", "7", 1, -0.5, True, None, [], ["x"], ["a", 1, None], [["n"], {"m": 1}])
VALUES += ({}, {"R": 100}, {"a": "x,y", "b": [1, 2], "c": None}, {"a": {"b": {}}}, "1.5e3", "01", "false")
STYLES = ("form", "simple", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject")


def test_what_is_sent_is_what_was_recorded(recorded: Callable[[str, Iterable[str]], None]) -> None:
    recorded("sent", _sent())


def _sent() -> Iterator[str]:
    for value in VALUES:
        for style, explode in product(STYLES, (False, True)):
            encoded = serialized(Style(style, explode), "k y", value, lambda text: f"<{text}>")
            yield line(value, style, explode, serialized(Style(style, explode), "k", value), encoded)
        for kind, repeats in product((STYLE, JSON, FORM), (False, True)):
            sent = as_sent(value, Wire(kind, repeats))
            yield line(value, kind, repeats, sent, readings(sent, Wire(kind, repeats)))
        for media_type in (
            None,
            "text/plain",
            "Application/JSON",
            "text/event-stream; a=b",
            "application/x-ndjson",
            "",
        ):
            yield line(value, media_type, body_text(media_type, value))


SHAPES: tuple[Any, ...] = (
    True,
    {},
    {"type": "string"},
    {"type": ["integer", "null"]},
    {"type": "array", "items": {"type": "number"}},
    {"type": ["string", "array"]},
    {"type": "object", "properties": {"R": {"type": "integer"}, "a": {"type": "string"}}},
    {"type": "object", "additionalProperties": {"type": "boolean"}},
    {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "string"}}]},
    {"oneOf": [{"type": "object", "properties": {"R": {"enum": [100]}}}, {"enum": ["x", None]}]},
    {"enum": [1, "a", True]},
    False,
)
QUERIES = ("", "k=1&k=2", "k=a%2Cb", "k=1,2&R=3&z=1", "k[R]=1&k[a]=x&k[=2&q]=3", "k=a+b|c&z", "k=a%7cb", "k=", "=1")
QUERIES += ("k=1 2", "k=R,100,a,true", "R=100&a=+1&other=4", "k%5BR%5D=1")


def test_what_is_received_is_what_was_recorded(recorded: Callable[[str, Iterable[str]], None]) -> None:
    recorded("received", _received())


def _received() -> Iterator[str]:
    texts = ("", "1", "a,b", ".a.b", ".R=1.a=x", ";k=1", ";k=1;k=2", ";k=R,1,a,x", ";R=1;a=x", "R=1, a=x", "R,1,a,true")
    for schema in SHAPES:
        shape = Shape(SchemaBundle(schema if isinstance(schema, dict) else {}), (schema,))
        yield line("#", schema, sorted(shape.kinds), sorted(shape.names()), sorted(shape.items().kinds))
        for style, explode, text in product(("simple", "label", "matrix"), (False, True), texts):
            sent = list(split_single(Style(style, explode), "k", text, shape, str.upper))
            yield line(style, explode, text, sent, [list(readings_of(each, shape)) for each in sent])
        for style, explode, query in product(
            ("form", "pipeDelimited", "spaceDelimited", "deepObject"), (0, 1), QUERIES
        ):
            others = frozenset({"z"})
            sent = list(split_pairs(Style(style, bool(explode)), "k", pairs_in(query), shape, others))
            yield line(style, explode, query, sent, [list(readings_of(each, shape)) for each in sent])


def test_texts_of_schemas_are_those_that_were_recorded(
    recorded: Callable[[str, Iterable[str]], None],
) -> None:
    recorded("texts-of-schemas", _texts_of_schemas())


def _texts_of_schemas() -> Iterator[str]:
    for seed in range(300):
        schema = _single(Random(seed), 2)  # noqa: S311 - to be repeated
        version = ("3.1.1", "3.0.3")[seed % 2]
        document = document_of(version, A=schema, Other={"type": "integer", "minimum": 1, "maximum": 3})
        node = document.components("schemas")["A"]
        for wire in (Wire(), Wire(JSON)):
            strings = strings_of(node, wire, document, _holds)
            yield line(version, wire.kind, schema, None if strings is None else list(strings))


def test_messages_are_those_that_were_recorded(recorded: Callable[[str, Iterable[str]], None]) -> None:
    recorded("messages", _messages())


STYLES_IN = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "pipeDelimited", "deepObject"),
    "header": ("simple",),
}
STYLES_IN["cookie"] = ("form",)
MEDIA_TYPES = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "image/*")


def _operation(random: Random) -> dict[str, Any]:
    writer = Schemas(random)
    parameters = []
    for location, styles in STYLES_IN.items():
        for number in range(random.randrange(2) + (location == "path")):
            parameter: dict[str, Any] = {
                "name": f"{location}{number}",
                "in": location,
                "required": random.random() < 0.7,
            }
            schema = _carried(random, writer)
            parameter |= (
                {"schema": schema} if random.random() < 0.8 else {"content": {"application/json": {"schema": schema}}}
            )
            if random.random() < 0.5:
                parameter |= {"style": random.choice(styles), "explode": random.random() < 0.5}
            if random.random() < 0.2:
                parameter["example"] = random.choice(("shown", 3, ["a"], {"R": 1}))
            parameters.append(parameter)
    bodies = {name: {"schema": writer.object(2)} for name in random.sample(MEDIA_TYPES, random.randrange(1, 3))}
    headers = {"X-Left": {"required": random.random() < 0.5, "schema": _carried(random, writer)}}
    statuses = random.sample(("200", "4XX", "default"), 2)
    responses = {status: {"description": "", "headers": headers, "content": bodies} for status in statuses}
    path = "/p/" + "/".join(f"{{{each['name']}}}" for each in parameters if each["in"] == "path")
    body = {"required": random.random() < 0.7, "content": bodies}
    return {path: {"post": {"parameters": parameters, "requestBody": body, "responses": responses}}}


def _carried(random: Random, writer: Schemas) -> dict[str, Any]:
    kind = random.choice((writer.text, writer.number, writer.listed))
    return random.choice(
        (
            kind(0),
            {"type": "array", "items": kind(0), "minItems": random.randrange(3)},
            {"type": "object", "properties": {"R": kind(0), "a": kind(0)}, "required": ["a"]},
        )
    )


def _messages() -> Iterator[str]:
    for seed in range(120):
        random = Random(seed)  # noqa: S311 - to be repeated
        paths = _operation(random)
        content = {"openapi": "3.1.1", "info": {}, "paths": paths}
        document = Document(File(Text(json.dumps(content).encode()), content, "json"))  # type: ignore[arg-type]
        (operation,) = document.operations
        messages = Exchange(operation)
        yield line(f"# {seed}", paths)
        made = [*(messages.request(size) for size in SIZES), messages.request(seed=seed)]
        for request in dict.fromkeys(made):
            yield repr(request)
            if request is None:
                continue
            for changed in dict.fromkeys(
                (
                    request,
                    request._replace(path=request.path.replace("a", "1")),
                    request._replace(query=request.query.replace("=", "=x").replace(",", "&")),
                    request._replace(headers=request.headers[1:]),
                    request._replace(body=request.body.replace(b'"', b"", 2)),
                    request._replace(body=b"{}"),
                )
            ):
                yield f"  {_outcome(messages.accept_request(changed))}"
        for status in operation.responses:
            response = messages.response(status, "typical")
            yield repr(response)
            if response is not None:
                for changed in (
                    response,
                    response._replace(headers=response.headers[1:]),
                    response._replace(status=418),
                ):
                    yield f"  {_outcome(messages.accept_response(changed))}"


def _outcome(outcome: Accepted | Refusal) -> str:
    if isinstance(outcome, Accepted):
        values = {"/".join(step.name for step in place): value for place, value in outcome.values.items()}
        return f"{outcome.media_type} {values}"
    place = [step.name for step in outcome.place]
    return f"refused: {outcome.fault} {outcome.keyword} {place} {outcome.path} {outcome.reason}"


def _holds(node: Node, value: Any) -> bool:
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
    declared = node.get("type", list(kinds)) if isinstance(node.value, dict) else list(kinds)
    names = declared if isinstance(declared, list) else [declared]
    return any(isinstance(value, kinds.get(str(name), type(None))) for name in names) and value != node.get("maximum")


def _single(random: Random, depth: int) -> Any:
    if random.random() < 0.03:
        return random.random() < 0.5
    if depth and random.random() < 0.35:
        keyword = random.choice(("anyOf", "oneOf", "allOf", "not"))
        parts = [_single(random, depth - 1) for _ in range(random.randrange(1, 4))]
        schema: dict[str, Any] = {keyword: parts if keyword != "not" else parts[0]}
        return {**schema, "type": "string"} if random.random() < 0.15 else schema
    if depth and random.random() < 0.1:
        return {"$ref": "#/components/schemas/Other"}
    schema = {"type": random.choice(("string", "integer", "number", "boolean", "array", "object", ["string", "null"]))}
    if random.random() < 0.1:
        schema = {}
    elif random.random() < 0.1:
        schema = {"type": ["integer", "boolean"]}
    for keyword, values in (
        ("minimum", (0, 1, -2)),
        ("maximum", (1, 3, 198, 199, 500)),
        ("minLength", (1, 2)),
        ("pattern", ("^a", "b")),
        ("enum", (["a", "b"], [1, 2, "x"], list(range(201)), list(range(200)))),
        ("const", ("c", 4, None)),
        ("nullable", (True, False)),
    ):
        if random.random() < 0.2:
            schema[keyword] = random.choice(values)
    return schema
