"""Colours for the text that `--help` prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.report.words.text import Style

_HEADING = re.compile(r"\Ausage:|(?<=\n\n)[a-z][^\n]*:$", re.MULTILINE)
# What people type stands in a column of its own: options with their values, names of commands, exit codes.
_OPTIONS = re.compile(r"^ {2}-\S*(?: \S+)*", re.MULTILINE)
_OPTION = re.compile(r"(?<= )--?[a-zA-Z][a-z-]*")
_NAME = re.compile(r"^ {2}[a-z0-9]+(?= {2,}\S)", re.MULTILINE)
_VARIABLE = re.compile(r"\[HARNESS_[A-Z_]+\]")


def colored(text: str, style: Style) -> str:
    """The text of a help page in the colours of a style."""

    def name(match: re.Match[str]) -> str:
        return style.paint(match[0], "hint")

    text = _HEADING.sub(lambda match: style.paint(match[0], "bold"), text)
    text = _OPTIONS.sub(lambda match: _OPTION.sub(name, match[0]), text)
    text = _NAME.sub(lambda match: f"  {style.paint(match[0][2:], 'hint')}", text)
    return _VARIABLE.sub(lambda match: style.paint(match[0], "dim"), text)
