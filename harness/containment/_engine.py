"""The engine that validates, imported where it is first needed."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

# Asked for the day that the engine was built on, and for nothing else: with all that it imports itself, that takes
# longer than the engine.
_DAYS = "email.utils"


def engine() -> Any:
    """`jsonschema_rs`."""
    known = sys.modules.get("jsonschema_rs")
    if known is not None:
        return known
    # Another thread must not find the stand-in.
    if _DAYS in sys.modules or "threading" in sys.modules:
        import jsonschema_rs

        return jsonschema_rs
    stand_in = ModuleType(_DAYS)
    stand_in.__dict__["parsedate_to_datetime"] = str
    sys.modules[_DAYS] = stand_in
    try:
        import jsonschema_rs
    finally:
        del sys.modules[_DAYS]
    return jsonschema_rs
