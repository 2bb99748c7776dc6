"""One run: documents are read, compared and judged here, each once, for every command, report and program."""

from __future__ import annotations

from harness.session._diff import Diff, Judging, diff
from harness.session._session import Session, distant_pairs

__all__ = ["Diff", "Judging", "Session", "diff", "distant_pairs"]
