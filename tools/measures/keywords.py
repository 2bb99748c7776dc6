"""How many modules beside the vocabulary and the rules name a keyword of JSON Schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.measures.tree import Module, identifiers

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYWORDS = (
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
)
# The homes of keywords, where naming them is the task.
_HOMES = ("vocabulary", "rules")
# These are names of Python's or of anybody's, too: only the string that is the keyword names it.
_ORDINARY = frozenset({"else", "if", "items", "not", "properties", "then"})
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def modules_that_name(modules: list[Module]) -> dict[str, list[Module]]:
    """For each keyword the modules that name it: in a string, a constant, an attribute or a variable, in any case."""
    found: dict[str, list[Module]] = {keyword: [] for keyword in KEYWORDS}
    for module in modules:
        if module.parts[0] not in _HOMES:
            for keyword in set(_named(module)):
                found[keyword].append(module)
    return found


def _named(module: Module) -> Iterator[str]:
    for string in module.strings:
        if not re.search(r"\s", str(string.value)):  # with blanks it is a sentence
            yield from (word for word in re.findall(r"\w+", str(string.value)) if word in _PLAIN)
        yield from (keyword for keyword in _ORDINARY if string.value == keyword)
    for name in identifiers(module):
        if not name.startswith("__"):
            words = f"_{'_'.join(_WORDS.findall(name)).lower()}_"
            yield from (keyword for keyword, snake in _PLAIN.items() if snake in words)


_PLAIN = {keyword: f"_{'_'.join(_WORDS.findall(keyword)).lower()}_" for keyword in KEYWORDS if keyword not in _ORDINARY}
