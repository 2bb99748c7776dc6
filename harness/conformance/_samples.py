"""Requests that read what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._asked import credentials_for, with_credentials, without_credentials

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._world import World
    from harness.document import Operation
    from harness.messages import HTTPRequest


def samples_of(world: World) -> Iterator[tuple[Operation, HTTPRequest]]:
    """One for each operation that can be asked so."""
    for operation in world.operations:
        request = world.request(operation, "smallest") if operation.method == "GET" else None
        if request is not None:
            credentials = credentials_for(operation, world.identity) or ()
            yield operation, with_credentials(without_credentials(request, world.document), credentials)
