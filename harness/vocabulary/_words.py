"""What keywords of schemas are called in sentences, and what is said where they come, go or change.

Each has a row by the name of the keyword; what has none is called by that name. `{}` is the place, and `{old}` and
`{new}` are values where these are short.
"""

from __future__ import annotations

# What a keyword is called.
KEYWORD_NOUNS = {
    "allOf": "list of parts (allOf)",
    "anyOf": "choice of alternatives (anyOf)",
    "oneOf": "choice of alternatives (oneOf)",
    "not": "excluded schema (not)",
    "if": "condition (if)",
    "then": "schema of the first case (then)",
    "else": "schema of the other case (else)",
    "patternProperties": "schema by pattern of name",
    "propertyNames": "schema of the property names",
    "items": "schema of the items",
    "prefixItems": "schema of an item",
    "additionalItems": "schema of further items",
    "unevaluatedItems": "schema of further items",
    "contains": "schema that an item must match",
    "contentSchema": "schema of the content",
    "const": "only value",
    "exclusiveMinimum": "exclusive minimum",
    "exclusiveMaximum": "exclusive maximum",
    "multipleOf": "divisor",
    "minLength": "minimum length",
    "maxLength": "maximum length",
    "contentEncoding": "content encoding",
    "contentMediaType": "content media type",
    "minItems": "minimum number of items",
    "maxItems": "maximum number of items",
    "minContains": "minimum number of matching items",
    "maxContains": "maximum number of matching items",
    "minProperties": "minimum number of properties",
    "maxProperties": "maximum number of properties",
    "dependentRequired": "list of dependent properties",
    "externalDocs": "link to more documentation",
}

# What is said of a bound: where fewer values are left, where there are more, and where it is gone.
LIMIT_PHRASES = {
    "minimum": ("{} must now be at least {}", "{} may now be as low as {}", "{} has no minimum now"),
    "maximum": ("{} may now be at most {}", "{} may now be up to {}", "{} has no maximum now"),
    "exclusiveMinimum": ("{} must now be more than {}", "{} may now be anything more than {}", "{} has no minimum now"),
    "exclusiveMaximum": ("{} must now be less than {}", "{} may now be anything less than {}", "{} has no maximum now"),
    "multipleOf": (
        "{} must now be a multiple of {}",
        "{} may now be any multiple of {}",
        "{} need no longer be a multiple of {}",
    ),
    "minLength": (
        "{} must now have at least {} character{}",
        "{} may now have only {} character{}",
        "{} may now be empty",
    ),
    "maxLength": (
        "{} may now have at most {} character{}",
        "{} may now have up to {} character{}",
        "{} has no maximum length now",
    ),
    "minItems": ("{} must now have at least {} item{}", "{} may now have only {} item{}", "{} may now be empty"),
    "maxItems": (
        "{} may now have at most {} item{}",
        "{} may now have up to {} item{}",
        "{} may now have any number of items",
    ),
    "minProperties": (
        "{} must now have at least {} propert{}",
        "{} may now have only {} propert{}",
        "{} may now be empty",
    ),
    "maxProperties": (
        "{} may now have at most {} propert{}",
        "{} may now have up to {} propert{}",
        "{} may now have any number of properties",
    ),
}

# What is said of a schema: when a keyword comes, goes, and changes.
KEYWORD_PHRASES = {
    "allOf": ("{} must now match further schemas", "{} need no longer match further schemas", ""),
    "anyOf": ("{} must now be one of several alternatives", "{} is no longer limited to alternatives", ""),
    "oneOf": ("{} must now be one of several alternatives", "{} is no longer limited to alternatives", ""),
    "not": (
        "{} now has values that are excluded",
        "{} no longer has values that are excluded",
        "excluded values of {} changed",
    ),
    "if": ("{} now has a condition", "{} no longer has a condition", "condition of {} changed"),
    "then": (
        "{} must now match a schema where its condition holds",
        "{} need no longer match a schema where its condition holds",
        "",
    ),
    "else": (
        "{} must now match a schema where its condition does not hold",
        "{} need no longer match a schema where its condition does not hold",
        "",
    ),
    "additionalProperties": (
        "undeclared properties of {} must now match a schema",
        "undeclared properties of {} may now be anything",
        "",
    ),
    "unevaluatedProperties": (
        "undeclared properties of {} must now match a schema",
        "undeclared properties of {} may now be anything",
        "",
    ),
    "propertyNames": (
        "names of properties of {} are now limited",
        "names of properties of {} are no longer limited",
        "",
    ),
    "items": ("each item of {} must now match a schema", "items of {} may now be anything", ""),
    "prefixItems": ("{} must now match a schema", "{} may now be anything", ""),
    "additionalItems": ("further items of {} must now match a schema", "further items of {} may now be anything", ""),
    "unevaluatedItems": ("further items of {} must now match a schema", "further items of {} may now be anything", ""),
    "contains": ("{} must now have an item of a certain kind", "{} need no longer have an item of a certain kind", ""),
    "contentSchema": ("what {} holds must now match a schema", "what {} holds need no longer match a schema", ""),
    "const": ("{} must now be {new}", "{} need no longer be {old}", "{} must now be {new}"),
    "pattern": (
        "{} must now match a pattern",
        "{} need no longer match a pattern",
        "{} must now match another pattern",
    ),
    "format": (
        "{} must now have the format {new}",
        "{} need no longer have the format {old}",
        "{} must now have the format {new}",
    ),
    "contentEncoding": (
        "{} must now be encoded as {new}",
        "{} is no longer encoded as {old}",
        "{} must now be encoded as {new}",
    ),
    "contentMediaType": ("{} must now hold {new}", "{} need no longer hold {old}", "{} must now hold {new}"),
    "dependentRequired": (
        "{} now has properties that ask for others",
        "{} no longer has properties that ask for others",
        "",
    ),
    "default": ("{} now has a default", "{} no longer has a default", "default of {} changed"),
}

# The same where the server sends the values.
RESPONSE_PHRASES = {
    "anyOf": ("{} is now one of several alternatives", "{} is no longer limited to alternatives", ""),
    "oneOf": ("{} is now one of several alternatives", "{} is no longer limited to alternatives", ""),
    "items": ("each item of {} now matches a schema", "items of {} may now be anything", ""),
    "const": ("{} is now always {new}", "{} is no longer always {old}", "{} is now always {new}"),
    "pattern": ("{} now matches a pattern", "{} no longer matches a pattern", "{} now matches another pattern"),
    "format": ("{} now has the format {new}", "{} no longer has the format {old}", "{} now has the format {new}"),
    "contentEncoding": ("{} is now encoded as {new}", "{} is no longer encoded as {old}", "{} is now encoded as {new}"),
    "contentMediaType": ("{} now holds {new}", "{} no longer holds {old}", "{} now holds {new}"),
}
