"""Which promises a version is held to, and how they are put to the test."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from harness.conformance._catalogue import ORACLES
from harness.conformance._needs import met
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.conformance._needs import Facts
    from harness.conformance._oracle import Oracle
    from harness.conformance._world import World


class Planned(NamedTuple):
    """Whether a check is made in a version.

    Attributes:
        operations: those that it is made for; none where it is not.
        reason: why it is not.
    """

    oracle: Oracle
    operations: tuple[str, ...]
    reason: str | None


def plan(facts: Facts) -> list[Planned]:
    """Which checks are made in a version, for which operations, and why the others are not."""
    return [_planned(oracle, facts) for oracle in ORACLES]


def probes_of(facts: Facts | None) -> tuple[str, ...]:
    """All that is planned and has requests of its own, in the order in which it is sent.

    Args:
        facts: what is known of a version; None to read only, under a name whose snapshot is tested by another.
    """
    planned = [] if facts is None else plan(facts)
    probes = [each.oracle.probe for each in planned if each.oracle.probe and each.reason is None]
    first = ("_probe_reach:reads",) if facts is None else ("_probe_reach:reach", "_probe_reach:absent")
    last = () if facts is None or not facts.writes else ("_probe_reach:removals",)
    return tuple(dict.fromkeys((*first, *probes, *last)))


def run_oracles(world: World, facts: Facts | None) -> None:
    """Run all that is planned."""
    for probe in probes_of(facts):
        run_probe(world, probe)


def run_probe(world: World, probe: str) -> None:
    """Send what one probe sends."""
    module, _, function = probe.partition(":")
    run: Callable[[World], None] = getattr(import_module(f"harness.conformance.{module}"), function)
    run(world)


def _planned(oracle: Oracle, facts: Facts) -> Planned:
    operations: list[str] | None = None
    for need in oracle.needs:
        outcome = met(need, facts)
        if not outcome.operations:
            return Planned(oracle, (), outcome.reason)
        if need not in (
            "writes",
            "collections",
            "echo",
            "sunset",
            "versions",
            "other snapshots",
            "two tenants",
            "two users",
            "known identities",
        ):
            known = outcome.operations
            operations = list(known) if operations is None else [name for name in operations if name in known]
    if operations is None:
        operations = list(met("answers", facts).operations)
    return Planned(oracle, tuple(operations), None)
