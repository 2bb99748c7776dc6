"""What openapi-spec-validator says about a document: the only module that knows that library.

It is given the parsed content and reads other files through the document, so that it cannot reach anything that the
document may not reach. Each path and each component is checked on its own: where it stumbles, only that one is lost,
and our own problems say why.

Written for openapi-spec-validator 0.9; what is used beyond its documentation is the registry of keyword validators.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from harness.document._check_metaschema import CODES, short
from harness.document._problems import Problem
from harness.vocabulary import COMBINING, format_pointer, keyword_for, names, pointer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.document._document import Document
    from harness.document._file import Node

_PROPERTIES = keyword_for("property")

Parts = tuple[Any, ...]

_VAGUE = frozenset(names("some", "one", "none"))

# Followed for all default values of a document together; real ones need some hundreds.
_MAX_REFERENCES = 20_000


def reference_problems(document: Document) -> Iterator[tuple[str, Problem]]:
    """The problems that it finds, each with the name of its class of error, or "vague" where it tells no spot."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        errors = list(_errors(document))
    for error, parts, default in errors:
        node = _placed(document, parts)
        kind = type(error).__name__
        code = "default-invalid" if default else CODES.get(str(error.validator), "value-invalid")
        if kind == "ExtraParametersError":
            code = "required-undeclared"
        problem = Problem(code, _message(error), format_pointer(node.pointer), node.file.name)
        yield ("vague" if error.validator in _VAGUE else kind), problem


def _errors(document: Document) -> Iterator[tuple[Any, Parts, bool]]:
    """Errors with the way from the root to their place, through references, and whether they are about a default."""
    spots: dict[int, tuple[Any, Parts, bool]] = {}
    registry, root = _registry(document, spots)
    for parts, task in _tasks(document, registry, root):
        try:
            for error in task():
                # identity: what is in `spots` is no other error's: the dictionary holds the error.
                yield spots.get(id(error), (error, parts, False))
        except Exception as error:  # noqa: BLE001  # odd documents make it stumble anywhere; others have told the spots
            _debug("openapi-spec-validator cannot check %s of %s: %r", parts, document.name, error)


def _tasks(document: Document, registry: Any, root: Any) -> Iterator[tuple[Parts, Callable[[], Any]]]:
    """What is to be checked, each with its place."""
    if type(document.content.get("tags")) is list:
        yield ("tags",), lambda: registry["tags"](root / "tags")
    for name, path in _children(document, root, "paths"):
        yield ("paths", name), partial(registry["path"], name, path)
    folder = pointer_of("schemas", document.version)
    for name, path in _children(document, root, *folder):
        yield (*folder, name), partial(registry["schema"], path)


def _children(document: Document, root: Any, *parts: str) -> Iterator[tuple[str, Any]]:
    """The members of an object; asked for by name those with a `#` in it would be missed."""
    node = document.file.at(parts)
    if node is not None and type(node.value) is dict:
        for part in parts:
            root /= part
        yield from root.items()


def _registry(document: Document, spots: dict[int, tuple[Any, Parts, bool]]) -> tuple[Any, Any]:
    """The keyword validators of the version, made to note where each error is, and the path of the whole document."""
    import openapi_spec_validator as library
    from jsonschema_path import SchemaPath
    from openapi_spec_validator.validation.registries import KeywordValidatorRegistry

    classes: dict[str, Any] = {
        "2.0": library.OpenAPIV2SpecValidator,
        "3.0": library.OpenAPIV30SpecValidator,
        "3.1": library.OpenAPIV31SpecValidator,
        "3.2": library.OpenAPIV32SpecValidator,
    }
    keywords: dict[str, Any] = dict(classes[document.version].keyword_validators)
    schema, default = keywords["schema"], keywords["default"]

    def check_schema(self: Any, path: Any, *args: Any, **options: Any) -> Iterator[Any]:
        for error in schema.__call__(self, path, *args, **options):
            # identity: the dictionary holds the error.
            spots.setdefault(id(error), (error, (*path.parts, *error.absolute_path), False))
            yield error

    def check_default(self: Any, path: Any, value: Any) -> Iterator[Any]:
        for error in default.__call__(self, path, value):
            # identity: the dictionary holds the error.
            spots.setdefault(id(error), (error, (*path.parts, "default", *error.absolute_path), True))
            yield error

    keywords["schema"] = type("Schema", (schema,), {"__call__": check_schema, "_collect_properties": _properties})
    bounded = {"__call__": check_default, "value_validator_cls": _bounded(default.value_validator_cls)}
    keywords["default"] = type("Default", (default,), bounded)
    registry: Any = KeywordValidatorRegistry(keywords)
    registry["schema"].visited_schema_ids = _Ids()
    registry["schema"].meta_checked_schema_ids = _Ids()
    root = SchemaPath.from_dict(
        document.content, base_uri=_base(document), handlers=_Reader(document), resolved_cache_maxsize=128
    )
    return registry, root


def _bounded(validator: Any) -> Any:
    """A validator of default values that gives up: a chain of schemas that each name the next twice never ends."""
    from jsonschema.validators import extend  # type: ignore[import-untyped]  # it has no types of its own

    left = [_MAX_REFERENCES]
    follow = validator.VALIDATORS["$ref"]

    def reference(*arguments: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise RecursionError("too many references for default values")
        return follow(*arguments)

    return extend(validator, {"$ref": reference})


class _Ids(set[int]):
    """A set in place of the library's list, whose length makes large documents slow."""

    append = set.add


class _Reader(dict[str, Any]):
    """What the library calls to read another file, for every scheme: only the document reads."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document

    def __contains__(self, scheme: object) -> bool:
        return True

    def __getitem__(self, scheme: str) -> Callable[[str], Any]:
        return self._read

    def _read(self, uri: str) -> Any:
        import posixpath
        from urllib.parse import unquote, urlsplit

        reference = uri
        if not _is_web(self._document):
            start = posixpath.dirname(unquote(urlsplit(_base(self._document)).path))
            if urlsplit(uri).scheme == "file":
                reference = posixpath.relpath(unquote(urlsplit(uri).path), start)
        return self._document.target(self._document.root, reference).value


def _properties(self: Any, schema: Any, seen: set[int] | None = None) -> set[str]:
    """All names of properties in a schema and its parts; the library's own never comes back from a cycle."""
    seen = set() if seen is None else seen
    value = schema.read_value()
    # identity: the library reads the content that the document holds.
    if not isinstance(value, dict) or id(value) in seen:
        return set()
    seen.add(id(value))
    properties = set((schema / _PROPERTIES).keys()) if _PROPERTIES in schema else set()
    for keyword in COMBINING:
        for part in schema / keyword if keyword in schema else ():
            properties |= _properties(self, part, seen)
    for keyword in names("item", "none"):
        if keyword in schema:
            properties |= _properties(self, schema / keyword, seen)
    return properties


def _is_web(document: Document) -> bool:
    return document.source.uri.lower().startswith(("http://", "https://"))


def _base(document: Document) -> str:
    """A URI that relative references can be joined to, whatever the document came from."""
    from urllib.parse import quote

    if _is_web(document):
        return document.source.uri
    # `git:<root>@<commit>:<path>` and `stdin:` have no folder that a URI can name, so one is made up deep down.
    uri = document.source.uri
    return f"file://{quote(uri)}" if uri.startswith("/") else f"file:///{'folder/' * 20}{quote(uri.rpartition('/')[2])}"


def _placed(document: Document, parts: Parts) -> Node:
    """Where a way through the document and its references leads; as far as it goes."""
    node = document.root
    for part in parts:
        behind = document.resolve(node) or node
        child = behind.child(str(part))
        if child is None:
            break
        node = child
    return node


def _message(error: Any) -> str:
    message, value = str(error.message), repr(error.instance)
    return short(message.replace(value, "the value") if len(value) > 60 else message)


def _debug(message: str, *arguments: Any) -> None:
    import logging

    logging.getLogger(__name__).debug(message, *arguments)
