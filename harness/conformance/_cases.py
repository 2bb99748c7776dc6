"""What one generated request comes to, whoever sends it: all of them are held to the same."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from harness.conformance._world import BY_CHANCE

if TYPE_CHECKING:
    from collections.abc import Collection

    from harness.conformance._client import Exchanged
    from harness.conformance._judge import Judge
    from harness.conformance._task import Tally
    from harness.document import Operation

# What only the engine sees, as it knows what came before: code, check, title, why.
_BY_CODE = {
    "ST204": (
        "method-not-allowed",
        "A method that the path does not have is not refused with 405",
        "A path answers 405, or 404, to methods that the document does not give it.",
    ),
    "ST301": (
        "deleted-gone",
        "What was deleted is still there",
        "A resource that was deleted is gone, until it is created again.",
    ),
    "ST302": (
        "created-readable",
        "What was created is not there",
        "A resource that was created can be read, until it is deleted.",
    ),
}
# Nothing is there by that method, the path does not have it, or the whole server has not. Source: RFC 9110, 15.
_WITHOUT_METHOD = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)


def judge_case(
    operation: Operation,
    exchanged: Exchanged,
    judge: Judge,
    tally: Tally,
    *,
    valid: bool | None,
    codes: Collection[str] = (),
) -> None:
    """Hold what came of a generated request to the snapshot, and count it.

    Args:
        operation: that it was generated for.
        exchanged: what was sent, and what came.
        judge: of the version.
        tally: is told.
        valid: whether it was made to be valid.
        codes: of what the engine has against it.
    """
    # A request of another method is one about the path, and no request of the operation.
    foreign = is_foreign(operation, exchanged.request.method)
    # Ids that were made up name nothing, and names that were taken once are taken.
    status = exchanged.response.status if exchanged.response is not None else 0
    tally.judged(operation.name, exchanged, valid=valid is True and not foreign and status not in BY_CHANCE)
    if not foreign and (exchanged.response is not None or "ST101" not in codes):
        for finding in judge.of(operation, exchanged):
            tally.found(finding)
    for code in sorted(_BY_CODE.keys() & set(codes)):
        if code == "ST204" and status in _WITHOUT_METHOD:
            continue  # with 405 the engine misses `Allow`, which our own check asks for
        check, title, why = _BY_CODE[code]
        tally.found(judge.finding(check, exchanged, title, why, operation=operation, likeness=code))


def is_foreign(operation: Operation, method: str) -> bool:
    """Whether a method is none of an operation."""
    return method.upper() != operation.method
