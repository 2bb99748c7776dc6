"""The engine that validates, imported without what it does not need.

It reads the day of its own build when it is imported, by a module that brings sockets, calendars and random numbers
along: a tenth of a comparison of small documents. Nobody asks for that day, so it is left as it is written.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Final

__all__ = ["jsonschema_rs"]

_DATES: Final = "email.utils"

if _DATES in sys.modules:
    import jsonschema_rs
else:
    sys.modules[_DATES] = ModuleType(_DATES)
    sys.modules[_DATES].__dict__["parsedate_to_datetime"] = str
    try:
        import jsonschema_rs
    finally:
        del sys.modules[_DATES]
