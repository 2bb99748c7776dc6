"""From options and the settings of an API to a conformance run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harness.cli._options import today
from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from harness.cli._console import Console
    from harness.conformance import CheckMade, ConformanceRun, Setup
    from harness.conformance._asked import Identity
    from harness.conformance._conform import Budget, Shard
    from harness.conformance._engine import Phase
    from harness.conformance._task import Scope, Target
    from harness.document import Document, Operation
    from harness.versions import Api

PHASES: tuple[Phase, ...] = ("examples", "coverage", "fuzzing", "stateful")


def conformance_of(chosen: Namespace, arguments: list[str], console: Console) -> tuple[str, ConformanceRun]:
    """The run that the options ask for, and its id.

    Raises:
        UsageError: there is no address, no such version or phase, a number is none, what generates requests is not
            installed, or the journal is of another run.
    """
    from contextlib import nullcontext

    from harness.cli._conform_journal import journal_head, journal_path, setup_in
    from harness.conformance._conform import conform, in_shard, tasks_of
    from harness.conformance._corpora import Corpora
    from harness.conformance._journal import Journal
    from harness.conformance._mocked import mocked
    from harness.conformance._own import own_checks
    from harness.conformance._target import identities_of
    from harness.conformance._task import documents_of

    _require_engine()
    target = target_of(chosen)
    own_checks(target.checks)  # says now what is wrong with them
    budget = budget_of(chosen)
    server = mocked(target.api, target.root) if chosen.mock else nullcontext(target.base_url)
    with server as base_url:
        target = target._replace(base_url=base_url)
        documents = documents_of(target)
        _refuse_idle_globs(target.scope, documents)
        head = journal_head(target, budget, setup_of(chosen, arguments, target), is_mock=chosen.mock)
        total = sum(len(task.units) for task in in_shard(tasks_of(target, budget, documents), budget.shard))
        label = f"Testing {len(target.asked)} versions of {target.api}"
        corpora = Corpora(chosen.corpus, target, fresh=chosen.fresh) if chosen.corpus else None
        with Journal(journal_path(chosen), head, resume=chosen.resume) as journal, corpora or nullcontext():
            setup = setup_in(journal.head)

            def identities() -> tuple[Identity, ...]:
                run = journal.head["run"]
                return identities_of(_api(chosen), invent=chosen.mock, overlay=not chosen.no_overlay, run=run)

            target = target._replace(identities=identities())
            renewed = identities if target.is_renewed else None
            with console.progress(label, total) as progress:
                run = conform(target, budget, setup, journal, corpora=corpora, renewed=renewed, progress=progress.at)
        return journal.head["run"], with_excerpts(run, target)


def budget_of(chosen: Namespace) -> Budget:
    """How much the run may take."""
    from harness.conformance._conform import Budget

    workers, seconds = int(positive(chosen, "workers") or 2), positive(chosen, "time-limit")
    return Budget(workers, seconds, _phases(chosen), _shard(chosen.shard))


def setup_of(chosen: Namespace, arguments: list[str], target: Target) -> Setup:
    """What is known when the run starts."""
    from shlex import join

    from harness import __version__
    from harness.conformance import Setup
    from harness.conformance._conform import now

    return Setup(
        title=_api(chosen).title,
        base_url=target.base_url,
        sent=target.sent,
        seed=target.seed,
        command=join(["harness", "conform", *arguments]),
        started=now(),
        harness=__version__,
        api=target.api,
        commit=chosen.commit,
    )


def _shard(text: str | None) -> Shard:
    """The part of a run that an option names.

    Raises:
        UsageError: it is none.
    """
    from harness.conformance._conform import Shard

    if text is None:
        return Shard()
    number, slash, of = text.partition("/")
    if slash and all(each.isascii() and each.isdecimal() and len(each) < 5 for each in (number, of)):
        shard = Shard(int(number), int(of))
        if 1 <= shard.number <= shard.of:
            return shard
    raise UsageError(f"--shard is {text[:60]!r}", hint="write the second of eight parts as 2/8")


def plan_of(chosen: Namespace) -> tuple[CheckMade, ...]:
    """Which checks would be made; nothing is sent."""
    from harness.conformance._conform import checks_made
    from harness.conformance._task import documents_of

    chosen.without_credentials = True  # nothing is sent, so that nobody has to show any
    target = target_of(chosen)
    documents = documents_of(target)
    _refuse_idle_globs(target.scope, documents)
    return tuple(checks_made(target, documents, engine=bool(_phases(chosen))))


def _refuse_idle_globs(scope: Scope, documents: Mapping[str, Document]) -> None:
    """Name a glob that fits no operation of any version.

    Raises:
        UsageError: there is one, or none fits all of them at once.
    """
    from harness.conformance._task import Scope, is_chosen

    operations = [each for document in documents.values() for each in document.operations if each.kind == "operation"]
    alone = {
        "--operation": [(glob, Scope(operations=(glob,))) for glob in scope.operations],
        "--path": [(glob, Scope(paths=(glob,))) for glob in scope.paths],
        "--tag": [(glob, Scope(tags=(glob,))) for glob in scope.tags],
    }
    for option, globs in alone.items():
        for glob, own in globs:
            if not any(is_chosen(operation, own) for operation in operations):
                raise UsageError(f"{option} {glob[:60]!r} fits no operation", hint=_near(option, glob, operations))
    if not any(is_chosen(operation, scope) for operation in operations):
        options = " and ".join(option for option, globs in alone.items() if globs)
        raise UsageError(f"no operation fits {options} at once")


def _near(option: str, glob: str, operations: list[Operation]) -> str | None:
    names = {
        "--operation": [name for each in operations for name in (each.name, each.operation_id) if name],
        "--path": [each.path for each in operations],
        "--tag": [tag for each in operations for tag in each.node.get("tags") or () if isinstance(tag, str)],
    }
    return nearest(glob, dict.fromkeys(names[option]), most=3, likeness=0.4)


def with_excerpts(run: ConformanceRun, target: Target) -> ConformanceRun:
    """The run with the lines of the snapshots that are not kept."""
    from harness.conformance._task import documents_of
    from harness.report.build.conformance import with_lines

    documents = documents_of(target)
    return with_lines(run, {asked.label: documents[asked.snapshot] for asked in target.asked})


def target_of(chosen: Namespace) -> Target:
    """What is tested."""
    from harness.conformance._limits import Rate
    from harness.conformance._target import LOOPBACK
    from harness.conformance._target import target_of as target_of_api
    from harness.conformance._task import Scope

    api = _api(chosen)
    if chosen.mock and chosen.base_url:
        raise UsageError("--mock and --base-url exclude each other", hint="give one of them")
    base_url = LOOPBACK if chosen.mock else chosen.base_url or api.server
    if base_url is None:
        raise UsageError(f"nobody says where {api.name} is served", hint="give its address with --base-url, or --mock")
    if not base_url.startswith(("http://", "https://")):
        raise UsageError(f"--base-url is {base_url[:80]!r}", hint="write it as http://127.0.0.1:8000")
    chosen.rate = chosen.rate and chosen.rate.removesuffix("/s")
    rate, requests = positive(chosen, "rate"), positive(chosen, "requests")
    address = None if chosen.mock else base_url
    own = target_of_api(
        api,
        chosen.specs,
        address,
        today(),
        only=tuple(chosen.versions),
        overlay=not chosen.no_overlay,
        asks=not getattr(chosen, "without_credentials", False),
        answers_within=positive(chosen, "answers-within"),
    )
    return own._replace(
        scope=Scope(tuple(chosen.operation), tuple(chosen.path), tuple(chosen.tag)),
        seed=int(positive(chosen, "seed") or 1),
        rates=(*([Rate("*", rate)] if rate else []), *own.rates),
        requests=int(requests) if requests else None,
        allow_writes=chosen.allow_writes,
        checks=tuple(map(os.path.abspath, getattr(chosen, "checks", ()))),
    )


def asking(chosen: Namespace, api: str, base_url: str | None, seed: int = 1) -> Namespace:
    """The options of a run that asks an API again."""
    from argparse import Namespace

    every: dict[str, list[str]] = {name: [] for name in ("versions", "operation", "path", "tag")}
    common = {"rate": None, "requests": None, "mock": False, "seed": str(seed), "workers": "1"}
    return Namespace(**{"answers_within": None, **vars(chosen), **common, **every, "api": api, "base_url": base_url})


def _api(chosen: Namespace) -> Api:
    from harness.versions import Store

    api = Store(chosen.specs).api(chosen.api)
    api.snapshot("latest")  # says so where there is none
    return api


def _phases(chosen: Namespace) -> tuple[Phase, ...]:
    if not chosen.phase:
        return PHASES
    for phase in chosen.phase:
        if phase not in (*PHASES, "none"):
            hint = nearest(phase, PHASES) or f"one of {', '.join(PHASES)}, or none"
            raise UsageError(f"there is no phase {phase[:60]!r}", hint=hint)
    return tuple(phase for phase in PHASES if phase in chosen.phase)


def _require_engine() -> None:
    from importlib.util import find_spec

    if find_spec("schemathesis") is None:
        hint = "install it with: pip install 'harness[conformance]'"
        raise UsageError("harness conform needs Schemathesis, which is not installed", hint=hint)


def positive(chosen: Namespace, name: str) -> float | None:
    """The number of an option; None where it is not given.

    Raises:
        UsageError: it is none, or not above zero.
    """
    text = getattr(chosen, name.replace("-", "_"))
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e9:
        raise UsageError(f"--{name} is {text[:60]!r}", hint="give it a number above zero")
    return number
