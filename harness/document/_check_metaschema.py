"""Documents against the meta-schema of their version, in milliseconds even for large ones."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harness.document._pointer import format_pointer
from harness.document._problems import Problem
from harness.document._problems_words import printable, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema_rs import ValidationError, Validator

    from harness.document._document import Document

CODES = {
    "additionalProperties": "member-unexpected",
    "required": "member-missing",
    "type": "wrong-type",
    "unevaluatedProperties": "member-unexpected",
}
_MAX_MESSAGE = 200
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DIALECTS = (None, _DRAFT, "https://spec.openapis.org/oas/3.1/dialect/base")
_VAGUE = frozenset({"anyOf", "not", "oneOf", "unevaluatedItems", "unevaluatedProperties"})
_MASK = "the value"


def metaschema_problems(document: Document) -> Iterator[tuple[bool, Problem]]:
    """What the meta-schema says, the deepest spots first; with each, whether it is vague about the spot."""
    dialect = document.content.get("jsonSchemaDialect")
    # Schemas of other dialects are nobody's business here.
    own = dialect in _DIALECTS or (type(dialect) is str and dialect.startswith("https://spec.openapis.org/oas/3.2/"))
    try:
        errors = [
            cause
            for error in _validator(document.version, own).iter_errors(document.content)
            for cause in causes(error)
        ]
    except ValueError:  # a value that the validator cannot take in; ours are all plain, but numbers may be odd
        return
    errors.sort(key=lambda error: -len(error.instance_path))
    for error in errors:
        pointer = tuple(str(step) for step in error.instance_path)
        node = document.file.at(pointer)
        message = _message(error, pointer, shown(node.value) if node else _MASK)
        code = CODES.get(error.kind.name, "value-invalid")
        problem = Problem(code, message, format_pointer(pointer), document.file.name)
        # What a condition demands is often missing because something below is odd, such as an impossible status.
        yield error.kind.name in _VAGUE or "then" in error.schema_path[-2:], problem


def short(message: str) -> str:
    """A message in one line of bearable length."""
    message = printable(" ".join(message.split()))
    return message if len(message) <= _MAX_MESSAGE else message[: _MAX_MESSAGE - 1] + "…"


def causes(error: ValidationError) -> Iterator[ValidationError]:
    """What an error comes down to: of alternatives, the errors of the one that a value comes closest to."""
    branches = [branch for branch in getattr(error.kind, "context", ()) if branch]
    if not branches or "more than one" in error.message:
        yield error
        return
    for cause in max(branches, key=_closeness):
        yield from causes(cause)


def _closeness(branch: list[ValidationError]) -> tuple[int, int]:
    # A `$ref` that is not there is no near miss, and neither is a wrong type at the top.
    far = any(error.kind.name in ("required", "type") and "$ref" in error.message for error in branch)
    depth = max(len(cause.instance_path) for error in branch for cause in causes(error))
    return (-1 if far else depth, -len(branch))


def _message(error: ValidationError, pointer: tuple[str, ...], value: str) -> str:
    if error.kind.name == "falseSchema":
        return short(f"{pointer[-1] if pointer else 'the document'!r} has no place here")
    name = f"{pointer[-1][:100]!r}: " if pointer else ""
    return short(name + error.message.replace(_MASK, value))


@lru_cache(maxsize=8)
def _validator(version: str, dialect: bool) -> Validator:
    from jsonschema_rs import Registry, validator_for
    from openapi_spec_validator.schemas.utils import get_schema_content

    schema: dict[str, Any] = dict(get_schema_content(version))
    if version in ("2.0", "3.0") or not dialect:
        return validator_for(schema, mask=_MASK)
    # The published meta-schema leaves it to a dialect what a schema may say.
    whole = {
        "$id": "https://harness.invalid/metaschema",
        "$schema": _DRAFT,
        "$ref": schema["$id"],
        "$defs": {"schema": {"$dynamicAnchor": "meta", "$ref": _DRAFT}},
    }
    return validator_for(whole, mask=_MASK, registry=Registry([(schema["$id"], schema)]))
