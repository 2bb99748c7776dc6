"""Where commands print: results on standard output or into a file, everything else on standard error."""

from __future__ import annotations

import os
import sys
from time import monotonic
from typing import TYPE_CHECKING

from harness.errors import UsageError
from harness.report.words.text import printable, style_of, tolerant

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Self, TextIO

    from harness.errors import HarnessError
    from harness.report.words.text import Style
    from harness.verdict import Fault

_REPORT = "this is a fault in harness, not in your documents; please report it with this line and the command"
_MOST_FAULTS = 3
_BLOCK = 1 << 16
# Whoever waits for less does not wonder.
_PATIENCE = 0.3  # seconds
_PAUSE = 0.1
# The options that name files to write, a report behind its format.
_OUTPUTS = ("output", "report", "record", "violations")
_CLEAR = "\r\x1b[K"


class Console:
    """The streams of one run.

    Attributes:
        style: how standard output is written to.
        quiet: 1 for findings only, 2 for nothing.
        verbose: 1 for a line a step, 2 for tracebacks as well.
        faulty: whether a fault in harness left anything undecided.
    """

    __slots__ = ("_error_style", "_inputs", "_progress", "_still", "faulty", "quiet", "style", "verbose")

    def __init__(self) -> None:
        # A stream that was closed before the program started is None.
        sys.stdout = sys.stdout or _nowhere()
        sys.stderr = sys.stderr or _nowhere()
        for stream in (sys.stdout, sys.stderr):
            tolerant(stream)
        self.quiet = 0
        self.verbose = 0
        self.faulty = False
        self._still = False
        self._inputs: list[str] = []
        self._progress: Progress | None = None
        self._set_styles(os.environ.get("HARNESS_COLOR", "auto"))

    def begin(self, chosen: Namespace) -> None:
        """Take over what the global options say.

        Raises:
            UsageError: there is no such folder, or an output would replace an input or what is stored.
        """
        self.quiet, self.verbose = chosen.quiet, chosen.verbose
        self._still = chosen.no_progress
        self._set_styles(chosen.color, chosen.hyperlinks, plain_signs=chosen.ascii)
        if chosen.directory is not None:
            try:
                os.chdir(chosen.directory)
            except (OSError, ValueError) as error:
                cause = getattr(error, "strerror", None) or str(error)
                raise UsageError(f"cannot go to {chosen.directory!r}", cause=cause) from error
            chosen.directory = None
        if any(getattr(chosen, name, None) for name in _OUTPUTS):
            from harness.cli._inputs import inputs_of, refuse_replacing, refuse_stored

            self._inputs = inputs_of(chosen)
            for name in _OUTPUTS:
                for path in _paths(getattr(chosen, name, None)):
                    refuse_replacing(path, self._inputs)
                    refuse_stored(path, chosen.specs)

    def protect(self, paths: Iterable[str]) -> None:
        """No output may replace these files, beside those that the arguments name."""
        self._inputs += paths

    def print(self, text: str | bytes) -> None:
        """Print a result.

        Raises:
            UsageError: standard output takes no more.
        """
        if self.quiet < 2:
            if self._progress is not None and text:
                # A line that comes and goes would eat what stands on the last one of a terminal.
                self._progress.end() if sys.stdout.isatty() else self._progress.clear()
            _written(text)

    def note(self, head: str, message: str) -> None:
        """Say something beside the results."""
        if not self.quiet:
            from harness.report.words.text import note_text

            self._clear_progress()
            sys.stderr.write(note_text(head, message, self._error_style))

    def step(self, message: str) -> None:
        """Say what is being done, with `-v`."""
        if self.verbose:
            self.note("info", message)

    def progress(self, label: str, total: int) -> Progress:
        """Says how far a long step is: `with console.progress("Reading 18 snapshots", 18) as progress: …`.

        On a terminal it is a line that comes after a moment and goes at the end; otherwise, with `-v`, the label.
        """
        is_visible = not self.quiet and not self._still and is_shown(sys.stderr, os.environ)
        if not is_visible:
            self.step(label[:1].lower() + label[1:])
        self._clear_progress()
        self._progress = Progress(label, total, sys.stderr if is_visible else None)
        return self._progress

    def error(self, error: HarnessError) -> None:
        """Print an error."""
        from harness.report.words.text import error_text

        self._clear_progress()
        self._flush_results()
        sys.stderr.write(error_text(error, self._error_style))
        if self.verbose > 1:
            _traceback(error)

    def fault(self, error: Exception) -> None:
        """Print what is needed to find a fault in harness."""
        from harness import __version__
        from harness.report.words.text import note_text

        self._clear_progress()
        self._flush_results()
        if self.verbose > 1:
            _traceback(error)
        message = f"harness {__version__}: {type(error).__name__}: {str(error)[:200]}"
        hint = _REPORT if self.verbose > 1 else f"{_REPORT}; -vv prints a traceback"
        sys.stderr.write(note_text("error", message, self._error_style) + note_text("hint", hint, self._error_style))

    def faults(self, faults: Sequence[Fault]) -> None:
        """Say in one line of which findings a fault in harness left what unsaid, and remember that there was one."""
        from harness import __version__
        from harness.report.words.text import note_text

        self._clear_progress()
        self.faulty = True
        where = [f"{fault.rule} at {fault.place} ({fault.error} in {fault.line})" for fault in faults[:_MOST_FAULTS]]
        more = f" and {len(faults) - _MOST_FAULTS} more" if len(faults) > _MOST_FAULTS else ""
        message = f"harness {__version__}: {faults[0].left} for an internal fault: {', '.join(where)}{more}; {_REPORT}"
        sys.stderr.write(note_text("error", message, self._error_style))

    def save(self, chunks: Iterable[str | bytes], path: str | None) -> None:
        """Print a result chunk by chunk, or put it into a file: all of it or nothing.

        Raises:
            UsageError: the file cannot be written, or is an input.
        """
        if path is None or path == "-":
            for text in _joined(chunks):
                self.print(text)
            return
        from harness.cli._files import replace
        from harness.cli._inputs import refuse_replacing

        refuse_replacing(path, self._inputs)
        size = replace(path, _joined(chunks))
        self.note("wrote", f"{path} ({size:,} bytes)")

    def flush(self) -> None:
        """Hand over what is printed to whoever reads it; raises as `print` does."""
        _written("", flush=True)

    def close(self) -> None:
        """Flush the streams; whether anybody listens does not matter any more."""
        self._flush_results()
        try:
            self._clear_progress()
            sys.stderr.flush()
        except OSError:
            _forget(sys.stderr.fileno())

    def _flush_results(self) -> None:
        try:
            sys.stdout.flush()
        except (OSError, ValueError):
            _forget(sys.stdout.fileno())

    def _clear_progress(self) -> None:
        if self._progress is not None:
            self._progress.clear()

    def _set_styles(self, color: str, hyperlinks: str = "auto", *, plain_signs: bool = False) -> None:
        self.style: Style
        self.style, self._error_style = (
            style_of(stream, color, os.environ, hyperlinks=hyperlinks, plain_signs=plain_signs)
            for stream in (sys.stdout, sys.stderr)
        )


def _paths(value: str | list[str] | None) -> list[str]:
    """The paths that an option for outputs names; standard output is none."""
    if isinstance(value, list):
        return [report.partition("=")[2] for report in value]
    return [value] if value and value != "-" else []


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


def _written(text: str | bytes, *, flush: bool = False) -> None:
    try:
        _write(text)
        if flush:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError("cannot write the results", cause=error.strerror) from error


def _write(text: str | bytes) -> None:
    if isinstance(text, str):
        sys.stdout.write(text)
        return
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:  # a stream of text alone
        sys.stdout.write(text.decode())
        return
    sys.stdout.flush()
    buffer.write(text)


def _joined(chunks: Iterable[str | bytes]) -> Iterable[str | bytes]:
    """Small texts in larger ones, so that writing costs little and memory is not filled."""
    pending: list[str] = []
    size = 0
    for chunk in chunks:
        if isinstance(chunk, bytes):
            yield chunk
            continue
        pending.append(chunk)
        size += len(chunk)
        if size > _BLOCK:
            yield "".join(pending)
            pending.clear()
            size = 0
    yield "".join(pending)


def _traceback(error: BaseException) -> None:
    from traceback import print_exception  # never needed when all goes well

    print_exception(error, file=sys.stderr)


def _nowhere() -> TextIO:
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _forget(descriptor: int) -> None:
    """Send what is left for a stream that nobody reads to nowhere, so that its end is quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
