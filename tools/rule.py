"""The stubs of a new rule: rule.py ID AREA writes its row, and the example pair that shows it.

The row stands at the end of the module of its area, and says nothing yet; the two documents of the pair are the same.
CONTRIBUTING.md says what comes next.
"""

# ruff: noqa: INP001 - the scripts of this folder are no package

from __future__ import annotations

import re
import sys
from pathlib import Path

from harness.rules import RULES
from harness.rules._catalogue import AREAS

_ROOT = Path(__file__).resolve().parent.parent
_EXAMPLES = _ROOT / "tests" / "rules"
_ID = re.compile(r"[a-z]+(-[a-z]+)+")
_ROW = """\
    Rule(
        id="{id}",
        subjects=("schema",),
        aspects=("{id}",),{directions}
        impact="warning",
        checks="Checks that ",
        why="",
        source="",
    ),
"""
_EXAMPLE = """\
openapi: 3.1.1
info:
  title: Pets
  version: "2025-03-25"
paths:
  /pets:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                name:
                  type: string
      responses:
        "201":
          description: The pet is known.
"""


def main(arguments: list[str]) -> int:
    """Writes the stubs, or says what is wrong with the id or the area."""
    if len(arguments) != 2:
        return _wrong("make rule ID=request-thing-happened AREA=arrays")
    name, area = arguments
    if not _ID.fullmatch(name):
        return _wrong(f"{name!r} is no id: direction, subject and event in kebab case, as request-enum-narrowed")
    if any(rule.id == name for rule in RULES):
        return _wrong(f"there is a rule {name}")
    if area not in AREAS:
        return _wrong(f"there is no area {area!r}; areas are {', '.join(AREAS)}")
    folder = _EXAMPLES / name
    folder.mkdir(exist_ok=True)
    paths = [_with_row(name, area), *(folder / f"{side}.yaml" for side in ("old", "new"))]
    for path in paths[1:]:
        path.write_text(_EXAMPLE, encoding="utf-8")
    for path in paths:
        print(path.relative_to(_ROOT).as_posix())  # noqa: T201 - this is its output
    return 0


def _with_row(name: str, area: str) -> Path:
    """The module of an area, with the row of a new rule at its end."""
    path = _ROOT / "harness" / "rules" / f"{AREAS[area].__name__.rpartition('.')[2]}.py"
    text = path.read_text(encoding="utf-8")
    direction = name.partition("-")[0]
    directions = f'\n        directions=("{direction}",),' if direction in ("request", "response") else ""
    row = _ROW.format(id=name, directions=directions)
    path.write_text(text.removesuffix(")\n") + row + ")\n", encoding="utf-8")
    return path


def _wrong(message: str) -> int:
    print(message, file=sys.stderr)  # noqa: T201 - this is its output
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
