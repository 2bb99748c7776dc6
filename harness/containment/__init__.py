"""May every value of one schema pass the other? A proof, a witness, or undecided."""

from __future__ import annotations

from harness.containment._contained import NO, UNDECIDED, YES, Answer, contained

__all__ = ["NO", "UNDECIDED", "YES", "Answer", "contained"]
