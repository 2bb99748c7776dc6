"""`--time-limit`: what the searches for proofs of a run may cost, all together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from harness.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console
    from harness.cli._options import Options
    from harness.containment import RunBudget

DIFF_SECONDS: Final = 30.0
# Of commands that judge several pairs.
RUN_SECONDS: Final = 120.0


def add_time_limit(options: Options, seconds: float) -> None:
    """Offer the option.

    Args:
        options: of a command.
        seconds: how many there are without it.
    """
    options.value(
        "--time-limit",
        metavar="S",
        help="seconds of searching for proofs in all, counted in steps; what is undecided then is a warning "
        f"(default: {seconds:g})",
    )


def seconds_of(text: str | None, usual: float) -> float:
    """The seconds that were given, or the usual ones.

    Raises:
        UsageError: they are none.
    """
    if text is None:
        return usual
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UsageError(f"--time-limit cannot be {text[:60]!r}", hint="give it seconds, such as 0.5 or 30")
    return seconds


def budget_of(chosen: Namespace) -> RunBudget:
    """The steps of a run that judges several pairs."""
    from harness.containment import RunBudget

    return RunBudget(seconds_of(chosen.time_limit, RUN_SECONDS), several=True)


def note_unfinished(budget: RunBudget, console: Console) -> None:
    """Say how much was left undecided, if anything was."""
    if budget.unfinished:
        changes = "1 change was" if budget.unfinished == 1 else f"{budget.unfinished:,} changes were"
        console.note("warning", f"{changes} not decided within the limits of time and memory; --time-limit gives more")
