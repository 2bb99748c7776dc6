"""A plugin of pytest that runs chosen tests in a given order, each within a time of its own.

`python -m pytest -p tools.mutants.chosen FILE…`, with a file of JSON in MUTANTS_CHOSEN: {"seconds": {id: seconds}}, in
the order in which the tests are to run. The test that fails is written to MUTANTS_FAILED.
"""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMED_OUT = 86  # the exit code where a test takes too long

_SECONDS: dict[str, float] = {}


def pytest_configure() -> None:
    """Reads the list."""
    _SECONDS.update(json.loads(Path(os.environ["MUTANTS_CHOSEN"]).read_text(encoding="utf-8"))["seconds"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves the chosen tests, in their order."""
    by_id = {item.nodeid: item for item in items}
    items[:] = [by_id[test] for test in _SECONDS if test in by_id]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Ends the run when a test takes too long: in a loop without end no exception would be of use."""
    signal.signal(signal.SIGALRM, lambda *_: _end(item.nodeid))
    signal.setitimer(signal.ITIMER_REAL, _SECONDS[item.nodeid])
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Writes which test has failed."""
    if report.failed:
        _write(report.nodeid)


def _end(test: str) -> None:
    _write(test)
    os._exit(TIMED_OUT)


def _write(test: str) -> None:
    Path(os.environ["MUTANTS_FAILED"]).write_text(test, encoding="utf-8")
