"""The pytest plugin: mocks of stored APIs and documents, each on a free port of loopback.

::

    def test_my_client(mock_server):
        server = mock_server("sensay")
        assert MyClient(server.url).replicas() != []

Everything is imported when a test first asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.document import Document
    from harness.mock._server import MockServer


@pytest.fixture
def mock_server() -> Iterator[Callable[..., MockServer]]:
    """Starts mocks that end with the test; the arguments are those of `harness.mock.app`."""
    servers: list[MockServer] = []

    def start(*documents: str | Document, **settings: Any) -> MockServer:
        from harness.mock import app
        from harness.mock._server import MockServer

        servers.append(MockServer(app(documents, **settings)))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
