"""The words for breaks: what happened to clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.words.wording import sentence

if TYPE_CHECKING:
    from harness.verdict import Break

# Of many changes that break only together, the first few tell what it is about.
_MOST = 3


def break_sentence(one: Break) -> str:
    """What happened, in plain words; names from the documents stand in backticks."""
    sentences = list(dict.fromkeys(map(sentence, one.changes)))
    text = "; ".join(sentences[:_MOST])
    left = len(sentences) - _MOST
    if left > 0:
        text += f"; {left} more change{'s' * (left > 1)}"
    return f"{text} (all together)" if len(sentences) > 1 and not one.whole else text
