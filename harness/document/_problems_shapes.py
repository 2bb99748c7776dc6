"""What stands where in an OpenAPI document: the members of each kind of object, by version.

Only what the views read and what refers to something else is listed; the published meta-schemas know the rest.

Source: the sections on the objects in the specifications of OpenAPI 2.0, 3.0.4, 3.1.1 and 3.2.0.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from harness.document._operation import METHODS
from harness.records import NamedTuple
from harness.vocabulary import KEYWORDS, NEWEST, OWN_DIALECT, names

if TYPE_CHECKING:
    from harness.vocabulary import Keyword

SCALARS = frozenset({"any", "array", "boolean", "integer", "number", "object", "string"})


class Slot(NamedTuple):
    """What a member holds: one value of a kind, a "list" or a "map" of them."""

    form: str
    kind: str


class Shape(NamedTuple):
    """An object of the specification.

    Attributes:
        members: what the named members hold.
        rest: what the other members hold, except extensions; None where they are not read.
        required: members that must be there.
        referable: whether a `$ref` may stand for it.
    """

    members: dict[str, Slot]
    rest: Slot | None = None
    required: tuple[str, ...] = ()
    referable: bool = False


@lru_cache(maxsize=4)
def shapes(version: str) -> dict[str, Shape]:
    """The shapes of a version by the name of the kind; a document is a `document`."""
    if version == "2.0":
        return {**_common(version), **_swagger()}
    return {**_common(version), **_three(version)}


def _shape(members: str, rest: str | None = None, required: str = "", *, referable: bool = False) -> Shape:
    """A shape from text: `name:kind`, `name:[kind]` for a list, `name:{kind}` for a map; `a|b:kind` for both."""
    slots: dict[str, Slot] = {}
    for entry in members.split():
        names, _, kind = entry.partition(":")
        slots |= dict.fromkeys(names.split("|"), _slot(kind))
    return Shape(slots, _slot(rest) if rest else None, tuple(required.split()), referable)


def _slot(text: str) -> Slot:
    form = {"[": "list", "{": "map"}.get(text[0], "one")
    return Slot(form, text.strip("[]{}"))


# What a keyword holds, by its form. Those that are not here are checked by hand: `type`, `required`, `enum`, `const`.
_FORMS = {
    **dict.fromkeys(("text", "reference"), "string"),
    **dict.fromkeys(("number", "divisor"), "number"),
    **dict.fromkeys(("object", "names map"), "object"),
    **dict.fromkeys(("schema", "schema or schemas"), "schema"),
    "count": "integer",
    "flag": "boolean",
    "schema map": "{schema}",
    "schemas": "[schema]",
}
_DEFINITIONS = names("definition")


def _schema(*, is_old: bool) -> Shape:
    """A schema before or since schemas became JSON Schema 2020-12."""
    forms = {**_FORMS, "bound": "boolean"} if is_old else {**_FORMS, "bound": "number"}
    slots = {
        keyword.name: _slot(forms[keyword.form])
        for keyword in KEYWORDS.values()
        if keyword.form in forms and _is_checked(keyword, is_old=is_old)
    }
    return Shape(slots if is_old else {**slots, "examples": _slot("[any]")}, referable=True)


def _is_checked(keyword: Keyword, *, is_old: bool) -> bool:
    # The discriminator of OpenAPI 2.0 is the name of a property.
    if keyword.name.startswith("x-") or (is_old and keyword.name == "discriminator"):
        return False
    current = not is_old and keyword.is_known(NEWEST)
    return bool(keyword.openapi) or current or keyword.name in _DEFINITIONS


_VALUE = "description:string required|deprecated|explode|allowReserved|allowEmptyValue:boolean style:string"


def _common(version: str) -> dict[str, Shape]:
    item = f"{'|'.join(METHODS[:-1])}:operation parameters:[parameter]"
    if version == "2.0":
        item = item.replace("|trace", "")
    else:
        item += " summary|description:string servers:[server]"
    if version == "3.2":
        item += " query:operation additionalOperations:{operation}"
    return {
        "info": _shape("title|version|description|summary:string", required="title version"),
        "paths": _shape("", "item"),
        "item": _shape(item, referable=True),
        "responses": _shape("", "response"),
        "requirement": _shape("", "[string]"),
        "scheme": _shape("type|name|in|scheme|flow:string flows|scopes:object", required="type", referable=True),
        "tag": _shape("name|description:string", required="name"),
        "schema": _schema(is_old=version in OWN_DIALECT),
    }


def _three(version: str) -> dict[str, Shape]:
    media = "schema:schema examples:{example} encoding:{encoding}"
    if version == "3.2":
        media += " itemSchema:schema prefixEncoding:[encoding] itemEncoding:encoding"
    components = """schemas:{schema} responses:{response} parameters:{parameter} examples:{example}
        requestBodies:{body} headers:{header} securitySchemes:{scheme} links:{link} callbacks:{callback}"""
    document = """openapi:string info:info servers:[server] paths:paths components:components
        security:[requirement] tags:[tag] externalDocs:object x-webhooks:{item}"""
    if version != "3.0":
        document += " webhooks:{item} jsonSchemaDialect|$self:string"
        components += " pathItems:{item}"
    if version == "3.2":
        components += " mediaTypes:{media}"
    value = f"{_VALUE} schema:schema content:{{media}} examples:{{example}}"
    return {
        "document": _shape(document, required="info paths" if version == "3.0" else "info"),
        "components": _shape(components),
        "operation": _shape(
            """operationId|summary|description:string tags:[string] deprecated:boolean parameters:[parameter]
            requestBody:body responses:responses callbacks:{callback} security:[requirement] servers:[server]
            externalDocs:object""",
            required="responses" if version == "3.0" else "",
        ),
        "parameter": _shape(f"name|in:string {value}", required="name in", referable=True),
        "header": _shape(value, referable=True),
        "body": _shape("description:string required:boolean content:{media}", required="content", referable=True),
        "media": _shape(media, referable=version == "3.2"),
        "encoding": _shape("contentType|style:string explode|allowReserved:boolean headers:{header}"),
        "response": _shape(
            "summary|description:string headers:{header} content:{media} links:{link}",
            required="" if version == "3.2" else "description",
            referable=True,
        ),
        "example": _shape("summary|description|externalValue:string", referable=True),
        "link": _shape("operationRef|operationId|description:string parameters:object server:server", referable=True),
        "callback": _shape("", "item", referable=True),
        "server": _shape("url|description:string variables:object", required="url"),
    }


def _swagger() -> dict[str, Shape]:
    """Parameters and headers of Swagger 2.0 are schemas of their own, without `$ref` below them."""
    value = """description|collectionFormat|format|pattern:string items:schema allowEmptyValue|uniqueItems:boolean
        exclusiveMinimum|exclusiveMaximum:boolean multipleOf|minimum|maximum:number
        minLength|maxLength|minItems|maxItems:integer"""
    return {
        "document": _shape(
            """swagger|host|basePath:string info:info schemes|consumes|produces:[string] paths:paths
            definitions:{schema} parameters:{parameter} responses:{response} securityDefinitions:{scheme}
            security:[requirement] tags:[tag] externalDocs:object""",
            required="info paths",
        ),
        "operation": _shape(
            """operationId|summary|description:string tags|consumes|produces|schemes:[string] deprecated:boolean
            parameters:[parameter] responses:responses security:[requirement] externalDocs:object""",
            required="responses",
        ),
        "parameter": _shape(
            f"name|in:string required:boolean schema:schema {value}", required="name in", referable=True
        ),
        "header": _shape(value),
        "response": _shape(
            "description:string schema:schema headers:{header} examples:object", required="description", referable=True
        ),
    }
