"""A server that has nothing of the mock is held to its word: each fault is found by its check, and habits are none."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

import pytest

from harness.conformance import oracle
from tests.mutants.marina_faults import FAULTS, GENERATED, HABITS

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.conformance._causes import Cause

# So many of a seed are tried; HARNESS_MUTANTS=all tries all.
_SOME = 3
# Two promises are broken by one mistake, or one promise in what is sent and in what comes.
_MOST = 2
# What breaks between two snapshots is told by checks of its own.
_OF_BREAKS = {"invalid-accepted": "break-made", "valid-refused": "break-early"}


def _faults() -> list[str]:
    chosen = os.environ.get("HARNESS_MUTANTS", "1")
    return list(FAULTS) if chosen == "all" else Random(chosen).sample(sorted(FAULTS), _SOME)  # noqa: S311 - it picks tests


def test_a_server_with_habits_of_its_own_is_left_alone(seen_at_marina: Callable[..., list[Cause]]) -> None:
    found = seen_at_marina(*HABITS, generated_for=("GET /me",))
    assert [(cause.key, cause.findings[0][0].title) for cause in found] == []


@pytest.mark.parametrize("fault", _faults())
def test_a_fault_is_found_by_its_check(seen_at_marina: Callable[..., list[Cause]], fault: str) -> None:
    found = seen_at_marina(fault, generated_for=GENERATED.get(fault, ()))
    checks = {FAULTS[fault], _OF_BREAKS.get(FAULTS[fault])}
    assert checks & {cause.key[0] for cause in found}, [cause.key for cause in found]
    assert len(found) <= _MOST, [cause.key for cause in found]


def test_each_fault_names_a_check() -> None:
    assert all(oracle(check) is not None for check in FAULTS.values())
    assert set(GENERATED) <= set(FAULTS)
