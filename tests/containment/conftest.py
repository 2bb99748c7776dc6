"""Random schemas of all dialects, and values made along them."""

from __future__ import annotations

import copy
import random
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NAMES = ("a", "b", "c", "ab", "x1", "")
_PATTERNS = ("^a", "b$", "^[a-c]+$", "^.{2,3}$", "[0-9]", "^(a|b)*$", "^x1?$", "a|b", "^a{1,2}$", "^(?!a)")
_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
_SCALARS: tuple[Any, ...] = (None, True, False, 0, 1, -1, 2, 3, 1.5, 0.5, 1.0, 7, "", "a", "b", "ab", "abc", "x1", "ba")


class Schemas:
    """Random schemas of a dialect, small and full of everything."""

    def __init__(self, seed: int, draft: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secrets here
        self.draft = draft
        self.definitions = self.random.sample(("D", "E"), self.random.randrange(3))

    def root(self) -> Any:
        """A schema with the definitions that it may refer to."""
        schema = self.schema(3)
        if isinstance(schema, bool):
            return schema
        return {**schema, "definitions": {name: self.schema(2) for name in self.definitions}}

    def schema(self, depth: int) -> Any:
        """A schema."""
        pick = self.random
        if self.draft not in (0, 4) and pick.random() < 0.07:
            return pick.random() < 0.6
        schema: dict[str, Any] = {}
        if pick.random() < 0.75:
            schema["type"] = pick.choice(_TYPES)
            if self.draft and pick.random() < 0.25:
                schema["type"] = pick.sample(_TYPES, pick.randrange(1, 4))
        elif self.definitions and pick.random() < 0.3:
            schema["$ref"] = f"#/definitions/{pick.choice(self.definitions)}"
        makers = [self._scalar, self._scalar, self._string, self._array, self._object, self._object, self._in_place]
        for _ in range(pick.choice((0, 1, 1, 2, 3))):
            pick.choice(makers)(schema, depth - 1)
        if not self.draft and "type" in schema and pick.random() < 0.2:
            schema["nullable"] = True
        return schema

    def value(self, depth: int = 2) -> Any:
        """A value."""
        pick = self.random
        if depth == 0 or pick.random() < 0.6:
            return pick.choice(_SCALARS)
        if pick.random() < 0.5:
            return [self.value(depth - 1) for _ in range(pick.randrange(4))]
        return {name: self.value(depth - 1) for name in pick.sample(_NAMES, pick.randrange(4))}

    def _scalar(self, schema: dict[str, Any], _: int) -> None:
        pick = self.random
        number = pick.choice((0, 1, 2, 3, -1, 1.5, 0.5, 5))
        keywords = ["minimum", "maximum", "multipleOf", "enum", "exclusiveMinimum", "exclusiveMaximum"]
        if self.draft not in (0, 4):
            keywords.append("const")
        keyword = pick.choice(keywords)
        if keyword == "enum":
            values = [self.value() for _ in range(pick.randrange(1, 4))]
            schema["enum"] = [v for n, v in enumerate(values) if all(not jsonschema_equal(v, o) for o in values[:n])]
        elif keyword == "const":
            schema["const"] = self.value()
        elif keyword == "multipleOf":
            schema["multipleOf"] = pick.choice((1, 2, 3, 0.5, 1.5))
        elif keyword.startswith("exclusive") and self.draft in (0, 4):
            schema[keyword] = pick.random() < 0.7
            schema[keyword.replace("exclusiveM", "m")] = number
        else:
            schema[keyword] = number

    def _string(self, schema: dict[str, Any], _: int) -> None:
        keyword = self.random.choice(("minLength", "maxLength", "pattern"))
        schema[keyword] = self.random.choice(_PATTERNS) if keyword == "pattern" else self.random.randrange(4)

    def _array(self, schema: dict[str, Any], depth: int) -> None:  # noqa: PLR0912 - one branch a keyword
        pick = self.random
        keywords = ["minItems", "maxItems", "uniqueItems", "items", "items"]
        if self.draft not in (0, 4):
            keywords += ["contains"]
        if self.draft in (0, 2020):
            keywords += ["prefixItems"]
        if self.draft >= 2019:
            keywords += ["unevaluatedItems"]
        keyword = pick.choice(keywords)
        if keyword == "items" and depth > 0:
            if self.draft in (4, 6, 7, 2019) and pick.random() < 0.4:
                schema["items"] = [self.schema(depth - 1) for _ in range(pick.randrange(1, 3))]
                if pick.random() < 0.5:
                    schema["additionalItems"] = self.schema(0) if pick.random() < 0.5 else False
            else:
                schema["items"] = self.schema(depth - 1)
        elif keyword == "prefixItems" and depth > 0:
            schema["prefixItems"] = [self.schema(depth - 1) for _ in range(pick.randrange(1, 3))]
        elif keyword == "contains" and depth > 0:
            schema["contains"] = self.schema(depth - 1)
            if self.draft >= 2019 and pick.random() < 0.5:
                schema["minContains"] = pick.randrange(3)
            if self.draft >= 2019 and pick.random() < 0.4:
                schema["maxContains"] = pick.randrange(1, 3)
        elif keyword == "unevaluatedItems" and depth > 0:
            schema[keyword] = False if pick.random() < 0.5 else self.schema(depth - 1)
        elif keyword == "uniqueItems":
            schema["uniqueItems"] = pick.random() < 0.8
        elif keyword in ("minItems", "maxItems"):
            schema[keyword] = pick.randrange(4)

    def _object(self, schema: dict[str, Any], depth: int) -> None:  # noqa: PLR0912 - one branch a keyword
        pick = self.random
        keywords = ["properties", "properties", "required", "required", "additionalProperties", "minProperties"]
        keywords += ["maxProperties", "patternProperties"]
        if self.draft in (4, 6, 7):
            keywords += ["dependencies"]
        if self.draft not in (0, 4):
            keywords += ["propertyNames"]
        if self.draft >= 2019:
            keywords += ["dependentRequired", "dependentSchemas", "unevaluatedProperties"]
        keyword = pick.choice(keywords)
        names = pick.sample(_NAMES, pick.randrange(1, 3))
        if keyword == "required":
            schema["required"] = names
        elif keyword in ("minProperties", "maxProperties"):
            schema[keyword] = pick.randrange(4)
        elif depth <= 0:
            return
        elif keyword == "properties":
            schema["properties"] = {name: self.schema(depth - 1) for name in names}
        elif keyword == "patternProperties":
            schema[keyword] = {p: self.schema(depth - 1) for p in pick.sample(_PATTERNS, pick.randrange(1, 3))}
        elif keyword == "dependentRequired":
            schema[keyword] = {name: pick.sample(_NAMES, 1) for name in names}
        elif keyword == "dependencies":
            schema[keyword] = {n: pick.sample(_NAMES, 1) if pick.random() < 0.5 else self.schema(0) for n in names}
        elif keyword == "dependentSchemas":
            schema[keyword] = {name: self.schema(depth - 1) for name in names}
        elif keyword == "propertyNames":
            schema[keyword] = pick.choice(({"pattern": "^a"}, {"maxLength": 1}, {"enum": ["a", "b"]}, {"minLength": 1}))
        else:
            schema[keyword] = False if pick.random() < 0.5 else self.schema(depth - 1)
            if schema[keyword] is False and self.draft in (0, 4) and keyword == "unevaluatedProperties":
                del schema[keyword]

    def _in_place(self, schema: dict[str, Any], depth: int) -> None:
        if depth <= 0:
            return
        pick = self.random
        keyword = pick.choice(["allOf", "anyOf", "oneOf", "not", *(["if"] if self.draft >= 7 else [])])
        if keyword == "not":
            schema["not"] = self.schema(depth - 1)
        elif keyword == "if":
            schema["if"] = self.schema(depth - 1)
            for branch in pick.sample(("then", "else"), pick.randrange(1, 3)):
                schema[branch] = self.schema(depth - 1)
        else:
            schema[keyword] = [self.schema(depth - 1) for _ in range(pick.randrange(1, 4))]

    def edited(self, schema: Any) -> Any:
        """A copy with one or two small changes."""
        found = copy.deepcopy(schema)
        for _ in range(self.random.choice((1, 1, 2))):
            found = self._edited(found)
        return found

    def _edited(self, schema: Any) -> Any:
        pick = self.random
        spots = list(_spots(schema))
        if not spots:
            return self.schema(2)
        spot = pick.choice(spots)
        keyword = pick.choice(sorted(spot)) if spot else None
        if keyword is None or pick.random() < 0.3:
            self._scalar(spot, 1) if pick.random() < 0.5 else self._object(spot, 2)
        elif pick.random() < 0.4 and keyword != "definitions":
            del spot[keyword]
        elif isinstance(spot[keyword], int) and not isinstance(spot[keyword], bool):
            spot[keyword] = max(spot[keyword] + pick.choice((-1, 1)), 1 if keyword == "multipleOf" else 0)
        elif keyword == "type":
            spot["type"] = pick.choice(_TYPES)
        elif isinstance(spot[keyword], list) and len(spot[keyword]) > 1:
            del spot[keyword][pick.randrange(len(spot[keyword]))]
        return schema


def _spots(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for keyword, value in schema.items():
            if keyword in ("properties", "patternProperties", "definitions", "dependentSchemas"):
                for member in value.values():
                    yield from _spots(member)
            elif keyword not in ("enum", "const", "required", "dependencies", "dependentRequired"):
                for part in value if isinstance(value, list) else [value]:
                    yield from _spots(part)


def jsonschema_equal(one: Any, other: Any) -> bool:
    """Equality as the independent validator has it."""
    return not list(
        jsonschema.Draft202012Validator({"type": "array", "uniqueItems": True}).iter_errors([one])
    ) and not (jsonschema.Draft202012Validator({"uniqueItems": True}).is_valid([one, other]))


def _constants(schema: Any) -> Iterator[Any]:
    """Values that a schema mentions, and those beside its bounds."""
    if isinstance(schema, dict):
        for keyword, value in schema.items():
            if keyword == "enum" and isinstance(value, list):
                yield from value
            elif keyword == "const":
                yield value
            elif isinstance(value, int | float) and not isinstance(value, bool):
                yield from (value, value + 1, value - 1, value + 0.5, float(value), "a" * min(int(abs(value)) + 1, 9))
            yield from _constants(value)
    elif isinstance(schema, list):
        for part in schema:
            yield from _constants(part)


def sampled(maker: Schemas, schemas: tuple[Any, Any], many: int) -> Iterator[Any]:
    scalars = [*_SCALARS, *_constants(schemas[0]), *_constants(schemas[1])]
    yield from scalars
    pick = maker.random

    def made(depth: int) -> Any:
        kind = pick.random()
        if depth == 0 or kind < 0.3:
            return pick.choice(scalars)
        if kind < 0.6:
            items = [made(depth - 1) for _ in range(pick.randrange(5))]
            return items * 2 if pick.random() < 0.1 else items
        return {name: made(depth - 1) for name in pick.sample((*_NAMES, "zz", "q"), pick.randrange(5))}

    for number in range(many):
        yield made(pick.choice((1, 1, 2, 3))) if number % 3 == 0 else Instances(maker, schemas[0], scalars).of(3)


class Instances:
    """Random values made along a schema, of which many are valid."""

    def __init__(self, maker: Schemas, root: Any, scalars: list[Any]) -> None:
        self.random = maker.random
        self.root = root
        self.scalars = scalars

    def of(self, depth: int) -> Any:
        """A value for the whole schema."""
        return self._value([self.root], depth)

    def _value(self, schemas: list[Any], depth: int) -> Any:
        pick = self.random
        parts = [part for schema in schemas for part in self._parts(schema, 4)]
        for part in parts:
            if pick.random() < 0.9 and ("const" in part or part.get("enum")):
                return part["const"] if "const" in part else pick.choice(part["enum"])
        declared = [t for part in parts for t in _listed(part.get("type"))]
        kinds = [kind for kind in declared if all(kind in _listed(part.get("type", kind)) for part in parts)]
        kind = pick.choice(kinds or declared or _TYPES)
        if kind == "array" and depth:
            return self._array(parts, depth)
        if kind == "object" and depth:
            return self._object(parts, depth)
        fitting = [scalar for scalar in self.scalars if _is(kind, scalar)]
        return pick.choice(fitting or [[], {}])

    def _array(self, parts: list[Any], depth: int) -> Any:
        pick = self.random
        least = max((part.get("minItems", 0) for part in parts), default=0)
        found = []
        for place in range(least + pick.choice((0, 0, 1, 2, 3))):
            schemas = []
            for part in parts:
                listed = part.get("prefixItems") or (part["items"] if isinstance(part.get("items"), list) else [])
                rest = part.get("additionalItems") if isinstance(part.get("items"), list) else part.get("items")
                schemas.append(listed[place] if place < len(listed) else rest)
                if pick.random() < 0.4:
                    schemas.append(part.get("contains"))
            found.append(self._value([schema for schema in schemas if isinstance(schema, dict)], depth - 1))
        return found

    def _object(self, parts: list[Any], depth: int) -> Any:
        pick = self.random
        names = [name for part in parts for name in part.get("required", ())]
        names += [name for part in parts for name in part.get("properties", ()) if pick.random() < 0.6]
        least = max((part.get("minProperties", 0) for part in parts), default=0)
        names += pick.sample((*_NAMES, "zz", "aa"), pick.choice((least, 0, 0, 1, 2)))
        found = {}
        for name in dict.fromkeys(names):
            schemas = [part.get("properties", {}).get(name, part.get("additionalProperties")) for part in parts]
            if pick.random() < 0.7:
                patterns = [member for part in parts for member in part.get("patternProperties", {}).items()]
                schemas += [schema for pattern, schema in patterns if re.search(pattern, name)]
            found[name] = self._value([schema for schema in schemas if isinstance(schema, dict)], depth - 1)
        return found

    def _parts(self, schema: Any, depth: int) -> Iterator[Any]:
        if not isinstance(schema, dict) or not depth:
            return
        yield schema
        if "$ref" in schema:
            yield from self._parts(self.root["definitions"].get(schema["$ref"].rpartition("/")[2]), depth - 1)
        for part in schema.get("allOf", ()):
            yield from self._parts(part, depth - 1)
        for keyword in ("anyOf", "oneOf"):
            if schema.get(keyword):
                yield from self._parts(self.random.choice(schema[keyword]), depth - 1)
        for keyword in ("then", "else"):
            if self.random.random() < 0.5:
                yield from self._parts(schema.get(keyword), depth - 1)


def _listed(declared: Any) -> list[str]:
    return declared if isinstance(declared, list) else [] if declared is None else [declared]


def _is(kind: str, value: Any) -> bool:
    return jsonschema.Draft202012Validator({"type": kind}).is_valid(value)


@pytest.fixture(scope="session")
def generator() -> SimpleNamespace:
    """What makes random schemas, and values to hold against them."""
    return SimpleNamespace(Schemas=Schemas, sampled=sampled)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, list[str]], None]:
    """Holds lines against a golden file."""
    folder = request.path.parent / "golden"
    update = request.config.getoption("--update-golden")

    def check(name: str, lines: list[str]) -> None:
        path = folder / f"{name}.txt"
        text = "".join(f"{line}\n" for line in lines)
        if update:
            folder.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()

    return check
