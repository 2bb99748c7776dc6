"""What was created at a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from harness.conformance._client import Exchanged
    from harness.resources import Resource


class Made(NamedTuple):
    """A member of a collection that was created.

    Attributes:
        ids: of it and of what it stands below, by the names of their path parameters.
        body: what was sent.
        answer: what the server said of it.
    """

    resource: Resource
    ids: dict[str, Any]
    body: Any
    answer: Any
    exchanged: Exchanged
