"""The checks of a schema's own keywords: types, values that no such type can have, required names, patterns."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harness.document._numbers import plain_type
from harness.document._problems_words import nearest, shown
from harness.vocabulary import OWN_DIALECT, by_form, keyword_for, names

if TYPE_CHECKING:
    from harness.document._file import File, Pointer
    from harness.document._problems_walk import Walk

_PROPERTIES = keyword_for("property")

_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_VALUES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int, float),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
_FURTHER = keyword_for("further property")
# With one of these beside it a closed object may take names that its own `properties` do not list.
_OPENING = frozenset(
    (*by_form("reference"), *names("every", "some", "one", "condition", "dependent", "patterned property"))
)


def check_schema(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any]) -> None:
    """Report what is wrong with the keywords of one schema, without what stands below it."""
    if "type" in value:
        _check_type(walk, file, pointer, value)
    if "required" in value and type(value["required"]) is not bool:
        _check_required(walk, file, pointer, value)
    elif type(value.get("required")) is bool and "in" not in value:
        message = f"'required' is {str(value['required']).lower()}, not an array of names"
        walk.report(
            "required-odd", message, file, (*pointer, "required"), "name the property in its object's `required`"
        )
    if "nullable" in value and walk.document.version not in OWN_DIALECT:
        hint = 'say it with "null" in `type`'
        walk.report(
            "nullable-unknown", "since OpenAPI 3.1 'nullable' is no keyword", file, (*pointer, "nullable"), hint
        )
    pattern = value.get("pattern")
    if type(pattern) is str and not _is_regular(pattern):
        message = f"{pattern[:100]!r} is no regular expression"
        walk.report("pattern-invalid", message, file, (*pointer, "pattern"), "patterns follow ECMA-262")


def _check_type(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any]) -> None:
    version, declared = walk.document.version, value["type"]
    lists, place = version not in OWN_DIALECT, (*pointer, "type")
    names = declared if type(declared) is list and lists else [declared]
    known = (*_TYPES, "null") if lists else (*_TYPES, "file") if version == "2.0" else _TYPES
    for number, name in enumerate(names):
        if type(name) is str and name in known:
            continue
        spot = (*place, str(number)) if type(declared) is list and lists else place
        walk.report("type-unknown", _no_type(name, version), file, spot, _meant(name, known, version))
        return
    if not names:
        walk.report("type-unknown", "'type' is an empty array", file, place)
    elif "file" not in names:
        _check_values(walk, file, pointer, value, tuple(names))


def _no_type(name: Any, version: str) -> str:
    if type(name) is list and version in OWN_DIALECT:
        return f"'type' is an array, which OpenAPI {version} does not know"
    return f"{name[:60]!r} is no type" if type(name) is str else f"'type' is {shown(name)}, not the name of a type"


def _meant(name: Any, known: tuple[str, ...], version: str) -> str | None:
    if version in OWN_DIALECT and (name == "null" or (type(name) is list and "null" in name)):
        return f"say it with `{'x-' * (version == '2.0')}nullable: true`"
    return (nearest(name, known) or f"one of {', '.join(known)}") if type(name) is str else None


def _check_values(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any], types: tuple[str, ...]) -> None:
    """Report values of `enum`, `const` and `default` that cannot be of any of the types."""
    if value.get("nullable") is True or value.get("x-nullable") is True:
        types = (*types, "null")
    if type(enum := value.get("enum")) is list:
        for number, item in enumerate(enum):
            if not _fits(item, types):
                _report_value(walk, file, (*pointer, "enum", str(number)), item, types)
    for keyword in ("const", "default"):
        # Before 3.1 `const` is no keyword.
        if keyword not in value or (keyword == "const" and walk.document.version in OWN_DIALECT):
            continue
        if not _fits(value[keyword], types):
            _report_value(walk, file, (*pointer, keyword), value[keyword], types)


def _fits(value: Any, types: tuple[str, ...]) -> bool:
    return any(plain_type(value) in _VALUES[name] and (name != "integer" or value == value // 1) for name in types)


def _report_value(walk: Walk, file: File, pointer: Pointer, value: Any, types: tuple[str, ...]) -> None:
    keyword = next(key for key in reversed(pointer) if not key.isdecimal())
    hint = None
    if "string" in types and type(value) in (int, float, bool):
        text = file.text(pointer) or str(value)
        hint = f'write it in quotes: "{text[:60]}"'
    message = f"{keyword} holds {shown(value)}, but the type is {' or '.join(types)}"
    walk.report(f"{keyword}-type", message, file, pointer, hint)


def _check_required(walk: Walk, file: File, pointer: Pointer, value: dict[str, Any]) -> None:
    required, place = value["required"], (*pointer, "required")
    if type(required) is not list:
        walk.report("required-odd", f"'required' is {shown(required)}, not an array of names", file, place)
        return
    properties = value.get(_PROPERTIES)
    names = properties if type(properties) is dict else {}
    closed = value.get(_FURTHER) is False and _OPENING.isdisjoint(value)
    known: set[str] = set()
    for number, name in enumerate(required):
        spot = (*place, str(number))
        if type(name) is not str:
            walk.report("required-odd", f"'required' holds {shown(name)}, not a name", file, spot)
        elif name in known:
            walk.report("required-odd", f"'required' names {name[:100]!r} twice", file, spot)
        elif closed and name not in names:
            message = f"'required' names {name[:100]!r}, which the closed object does not take"
            walk.report("required-odd", message, file, spot, nearest(name, names))
        else:
            known.add(name)


@lru_cache(maxsize=4096)
def _is_regular(pattern: str) -> bool:
    """Whether a pattern is a regular expression, as far as an engine that is no ECMAScript can tell."""
    import re
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return _is_ecmascript(pattern)
    return True


def _is_ecmascript(pattern: str) -> bool:
    from jsonschema_rs import Draft202012Validator  # slow to import, and few patterns come here

    try:
        Draft202012Validator({"pattern": pattern})
    except Exception:  # noqa: BLE001  # whatever the engine says, it cannot use the pattern
        return False
    return True
