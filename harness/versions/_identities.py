"""Who may ask: identities, and how their credentials go into requests by the security schemes of a document.

::

    identity = store.api("parcels").settings.identity("alice")
    credentials = Credentials(identity, document)
    schemes = credentials.alternative(operation)     # None where it has no credentials for any
    parts = credentials.parts(schemes)               # headers, query and cookies; fetched anew when they grow old
"""

from __future__ import annotations

import base64
import os
import time
from typing import TYPE_CHECKING, Any, Final, Literal

from harness.errors import InvalidConfiguration, UsageError, nearest
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from harness.document import Document, Operation

SHORT_FORM: Final = "default"
"""The name of the identity that `[authentication]` is the short form of."""

Carrier = Literal["header", "query", "cookie"]

_TIMEOUT = 30
_LONGEST = 65536  # bytes of a value


class CredentialSource(NamedTuple):
    """Where the value of a credential comes from: an environment variable or a command.

    Attributes:
        environment: the name of the variable.
        command: a program and its arguments, run without a shell.
        refresh: after how many seconds the command is run again; None for once.
        timeout: how many seconds the command may take.
        user: the user name of a `basic` scheme, where the value is the password alone.
        file, line: where settings say so.
    """

    environment: str | None = None
    command: tuple[str, ...] = ()
    refresh: int | None = None
    timeout: int = _TIMEOUT
    user: str | None = None
    file: str | None = None
    line: int | None = None

    @property
    def label(self) -> str:
        """What people call it; nothing of it is secret."""
        return f"environment variable {self.environment}" if self.environment else f"command {self.command[0]!a}"


class Identity(NamedTuple):
    """Somebody who asks.

    Attributes:
        name: what it is called.
        tenant: to whom it belongs; None where nothing is said.
        version: its own default version, for APIs whose default is "per-consumer".
        credentials: by security scheme of the document, where the value comes from.
        headers: the same by header, whatever the document says.
    """

    name: str
    tenant: str | None = None
    version: str | None = None
    credentials: Mapping[str, CredentialSource] = {}
    headers: Mapping[str, CredentialSource] = {}


class RequestParts(NamedTuple):
    """What a request gets to be authenticated; its values never reach any output."""

    headers: Mapping[str, str]
    query: Mapping[str, str]
    cookies: Mapping[str, str]

    def __repr__(self) -> str:
        names = [*self.headers, *self.query, *self.cookies]
        return f"<RequestParts {', '.join(names)}>"


class Credentials:
    """The credentials of an identity for the requests of a document; values are fetched when they are first needed.

    Args:
        identity: who asks.
        document: declares the security schemes.
        environment: the variables; None for those of the process.
        clock: gives seconds that only grow.

    Raises:
        InvalidConfiguration: the identity names a scheme that the document does not have, or one that harness cannot
            fill in.
    """

    def __init__(
        self,
        identity: Identity,
        document: Document,
        environment: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.identity = identity
        self._environment = os.environ if environment is None else environment
        self._clock = clock
        self._values: dict[CredentialSource, tuple[float, str]] = {}
        declared = document.components("securitySchemes")
        self._carriers = {
            name: _carrier(name, declared[name].value if name in declared else None, source, identity, list(declared))
            for name, source in identity.credentials.items()
        }

    def __repr__(self) -> str:
        return f"<Credentials of {self.identity.name}>"

    def alternative(self, operation: Operation) -> tuple[str, ...] | None:
        """The schemes of the first way to authenticate that the identity has all credentials for; None without any."""
        ways = [tuple(security.schemes) for security in operation.security]
        able = [way for way in ways if all(name in self._carriers for name in way)]
        return next((way for way in able if way), next(iter(able), None if ways else ()))

    def parts(self, schemes: Iterable[str] | None = None) -> RequestParts:
        """What a request gets.

        Args:
            schemes: the names of the schemes, such as an `alternative`; None for all that the identity has.

        Raises:
            UsageError: a variable is missing, or a command fails; the message names it and shows no value.
        """
        names = self._carriers if schemes is None else schemes
        parts: dict[Carrier, dict[str, str]] = {"header": {}, "query": {}, "cookie": {}}
        for header, source in self.identity.headers.items():
            parts["header"][header] = self.value(header, source)
        for name in names:
            carrier, key, wrap = self._carriers[name]
            source = self.identity.credentials[name]
            parts[carrier][key] = wrap(self.value(name, source), source.user)
        return RequestParts(parts["header"], parts["query"], parts["cookie"])

    def value(self, name: str, source: CredentialSource) -> str:
        """The value of a credential, fetched anew where it has grown old; raises as `parts` does."""
        now = self._clock()
        known = self._values.get(source)
        if known is None or (source.refresh is not None and now - known[0] >= source.refresh):
            known = self._values[source] = now, self._fetched(name, source)
        return known[1]

    def _fetched(self, name: str, source: CredentialSource) -> str:
        subject = f"the credential {name} of {self.identity.name}"
        if source.environment is not None:
            value = self._environment.get(source.environment)
            if value is None:
                hint = f"set {source.environment}, or take the credential out of the settings"
                raise _missing(f"{subject} needs the environment variable {source.environment}", source, hint)
        else:
            value = _output(source, subject)
        # Never shown, whatever is wrong with it.
        if not value or not value.isprintable() or not value.isascii():
            raise _missing(f"{subject}: the value of {source.label} is empty or no printable ASCII", source)
        return value


def _output(source: CredentialSource, subject: str) -> str:
    """What a command prints, without the end of its last line."""
    import subprocess  # only where settings name a command

    what = f"{subject}: {source.label}"
    try:
        done = subprocess.run(  # noqa: S603 - without a shell, and the user's own settings name it
            source.command, stdin=subprocess.DEVNULL, capture_output=True, timeout=source.timeout, check=False
        )
    except subprocess.TimeoutExpired:
        raise _missing(f"{what} has not ended after {source.timeout} s", source) from None
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or type(error).__name__
        raise _missing(f"{what} cannot be run: {cause}", source) from None
    if done.returncode:
        # What it wrote may hold what it was asked for.
        raise _missing(f"{what} ended with {done.returncode}", source, "run it by hand to see why")
    return done.stdout[:_LONGEST].decode("ascii", errors="replace").rstrip("\r\n")


def _missing(message: str, source: CredentialSource, hint: str | None = None) -> UsageError:
    return UsageError(message, file=source.file, line=source.line, hint=hint)


def _carrier(
    name: str, scheme: Any, source: CredentialSource, identity: Identity, declared: list[str]
) -> tuple[Carrier, str, Callable[[str, str | None], str]]:
    """Where the credential of a scheme goes, under which name, and how it is written."""

    def refused(message: str, hint: str | None = None) -> InvalidConfiguration:
        place = f"the credential {name[:60]!a} of {identity.name}"
        return InvalidConfiguration(f"{place}: {message}", file=source.file, line=source.line, hint=hint)

    if not isinstance(scheme, dict):
        known = f"the document has {', '.join(declared) or 'none'}"
        raise refused("the document has no such security scheme", nearest(name, declared) or known)
    kind, way = str(scheme.get("type")), str(scheme.get("scheme", "")).lower()
    if kind == "basic" or (kind == "http" and way == "basic"):
        return "header", "Authorization", _basic
    if source.user is not None:
        raise refused("user is for basic schemes only")
    if kind in ("oauth2", "openIdConnect") or (kind == "http" and way == "bearer"):
        return "header", "Authorization", lambda value, _: f"Bearer {value}"
    carrier, key = scheme.get("in"), scheme.get("name")
    if kind == "apiKey" and carrier in ("header", "query", "cookie") and isinstance(key, str):
        return carrier, key, lambda value, _: value
    raise refused(f"a scheme of type {kind[:40]!a}{f', {way[:40]!a},' if way else ''} is not supported")


def _basic(value: str, user: str | None) -> str:
    # Source: RFC 7617, 2. A value without a colon is a password alone.
    pair = value if user is None and ":" in value else f"{user or ''}:{value}"
    return "Basic " + base64.b64encode(pair.encode()).decode()
