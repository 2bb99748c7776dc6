"""May every value of one schema pass the other? A proof, a witness, or undecided."""

from __future__ import annotations

from harness.containment._answer import NO, UNDECIDED, YES, Answer
from harness.containment._contained import contained
from harness.containment._messages import MessageContainment, borrowed, message_contained

__all__ = ["NO", "UNDECIDED", "YES", "Answer", "MessageContainment", "borrowed", "contained", "message_contained"]
