"""What we do about differences: findings with proofs."""

from __future__ import annotations

from harness.messages import Refusals, Witness
from harness.verdict._breaks import Break
from harness.verdict._contract import contract
from harness.verdict._finding import Contract, Fault, Finding, fault_of
from harness.verdict._versioned import is_of_version

__all__ = ["Break", "Contract", "Fault", "Finding", "Refusals", "Witness", "contract", "fault_of", "is_of_version"]
