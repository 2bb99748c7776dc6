"""What is asked of a server: each promise a row, with what it needs, what is sent, and what proves that it is broken."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.conformance._world import World


PROBES = (
    "_probe_reach:reach",
    "_probe_pages:pages",
    "_probe_versions:names",
    "_probe_versions:operations",
    "_probe_versions:differences",
    "_probe_http:paths_and_methods",
    "_probe_http:bodies",
    "_probe_streams:streams",
    "_probe_security:security",
    "_probe_security:tenants",
    "_probe_lifecycles:lifecycles",
)


def run_oracles(world: World, checks: Iterable[str] = ()) -> None:
    """Run all that apply."""
    for probe in PROBES:
        module, _, function = probe.partition(":")
        run: Callable[[World], None] = getattr(import_module(f"harness.conformance.{module}"), function)
        run(world)
