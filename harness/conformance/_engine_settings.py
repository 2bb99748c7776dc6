"""What the engine is given of a target: operations, who asks, and how the version is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._asked import Credential, credentials_for, takes_away_who_asks, with_version
from harness.conformance._client import SAFE_METHODS, is_loopback
from harness.conformance._engine import EngineSettings
from harness.conformance._task import is_chosen
from harness.messages import HTTPRequest

if TYPE_CHECKING:
    from harness.conformance._engine import Phase
    from harness.conformance._task import Target, Task
    from harness.document import Document, Operation


def generated(target: Target, document: Document) -> tuple[str, ...]:
    """The names of the operations that requests are generated for."""
    writes = target.allow_writes or is_loopback(target.base_url)
    return tuple(
        operation.name
        for operation in document.operations
        if operation.kind == "operation"
        and is_chosen(operation, target.scope)
        and (writes or operation.method in SAFE_METHODS)
        and (target.invented or not takes_away_who_asks(operation))
    )


def settings_of(
    target: Target, task: Task, phases: tuple[Phase, ...], chosen: tuple[Operation, ...], *, writes: bool
) -> EngineSettings:
    """What an engine run over some operations is to do."""
    carriers = credentials_of(target, chosen)
    headers = {carrier.name: carrier.value for carrier in carriers if carrier.place == "header"}
    cookies = "; ".join(f"{carrier.name}={carrier.value}" for carrier in carriers if carrier.place == "cookie")
    version = {target.sent.name: task.asked.name} if target.sent.place == "header" and task.asked.name else {}
    query = {carrier.name: carrier.value for carrier in carriers if carrier.place == "query"}
    if target.sent.place == "query" and task.asked.name:
        query[target.sent.name] = task.asked.name
    prefix = with_version(HTTPRequest("GET", "", ""), target.sent, task.asked.name).path.rstrip("/")
    return EngineSettings(
        target.base_url + (prefix if target.sent.place == "path" else ""),
        {**headers, **version, **({"Cookie": cookies} if cookies else {})},
        target.seed,
        phases,
        tuple(operation.name for operation in chosen),
        query,
        target.examples,
        target.timeout,
        writes,
    )


def credentials_of(target: Target, chosen: tuple[Operation, ...]) -> tuple[Credential, ...]:
    """What the first identity shows to any operation: one set of credentials has to do for all."""
    carriers: dict[tuple[str, str], Credential] = {}
    identity = target.identities[0] if target.identities else None
    for operation in chosen:
        for carrier in credentials_for(operation, identity) or ():
            carriers.setdefault((carrier.place, carrier.name), carrier)
    return tuple(carriers.values())
