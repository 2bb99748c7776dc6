"""What we do about differences: findings with proofs."""

from __future__ import annotations

from harness.verdict._contract import contract
from harness.verdict._finding import Contract, Finding, Witness

__all__ = ["Contract", "Finding", "Witness", "contract"]
