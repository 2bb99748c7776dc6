"""What the journals of the parts of a run come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.cli._conform_journal import setup_in
from harness.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping, Sequence

    from harness.conformance import ConformanceRun, Setup


def merged(paths: Sequence[str], chosen: Namespace) -> ConformanceRun:
    """The run that several journals are parts of.

    Raises:
        UsageError: they are of different runs, or one of them cannot be read.
    """
    from harness.cli._conform_target import target_of, with_excerpts
    from harness.conformance._conform import Budget, run_of
    from harness.conformance._journal import Fold, read_journal
    from harness.conformance._promptness import AnswersWithin
    from harness.conformance._task import documents_of

    journals = [read_journal(path) for path in paths]
    first = journals[0][0]
    for path, (head, _) in zip(paths, journals, strict=True):
        different = [name for name in first["key"] if name != "shard" and head["key"].get(name) != first["key"][name]]
        if different:
            names = ", ".join(different)
            raise UsageError(f"{path[:200]} and {paths[0][:200]} are of different runs: {names} differ")
    key, setup = first["key"], setup_in(first)
    promptness = tuple(AnswersWithin(*each) for each in key.get("answers within", ()))
    target = target_of(_options(key, setup, chosen))._replace(base_url=setup.base_url, promptness=promptness)
    fold = Fold(entry for _, entries in journals for entry in entries)
    run = run_of(target, Budget(phases=tuple(key["phases"])), setup, fold, documents_of(target))
    return with_excerpts(run, target)


def _options(key: Mapping[str, Any], setup: Setup, chosen: Namespace) -> Namespace:
    """The options of a run, as its journal has them; nobody is asked for credentials."""
    from argparse import Namespace

    is_mock = key["server"] == "the mock"
    return Namespace(
        specs=chosen.specs,
        api=key["api"],
        mock=is_mock,
        base_url=None if is_mock else setup.base_url,
        versions=[] if key["versions"] == [None] else key["versions"],
        operation=key["operations"],
        path=key["paths"],
        tag=key["tags"],
        seed=str(key["seed"]),
        rate=None,
        answers_within=None,
        requests=None,
        allow_writes=key["writes"],
        no_overlay=not key["overlay"],
        without_credentials=True,
    )
