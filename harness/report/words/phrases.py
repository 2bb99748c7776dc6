"""What is said of keywords that came, went or changed."""

from __future__ import annotations

# What is said of a bound: where fewer values are left, where there are more, and where it is gone.
LIMITS = {
    "exclusiveMaximum": ("{} must now be less than {}", "{} may now be anything less than {}", "{} has no maximum now"),
    "exclusiveMinimum": ("{} must now be more than {}", "{} may now be anything more than {}", "{} has no minimum now"),
    "maximum": ("{} may now be at most {}", "{} may now be up to {}", "{} has no maximum now"),
    "minimum": ("{} must now be at least {}", "{} may now be as low as {}", "{} has no minimum now"),
    "maxItems": (
        "{} may now have at most {} item{}",
        "{} may now have up to {} item{}",
        "{} may now have any number of items",
    ),
    "minItems": ("{} must now have at least {} item{}", "{} may now have only {} item{}", "{} may now be empty"),
    "maxLength": (
        "{} may now have at most {} character{}",
        "{} may now have up to {} character{}",
        "{} has no maximum length now",
    ),
    "minLength": (
        "{} must now have at least {} character{}",
        "{} may now have only {} character{}",
        "{} may now be empty",
    ),
    "maxProperties": (
        "{} may now have at most {} propert{}",
        "{} may now have up to {} propert{}",
        "{} may now have any number of properties",
    ),
    "minProperties": (
        "{} must now have at least {} propert{}",
        "{} may now have only {} propert{}",
        "{} may now be empty",
    ),
    "multipleOf": (
        "{} must now be a multiple of {}",
        "{} may now be any multiple of {}",
        "{} need no longer be a multiple of {}",
    ),
}

# What is said of a schema: when a keyword comes, goes, and changes; {new} and {old} where values are short.
PHRASES = {
    "additionalItems": ("further items of {} must now match a schema", "further items of {} may now be anything", ""),
    "additionalProperties": (
        "undeclared properties of {} must now match a schema",
        "undeclared properties of {} may now be anything",
        "",
    ),
    "allOf": ("{} must now match further schemas", "{} need no longer match further schemas", ""),
    "anyOf": ("{} must now be one of several alternatives", "{} is no longer limited to alternatives", ""),
    "const": ("{} must now be {new}", "{} need no longer be {old}", "{} must now be {new}"),
    "contains": ("{} must now have an item of a certain kind", "{} need no longer have an item of a certain kind", ""),
    "contentEncoding": (
        "{} must now be encoded as {new}",
        "{} is no longer encoded as {old}",
        "{} must now be encoded as {new}",
    ),
    "contentMediaType": ("{} must now hold {new}", "{} need no longer hold {old}", "{} must now hold {new}"),
    "contentSchema": ("what {} holds must now match a schema", "what {} holds need no longer match a schema", ""),
    "default": ("{} now has a default", "{} no longer has a default", "default of {} changed"),
    "dependentRequired": (
        "{} now has properties that ask for others",
        "{} no longer has properties that ask for others",
        "",
    ),
    "else": (
        "{} must now match a schema where its condition does not hold",
        "{} need no longer match a schema where its condition does not hold",
        "",
    ),
    "format": (
        "{} must now have the format {new}",
        "{} need no longer have the format {old}",
        "{} must now have the format {new}",
    ),
    "if": ("{} now has a condition", "{} no longer has a condition", "condition of {} changed"),
    "items": ("each item of {} must now match a schema", "items of {} may now be anything", ""),
    "itemSchema": ("each item of {} must now match a schema", "items of {} may now be anything", ""),
    "not": (
        "{} now has values that are excluded",
        "{} no longer has values that are excluded",
        "excluded values of {} changed",
    ),
    "oneOf": ("{} must now be one of several alternatives", "{} is no longer limited to alternatives", ""),
    "pattern": (
        "{} must now match a pattern",
        "{} need no longer match a pattern",
        "{} must now match another pattern",
    ),
    "prefixItems": ("{} must now match a schema", "{} may now be anything", ""),
    "propertyNames": (
        "names of properties of {} are now limited",
        "names of properties of {} are no longer limited",
        "",
    ),
    "then": (
        "{} must now match a schema where its condition holds",
        "{} need no longer match a schema where its condition holds",
        "",
    ),
    "unevaluatedItems": ("further items of {} must now match a schema", "further items of {} may now be anything", ""),
    "unevaluatedProperties": (
        "undeclared properties of {} must now match a schema",
        "undeclared properties of {} may now be anything",
        "",
    ),
}

# The same where the server sends the values.
RESPONSE_PHRASES = {
    "anyOf": ("{} is now one of several alternatives", "{} is no longer limited to alternatives", ""),
    "const": ("{} is now always {new}", "{} is no longer always {old}", "{} is now always {new}"),
    "contentEncoding": ("{} is now encoded as {new}", "{} is no longer encoded as {old}", "{} is now encoded as {new}"),
    "contentMediaType": ("{} now holds {new}", "{} no longer holds {old}", "{} now holds {new}"),
    "format": ("{} now has the format {new}", "{} no longer has the format {old}", "{} now has the format {new}"),
    "items": ("each item of {} now matches a schema", "items of {} may now be anything", ""),
    "oneOf": ("{} is now one of several alternatives", "{} is no longer limited to alternatives", ""),
    "pattern": ("{} now matches a pattern", "{} no longer matches a pattern", "{} now matches another pattern"),
}

# The same of other objects, whatever it does to messages.
MEMBERS = {
    "parameters": (
        "{} now has parameters for all its operations",
        "{} no longer has parameters for all its operations",
        "",
    ),
    "schema": ("{} now has a schema", "{} no longer has a schema", ""),
    "security": (
        "{} now says itself who may call it",
        "{} no longer says itself who may call it",
        "who may call {} is said otherwise",
    ),
    "servers": ("{} has servers of its own now", "{} no longer has servers of its own", "servers of {} changed"),
    "statement": ("{} is now said to be needed", "{} is no longer said to be needed", ""),
    "x-sunset": ("{} now has a sunset", "{} no longer has a sunset", "sunset of {} changed"),
}

# What the types of JSON Schema are called in a sentence.
TYPES = {
    "array": "an array",
    "boolean": "a boolean",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}
