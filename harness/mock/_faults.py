"""What a mock cannot answer, found before anybody asks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from harness.mock._answers import Fault
from harness.mock._preferences import NO_PREFERENCES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harness.mock._operation import ServedOperation
    from harness.mock._service import Service

# To look at all operations of a large document would take longer than the first of its users waits.
_MOST_OPERATIONS = 400


def faults_of(services: Sequence[Service]) -> Iterator[str]:
    """What is wrong with the first operations: references that lead nowhere, and answers that nothing is valid for."""
    left = _MOST_OPERATIONS
    for service in services:
        for label, edition in service.editions.items():
            title = f"{service.name}@{label}" if label else service.name
            for operation in edition.operations[: max(left, 0)]:
                reason = _fault(operation)
                if reason is not None:
                    yield f"{title}: {reason}"
            left -= len(edition.operations)
            yield from (f"{title}: {error.message}" for error in edition.document.unresolved)


def _fault(operation: ServedOperation) -> str | None:
    plan = operation.answers.plan(None, NO_PREFERENCES)
    if isinstance(plan, Fault):
        return plan.reason
    response = operation.answers.answer(plan, {})
    if response.status != 501 or not isinstance(response.body, bytes):
        return None
    return str(json.loads(response.body)["detail"])
