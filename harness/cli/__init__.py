"""The command line: one module per command; the only place that prints or picks an exit code."""

from __future__ import annotations

from harness.cli._run import main, run

__all__ = ["main", "run"]
