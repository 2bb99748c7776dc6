"""What the parts of OpenAPI documents and JSON Schemas are called in sentences."""

from __future__ import annotations

from harness.vocabulary import KEYWORD_NOUNS

# What is said of a flag: when it is set, and when it is not any more.
FLAGS = {
    "allowEmptyValue": ("{} may now be sent without a value", "{} may no longer be sent without a value"),
    "allowReserved": ("{} now takes reserved characters as they are", "reserved characters in {} must now be encoded"),
    "deprecated": ("{} is now deprecated", "{} is no longer deprecated"),
    "nullable": ("{} may now be null", "{} may no longer be null"),
    "readOnly": ("{} is now read-only", "{} is no longer read-only"),
    "required": ("{} is now required", "{} is no longer required"),
    "uniqueItems": ("items of {} must now be unique", "items of {} need no longer be unique"),
    "writeOnly": ("{} is now write-only", "{} is no longer write-only"),
    "x-beta": ("{} is now beta", "{} is no longer beta"),
    "x-nullable": ("{} may now be null", "{} may no longer be null"),
}

# What a keyword or member is called; others are called by their name.
NOUNS = {
    **KEYWORD_NOUNS,
    "authorizationUrl": "authorization address",
    "basePath": "base path",
    "bearerFormat": "format of tokens",
    "contentType": "content type",
    "in": "place",
    "jsonSchemaDialect": "dialect of the schemas",
    "itemSchema": "schema of the items",
    "refreshUrl": "refresh address",
    "scheme": "HTTP scheme",
    "schemes": "protocols",
    "tokenUrl": "token address",
    "x-stability-level": "stability",
}

# What is called by its name, as a plain word.
WORDS = frozenset(
    [
        "callbacks",
        "components",
        "consumes",
        "contact",
        "default",
        "description",
        "discriminator",
        "encoding",
        "example",
        "examples",
        "explode",
        "flows",
        "format",
        "headers",
        "host",
        "license",
        "links",
        "maximum",
        "method",
        "minimum",
        "name",
        "operationId",
        "parameters",
        "path",
        "pattern",
        "produces",
        "responses",
        "schema",
        "scopes",
        "security",
        "servers",
        "style",
        "summary",
        "tags",
        "title",
        "type",
        "url",
        "value",
        "variables",
        "version",
    ]
)
