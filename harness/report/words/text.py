"""Text for people: counts, pieces of bounded length, what is harmless to show, and how a terminal shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.signs import printable, printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TextIO

    from harness.errors import HarnessError

__all__ = [
    "PLAIN",
    "Style",
    "capitalized",
    "clipped",
    "error_text",
    "file_uri",
    "harmless",
    "identifier",
    "note_text",
    "plural",
    "printable",
    "printable_lines",
    "style_of",
    "tolerant",
]

# The sixteen colours only, so that the user's theme decides how they look.
_CODES = {
    "bold": "1",
    "dim": "2",
    "error": "1;31",
    "hint": "36",
    "ok": "32",
    "breaking": "31",
    "warning": "33",
    "compatible": "34",
}
_NARROWEST, _WIDEST = 40, 120
_LONGEST_EXCERPT = 160
# What runners of pipelines obey: at the beginning of a line, or wherever it stands. Source: GitHub Actions runner,
# ActionCommand; Azure Pipelines, logging commands.
_ORDER = re.compile(r"(?m)(^(?:[^\S\n]|\x1b\[[0-9;]*m)*):(?=:)|#(?=#[A-Za-z]*\[)")


def plural(count: int, noun: str, more: str | None = None) -> str:
    """`1 change`, `1,122 changes`; `more` where it is not the noun with an s."""
    return f"{count:,} {noun if count == 1 else more or noun + 's'}"


def capitalized(text: str) -> str:
    """The text with a capital at its beginning, unless that is a name between backticks."""
    return text[:1].upper() + text[1:]


def identifier(name: str) -> str:
    """A name in letters, digits and single hyphens."""
    import re

    return re.sub(r"[^A-Za-z0-9]+", "-", name)[:80].strip("-") or "api"


def harmless(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of a text; no line is an order to what runs a pipeline and reads its log."""
    for piece in pieces:
        yield _ORDER.sub(_spelled, piece) if "::" in piece or "##" in piece else piece


def _spelled(match: re.Match[str]) -> str:
    return f"{match[1]}\\x3a" if match[1] is not None else "\\x23"


def clipped(text: str, longest: int) -> str:
    """The text on one line, harmless to terminals, no longer than some characters."""
    line = printable(text[: longest + 1])
    return line if len(line) <= longest and len(text) <= longest else f"{line[: longest - 3]}..."


class Style:
    """How a stream is written to: with or without colours and hyperlinks, folded at a width or not at all.

    Attributes:
        width: in columns; None for no folding.
        hyperlinks: whether text may lead to a file.
        arrow: between what was and what is: "->", or one sign where the terminal has it.
    """

    __slots__ = ("arrow", "colored", "hyperlinks", "width")

    def __init__(
        self, *, colored: bool = False, width: int | None = None, hyperlinks: bool = False, arrow: str = "->"
    ) -> None:
        self.colored = colored
        self.width = width
        self.hyperlinks = hyperlinks
        self.arrow = arrow

    def paint(self, text: str, role: str) -> str:
        """The text in the colour of its role: an impact, "bold", "dim", "error", "hint" or "ok"."""
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.colored and text else text

    def linked(self, text: str, uri: str | None) -> str:
        """The text as a hyperlink, if there is something to lead to; it takes no more columns than without."""
        # What is not spelled as an address could end the escape sequence and begin another.
        if not self.hyperlinks or not text or not uri or " " in uri or not (uri.isascii() and uri.isprintable()):
            return text
        return f"\x1b]8;;{uri}\x1b\\{text}\x1b]8;;\x1b\\"

    def located(self, text: str, path: str) -> str:
        """The text as a hyperlink to a file of this machine, if there is one under that path."""
        return self.linked(text, file_uri(path)) if self.hyperlinks else text

    def folded(self, text: str, indent: str) -> str:
        """The text in lines that fit behind an indent, which is put before all of them but the first."""
        room = None if self.width is None else self.width - len(indent)
        if room is None or _columns(text) <= room:
            return text
        return f"\n{indent}".join(_lines(text, room))


PLAIN = Style()


def style_of(
    stream: TextIO, color: str, environment: Mapping[str, str], *, hyperlinks: str = "auto", plain_signs: bool = False
) -> Style:
    """How to write to a stream.

    Args:
        stream: what is written to.
        color: "auto", "always" or "never".
        environment: where NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE and TERM are looked up.
        hyperlinks: "auto", "always" or "never".
        plain_signs: whether to draw in ASCII alone.
    """
    terminal = stream.isatty()
    # What is piped or stored is the same everywhere, whatever the locale.
    signs = terminal and not plain_signs and (stream.encoding or "").lower().replace("_", "-") in ("utf-8", "utf8")
    return Style(
        colored=_colored(color, environment, terminal=terminal),
        width=_width(stream) if terminal else None,
        hyperlinks=_is_linking(hyperlinks, environment, terminal=terminal),
        arrow="\N{RIGHTWARDS ARROW}" if signs else "->",
    )


def file_uri(path: str) -> str | None:
    """The address of a file of this machine, None if there is none under that path. Source: RFC 8089."""
    import os

    try:
        if not os.path.isfile(path):
            return None
        name = os.fsencode(os.path.abspath(path))
    except ValueError:  # signs that no path has
        return None
    from urllib.parse import quote, quote_from_bytes

    # The host tells a terminal that shows another machine that the file is not on its own.
    host = os.uname().nodename if hasattr(os, "uname") else ""
    return f"file://{quote(host, safe='')}{quote_from_bytes(name)}"


def tolerant(stream: TextIO) -> None:
    """Let a stream spell in escaped form what its encoding cannot say."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


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


def _colored(choice: str, environment: Mapping[str, str], *, terminal: bool) -> bool:
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and environment.get("TERM") != "dumb"


def _is_linking(choice: str, environment: Mapping[str, str], *, terminal: bool) -> bool:
    if choice != "auto":
        return choice == "always"
    # The console of the Linux kernel prints what it does not know.
    return terminal and environment.get("TERM") not in ("dumb", "linux")


def _width(stream: TextIO) -> int:
    import os

    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return min(max(columns or 80, _NARROWEST), _WIDEST)


def _lines(text: str, room: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if _columns(joined) <= room:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        while _columns(word) > room:
            cut = _fitting(word, room)
            lines[-1] = word[:cut]
            lines.append("")
            word = word[cut:]  # noqa: PLW2901 - the rest of a word that is longer than a line
        lines[-1] = word
    return lines


def _fitting(word: str, room: int) -> int:
    """How many signs of a word fit; at least one."""
    if word.isascii():
        return room
    used = 0
    for number, sign in enumerate(word):
        used += _columns(sign)
        if used > room:
            return max(number, 1)
    return len(word)


def _columns(text: str) -> int:
    """The columns that a text takes. Source: Unicode Standard Annex 11."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)


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
    window, caret = _window(text, column or 1)
    lines = [f"{margin} {bar}", f"{style.paint(number, 'dim')} {bar} {window}"]
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
