"""What requests leave behind at a server, and how it is taken away again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from harness.conformance._json import json_of
from harness.conformance._task import Created
from harness.resources import id_in, resources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harness.conformance._asked import Identity
    from harness.document import Document, Operation
    from harness.messages import HTTPRequest, HTTPResponse


class Creations:
    """Tells what was created, as it is seen.

    Args:
        document: of the version that is asked for.
        version: its label.
        identities: the first one asks, unless something else is said.
        tell: is told what was created.
    """

    def __init__(
        self, document: Document, version: str, identities: Sequence[Identity], tell: Callable[[Created], None]
    ) -> None:
        self._version = version
        self._who = identities[0].name if identities else ""
        self._tell = tell
        self._resources = {
            operation.name: resource
            for resource in resources_of(document)
            for operation in (resource.create, resource.replace)
            if operation is not None and resource.delete is not None
        }

    def seen(
        self, operation: Operation, request: HTTPRequest, response: HTTPResponse | None, who: Identity | None = None
    ) -> None:
        """A request was answered, which may have created something."""
        resource = self._resources.get(operation.name)
        if resource is None or resource.delete is None or response is None or not 200 <= response.status < 300:
            return
        path = request.path
        if operation.method == "POST":
            id_ = id_in(json_of(response), resource.parameter, resource.path)
            if id_ is None:
                return
            path = f"{path.rstrip('/')}/{quote(str(id_), safe='')}"
        elif response.status != 201:
            return
        name = who.name if who is not None else self._who
        self._tell(Created(self._version, resource.delete.name, path, name))
