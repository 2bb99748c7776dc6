"""What is known of published servers is known of its check and its place alone."""

from __future__ import annotations

import tomllib
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from harness.conformance import oracle

if TYPE_CHECKING:
    from pathlib import Path

_READ = {"server-error POST /batch": "known", "valid-refused PATCH *": "of all", "version-echo /missing": "of none"}


@pytest.fixture
def conform_real(root: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script."""
    monkeypatch.syspath_prepend(str(root / "tools"))
    return import_module("conform_real")


@pytest.mark.parametrize(
    ("check", "operations", "reason"),
    [
        ("server-error", ["POST /batch"], "known"),
        ("server-error", ["POST /batch", "POST /other"], None),
        ("server-error", ["POST /other"], None),
        ("status-code", ["POST /batch"], None),
        ("valid-refused", ["PATCH /one/{id}", "PATCH /two"], "of all"),
        ("version-echo", [], "of none"),
    ],
)
def test_a_known_check_at_another_place_has_not_been_read(
    conform_real: Any, check: str, operations: list[str], reason: str | None
) -> None:
    failure = {"check": check, "operations": operations, "component": "", "pointer": "/missing"}
    assert conform_real._reason(failure, _READ) == reason


def test_whatever_is_known_names_a_check_and_a_place(root: Path) -> None:
    packages = tomllib.loads((root / "tools" / "conform_real.toml").read_text(encoding="utf-8"))["package"]
    for name in [name for package in packages for name in package["findings"]]:
        check, _, place = name.partition(" ")
        assert oracle(check) is not None, name
        assert place, name
