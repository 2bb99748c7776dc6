"""May every value of one schema pass the other? A proof, a witness, or undecided."""

from __future__ import annotations

from harness.containment._answer import NO, UNDECIDED, YES, Answer
from harness.containment._contained import contained
from harness.containment._messages import Loans, MessageContainment, message_contained
from harness.containment._parties import Party
from harness.containment._patterns import FORMATS, speller, texts_matching

__all__ = [
    "FORMATS",
    "NO",
    "UNDECIDED",
    "YES",
    "Answer",
    "Loans",
    "MessageContainment",
    "Party",
    "contained",
    "message_contained",
    "speller",
    "texts_matching",
]
