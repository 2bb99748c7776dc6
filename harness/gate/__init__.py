"""May the next version be published? The promise of an owner, its clauses, notes, approvals, and the verdict."""

from __future__ import annotations

from harness.gate._approvals import APPROVALS_FILE, Approval, approval_text, check_owner, read_approvals, with_approval
from harness.gate._case import Case
from harness.gate._clauses import CLAUSES
from harness.gate._gate import breaks_of, decide, gate
from harness.gate._model import (
    IMPACT_WORDS,
    QUESTIONS,
    Clause,
    FailOn,
    Gate,
    GateFinding,
    Question,
    ServerAnswers,
    ServerBreach,
    SnapshotStep,
    Transition,
)
from harness.gate._notes import Note, note_texts, notes_in, notes_path, read_notes, skeleton
from harness.gate._promise import PRESETS, Promise, promise_of
from harness.gate._sides import sides_of_candidate, sides_of_pair, sides_of_past, sides_until
from harness.gate._steps import Sides, steps_of

__all__ = [
    "APPROVALS_FILE",
    "CLAUSES",
    "IMPACT_WORDS",
    "PRESETS",
    "QUESTIONS",
    "Approval",
    "Case",
    "Clause",
    "FailOn",
    "Gate",
    "GateFinding",
    "Note",
    "Promise",
    "Question",
    "ServerAnswers",
    "ServerBreach",
    "Sides",
    "SnapshotStep",
    "Transition",
    "approval_text",
    "breaks_of",
    "check_owner",
    "decide",
    "gate",
    "note_texts",
    "notes_in",
    "notes_path",
    "promise_of",
    "read_approvals",
    "read_notes",
    "sides_of_candidate",
    "sides_of_pair",
    "sides_of_past",
    "sides_until",
    "skeleton",
    "steps_of",
    "with_approval",
]
