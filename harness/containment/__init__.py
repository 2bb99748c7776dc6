"""May every value of one schema pass the other? A proof, a witness, or undecided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._budget import SECONDS, Budget, RunBudget
from harness.containment._contained import contained
from harness.containment._engine import engine
from harness.containment._marks import (
    UNMARKED,
    MarkedAlternatives,
    Marks,
    SpeakingParts,
    is_of_objects,
    marks_of,
    names_spoken_of,
)
from harness.containment._messages import MessageContainment, message_contained
from harness.containment._patterns import FORMATS, speller, texts_matching
from harness.containment._questions import NO, UNDECIDED, YES, Answer
from harness.containment._sides import ApartAlternatives, Loans
from harness.containment._witnesses import is_secret

if TYPE_CHECKING:
    from harness.containment._parties import Party

__all__ = [
    "FORMATS",
    "NO",
    "SECONDS",
    "UNDECIDED",
    "UNMARKED",
    "YES",
    "Answer",
    "ApartAlternatives",
    "Budget",
    "Loans",
    "MarkedAlternatives",
    "Marks",
    "MessageContainment",
    "Party",
    "RunBudget",
    "SpeakingParts",
    "contained",
    "engine",
    "is_of_objects",
    "is_secret",
    "marks_of",
    "message_contained",
    "names_spoken_of",
    "speller",
    "texts_matching",
]


def __getattr__(name: str) -> Any:
    """A party of messages is imported when it is asked for: a comparison does without it."""
    if name != "Party":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from harness.containment._parties import Party

    return Party
