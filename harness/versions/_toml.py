"""Files of settings in TOML, every mistake in which is reported with its line."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

from harness.errors import InvalidConfiguration

KeyPath = tuple[str | int, ...]
"""The keys and positions that lead to a value."""

# The tables whose lines are never shown.
_SECRETS = ("authentication", "identities")


def read_toml(path: str) -> TomlFile | None:
    """What a file of settings says, None where there is no such file.

    Raises:
        InvalidConfiguration: it cannot be read, or is no TOML.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise InvalidConfiguration("cannot be read", file=path, cause=getattr(error, "strerror", str(error))) from error
    return parse_toml(data, path)


def parse_toml(data: bytes, path: str) -> TomlFile:
    """What the bytes of a file say; raises as `read_toml` does."""
    import tomllib  # slow to import, and needed only where there is such a file

    try:
        text = data.decode()
        return TomlFile(path, text, tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidConfiguration("the file is not written in UTF-8", file=path, line=line) from error
    except RecursionError as error:
        raise InvalidConfiguration("the file is nested too deeply", file=path) from error
    except ValueError as error:  # TOMLDecodeError, and what int() and date() say of impossible values
        raise _syntax_error(str(error), text, path) from error


class TomlFile:
    """A file of settings, which knows where each key stands.

    Attributes:
        path: its name.
        tables: what it says.
    """

    __slots__ = ("_beginnings", "_lines", "path", "tables")

    def __init__(self, path: str, text: str, tables: dict[str, Any]) -> None:
        self.path = path
        self.tables = tables
        self._lines = text.split("\n")
        self._beginnings: dict[int, tuple[int, Any]] = {0: (0, {})}

    def error(self, message: str, place: KeyPath = (), hint: str | None = None) -> InvalidConfiguration:
        """What is wrong at a place."""
        line = self.line_of(place)
        excerpt = None if line is None or is_secret(place) else self._lines[line - 1].rstrip("\r")
        return InvalidConfiguration(message, file=self.path, line=line, excerpt=excerpt, hint=hint)

    def line_of(self, place: KeyPath) -> int | None:
        """The line where a place begins, or what it would stand in; None for the file itself."""
        for length in range(len(place), 0, -1):
            if _holds(self.tables, place[:length]):
                return self._first_line(place[:length])
        return None

    def _first_line(self, place: KeyPath) -> int | None:
        """The line after the longest beginning of the file that does not say anything of a place."""
        counts = range(len(self._lines) + 1)
        count = bisect_left(counts, True, key=lambda count: _holds(self._beginning(count)[1], place))
        return self._beginning(count - 1)[0] + 1 if 0 < count < len(counts) else None

    def _beginning(self, count: int) -> tuple[int, Any]:
        """Of so many lines, how many can be read, and what they say; the rest is the beginning of a value."""
        import tomllib

        last = count
        while last not in self._beginnings:
            try:
                self._beginnings[last] = last, tomllib.loads("\n".join(self._lines[:last]))
            except (ValueError, RecursionError):
                last -= 1
        return self._beginnings.setdefault(count, self._beginnings[last])


def is_secret(place: KeyPath) -> bool:
    """Whether a place may hold a secret that was written there by mistake."""
    return place[:1] in tuple((name,) for name in _SECRETS)


def kind_of(value: Any) -> str:
    """What TOML calls a value."""
    names = {bool: "a boolean", str: "a string", int: "a number", float: "a number", list: "an array", dict: "a table"}
    return names.get(type(value), "a date or time")


def _holds(tables: Any, place: KeyPath) -> bool:
    for key in place:
        try:
            tables = tables[key]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _syntax_error(message: str, text: str, path: str) -> InvalidConfiguration:
    place = re.search(r" \(at (line ([0-9]+), column ([0-9]+)|end of document)\)$", message)
    if place is None:
        return InvalidConfiguration("the file is no valid TOML", file=path, cause=message)
    lines = text.rstrip().split("\n")
    line = int(place[2] or len(lines))
    secret = any(re.match(rf"\s*\[*\s*[\"']?({'|'.join(_SECRETS)})", above) for above in lines[:line])
    return InvalidConfiguration(
        f"the file is no valid TOML: {message[: place.start()]}",
        file=path,
        line=line,
        column=int(place[3]) if place[3] else None,
        excerpt=None if secret else "".join(lines[line - 1 : line]).rstrip("\r"),
    )
