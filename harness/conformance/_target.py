"""From the settings of an API to what a run asks: the versions that can be named, and who may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._asked import AskedVersion, Identity, carried, invented
from harness.conformance._limits import Rate
from harness.conformance._model import VersionSent
from harness.conformance._promptness import AnswersWithin, patience
from harness.conformance._task import Target
from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document import Document
    from harness.versions import Api, CredentialSource
    from harness.versions import Identity as Stored

# What stands for the address of a mock until it has one.
LOOPBACK = "http://127.0.0.1"


def target_of(
    api: Api,
    root: str,
    base_url: str | None,
    today: str,
    *,
    only: tuple[str, ...] = (),
    overlay: bool = True,
    asks: bool = True,
    answers_within: float | None = None,
) -> Target:
    """What is asked of the server of an API, within the limits of its settings and for all operations.

    Args:
        api: the API.
        root: the folder of its store.
        base_url: the address of the server; None for a mock, which takes whoever comes.
        today: the day of the run.
        only: the names of the versions to ask for; none for all.
        overlay: whether overlays mend the snapshots.
        asks: whether anybody is asked anything, so that credentials are needed.
        answers_within: how long any operation may take, in seconds; None for what the settings say alone.

    Raises:
        UsageError: there is no such version, or a credential is missing.
    """
    api.snapshot("latest")  # says so where there is none
    commands = [source for source in _sources(api) if source.command and base_url is not None]
    limits = api.settings.limits
    promptness = (
        *(AnswersWithin(each.operations, each.answers_within) for each in limits if each.answers_within is not None),
        *([] if answers_within is None else [AnswersWithin("*", answers_within)]),
    )
    identities = () if asks or base_url is None else _nameless(api)
    identities = identities or identities_of(api, invent=base_url is None, overlay=overlay)
    return Target(
        api.name,
        root,
        overlay,
        (base_url or LOOPBACK).rstrip("/"),
        version_sent(api),
        identities,
        api.settings.version.echo,
        asked_versions(api, only, today),
        names=tuple(_other_names(api, today)),
        strict=bool(api.settings.identities) and base_url is not None,
        invented=base_url is None or not api.settings.identities,
        today=today,
        timeout=patience(promptness),
        rates=tuple(Rate(limit.operations, limit.rate) for limit in limits if limit.rate is not None),
        promptness=promptness,
        private=tuple(_private(api)),
        cleans=base_url is not None,
        is_renewed=bool(commands),
        renews=min((source.refresh for source in commands if source.refresh), default=None),
    )


def version_sent(api: Api) -> VersionSent:
    """How requests name the version."""
    place = api.settings.version.place
    return VersionSent("none", "") if api.style == "none" or place is None else VersionSent(place.kind, place.name)


def asked_versions(api: Api, only: tuple[str, ...], today: str) -> tuple[AskedVersion, ...]:
    """All names that can be sent on a day, from the oldest snapshot.

    Raises:
        UsageError: one of those that are wanted is none of them.
    """
    versions = api.served(today)
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


def identities_of(api: Api, *, invent: bool, overlay: bool = True, run: str = "") -> tuple[Identity, ...]:
    """Who asks: the identities of the settings, or people of two tenants that are made up.

    Args:
        api: the API.
        invent: whether to make them up, though settings name some.
        overlay: whether the overlay mends the snapshot that says how credentials travel.
        run: the id of a run, which has the same people whenever it is gone on with; empty for others each time.

    Raises:
        UsageError: a credential of the settings is missing.
    """
    from secrets import token_hex

    from harness.versions import load_snapshot

    documents = [load_snapshot(snapshot, overlay=overlay) for snapshot in api.snapshots]
    if api.settings.identities and not invent:
        _require_all(api)
        return tuple(_identity(identity, documents[-1]) for identity in api.settings.identities)
    tenants = [f"tenant-{(run or token_hex(4))[:8]}-{number}" for number in range(2)]
    people = ((tenants[0], "first"), (tenants[0], "second"), (tenants[1], "stranger"))
    return tuple(invented(documents, tenant, user) for tenant, user in people)


def _require_all(api: Api) -> None:
    """Name all environment variables that are missing, and not one after the other.

    Raises:
        UsageError: several are; of a single one, whoever reads its value says where it is asked for.
    """
    import os

    names = dict.fromkeys(source.environment for source in _sources(api) if source.environment is not None)
    missing = [name for name in names if name not in os.environ]
    if len(missing) > 1:
        hint = f"set them, or take the credentials out of the api.toml of {api.name}"
        raise UsageError(f"the identities of {api.name} need the environment variables {', '.join(missing)}", hint=hint)


def _nameless(api: Api) -> tuple[Identity, ...]:
    """The identities of the settings with nobody's credentials."""
    return tuple(
        Identity(identity.name, identity.tenant or identity.name, dict.fromkeys(identity.credentials, ""))
        for identity in api.settings.identities
    )


def _sources(api: Api) -> Iterator[CredentialSource]:
    """Where credentials come from."""
    for identity in api.settings.identities:
        yield from identity.credentials.values()
        yield from identity.headers.values()


def _identity(identity: Stored, document: Document) -> Identity:
    """An identity with the values of its credentials.

    Raises:
        UsageError: a variable is missing, or a command fails.
    """
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


def _private(api: Api) -> Iterator[tuple[str, str]]:
    """The collections whose things are private, each with the security scheme of their owner."""
    for hint in api.settings.resources:
        if hint.private_to is not None:
            yield from ((path, hint.private_to) for path in (hint.path, *hint.also))


def _other_names(api: Api, today: str) -> Iterator[str]:
    """Aliases, and versions that are served no more."""
    yield from api.settings.version.aliases
    for version in api.versions.named:
        if version.name is not None and version.is_retired(today):
            yield version.name
