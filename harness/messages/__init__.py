"""Messages of two operations that stand for each other: their parts, how these travel, and how one is built."""

from __future__ import annotations

from harness.messages._lift import WITHOUT_BODY, Lifter
from harness.messages._parts import Part, parts_of, parts_with, response_parts
from harness.messages._reach import Reach, Reached
from harness.messages._refusal import Refusals
from harness.messages._roots import Root, operation_pairs, roots_of, slots, valued
from harness.messages._texts import texts_of, within
from harness.messages._ways import Way, leading
from harness.messages._wire import FORM
from harness.messages._witness import Witness
from harness.messages._writing import MULTIPART, URLENCODED, form_of, written

__all__ = [
    "FORM",
    "MULTIPART",
    "URLENCODED",
    "WITHOUT_BODY",
    "Lifter",
    "Part",
    "Reach",
    "Reached",
    "Refusals",
    "Root",
    "Way",
    "Witness",
    "form_of",
    "leading",
    "operation_pairs",
    "parts_of",
    "parts_with",
    "response_parts",
    "roots_of",
    "slots",
    "texts_of",
    "valued",
    "within",
    "written",
]
