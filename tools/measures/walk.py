"""How many modules a change passes on its way from bytes to a page: python tools/measures/walk.py, in a tree.

The change: a `maxLength` shrinks behind a `$ref`. `harness diff old.yaml new.yaml --format html` runs in this process
while a profiler hears of each call. What counts is a call of a function of harness; what modules do while they are
imported does not. A move is a call in another module, or package, than the call before.
"""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import redirect_stdout
from inspect import CO_OPTIMIZED
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

_PACKAGE = "harness"
_DOCUMENT = """\
openapi: 3.1.1
info: {title: Pets, version: "1"}
paths:
  /pets:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
      responses:
        "201":
          description: The pet as it is stored.
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
components:
  schemas:
    Name: {type: string, maxLength: 60}
    Pet:
      type: object
      required: [name]
      properties:
        name: {$ref: "#/components/schemas/Name"}
"""


def main() -> int:
    """Prints the figures as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        old, new = (Path(folder, f"{side}.yaml") for side in ("old", "new"))
        old.write_text(_DOCUMENT, encoding="utf-8")
        new.write_text(_DOCUMENT.replace("60", "40"), encoding="utf-8")
        modules = _called([str(old), str(new)])
    packages = [".".join(name.split(".")[:2]) for name in modules]
    names = sorted(set(modules))
    figures = {
        "modules": len(names),
        "names": names,
        "module_moves": _moves(modules),
        "package_moves": _moves(packages),
    }
    print(json.dumps(figures))  # noqa: T201 - what it is for
    return 0


def _called(documents: list[str]) -> list[str]:
    """The modules of all calls, in order."""
    from harness.cli import run

    names: list[str] = []
    importing = 0

    def hear(frame: FrameType, event: str, _: Any) -> None:
        nonlocal importing
        name = frame.f_globals.get("__name__", "")
        if event not in ("call", "return") or name.partition(".")[0] != _PACKAGE:
            return
        if frame.f_code.co_name == "<module>":
            importing += 1 if event == "call" else -1
        elif event == "call" and not importing and frame.f_code.co_flags & CO_OPTIMIZED:  # the body of a class is not
            names.append(name)

    with redirect_stdout(StringIO()):
        sys.setprofile(hear)
        try:
            run(["diff", *documents, "--format", "html"])
        finally:
            sys.setprofile(None)
    return names


def _moves(names: list[str]) -> int:
    return sum(one != other for one, other in pairwise(names))


if __name__ == "__main__":
    sys.exit(main())
