"""What differs between two documents: facts, never judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._comparison import Change, Comparison, Place, compare, schema_pairs
from harness.comparison._graph import Pair
from harness.comparison._keywords import types_of
from harness.comparison._pairing import matched, statuses
from harness.comparison._references import behind
from harness.comparison._security import credential
from harness.comparison._unchanged import Unchanged, canonical

if TYPE_CHECKING:
    from harness.comparison._audit import Unclaimed, audit, oracle_for

__all__ = [
    "Change",
    "Comparison",
    "Pair",
    "Place",
    "Unchanged",
    "Unclaimed",
    "audit",
    "behind",
    "canonical",
    "compare",
    "credential",
    "matched",
    "oracle_for",
    "schema_pairs",
    "statuses",
    "types_of",
]


def __getattr__(name: str) -> Any:
    """The audit is imported when it is asked for: a comparison does without it."""
    if name in ("Unclaimed", "audit", "oracle_for"):
        from harness.comparison import _audit

        return getattr(_audit, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
