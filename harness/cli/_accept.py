"""`harness accept API BREAK ...`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harness.cli._options import Options
from harness.cli._options import today as day_of_now
from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console
    from harness.gate import Approval, Transition
    from harness.verdict import Break
    from harness.versions import Api

_DESCRIPTION = """\
Let breaks pass `harness gate`: for a time, for a reason and under a name. What is decided
stands in approvals.toml beside the snapshots of the API, and counts for this transition
alone: the same edit in a later one is asked about again.

BREAK is the id that `harness gate` shows, such as b-65cecc5b26."""


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    _options().parse(arguments, chosen)
    console.begin(chosen)
    from harness.cli._gate import checked_day
    from harness.cli._transitions import transition_to
    from harness.gate import APPROVALS_FILE, check_owner, with_approval
    from harness.versions import Store

    today = checked_day(chosen.today) if chosen.today else day_of_now()
    owner, reason = check_owner("owner", chosen.owner), check_owner("reason", chosen.reason)
    until = _end(chosen.until, today)
    api = Store(chosen.specs, chosen.config).api(chosen.api)
    transition = transition_to(api, chosen.to, chosen.old, chosen, console)
    path = os.path.join(api.folder, APPROVALS_FILE)
    for broken in _chosen(transition, chosen.breaks, api):
        approval = _approval(transition, broken, until, owner, reason, chosen.kind)
        console.save([with_approval(path, approval)], path)
    return 0


def _options() -> Options:
    from harness.versions import APPROVAL_KINDS

    options = Options("harness accept", _DESCRIPTION)
    options.positional("api", "API", help="the name of the API")
    options.positional("breaks", "BREAK", help="the ids of breaks", count="+")
    options.value("--reason", metavar="TEXT", help="why")
    options.value("--until", metavar="DATE", help="the last day on which it counts")
    options.value("--owner", metavar="NAME", help="who answers for it")
    options.value("--kind", choices=APPROVAL_KINDS, default="owner", help="the kind of the reason (default: owner)")
    options.value("--to", metavar="DATE", default="latest", help="the snapshot that breaks (default: latest)")
    options.value("--from", metavar="DATE", help="what it is compared with (default: as the gate does)", dest="old")
    options.value("--today", metavar="DATE", help="the day of the decision (default: today in UTC)")
    options.value("--config", metavar="FILE", help="the settings (default: harness.toml, if there is one)")
    options.flag("--no-overlay", help="do not mend the snapshots by the overlay of the API")
    options.add_global(inherited=True)
    return options


def _end(until: str | None, today: str) -> str:
    """The last day of an approval.

    Raises:
        UsageError: there is none, or it has passed.
    """
    from harness.cli._gate import checked_day

    if until is None:
        raise UsageError("the approval has no end", hint="give it --until YYYY-MM-DD")
    if checked_day(until) < today:
        raise UsageError(f"--until {until} lies before today, {today}", hint="name a day to come")
    return until


def _chosen(transition: Transition, names: list[str], api: Api) -> list[Break]:
    """The breaks of some ids.

    Raises:
        UsageError: there is no such break.
    """
    known = {each.id: each for each in transition.breaks}
    for name in names:
        if name not in known:
            step = transition.step
            hint = nearest(name, known) or f"harness gate {api.name} shows those that there are"
            raise UsageError(f"no break from {step.old.label} to {step.new.label} is called {name[:40]!a}", hint=hint)
    return [known[name] for name in dict.fromkeys(names)]


def _approval(transition: Transition, broken: Break, until: str, owner: str, reason: str, kind: str) -> Approval:
    from harness.gate import Approval

    changes = tuple(sorted({change.id for change in broken.changes}))
    step = transition.step
    return Approval(broken.id, changes, step.old.label, step.version, until, owner, reason, kind)
