"""What the headers of every answer say of its version: which it is, until when it is served, and what caches know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._asked import AskedVersion
    from harness.conformance._model import VersionSent
    from harness.messages import HTTPRequest, HTTPResponse

    # The check, the pointer, a title, and why.
    Breach = tuple[str, str, str, str]

# What lets caches keep an answer. Source: RFC 9111, 5.2.2.
_CACHED = re.compile(r"\bpublic\b|\bs-maxage=[1-9]|\bmax-age=[1-9]")


class Context(NamedTuple):
    """What answers are held to.

    Attributes:
        echoes: the header that names the version that was applied; None where none does.
        has_others: whether there are other snapshots.
    """

    asked: AskedVersion
    sent: VersionSent
    echoes: str | None
    has_others: bool


def version_headers(context: Context, request: HTTPRequest, response: HTTPResponse) -> Iterator[Breach]:
    """All that the headers of a response get wrong of its version."""
    yield from _echo(context, request, response)
    yield from _end(context, request, response)
    yield from _vary(context, response)


def _end(context: Context, request: HTTPRequest, response: HTTPResponse) -> Iterator[Breach]:
    """Versions that end say so. Source: RFC 8594, 3; RFC 9745, 2."""
    if not _names(request, context.sent, context.asked.name) or response.status >= 500:
        return
    for name, day, read in (
        ("Sunset", context.asked.sunset, _http_day),
        ("Deprecation", context.asked.deprecated, _structured_day),
    ):
        values = [value for key, value in response.headers if key.lower() == name.lower()]
        if day is not None and [read(value) for value in values] != [day]:
            what = f"says `{values[0][:40]}`" if values else "is missing"
            title = f"`{name}` {what}, and the version ends on {day}"
            why = "Clients of a version that ends are told by each of its answers, as the settings say."
            yield "sunset-header", name, title, why


def _vary(context: Context, response: HTTPResponse) -> Iterator[Breach]:
    """What caches may keep says that it depends on the version. Source: RFC 9111, 4.1."""
    if context.sent.place != "header" or not context.has_others:
        return
    fields = {key.lower(): value.lower() for key, value in response.headers}
    caching = fields.get("cache-control", "")
    varies = [name.strip() for name in fields.get("vary", "").split(",")]
    if _CACHED.search(caching) and context.sent.name.lower() not in varies and "*" not in varies:
        title = f"`Vary` does not name `{context.sent.name}` in an answer that caches may keep"
        why = "A cache would give the answer of one version to those who ask for another."
        yield "version-vary", "vary", title, why


def _echo(context: Context, request: HTTPRequest, response: HTTPResponse) -> Iterator[Breach]:
    expected = context.asked.echo
    if context.echoes is None or expected is None or not _names(request, context.sent, context.asked.name):
        return
    values = [value for name, value in response.headers if name.lower() == context.echoes.lower()]
    if values != [expected]:
        got = " and ".join(f"`{value[:40]}`" for value in values) if values else "nothing"
        title = f"`{context.echoes}` of the answer is {got} instead of `{expected}`"
        why = "Every answer names the version that was applied, so that clients can tell what they got."
        pointer = "missing" if not values else "other"
        yield "version-echo", pointer, title, why


def _names(request: HTTPRequest, sent: VersionSent, name: str | None) -> bool:
    """Whether a request names this version once, and no other."""
    if sent.place != "header":
        return True
    return [value for key, value in request.headers if key.lower() == sent.name.lower()] == [name]


def _http_day(value: str) -> str | None:
    """The day of an HTTP-date, None for anything else."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(value).date().isoformat()
    except ValueError:
        return None


def _structured_day(value: str) -> str | None:
    """The day of a structured Date, `@1735689600`; None for anything else."""
    from datetime import UTC, datetime

    if not re.fullmatch(r"@[0-9]{1,11}", value):
        return None
    return datetime.fromtimestamp(int(value[1:]), UTC).date().isoformat()
