"""Where a request names a version: in a header, in the query, or in the path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["header", "query", "path"]


class RequestPlace(NamedTuple):
    """Where a request names the version that it wants.

    Attributes:
        kind: "header", "query" or "path".
        name: of the header or of the query parameter; the template for a path: `/admin/api/{version}`.
    """

    kind: Kind
    name: str

    def values(
        self, path: str = "/", query: Iterable[tuple[str, str]] = (), headers: Iterable[tuple[str, str]] = ()
    ) -> tuple[str, ...]:
        """What a request says there, as often as it says it: what `Versions.resolve` takes.

        Args:
            path: of the request, not percent-decoded further than the server does.
            query: names and values, decoded.
            headers: names in any case, and values.
        """
        if self.kind == "path":
            version, _ = self.split(path)
            return () if version is None else (version,)
        if self.kind == "query":
            return tuple(value for name, value in query if name == self.name)
        wanted = self.name.lower()
        return tuple(value for name, value in headers if name.lower() == wanted)

    def split(self, path: str) -> tuple[str | None, str]:
        """The version that a path names, and the path without it and what stands before it.

        The version is None where the path does not begin like the template; then the path is given back whole.
        """
        if self.kind != "path":
            return None, path
        before, _, after = self.name.partition("{version}")
        match = re.match(rf"{re.escape(before)}([^/]*){re.escape(after.rstrip('/'))}(?=/|$)", path)
        return (match[1], path[match.end() :] or "/") if match is not None else (None, path)
