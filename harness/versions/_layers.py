"""Files of settings, one above the other, each value with the file and the line that set it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harness.errors import InvalidConfiguration
    from harness.versions._toml import KeyPath, TomlFile


class Layers:
    """Files of settings, one above the other.

    Attributes:
        files: the lowest first.
        tables: what they say together: a table is put together key by key, anything else is that of the highest.
    """

    __slots__ = ("_origins", "files", "tables")

    def __init__(self, files: Sequence[tuple[TomlFile, dict[str, Any]]]) -> None:
        self.files = tuple(file for file, _ in files)
        self.tables: dict[str, Any] = {}
        self._origins: dict[KeyPath, TomlFile] = {}
        for file, tables in files:
            self._add(self.tables, tables, file, ())

    def origin(self, place: KeyPath) -> TomlFile:
        """The file that says what stands at a place, or at the nearest around it."""
        for length in range(len(place), 0, -1):
            if place[:length] in self._origins:
                return self._origins[place[:length]]
        return self.files[-1]

    def line_of(self, place: KeyPath) -> int | None:
        """The line of a place in its file."""
        return self.origin(place).line_of(place)

    def error(self, message: str, place: KeyPath, hint: str | None = None) -> InvalidConfiguration:
        """What is wrong at a place."""
        return self.origin(place).error(message, place, hint)

    def values(self) -> Iterator[tuple[KeyPath, Any]]:
        """Every value that is set, with its place; tables are opened, and so are arrays of tables."""
        yield from _values(self.tables, ())

    def _add(self, under: dict[str, Any], tables: dict[str, Any], file: TomlFile, place: KeyPath) -> None:
        for key, value in tables.items():
            self._origins[(*place, key)] = file
            if isinstance(value, dict):
                under[key] = under[key] if isinstance(under.get(key), dict) else {}
                self._add(under[key], value, file, (*place, key))
            else:
                under[key] = value


def _values(value: Any, place: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _values(item, (*place, key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for at, item in enumerate(value):
            yield from _values(item, (*place, at))
    else:
        yield place, value
