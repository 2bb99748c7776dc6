"""The page of the checks of conformance runs, made of their table: check_page.py [--check].

Writes docs/checks.md. With --check it writes nothing, and exits with 1 if the page is stale.
"""

# ruff: noqa: INP001 - the scripts of this folder are no package

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pages import write_pages

from harness.conformance import ORACLES

if TYPE_CHECKING:
    from harness.conformance._oracle import Oracle

_PAGE = "docs/checks.md"
_INTRODUCTION = """\
# Checks

<!-- Written by `make docs` from the tables in harness/conformance/_catalogue_*.py. -->

What `harness conform` asks of a server, for every version. `harness conform API --plan` says which of it applies to an
API, and why the rest does not; `harness explain CHECK` prints one of them.
"""


def _table() -> str:
    rows = [f"| [{each.id}](#{each.id}) | {each.asks} |\n" for each in ORACLES]
    return "\n| check | asks |\n| --- | --- |\n" + "".join(rows)


def _part(oracle: Oracle) -> str:
    return (
        f"\n## `{oracle.id}`\n\n{oracle.asks}\n\n"
        f"* **Sends**: {oracle.sends}\n"
        f"* **Breaks the promise**: {oracle.proves}\n"
        f"* **Such as**: {oracle.mutant}\n"
        f"* **Needs**: {', '.join(oracle.needs)}.\n"
        f"* **Source**: {oracle.source}.\n"
    )


if __name__ == "__main__":
    sys.exit(write_pages({_PAGE: "".join([_INTRODUCTION, _table(), *map(_part, ORACLES)])}))
