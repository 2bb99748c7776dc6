"""Errors as people read them on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.words.text import printable

if TYPE_CHECKING:
    from harness.errors import HarnessError
    from harness.report.terminal.style import Style

_LONGEST_EXCERPT = 160


def error_text(error: HarnessError, style: Style) -> str:
    """An error in the form: what, where with the line itself, the cause, and what to do; each line with its end."""
    lines = [_headed("error", error.message, "error", style)]
    if error.file is not None:
        place = ":".join(printable(str(part)) for part in (error.file, error.line, error.column) if part is not None)
        lines.append(f"  {style.paint('-->', 'dim')} {style.located(place, error.file)}")
        lines += _excerpt(error, style)
    if error.cause:
        lines.append(_headed("cause", error.cause, "dim", style))
    if error.hint:
        lines.append(_headed("hint", error.hint, "hint", style))
    return "".join(f"{line}\n" for line in lines)


def note_text(head: str, message: str, style: Style) -> str:
    """One line beside the results, such as `note: …`, with its end."""
    return _headed(head, message, "dim", style) + "\n"


def _headed(head: str, message: str, role: str, style: Style) -> str:
    indent = " " * (len(head) + 2)
    return f"{style.paint(head + ':', role)} {style.folded(printable(message), indent)}"


def _excerpt(error: HarnessError, style: Style) -> list[str]:
    text, line, column = error.excerpt, error.line, error.column
    if not text or line is None:
        return []
    number = str(line)
    margin = " " * len(number)
    bar = style.paint("|", "dim")
    shown, caret = _window(text, column or 1)
    lines = [f"{margin} {bar}", f"{style.paint(number, 'dim')} {bar} {shown}"]
    if column is not None:
        label = f" {printable(error.label)}" if error.label else ""
        lines.append(f"{margin} {bar} {' ' * caret}{style.paint('^' + label, 'error')}")
    return lines


def _window(text: str, column: int) -> tuple[str, int]:
    """The part of a line around a column that is worth showing, and how far in the column is there."""
    start = max(0, column - 1 - _LONGEST_EXCERPT // 2) if len(text) > _LONGEST_EXCERPT else 0
    before = printable(text[start : column - 1])
    after = printable(text[column - 1 : start + _LONGEST_EXCERPT])
    lead, tail = ("..." if start else ""), ("..." if start + _LONGEST_EXCERPT < len(text) else "")
    return f"{lead}{before}{after}{tail}", len(lead) + len(before)
