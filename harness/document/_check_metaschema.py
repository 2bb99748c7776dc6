"""Documents against the meta-schema of their version, in milliseconds even for large ones."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harness.document._numbers import rounded
from harness.document._problems import Problem
from harness.document._problems_words import printable, shown
from harness.vocabulary import OWN_DIALECT, format_pointer, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema_rs import ValidationError, Validator

    from harness.document._document import Document
    from harness.document._file import Pointer

CODES = {
    **dict.fromkeys(names("further property", "unevaluated property"), "member-unexpected"),
    "required": "member-missing",
    "type": "wrong-type",
}
_MAX_MESSAGE = 200
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DIALECTS = (None, _DRAFT, "https://spec.openapis.org/oas/3.1/dialect/base")
_VAGUE = frozenset(
    names("some", "one", "none", "further property", "unevaluated property", "unevaluated item"),
)
_BRANCHES = frozenset(names("branch"))
_MASK = "the value"


def metaschema_problems(document: Document) -> Iterator[tuple[bool, Problem]]:
    """What the meta-schema says, the deepest spots first; with each, whether it is vague about the spot."""
    dialect = document.content.get("jsonSchemaDialect")
    # Schemas of other dialects are nobody's business here.
    own = dialect in _DIALECTS or (type(dialect) is str and dialect.startswith("https://spec.openapis.org/oas/3.2/"))
    errors = _validator(document.version, own).iter_errors(rounded(document.content))
    # Deep spots first: they explain what is odd about the objects above.
    ordered = sorted(
        (cause for error in errors for cause in causes(error)), key=lambda error: -len(error.instance_path)
    )
    for error in ordered:
        pointer = tuple(str(step) for step in error.instance_path)
        vague = error.kind.name in _VAGUE or not _BRANCHES.isdisjoint(error.schema_path[-2:])
        for at, code, message in _said(document, error, pointer):
            yield vague, Problem(code, message, format_pointer(at), document.file.name)


def _said(document: Document, error: ValidationError, pointer: Pointer) -> Iterator[tuple[Pointer, str, str]]:
    """Place, code and message of an error: one for each member that has no business there, else one."""
    name = repr(pointer[-1][:100]) if pointer else "the document"
    if isinstance(unexpected := getattr(error.kind, "unexpected", None), list):
        for member in unexpected:
            yield (*pointer, member), "member-unexpected", short(f"{member[:100]!r} is no member of {name}")
        return
    node = document.file.at(pointer)
    message = error.message.replace(_MASK, shown(node.value) if node else _MASK)
    yield pointer, CODES.get(error.kind.name, "value-invalid"), short(f"{name}: {message}")


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


@lru_cache(maxsize=8)
def _validator(version: str, dialect: bool) -> Validator:
    from jsonschema_rs import Registry, validator_for

    schema = _published(version)
    if version in OWN_DIALECT or not dialect:
        return validator_for(schema, mask=_MASK)
    # The published meta-schema leaves it to a dialect what a schema may say.
    whole = {
        "$id": "https://harness.invalid/metaschema",
        "$schema": _DRAFT,
        "$ref": schema["$id"],
        "$defs": {"schema": {"$dynamicAnchor": "meta", "$ref": _DRAFT}},
    }
    return validator_for(whole, mask=_MASK, registry=Registry([(schema["$id"], schema)]))


def _published(version: str) -> dict[str, Any]:
    """The meta-schema of a version, as openapi-spec-validator ships it.

    Only its file is read: to import the package takes longer than to judge a document.
    """
    import json
    import os
    from importlib.util import find_spec

    package = find_spec("openapi_spec_validator")
    assert package is not None
    assert package.origin is not None
    path = os.path.join(os.path.dirname(package.origin), "resources", "schemas", f"v{version}", "schema.json")
    with open(path, encoding="utf-8") as file:
        schema: dict[str, Any] = json.load(file)
    return schema
