"""The step to one snapshot, judged as the gate judges it, for commands that write down what is to be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import read_judging
from harness.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console
    from harness.gate import SnapshotStep, Transition
    from harness.versions import Api


def transition_to(api: Api, date: str, old: str | None, chosen: Namespace, console: Console) -> Transition:
    """The step to a snapshot, judged.

    Args:
        api: the API.
        date: of the snapshot, or its version.
        old: what it is compared with; None for what the gate compares it with.
        chosen: `config`, and `no_overlay`.
        console: where to tell what is read.

    Raises:
        UsageError: there is no such snapshot, or nothing before it.
        DocumentError: a snapshot cannot be read.
    """
    from harness.cli._session import session_of
    from harness.gate import Transition, breaks_of

    step = _step(api, date, old)
    session = session_of(chosen, console, read_judging(chosen.config, api))
    diff = session.diff(step.old, step.new)
    return Transition(step, diff, breaks_of(diff))


def _step(api: Api, date: str, old: str | None) -> SnapshotStep:
    from harness.gate import sides_of_pair, sides_until, steps_of

    new = api.snapshot(date)
    sides = sides_until(api, new) if old is None else sides_of_pair(api, api.snapshot(old), new, new.date)
    step = next((step for step in steps_of(sides) if step.new == new), None)
    if step is None:
        raise UsageError(f"there is nothing before {new.name} to compare it with", hint="name it with --from")
    return step
