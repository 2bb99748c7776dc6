"""The composite action of the gate, its steps run one by one."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.actions.conftest import ACTION, ROOT
from tests.gate.conftest import breaking, document, harmless

if TYPE_CHECKING:
    from pathlib import Path

    from tests.actions.conftest import Runner

OLD, NEW = "2026-01-01", "2026-02-01"


def pull_request(runner: Runner, tmp_path: Path, *options: str) -> None:
    """What a runner checks out: the merge of a branch that breaks its version."""
    repository = runner.repository
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    repository.commit()
    repository.git("checkout", "-q", "-b", "merged", "trunk")
    repository.git("merge", "-q", "--no-ff", "-m", "Merge", "work")
    clone = tmp_path / "clone"
    source = f"file://{repository.path}"
    subprocess.run(
        ["git", "clone", "-q", *options, "-b", "merged", source, str(clone)], check=True, capture_output=True
    )
    repository.path = clone


def test_a_pull_request_that_breaks_is_denied_with_one_comment(runner: Runner, tmp_path: Path) -> None:
    pull_request(runner, tmp_path, "--depth", "1")
    first = runner.run()
    assert first.code == 1, first.log
    assert (first.outputs["verdict"], first.outputs["denied"]) == ("denied", "1")
    assert "::error file=specs/parcels/2026-02-01.yaml" in first.log
    assert first.summary.startswith("<!-- harness:gate -->\n## API gate: denied\n")
    assert runner.comments == [first.summary]
    runner.run()
    assert len(runner.comments) == 1, "it is updated, not written again"


def test_a_comment_clears_itself_and_none_is_written_where_all_is_well(runner: Runner, tmp_path: Path) -> None:
    pull_request(runner, tmp_path)
    runner.run()
    runner.repository.snapshot(NEW, harmless, version=OLD)
    clean = runner.run()
    assert (clean.code, clean.outputs["verdict"]) == (0, "may be published")
    assert runner.comments == ["<!-- harness:gate -->\nAPI gate: may be published\n"]
    runner.store.unlink()
    runner.run()
    assert runner.comments == []


def test_the_token_of_a_fork_is_no_reason_to_fail(runner: Runner, tmp_path: Path) -> None:
    pull_request(runner, tmp_path)
    outcome = runner.run(fork=True, fail_on="never")
    assert (outcome.code, outcome.outputs["verdict"]) == (0, "denied")
    assert "::notice title=API gate::The comment cannot be written" in outcome.log
    assert runner.comments == []


def test_a_long_comment_is_cut_to_what_is_taken(runner: Runner, tmp_path: Path) -> None:
    repository = runner.repository
    many = {f"/x{number}": {"get": {"responses": {"200": {"description": "x"}}}} for number in range(900)}
    repository.write(f"specs/parcels/{OLD}.yaml", document(OLD, lambda made: made["paths"].update(many)))
    repository.commit()
    repository.git("checkout", "-q", "-b", "work")
    repository.snapshot(NEW, version=OLD)
    outcome = runner.run(base="trunk")
    assert (outcome.code, outcome.outputs["denied"]) == (1, "900")
    assert 40_000 < len(runner.comments[0]) < 65_536
    assert "more in gate.html" in runner.comments[0]
    assert outcome.log.count("::error") == 10


def test_inputs_name_apis_a_base_and_a_place_for_sarif(runner: Runner, tmp_path: Path) -> None:
    pull_request(runner, tmp_path)
    sarif = tmp_path / "gate.sarif"
    outcome = runner.run(api="parcels", base="origin/trunk", base_ref="", comment="false", sarif=str(sarif))
    assert outcome.code == 1
    assert b'"ruleId": "break-in-version"' in sarif.read_bytes()
    assert runner.comments == []
    unknown = runner.run(api="nobody", base="origin/trunk")
    assert unknown.code == 2


def test_what_is_installed_is_what_lies_beside_the_action(runner: Runner, tmp_path: Path) -> None:
    pull_request(runner, tmp_path, "--depth", "1")
    outcome = runner.run(install=True)
    assert (outcome.code, outcome.outputs["verdict"]) == (1, "denied"), outcome.log
    (package,) = (runner.temp / "harness-gate/lib").glob("python*/site-packages/harness")
    own = {path.relative_to(ROOT / "harness") for path in (ROOT / "harness").rglob("*.py")}
    assert {path.relative_to(package) for path in package.rglob("*.py")} == own


def test_nothing_is_installed_by_its_name() -> None:
    script = (ACTION / "install.sh").read_text()
    assert '"$root"\n' in script
    assert "install harness" not in script.replace("# Install harness from", "")
