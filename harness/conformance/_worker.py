"""What one process of a run does: our own checks of one version, or one engine run over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._task import Ended, Tally, documents_of, is_chosen

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from harness.conformance._asked import AskedVersion
    from harness.conformance._needs import Facts
    from harness.conformance._task import Target, Task
    from harness.document import Document


def work(target: Target, task: Task, folder: str, pipe: Connection) -> None:
    """Do a task, in a process of its own, and tell what is found as it is found."""
    import os

    os.chdir(folder)
    if task.kind == "engine":
        from harness.conformance._engine import prepare_process

        # Beside the folders of all processes of the run, so that one of them makes the tables for all.
        prepare_process(os.path.join(os.path.dirname(os.path.abspath(folder)), "hypothesis"))
    tally = Tally(pipe.send)
    reason: str | None = None
    answered = True
    try:
        answered = _done(target, task, tally)
    except Exception as error:
        reason = f"{type(error).__name__}: {str(error)[:200]}"
        if os.environ.get("HARNESS_DEBUG"):  # pragma: no cover
            raise
    finally:
        tally.tell()
        pipe.send(Ended(reason, answered))
        pipe.close()


def facts_of(target: Target, asked: AskedVersion, documents: dict[str, Document], *, engine: bool) -> Facts:
    """What is known of a version before anything is sent."""
    from harness.conformance._client import is_loopback
    from harness.conformance._needs import Facts

    document = documents[asked.snapshot]
    return Facts(
        document,
        tuple(each for each in document.operations if each.kind == "operation" and is_chosen(each, target.scope)),
        asked,
        target.asked,
        documents,
        target.identities,
        target.echoes,
        target.strict,
        target.allow_writes or is_loopback(target.base_url),
        engine,
    )


def _done(target: Target, task: Task, tally: Tally) -> bool:
    """Do it; whether the server answered at all."""
    if task.kind == "engine":
        _engine(target, task, tally)
        return True
    from harness.conformance._oracles import run_oracles
    from harness.conformance._worlds import world_of

    world, client = world_of(target, task.asked, tally)
    facts = facts_of(target, task.asked, dict(world.documents), engine=True)
    run_oracles(world, None if task.kind == "reads" else facts)
    if target.checks and task.kind == "oracles":
        from harness.conformance._own import run_own

        run_own(target, task.asked, world)
    client.close()
    return world.answered


def _engine(target: Target, task: Task, tally: Tally) -> None:
    from harness.conformance._engine_judge import judge_engine
    from harness.conformance._judge import Judge

    judge = Judge(task.asked, documents_of(target), target.sent, echoes=target.echoes)
    judge_engine(target, task, judge, tally)
