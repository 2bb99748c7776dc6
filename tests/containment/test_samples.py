"""Texts along patterns, and values of schemas that ask for much at once, as they were recorded."""

from __future__ import annotations

import json
import random
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from harness.containment import NO, contained, speller, texts_matching
from harness.containment._patterns import Strings, language, samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Golden = Callable[[str, list[str]], None]

D2020 = "https://json-schema.org/draft/2020-12/schema"
_ATOMS = (
    "a",
    "b",
    "Z",
    "0",
    "-",
    " ",
    ".",
    r"\d",
    r"\w",
    r"\s",
    r"\W",
    "[abc]",
    "[^a]",
    "[a-f0-9]",
    "[^a-z]",
    "[^\\d]",
)
_ATOMS += (
    "^",
    "$",
    "(?:ab|c)",
    "(x|yz)",
    "\\.",
    "[-_]",
    "\\t",
    "(?=a)",
    "(?!b)",
    "\u00e9",
    "[\u00e0-\u00ff]",
    "\\u0041",
)
_TIMES = ("", "", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,1}", "{2,}", "{0,400}", "+?")
# Not understood as a language, and read all the same.
_ODD = (
    r"(a)\1",
    r"\bword\b",
    "(?<=a)b",
    r"(?P<n>a)(?P=n)",
    "(?i)abc",
    "[[:alpha:]]",
    "(?>ab)",
    "a++",
    r"[\w-]+@[\w-]+",
    "(",
    "a{400}",
)


def _patterns() -> Iterator[str]:
    yield from _ODD
    for count in (39, 40, 41, 118, 119, 120, 121, 122):
        alternatives = "|".join(map(str, range(count)))
        yield from (f"^({alternatives})$", f"x({alternatives})(y|z)")
    pick = random.Random(11)  # noqa: S311 - to be repeated
    for _ in range(130):
        parts = [pick.choice(_ATOMS) + pick.choice(_TIMES) for _ in range(pick.randrange(1, 5))]
        pattern = "".join(parts)
        if pick.random() < 0.4:
            pattern = f"^{pattern}$"
        if pick.random() < 0.2:
            pattern = f"{pattern}|{pick.choice(_ATOMS)}"
        yield pattern


class Turns:
    """Decides in turns: the first, the second, the third."""

    def __init__(self) -> None:
        self.turn = 0

    def pick(self, choices: Any) -> Any:
        self.turn += 1
        return choices[self.turn % len(choices)]

    def size(self, least: int, most: int | None) -> int:
        self.turn += 1
        return least + self.turn % (3 if most is None else min(3, most - least + 1))


def test_texts_along_patterns_are_those_that_were_recorded(golden: Golden) -> None:
    lines = []
    for pattern in _patterns():
        spell = speller(pattern)
        spelled = None if spell is None else [spell(turns) for turns in [Turns()] * 3]
        lines.append(f"{pattern!a}: {samples(pattern)!a} spelled {spelled!a}")
        for least, most, count in ((0, None, 12), (2, None, 3), (0, 1, 12), (3, 3, 2)):
            lines.append(f"  {least} {most}: {texts_matching((pattern,), least, most, count)!a}")
    golden("samples", lines)


def test_languages_are_those_that_were_recorded(golden: Golden) -> None:
    patterns = list(_patterns())
    pick = random.Random(12)  # noqa: S311 - to be repeated
    lines = []
    for _ in range(200):
        wanted, unwanted = (tuple(pick.sample(patterns, pick.randrange(3))) for _ in range(2))
        asked = Strings(
            wanted, unwanted, pick.randrange(3), pick.choice((None, 1, 2, 5)), ("", "a", "Z")[: pick.randrange(4)]
        )
        lines.append(f"{tuple(asked)!a}: {[language(asked, most) for most in (1, 6)]!a}")
    golden("languages", lines)


_ITEMS: tuple[Any, ...] = (
    {"enum": [1, 2, 3]},
    {"type": "string", "maxLength": 1},
    {"const": 1},
    {"type": "array"},
    False,
    {},
)
_LISTS: tuple[dict[str, Any], ...] = (
    *({f"{side}Items": count} for side, count in product(("min", "max"), range(5))),
    *({"items": item} for item in _ITEMS),
    *({"prefixItems": [one, other]} for one, other in product(_ITEMS[:3], repeat=2)),
    *(
        {"contains": item, f"{side}Contains": count}
        for item, side, count in product(_ITEMS[:3], ("min", "max"), (0, 1, 2, 3))
    ),
    *({"contains": item} for item in _ITEMS),
    *({"not": part} for part in ({"uniqueItems": True}, {"const": []}, {"enum": [[1], [1, 1], []]}, {"minItems": 2})),
    *({"not": {"contains": item}} for item in _ITEMS[:3]),
    *({"not": {"items": item}} for item in _ITEMS[:3]),
    *({"not": {"prefixItems": [item]}} for item in _ITEMS[:3]),
    *({"uniqueItems": True},) * 4,
)
_NAMES: tuple[Any, ...] = ({"maxLength": 1}, {"pattern": "^a"}, {"enum": ["a", "x", "b"]}, {"not": {"const": "a"}})
_OBJECTS: tuple[dict[str, Any], ...] = (
    *({f"{side}Properties": count} for side, count in product(("min", "max"), range(5))),
    *({"required": names} for names in (["a"], ["a", "b"], ["x1"], ["ab", "b"])),
    *({"properties": {"a": one, "b": other}} for one, other in product(_ITEMS[:4], _ITEMS[1:5])),
    *({"patternProperties": {pattern: item}} for pattern, item in product(("^a", "b$", "^.$"), _ITEMS[:5])),
    *({"additionalProperties": item} for item in _ITEMS),
    *({"propertyNames": names} for names in _NAMES),
    *({"not": {"required": [name]}} for name in ("a", "b")),
    *({"not": {"propertyNames": names}} for names in _NAMES),
    *({"not": {"additionalProperties": item}} for item in _ITEMS[:3]),
    *({"not": {"patternProperties": {"^a": item}}} for item in _ITEMS[:3]),
    *({"not": {"properties": {"a": item}}} for item in _ITEMS[:3]),
    *({"not": part} for part in ({"const": {}}, {"enum": [{}, {"a": 1}]}, {"minProperties": 2}, {"maxProperties": 1})),
    *(
        {"dependentRequired": {"a": ["b"]}},
        {"dependentSchemas": {"b": {"minProperties": 3}}},
        {"unevaluatedProperties": False},
    ),
)
_NUMBERS: tuple[dict[str, Any], ...] = (
    *({limit: number} for limit, number in product(("minimum", "exclusiveMinimum"), (-2, 0, 0.25, 1, 7))),
    *({limit: number} for limit, number in product(("maximum", "exclusiveMaximum"), (0, 0.25, 1, 8, 12))),
    *({"multipleOf": number} for number in (0.25, 0.1, 1, 1.5, 3, 4)),
    *({"not": {"multipleOf": number}} for number in (0.5, 1, 2, 3)),
    *({"not": part} for part in ({"enum": [0, 1]}, {"const": 3}, {"type": "integer"}, {"minimum": 5}, {"maximum": 0})),
    *({"type": "integer"},) * 4,
)
_FORMATS = ("date", "uuid", "email", "ipv4", "date-time", "uri")
_TEXTS: tuple[dict[str, Any], ...] = (
    *({"format": name} for name in _FORMATS),
    *({"not": {"format": name}} for name in _FORMATS),
    *({"pattern": pattern} for pattern in ("^a", "b$", "^[0-9a-f-]+$", "^.{3}$", "@", r"^(a)\\1$", "(?<=a)b")),
    *({"not": {"pattern": pattern}} for pattern in ("^a", "^[a-z]*$", "0", "^$", "@", r"(.)\\1")),
    *({f"{side}Length": length} for side, length in product(("min", "max"), (0, 1, 3, 8, 40))),
    *({"enum": texts} for texts in (["", "a", "ab"], ["2024-01-31", "x@y.example"])),
    *({"not": part} for part in ({"enum": ["a", "aa"]}, {"const": ""}, {"minLength": 3}, {"maxLength": 2})),
)
_KINDS = {
    "texts": ("string", _TEXTS),
    "lists": ("array", _LISTS),
    "objects": ("object", _OBJECTS),
    "numbers": ("number", _NUMBERS),
}


@pytest.mark.parametrize("kind", _KINDS)
def test_first_values_are_those_that_were_recorded(kind: str, golden: Golden) -> None:
    type_, parts = _KINDS[kind]
    pick = random.Random(kind)  # noqa: S311 - to be repeated
    lines = []
    for _ in range(500):
        schema = {"$schema": D2020, "type": type_, "allOf": pick.sample(parts, pick.randrange(2, 6))}
        answer = contained(schema, False)
        told = json.dumps(answer.witness) if answer.verdict == NO else answer.verdict + ", " + answer.reason
        lines.append(f"{json.dumps(schema['allOf'])}: {told}")
    golden(f"first-{kind}", lines)


def test_samples_have_a_longest_length() -> None:
    assert list(map(len, samples("^a{2000}$"))) == [2000]
    assert samples("^a{2001}$") == ()
