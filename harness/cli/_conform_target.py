"""From options and the settings of an API to a conformance run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import today
from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from harness.cli._console import Console
    from harness.conformance import CheckMade, ConformanceRun
    from harness.conformance._asked import AskedVersion, Identity
    from harness.conformance._engine import Phase
    from harness.conformance._model import VersionSent
    from harness.conformance._task import Target
    from harness.document import Document
    from harness.versions import Api
    from harness.versions import Identity as Stored

PHASES: tuple[Phase, ...] = ("examples", "coverage", "fuzzing", "stateful")
# What stands for the address of a mock until it has one.
_LOOPBACK = "http://127.0.0.1"


def conformance_of(chosen: Namespace, arguments: list[str], console: Console) -> ConformanceRun:
    """The run that the options ask for.

    Raises:
        UsageError: there is no address, no such version or phase, a number is none, or what generates requests is not
            installed.
    """
    from contextlib import nullcontext
    from shlex import join

    from harness import __version__
    from harness.conformance import Setup
    from harness.conformance._conform import Budget, conform, now, tasks_of
    from harness.conformance._mocked import mocked

    _require_engine()
    target = target_of(chosen)
    budget = Budget(int(positive(chosen, "workers") or 2), positive(chosen, "time-limit"), _phases(chosen))
    server = mocked(target.api, target.root) if chosen.mock else nullcontext(target.base_url)
    with server as base_url:
        target = target._replace(base_url=base_url)
        setup = Setup(
            title=_api(chosen).title,
            base_url=base_url,
            sent=target.sent,
            seed=target.seed,
            command=join(["harness", "conform", *arguments]),
            started=now(),
            harness=__version__,
            api=target.api,
        )
        total = len(tasks_of(target, budget))
        with console.progress(f"Testing {len(target.asked)} versions of {target.api}", total) as progress:
            return with_excerpts(conform(target, budget, setup, progress.at), target)


def plan_of(chosen: Namespace) -> tuple[CheckMade, ...]:
    """Which checks would be made; nothing is sent."""
    from harness.conformance._conform import checks_made
    from harness.conformance._task import documents_of

    target = target_of(chosen)
    return tuple(checks_made(target, documents_of(target), engine=bool(_phases(chosen))))


def with_excerpts(run: ConformanceRun, target: Target) -> ConformanceRun:
    """The run with the lines of the snapshots that are not kept."""
    from harness.conformance._task import documents_of
    from harness.report.build.conformance import with_lines

    documents = documents_of(target)
    return with_lines(run, {asked.label: documents[asked.snapshot] for asked in target.asked})


def target_of(chosen: Namespace) -> Target:
    """What is tested."""
    from harness.conformance._task import Scope, Target

    api = _api(chosen)
    if chosen.mock and chosen.base_url:
        raise UsageError("--mock and --base-url exclude each other", hint="give one of them")
    base_url = _LOOPBACK if chosen.mock else chosen.base_url or api.server
    if base_url is None:
        raise UsageError(f"nobody says where {api.name} is served", hint="give its address with --base-url, or --mock")
    if not base_url.startswith(("http://", "https://")):
        raise UsageError(f"--base-url is {base_url[:80]!r}", hint="write it as http://127.0.0.1:8000")
    sent = _sent(api)
    workers = int(positive(chosen, "workers") or 2)
    rate, requests = positive(chosen, "rate"), positive(chosen, "requests")
    asked = asked_versions(api, tuple(chosen.versions), today())
    return Target(
        api.name,
        chosen.specs,
        not chosen.no_overlay,
        base_url.rstrip("/"),
        sent,
        _identities(api, chosen),
        api.settings.version.echo,
        asked,
        Scope(tuple(chosen.operation), tuple(chosen.path), tuple(chosen.tag)),
        seed=int(positive(chosen, "seed") or 1),
        rate=rate / workers if rate else None,
        requests=int(requests) if requests else None,
        allow_writes=chosen.allow_writes,
        names=tuple(_other_names(api)),
        strict=bool(api.settings.identities) and not chosen.mock,
        invented=chosen.mock or not api.settings.identities,
        today=today(),
    )


def asked_versions(api: Api, only: tuple[str, ...], day: str) -> tuple[AskedVersion, ...]:
    """All names that can be sent on a day, from the oldest snapshot.

    Raises:
        UsageError: one of those that are wanted is none of them.
    """
    from harness.conformance._asked import AskedVersion

    versions = api.served(day)
    if api.style == "none":
        return (AskedVersion(None, versions.resolve().required().label),)
    names = dict.fromkeys([*(str(version.name) for version in versions.served), *(s.date for s in api.snapshots)])
    asked = []
    for name in names:
        resolution = versions.resolve(name)
        if resolution.snapshot is not None:
            version = versions.version_of(resolution.snapshot).registered
            days = version.deprecated, version.sunset
            asked.append(AskedVersion(name, resolution.snapshot.label, resolution.echo, *days))
    known = [str(version.name) for version in asked]
    unknown = [name for name in only if name not in known]
    if unknown:
        hint = nearest(unknown[0], known) or f"one of {', '.join(known)}"
        raise UsageError(f"{api.name} has no version {unknown[0][:60]!r}", hint=hint)
    asked = [version for version in asked if not only or version.name in only]
    # A day stands for its own snapshot before a version that means it.
    return tuple(sorted(asked, key=lambda version: (version.snapshot, version.name == version.snapshot)))


def _other_names(api: Api) -> Iterator[str]:
    """Aliases, and versions that are served no more."""
    day = today()
    yield from api.settings.version.aliases
    for version in api.versions.named:
        if version.name is not None and version.is_retired(day):
            yield version.name


def _api(chosen: Namespace) -> Api:
    from harness.versions import Store

    api = Store(chosen.specs).api(chosen.api)
    api.snapshot("latest")  # says so where there is none
    return api


def _sent(api: Api) -> VersionSent:
    from harness.conformance import VersionSent

    place = api.settings.version.place
    return VersionSent("none", "") if api.style == "none" or place is None else VersionSent(place.kind, place.name)


def _phases(chosen: Namespace) -> tuple[Phase, ...]:
    if not chosen.phase:
        return PHASES
    for phase in chosen.phase:
        if phase not in (*PHASES, "none"):
            hint = nearest(phase, PHASES) or f"one of {', '.join(PHASES)}, or none"
            raise UsageError(f"there is no phase {phase[:60]!r}", hint=hint)
    return tuple(phase for phase in PHASES if phase in chosen.phase)


def _identities(api: Api, chosen: Namespace) -> tuple[Identity, ...]:
    """Who asks: the identities of the settings, or made-up people where there are none, and for a mock."""
    from secrets import token_hex

    from harness.conformance._asked import invented
    from harness.versions import load_snapshot

    document = load_snapshot(api.snapshots[-1], overlay=not chosen.no_overlay)
    if api.settings.identities and not chosen.mock:
        return tuple(_identity(identity, document) for identity in api.settings.identities)
    tenants = [f"tenant-{token_hex(4)}" for _ in range(2)]
    people = ((tenants[0], "first"), (tenants[0], "second"), (tenants[1], "stranger"))
    return tuple(invented(document, tenant, user) for tenant, user in people)


def _identity(identity: Stored, document: Document) -> Identity:
    """An identity with the values of its credentials.

    Raises:
        UsageError: a variable is missing, or a command fails.
    """
    from harness.conformance._asked import Identity, carried
    from harness.versions import Credentials

    credentials = Credentials(identity, document)
    values = {
        scheme: f"{source.user}:{credentials.value(scheme, source)}"
        if source.user
        else credentials.value(scheme, source)
        for scheme, source in identity.credentials.items()
    }
    for scheme in document.components("securitySchemes"):
        carrier = carried(document, scheme, "")
        for header, source in identity.headers.items():
            if carrier is not None and carrier.place == "header" and carrier.name.lower() == header.lower():
                value = credentials.value(header, source)
                # `Bearer sk-…` in a header is the value behind the word in its scheme.
                values.setdefault(scheme, value.removeprefix(carrier.value))
    return Identity(identity.name, identity.tenant or identity.name, values)


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
