"""An engine run over one version, judged by us: it makes requests, and each exchange is held to the snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.conformance._asked import Credential, credentials_for, with_version
from harness.conformance._client import SAFE_METHODS, Exchanged, ServerAway, is_loopback
from harness.conformance._creations import Creations
from harness.conformance._engine import EngineCase, EngineProblem, EngineSettings, engine_run, prepared
from harness.conformance._engine_transport import Gate
from harness.conformance._task import is_chosen
from harness.conformance._world import BY_CHANCE
from harness.messages import HTTPRequest

if TYPE_CHECKING:
    from harness.conformance._engine import EngineScenario, Phase
    from harness.conformance._finding import Finding
    from harness.conformance._judge import Judge
    from harness.conformance._limits import Limits
    from harness.conformance._renewal import Renewal
    from harness.conformance._task import Tally, Target, Task, Unit
    from harness.document import Document, Operation

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


def judge_engine(
    target: Target, task: Task, judge: Judge, tally: Tally, limits: Limits, renewal: Renewal | None = None
) -> None:
    """Run the engine for the units of a task, and tell what comes of it.

    Raises:
        ServerAway: nobody takes connections any more.
    """
    operations = {operation.name: operation for operation in judge.document.operations if operation.kind == "operation"}
    without = (target.sent.place, target.sent.name) if target.sent.place in ("header", "query") else None
    content = prepared(judge.document.content, without=without)
    base = urlsplit(target.base_url).path.rstrip("/")
    writes = target.allow_writes or is_loopback(target.base_url)
    gate = Gate(limits, renewal, writes=writes, base=base, timeout=target.timeout)
    creations = Creations(judge.document, task.asked.label, target.identities, tally.created)
    units = _Units(task, tally)
    runs: dict[tuple[str, ...], list[Phase]] = {}
    for phase, names in task.operations.items():
        runs.setdefault(names or generated(target, judge.document), []).append(phase)
    for names, phases in runs.items():
        chosen = tuple(operations[name] for name in names if name in operations)
        for event in engine_run(content, _settings(target, task, tuple(phases), chosen, writes=writes), gate):
            if gate.away is not None:
                raise ServerAway(gate.away)
            if isinstance(event, EngineProblem):
                if event.operation in names:
                    tally.unreached.setdefault(event.operation, event.message.splitlines()[0][:200])
                continue
            units.at(event)
            if isinstance(event, EngineCase) and event.operation in operations:
                operation = operations[event.operation]
                _judge(operation, event, judge, tally)
                creations.seen(operation, event.request, event.response)
            elif gate.stopped is not None:
                break  # what was sent of the scenario is judged
        units.end(gate.stopped)
        if gate.stopped is not None:
            return
    units.rest()


def generated(target: Target, document: Document) -> tuple[str, ...]:
    """The names of the operations that requests are generated for."""
    writes = target.allow_writes or is_loopback(target.base_url)
    return tuple(
        operation.name
        for operation in document.operations
        if operation.kind == "operation"
        and is_chosen(operation, target.scope)
        and (writes or operation.method in SAFE_METHODS)
        # Whoever asks would be gone for all requests after it.
        and (target.invented or operation.method != "DELETE" or "{" in operation.path)
    )


class _Units:
    """Which unit of a task the engine is at: it goes from one to the next, and never back."""

    def __init__(self, task: Task, tally: Tally) -> None:
        self._task = task
        self._tally = tally
        self._left = dict.fromkeys(task.units)
        self._open: Unit | None = None

    def at(self, event: EngineCase | EngineScenario) -> None:
        """Something of a unit comes."""
        for unit in self._left:
            if unit.phase == event.phase and (unit.phase == "stateful" or unit.part == event.scenario):
                if unit != self._open:
                    self.end()
                    self._open = unit
                    self._tally.begin(unit)
                return

    def end(self, reason: str | None = None) -> None:
        """What was begun is done, unless a reason says why not."""
        if self._open is not None:
            del self._left[self._open]
            self._tally.end(reason)
            self._open = None

    def rest(self) -> None:
        """The engine is done, and had nothing for what is left."""
        for unit in self._left:
            self._tally.begin(unit)
            self._tally.end()


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


def _settings(
    target: Target, task: Task, phases: tuple[Phase, ...], chosen: tuple[Operation, ...], *, writes: bool
) -> EngineSettings:
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
        phases,
        tuple(operation.name for operation in chosen),
        query,
        target.examples,
        target.timeout,
        writes,
    )


def _credentials(target: Target, chosen: tuple[Operation, ...]) -> tuple[Credential, ...]:
    """What the first identity shows to any operation: one set of credentials has to do for all."""
    carriers: dict[tuple[str, str], Credential] = {}
    identity = target.identities[0] if target.identities else None
    for operation in chosen:
        for carrier in credentials_for(operation, identity) or ():
            carriers.setdefault((carrier.place, carrier.name), carrier)
    return tuple(carriers.values())
