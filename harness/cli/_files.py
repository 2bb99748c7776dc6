"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from harness.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO


def replace(path: str, chunks: Iterable[str | bytes]) -> int:
    """Write a file, or leave what was there untouched if that fails; the number of bytes.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        mode = _mode(path)
        if mode is not None and not stat.S_ISREG(mode):
            with open(path, "wb") as file:  # a pipe or a device
                return _fill(file, chunks)
        return _replace(os.path.realpath(path), mode, chunks)
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot write {path!r}", cause=getattr(error, "strerror", None) or str(error)) from error


def require_folder(path: str) -> None:
    """Refuse a file whose folder is not there, before work is done for it.

    Raises:
        UsageError: it could not be written.
    """
    try:
        os.stat(os.path.dirname(path) or ".")
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot write {path!r}", cause=getattr(error, "strerror", None) or str(error)) from error


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None


def _replace(path: str, mode: int | None, chunks: Iterable[str | bytes]) -> int:
    beginning = os.path.join(os.path.dirname(path), f".{os.path.basename(path)[:100]}.")
    _sweep(beginning)
    draft = f"{beginning}{os.getpid()}.part"
    file = open(draft, "xb")  # noqa: SIM115 - removed below if anything fails
    try:
        with file:
            size = _fill(file, chunks)
        if mode is not None:
            os.chmod(draft, stat.S_IMODE(mode))
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
    return size


def _sweep(beginning: str) -> None:
    """Remove the drafts of a file that killed runs have left."""
    folder, name = os.path.split(beginning)
    for file in os.listdir(folder):
        process = file.removeprefix(name).removesuffix(".part")
        if process.isdecimal() and file == f"{name}{process}.part" and not _is_running(int(process)):
            with suppress(OSError):
                os.unlink(os.path.join(folder, file))


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return process != os.getpid()


def _fill(file: BinaryIO, chunks: Iterable[str | bytes]) -> int:
    size = 0
    for chunk in chunks:
        # A document may hold halves of surrogate pairs, which UTF-8 cannot say.
        size += file.write(chunk.encode(errors="backslashreplace") if isinstance(chunk, str) else chunk)
    return size
