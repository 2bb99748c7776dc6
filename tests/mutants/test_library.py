"""Servers that break one promise are found by the check that should find them, and one that keeps all is left alone."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

import pytest

from harness.conformance import oracle
from tests.mutants import library

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.conformance._causes import Cause

# So many are tried; HARNESS_MUTANTS=all takes all, and HARNESS_MUTANTS=7 those of another seed.
_SOME = 5
# Two promises are broken by one mistake, or one promise in what is sent and in what comes.
_MOST = 2


def _faults() -> list[str]:
    chosen = os.environ.get("HARNESS_MUTANTS", "1")
    return list(library.FAULTS) if chosen == "all" else Random(chosen).sample(sorted(library.FAULTS), _SOME)  # noqa: S311 - it picks tests


def test_a_server_that_keeps_its_word_is_left_alone(seen: Callable[..., list[Cause]]) -> None:
    assert [(cause.key, cause.findings[0][0].title) for cause in seen()] == []


@pytest.mark.parametrize("fault", _faults())
def test_a_broken_promise_is_found_by_its_check(seen: Callable[..., list[Cause]], fault: str) -> None:
    found = seen(fault)
    checks = [cause.key[0] for cause in found]
    assert library.FAULTS[fault] in checks, fault
    assert len(found) <= _MOST, (fault, [cause.key for cause in found])


def test_each_switch_names_a_check() -> None:
    assert all(oracle(check) is not None for check in library.FAULTS.values())
