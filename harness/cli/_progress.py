"""How far a long step is: one line on a terminal, gone when the step is done."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from harness.report import printable, style_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self, TextIO

# Whoever waits for less does not wonder.
_PATIENCE = 0.3  # seconds
_PAUSE = 0.1
_CLEAR = "\r\x1b[K"


def is_shown(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether somebody looks at a stream who would see a line come and go."""
    return stream.isatty() and not environment.get("CI") and environment.get("TERM") != "dumb"


class Progress:
    """The line of one step, to be used by `with`.

    Args:
        label: what is being done: "Reading 18 snapshots".
        total: how many parts the step has.
        stream: a terminal; None to say nothing.
    """

    __slots__ = ("_due", "_label", "_shown", "_stream", "_total")

    def __init__(self, label: str, total: int, stream: TextIO | None) -> None:
        self._label = printable(label)
        self._total = total
        self._stream = stream
        self._shown = False
        self._due = monotonic() + _PATIENCE

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def at(self, done: int) -> None:
        """So many parts are done. Cheap: most calls but look at the clock."""
        if self._stream is None:
            return
        now = monotonic()
        if now < self._due:
            return
        self._due = now + _PAUSE
        # Windows change their size, and a line that is longer than one could not be cleared.
        room = (style_of(self._stream, "never", {}).width or 80) - 1
        self._write(f"\r{f'{self._label}  {done:,}/{self._total:,}'[:room]}\x1b[K")
        self._shown = True

    def clear(self) -> None:
        """Remove the line, so that something else can be written; it comes back by itself."""
        if self._shown:
            self._shown = False
            self._write(_CLEAR)

    def end(self) -> None:
        """Remove the line for good."""
        self.clear()
        self._stream = None

    def _write(self, text: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # nobody looks any more, which is no reason to stop
            self._stream = None
