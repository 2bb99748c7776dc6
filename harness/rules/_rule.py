"""What a rule is: a row that says what a kind of change means for those who send and read messages."""

from __future__ import annotations

from typing import NamedTuple

# What a change does to clients.
BREAKING = "breaking"
WARNING = "warning"  # the documents do not say enough to tell
COMPATIBLE = "compatible"
IMPACTS = (BREAKING, WARNING, COMPATIBLE)

# What an impact rests on.
PROOF = "proof"  # containment decides, with a witness or a proof; the rule's impact is what it comes to without it
STRUCTURE = "structure"  # the law decides on the structure of the document alone
CONVENTION = "convention"  # a departure from the law, with its reason


class Rule(NamedTuple):
    """One kind of change.

    A row that names no aspect is for the aspects of its subjects that no other row names.

    Attributes:
        id: direction, subject, event in kebab case: the pattern, not the remedy.
        area: the module that it stands in, as people call it.
        subjects: of which kinds of objects it is.
        aspects: what of them, as `aspect_of` says it; an empty tuple stands for those that no row names.
        effects, directions: which changes it is for; an empty tuple stands for any.
        impact: "breaking", "warning" or "compatible".
        basis: what the impact rests on: "proof", "structure" or "convention".
        checks: one sentence that begins with "Checks that".
        why: why it breaks, or why it does not.
        instead: what to do, empty where there is nothing to do.
        source: the standard or convention, with its section.
        since: the version of harness that has it.
    """

    id: str
    area: str
    subjects: tuple[str, ...]
    aspects: tuple[str, ...]
    effects: tuple[str, ...]
    directions: tuple[str, ...]
    impact: str
    basis: str
    checks: str
    why: str
    instead: str
    source: str
    since: str = "0.1.0"
