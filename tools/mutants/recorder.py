"""A plugin of pytest that records which test executes which statement, how long it takes, and whether it passes.

`python -m pytest -p tools.mutants.recorder`, with the folder for what is recorded in MUTANTS_RECORD. A fixture that
many tests share is recorded apart, as only the first of them executes its lines; for the same reason caches are emptied
before each test. A test that takes too long is ended: it would be asked last, if at all.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from tools.mutants.marks import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.mutants.marks import MarkingFinder

_FIXTURE = "fixture "
_PACKAGE = "harness"
_MOST_SECONDS = 8  # of the processor's time, for a test


class _TooLong(BaseException):
    """Ends a test; no exception, as those are what tests are about."""


class Recorder:
    """What a process of the test run records."""

    def __init__(self, folder: Path, worker: str, finder: MarkingFinder) -> None:
        self._durations: dict[str, float] = {}
        self._fixtures: dict[str, list[str]] = {}
        self._failed: set[str] = set()
        self._skipped: set[str] = set()
        self._context = ""
        # The tests and fixtures by number, and for each file and statement the numbers of those that execute it.
        self._contexts: list[str] = []
        self._executed: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._path = folder / f"tests-{worker}.json"
        self._finder = finder
        signal.signal(signal.SIGVTALRM, _end)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Records under the name of the test."""
        _empty_caches()
        # What pytest offers in public names the fixtures, and not their scopes.
        infos = item._fixtureinfo.name2fixturedefs.values() if isinstance(item, pytest.Function) else ()  # noqa: SLF001
        self._fixtures[item.nodeid] = [_name(infos[-1]) for infos in infos if infos[-1].scope != "function"]
        self._durations[item.nodeid] = 0.0
        self._switch(item.nodeid)
        try:
            return (yield)
        finally:
            self._switch("")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Ends the test when it takes too long."""
        signal.setitimer(signal.ITIMER_VIRTUAL, _MOST_SECONDS)
        try:
            return (yield)
        except _TooLong:
            self._skipped.add(item.nodeid)
            pytest.skip("it takes too long")
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[Any]:
        """Records under the name of the fixture, where tests share it."""
        before = self._context
        if fixturedef.scope != "function":
            self._switch(_name(fixturedef))
        try:
            return (yield)
        finally:
            self._switch(before)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Adds to what the test took."""
        if report.nodeid in self._durations:  # the process that hands out the tests hears of all, and runs none
            self._durations[report.nodeid] += report.duration
            if report.failed:
                self._failed.add(report.nodeid)
            if report.skipped:
                self._skipped.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Writes what was recorded, before this process is said to be done."""
        tests = [
            {"id": test, "duration": round(duration, 4), "fixtures": self._fixtures[test]}
            for test, duration in self._durations.items()
            if test not in self._failed | self._skipped
        ]
        report = {
            "tests": tests,
            "failed": sorted(self._failed - self._skipped),
            "contexts": self._contexts,
            "executed": self._executed,
        }
        self._path.write_text(json.dumps(report), encoding="utf-8")

    def _switch(self, context: str) -> None:
        executed = self._finder.taken()
        if self._context:
            for path, numbers in executed.items():
                for number in numbers:
                    self._executed[path][number].append(len(self._contexts))
            self._contexts.append(self._context)
        self._context = context


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Marks modules from the first that is imported, which may be by a conftest.py."""
    early_config.stash[_FINDER] = install(_PACKAGE)


def pytest_configure(config: pytest.Config) -> None:
    """Starts to record."""
    worker = getattr(config, "workerinput", {}).get("workerid")
    if worker is None and getattr(config.option, "numprocesses", None):
        return  # this process runs no test, others do
    recorder = Recorder(Path(os.environ["MUTANTS_RECORD"]), worker or "main", config.stash[_FINDER])
    config.pluginmanager.register(recorder, "mutants-recorder")


_FINDER = pytest.StashKey["MarkingFinder"]()


def _end(*_: Any) -> NoReturn:
    raise _TooLong


def _name(fixture: Any) -> str:
    return f"{_FIXTURE}{fixture.baseid}::{fixture.argname}"


def _empty_caches() -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == _PACKAGE:
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
