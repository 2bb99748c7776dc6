"""Files of settings in TOML, every mistake in which is reported with its line."""

from __future__ import annotations

import re
from typing import Any

from harness.errors import InvalidConfiguration

# The table whose lines are never shown: a secret may have been written there by mistake.
_HIDDEN = "authentication"


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

    __slots__ = ("_text", "path", "tables")

    def __init__(self, path: str, text: str, tables: dict[str, Any]) -> None:
        self.path = path
        self._text = text
        self.tables = tables

    def error(self, message: str, table: str, key: str | None = None, hint: str | None = None) -> InvalidConfiguration:
        """What is wrong with a key of a table, or with a key at the top for the table ""."""
        line = self.line_of(table, key)
        excerpt = None if line is None or table == _HIDDEN else self._text.split("\n")[line - 1].rstrip("\r")
        return InvalidConfiguration(message, file=self.path, line=line, excerpt=excerpt, hint=hint)

    def line_of(self, table: str, key: str | None) -> int | None:
        """The line of a key, or of its table where the key cannot be found (inline, or quoted with escapes)."""
        inside, head = "", None
        for number, line in enumerate(self._text.split("\n"), 1):
            header = re.match(r"\s*\[+\s*([^\]]*?)\s*\]", line)
            if header is not None:
                inside = header[1].strip("\"'")
                if inside in {table, key} and inside:
                    head = head or number
                if not table and inside == key:
                    return number
                continue
            name = re.match(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*[.=]""", line)
            if name is None:
                continue
            bare = name[1].strip("\"'")
            if inside == table and bare == key:
                return number
            if not inside and bare == table:  # dotted keys and inline tables
                if key is not None and re.search(rf"\b{re.escape(key)}\b", line):
                    return number
                head = head or number
        return head


def _syntax_error(message: str, text: str, path: str) -> InvalidConfiguration:
    place = re.search(r" \(at (line ([0-9]+), column ([0-9]+)|end of document)\)$", message)
    if place is None:
        return InvalidConfiguration("the file is no valid TOML", file=path, cause=message)
    lines = text.rstrip().split("\n")
    line = int(place[2] or len(lines))
    secret = any(re.match(rf"\s*\[\s*[\"']?{_HIDDEN}", above) for above in lines[:line])
    return InvalidConfiguration(
        f"the file is no valid TOML: {message[: place.start()]}",
        file=path,
        line=line,
        column=int(place[3]) if place[3] else None,
        excerpt=None if secret else "".join(lines[line - 1 : line]).rstrip("\r"),
    )
