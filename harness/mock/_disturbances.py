"""Faults on demand: what networks and servers do to answers, for clients that want to be ready.

A request asks for them with `X-Mock-Fault: status=503`, or `delay=1.5`, `drop`, `truncate=100`, `drip=200ms`, several
with commas between; a file gives rates to operations. Nothing of this happens unless it is switched on.
"""

from __future__ import annotations

import asyncio
from random import Random
from typing import TYPE_CHECKING

from harness.mock._http import Broken, Response, problem
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

HEADER = b"x-mock-fault"
_WORDS = "status=503, delay=1.5, drop, truncate=100, drip=200ms"
_LONGEST = 600.0
# Of how many bytes the pieces of a slow answer are at most, and how many pieces there are.
_PIECE, _MOST_PIECES = 16, 100


class Disturbance(NamedTuple):
    """What is done to an answer.

    Attributes:
        status: that is answered instead; None for that of the answer.
        delay: seconds before anything is sent.
        drop: whether the connection is closed without an answer.
        truncate: after how many bytes of the body the connection is closed; None for never.
        drip: seconds between small pieces of the body.
    """

    status: int | None = None
    delay: float = 0
    drop: bool = False
    truncate: int | None = None
    drip: float = 0


class Disturbances:
    """Decides on disturbances.

    Args:
        rates: how often what happens, by the names of operations; `*` is all others.
        seed: of the decisions.
    """

    def __init__(self, rates: Mapping[str, tuple[float, Disturbance]], seed: int) -> None:
        self._rates = rates
        self._random = Random(seed)  # noqa: S311 - no secrets

    def chosen(self, header: str | None, operation: str) -> Disturbance | None:
        """What happens to an answer; None for nothing.

        Args:
            header: that the request brings.
            operation: that it calls.

        Raises:
            ValueError: the header asks for no such thing.
        """
        if header is not None:
            return disturbance(header)
        rate, what = self._rates.get(operation) or self._rates.get("*") or (0.0, None)
        return what if self._random.random() < rate else None


def disturbance(text: str) -> Disturbance:
    """What a text asks for.

    Raises:
        ValueError: it asks for no such thing.
    """
    members: dict[str, int | float | bool] = {}
    for part in text.split(","):
        name, _, value = part.strip().lower().partition("=")
        match name:
            case "drop" if not value:
                members[name] = True
            case "status" if value.isascii() and value.isdecimal() and 200 <= int(value[:4]) <= 599:
                members[name] = int(value)
            case "truncate" if value.isascii() and value.isdecimal() and len(value) < 12:
                members[name] = int(value)
            case "delay" | "drip" if (seconds := _seconds(value)) is not None:
                members[name] = seconds
            case _:
                raise ValueError(f"{part.strip()[:60]!r} is none of {_WORDS}")
    return Disturbance(**members)  # type: ignore[arg-type]  # the names decide on the types


def disturbed(response: Response, what: Disturbance) -> Response:
    """An answer to which something is done while it is sent."""
    if what._replace(status=None) == Disturbance():
        return response
    body = response.body
    headers = response.headers
    if isinstance(body, bytes):
        headers = (*headers, (b"content-length", str(len(body)).encode()))
    return response._replace(headers=headers, body=_Pieces(body, what))


class _Pieces:
    """A body that arrives late, slowly, in part or not at all."""

    def __init__(self, body: object, what: Disturbance) -> None:
        self._body = body
        self._what = what

    async def __aiter__(self) -> AsyncIterator[bytes]:
        what, left = self._what, self._what.truncate
        await asyncio.sleep(what.delay)
        if what.drop:
            raise Broken
        async for piece in self._whole():
            for part in _parts(piece) if what.drip else (piece,):
                yield part if left is None else part[:left]
                left = None if left is None else max(0, left - len(part))
                if left == 0:
                    raise Broken
                await asyncio.sleep(what.drip)

    async def _whole(self) -> AsyncIterator[bytes]:
        if isinstance(self._body, bytes):
            yield self._body
            return
        async for piece in self._body:  # type: ignore[attr-defined]  # what is no bytes has pieces
            yield piece


def refused(reason: str) -> Response:
    """The answer to a request that asks for what there is not."""
    return problem(400, f"header X-Mock-Fault: {reason}")


def _parts(piece: bytes) -> list[bytes]:
    size = max(_PIECE, -(-len(piece) // _MOST_PIECES))
    return [piece[at : at + size] for at in range(0, len(piece), size)]


def _seconds(text: str) -> float | None:
    """`1.5`, `1.5s` and `200ms` in seconds; None for what is no duration."""
    number, factor = (text[:-2], 0.001) if text.endswith("ms") else (text.removesuffix("s"), 1.0)
    try:
        seconds = float(number) * factor
    except ValueError:
        return None
    return seconds if 0 <= seconds <= _LONGEST else None
