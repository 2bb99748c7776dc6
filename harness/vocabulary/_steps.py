"""Steps: how places are told, of which each says by itself what it leads to.

A place is a tuple of steps from an operation, a shared component or the document down to what is meant. Steps are
data; their words are made where reports are worded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast, get_args

from harness.records import NamedTuple
from harness.vocabulary._components import SECTIONS, SWAGGER_SECTIONS
from harness.vocabulary._pointers import format_pointer, parse_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable

# Where places begin.
Root = Literal[
    "operation",  # by the name that changes call it: `GET /pets`
    "webhook",  # by the name that changes call it: `Webhook POST newPet`
    "path",  # what a path says beside its operations
    "webhook item",  # the same for a webhook
    "file",  # a file of its own
    "member",  # `info`, `servers`, and whatever else has no kind of its own
]
# What an operation is called by the document itself.
OperationKind = Literal["operation", "webhook"]
# Shared components, by the names of their sections. Source: OpenAPI 3.2.0, 4.8.7, Components Object.
Section = Literal[
    "schemas",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "examples",
    "pathItems",
    "mediaTypes",
    "component",  # one of an unknown section: `x-things Door`
]
ParameterKind = Literal[
    "path parameter",
    "query parameter",
    "querystring parameter",
    "header parameter",
    "cookie parameter",
    "body parameter",  # Swagger 2.0
    "formData parameter",  # Swagger 2.0
    "parameter",  # one that does not say where it is sent
]
Part = Literal[
    "reference",  # what a reference that leads nowhere calls its target
    "request body",
    "credentials",  # of a request
    "response",  # by its status
    "media type",
    "header",  # of a response or an encoding
    "encoding",
    "link",
    "callback",
    "expression",  # by which a callback is addressed
    "method",  # an operation of a callback or a shared path item
    "security alternative",  # by its schemes, each as a token of a JSON Pointer; empty for "no authentication"
    "scheme",
    "flow",
    "scope",
    "server",  # by its URL
    "tag",
]
# What leads from a schema to one below it: a property by its name, else the keyword, with the member or the index.
Subschema = Literal[
    "property",
    "$ref",
    "$dynamicRef",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "items",
    "additionalItems",
    "unevaluatedItems",
    "prefixItems",
    "contains",
    "additionalProperties",
    "unevaluatedProperties",
    "patternProperties",
    "propertyNames",
    "dependentSchemas",
    "dependencies",
    "contentSchema",
    "extends",
    "$defs",
    "definitions",
    "itemSchema",  # of a media type
]
PARAMETER_KINDS: frozenset[ParameterKind] = frozenset(get_args(ParameterKind))

StepKind = Root | Section | ParameterKind | Part | Subschema


class Step(NamedTuple):
    """One step to a place.

    Attributes:
        kind: what it leads to, which is clear without the steps before it.
        name: which of that kind; empty where there can be but one.
    """

    kind: StepKind
    name: str = ""


def operation_name(kind: str, method: str, path: str) -> str:
    """What changes call an operation, or the root of places in it: `GET /pets`, `Webhook POST newPet`."""
    words = ("Webhook" if kind == "webhook" else "", method, path)
    return " ".join(word for word in words if word)


def subschema_step(keyword: str, member: object = "") -> Step:
    """The step through a keyword that holds schemas; to one of them, where it holds several."""
    return Step(cast("Subschema", keyword), str(member))


def component_step(section: str, name: str) -> Step:
    """The step to a shared component, by its section and its name; Swagger's sections count as those of OpenAPI 3."""
    section = _SWAGGER.get(section, section)
    return Step(cast("Section", section), name) if section in SECTIONS else Step("component", f"{section} {name}")


def component_step_at(pointer: tuple[str, ...]) -> Step | None:
    """The step to the component that stands at a pointer; None for any other place."""
    if len(pointer) == 3 and pointer[0] == "components":
        return component_step(pointer[1], pointer[2])
    return component_step(*pointer) if len(pointer) == 2 and pointer[0] in SWAGGER_SECTIONS else None


def parameter_step(location: object, name: object) -> Step:
    """The step to a parameter, by where it is sent and what it is called there."""
    kind = _PARAMETERS.get(str(location), "parameter")
    return Step(kind, str(name))


def security_step(schemes: Iterable[str]) -> Step:
    """The step to one way to authenticate, which needs all of some schemes."""
    return Step("security alternative", format_pointer(schemes))


def schemes_of(step: Step) -> tuple[str, ...]:
    """The schemes that a way to authenticate needs; none where it needs no authentication."""
    return parse_pointer(step.name)


_PARAMETERS: dict[str, ParameterKind] = {
    "path": "path parameter",
    "query": "query parameter",
    "querystring": "querystring parameter",
    "header": "header parameter",
    "cookie": "cookie parameter",
    "body": "body parameter",
    "formData": "formData parameter",
}
_SWAGGER = {"definitions": "schemas", "securityDefinitions": "securitySchemes"}


def media_type_key(name: str) -> str:
    """The same text for all spellings of a media type.

    Case and white space do not count, nor the order of parameters, nor quotes around a token; `charset` is without
    meaning for JSON, and its values have no case.

    Source: RFC 9110, 8.3.1 and 8.3.2; RFC 8259, 11.
    """
    whole, *parameters = name.split(";")
    media_type = "".join(whole.split()).lower()
    of_json = media_type.endswith(("/json", "+json"))
    texts = []
    for parameter in parameters:
        key, _, value = (part.strip() for part in parameter.partition("="))
        key, value = key.lower(), value.removeprefix('"').removesuffix('"')
        if key and not (of_json and key == "charset"):
            texts.append(f"{key}={value.lower() if key == 'charset' else value}")
    return ";".join([media_type, *sorted(texts)])
