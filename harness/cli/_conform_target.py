"""From options and the settings of an API to a conformance run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._conform import _PHASES, positive
from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console
    from harness.conformance import ConformanceRun
    from harness.conformance._asked import AskedVersion, Identity
    from harness.conformance._engine import Phase
    from harness.conformance._model import VersionSent
    from harness.conformance._worker import Target
    from harness.document import Api


def conformance_of(chosen: Namespace, arguments: list[str], console: Console) -> ConformanceRun:
    """The run that the options ask for.

    Raises:
        UsageError: there is no address, no such version or phase, a number is none, or what generates requests is not
            installed.
    """
    from shlex import join

    from harness import __version__
    from harness.conformance import Setup
    from harness.conformance._conform import Budget, conform, now, tasks_of

    _require_engine()
    target = target_of(chosen)
    budget = Budget(int(positive(chosen, "workers") or 2), positive(chosen, "time-limit"), _phases(chosen))
    setup = Setup(
        title=_api(chosen).title,
        base_url=target.base_url,
        sent=target.sent,
        seed=target.seed,
        command=join(["harness", "conform", *arguments]),
        started=now(),
        harness=__version__,
    )
    total = len(tasks_of(target, budget))
    with console.progress(f"Testing {len(target.asked)} versions", total) as progress:
        return conform(target, budget, setup, progress.at)


def target_of(chosen: Namespace) -> Target:
    """What is tested."""
    from harness.conformance._worker import Scope, Target

    api = _api(chosen)
    base_url = chosen.base_url or api.server
    if base_url is None:
        raise UsageError(f"nobody says where {api.name} is served", hint="give its address with --base-url, or --mock")
    if not base_url.startswith(("http://", "https://")):
        raise UsageError(f"--base-url is {base_url[:80]!r}", hint="write it as http://127.0.0.1:8000")
    sent = _sent(api)
    workers = int(positive(chosen, "workers") or 2)
    rate, requests = positive(chosen, "rate"), positive(chosen, "requests")
    asked = asked_versions(api, tuple(chosen.versions))
    return Target(
        api.name,
        chosen.specs,
        not chosen.no_overlay,
        base_url.rstrip("/"),
        sent,
        _identities(api, chosen),
        sent.place == "header",
        asked,
        Scope(tuple(chosen.operation), tuple(chosen.path), tuple(chosen.tag)),
        seed=int(positive(chosen, "seed") or 1),
        rate=rate / workers if rate else None,
        requests=int(requests) if requests else None,
        allow_writes=chosen.allow_writes,
    )


def asked_versions(api: Api, only: tuple[str, ...]) -> tuple[AskedVersion, ...]:
    """All names that can be sent, from the oldest snapshot.

    Raises:
        UsageError: one of those that are wanted is none of them.
    """
    from harness.conformance._asked import AskedVersion

    if api.style == "none":
        return (AskedVersion(None, api.snapshot("latest").date),)
    names = sorted({*api.versions(), *(snapshot.date for snapshot in api.snapshots)})
    unknown = [name for name in only if name not in names]
    if unknown:
        hint = nearest(unknown[0], names) or f"one of {', '.join(names)}"
        raise UsageError(f"{api.name} has no version {unknown[0][:60]!r}", hint=hint)
    asked = []
    for name in names:
        if not only or name in only:
            resolution = api.resolution(name)
            asked.append(AskedVersion(name, resolution.snapshot, resolution.version_applied))
    # A day stands for its own snapshot before a version that means it.
    return tuple(sorted(asked, key=lambda version: (version.snapshot, version.name == version.snapshot)))


def _api(chosen: Namespace) -> Api:
    from harness.document import Store

    api = Store(chosen.specs).api(chosen.api)
    api.snapshot("latest")  # says so where there is none
    return api


def _sent(api: Api) -> VersionSent:
    from harness.conformance import VersionSent

    if api.style == "none":
        return VersionSent("none", "")
    return VersionSent("header", api.configuration.header or "")


def _phases(chosen: Namespace) -> tuple[Phase, ...]:
    if not chosen.phase:
        return _PHASES
    for phase in chosen.phase:
        if phase not in (*_PHASES, "none"):
            hint = nearest(phase, _PHASES) or f"one of {', '.join(_PHASES)}, or none"
            raise UsageError(f"there is no phase {phase[:60]!r}", hint=hint)
    return tuple(phase for phase in _PHASES if phase in chosen.phase)


def _identities(api: Api, chosen: Namespace) -> tuple[Identity, ...]:
    """Who asks: made-up people on this machine where nobody is named."""
    from secrets import token_hex

    from harness.conformance._asked import Identity, invented
    from harness.document import load_snapshot

    document = load_snapshot(api.snapshots[-1], overlay=not chosen.no_overlay)
    tenants = [f"tenant-{token_hex(4)}" for _ in range(2)]
    people = [invented(document, tenants[0], "first"), invented(document, tenants[0], "second")]
    return (*people, invented(document, tenants[1], "stranger"), Identity("nobody", "", {}))[:3]


def _require_engine() -> None:
    from importlib.util import find_spec

    if find_spec("schemathesis") is None:
        hint = "install it with: pip install 'harness[conformance]'"
        raise UsageError("harness conform needs Schemathesis, which is not installed", hint=hint)
