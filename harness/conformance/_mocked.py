"""The mock of an API in a process of its own, for runs that test it instead of a server."""

from __future__ import annotations

import multiprocessing
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harness.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

_PATIENCE = 30  # seconds to start


@contextmanager
def mocked(api: str, root: str) -> Iterator[str]:
    """The address of the mock while it runs.

    Raises:
        UsageError: it does not start.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(api, root, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        address = ours.recv() if ours.poll(_PATIENCE) else None
    except EOFError:
        address = None
    if address is None:
        process.kill()
        raise UsageError(f"the mock of {api} does not start", hint=f"see why with: harness mock {api}")
    try:
        yield address
    finally:
        process.terminate()
        process.join(_PATIENCE)


def _serve(api: str, root: str, pipe: Connection) -> None:
    from harness.mock import app
    from harness.mock._server import listening, serve

    served = app(api, specs=root)
    server = listening("127.0.0.1", 0)
    host, port = server.getsockname()[:2]
    serve(served, server, lambda: pipe.send(f"http://{host}:{port}"))
