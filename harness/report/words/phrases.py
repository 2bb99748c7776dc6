"""What is said of keywords that came, went or changed."""

from __future__ import annotations

from harness.vocabulary import KEYWORD_PHRASES

# What is said of a schema: when a keyword comes, goes, and changes; {new} and {old} where values are short.
PHRASES = {
    **KEYWORD_PHRASES,
    "itemSchema": ("each item of {} must now match a schema", "items of {} may now be anything", ""),
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
