"""May every value of one schema pass the other? A proof, a witness, or undecided."""

from __future__ import annotations

from harness.containment._answer import NO, UNDECIDED, YES, Answer
from harness.containment._contained import contained
from harness.containment._messages import MessageContainment, borrowed, message_contained
from harness.containment._parties import Party
from harness.containment._patterns import FORMATS, speller, texts_matching

__all__ = [
    "FORMATS",
    "NO",
    "UNDECIDED",
    "YES",
    "Answer",
    "MessageContainment",
    "Party",
    "borrowed",
    "contained",
    "message_contained",
    "speller",
    "texts_matching",
]
