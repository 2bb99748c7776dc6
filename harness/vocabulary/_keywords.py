"""The keywords of schemas: one row for each, of every dialect that is read.

Sources: JSON Schema drafts 3, 4, 6, 7, 2019-09 and 2020-12; the Schema Object of OpenAPI 2.0, 3.0, 3.1 and 3.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal, TypeAlias

    # What a keyword does.
    Role: TypeAlias = Literal["applicator", "assertion", "annotation", "reference", "identifier"]
    # What its value is; the forms with "schema" hold subschemas.
    Form: TypeAlias = Literal[
        "schema",
        "schemas",
        "schema or schemas",
        "schema map",
        "schema or names map",
        "names map",
        "names",
        "any",
        "bound",
        "count",
        "divisor",
        "flag",
        "number",
        "object",
        "reference",
        "text",
        "types",
        "values",
    ]
    # How the subschemas apply: to the value itself, to its members, to its elements, or to none of these.
    Applies: TypeAlias = Literal[
        "every",
        "some",
        "one",
        "none",
        "condition",
        "branch",
        "dependent",
        "property",
        "patterned property",
        "further property",
        "unevaluated property",
        "property name",
        "item",
        "position",
        "further item",
        "unevaluated item",
        "counted item",
        "content",
        "definition",
    ]
    # The type of the values that it has something to say of.
    Concerns: TypeAlias = Literal["any", "array", "number", "object", "string"]

# How subschemas apply that no value has to obey.
_SAYING_NOTHING = frozenset(("content", "definition"))
OLDEST, NEWEST = 3, 2020
# Versions of OpenAPI with a dialect of their own; later ones have JSON Schema 2020-12.
OWN_DIALECT = ("2.0", "3.0")


class Keyword(NamedTuple):
    """One keyword.

    Attributes:
        name: as it is written.
        role: what it does.
        form: what its value is.
        concerns: the type of the values that it has something to say of.
        applies: how its subschemas apply; None for a keyword without any.
        since, until: the first and the last draft that know it (3, 4, 6, 7, 2019, 2020); 0 for OpenAPI alone.
        openapi: the versions of OpenAPI before 3.1 whose schema objects know it; later ones follow draft 2020-12.
    """

    name: str
    role: Role
    form: Form
    concerns: Concerns
    applies: Applies | None
    since: int
    until: int
    openapi: tuple[str, ...]

    @property
    def is_demanding(self) -> bool:
        """Whether the keyword by itself may say which values are valid."""
        return self.role == "assertion" or (self.role == "applicator" and self.applies not in _SAYING_NOTHING)

    def is_known(self, draft: int) -> bool:
        """Whether a draft has the keyword; 0 is OpenAPI 3.0, where people write and mean those of later drafts too."""
        if draft == 0:
            return self.until > OLDEST or self.until == 0
        return self.since <= draft <= self.until


_NONE = ()
_ONLY_2 = ("2.0",)
_ONLY_3 = ("3.0",)
_BOTH = OWN_DIALECT
_EVER = NEWEST

_ROWS: tuple[tuple[str, Role, Form, Concerns, Applies | None, int, int, tuple[str, ...]], ...] = (
    # Schemas of the same value.
    ("allOf", "applicator", "schemas", "any", "every", 4, _EVER, _BOTH),
    ("anyOf", "applicator", "schemas", "any", "some", 4, _EVER, _ONLY_3),
    ("oneOf", "applicator", "schemas", "any", "one", 4, _EVER, _ONLY_3),
    ("not", "applicator", "schema", "any", "none", 4, _EVER, _ONLY_3),
    ("if", "applicator", "schema", "any", "condition", 7, _EVER, _NONE),
    ("then", "applicator", "schema", "any", "branch", 7, _EVER, _NONE),
    ("else", "applicator", "schema", "any", "branch", 7, _EVER, _NONE),
    ("extends", "applicator", "schema or schemas", "any", "every", 3, 3, _NONE),
    ("dependentSchemas", "applicator", "schema map", "object", "dependent", 2019, _EVER, _NONE),
    ("dependencies", "applicator", "schema or names map", "object", "dependent", 3, 7, _NONE),
    # Schemas of members.
    ("properties", "applicator", "schema map", "object", "property", 3, _EVER, _BOTH),
    ("patternProperties", "applicator", "schema map", "object", "patterned property", 3, _EVER, _NONE),
    ("additionalProperties", "applicator", "schema", "object", "further property", 3, _EVER, _BOTH),
    ("unevaluatedProperties", "applicator", "schema", "object", "unevaluated property", 2019, _EVER, _NONE),
    ("propertyNames", "applicator", "schema", "object", "property name", 6, _EVER, _NONE),
    # Schemas of elements. Up to 2019-09 a list of `items` is what `prefixItems` is now.
    ("items", "applicator", "schema or schemas", "array", "item", 3, _EVER, _BOTH),
    ("prefixItems", "applicator", "schemas", "array", "position", 2020, _EVER, _NONE),
    ("additionalItems", "applicator", "schema", "array", "further item", 3, 2019, _NONE),
    ("unevaluatedItems", "applicator", "schema", "array", "unevaluated item", 2019, _EVER, _NONE),
    ("contains", "applicator", "schema", "array", "counted item", 6, _EVER, _NONE),
    # Schemas that say nothing of the value.
    ("contentSchema", "applicator", "schema", "string", "content", 2019, _EVER, _NONE),
    ("$defs", "applicator", "schema map", "any", "definition", 2019, _EVER, _NONE),
    ("definitions", "applicator", "schema map", "any", "definition", 3, 2019, _NONE),
    # Assertions.
    ("type", "assertion", "types", "any", None, 3, _EVER, _BOTH),
    ("nullable", "assertion", "flag", "any", None, 0, 0, _ONLY_3),
    ("x-nullable", "assertion", "flag", "any", None, 0, 0, _ONLY_2),
    ("disallow", "assertion", "types", "any", None, 3, 3, _NONE),
    ("enum", "assertion", "values", "any", None, 3, _EVER, _BOTH),
    ("const", "assertion", "any", "any", None, 6, _EVER, _NONE),
    ("minimum", "assertion", "number", "number", None, 3, _EVER, _BOTH),
    ("maximum", "assertion", "number", "number", None, 3, _EVER, _BOTH),
    ("exclusiveMinimum", "assertion", "bound", "number", None, 3, _EVER, _BOTH),
    ("exclusiveMaximum", "assertion", "bound", "number", None, 3, _EVER, _BOTH),
    ("multipleOf", "assertion", "divisor", "number", None, 4, _EVER, _BOTH),
    ("divisibleBy", "assertion", "divisor", "number", None, 3, 3, _NONE),
    ("minLength", "assertion", "count", "string", None, 3, _EVER, _BOTH),
    ("maxLength", "assertion", "count", "string", None, 3, _EVER, _BOTH),
    ("pattern", "assertion", "text", "string", None, 3, _EVER, _BOTH),
    ("format", "assertion", "text", "any", None, 3, _EVER, _BOTH),
    ("contentEncoding", "annotation", "text", "string", None, 7, _EVER, _NONE),
    ("contentMediaType", "annotation", "text", "string", None, 7, _EVER, _NONE),
    ("minItems", "assertion", "count", "array", None, 3, _EVER, _BOTH),
    ("maxItems", "assertion", "count", "array", None, 3, _EVER, _BOTH),
    ("uniqueItems", "assertion", "flag", "array", None, 3, _EVER, _BOTH),
    ("minContains", "assertion", "count", "array", None, 2019, _EVER, _NONE),
    ("maxContains", "assertion", "count", "array", None, 2019, _EVER, _NONE),
    ("required", "assertion", "names", "object", None, 3, _EVER, _BOTH),
    ("minProperties", "assertion", "count", "object", None, 4, _EVER, _BOTH),
    ("maxProperties", "assertion", "count", "object", None, 4, _EVER, _BOTH),
    ("dependentRequired", "assertion", "names map", "object", None, 2019, _EVER, _NONE),
    # What a schema is called, and other schemas that it calls.
    ("$ref", "reference", "reference", "any", None, 3, _EVER, _BOTH),
    ("$dynamicRef", "reference", "reference", "any", None, 2020, _EVER, _NONE),
    ("$recursiveRef", "reference", "reference", "any", None, 2019, 2019, _NONE),
    ("$schema", "identifier", "text", "any", None, 3, _EVER, _NONE),
    ("$id", "identifier", "text", "any", None, 6, _EVER, _NONE),
    ("id", "identifier", "text", "any", None, 3, 4, _NONE),
    ("$anchor", "identifier", "text", "any", None, 2019, _EVER, _NONE),
    ("$dynamicAnchor", "identifier", "text", "any", None, 2020, _EVER, _NONE),
    ("$recursiveAnchor", "identifier", "flag", "any", None, 2019, 2019, _NONE),
    ("$vocabulary", "identifier", "object", "any", None, 2019, _EVER, _NONE),
    # Annotations, some of which say in which messages a value may be.
    ("readOnly", "annotation", "flag", "any", None, 7, _EVER, _BOTH),
    ("writeOnly", "annotation", "flag", "any", None, 7, _EVER, _ONLY_3),
    ("deprecated", "annotation", "flag", "any", None, 2019, _EVER, _ONLY_3),
    ("discriminator", "annotation", "object", "object", None, 0, 0, _BOTH),
    ("xml", "annotation", "object", "any", None, 0, 0, _BOTH),
    ("externalDocs", "annotation", "object", "any", None, 0, 0, _BOTH),
    ("example", "annotation", "any", "any", None, 0, 0, _BOTH),
    ("examples", "annotation", "values", "any", None, 6, _EVER, _NONE),
    ("default", "annotation", "any", "any", None, 3, _EVER, _BOTH),
    ("title", "annotation", "text", "any", None, 3, _EVER, _BOTH),
    ("description", "annotation", "text", "any", None, 3, _EVER, _BOTH),
    ("$comment", "annotation", "text", "any", None, 7, _EVER, _NONE),
)

KEYWORDS: dict[str, Keyword] = {row[0]: Keyword._make(row) for row in _ROWS}

# The schema that takes null alone.
NULL = {"type": "null"}

# Keywords that say one thing together.
FAMILIES = (
    ("type", "nullable", "x-nullable"),
    ("enum", "const"),
    ("minimum", "exclusiveMinimum"),
    ("maximum", "exclusiveMaximum"),
    ("items", "prefixItems", "additionalItems", "unevaluatedItems"),
    ("contains", "minContains", "maxContains"),
    ("additionalProperties", "unevaluatedProperties"),
    ("if", "then", "else"),
    ("dependencies", "dependentRequired", "dependentSchemas"),
)

# Keywords that put several schemas to one value: parts of it, or alternatives.
COMBINING = tuple(row[0] for row in _ROWS if row[2] == "schemas" and row[4] in {"every", "some", "one"})


def names(*applies: Applies) -> tuple[str, ...]:
    """The keywords whose subschemas apply in one of some ways; those that apply in any, where none is named."""
    return tuple(
        keyword.name
        for keyword in KEYWORDS.values()
        if keyword.applies is not None and (not applies or keyword.applies in applies)
    )


def keyword_for(applies: Applies) -> str:
    """The keyword by which schemas say that subschemas apply in some way; the first of the table, where several do."""
    return names(applies)[0]


def by_role(role: Role) -> tuple[str, ...]:
    """The keywords that do one thing."""
    return tuple(keyword.name for keyword in KEYWORDS.values() if keyword.role == role)


def by_form(*forms: Form) -> tuple[str, ...]:
    """The keywords with values of some forms."""
    return tuple(keyword.name for keyword in KEYWORDS.values() if keyword.form in forms)


def with_subschemas(name: str, value: Any, change: Callable[[Any], Any]) -> Any:
    """The value of a keyword, with a change made to each of its subschemas; a value of another shape as it is."""
    if name in _MAPS:
        return {key: change(member) for key, member in value.items()} if isinstance(value, dict) else value
    if name in _LISTS and isinstance(value, list):
        return [change(part) for part in value]
    return change(value) if name in _SINGLE else value


def conjunction(*schemas: Any) -> dict[str, Any]:
    """The schema of what all of some schemas allow."""
    return {"allOf": list(schemas)}


def disjunction(*schemas: Any) -> dict[str, Any]:
    """The schema of what any of some schemas allows."""
    return {"anyOf": list(schemas)}


def with_members(schema: Any) -> dict[str, Any]:
    """The schema of values of which each member is valid for another, whatever its name."""
    return {"patternProperties": {"": schema}}


def family(name: str) -> tuple[str, ...]:
    """The keywords that say one thing together with one, itself among them."""
    return next((group for group in FAMILIES if name in group), (name,))


_MAPS = frozenset(by_form("schema map", "schema or names map"))
_LISTS = frozenset(by_form("schemas", "schema or schemas"))
_SINGLE = frozenset(by_form("schema", "schema or schemas"))
