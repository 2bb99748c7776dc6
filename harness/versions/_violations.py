"""What is wrong with a file of settings by its schema, in words, each mistake with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.errors import InvalidConfiguration, nearest
from harness.versions._schema import SETTINGS_SCHEMAS
from harness.versions._toml import is_secret, kind_of
from harness.vocabulary import property_names

if TYPE_CHECKING:
    from harness.versions._toml import KeyPath, TomlFile

_LONGEST = 200  # characters of a value that a message repeats
_TYPES = {
    "object": "a table",
    "array": "an array",
    "string": "a string",
    "integer": "a whole number",
    "boolean": "a boolean",
}

# What stands beside secrets and is none.
_OPEN = ("name", "tenant", "version", "refresh", "timeout", "user")

# What is known and not supported, by the place where it would stand: these values, or any where none is named.
_UNSUPPORTED: dict[KeyPath, tuple[tuple[str, ...], str]] = {
    ("version", "granularity"): (("operation", "product"), "versions of less than a whole API are not supported"),
    ("version", "style"): (("acknowledge",), "headers that only choose warnings are not supported"),
    ("version", "also"): ((), "versions of anything but requests are not supported"),
}


def check_settings(file: TomlFile, name: str) -> dict[str, Any]:
    """What a file of settings says, with its dates as text.

    Args:
        file: api.toml or harness.toml.
        name: of its schema.

    Raises:
        InvalidConfiguration: the schema does not allow it.
    """
    from jsonschema_rs import Draft202012Validator

    try:
        tables: dict[str, Any] = _plain(file.tables)
        error = min(_errors(Draft202012Validator(SETTINGS_SCHEMAS[name]), tables), key=_severity, default=None)
    except (RecursionError, ValueError) as deep:
        raise InvalidConfiguration("the file is nested too deeply", file=file.path) from deep
    _refuse_unsupported(file, tables)
    if error is not None:
        raise _explained(error, file, tables, SETTINGS_SCHEMAS[name])
    return tables


def label_of(place: KeyPath) -> str:
    """How a place is called in messages: `version.announced, item 2`."""
    keys = ".".join(str(key) for key in place if isinstance(key, str))
    at = next((key for key in place if isinstance(key, int)), None)
    if at is None:
        return keys
    number = next(number for number, key in enumerate(place) if isinstance(key, int))
    inner = ".".join(str(key) for key in place[number + 1 :])
    outer = ".".join(str(key) for key in place[:number])
    return f"{outer}, item {at + 1}" + (f", {inner}" if inner else "")


def _errors(validator: Any, tables: Any) -> list[Any]:
    return list(validator.iter_errors(tables))


def _severity(error: Any) -> tuple[int, int]:
    # An unknown key first: what is missing or wrong is likely a consequence of it.
    return ("unexpected" not in error.kind.as_dict(), len(error.instance_path))


def _explained(error: Any, file: TomlFile, tables: Any, schema: dict[str, Any]) -> InvalidConfiguration:
    place = tuple(error.instance_path)
    label = label_of(place)
    details = error.kind.as_dict()
    owner = _owner(schema, error.schema_path)
    match details:
        case {"unexpected": unexpected}:
            key = next(key for key in _at(tables, place) if key in unexpected)
            return _unknown(file, (*place, key), property_names(owner))
        case {"error": refusal}:
            key = refusal.instance
            return file.error(f"{key[:_LONGEST]!a} in [{label}] {owner['x-refusal']}", (*place, key))
        case {"property": key}:
            return file.error(f"{label} has no {key}", place)
        case {"context": alternatives} if isinstance(_at(tables, place), dict):
            # Of what it may be, only one is a table.
            for inner in (errors[0] for errors in alternatives):
                if inner.kind.name != "type" or len(inner.instance_path) > len(place):
                    return _explained(inner, file, tables, schema)
    if is_secret(place) and len(place) > 1 and place[-1] not in _OPEN:
        # The value is never shown: it may be the secret itself, written here by mistake.
        hint = "name the variable that holds the secret; never write the secret itself"
        return file.error(f"the value of {label} {owner.get('x-refusal', 'is not allowed')}", place, hint)
    if error.kind.name == "type":
        wanted: str = owner.get("x-type") or " or ".join(_TYPES[kind] for kind in details["types"])
        remedy = f"write [{label}] above its keys" if details["types"] == ["object"] else None
        return file.error(f"{label} must be {wanted}, not {kind_of(_at(file.tables, place))}", place, remedy)
    return _refused_value(file, place, owner, details)


def _refused_value(
    file: TomlFile, place: KeyPath, owner: dict[str, Any], details: dict[str, Any]
) -> InvalidConfiguration:
    value = _at(file.tables, place)
    options = details.get("options", ())
    problem = f"is none of {', '.join(options)}" if options else owner.get("x-refusal", "is too small or too large")
    hint = nearest(str(value), options) if options else None
    text = ascii(value)[:_LONGEST]
    return file.error(f"{label_of(place)} = {text} {'is empty' if value == '' else problem}", place, hint)


def _unknown(file: TomlFile, place: KeyPath, known: list[str]) -> InvalidConfiguration:
    key = str(place[-1])
    hint = nearest(key, known) or f"known: {', '.join(known)}"
    where = f" in [{label_of(place[:-1])}]" if place[:-1] else ""
    return file.error(f"unknown key {key[:_LONGEST]!a}{where}", place, hint)


def _refuse_unsupported(file: TomlFile, tables: dict[str, Any]) -> None:
    for place, (values, message) in _UNSUPPORTED.items():
        value = _at(tables, place)
        if value is not None and (not values or value in values):
            raise file.error(f"{label_of(place)} = {ascii(value)[:_LONGEST]}: {message}", place, "leave it out")


def _owner(schema: dict[str, Any], path: list[str | int]) -> Any:
    """The schema whose keyword failed."""
    owner: Any = schema
    for key in path[:-1]:
        owner = owner[key]
    return owner


def _at(tables: Any, place: KeyPath) -> Any:
    for key in place:
        try:
            tables = tables[key]
        except (KeyError, IndexError, TypeError):
            return None
    return tables


def _plain(value: Any) -> Any:
    """A value as JSON has it; a date without quotes is the text of it, and what JSON lacks is null."""
    from datetime import date, datetime

    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float) and value - value != 0:  # infinite, or no number
        return None
    return value if isinstance(value, str | int | float) else None
