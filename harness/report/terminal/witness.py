"""The message that proves a break, as text: to be read, and to be copied where it is short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.words.judgement import acceptance_line
from harness.report.words.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.diff import Evidence
    from harness.report.terminal.style import Style

_LONGEST_MESSAGE = 600
_MOST_LINES = 12
_LONGEST_VALUE = 600


def witness_text(
    evidence: Evidence,
    defined_in: str | None,
    names: tuple[str, str],
    indent: str,
    style: Style,
    *,
    again: bool = False,
) -> Iterator[str]:
    """The lines, each with its end: which side takes what the other does not, then the message itself.

    The message is never folded, so that it can be copied. Of a long one, only the value at its place is shown.

    Args:
        evidence: of the change.
        defined_in: the operation that defines the place of the change.
        names: of the old and the new document.
        indent: of all lines.
        style: how to write.
        again: whether the same message stands above already.
    """
    # A change of a component reaches many operations, and this is the message of one.
    whose = [] if defined_in == evidence.operation else [printable(evidence.operation)]
    lines = evidence.message.split("\n")
    whole = again or (len(evidence.message) <= _LONGEST_MESSAGE and len(lines) <= _MOST_LINES)
    whose += [] if whole else [printable(evidence.place)]
    told = f" ({', '.join(whose)})" if whose else ""
    said = f"{acceptance_line(evidence, names)}{told}:{' the message above' if again else ''}"
    yield f"{indent}{style.folded(said, indent)}\n"
    if again:
        return
    if whole:
        yield from (f"{indent}  {printable(line)}\n" if line else "\n" for line in lines)
    else:
        yield f"{indent}  {_value(evidence)}\n"


def _value(evidence: Evidence) -> str:
    import json

    said = printable(json.dumps(evidence.value, ensure_ascii=False))
    if len(said) <= _LONGEST_VALUE:
        return said
    return f"{said[:_LONGEST_VALUE]} ... (--format json has all of it)"
