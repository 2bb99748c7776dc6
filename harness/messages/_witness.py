"""The message that shows a break."""

from __future__ import annotations

from typing import Any, NamedTuple


class Witness(NamedTuple):
    """A message that the one version allows and the other does not.

    Attributes:
        direction: "request" or "response".
        operation: the operation that it belongs to.
        place: the part of the message that `value` is: "request body", "response 200", "query parameter limit", …
        value: a JSON value: what stands at that place.
        message: the whole message: a `curl` command for a request, status, headers and body for a response.
    """

    direction: str
    operation: str
    place: str
    value: Any
    message: str
