"""What must never stand in a report: the values of headers, parameters and members that are named like secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

REDACTED = "[redacted]"

# Words that the name of a secret ends with, alone or run together as in `apikey`; `max_tokens` is a number of tokens.
_ENDINGS = (
    "apikeys",
    "auth",
    "authentication",
    "authorization",
    "bearer",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "csrf",
    "jwt",
    "key",
    "otp",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "pwd",
    "secret",
    "secrets",
    "session",
    "sessionid",
    "sid",
    "signature",
    "sig",
    "token",
    "xsrf",
)
# Words that make a secret wherever they stand in a name, as in `token_value`.
_ANYWHERE = frozenset(
    ["auth", "authorization", "cookie", "credential", "credentials", "passwd", "password", "secret", "session", "token"]
)
_WHOLE = frozenset(["forwarded", "remoteaddr", "xforwardedfor", "xrealip"])
# Without these a request is another one, and they open nothing.
_HARMLESS = frozenset(
    [
        "accesscontrolallowcredentials",
        "continuationtoken",
        "idempotencykey",
        "nextpagetoken",
        "nexttoken",
        "pagetoken",
        "paginationtoken",
        "synctoken",
        "tokentype",
    ]
)
_SCHEMES = frozenset(["apikey", "basic", "bearer", "digest", "dpop", "negotiate", "token"])
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W_a-zA-Z]+")
_SHORTEST = 4


def is_secret(name: str) -> bool:
    """Whether a header, a parameter or a member of that name holds what must not be shown."""
    plain = "".join(sign for sign in name.lower() if sign.isalnum())
    if plain in _HARMLESS:
        return False
    words = [word.lower() for word in _WORD.findall(name)]
    return (
        plain in _WHOLE
        or plain.endswith(_ENDINGS)
        or any(word in _ANYWHERE or word.endswith(_ENDINGS) for word in words)
    )


def redacted(pairs: Iterable[tuple[str, str]], secrets: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """Headers or query parameters without their secrets; how a header authorises, `Bearer`, is kept.

    Args:
        pairs: names and values.
        secrets: values that are known to be secret, wherever they stand.
    """
    secrets = tuple(secrets)
    return tuple((name, _value(name, value, secrets)) for name, value in pairs)


def redacted_url(url: str, secrets: Iterable[str] = ()) -> str:
    """An address without a user's name and password and without the secrets of its query; the rest as it was sent."""
    from urllib.parse import unquote_plus

    # A fragment never reaches a server, so it says nothing about the request.
    rest, mark, query = url.partition("#")[0].partition("?")
    scheme, slashes, place = rest.partition("://")
    if slashes:
        authority, slash, path = place.partition("/")
        host = authority.rpartition("@")
        rest = f"{scheme}://{REDACTED + '@' if host[1] else ''}{host[2]}{slash}{path}"
    pieces = re.split("([&;])", query)
    for number, piece in enumerate(pieces):
        name, equals, _ = piece.partition("=")
        if equals and is_secret(unquote_plus(name)):
            pieces[number] = f"{name}={REDACTED}"
    return redacted_text(f"{rest}{mark}{''.join(pieces)}", secrets)


def redacted_text(text: str, secrets: Iterable[str] = ()) -> str:
    """A text without values that are known to be secret, plain, percent-encoded or escaped as in JSON."""
    spellings = _spellings(secrets)
    return re.sub("|".join(map(re.escape, spellings)), REDACTED, text) if spellings else text


def redacted_json(value: Any, secrets: Iterable[str] = ()) -> Any:
    """A JSON value without what members hold that are named like secrets; their types stay as they were."""
    secrets = tuple(secrets)
    if isinstance(value, dict):
        return {
            redacted_text(name, secrets): _hidden(member) if is_secret(name) else redacted_json(member, secrets)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [redacted_json(item, secrets) for item in value]
    return redacted_text(value, secrets) if isinstance(value, str) else value


def _value(name: str, value: str, secrets: tuple[str, ...]) -> str:
    if not is_secret(name):
        return redacted_text(value, secrets)
    scheme, space, rest = value.partition(" ")
    return f"{scheme} {REDACTED}" if space and rest and scheme.lower() in _SCHEMES else REDACTED


def _hidden(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _hidden(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_hidden(item) for item in value]
    if isinstance(value, str):
        return REDACTED if value else value
    return value if value is None or isinstance(value, bool) else 0


def _spellings(secrets: Iterable[str]) -> list[str]:
    """All ways to write the secrets, the longest first, so that none leaves a rest; shorter ones hide too much."""
    import json
    from urllib.parse import quote, quote_plus

    spellings: set[str] = set()
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            spellings |= {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
            spellings.add(json.dumps(secret, ensure_ascii=False)[1:-1])
    return sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
