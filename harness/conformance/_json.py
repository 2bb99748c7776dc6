"""The JSON of bodies, whatever they hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.messages import HTTPResponse


def json_of(response: HTTPResponse | None) -> Any:
    """The JSON of a body; None where it is none."""
    return None if response is None else json_or_none(response.body)


def json_or_none(body: bytes) -> Any:
    """The JSON of some bytes; None where they are none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
