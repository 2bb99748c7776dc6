"""What one process of a run does: our own checks of one version, its corpus, or one engine run over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._limits import Limits, NotSent
from harness.conformance._renewal import Renewal
from harness.conformance._task import Ended, Renew, Tally, documents_of, is_chosen

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from harness.conformance._asked import AskedVersion, Identity
    from harness.conformance._needs import Facts
    from harness.conformance._task import Target, Task, Unit
    from harness.conformance._world import World
    from harness.document import Document


def work(target: Target, task: Task, limits: Limits, folder: str, pipe: Connection) -> None:
    """Do a task, in a process of its own, and tell what is found as it is found."""
    import os
    import signal

    # Whoever started this is told, and ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.chdir(folder)
    if task.kind == "engine":
        from harness.conformance._engine import prepare_process

        # Beside the folders of all processes of the run, so that one of them makes the tables for all.
        prepare_process(os.path.join(os.path.dirname(os.path.abspath(folder)), "hypothesis"))
    tally = Tally(pipe.send)
    renewal = Renewal(target.identities, lambda: _renewed(pipe), target.renews) if target.is_renewed else None
    try:
        pipe.send(_ended(target, task, tally, limits, renewal))
    except (BrokenPipeError, ConnectionResetError):
        os._exit(1)  # nobody listens any more
    pipe.close()


def _renewed(pipe: Connection) -> tuple[Identity, ...]:
    """The credentials of now, from who started this."""
    pipe.send(Renew())
    identities: tuple[Identity, ...] = pipe.recv()
    return identities


def _ended(target: Target, task: Task, tally: Tally, limits: Limits, renewal: Renewal | None) -> Ended:
    """Do it, and say how it ended."""
    from harness.conformance._client import ServerAway
    from harness.conformance._corpus_judge import judge_corpus
    from harness.conformance._worlds import world_of

    world: World | None = None
    try:
        if task.kind == "engine":
            _engine(target, task, tally, limits, renewal)
            return Ended()
        world, client = world_of(target, task.asked, tally, limits, renewal)
        if task.kind == "corpus":
            judge_corpus(target, task, world, client, tally)
        else:
            for unit in task.units:
                _unit(target, world, unit, tally)
        client.close()
        return Ended(answered=world.answered)
    except ServerAway as error:
        tally.tell()
        return Ended(f"the server is away: {error}", answered=world is not None and world.answered, is_away=True)


def _unit(target: Target, world: World, unit: Unit, tally: Tally) -> None:
    """One probe; whatever goes wrong in it, the others are made."""
    from harness.conformance._client import ServerAway
    from harness.conformance._oracles import run_probe
    from harness.conformance._own import OWN_CHECKS, run_own

    reason: str | None = None
    tally.begin(unit)
    try:
        if unit.part == OWN_CHECKS:
            run_own(target, world.asked, world)
        else:
            run_probe(world, unit.part)
    except (ServerAway, BrokenPipeError, ConnectionResetError):
        raise
    except NotSent as limit:
        reason = str(limit)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other probes are made
        reason = f"{type(error).__name__}: {str(error)[:200]}"
    tally.end(reason, answered=world.answered)


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
        is_loopback(target.base_url),
        target.promptness,
        dict(target.private),
    )


def _engine(target: Target, task: Task, tally: Tally, limits: Limits, renewal: Renewal | None) -> None:
    from harness.conformance._engine_judge import judge_engine
    from harness.conformance._judge import Judge

    judge = Judge(task.asked, documents_of(target), target.sent, echoes=target.echoes)
    judge_engine(target, task, judge, tally, limits, renewal)
