"""Values as JSON, with numbers that double precision cannot hold as they are written."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# Source: RFC 8259, 6.
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)


def json_text(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON."""
    import json

    return spelled(value, lambda plain: json.dumps(plain, ensure_ascii=False, indent=indent))


def spelled(value: Any, text_of: Callable[[Any], str]) -> str:
    """What is written of a value, by something that writes any other numbers than those that no double holds."""
    # Where there are none, nobody has loaded what they are.
    module = sys.modules.get("harness.document._exact_number")
    if module is None:
        return text_of(value)
    from secrets import token_hex

    mark, spellings = token_hex(16), list[str]()

    def marked(value: Any) -> Any:
        if type(value) is dict:
            return {name: marked(member) for name, member in value.items()}
        if isinstance(value, list | tuple):
            return [marked(item) for item in value]
        if type(value) is not module.ExactNumber:
            return value
        spellings.append(value.spelling)
        return f"{mark}-{len(spellings) - 1}"

    text = text_of(marked(value))
    return (
        re.sub(f'"{mark}-(\\d+)"', lambda match: _number(spellings[int(match.group(1))]), text) if spellings else text
    )


def _number(spelling: str) -> str:
    """The spelling of a number in JSON; YAML has others."""
    if _JSON_NUMBER.fullmatch(spelling):
        return spelling
    from decimal import Decimal

    return str(Decimal(spelling))
