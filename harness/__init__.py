"""API contract and version-diff testing for date-versioned APIs.

::

    old = harness.load("specs/sensay/2025-03-28.yaml")
    new = harness.load("sensay@2025-06-16")
    result = harness.diff(old, new)
    result.changes                      # tuple[Change, ...]
    result.changelog.breaking           # the public changelog's judgement
    result.changelog.render("text")     # and its page
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.changelog import Changelog
    from harness.comparison import Change, Comparison, compare
    from harness.document import Document, load
    from harness.errors import HarnessError
    from harness.report import Diff, diff

__all__ = [
    "Change",
    "Changelog",
    "Comparison",
    "Diff",
    "Document",
    "HarnessError",
    "__version__",
    "compare",
    "diff",
    "load",
]
__version__ = "0.1.0"

# Fetched when they are first used: `import harness` costs nothing, and no command imports what it does not need.
_HOMES = {
    "Change": "harness.comparison",
    "Changelog": "harness.changelog",
    "Comparison": "harness.comparison",
    "Diff": "harness.report",
    "Document": "harness.document",
    "HarnessError": "harness.errors",
    "compare": "harness.comparison",
    "diff": "harness.report",
    "load": "harness.document",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return __all__
