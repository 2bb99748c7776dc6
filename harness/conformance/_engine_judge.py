"""An engine run over one version, judged by us: it makes requests, and each exchange is held to the snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._asked import Credential, credentials_for, with_version
from harness.conformance._client import SAFE_METHODS, Exchanged, is_loopback
from harness.conformance._engine import EngineCase, EngineSettings, engine_run, prepared
from harness.conformance._task import is_chosen
from harness.conformance._world import BY_CHANCE
from harness.messages import HTTPRequest

if TYPE_CHECKING:
    from harness.conformance._finding import Finding
    from harness.conformance._judge import Judge
    from harness.conformance._task import Tally, Target, Task
    from harness.document import Operation

# What only the engine sees, as it knows what came before: code, check, title, why.
_OWN_CHECKS = {
    "ST204": ("method-not-allowed", "A method that the path does not have is not refused with 405"),
    "ST301": ("deleted-gone", "What was deleted is still there"),
    "ST302": ("created-readable", "What was created is not there"),
}
_WHY = {
    "method-not-allowed": "A path answers 405 to methods that the document does not give it.",
    "deleted-gone": "A resource that was deleted is gone, until it is created again.",
    "created-readable": "A resource that was created can be read, until it is deleted.",
}


def judge_engine(target: Target, task: Task, judge: Judge, tally: Tally) -> None:
    """Run the engine, and tell what comes of it."""
    operations = {operation.name: operation for operation in judge.document.operations if operation.kind == "operation"}
    writes = target.allow_writes or is_loopback(target.base_url)
    chosen = {
        name: operation
        for name, operation in operations.items()
        if is_chosen(operation, target.scope) and (writes or operation.method in SAFE_METHODS)
        # Whoever asks would be gone for all requests after it.
        if target.invented or operation.method != "DELETE" or "{" in operation.path
    }
    if not chosen:
        return
    without = (target.sent.place, target.sent.name) if target.sent.place in ("header", "query") else None
    content = prepared(judge.document.content, without=without)
    left = target.requests
    for event in engine_run(content, _settings(target, task, tuple(chosen.values()))):
        if not isinstance(event, EngineCase):
            if event.operation in chosen:
                tally.unreached.setdefault(event.operation, event.message.splitlines()[0][:200])
            continue
        operation = operations.get(event.operation)
        if operation is not None:
            _judge(operation, event, judge, tally)
        if left is not None:
            left -= 1
            if left <= 0:
                return


def _judge(operation: Operation, case: EngineCase, judge: Judge, tally: Tally) -> None:
    codes = {failure.code for failure in case.failures}
    exchanged = Exchanged(case.request, case.response, None if case.response else "no response", case.seconds)
    # A request of another method is one about the path, and no request of the operation.
    foreign = case.request.method.upper() != operation.method
    # Ids that were made up name nothing, and names that were taken once are taken.
    status = case.response.status if case.response is not None else 0
    tally.judged(operation.name, exchanged, valid=case.valid is True and not foreign and status not in BY_CHANCE)
    if not foreign and (case.response is not None or "ST101" not in codes):
        for finding in judge.of(operation, exchanged):
            tally.found(finding)
    for code in sorted(codes & set(_OWN_CHECKS)):
        tally.found(_own(code, operation, exchanged, judge))


def _own(code: str, operation: Operation, exchanged: Exchanged, judge: Judge) -> Finding:
    check, title = _OWN_CHECKS[code]
    return judge.finding(check, exchanged, title, _WHY[check], operation=operation, likeness=code)


def _settings(target: Target, task: Task, chosen: tuple[Operation, ...]) -> EngineSettings:
    carriers = _credentials(target, chosen)
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
        task.phases,
        tuple(operation.name for operation in chosen),
        query,
        target.examples,
        target.timeout,
        target.rate,
    )


def _credentials(target: Target, chosen: tuple[Operation, ...]) -> tuple[Credential, ...]:
    """What the first identity shows to any operation: one set of credentials has to do for all."""
    carriers: dict[tuple[str, str], Credential] = {}
    identity = target.identities[0] if target.identities else None
    for operation in chosen:
        for carrier in credentials_for(operation, identity) or ():
            carriers.setdefault((carrier.place, carrier.name), carrier)
    return tuple(carriers.values())
