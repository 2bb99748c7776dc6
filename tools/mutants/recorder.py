"""A plugin of pytest that records which test executes which line, how long it takes, and whether it passes.

`python -m pytest -p tools.mutants.recorder`, with the folder for what is recorded in MUTANTS_RECORD. A fixture that
many tests share is recorded apart, as only the first of them executes its lines; for the same reason caches are emptied
before each test.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import coverage
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURE = "fixture "
_PACKAGE = "harness"


class Recorder:
    """What a process of the test run records."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._durations: dict[str, float] = {}
        self._fixtures: dict[str, list[str]] = {}
        self._failed: set[str] = set()
        self._skipped: set[str] = set()
        self._context = ""
        self._tests = folder / f"tests-{worker}.json"
        self._coverage = coverage.Coverage(
            data_file=str(folder / f"lines-{worker}"), source=[_PACKAGE], config_file=False
        )
        self._coverage.start()

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
        self._coverage.stop()
        self._coverage.save()
        tests = [
            {"id": test, "duration": round(duration, 4), "fixtures": self._fixtures[test]}
            for test, duration in self._durations.items()
            if test not in self._failed | self._skipped
        ]
        self._tests.write_text(json.dumps({"tests": tests, "failed": sorted(self._failed)}), encoding="utf-8")

    def _switch(self, context: str) -> None:
        if context != self._context:
            self._context = context
            self._coverage.switch_context(context)


def pytest_configure(config: pytest.Config) -> None:
    """Starts to record, before the first module is imported."""
    worker = getattr(config, "workerinput", {}).get("workerid")
    if worker is None and getattr(config.option, "numprocesses", None):
        return  # this process runs no test, others do
    recorder = Recorder(Path(os.environ["MUTANTS_RECORD"]), worker or "main")
    config.pluginmanager.register(recorder, "mutants-recorder")


def _name(fixture: Any) -> str:
    return f"{FIXTURE}{fixture.baseid}::{fixture.argname}"


def _empty_caches() -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == _PACKAGE:
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
