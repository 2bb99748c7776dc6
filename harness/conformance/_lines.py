"""Files of JSON lines that grow: each line is written whole or counts for nothing, whatever ends the process."""

from __future__ import annotations

import json
import os
from typing import Any


def opened(path: str) -> Any:
    """A file to read and to grow, made if need be, which no other process has.

    Raises:
        BlockingIOError: another process has it.
        OSError: it cannot be written.
    """
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    file = open(path, "a+b")  # noqa: SIM115 - whoever asks closes it
    file.seek(0)
    try:
        _lock(file)
    except BaseException:
        file.close()
        raise
    return file


def whole(content: bytes) -> bytes:
    """Whole lines alone."""
    return content[: content.rfind(b"\n") + 1]


def encoded(value: Any) -> bytes:
    """A line."""
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def text_of(body: bytes) -> str:
    """Any bytes as text that JSON can hold."""
    return body.decode(errors="surrogateescape")


def bytes_of(text: str) -> bytes:
    """The bytes that a text stands for."""
    return text.encode(errors="surrogateescape")


def pairs_of(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
    """Headers, as they are written."""
    return tuple((name, value) for name, value in pairs)


def _lock(file: Any) -> None:
    try:
        import fcntl
    except ImportError:  # pragma: no cover - no such thing on Windows
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
