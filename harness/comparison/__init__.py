"""What differs between two documents: facts, never judgements."""

from __future__ import annotations

from harness.comparison._audit import Unclaimed, audit, oracle_for
from harness.comparison._change import (
    ANNOTATED,
    BOTH,
    NARROWED,
    NONE,
    REPLACED,
    REQUEST,
    RESPONSE,
    WIDENED,
    Change,
    Place,
)
from harness.comparison._compare import Comparison, compare
from harness.comparison._pairing import matched
from harness.comparison._unchanged import Unchanged, image

__all__ = [
    "ANNOTATED",
    "BOTH",
    "NARROWED",
    "NONE",
    "REPLACED",
    "REQUEST",
    "RESPONSE",
    "WIDENED",
    "Change",
    "Comparison",
    "Place",
    "Unchanged",
    "Unclaimed",
    "audit",
    "compare",
    "image",
    "matched",
    "oracle_for",
]
