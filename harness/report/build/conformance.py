"""The lines of snapshots that a conformance run shows beside the answers that do not keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance import ReportLine
from harness.document import parse_pointer
from harness.report.build.excerpts import excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.conformance import ConformanceRun, Failure
    from harness.document import Document


def with_lines(run: ConformanceRun, documents: Mapping[str, Document]) -> ConformanceRun:
    """The run with what the snapshots say at the places that are not kept.

    Args:
        run: whose contracts have a place, and no lines yet.
        documents: by the names of the versions.
    """
    return run._replace(failures=tuple(_with_lines(failure, documents) for failure in run.failures))


def _with_lines(failure: Failure, documents: Mapping[str, Document]) -> Failure:
    contract = failure.contract
    if contract is None or contract.lines:
        return failure
    document = next(
        (documents[hit.version] for hit in failure.hits if documents[hit.version].file.name == contract.file), None
    )
    pointer = parse_pointer(f"#{contract.pointer}")
    node = document.file.at(pointer) if document is not None else None
    if document is None or node is None:
        return failure
    owner = document.file.at(pointer[:-1]) if len(pointer) > 1 else None
    around = excerpt(owner or node, node)
    lines = tuple(ReportLine(line.number, line.text, line.changed) for line in around)
    return failure._replace(contract=contract._replace(lines=lines))
