"""The folder of an API: the names in it, and api.toml, every mistake in which is reported with its line."""

# Importing pathlib would slow down the start of every comparison.

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.document._resolver import STYLES, date_problem
from harness.document._toml import read_toml
from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.document._toml import TomlFile

FILE_NAME = "api.toml"
_EXTENSIONS = (".yaml", ".yml", ".json")

_KEYS: Mapping[str, tuple[str, ...]] = {
    "": ("title", "server", "overlay", "version", "authentication"),
    "version": ("header", "default", "style", "announced"),
}
_LONGEST = 200  # characters of a value that a message repeats


class Configuration(NamedTuple):
    """The settings of one API.

    `overlay` is a path that lies in the API's folder; `authentication` gives by header the environment variable that
    holds its value; `announced` is sorted.
    """

    title: str
    server: str | None = None
    overlay: str | None = None
    header: str | None = None
    default: str | None = None
    style: str = "any-day"
    announced: tuple[str, ...] = ()
    authentication: Mapping[str, str] = {}


def read_configuration(folder: str, name: str) -> Configuration:
    """The settings in the api.toml of a folder; the defaults where there is none, with the API's name as title.

    Raises:
        InvalidConfiguration: the file cannot be read, is no TOML, or says something that cannot be.
    """
    path = os.path.join(folder, FILE_NAME)
    file = read_toml(path)
    return Configuration(name) if file is None else _Reader(file).configuration(folder, name)


def names(folder: str) -> list[str]:
    """What lies in a folder; nothing where there is none.

    Raises:
        UsageError: the folder cannot be read.
    """
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise UsageError("the folder cannot be read", file=folder, cause=error.strerror) from error


def date_of(file: str) -> str | None:
    """The date of a snapshot by the name of its file, None where the name is no snapshot's."""
    stem, extension = os.path.splitext(file)
    return stem if extension in _EXTENSIONS and date_problem(stem) is None else None


class _Reader:
    """Reads the values of one file."""

    __slots__ = ("error", "tables")

    def __init__(self, file: TomlFile) -> None:
        self.tables = file.tables
        self.error = file.error

    def configuration(self, folder: str, name: str) -> Configuration:
        tables = self.tables
        self.refuse_unknown("", tables)
        version = self.table(tables, "version")
        self.refuse_unknown("version", version)
        header = self.text_of(version, "version", "header", _header_problem)
        style = self.text_of(version, "version", "style", _style_problem) or "any-day"
        if header is not None and style == "none":
            message = 'version.header is set, but style = "none" says that there are no versions'
            raise self.error(message, "version", "header")
        return Configuration(
            title=self.text_of(tables, "", "title", _line_problem) or name,
            server=self.text_of(tables, "", "server", _server_problem),
            overlay=self.overlay(tables, folder),
            header=header,
            default=self.default(version),
            style=style,
            announced=self.announced(version),
            authentication=self.authentication(tables),
        )

    def refuse_unknown(self, table: str, values: dict[str, Any]) -> None:
        for key in values:
            if key not in _KEYS[table]:
                hint = nearest(key, _KEYS[table]) or f"known: {', '.join(_KEYS[table])}"
                where = f" in [{table}]" if table else ""
                raise self.error(f"unknown key {key[:_LONGEST]!a}{where}", table, key, hint)

    def table(self, tables: dict[str, Any], name: str) -> dict[str, Any]:
        values = tables.get(name, {})
        if not isinstance(values, dict):
            raise self.error(f"{name} must be a table, not {_kind(values)}", "", name, f"write [{name}] above its keys")
        return values

    def text_of(
        self, values: dict[str, Any], table: str, key: str, problem_of: Callable[[str], str | None]
    ) -> str | None:
        value = values.get(key)
        if value is None:
            return None
        label = f"{table}.{key}" if table else key
        if not isinstance(value, str):
            raise self.error(f"{label} must be a string, not {_kind(value)}", table, key)
        problem = problem_of(value)
        if problem is not None:
            raise self.error(f"{label} = {value[:_LONGEST]!a} {problem}", table, key)
        return value

    def overlay(self, tables: dict[str, Any], folder: str) -> str | None:
        name = self.text_of(tables, "", "overlay", _overlay_problem)
        if name is None:
            return None
        path = os.path.join(folder, name)
        # A symbolic link may lead outside too.
        home = os.path.realpath(folder)
        if os.path.commonpath([home, os.path.realpath(path)]) != home:
            raise self.error(f"overlay = {name!a} leaves the folder of the API", "", "overlay")
        if not os.path.isfile(path):
            raise self.error(f"overlay = {name!a} is no file in the folder of the API", "", "overlay")
        return path

    def default(self, version: dict[str, Any]) -> str | None:
        value = version.get("default")
        return None if value is None else self.day(value, "default", "version.default")

    def announced(self, version: dict[str, Any]) -> tuple[str, ...]:
        values = version.get("announced", [])
        if not isinstance(values, list):
            message = f"version.announced must be an array of dates, not {_kind(values)}"
            raise self.error(message, "version", "announced")
        days = [self.day(value, "announced", f"version.announced, item {at},") for at, value in enumerate(values, 1)]
        for at, day in enumerate(days):
            if day in days[:at]:
                raise self.error(f"version.announced names {day} twice", "version", "announced")
        return tuple(sorted(days))

    def day(self, value: Any, key: str, label: str) -> str:
        from datetime import date, datetime  # what TOML makes of a date without quotes

        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        if not isinstance(value, str):
            raise self.error(f"{label} must be a date, not {_kind(value)}", "version", key)
        problem = date_problem(value)
        if problem is not None:
            raise self.error(f"{label} {value[:_LONGEST]!a} {problem}", "version", key)
        return value

    def authentication(self, tables: dict[str, Any]) -> dict[str, str]:
        values = self.table(tables, "authentication")
        seen: dict[str, str] = {}
        for header, variable in values.items():
            problem = _header_problem(header)
            if problem is not None:
                raise self.error(f"{header[:_LONGEST]!a} in [authentication] {problem}", "authentication", header)
            if header.lower() in seen:
                again = f"{header} in [authentication] is the same header as {seen[header.lower()]}"
                raise self.error(again, "authentication", header)
            seen[header.lower()] = header
            # The value is never shown: it may be the secret itself, written here by mistake.
            if not isinstance(variable, str) or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable):
                message = f"the value of {header} in [authentication] is no name of an environment variable"
                hint = "name the variable that holds the secret; never write the secret itself"
                raise self.error(message, "authentication", header, hint)
        return values


def _line_problem(value: str) -> str | None:
    if not value.strip():
        return "is empty"
    return None if value.isprintable() else "holds a control character"


def _server_problem(value: str) -> str | None:
    if re.fullmatch(r"https?://[^\s/?#]+[^\s]*", value) and value.isprintable():
        return None
    return "is no http or https URL"


def _header_problem(value: str) -> str | None:
    # A token of RFC 9110, 5.6.2.
    return None if re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", value) else "is no name of an HTTP header"


def _style_problem(value: str) -> str | None:
    return None if value in STYLES else f"is none of {', '.join(STYLES)}"


def _overlay_problem(value: str) -> str | None:
    if not value or not value.isprintable() or "\\" in value:
        return "is no path with forward slashes"
    if os.path.isabs(value) or ".." in value.split("/"):
        return "leaves the folder of the API"
    return None


def _kind(value: Any) -> str:
    names = {bool: "a boolean", str: "a string", int: "a number", float: "a number", list: "an array", dict: "a table"}
    return names.get(type(value), "a date or time")
