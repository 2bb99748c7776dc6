"""The processes of a run, its budget, and what comes out, as data.

Each task has a process of its own, which can be ended from outside whatever it waits for.
"""

from __future__ import annotations

import multiprocessing
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, Any

from harness.conformance._asked import apart, secrets_of
from harness.conformance._corpus import UnitCases
from harness.conformance._recording import recorded
from harness.conformance._task import Created, Done, Ended, Outcome, Renew, Seen, Target, Task
from harness.conformance._worker import work
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from harness.conformance._asked import Identity
    from harness.conformance._finding import Finding
    from harness.conformance._limits import Limits

__all__ = ["Outcome", "Stop", "run_tasks"]

_PAUSE = 0.2


class Stop(NamedTuple):
    """Why a run stopped before all was done."""

    reason: str
    is_interrupted: bool = False


class Secrets:
    """Who asks, and all values that must not be seen, of those who asked before too.

    Args:
        identities: with the values that they begin with.
        renewed: gives the same identities with the values of now.
    """

    def __init__(
        self, identities: tuple[Identity, ...], renewed: Callable[[], tuple[Identity, ...]] | None = None
    ) -> None:
        self._renewed = renewed
        self._known: dict[str, None] = {}
        self.learn(identities)

    def learn(self, identities: tuple[Identity, ...]) -> None:
        """More values that must not be seen."""
        self._known.update(dict.fromkeys(secrets_of(identities)))

    def renewed(self) -> tuple[Identity, ...] | None:
        """The identities with the values of now; None where there are no others."""
        identities = None if self._renewed is None else self._renewed()
        self.learn(identities or ())
        return identities

    @property
    def values(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(self._known)


class _Running:
    """A task at work."""

    def __init__(
        self, target: Target, task: Task, process: BaseProcess, pipe: Connection, report: Callable[[Any], None]
    ) -> None:
        self.target = target
        self.task = task
        self.process = process
        self.pipe = pipe
        self.ended: Ended | None = None
        self._report = report
        self._left = list(task.units)
        self._findings: list[Finding] = []
        self._seen: Seen | None = None
        self._cases: UnitCases | None = None

    def take(self, secrets: Secrets) -> bool:
        """Take one thing that was told; whether more may come."""
        try:
            message: Any = self.pipe.recv()
        except (EOFError, OSError):
            return False
        if isinstance(message, Ended):
            self.ended = message
            return False
        if isinstance(message, Renew):
            self.pipe.send(secrets.renewed() or self.target.identities)
        elif isinstance(message, Seen):
            self._seen = message
        elif isinstance(message, Created):
            self._report(message._replace(task=self.task.number))
        elif isinstance(message, UnitCases):
            self._cases = message
        elif isinstance(message, Done):
            self._done(message)
        else:
            number = self.task.number
            self._findings.append(recorded(message, self.target.identities, secrets.values, number))
        return True

    def close(self) -> None:
        """Tell of what was begun, and of what was not where it was to be."""
        why = self.ended if self.ended is not None and self.ended.reason is not None else None
        if self._left and (self._seen is not None or self._findings):
            self._report(Outcome(self._left.pop(0), tuple(self._findings), self._seen, why))
        for unit in self._left if why is not None else ():
            self._report(Outcome(unit, ended=why))

    def stop(self) -> None:
        """End the process, whatever it waits for."""
        self.process.join(_PAUSE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.pipe.close()

    def _done(self, done: Done) -> None:
        self._left.remove(done.unit)
        if self._cases is not None:
            self._report(self._cases)
            self._cases = None
        self._report(Outcome(done.unit, tuple(self._findings), self._seen, Ended(done.reason, done.answered)))
        self._findings.clear()
        self._seen = None


def run_tasks(
    target: Target,
    tasks: Iterable[Task],
    *,
    workers: int,
    limits: Limits,
    secrets: Secrets,
    report: Callable[[Outcome | Created | UnitCases], None],
) -> Stop | None:
    """Do tasks, so many at a time, in their order, until the time is up.

    Args:
        target: of the run.
        tasks: in the order of their worth.
        workers: how many processes there are at a time.
        limits: of all of them; their deadline is that of the run.
        secrets: values that are told to nobody.
        report: is given what comes of each unit, what is created, and what was generated, as it is known.

    Returns:
        Why it stopped before all was done; None where it did not.
    """
    waiting, running = list(tasks), list[_Running]()
    shared = limits.shared_by_processes()
    answered, own = False, sum(task.kind == "oracles" for task in waiting)
    stop: Stop | None = None
    with TemporaryDirectory(prefix="harness-") as folder:
        try:
            while (waiting or running) and stop is None:
                while waiting and len(running) < (workers if target.invented or _may_share(waiting[0]) else 1):
                    running.append(_started(target, waiting.pop(0), shared, folder, report))
                    secrets.learn(running[-1].target.identities)
                _listen(running, limits.deadline, secrets)
                for done in [each for each in running if each.ended is not None]:
                    running.remove(done)
                    done.stop()
                    done.close()
                    assert done.ended is not None
                    own -= done.task.kind == "oracles"
                    answered = answered or done.ended.answered
                    # Where nobody is, or nobody ever answered anything, nothing will come of what is left.
                    if done.ended.is_away or not (answered or own):
                        stop = Stop(done.ended.reason or "nobody answers")
                if limits.deadline is not None and monotonic() >= limits.deadline:
                    stop = stop or Stop("the time was up")
        except KeyboardInterrupt:
            stop = Stop("it was interrupted", is_interrupted=True)
        finally:
            for each in running:
                while each.pipe.poll() and each.take(secrets):
                    pass
                each.process.kill()
                each.stop()
                each.close()
    return stop if waiting or running else None


def _may_share(task: Task) -> bool:
    """Whether others may change the things of its tenant meanwhile."""
    return task.kind in ("corpus", "engine")


def _started(target: Target, task: Task, limits: Limits, folder: str, report: Callable[[Any], None]) -> _Running:
    import os
    from tempfile import mkdtemp

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    own = target._replace(root=os.path.abspath(target.root))
    if target.invented:
        own = own._replace(identities=apart(target.identities, task.number))
    process = context.Process(target=work, args=(own, task, limits, mkdtemp(dir=folder), theirs), daemon=True)
    process.start()
    theirs.close()
    return _Running(own, task, process, ours, report)


def _listen(running: list[_Running], deadline: float | None, secrets: Secrets) -> None:
    """Take what is told, until nothing is or the time is up."""
    from multiprocessing.connection import wait

    left = _PAUSE if deadline is None else max(min(_PAUSE, deadline - monotonic()), 0)
    ready = wait([each.pipe for each in running], left)
    for each in running:
        if each.pipe in ready and not each.take(secrets) and each.ended is None:
            each.ended = Ended("the process died")
