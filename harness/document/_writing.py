"""A document as text, in JSON or YAML."""

from __future__ import annotations

import re
from typing import Any

from harness.document._json_text import json_text

# Source: YAML 1.2.2, 10.3.2 Tag Resolution.
_NUMBERS = {
    "int": r"([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z",
}


def write(content: Any, format: str) -> bytes:  # noqa: A002
    """The bytes that say what some content does.

    Args:
        content: what `read` gives.
        format: "json" or "yaml".
    """
    if format == "json":
        return (json_text(content, indent=2) + "\n").encode("utf-8", "surrogatepass")
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes everything where it stands: what is shared is written again."""

        def ignore_aliases(self, data: Any) -> bool:
            del data
            return True

    # YAML 1.2 has numbers that 1.1 reads as text; text that looks like them is quoted.
    for kind, pattern in _NUMBERS.items():
        Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{kind}", re.compile(pattern), list("-+.0123456789"))
    return yaml.dump(content, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120).encode()
