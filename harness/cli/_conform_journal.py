"""The journal of a run: where it stands, and which run it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from harness.conformance import Setup
    from harness.conformance._conform import Budget
    from harness.conformance._task import Target

_FOLDER = "reports/journals"


def journal_path(chosen: Namespace) -> str | None:
    """The file of the journal; None where there is to be none."""
    if chosen.journal is not None:
        return str(chosen.journal) or None
    part = f".{chosen.shard.replace('/', '-of-')}" if chosen.shard else ""
    return f"{_FOLDER}/{chosen.api}{part}.jsonl"


def journal_head(target: Target, budget: Budget, setup: Setup, *, is_mock: bool) -> dict[str, Any]:
    """The first line of a journal: what makes a run another one, and what is known of this one."""
    from importlib.metadata import version
    from secrets import token_hex

    from harness.conformance._journal import FORMAT
    from harness.conformance._task import hashes_of

    key = {
        "api": target.api,
        "server": "the mock" if is_mock else target.base_url,
        "versions": [asked.label for asked in target.asked],
        "snapshots": dict(sorted(hashes_of(target).items())),
        "overlay": target.overlay,
        "operations": target.scope.operations,
        "paths": target.scope.paths,
        "tags": target.scope.tags,
        "seed": target.seed,
        "phases": budget.phases,
        "examples": target.examples,
        "writes": target.allow_writes,
        "answers within": target.promptness,
        "harness": setup.harness,
        "schemathesis": version("schemathesis"),
        "hypothesis": version("hypothesis"),
    }
    shard = f"{budget.shard.number}/{budget.shard.of}"
    return {"journal": FORMAT, "run": token_hex(16), "key": {**key, "shard": shard}, "setup": setup}


def setup_in(head: Mapping[str, Any]) -> Setup:
    """What was known when the run of a journal started."""
    from harness.conformance import Setup, VersionSent

    setup = head["setup"]
    if isinstance(setup, Setup):
        return setup
    title, base_url, sent, *rest = setup
    return Setup(title, base_url, VersionSent(*sent), *rest)
