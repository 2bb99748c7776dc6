"""All promises that servers are held to, in the order in which reports and pages name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._catalogue_messages import MESSAGES
from harness.conformance._catalogue_resources import RESOURCES

if TYPE_CHECKING:
    from harness.conformance._oracle import Oracle

ORACLES = (*MESSAGES, *RESOURCES)
_BY_ID = {oracle.id: oracle for oracle in ORACLES}


def oracle(check: str) -> Oracle | None:
    """The promise of that id, None where there is none."""
    return _BY_ID.get(check)
