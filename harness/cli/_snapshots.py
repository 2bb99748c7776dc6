"""`harness snapshots list|check|add|show|resolve`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import Options
from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console

ACTIONS = {
    "list": "list the snapshots, and which versions mean them (default)",
    "check": "say what is wrong in snapshots or other documents, and where",
    "add": "publish a document under a date",
    "show": "print a snapshot with its overlay, or a document of many files as one",
    "resolve": "say which snapshot a requested version means, and why",
}

_DESCRIPTION = "List, check, add, show and resolve the dated snapshots of APIs."


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the action that the first argument names and give its exit code."""
    if arguments[:1] in (["-h"], ["--help"]):
        _help().parse(arguments, chosen)
    action, rest = (arguments[0], arguments[1:]) if arguments and arguments[0][:1] != "-" else ("list", arguments)
    if action == "list":
        from harness.cli._snapshots_list import main as run
    elif action == "check":
        from harness.cli._snapshots_check import main as run
    elif action == "add":
        from harness.cli._snapshots_add import main as run
    elif action == "show":
        from harness.cli._snapshots_show import main as run
    elif action == "resolve":
        from harness.cli._snapshots_resolve import main as run
    else:
        known = f"one of {', '.join(ACTIONS)}; see harness snapshots --help"
        raise UsageError(f"harness snapshots cannot {action[:60]!r}", hint=nearest(action, ACTIONS) or known)
    return run(rest, chosen, console)


def _help() -> Options:
    actions = "".join(f"  {name:<9}{summary}\n" for name, summary in ACTIONS.items())
    usage = "harness snapshots [list | check | add | show | resolve] [option ...] [argument ...]"
    epilog = f"actions (harness snapshots ACTION --help says more):\n{actions}"
    options = Options("harness snapshots", _DESCRIPTION, epilog=epilog, usage=usage)
    options.add_global(inherited=True)
    return options
