"""Small worlds, in which every question is decided, and rightly so: numbers, texts, lists and objects of few keywords.

A world has parts of schemas and the values that can tell them apart. Of two schemas that are made of parts, one lies
within the other exactly if no value of the world says otherwise; what is no value of the world is shown by a witness.
"""

from __future__ import annotations

import json
import random
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema
import pytest

from harness.containment import NO, UNDECIDED, YES, contained
from harness.containment._contained import STEPS, in_document
from harness.containment._inclusion import Inclusion
from harness.containment._questions import Reading
from harness.containment._schemas import Likeness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DRAFTS = {
    "https://json-schema.org/draft/2020-12/schema": jsonschema.Draft202012Validator,
    "https://json-schema.org/draft/2019-09/schema": jsonschema.Draft201909Validator,
    "http://json-schema.org/draft-07/schema#": jsonschema.Draft7Validator,
    # Which has no words of its own for what stands here.
    "https://spec.openapis.org/oas/3.0/dialect": jsonschema.Draft202012Validator,
}
D2020, D2019, D7, OPENAPI_3_0 = DRAFTS
PAIRS = 400
ANSWERS = 60
SHOWN = 60


class World(NamedTuple):
    """What schemas are made of, and what they are told apart by.

    Attributes:
        kinds: parts of which each schema has one.
        parts: parts of which each schema has some.
        values: all that matter.
        dialect: of the schemas.
        open: how many of the questions stay undecided.
    """

    kinds: Sequence[dict[str, Any]]
    parts: Sequence[dict[str, Any]]
    values: Sequence[Any]
    dialect: str = D2020
    open: int = 0


def _texts(letters: str, longest: int) -> Iterator[str]:
    for length in range(longest + 1):
        yield from map("".join, product(letters, repeat=length))


def _objects(names: Sequence[str], values: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for row in product((None, *values), repeat=len(names)):
        yield {name: value for name, value in zip(names, row, strict=True) if value is not None}


LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
NUMBERS = World(
    [{"type": "integer"}, {"type": "number"}, {"type": "number"}],
    [
        *({limit: number} for limit in LIMITS for number in (-3, -1, 0, 0.5, 1, 3)),
        *({"multipleOf": number} for number in (0.5, 1, 1.5, 2, 3)),
        *({"not": {"multipleOf": number}} for number in (0.5, 1, 2, 3)),
        *({"not": {"enum": numbers}} for numbers in ([0], [1, 2, 3], [0.5, -1.5], [0, 1, -1, 2, -2])),
        {"not": {"type": "integer"}},
    ],
    [number / 4 for number in range(-56, 57)],
)
TEXTS = World(
    [{"type": "string"}],
    [
        *({f"{side}Length": length} for side in ("min", "max") for length in (0, 1, 2, 3)),
        *(
            {"pattern": pattern}
            for pattern in ("^a", "b$", "^[ab]*$", "^a+$", "a|b", "^(ab|b)*$", "^.{1,2}$", "^[^a]*$")
        ),
        *({"not": {"pattern": pattern}} for pattern in ("^a", "b$", "^a*$", "ab", "^(aa)*$")),
        *({"enum": texts} for texts in (["a", "b", "ab"], ["", "a"], ["aab", "bb", "0"])),
        *({"not": {"enum": texts}} for texts in (["a"], ["", "b", "ab"])),
    ],
    list(_texts("ab0", 4)),
    open=1,  # that `.` is no line end
)
ELEMENTS = ({"type": "integer"}, {"enum": [1, 2]}, {"const": 1}, {"type": "string"}, False, True)
LISTS = World(
    [{"type": "array"}],
    [
        *({f"{side}Items": count} for side in ("min", "max") for count in (0, 1, 2, 3)),
        *({"uniqueItems": flag} for flag in (True, True, False)),
        *({"items": element} for element in ELEMENTS),
        *({"prefixItems": [one, other]} for one in ELEMENTS[:4] for other in ELEMENTS[2:5]),
        *({"contains": element} for element in ELEMENTS[:5]),
        *({"contains": element, "minContains": least} for element in ELEMENTS[:4] for least in (0, 2)),
        *({"contains": element, "maxContains": most} for element in ELEMENTS[:4] for most in (1, 2)),
        *({"unevaluatedItems": element} for element in ELEMENTS),
        {"not": {"uniqueItems": True}},
        {"not": {"items": {"type": "integer"}}},
    ],
    [list(row) for length in range(5) for row in product((1, 2, "a"), repeat=length)],
)
LISTS_2019 = [
    *(part for part in LISTS.parts if not {"prefixItems", "items", "unevaluatedItems"} & part.keys()),
    *({"items": element} for element in ELEMENTS[:4]),
    *({"items": [one, other]} for one in ELEMENTS[:4] for other in ELEMENTS[2:5]),
    *({"items": [ELEMENTS[1]], "additionalItems": element} for element in ELEMENTS),
    # What `contains` leaves unevaluated, validators of 2019 do not agree about.
]
MEMBERS = ({"type": "integer"}, {"const": 1}, {"type": "string"}, False, True)
OBJECTS = World(
    [{"type": "object"}],
    [
        *({"properties": {"a": one, "b": other}} for one in MEMBERS[:4] for other in MEMBERS[1:4]),
        *({"required": names} for names in (["a"], ["a", "b"], ["x"])),
        *({f"{side}Properties": count} for side in ("min", "max") for count in (0, 1, 2, 3)),
        *({"additionalProperties": member} for member in MEMBERS),
        *({"unevaluatedProperties": member} for member in MEMBERS),
        *({"patternProperties": {pattern: member}} for pattern in ("^a", "b$") for member in MEMBERS[:4]),
        *({"propertyNames": names} for names in ({"maxLength": 1}, {"pattern": "^a"}, {"enum": ["a", "x"]}, False)),
        *({"dependentRequired": {"a": [name]}} for name in ("b", "x")),
        *({"dependentSchemas": {"a": part}} for part in ({"required": ["b"]}, {"maxProperties": 1}, False)),
    ],
    list(_objects(("a", "b", "ab", "x"), (1, 2, "s"))),
)
SCALARS = (
    *({"type": kind} for kind in ("integer", "string", "boolean", "null")),
    {"const": 1},
    {"enum": [1, "a", None]},
)
BRANCHES = [
    *SCALARS,
    {"minimum": 2},
    {"maxLength": 1},
    {"type": ["integer", "null"]},
    {"not": {"const": 2}},
    True,
    False,
]
PLACES = World(
    [{}],
    [
        *(
            {keyword: [one, other]}
            for keyword in ("allOf", "anyOf", "oneOf")
            for one in BRANCHES
            for other in BRANCHES[:7]
        ),
        *({"not": branch} for branch in BRANCHES),
        *({"if": one, "then": other} for one in BRANCHES[:5] for other in BRANCHES[3:8]),
        *({"if": one, "else": other} for one in BRANCHES[:5] for other in BRANCHES[3:8]),
        *BRANCHES[:10],
    ],
    [None, True, False, 0, 1, 2, 3, 1.5, "", "a", "bb", [], {}],
)
WORLDS = {
    "numbers": NUMBERS,
    "texts": TEXTS,
    "lists": LISTS,
    # Some ask for different elements, or count them, where not every choice is tried.
    "lists of 2019": LISTS._replace(parts=LISTS_2019, dialect=D2019, open=4),
    "lists of OpenAPI 3.0": LISTS._replace(
        parts=[part for part in LISTS.parts if "unevaluatedItems" not in part], dialect=OPENAPI_3_0, open=4
    ),
    "objects": OBJECTS,
    "objects of draft 7": OBJECTS._replace(
        parts=[part for part in OBJECTS.parts if not any(key.startswith(("dep", "unev")) for key in part)]
        + [{"dependencies": {"a": of}} for of in (["b"], ["b", "x"], {"required": ["b"]}, {"maxProperties": 1}, False)],
        dialect=D7,
    ),
    "schemas in place": PLACES,
}


def _schemas(world: World, pick: random.Random, count: int) -> list[Any]:
    schemas = []
    for _ in range(count):
        schema = dict(pick.choice(world.kinds))
        for part in pick.sample(world.parts, pick.choice((1, 1, 2, 3))):
            schema |= part
        schemas.append(schema)
    return schemas


@pytest.mark.parametrize("name", WORLDS)
def test_every_question_of_a_small_world_is_decided(name: str) -> None:
    world = WORLDS[name]
    pick = random.Random(name)  # noqa: S311 - to be repeated
    schemas = _schemas(world, pick, 60)
    validators = [DRAFTS[world.dialect](schema) for schema in schemas]
    valid = [[validator.is_valid(value) for value in world.values] for validator in validators]
    undecided = []
    for _ in range(PAIRS):
        one, other = pick.randrange(len(schemas)), pick.randrange(len(schemas))
        if pick.random() < 0.4:  # what has all that another has lies within it
            other = one
            one = pick.randrange(len(schemas))
            schemas.append({"allOf": [schemas[one], schemas[other]]})
            valid.append([a and b for a, b in zip(valid[one], valid[other], strict=True)])
            validators.append(DRAFTS[world.dialect](schemas[-1]))
            one = len(schemas) - 1
        answer = contained(schemas[one], schemas[other], world.dialect)
        lost = [v for v, a, b in zip(world.values, valid[one], valid[other], strict=True) if a and not b]
        told = (schemas[one], schemas[other], answer, lost[:1])
        if answer.verdict == UNDECIDED:
            undecided.append(told)
        elif answer.verdict == NO:
            assert validators[one].is_valid(answer.witness), told
            assert not validators[other].is_valid(answer.witness), told
        else:
            assert answer.verdict == YES
            assert not lost, told
    assert len(undecided) <= world.open, undecided


@pytest.mark.parametrize("name", WORLDS)
def test_answers_are_those_that_were_read_in_review(name: str, golden: Any) -> None:
    """What a witness looks like, and how long it takes to find it: within 16, 128, or all steps."""
    world = WORLDS[name]
    pick = random.Random(f"answers of {name}")  # noqa: S311 - to be repeated
    lines = []
    for one, other in zip(*(_schemas(world, pick, ANSWERS) for _ in range(2)), strict=True):
        answers = [contained(one, other, world.dialect, steps=steps) for steps in (16, 128, STEPS)]
        answer = answers[-1]
        quick = next(number for number, early in enumerate(answers) if early == answer)
        told = json.dumps(answer.witness) if answer.verdict == NO else answer.reason
        lines.append(f"{json.dumps(one)} within {json.dumps(other)}? {answer.verdict}, {'!' * quick}{told}")
    golden(name.replace(" ", "-"), lines)


@pytest.mark.parametrize("name", WORLDS)
def test_what_is_shown_without_a_search_is_what_was_read_in_review(name: str, golden: Any) -> None:
    """A mark for each question that is: whether it is shown for values, and for messages."""
    world = WORLDS[name]
    pick = random.Random(f"shown of {name}")  # noqa: S311 - to be repeated
    lines = []
    for one, other, third in zip(*(_schemas(world, pick, SHOWN) for _ in range(3)), strict=True):
        marks = ""
        for narrow, wide in (
            ({**one, **other}, one),
            ({"allOf": [one, other]}, {"allOf": [other]}),
            (one, {"anyOf": [other, third, one]}),
            ({"anyOf": [one, other]}, {"anyOf": [other, third, one]}),
            ({"oneOf": [one, other]}, {"anyOf": [one, other]}),
            ({"properties": {"a": one}, "items": other}, {"properties": {"a": {**one}}, "items": {}}),
            (one, other),
        ):
            sides = [
                in_document(schema, Reading(world.dialect, formats=False, sends=sends)).normal(schema)
                for schema, sends in ((narrow, True), (wide, False))
            ]
            both = [Inclusion(Likeness(), lambda _: None).holds(*sides, message=message) for message in (False, True)]
            if both[0]:
                assert contained(narrow, wide, world.dialect).verdict != NO, (narrow, wide)
            marks += ".vmb"[both[0] + 2 * both[1]]
        lines.append(marks)
    golden(f"shown-{name.replace(' ', '-')}", lines)
