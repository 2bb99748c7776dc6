"""Whether the tests notice a mutant."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple

from tools.mutants.chosen import TIMED_OUT
from tools.mutants.operators import is_readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.mutants.copies import Copy
    from tools.mutants.lines import Record, Test
    from tools.mutants.operators import Mutant

Fate = Literal["killed", "survived", "invalid"]

_FIRST = 30  # tests that are tried before all the others
_TIMES_LONGER = 10
_SECONDS = 20  # for each test, beside what it takes
_IMPORT_SECONDS = 60
_PASSED, _FAILED, _INTERRUPTED, _INTERNAL = range(4)


class Judgement(NamedTuple):
    """What became of a mutant.

    Attributes:
        fate: "invalid" if it cannot be imported.
        test: the one that failed first; empty where none did, or where none could be run at all.
        tests: how many were to run.
    """

    mutant: Mutant
    fate: Fate
    test: str
    tests: tuple[str, ...]


def judged(mutant: Mutant, record: Record, copy: Copy) -> Judgement:
    """What becomes of a mutant in a copy of the tree, which is as before afterwards."""
    tests = record.tests_of(mutant)
    names = tuple(test.id for test in tests)
    if not is_readable(mutant, (copy.root / mutant.module).read_bytes()):
        return Judgement(mutant, "invalid", "", names)
    copy.write(mutant)
    try:
        if copy.run(["-c", f"import {_dotted(mutant.module)}"], _IMPORT_SECONDS) != 0:
            return Judgement(mutant, "invalid", "", names)
        for batch in _batches(tests, mutant.module):
            failed = _failure(batch, copy)
            if failed is not None:
                return Judgement(mutant, "killed", failed, names)
        return Judgement(mutant, "survived", "", names)
    finally:
        copy.restore(mutant)


def _dotted(module: str) -> str:
    return module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _batches(tests: Sequence[Test], module: str) -> Iterator[list[Test]]:
    """First a few fast tests, of many functions, those of the module's package before others; then the rest."""
    ordered = _ordered(tests, module)
    if ordered[:_FIRST]:
        yield ordered[:_FIRST]
    # By file, as fixtures are made anew where tests of several files take turns.
    costs: dict[str, float] = defaultdict(float)
    for test in ordered[_FIRST:]:
        costs[test.file] += test.duration
    if ordered[_FIRST:]:
        yield sorted(ordered[_FIRST:], key=lambda test: (costs[test.file], test.file))


def _ordered(tests: Sequence[Test], module: str) -> list[Test]:
    mirror = f"tests/{module.split('/')[1]}/"
    earlier: dict[str, int] = defaultdict(int)
    places = []
    for test in sorted(tests, key=lambda test: (test.duration, test.id)):
        function = test.id.partition("[")[0]
        places.append((earlier[function], not test.file.startswith(mirror), test.duration, test.id, test))
        earlier[function] += 1
    return [place[-1] for place in sorted(places)]


def _failure(tests: list[Test], copy: Copy) -> str | None:
    """The first test that fails, empty where none could run; None if all pass."""
    chosen, failed = (copy.root.parent / name for name in ("chosen.json", "failed"))
    seconds = {test.id: _TIMES_LONGER * test.duration + _SECONDS for test in tests}
    chosen.write_text(json.dumps({"seconds": seconds}), encoding="utf-8")
    failed.unlink(missing_ok=True)
    files = list(dict.fromkeys(test.file for test in tests))
    code = copy.run(
        ["-m", "pytest", "-x", "-q", "--tb=no", "-p", "tools.mutants.chosen", *files],
        sum(seconds.values()),
        MUTANTS_CHOSEN=str(chosen),
        MUTANTS_FAILED=str(failed),
    )
    if code == _PASSED:
        return None
    if code in (_FAILED, _INTERRUPTED, _INTERNAL, TIMED_OUT, None) or code < 0:  # a signal ends what asks for too much
        return failed.read_text(encoding="utf-8") if failed.exists() else ""
    message = f"pytest ended with {code} for {files}"
    raise RuntimeError(message)
