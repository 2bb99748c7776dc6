"""Verdicts held against pairs whose verdict is known; what departs from a source has its reason on the list."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

# The share of cases that may be undecided, where it is not none.
OPEN = {"jsoncompat_openapi": 0.2, "jsonsubschema": 0.025, "jsoncompat": 0.02}


def _verdicts() -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "verdicts.py"
    spec = spec_from_file_location("verdicts", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    # Named tuples look their module up.
    sys.modules["verdicts"] = module
    spec.loader.exec_module(module)
    return module


verdicts: Any = _verdicts()
DEPARTURES: dict[str, str] = verdicts.departures()


@pytest.mark.parametrize("source", [*verdicts.OPENAPI, verdicts.REPORTS, *verdicts.SCHEMAS])
def test_known_verdicts_are_ours(shared: Path, source: str) -> None:
    cases = list(verdicts.cases(source, shared))
    if not cases:
        pytest.skip(f"no cases of {source}")
    said = {case.id: verdicts.judged(case, DEPARTURES) for case in cases}
    assert [name for name, verdict in said.items() if verdict == verdicts.WRONG] == []
    undecided = [name for name, verdict in said.items() if verdict == verdicts.OPEN]
    assert len(undecided) <= OPEN.get(source, 0) * len(cases), undecided


def test_each_departure_is_one(shared: Path) -> None:
    cases = {case.id: case for source in verdicts.OPENAPI for case in verdicts.cases(source, shared)}
    if not cases:
        pytest.skip("no cases")
    assert [name for name in DEPARTURES if verdicts.judged(cases[name], DEPARTURES) != verdicts.DEPARTURE] == []
