"""What no output may replace: the files that a command is given, and what is stored."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from harness.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace

# The arguments and options that may name files to read.
_READ = (
    *("old", "new", "file", "id", "snapshot", "targets", "names", "candidate", "conformance"),
    *("config", "credentials", "fault_rates", "checks"),
)


def inputs_of(chosen: Namespace) -> list[str]:
    """The files that a command reads, as far as its arguments name them; `api@date` and URLs are none."""
    values = [getattr(chosen, name, None) for name in _READ]
    given = [path for value in values for path in (value if isinstance(value, list) else [value])]
    return ["harness.toml", *filter(None, given)]


def refuse_replacing(path: str, inputs: list[str]) -> None:
    """Refuse to write a file that is an input, under whatever name.

    Raises:
        UsageError: it is.
    """
    status = _status(path) if inputs else None
    if status is None:
        return
    if any((other := _status(name)) is not None and os.path.samestat(status, other) for name in inputs):
        raise UsageError(f"{path[:200]!r} is an input, and is left as it is", hint="write into another file")


def refuse_stored(path: str, store: str) -> None:
    """Refuse to write a document or settings in a store.

    Raises:
        UsageError: it is one.
    """
    from harness.versions import is_stored

    if is_stored(store, path):
        hint = "write into another folder; a published snapshot is never changed"
        raise UsageError(f"{path[:200]!r} is stored, and is left as it is", hint=hint)


def _status(path: str) -> os.stat_result | None:
    """The status of a file; None for what cannot be replaced, as folders, devices and pipes."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status if stat.S_ISREG(status.st_mode) else None
