"""The clause on the server: what was promised is what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.gate._case import Case
    from harness.gate._model import GateFinding


def on_server(case: Case) -> Iterator[GateFinding]:
    """What is to be said of the server, where it was asked."""
    if case.server is None:
        return
    for breach in case.server.breaches:
        message = f"{breach.title}, under {', '.join(f'`{each}`' for each in breach.versions)}"
        hint = None if breach.replay is None else f"Mend the server; `{breach.replay}` looks whether it is still so."
        version = breach.versions[-1] if breach.versions else None
        yield from case.finding("server-breaks-contract", message, version=version, hint=hint, breach=breach)
