"""A run: its processes, its budget, and what comes out, as data.

Each task has a process of its own, which can be ended from outside whatever it waits for.
"""

from __future__ import annotations

import multiprocessing
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.conformance._asked import apart
from harness.conformance._task import Ended, Seen, Target, Task
from harness.conformance._worker import work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from harness.conformance._finding import Finding

_PAUSE = 0.2


class Outcome(NamedTuple):
    """What came of one task.

    Attributes:
        ended: None where the time was up first.
    """

    task: Task
    findings: tuple[Finding, ...] = ()
    seen: Seen | None = None
    ended: Ended | None = None


class _Running:
    """A task at work."""

    def __init__(self, task: Task, process: BaseProcess, pipe: Connection) -> None:
        self.task = task
        self.process = process
        self.pipe = pipe
        self.findings: list[Finding] = []
        self.seen: Seen | None = None
        self.ended: Ended | None = None

    def outcome(self) -> Outcome:
        return Outcome(self.task, tuple(self.findings), self.seen, self.ended)

    def take(self) -> bool:
        """Take one thing that was told; whether more may come."""
        try:
            message: Any = self.pipe.recv()
        except (EOFError, OSError):
            return False
        if isinstance(message, Ended):
            self.ended = message
            return False
        if isinstance(message, Seen):
            self.seen = message
        else:
            self.findings.append(message)
        return True

    def stop(self) -> None:
        """End the process, whatever it waits for."""
        self.process.join(_PAUSE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.pipe.close()


def run_tasks(
    target: Target,
    tasks: Iterable[Task],
    *,
    workers: int,
    seconds: float | None,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Outcome]:
    """What comes of tasks, so many at a time, in their order; what is not done when the time is up is cut short."""
    deadline = None if seconds is None else monotonic() + seconds
    waiting, running, outcomes = list(tasks), list[_Running](), list[Outcome]()
    with TemporaryDirectory(prefix="harness-") as folder:
        try:
            while waiting or running:
                late = deadline is not None and monotonic() >= deadline
                if late or _is_dead(waiting, running, outcomes):
                    break
                while waiting and len(running) < (workers if target.invented or _may_share(waiting[0]) else 1):
                    own = (
                        target._replace(identities=apart(target.identities, len(waiting)))
                        if target.invented
                        else target
                    )
                    running.append(_started(own, waiting.pop(0), folder))
                _listen(running, deadline)
                for done in [each for each in running if each.ended is not None]:
                    running.remove(done)
                    done.stop()
                    outcomes.append(done.outcome())
                    progress(len(outcomes))
        finally:
            for each in running:
                while each.pipe.poll() and each.take():
                    pass
                each.process.kill()
                each.stop()
                outcomes.append(each.outcome())
    return [*outcomes, *(Outcome(task) for task in waiting)]


def _is_dead(waiting: list[Task], running: list[_Running], outcomes: list[Outcome]) -> bool:
    """Whether nothing has ever answered, so that nothing will come of what is left."""
    if running or not outcomes or any(task.kind == "oracles" for task in waiting):
        return False
    ended = [outcome.ended for outcome in outcomes if outcome.task.kind == "oracles"]
    return bool(ended) and all(end is not None and not end.answered for end in ended)


def _may_share(task: Task) -> bool:
    """Whether others may change the things of its tenant meanwhile."""
    return task.kind == "engine"


def _started(target: Target, task: Task, folder: str) -> _Running:
    import os
    from tempfile import mkdtemp

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    absolute = target._replace(root=os.path.abspath(target.root))
    process = context.Process(target=work, args=(absolute, task, mkdtemp(dir=folder), theirs), daemon=True)
    process.start()
    theirs.close()
    return _Running(task, process, ours)


def _listen(running: list[_Running], deadline: float | None) -> None:
    """Take what is told, until nothing is or the time is up."""
    from multiprocessing.connection import wait

    left = _PAUSE if deadline is None else max(min(_PAUSE, deadline - monotonic()), 0)
    ready = wait([each.pipe for each in running], left)
    for each in running:
        if each.pipe in ready and not each.take() and each.ended is None:
            each.ended = Ended("the process died")
