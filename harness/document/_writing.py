"""A document as text, in JSON or YAML."""

from __future__ import annotations

import re
from typing import Any


def write(content: Any, format: str) -> bytes:  # noqa: A002
    """The bytes that say what some content does.

    Args:
        content: what `read` gives.
        format: "json" or "yaml".
    """
    if format == "json":
        import json

        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes everything where it stands: what is shared is written again."""

        def ignore_aliases(self, data: Any) -> bool:
            del data
            return True

    # YAML 1.2 has numbers that 1.1 reads as text; text that looks like them is quoted.
    Dumper.add_implicit_resolver(
        "tag:yaml.org,2002:int", re.compile(r"([-+]?0o[0-7]+|[-+]?[0-9]+)\Z"), list("-+0123456789")
    )
    float_of_1_2 = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
    Dumper.add_implicit_resolver("tag:yaml.org,2002:float", float_of_1_2, list("-+.0123456789"))
    return yaml.dump(content, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120).encode()
