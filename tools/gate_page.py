"""The page of the clauses of the gate and of the presets, made of their tables: gate_page.py [--check].

Writes docs/gate-clauses.md. With --check it writes nothing, and exits with 1 if the page is stale.
"""

# ruff: noqa: INP001 - the scripts of this folder are no package

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from pages import write_pages

from harness.gate import CLAUSES, IMPACT_WORDS, PRESETS, QUESTIONS
from harness.rules import PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.gate import Clause

_PAGE = "docs/gate-clauses.md"
_HEAD = """\
# Clauses of the gate

What [`harness gate`](gate.md) judges by: each line of `[promise]` has a clause of its own, and some hold whatever is
promised. `harness explain ID` says the same of one. The table `[rules]` sets what a clause comes to, as it does for
rules: `breaking` closes the gate, `warning` is told of, `compatible` is not.

```toml
[rules]
snapshot-edited = "warning"
```
"""


def _page() -> Iterator[str]:
    yield _HEAD
    for question in QUESTIONS:
        yield f"\n## {question[0].upper()}{question[1:]}\n"
        for clause in CLAUSES:
            if clause.question == question:
                yield _clause(clause)
    yield "\n## Presets\n\nWhat `preset` in `[promise]` stands for: lines of a promise, and the profile of its name.\n"
    for name, lines in PRESETS.items():
        yield f"\n### `{name}`\n\n```toml\n[promise]\n"
        yield "".join(f"{key} = {_toml(value)}\n" for key, value in lines.items() if key != "unsupported")
        yield "```\n\nIts profile sets " + ", ".join(f"`{rule}` to {impact}" for rule, impact in PROFILES[name].items())
        yield ".\n\nPromised and not judged:\n\n" + "".join(f"* {line}\n" for line in lines["unsupported"])


def _clause(clause: Clause) -> str:
    line = f"Judges `{clause.line}`. " if clause.line else ""
    word = IMPACT_WORDS[clause.impact]
    return f"\n### `{clause.id}`\n\n{clause.checks} {clause.why} {line}Without a setting: {word}.\n\n{clause.instead}\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


if __name__ == "__main__":
    sys.exit(write_pages({_PAGE: "".join(_page())}))
