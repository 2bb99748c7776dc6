"""What users set for the judgement: harness.toml, every mistake in which is reported with its line, and the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.cli._options import nearest
from harness.errors import InvalidConfiguration

if TYPE_CHECKING:
    from harness.rules import Impact

FILE_NAME = "harness.toml"
_TABLES = ("rules",)


def read_impacts(path: str | None) -> dict[str, Impact]:
    """The impacts that the table `rules` gives to rules, by their ids.

    Args:
        path: of the file; None for the harness.toml of the current folder, which need not be there.

    Raises:
        InvalidConfiguration: the file cannot be read, is no TOML, or names a rule or an impact that there is not.
    """
    name = path or FILE_NAME
    try:
        with open(name, "rb") as file:
            data = file.read()
    except FileNotFoundError as error:
        if path is None:
            return {}
        raise InvalidConfiguration("there is no such file", file=name, hint="see --config") from error
    except (OSError, ValueError) as error:
        raise InvalidConfiguration("cannot be read", file=name, cause=getattr(error, "strerror", str(error))) from error
    text, tables = _parsed(data, name)
    return _impacts(tables, text, name)


def today() -> str:
    """Today in UTC, or the day that SOURCE_DATE_EPOCH names, so that results can be repeated."""
    import os
    from time import gmtime, strftime

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return strftime("%Y-%m-%d", gmtime(int(given)) if given.isdecimal() and len(given) < 12 else gmtime())


def _parsed(data: bytes, name: str) -> tuple[str, dict[str, Any]]:
    import tomllib  # slow to import, and needed only where there is such a file

    try:
        text = data.decode()
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidConfiguration("the file is not written in UTF-8", file=name, line=line) from error
    except (ValueError, RecursionError) as error:
        raise _syntax_error(str(error), text, name) from error


def _syntax_error(message: str, text: str, name: str) -> InvalidConfiguration:
    import re

    place = re.search(r" \(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)$", message)
    if place is None:
        return InvalidConfiguration("the file is no valid TOML", file=name, cause=message)
    lines = text.rstrip().split("\n")
    line = int(place[1] or len(lines))
    return InvalidConfiguration(
        f"the file is no valid TOML: {message[: place.start()]}",
        file=name,
        line=line,
        column=int(place[2]) if place[2] else None,
        excerpt="".join(lines[line - 1 : line]).rstrip("\r"),
    )


def _impacts(tables: dict[str, Any], text: str, name: str) -> dict[str, Impact]:
    from harness.rules import IMPACTS, RULES

    def wrong(message: str, key: str, hint: str) -> InvalidConfiguration:
        line = _line_of(text, key)
        excerpt = None if line is None else text.split("\n")[line - 1].rstrip("\r")
        return InvalidConfiguration(message, file=name, line=line, excerpt=excerpt, hint=hint)

    for key in tables:
        if key not in _TABLES:
            hint = nearest(key, _TABLES) or f"known is {', '.join(_TABLES)}"
            raise wrong(f"there is no setting {key[:60]!r}", key, hint)
    rules = tables.get("rules", {})
    if not isinstance(rules, dict):
        raise wrong("rules is no table", "rules", "write [rules], and below it a line for each rule")
    known = {rule.id for rule in RULES}
    for key, impact in rules.items():
        if key not in known:
            raise wrong(f"there is no rule {key[:60]!r}", key, nearest(key, sorted(known)) or "harness rules lists all")
        if impact not in IMPACTS:
            raise wrong(f"{key} cannot be {str(impact)[:60]!r}", key, f"one of {', '.join(IMPACTS)}")
    return rules


def _line_of(text: str, key: str) -> int | None:
    """The line that begins with a key, or with the table of that name."""
    import re

    beginning = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[]=.]""")
    return next((number for number, line in enumerate(text.split("\n"), 1) if beginning.match(line)), None)
