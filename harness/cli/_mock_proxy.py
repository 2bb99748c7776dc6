"""`harness mock --proxy URL`."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING

from harness.errors import UsageError

if TYPE_CHECKING:
    import socket
    from argparse import Namespace
    from collections.abc import Sequence
    from typing import TextIO

    from harness.cli._console import Console
    from harness.mock import MockSettings
    from harness.mock._service import Service


def pass_on(
    services: Sequence[Service], settings: MockSettings, chosen: Namespace, console: Console, server: socket.socket
) -> int:
    """Serve as a proxy, and give the exit code."""
    from harness.mock._proxy import Proxy, Violation
    from harness.mock._recording import Recording
    from harness.mock._server import address_of, serve

    if not chosen.proxy.startswith(("http://", "https://")):
        raise UsageError(
            f"--proxy {chosen.proxy[:60]!a} is no http or https URL", hint="such as https://api.example.com"
        )
    with ExitStack() as stack:
        file = None if chosen.violations is None else stack.enter_context(_written(chosen.violations))

        def tell(violation: Violation) -> None:
            place = " ".join(filter(None, (violation.api, violation.date, violation.operation)))
            console.note("warning", f"{place}: {violation.reason}")
            if file is not None:
                file.write(json.dumps(violation._asdict(), ensure_ascii=False) + "\n")
                file.flush()

        recording = None if chosen.record is None else Recording(_written(chosen.record))
        proxy = Proxy(services, settings, chosen.proxy, tell=tell, recording=recording)
        address = address_of(server)
        serve(proxy, server, lambda: _print(console, f"Passing requests to {chosen.proxy} on {address}\n"))
    return 0


def _written(path: str) -> TextIO:
    try:
        return open(path, "w", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path[:200]!a}", cause=error.strerror) from error


def _print(console: Console, text: str) -> None:
    console.print(text)
    console.flush()
