"""A server, held to the snapshots of an API: from settings to a run as a report shows it."""

from __future__ import annotations

from time import gmtime, monotonic, strftime
from typing import TYPE_CHECKING, NamedTuple

from harness.conformance import _model as model
from harness.conformance._again import Again
from harness.conformance._asked import secrets_of
from harness.conformance._causes import causes, failures
from harness.conformance._oracles import plan
from harness.conformance._own import own_checks
from harness.conformance._run import Outcome, run_tasks
from harness.conformance._task import Task, documents_of, hashes_of, is_chosen
from harness.conformance._worker import facts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.conformance._engine import Phase
    from harness.conformance._task import Target
    from harness.document import Document

# Valid requests of which less succeed have not tested an operation.
_ENOUGH = 0.5


class Budget(NamedTuple):
    """How much a run may take.

    Attributes:
        workers: processes at a time.
        seconds: for all of it; None for as long as it takes.
        phases: of the engine; none for our own checks alone.
    """

    workers: int = 2
    seconds: float | None = None
    phases: tuple[Phase, ...] = ()


def tasks_of(target: Target, budget: Budget) -> list[Task]:
    """The tasks of a run in the order of their worth: our own checks, then what generates ever more."""
    bulk = {asked.snapshot: asked for asked in target.asked}
    columns = list(bulk.values())
    tasks = [Task("oracles", asked) for asked in columns]
    tasks += [Task("reads", asked) for asked in target.asked if asked not in columns]
    for phases in (("examples", "coverage"), ("fuzzing", "stateful")):
        own: tuple[Phase, ...] = tuple(phase for phase in budget.phases if phase in phases)
        tasks += [Task("engine", asked, own) for asked in columns if own]
    return tasks


def conform(
    target: Target, budget: Budget, setup: model.Setup, progress: Callable[[int], None] = lambda _: None
) -> model.ConformanceRun:
    """Run it, and give what came out."""
    start = monotonic()
    tasks = tasks_of(target, budget)
    # Each task gets its part: who needs less leaves it.
    own = target if target.requests is None else target._replace(requests=max(target.requests // len(tasks), 1))
    outcomes = run_tasks(own, tasks, workers=budget.workers, seconds=budget.seconds, progress=progress)
    end = _end(outcomes, monotonic() - start)
    if end.state == model.NO_ANSWER:
        # That nobody answers is no breach of every single promise.
        outcomes = [Outcome(outcome.task) for outcome in outcomes]
    documents = documents_of(target)
    by_label = {asked.label: documents[asked.snapshot] for asked in target.asked}
    hashes = hashes_of(target)
    labels = [asked.label for asked in target.asked]
    cells = tuple(_cells(target, documents, outcomes))
    cases = {(cell.operation, cell.version): cell.cases for cell in cells}
    again = Again(target, documents)
    entries = failures(
        causes(outcomes),
        cases,
        by_label,
        target.base_url,
        labels,
        secrets_of(target.identities),
        again,
    )
    again.close()
    return model.ConformanceRun(
        setup,
        end,
        tuple(
            model.ServedVersion(asked.label, by_label[asked.label].file.name, sha256=hashes[asked.snapshot])
            for asked in target.asked
        ),
        tuple(_operations(documents)),
        cells,
        entries,
        tuple(checks_made(target, documents, engine=bool(budget.phases))),
    )


def checks_made(target: Target, documents: dict[str, Document], *, engine: bool) -> Iterable[model.CheckMade]:
    """Which checks are made in which versions, and why the others are not; nothing is sent."""
    columns = set({asked.snapshot: asked for asked in target.asked}.values())
    for asked in target.asked:
        for planned in plan(facts_of(target, asked, documents, engine=engine)):
            reason = planned.reason
            if asked not in columns and reason is None:
                reason = f"{asked.label} means the snapshot of {asked.snapshot}, which is tested by its own name"
            count = len(planned.operations) if reason is None else 0
            yield model.CheckMade(planned.oracle.id, asked.label, count, reason)
        for own in own_checks(target.checks):
            reason = None if asked in columns else f"{asked.label} means the snapshot of {asked.snapshot}"
            yield model.CheckMade(
                own.id, asked.label, 0 if reason else len(documents[asked.snapshot].operations), reason
            )


def _end(outcomes: list[Outcome], seconds: float) -> model.End:
    """How it ended: generated requests that were cut short are no want, as there could always be more of them."""
    own = [outcome for outcome in outcomes if outcome.task.kind == "oracles"]
    if own and all(outcome.ended is not None and not outcome.ended.answered for outcome in own):
        return model.End(model.NO_ANSWER, seconds, reason="to any request")
    cut = [outcome.task for outcome in outcomes if outcome.ended is None]
    reasons = [
        f"{outcome.task.name}: {outcome.ended.reason}"
        for outcome in outcomes
        if outcome.ended is not None and outcome.ended.reason
    ]
    if cut:
        reasons.append(f"no time was left for {', '.join(task.name for task in cut)}")
    wanting = len(reasons) > bool(cut) or any(not task.is_endless for task in cut)
    state: model.State = model.STOPPED if wanting else model.FINISHED
    return model.End(state, seconds, reason="; ".join(reasons) or None)


def _operations(documents: dict[str, Document]) -> Iterable[model.AskedOperation]:
    """All operations of any snapshot, those of the newest first."""
    names: dict[str, model.AskedOperation] = {}
    for day in sorted(documents, reverse=True):
        for operation in documents[day].operations:
            if operation.kind == "operation":
                names.setdefault(operation.name, model.AskedOperation(operation.name, operation.operation_id))
    return names.values()


def _cells(target: Target, documents: dict[str, Document], outcomes: list[Outcome]) -> Iterable[model.Cell]:
    columns = {asked.snapshot: asked for asked in target.asked}.values()
    for asked in target.asked:
        own = [outcome for outcome in outcomes if outcome.task.asked == asked]
        seen = [outcome.seen for outcome in own if outcome.seen is not None]
        operations = {o.name: o for o in documents[asked.snapshot].operations if o.kind == "operation"}
        for name in (operation.name for operation in _operations(documents)):
            operation = operations.get(name)
            if operation is None:
                yield model.Cell(name, asked.label, model.ABSENT)
                continue
            cases = sum(each.cases.get(name, 0) for each in seen)
            failed = sum(each.failed.get(name, 0) for each in seen)
            valid = sum(each.valid.get(name, 0) for each in seen)
            successes = sum(each.successes.get(name, 0) for each in seen)
            reason = next((each.unreached[name] for each in seen if name in each.unreached), None)
            if not is_chosen(operation, target.scope):
                yield model.Cell(name, asked.label, model.SKIPPED, reason="not chosen")
            elif asked not in columns and not cases:
                yield model.Cell(name, asked.label, model.SKIPPED, reason=f"tested as {asked.snapshot}")
            elif failed:
                yield model.Cell(name, asked.label, model.FAILED, cases, min(failed, cases))
            elif not valid or successes < _ENOUGH * valid:
                why = reason or (f"{successes} of {valid} valid requests succeeded" if valid else "no case was made")
                yield model.Cell(name, asked.label, model.UNTESTED, cases, reason=why)
            else:
                yield model.Cell(name, asked.label, model.PASSED, cases)


def now() -> str:
    """The time in UTC, as RFC 3339 writes it."""
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime())
