"""The command line: one module per command; the only place that prints or picks an exit code."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

__all__ = ["main", "run"]


def main() -> NoReturn:
    """Run the command that the arguments of the process name, and end the process."""
    # Documents are trees and live to the end: looking for cycles and freeing them one by one is wasted time.
    gc.disable()
    import os

    try:
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # before the command has begun, or while its last words are printed
        code = 130
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run a command and give its exit code; everything that it has written is flushed."""
    from harness.cli._run import run as run_command

    return run_command(arguments)
