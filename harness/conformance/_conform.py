"""A server, held to the snapshots of an API: from settings to a run as a report shows it."""

from __future__ import annotations

from time import gmtime, monotonic, strftime
from typing import TYPE_CHECKING

from harness.conformance import _model as model
from harness.conformance._again import Again
from harness.conformance._causes import causes, failures, with_smallest
from harness.conformance._cleanup import clean_up
from harness.conformance._corpus import UnitCases
from harness.conformance._engine_settings import generated
from harness.conformance._journal import Finished, Fold, Journal
from harness.conformance._limits import Limits
from harness.conformance._oracles import plan, probes_of
from harness.conformance._own import OWN_CHECKS, own_checks
from harness.conformance._repeater import Repeater
from harness.conformance._run import Secrets, run_tasks
from harness.conformance._shrinking import Shrinking
from harness.conformance._task import ENDLESS, OWN, Ended, Outcome, Task, Unit, documents_of, hashes_of, is_chosen
from harness.conformance._worker import facts_of
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from harness.conformance._asked import AskedVersion, Identity
    from harness.conformance._corpora import Corpora
    from harness.conformance._engine import Phase
    from harness.conformance._finding import Finding
    from harness.conformance._run import Stop
    from harness.conformance._task import Created, Target
    from harness.document import Document

# Valid requests of which less succeed have not tested an operation.
_ENOUGH = 0.5
# Seconds for what comes after the last test: to ask again, for less and under other versions, and to take away what was
# made.
_AFTERWARDS = 10.0


class Shard(NamedTuple):
    """Which part of a run is done: the first of eight is 1 and 8."""

    number: int = 1
    of: int = 1


class Budget(NamedTuple):
    """How much a run may take.

    Attributes:
        workers: processes at a time.
        seconds: for all of it; None for as long as it takes.
        phases: of the engine; none for our own checks alone.
        shard: the part of it that is done.
    """

    workers: int = 2
    seconds: float | None = None
    phases: tuple[Phase, ...] = ()
    shard: Shard = Shard()


def tasks_of(target: Target, budget: Budget, documents: Mapping[str, Document]) -> list[Task]:
    """The tasks of a run in the order of their worth: our own checks, then what generates ever more."""
    columns = list({asked.snapshot: asked for asked in target.asked}.values())
    own = {asked: facts_of(target, asked, dict(documents), engine=True) for asked in columns}
    others = (OWN_CHECKS,) if target.checks else ()
    tasks = [Task("oracles", asked, _own(asked, "oracles", (*probes_of(own[asked]), *others))) for asked in columns]
    tasks += [
        Task("reads", asked, _own(asked, "reads", probes_of(None))) for asked in target.asked if asked not in columns
    ]
    for phases in (("examples", "coverage"), ("fuzzing", "stateful")):
        chosen = [phase for phase in budget.phases if phase in phases]
        tasks += [Task("engine", asked, _generated(target, asked, chosen, documents)) for asked in columns if chosen]
    return [task._replace(number=number) for number, task in enumerate(tasks) if task.units]


def in_shard(tasks: Sequence[Task], shard: Shard) -> list[Task]:
    """What a part of a run does: whole tasks of our own checks, which build on each other, and single other units."""
    parts = []
    count = 0
    for task in tasks:
        numbers = [task.number] * len(task.units)
        if task.kind == "engine":
            numbers = list(range(count, count + len(task.units)))
            count += len(task.units)
        units = [
            unit for unit, number in zip(task.units, numbers, strict=True) if number % shard.of == shard.number - 1
        ]
        if units:
            parts.append(task._replace(units=tuple(units)))
    return parts


def _own(asked: AskedVersion, phase: str, probes: Iterable[str]) -> tuple[Unit, ...]:
    return tuple(Unit(asked.label, phase, probe) for probe in probes)


def _generated(
    target: Target, asked: AskedVersion, phases: Iterable[Phase], documents: Mapping[str, Document]
) -> tuple[Unit, ...]:
    names = generated(target, documents[asked.snapshot])
    return tuple(
        Unit(asked.label, phase, part)
        for phase in phases
        for part in ((str(target.seed),) if phase == "stateful" and names else names)
    )


def conform(
    target: Target,
    budget: Budget,
    setup: model.Setup,
    journal: Journal | None = None,
    *,
    corpora: Corpora | None = None,
    renewed: Callable[[], tuple[Identity, ...]] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> model.ConformanceRun:
    """Run what the journal does not know yet, and give what came out of all of it; without one, run all.

    Args:
        target: what is tested.
        budget: how much it may take.
        setup: what is known when it starts.
        journal: of the run, which may have been begun.
        corpora: of the snapshots; what they have cases for is not generated again, and what is generated they learn.
        renewed: gives the identities with the credentials of now.
        progress: is told how many units are done.
    """
    start = monotonic()
    journal = journal or Journal(None, {})
    deadline = None if budget.seconds is None else start + budget.seconds
    documents = documents_of(target)
    planned = in_shard(tasks_of(target, budget, documents), budget.shard)
    left = [task._replace(units=tuple(u for u in task.units if not journal.fold.is_done(u))) for task in planned]
    limits = Limits(target.rates, most=target.requests, deadline=deadline)
    secrets = Secrets(target.identities, renewed)

    def report(entry: Outcome | Created | UnitCases, journal: Journal = journal) -> None:
        if isinstance(entry, UnitCases):
            if corpora is not None:
                corpora.add(entry, secrets.values)
        elif isinstance(entry, Outcome) or target.cleans:
            journal.write(entry)
            progress(sum(outcome.is_done for outcome in journal.fold.outcomes.values()))

    stop = run_tasks(
        target,
        [task for task in (left if corpora is None else corpora.divided(left)) if task.units],
        workers=budget.workers,
        limits=limits,
        secrets=secrets,
        report=report,
    )
    own = limits.afterwards(_AFTERWARDS)
    repeater = Repeater(target, documents, own, journal)
    is_interrupted = stop is not None and stop.is_interrupted
    run = run_of(
        target, budget, setup, journal.fold, documents, stop=stop, secrets=secrets.values,
        verdicts=None if is_interrupted else Again(repeater, documents, journal, secrets).verdicts,
        # How many requests are left of a number of them, only those know that sent them.
        shrunk=None if is_interrupted or target.requests else Shrinking(target, repeater, journal, secrets).shrunk,
    )  # fmt: skip
    repeater.close()
    clean_up(target, journal, own, secrets)
    journal.write(Finished(monotonic() - start, stop and stop.reason))
    end = run.end._replace(seconds=journal.fold.seconds)
    return run._replace(end=end, leftovers=leftovers(journal.fold), is_interrupted=is_interrupted)


def leftovers(fold: Fold) -> tuple[str, ...]:
    """What was made at the server and could not be taken away again."""
    return tuple(f"{made.path} ({made.version})" for made in fold.created.values())


def run_of(
    target: Target,
    budget: Budget,
    setup: model.Setup,
    fold: Fold,
    documents: dict[str, Document],
    *,
    stop: Stop | None = None,
    secrets: tuple[str, ...] = (),
    verdicts: Callable[[str, Finding], tuple[model.Verdict, ...]] | None = None,
    shrunk: Callable[[str, Finding], Finding] | None = None,
) -> model.ConformanceRun:
    """What the entries of journals come to, as a report shows it."""
    planned = [unit for task in in_shard(tasks_of(target, budget, documents), budget.shard) for unit in task.units]
    outcomes = [fold.outcomes.get(unit) or Outcome(unit) for unit in planned]
    end = _end(outcomes, fold, stop)
    if end.state == model.NO_ANSWER:
        # That nobody answers is no breach of every single promise.
        outcomes = [Outcome(outcome.unit) for outcome in outcomes]
    by_label = {asked.label: documents[asked.snapshot] for asked in target.asked}
    hashes = hashes_of(target)
    labels = [asked.label for asked in target.asked]
    cells = tuple(_cells(target, documents, outcomes))
    cases = {(cell.operation, cell.version): cell.cases for cell in cells}
    verdicts = verdicts or (lambda id_, _: fold.verdicts.get(id_, ()))
    smallest = with_smallest(causes(outcomes), shrunk or fold.shrunk.get)
    entries = failures(smallest, cases, by_label, target.base_url, labels, secrets, verdicts)
    cells = tuple(_with_flaky(cells, entries))
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
        leftovers(fold),
        refuses_all=any(cell.cases for cell in cells) and not _has_success(outcomes),
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


def _end(outcomes: Sequence[Outcome], fold: Fold, stop: Stop | None) -> model.End:
    """How it ended: generated requests that were cut short are no want, as there could always be more of them."""
    if _is_unanswered(outcomes):
        why = next((o.ended.reason for o in outcomes if o.ended is not None and o.ended.reason), None)
        cause = f": {why}" if why else ""
        return model.End(model.NO_ANSWER, fold.seconds, reason=f"to any request{cause}")
    missing = [outcome for outcome in outcomes if not outcome.is_done]
    wanting = [outcome for outcome in missing if outcome.unit.phase not in ENDLESS or (outcome.ended or _CUT).reason]
    if not missing:
        return model.End(model.FINISHED, fold.seconds)
    reasons = dict.fromkeys([*([stop.reason] if stop is not None else fold.reasons), *_reasons(missing)])
    state: model.State = model.STOPPED if wanting else model.FINISHED
    return model.End(state, fold.seconds, reason="; ".join(reasons))


_CUT = Ended()


def _is_unanswered(outcomes: Sequence[Outcome]) -> bool:
    """Whether our own checks got no answer to anything, as far as they came."""
    own = [outcome for outcome in outcomes if outcome.unit.phase in OWN]
    ends = [outcome.ended for outcome in own if outcome.ended is not None]
    return bool(ends) and not _has_success(own) and not any(ended.answered for ended in ends)


def _has_success(outcomes: Iterable[Outcome]) -> bool:
    """Whether any valid request succeeded."""
    return any(outcome.seen is not None and any(outcome.seen.successes.values()) for outcome in outcomes)


def _reasons(missing: Iterable[Outcome]) -> Iterable[str]:
    """Why units are not done, those of a version and phase at once."""
    groups: dict[tuple[str, str], dict[str, list[str]]] = {}
    for outcome in missing:
        reason = outcome.ended.reason if outcome.ended is not None else None
        version, phase, part = outcome.unit
        groups.setdefault((version, reason or "not done"), {}).setdefault(phase, []).append(part)
    for (version, reason), phases in groups.items():
        names = [
            phase if phase not in OWN or len(parts) > 1 else parts[0].partition(":")[2]
            for phase, parts in phases.items()
        ]
        yield f"{version} {', '.join(names)}: {reason}"


def _with_flaky(cells: Iterable[model.Cell], entries: Iterable[model.Failure]) -> Iterable[model.Cell]:
    """The cells; those that fail by what passed when it was sent once more alone are flaky."""
    steady: dict[tuple[str, str], bool] = {}
    for entry in entries:
        for place in ((operation, hit.version) for operation in entry.operations for hit in entry.hits):
            steady[place] = steady.get(place, False) or not entry.is_flaky
    for cell in cells:
        is_flaky = cell.state == model.FAILED and not steady.get((cell.operation, cell.version), True)
        yield cell._replace(state=model.FLAKY, reason="passed when it was sent once more") if is_flaky else cell


def _operations(documents: dict[str, Document]) -> Iterable[model.AskedOperation]:
    """All operations of any snapshot, those of the newest first."""
    names: dict[str, model.AskedOperation] = {}
    for day in sorted(documents, reverse=True):
        for operation in documents[day].operations:
            if operation.kind == "operation":
                names.setdefault(operation.name, model.AskedOperation(operation.name, operation.operation_id))
    return names.values()


def _cells(target: Target, documents: dict[str, Document], outcomes: Sequence[Outcome]) -> Iterable[model.Cell]:
    columns = {asked.snapshot: asked for asked in target.asked}.values()
    for asked in target.asked:
        own = [outcome for outcome in outcomes if outcome.unit.version == asked.label]
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
