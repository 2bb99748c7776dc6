"""A line for each request: for people, or one JSON object; nothing of a request but its method and path is told."""

from __future__ import annotations

import json
from time import gmtime, strftime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from typing import TextIO

    from harness.mock._http import Request, Response

_LONGEST = 200


class RequestLog:
    """Writes the log.

    Queries, headers and bodies may hold credentials: they are not told.

    Args:
        stream: that is written to.
        form: of the lines.
    """

    __slots__ = ("_form", "_stream")

    def __init__(self, stream: TextIO, form: Literal["text", "json"] = "text") -> None:
        self._stream = stream
        self._form = form

    def __call__(self, request: Request, response: Response, seconds: float) -> None:
        """Write a line."""
        milliseconds = round(seconds * 1000, 2)
        length = len(response.body) if isinstance(response.body, bytes) else None
        if self._form == "json":
            entry = {
                "time": strftime("%Y-%m-%dT%H:%M:%SZ", gmtime()),
                "method": request.method,
                "path": request.path[:_LONGEST],
                "status": response.status,
                "milliseconds": milliseconds,
                "bytes": length,
            }
            self._stream.write(json.dumps(entry) + "\n")
        else:
            path = "".join(sign if sign.isprintable() else "?" for sign in request.path[:_LONGEST])
            self._stream.write(f"{response.status} {request.method} {path} {milliseconds:g} ms\n")
        self._stream.flush()
