"""The names that programs may use."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

import harness
from harness import cli

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_public_names_are_declared_and_sorted() -> None:
    assert harness.__all__ == sorted(harness.__all__)
    assert dir(harness) == harness.__all__
    for name in harness.__all__:
        assert getattr(harness, name) is not None


def test_nothing_else_is_public() -> None:
    for name in harness.__all__:
        getattr(harness, name)
    others = {
        name
        for name, value in vars(harness).items()
        if not name.startswith("_") and name not in harness.__all__ and not isinstance(value, ModuleType)
    }
    assert others == {"TYPE_CHECKING", "Any", "annotations"}


def test_every_public_object_says_what_it_is() -> None:
    for name in harness.__all__:
        value = getattr(harness, name)
        if name != "__version__":
            assert value.__doc__, name
            assert value.__module__.startswith("harness."), name


def test_the_command_line_declares_its_own() -> None:
    for name in cli.__all__:
        assert getattr(cli, name).__doc__, name


def test_the_readme_of_the_design_works(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    old = harness.load("specs/sensay/2025-03-28.yaml")
    new = harness.load("sensay@2025-06-16")
    result = harness.diff(old, new)
    assert isinstance(result, harness.Diff)
    assert (result.old, result.new) == (old, new)
    assert all(isinstance(change, harness.Change) for change in result.changes)
    assert result.changelog.breaking
    assert result.changelog.render("text").startswith("API structure has changed\n")
    assert isinstance(result.changelog, harness.Changelog)
