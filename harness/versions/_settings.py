"""The settings of an API: harness.toml of the root and of the team, then api.toml, each with the line that says so."""

# Importing pathlib would slow down the start of every comparison.

from __future__ import annotations

import os
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from harness.errors import InvalidConfiguration, nearest
from harness.records import NamedTuple
from harness.versions._beta import Beta
from harness.versions._identities import SHORT_FORM, CredentialSource, Identity
from harness.versions._layers import Layers
from harness.versions._names import date_problem, is_word, name_problem, order_of
from harness.versions._places import RequestPlace
from harness.versions._register import Registered
from harness.versions._resolution import DEFAULTS, VersionSettings
from harness.versions._toml import read_toml
from harness.versions._violations import check_settings, label_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harness.versions._names import Format
    from harness.versions._toml import KeyPath, TomlFile

API_FILE: Final = "api.toml"
SHARED_FILE: Final = "harness.toml"

_PLACES: Final = ("header", "query", "path")


class ResourceHint(NamedTuple):
    """What the owner says of resources that a mock stores.

    Attributes:
        path: of their collection.
        stored: whether requests create them; None where the documents decide.
        also: other paths of the same collection.
        fed_by: paths whose POST leaves one of them behind.
        upload: paths whose POST takes a file of them, one a line.
        export: paths whose GET gives such a file.
        ids: other names of their identifier.
        names: names of properties in some versions, with those in the others.
        single: paths to one of them, with the request header that names it.
        private_to: the security scheme whose credential alone sees them within a tenant; None where all of it do.
    """

    path: str
    stored: bool | None = None
    also: tuple[str, ...] = ()
    fed_by: tuple[str, ...] = ()
    upload: tuple[str, ...] = ()
    export: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    names: Mapping[str, str] = MappingProxyType({})
    single: Mapping[str, str] = MappingProxyType({})
    private_to: str | None = None


class OperationLimit(NamedTuple):
    """How fast some operations may be asked, and how long they may take; at least one of both.

    Attributes:
        operations: a glob of `METHOD /path`.
        rate: requests a second; None for any number.
        answers_within: seconds to the end of an answer; None where nothing is promised.
    """

    operations: str
    rate: float | None = None
    answers_within: float | None = None


class Settings(NamedTuple):
    """The settings of one API.

    Attributes:
        title: the name that people know it by.
        server: the URL of the server that the snapshots describe.
        overlay: the path of the overlay that mends the snapshots; it lies in the folder of the API.
        version: how it is asked for a version.
        beta: what is promised of operations in beta.
        identities: who may ask; that of `[authentication]` first.
        resources: what is said of the resources that a mock stores.
        streams: the protocol of event streams; None where nothing says it.
        layers: the files that say all this.
        limits: how fast a server may be asked, and how long it may take.
    """

    title: str
    server: str | None = None
    overlay: str | None = None
    version: VersionSettings = VersionSettings()
    beta: Beta = Beta()
    identities: tuple[Identity, ...] = ()
    resources: tuple[ResourceHint, ...] = ()
    streams: str | None = None
    layers: Layers | None = None
    limits: tuple[OperationLimit, ...] = ()

    def identity(self, name: str | None = None) -> Identity:
        """The identity of a name; without one, the first.

        Raises:
            InvalidConfiguration: there is none.
        """
        for identity in self.identities:
            if name in (None, identity.name):
                return identity
        known = [identity.name for identity in self.identities]
        message = f"there is no identity{'' if name is None else f' {name[:60]!a}'} in the settings of {self.title}"
        near = None if name is None else nearest(name, known)
        raise InvalidConfiguration(message, hint=near or f"known: {', '.join(known) or 'none'}")


def read_settings(folder: str, name: str, root: str, shared: str = SHARED_FILE) -> Settings:
    """The settings of an API.

    Args:
        folder: of the API.
        name: of the API in the store; its title where no file says one.
        root: the folder of the store; an API in a folder of it shares the settings of its team.
        shared: the path of the settings that all APIs share.

    Raises:
        InvalidConfiguration: a file cannot be read, is no TOML, or says something that cannot be.
    """
    layers = Layers([*_shared(folder, root, shared), *_read(os.path.join(folder, API_FILE), "api")])
    return _Reader(layers).settings(folder, name) if layers.files else Settings(name)


def read_overlay(folder: str) -> str | None:
    """The path of the overlay that an api.toml names; raises as `read_settings` does."""
    layers = Layers(_read(os.path.join(folder, API_FILE), "api"))
    return _Reader(layers).overlay(folder) if layers.files else None


def shared_layers(path: str) -> Layers:
    """What a harness.toml says by itself; raises as `read_settings` does."""
    return Layers(_read(path, "settings"))


def past_settings(files: Sequence[TomlFile]) -> tuple[VersionSettings, str | None]:
    """What files of settings that are no longer there said of versions, and the overlay that they named.

    Args:
        files: the lowest first.

    Raises:
        InvalidConfiguration: they said what cannot be.
    """
    layers = Layers(
        [(file, check_settings(file, "api" if file.path.endswith(API_FILE) else "settings")) for file in files]
    )
    return (_Reader(layers).version(), layers.tables.get("overlay")) if layers.files else (VersionSettings(), None)


def beta_of(layers: Layers) -> Beta:
    """What settings promise of operations in beta.

    Raises:
        InvalidConfiguration: they name paths and promise nothing.
    """
    promise, paths = layers.tables.get("beta"), tuple(layers.tables.get("beta-paths", ()))
    place: KeyPath = ("beta",)
    if promise is None:
        if paths:
            raise layers.error("beta-paths needs beta", ("beta-paths",), 'add beta = "may-break" or "as-stable"')
        return Beta()
    return Beta(promise, paths, layers.origin(place).path, layers.line_of(place))


def _shared(folder: str, root: str, shared: str) -> Iterator[tuple[TomlFile, dict[str, Any]]]:
    yield from _read(shared, "settings")
    above = os.path.dirname(folder)
    if os.path.abspath(above) != os.path.abspath(root):
        yield from _read(os.path.join(above, SHARED_FILE), "settings")


def _read(path: str, schema: str) -> list[tuple[TomlFile, dict[str, Any]]]:
    file = read_toml(path)
    return [] if file is None else [(file, check_settings(file, schema))]


def _hint(table: Mapping[str, Any]) -> ResourceHint:
    members: dict[str, Any] = {
        name.replace("-", "_"): tuple(value) if isinstance(value, list) else value for name, value in table.items()
    }
    return ResourceHint(**members)


class _Reader:
    """Reads what a schema cannot say: how the settings hang together."""

    def __init__(self, layers: Layers) -> None:
        self._layers = layers
        self._tables = layers.tables

    def settings(self, folder: str, name: str) -> Settings:
        tables = self._tables
        beta = beta_of(self._layers)
        title = tables.get("title", name)
        if not title.strip():
            raise self._layers.error(f"title = {title!a} is empty", ("title",))
        version = self.version()
        return Settings(
            title,
            tables.get("server"),
            self.overlay(folder),
            version,
            beta,
            self._identities(version),
            tuple(map(_hint, tables.get("resources", ()))),
            tables.get("streams"),
            self._layers,
            tuple(self._limit(table, at) for at, table in enumerate(tables.get("limits", ()))),
        )

    def _limit(self, table: dict[str, Any], at: int) -> OperationLimit:
        limit = OperationLimit(table["operations"], table.get("rate"), table.get("answers-within"))
        if limit.rate is None and limit.answers_within is None:
            message = f"the limit of {limit.operations!a} limits nothing"
            raise self._layers.error(message, ("limits", at), "add rate, answers-within or both")
        return limit

    def overlay(self, folder: str) -> str | None:
        name = self._tables.get("overlay")
        if name is None:
            return None
        path = os.path.join(folder, name)
        # A symbolic link may lead outside too.
        home = os.path.realpath(folder)
        if os.path.isabs(name) or ".." in name.split("/") or os.path.commonpath([home, os.path.realpath(path)]) != home:
            raise self._layers.error(f"overlay = {name!a} leaves the folder of the API", ("overlay",))
        if not os.path.isfile(path):
            raise self._layers.error(f"overlay = {name!a} is no file in the folder of the API", ("overlay",))
        return path

    def version(self) -> VersionSettings:
        table = self._tables.get("version", {})
        places = [RequestPlace(kind, table[kind]) for kind in _PLACES if kind in table]
        if len(places) > 1:
            message = f"version.{places[1].kind} and version.{places[0].kind} are both set: a request has one place"
            raise self._layers.error(message, ("version", places[1].kind))
        form = table.get("format", "date")
        style = table.get("style", "exact" if form == "number" else "any-day")
        if style == "none" and places:
            message = f'version.{places[0].kind} is set, but style = "none" says that there are no versions'
            raise self._layers.error(message, ("version", places[0].kind))
        if style == "any-day" and form == "number":
            message = 'version.style = "any-day" cannot be: a number is no day'
            raise self._layers.error(message, ("version", "style"), "use exact, floor or forward")
        registered = self._registered(form)
        known = {entry.name for entry in registered}
        aliases = self._aliases(table, form, known)
        return VersionSettings(
            place=places[0] if places else None,
            format=form,
            style=style,
            default=self._default(table, form, {*known, *aliases}),
            unknown=table.get("unknown", 400),
            retired=table.get("retired", 410),
            aliases=aliases,
            echo=table.get("echo"),
            registered=registered,
        )

    def _registered(self, form: Format) -> tuple[Registered, ...]:
        announced = self._tables.get("version", {}).get("announced", [])
        if announced and "versions" in self._tables:
            message = "version.announced and [[versions]] are both set: the one is the short form of the other"
            raise self._layers.error(message, ("version", "announced"), "put all into [[versions]]")
        entries = []
        for at, name in enumerate(announced):
            self._check_name(name, form, ("version", "announced", at))
            entries.append(Registered(name))
        for at, table in enumerate(self._tables.get("versions", ())):
            entries.append(self._entry(table, form, at))
        self._refuse_twins(entries, form)
        return tuple(entries)

    def _entry(self, table: dict[str, Any], form: Format, at: int) -> Registered:
        entry = Registered(
            table["name"], table.get("stage"), table.get("released"), table.get("deprecated"), table.get("sunset")
        )
        place: KeyPath = ("versions", at)
        if not (is_word(entry.name) and entry.stage == "candidate"):
            hint = 'a word may be the name of a candidate: stage = "candidate"' if is_word(entry.name) else None
            self._check_name(entry.name, form, (*place, "name"), hint)
        days = [(key, getattr(entry, key)) for key in ("released", "deprecated", "sunset")]
        for key, day in days:
            problem = None if day is None else date_problem(day)
            if problem is not None:
                raise self._layers.error(f"{label_of((*place, key))} = {day!a} {problem}", (*place, key))
        dated = [(key, day) for key, day in days if day is not None]
        for (before, first), (after, second) in pairwise(dated):
            if second < first:
                message = f"version {entry.name}: {after} {second} lies before {before} {first}"
                raise self._layers.error(message, (*place, after))
        return entry

    def _refuse_twins(self, entries: list[Registered], form: Format) -> None:
        orders: dict[object, str] = {}
        short = "versions" not in self._tables
        for at, entry in enumerate(entries):
            order = entry.name if is_word(entry.name) else order_of(entry.name, form)
            if order in orders:
                place: KeyPath = ("version", "announced", at) if short else ("versions", at, "name")
                owner = "version.announced" if short else "[[versions]]"
                other = "twice" if orders[order] == entry.name else f"and {orders[order]}, which are one version"
                raise self._layers.error(f"{owner} names {entry.name} {other}", place)
            orders[order] = entry.name

    def _check_name(self, name: str, form: Format, place: KeyPath, hint: str | None = None) -> None:
        problem = name_problem(name, form)
        if problem is not None:
            raise self._layers.error(f"{label_of(place)}, {name!a} {problem}", place, hint)

    def _aliases(self, table: dict[str, Any], form: Format, known: set[str]) -> dict[str, str]:
        aliases: dict[str, str] = table.get("aliases", {})
        for alias, name in aliases.items():
            place: KeyPath = ("version", "aliases", alias)
            if alias in known or name_problem(alias, form) is None:
                raise self._layers.error(f"the alias {alias!a} is the name of a version already", place)
            if name in known or (not known and name_problem(name, form) is None):
                continue
            hint = nearest(name, known) or (f"known: {', '.join(sorted(known))}" if known else None)
            raise self._layers.error(f"the alias {alias!a} means {name!a}, which is no version", place, hint)
        return aliases

    def _default(self, table: dict[str, Any], form: Format, known: set[str]) -> str | None:
        default: str | None = table.get("default")
        if default is None or default in DEFAULTS or default in known:
            return default
        problem = name_problem(default, form)
        if problem is not None:
            hint = nearest(default, [*DEFAULTS, *known]) or f"or one of {', '.join(DEFAULTS)}"
            raise self._layers.error(f"version.default {default!a} {problem}", ("version", "default"), hint)
        return default

    def _identities(self, version: VersionSettings) -> tuple[Identity, ...]:
        identities = self._short_form()
        for at, table in enumerate(self._tables.get("identities", ())):
            place: KeyPath = ("identities", at)
            if table["name"] in [identity.name for identity in identities]:
                first = " for that of [authentication]" if table["name"] == SHORT_FORM else ""
                raise self._layers.error(f"two identities have the name {table['name']}{first}", (*place, "name"))
            pinned = table.get("version")
            if pinned is not None:
                self._check_pinned(pinned, version, (*place, "version"))
            sources = {
                scheme: self._source(value, (*place, "credentials", scheme))
                for scheme, value in table.get("credentials", {}).items()
            }
            identities.append(Identity(table["name"], table.get("tenant"), pinned, sources))
        return tuple(identities)

    def _short_form(self) -> list[Identity]:
        headers: dict[str, str] = self._tables.get("authentication", {})
        seen: dict[str, str] = {}
        for header in headers:
            if header.lower() in seen:
                message = f"{header} in [authentication] is the same header as {seen[header.lower()]}"
                raise self._layers.error(message, ("authentication", header))
            seen[header.lower()] = header
        sources = {header: self._source(variable, ("authentication", header)) for header, variable in headers.items()}
        return [Identity(SHORT_FORM, headers=sources)] if sources else []

    def _check_pinned(self, pinned: str, version: VersionSettings, place: KeyPath) -> None:
        known = {entry.name for entry in version.registered} | version.aliases.keys()
        problem = None if pinned in known else name_problem(pinned, version.format)
        if problem is not None:
            raise self._layers.error(f"{label_of(place)}, {pinned!a} {problem}", place)

    def _source(self, value: str | dict[str, Any], place: KeyPath) -> CredentialSource:
        file, line = self._layers.origin(place).path, self._layers.line_of(place)
        if isinstance(value, str):
            return CredentialSource(value, file=file, line=line)
        if ("environment" in value) == ("command" in value):
            message = f"{label_of(place)} needs either environment or command"
            raise self._layers.error(message, place)
        if "environment" in value and ("refresh" in value or "timeout" in value):
            raise self._layers.error(f"{label_of(place)}: refresh and timeout are for commands", place)
        command = tuple(value.get("command", ()))
        return CredentialSource(**{**value, "command": command}, file=file, line=line)
