"""API contract and version-diff testing for date-versioned APIs.

::

    old = harness.load("specs/sensay/2025-03-28.yaml")
    new = harness.load("sensay@2025-06-16")
    result = harness.diff(old, new)
    result.changes                      # tuple[Change, ...]
    result.changelog.breaking           # the public changelog's judgement
    result.changelog.render("text")     # and its page
    result.contract.breaking            # whether any client breaks
    result.contract.breaks              # how: each with the changes to blame, and the message that proves it
    result.contract.findings            # a finding for each change
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.changelog import Changelog
    from harness.comparison import Change, Comparison, compare
    from harness.conformance import own_check as check
    from harness.document import Document
    from harness.errors import HarnessError
    from harness.session import Diff, diff
    from harness.verdict import Break, Contract, Finding, Witness
    from harness.versions import load_document as load

__all__ = [
    "Break",
    "Change",
    "Changelog",
    "Comparison",
    "Contract",
    "Diff",
    "Document",
    "Finding",
    "HarnessError",
    "Witness",
    "__version__",
    "check",
    "compare",
    "diff",
    "load",
]
__version__ = "0.1.0"

# Fetched when they are first used: `import harness` costs nothing, and no command imports what it does not need.
_HOMES = {
    "Break": "harness.verdict",
    "Change": "harness.comparison",
    "Changelog": "harness.changelog",
    "Comparison": "harness.comparison",
    "Contract": "harness.verdict",
    "Diff": "harness.session",
    "Document": "harness.document",
    "Finding": "harness.verdict",
    "HarnessError": "harness.errors",
    "Witness": "harness.verdict",
    "check": "harness.conformance",
    "compare": "harness.comparison",
    "diff": "harness.session",
    "load": "harness.versions",
}

_OTHER_NAMES = {"check": "own_check", "load": "load_document"}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(home), _OTHER_NAMES.get(name, name))
    return value


def __dir__() -> list[str]:
    return __all__
