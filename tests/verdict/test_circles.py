"""What schemas lead to, whatever circles they lead in."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from harness.verdict._circles import reached


def walked(start: int, leads: dict[int, list[int]]) -> set[int]:
    seen, pending = {start}, [start]
    while pending:
        for other in leads[pending.pop()]:
            if other not in seen:
                seen.add(other)
                pending.append(other)
    return seen


@pytest.mark.parametrize("seed", range(40))
def test_each_leads_to_what_a_walk_from_it_finds(seed: int) -> None:
    pick = Random(seed)  # noqa: S311 - no secrets
    count = pick.randrange(1, 30)
    leads = {number: [pick.randrange(count) for _ in range(pick.choice((0, 1, 1, 2, 4)))] for number in range(count)}
    own: Any = {number: 1 << number for number in leads}
    bits = reached(own, leads)  # type: ignore[arg-type]
    assert bits == {number: sum(1 << other for other in walked(number, leads)) for number in leads}
