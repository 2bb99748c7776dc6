"""What users set for the judgement: harness.toml, every mistake in which is reported with its line, and the day."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harness.cli._options import nearest
from harness.errors import InvalidConfiguration

if TYPE_CHECKING:
    from harness.document import TomlFile
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
    if path is None and not os.path.exists(FILE_NAME):
        return {}
    from harness.document import read_toml

    file = read_toml(path or FILE_NAME)
    if file is None:
        raise InvalidConfiguration("there is no such file", file=path, hint="see --config")
    return _impacts(file)


def today() -> str:
    """Today in UTC, or the day that SOURCE_DATE_EPOCH names, so that results can be repeated."""
    from time import gmtime, strftime

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return strftime("%Y-%m-%d", gmtime(int(given)) if given.isdecimal() and len(given) < 12 else gmtime())


def _impacts(file: TomlFile) -> dict[str, Impact]:
    from harness.rules import IMPACTS, RULES

    for key in file.tables:
        if key not in _TABLES:
            hint = nearest(key, _TABLES) or f"known is {', '.join(_TABLES)}"
            raise file.error(f"there is no setting {key[:60]!r}", "", key, hint)
    rules = file.tables.get("rules", {})
    if not isinstance(rules, dict):
        raise file.error("rules is no table", "", "rules", "write [rules], and below it a line for each rule")
    known = {rule.id for rule in RULES}
    for key, impact in rules.items():
        if key not in known:
            hint = nearest(key, sorted(known)) or "harness rules lists all"
            raise file.error(f"there is no rule {key[:60]!r}", "rules", key, hint)
        if impact not in IMPACTS:
            raise file.error(f"{key} cannot be {str(impact)[:60]!r}", "rules", key, f"one of {', '.join(IMPACTS)}")
    return rules
