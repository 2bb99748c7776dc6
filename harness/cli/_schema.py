"""`harness schema NAME`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import Options
from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console

_DESCRIPTION = "Print the JSON Schema of what a command writes as JSON, or of settings: api.toml, harness.toml."


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    from harness.report.formats.schemas import SCHEMAS, schema_text
    from harness.versions import SETTINGS_SCHEMAS, settings_schema

    names = (*SCHEMAS, *SETTINGS_SCHEMAS)
    options = Options("harness schema", _DESCRIPTION)
    options.positional("name", "NAME", help=f"one of {', '.join(names)}")
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    if chosen.name not in names:
        known = f"one of {', '.join(names)}"
        raise UsageError(f"there is no schema {chosen.name[:60]!r}", hint=nearest(chosen.name, names) or known)
    console.print(schema_text(chosen.name) if chosen.name in SCHEMAS else settings_schema(chosen.name))
    return 0
