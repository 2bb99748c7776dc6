"""Checks that others write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import harness
from harness.cli import run
from harness.conformance import OwnCheck
from harness.conformance._own import own_checks
from harness.errors import UsageError
from tests.gate.conftest import SETTINGS, document

if TYPE_CHECKING:
    from pathlib import Path

CHECKS = '''
import harness

@harness.check
def parcels_are_light(client):
    """Is no parcel heavier than it may be?"""
    assert client.get("/parcels").status == 418, "A parcel weighs `too much`"

@harness.check
def stamps_are_there(client):
    """Are there stamps?"""
    assert client.get("/stamps").status == 200
'''


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with an API, in the working directory."""
    folder = tmp_path / "specs/parcels"
    folder.mkdir(parents=True)
    (folder / "api.toml").write_text(SETTINGS)
    (folder / "2026-01-01.yaml").write_text(json.dumps(document("2026-01-01")))
    (tmp_path / "checks.py").write_text(CHECKS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_check_is_the_function_that_it_was() -> None:
    @harness.check
    def it_is_so(client: object) -> str:
        """Is it so?

        It should be.
        """
        return f"asked {client}"

    assert isinstance(it_is_so, OwnCheck)
    assert (it_is_so.id, it_is_so.asks) == ("it-is-so", "Is it so?")
    assert it_is_so("them") == "asked them"  # type: ignore[arg-type]


def test_a_run_makes_them_and_finds_what_they_find(specs: Path) -> None:
    words = ("conform", "parcels", "--mock", "--phase", "none", "--checks", "checks.py")
    assert run([*words, "--quiet", "-r", "json=run.json", "-r", "html=run.html", "-f", "text", "-o", "run.txt"]) == 1
    stored = json.loads((specs / "run.json").read_text())
    (failure,) = stored["failures"]
    assert (failure["check"], failure["title"]) == ("parcels-are-light", "A parcel weighs `too much`")
    assert failure["why"] == "Is no parcel heavier than it may be?"
    assert failure["request"]["url"].endswith("/parcels")
    made = {check["check"]: check["reason"] for check in stored["checks"]}
    assert (made["parcels-are-light"], made["stamps-are-there"]) == (None, None)
    assert "A parcel weighs" in (specs / "run.txt").read_text()


def test_what_one_found_is_looked_for_again(specs: Path, mock_server: Any, capsys: pytest.CaptureFixture[str]) -> None:
    address = mock_server("parcels").url
    found = ("conform", "parcels", "--base-url", address, "--phase", "none", "--checks", "checks.py")
    assert run([*found, "--quiet", "-f", "json", "-o", "run.json"]) == 1
    assert run(["replay", "run.json", "--checks", "checks.py"]) == 1
    (specs / "checks.py").write_text(CHECKS.replace("418", "200"))
    assert run(["replay", "run.json", "--checks", "checks.py"]) == 0
    assert "A parcel weighs" in capsys.readouterr().out


def test_a_plan_names_them(specs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["conform", "parcels", "--mock", "--plan", "--checks", str(specs / "checks.py")]) == 0
    assert "parcels-are-light" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read"),
        ("x = 1", "holds no check"),
        ("import nothing_of_that_name", "cannot be run: ModuleNotFoundError"),
        ("import sys; sys.exit(0)", "cannot be run: SystemExit"),
    ],
)
def test_a_file_without_checks_is_wrong_use(text: str | None, said: str, tmp_path: Path) -> None:
    path = tmp_path / "checks.py"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UsageError, match=said):
        own_checks([str(path)])


def test_two_checks_of_one_name_are_wrong_use(tmp_path: Path) -> None:
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text("import harness\n@harness.check\ndef same(client): pass\n")
    with pytest.raises(UsageError, match="two checks same"):
        own_checks([str(tmp_path / "one.py"), str(tmp_path / "two.py")])
