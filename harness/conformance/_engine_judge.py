"""An engine run over one version, judged by us: it makes requests, and each exchange is held to the snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.conformance._cases import judge_case
from harness.conformance._client import Exchanged, ServerAway, is_loopback
from harness.conformance._corpus import UnitCases
from harness.conformance._corpus_cases import CaseRecorder
from harness.conformance._creations import Creations
from harness.conformance._engine import EngineCase, EngineProblem, engine_run, prepared
from harness.conformance._engine_settings import credentials_of, generated, settings_of
from harness.conformance._engine_transport import Gate

if TYPE_CHECKING:
    from harness.conformance._engine import EngineScenario, Phase
    from harness.conformance._judge import Judge
    from harness.conformance._limits import Limits
    from harness.conformance._renewal import Renewal
    from harness.conformance._task import Tally, Target, Task, Unit


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
        recorder = CaseRecorder(
            judge, operations, credentials_of(target, chosen), target.sent.name, renewal.text if renewal else str
        )
        for event in engine_run(content, settings_of(target, task, tuple(phases), chosen, writes=writes), gate):
            if gate.away is not None:
                raise ServerAway(gate.away)
            if isinstance(event, EngineProblem):
                if event.operation in names:
                    tally.unreached.setdefault(event.operation, event.message.splitlines()[0][:200])
                continue
            units.at(event, recorder)
            if isinstance(event, EngineCase) and event.operation in operations:
                operation = operations[event.operation]
                exchanged = Exchanged(
                    event.request, event.response, None if event.response else "no response", event.seconds
                )
                codes = {failure.code for failure in event.failures}
                judge_case(operation, exchanged, judge, tally, valid=event.valid, codes=codes)
                creations.seen(operation, event.request, event.response)
                recorder.add(event)
            elif gate.stopped is not None:
                break  # what was sent of the scenario is judged
            elif not isinstance(event, EngineCase):
                recorder.next_sequence()
        units.end(recorder, gate.stopped)
        if gate.stopped is not None:
            return
    units.rest()


class _Units:
    """Which unit of a task the engine is at: it goes from one to the next, and never back."""

    def __init__(self, task: Task, tally: Tally) -> None:
        self._task = task
        self._tally = tally
        self._left = dict.fromkeys(task.units)
        self._open: Unit | None = None

    def at(self, event: EngineCase | EngineScenario, recorder: CaseRecorder) -> None:
        """Something of a unit comes."""
        for unit in self._left:
            if unit.phase == event.phase and (unit.phase == "stateful" or unit.part == event.scenario):
                if unit != self._open:
                    self.end(recorder)
                    self._open = unit
                    self._tally.begin(unit)
                return

    def end(self, recorder: CaseRecorder, reason: str | None = None) -> None:
        """What was begun is done, unless a reason says why not."""
        cases = recorder.taken()
        if self._open is not None:
            del self._left[self._open]
            if self._task.corpus is not None and reason is None and self._open.part not in self._tally.unreached:
                self._tally.generated(UnitCases(self._open, cases))
            self._tally.end(reason)
            self._open = None

    def rest(self) -> None:
        """The engine is done, and had nothing for what is left."""
        for unit in self._left:
            self._tally.begin(unit)
            if self._task.corpus is not None and unit.part not in self._tally.unreached:
                self._tally.generated(UnitCases(unit, ()))
            self._tally.end()
