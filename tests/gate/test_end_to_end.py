"""The gate in scratch repositories: what is denied, what passes, and what cannot be judged."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.gate.conftest import SETTINGS, TODAY, breaking, document, harmless, worded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.gate.conftest import Answer, Repository

OLD, NEW = "2026-01-01", "2026-02-01"


def break_id(answer: Answer) -> str:
    """The id of the only break that is told of."""
    (name,) = {each["break_id"] for each in answer.findings if each["break_id"]}
    return str(name)


def accept(repository: Repository, *, until: str = "2026-12-31", today: str = TODAY) -> Answer:
    """Accept the break that there is."""
    name = break_id(repository.gate())
    words = ("--owner", "Ada", "--reason", "nobody sends it", "--until", until, "--today", today)
    return repository("accept", "parcels", name, *words)


def test_a_break_under_the_same_version_is_denied_by_its_name(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    answer = repository.gate()
    assert (answer.code, answer.denied) == (1, ["break-in-version"])
    assert answer.findings[0]["title"] == "`via` in the request body is now required"
    assert answer.findings[0]["operations"] == ["POST /parcels"]
    assert "curl" in answer.findings[0]["message"]


def test_what_beta_promises_holds_at_the_gate(repository: Repository) -> None:
    beta = 'beta = "may-break"\nbeta-paths = ["/parcels"]\n'
    repository.write("specs/parcels/api.toml", beta + SETTINGS)
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    answer = repository.gate()
    assert (answer.code, answer.denied) == (0, [])
    assert "curl" not in answer.out


@pytest.mark.parametrize("preset", ["github", "stripe", "none"])
def test_the_header_that_names_the_version_may_take_another_one(repository: Repository, preset: str) -> None:
    def taking(day: str, name: str = "parcels-version") -> Callable[[dict[str, Any]], None]:
        header = {"name": name, "in": "header", "schema": {"type": "string", "enum": [day], "default": day}}
        return lambda made: made["paths"]["/parcels"]["get"]["parameters"].append(header)

    if preset != "none":
        repository.promise(f'preset = "{preset}"')
    repository.snapshot(OLD, taking(OLD))
    repository.publish()
    repository.snapshot(NEW, taking(NEW))
    answer = repository.gate()
    repository.snapshot(NEW, taking(OLD))
    assert answer.rules == repository.gate().rules


def test_what_a_version_is_called_is_no_change_of_it(repository: Repository) -> None:
    def taking(*names: str) -> Callable[[dict[str, Any]], None]:
        header = {"name": "parcels-version", "in": "header", "schema": {"type": "string", "enum": names}}
        return lambda made: made["paths"]["/parcels"]["get"]["parameters"].append(header)

    repository.promise('new-version = "any-change"')
    repository.snapshot(OLD, taking(OLD))
    repository.publish()
    repository.snapshot(NEW, taking(OLD, NEW), version=OLD)
    assert "change-in-version" not in repository.gate().rules
    repository.snapshot(NEW, taking(OLD, NEW), harmless, version=OLD)
    assert "change-in-version" in repository.gate().rules


def test_a_break_under_a_new_version_needs_a_note(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking)
    denied = repository.gate()
    assert (denied.code, denied.denied) == (1, ["break-without-note"])
    repository("notes", "parcels", NEW)
    assert repository.gate().denied == ["break-without-note"], "a skeleton says nothing to clients"
    repository.write(f"specs/parcels/{NEW}.notes.md", f"# Notes\n\n## {break_id(denied)}\n\nSend `via`.\n")
    passed = repository.gate()
    assert (passed.code, passed.denied) == (0, [])
    assert [(each["verdict"], each["note"]) for each in passed.findings] == [("noted", "Send `via`.")]


def test_an_accepted_break_passes_until_its_day(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    assert accept(repository, until="2026-06-30").code == 0
    passed = repository.gate()
    assert (passed.code, passed.findings[0]["verdict"]) == (0, "accepted")
    assert passed.findings[0]["accepted"] == {
        "owner": "Ada",
        "until": "2026-06-30",
        "reason": "nobody sends it",
        "kind": "owner",
    }
    assert repository.gate(today="2026-06-30").code == 0
    assert repository.gate(today="2026-06-20").rules == ["approval-ending", "break-in-version"]
    expired = repository.gate(today="2026-07-01")
    assert (expired.code, expired.denied) == (1, ["break-in-version"])
    assert "approval-expired" in expired.rules
    assert expired.findings[0]["instead"] == "its approval by Ada ended on 2026-06-30"


def test_an_approval_of_nothing_is_told_of(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    accept(repository)
    repository.snapshot(NEW, harmless, version=OLD)
    answer = repository.gate()
    assert (answer.code, answer.rules) == (0, ["approval-unused"])
    assert repository.gate("--fail-on", "warning").code == 1


def test_an_approval_of_what_is_published_is_closed_and_not_unused(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    accept(repository)
    repository.commit()
    repository.git("checkout", "-q", "trunk")
    repository.git("merge", "-q", "work")
    repository.git("checkout", "-q", "-b", "later")
    repository.snapshot("2026-02-15", breaking, harmless, version=OLD)
    assert repository.gate().rules == []


def test_the_same_edit_in_a_later_transition_is_denied(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    accept(repository)
    repository.snapshot("2026-02-10", version=OLD)  # taken back
    repository.snapshot("2026-02-20", breaking, version=OLD)
    answer = repository.gate()
    assert (answer.code, answer.denied) == (1, ["break-in-version"])
    verdicts = {(each["old"], each["new"]): each["verdict"] for each in answer.findings if each["break_id"]}
    assert verdicts[OLD, NEW] == "accepted"
    assert verdicts["2026-02-10", "2026-02-20"] == "denied"


def test_a_postponed_day_keeps_its_approval(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    accept(repository)
    (repository.path / f"specs/parcels/{NEW}.yaml").rename(repository.path / "specs/parcels/2026-03-15.yaml")
    assert repository.gate().code == 0


def test_a_harmless_change_belongs_under_the_same_version(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, harmless, version=OLD)
    assert (repository.gate().code, repository.gate().rules) == (0, [])
    repository.snapshot(NEW, harmless)
    answer = repository.gate()
    assert (answer.code, answer.rules) == (0, ["version-without-break"])


def test_a_published_snapshot_is_neither_edited_nor_removed(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(OLD, worded)
    assert repository.gate().denied == ["snapshot-edited"]
    (repository.path / f"specs/parcels/{OLD}.yaml").unlink()
    assert repository.gate().denied == ["snapshot-removed"]


def test_what_is_still_to_come_may_be_edited_and_removed(repository: Repository) -> None:
    repository.snapshot(OLD)
    repository.publish("2026-04-01")
    repository.snapshot("2026-04-01", breaking)
    assert repository.gate().denied == ["break-without-note"]
    (repository.path / "specs/parcels/2026-04-01.yaml").unlink()
    assert (repository.gate().code, repository.gate().rules) == (0, [])
    assert repository.gate(today="2026-04-01").denied == ["snapshot-removed"]


def test_a_snapshot_in_another_format_is_the_same_snapshot(repository: Repository) -> None:
    repository.publish(OLD)
    folder = repository.path / "specs/parcels"
    (folder / f"{OLD}.yaml").rename(folder / f"{OLD}.yml")
    assert (repository.gate().code, repository.gate().rules) == (0, [])


def test_what_is_on_the_branch_already_closes_the_gate_of_a_release_alone(repository: Repository) -> None:
    repository.snapshot(OLD)
    repository.snapshot("2026-04-01", breaking, version=OLD)
    repository.commit()
    repository.git("checkout", "-q", "-b", "work")
    repository.snapshot("2026-05-01", breaking, harmless, version=OLD)
    answer = repository.gate()
    assert (answer.code, answer.denied) == (0, [])
    assert [(each["verdict"], each["old"], each["new"]) for each in answer.findings] == [
        ("on branch", OLD, "2026-04-01")
    ]
    assert repository.gate("--release").denied == ["break-in-version"]


def test_an_edit_of_what_is_to_come_is_told_apart_from_what_it_was(repository: Repository) -> None:
    def other(made: dict[str, Any]) -> None:
        made["paths"]["/parcels"]["get"]["parameters"][0]["required"] = True

    repository.snapshot(OLD)
    repository.snapshot("2026-04-01", breaking, version=OLD)
    repository.commit()
    repository.git("checkout", "-q", "-b", "work")
    repository.snapshot("2026-04-01", breaking, other, version=OLD)
    verdicts = {each["title"]: each["verdict"] for each in repository.gate().findings}
    assert verdicts == {
        "query parameter `limit` is now required": "denied",
        "`via` in the request body is now required": "on branch",
    }


def test_a_first_document_has_nothing_to_break(repository: Repository) -> None:
    repository.write("README.md", "Nothing yet.\n")
    repository.publish()
    repository.snapshot(OLD)
    answer = repository.gate()
    assert (answer.code, answer.rules) == (0, [])


def test_a_candidate_is_judged_against_the_store(repository: Repository) -> None:
    repository.snapshot(OLD)
    repository.write("draft.json", document(OLD, breaking))
    candidate = ("parcels", "--candidate", "draft.json", "--date", NEW)
    assert repository.gate(*candidate, base=None).denied == ["break-in-version"]
    repository.write("draft.json", document(OLD, harmless))
    assert repository.gate(*candidate, base=None).code == 0
    taken = ("parcels", "--candidate", "draft.json", "--date", OLD)
    assert repository.gate(*taken, base=None).denied == ["snapshot-edited"]


def test_a_candidate_of_another_api_is_denied(repository: Repository) -> None:
    other = document(OLD)
    other["info"]["title"] = "Letters"
    other["paths"] = {"/letters": {"get": {"responses": {"200": {"description": "letters"}}}}}
    repository.snapshot(OLD)
    repository.write("draft.json", other)
    answer = repository.gate("parcels", "--candidate", "draft.json", "--date", NEW, base=None)
    assert answer.code == 1
    assert "another-api" in answer.denied
    repository.write("specs/letters/2026-01-01.yaml", other)
    pair = repository.gate("--from", f"parcels@{OLD}", "--to", "letters@2026-01-01", base=None)
    assert (pair.code, "of one API" in pair.err) == (2, True)


def test_two_candidates_for_one_day_are_wrong_use(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, version=OLD)
    repository.write(f"specs/parcels/{NEW}.json", document(OLD))
    answer = repository.gate("parcels")
    assert (answer.code, "two snapshots of one date" in answer.err) == (2, True)


def test_without_a_version_each_snapshot_is_one(repository: Repository) -> None:
    repository.publish()
    for date, edits in ((OLD, ()), (NEW, (breaking,))):
        made = document(None, *edits)
        del made["info"]["version"]
        repository.write(f"specs/parcels/{date}.yaml", made)
    answer = repository.gate()
    assert answer.code == 1
    assert set(answer.denied) == {"document-invalid", "break-without-note"}


def test_an_api_without_versions_has_one(repository: Repository) -> None:
    repository.write("specs/parcels/api.toml", 'title = "Parcels"\n[version]\nstyle = "none"\n')
    repository.publish(OLD)
    repository.snapshot(NEW, breaking)
    assert repository.gate().denied == ["break-in-version"]


def test_a_correction_of_an_older_version_is_judged_within_it(repository: Repository) -> None:
    repository.snapshot(OLD)
    repository.publish(NEW)
    repository.snapshot("2026-02-15", breaking, version=OLD)
    answer = repository.gate()
    assert answer.denied == ["break-in-version"]
    assert (answer.findings[0]["question"], answer.findings[0]["old"]) == ("other versions", OLD)
    repository.snapshot("2026-02-15", harmless, version=OLD)
    assert (repository.gate().code, repository.gate().rules) == (0, [])


def test_a_day_before_what_its_version_has_is_out_of_order(repository: Repository) -> None:
    repository.snapshot(OLD)
    repository.publish(NEW, version=OLD)
    repository.snapshot("2026-01-15", version=OLD)
    assert repository.gate().denied == ["date-out-of-order"]
    assert repository.gate(today="2026-01-20").denied == [], "what is to come may still be put behind it"


def test_a_day_too_far_ahead_is_denied(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot("2062-03-01", version=OLD)
    assert repository.gate().denied == ["date-too-far"]


def test_versions_that_disagree_are_denied(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, version="2026-09-01")
    assert "version-mismatch" in repository.gate().denied


def test_an_invalid_document_is_denied_for_what_is_new(repository: Repository) -> None:
    def stray(made: dict[str, Any]) -> None:
        made["paths"]["/stamps"]["get"]["parameters"] = [{"name": "of", "in": "path", "schema": {"type": "string"}}]

    repository.snapshot(OLD, stray)
    repository.publish()
    repository.snapshot(NEW, stray, version=OLD)
    assert repository.gate().denied == []
    (repository.path / f"specs/parcels/{NEW}.yaml").unlink()
    repository.snapshot(OLD)
    repository.commit()
    repository.git("branch", "-f", "trunk")
    repository.snapshot(NEW, stray, version=OLD)
    assert "document-invalid" in repository.gate().denied


def test_a_clause_is_set_as_a_rule_is(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(OLD, worded)
    repository.write("specs/parcels/api.toml", SETTINGS + '[rules]\nsnapshot-edited = "warning"\n')
    answer = repository.gate()
    assert (answer.code, answer.rules) == (0, ["snapshot-edited"])
    repository.write("specs/parcels/api.toml", SETTINGS + '[rules]\nsnapshot-edited = "compatible"\n')
    assert repository.gate().rules == []


def test_the_grade_of_breaks_that_close_the_gate_can_be_named(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    grades = ("every", "some", "unusual")
    (grade,) = {each["grade"] for each in repository.gate().findings}
    codes = [repository.gate("--fail-on", f"breaking:{each}").code for each in grades[:2]]
    assert codes == [int(grades.index(grade) <= at) for at in (0, 1)]


def test_a_candidate_may_change_until_it_is_a_version(repository: Repository) -> None:
    def stage(word: str) -> str:
        return f'{SETTINGS}[[versions]]\nname = "{OLD}"\n[[versions]]\nname = "{NEW}"\nstage = "{word}"\n'

    repository.write("specs/parcels/api.toml", stage("candidate"))
    repository.snapshot(OLD)
    repository.publish(NEW)
    repository.snapshot(NEW, breaking)
    repository.snapshot("2026-02-15", breaking, version=NEW)
    assert (repository.gate().code, repository.gate().rules) == (0, [])
    repository.commit()
    repository.git("branch", "-f", "trunk")
    repository.write("specs/parcels/api.toml", stage("current"))
    answer = repository.gate()
    assert answer.denied == ["break-without-note"]
    assert (answer.findings[0]["old"], answer.findings[0]["new"]) == (OLD, "2026-02-15")


def test_what_could_never_be_read_may_be_mended(repository: Repository) -> None:
    repository.snapshot(OLD)
    repository.write(f"specs/parcels/{NEW}.yaml", "{")
    repository.publish()
    repository.snapshot(NEW, harmless, version=OLD)
    assert (repository.gate().code, repository.gate().rules) == (0, [])


# What stands in the way of a judgement.


def clone(repository: Repository, path: Path, *options: str) -> None:
    """A clone of the repository."""
    source = f"file://{repository.path}"
    subprocess.run(["git", "clone", "-q", *options, source, str(path)], check=True, capture_output=True)


def test_a_detached_head_is_judged_as_a_branch_is(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    repository.commit()
    repository.git("checkout", "-q", "--detach")
    assert repository.gate().denied == ["break-in-version"]


def test_a_clone_knows_where_it_will_be_merged(repository: Repository, tmp_path: Path) -> None:
    repository.snapshot(OLD)
    repository.commit()
    clone(repository, tmp_path / "clone")
    repository.path = tmp_path / "clone"
    repository.git("checkout", "-q", "-b", "work")
    repository.snapshot(NEW, breaking, version=OLD)
    assert repository.gate(base=None).denied == ["break-in-version"]
    repository.git("checkout", "-q", "-b", "other", "origin/trunk")
    assert repository.gate(base=None).denied == ["break-in-version"]


def test_a_fork_compares_with_the_branch_of_its_origin(repository: Repository, tmp_path: Path) -> None:
    repository.snapshot(OLD)
    repository.commit()
    clone(repository, tmp_path / "fork")
    upstream = repository.path
    repository.path = tmp_path / "fork"
    repository.git("remote", "add", "upstream", f"file://{upstream}")
    repository.git("fetch", "-q", "upstream")
    repository.snapshot(NEW, breaking, version=OLD)
    repository.commit()
    answer = repository.gate(base="upstream/trunk")
    assert (answer.code, answer.denied) == (1, ["break-in-version"])


def test_a_shallow_clone_says_what_to_fetch(repository: Repository, tmp_path: Path) -> None:
    repository.publish(OLD)
    repository.git("checkout", "-q", "trunk")
    repository.snapshot("2026-01-10", version=OLD)
    repository.commit()
    repository.git("checkout", "-q", "work")
    repository.snapshot(NEW, harmless, version=OLD)
    repository.commit()
    clone(repository, tmp_path / "clone", "--depth", "1", "-b", "work")
    repository.path = tmp_path / "clone"
    answer = repository.gate(base="origin/trunk")
    assert (answer.code, "git fetch" in answer.err) == (3, True)
    repository.git("fetch", "-q", "--depth=1", "origin", "+refs/heads/trunk:refs/remotes/origin/trunk")
    answer = repository.gate(base="origin/trunk")
    fetch = "git fetch --unshallow origin +refs/heads/trunk:refs/remotes/origin/trunk"
    assert (answer.code, fetch in answer.err) == (3, True)
    repository.git(*fetch.split()[1:])
    assert repository.gate(base="origin/trunk").code == 0


def test_the_merge_commit_of_a_pull_request_needs_no_history(repository: Repository, tmp_path: Path) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    repository.commit()
    repository.git("checkout", "-q", "-b", "merged", "trunk")
    repository.git("merge", "-q", "--no-ff", "-m", "Merge", "work")
    clone(repository, tmp_path / "clone", "--depth", "1", "-b", "merged")
    repository.path = tmp_path / "clone"
    repository.git("fetch", "-q", "--depth=1", "origin", "+refs/heads/trunk:refs/remotes/origin/trunk")
    assert repository.gate(base="origin/trunk").denied == ["break-in-version"]


def test_without_git_both_sides_are_named(repository: Repository) -> None:
    repository.snapshot(OLD)
    repository.snapshot(NEW, breaking)
    shutil.rmtree(repository.path / ".git")
    answer = repository.gate(base=None)
    assert (answer.code, "--from API@" in answer.err) == (3, True)
    pair = repository.gate("--from", f"parcels@{OLD}", "--to", f"parcels@{NEW}", base=None)
    assert (pair.code, pair.denied) == (1, ["break-without-note"])


def test_a_base_that_is_not_there_is_no_denial(repository: Repository) -> None:
    repository.publish(OLD)
    answer = repository.gate(base="absent")
    assert (answer.code, answer.out) == (3, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nobody",),
        ("--from", "parcels@2026-01-01"),
        ("--candidate", "x.yaml"),
        ("parcels", "--all"),
        ("--all", "--from", "parcels@2026-01-01", "--to", "parcels@2026-01-01"),
        ("--fail-on", "grumbling"),
        ("--time-limit", "soon"),
    ],
)
def test_wrong_use_ends_with_2(repository: Repository, arguments: tuple[str, ...]) -> None:
    repository.publish(OLD)
    assert repository.gate(*arguments).code == 2


def test_a_day_that_is_none_is_wrong_use(repository: Repository) -> None:
    assert repository.gate(today="2026-02-30").code == 2


def test_a_document_that_cannot_be_read_ends_with_3(repository: Repository) -> None:
    repository.publish(OLD)
    repository.write(f"specs/parcels/{NEW}.yaml", "{")
    assert repository.gate().code == 3


def test_no_time_is_never_a_pass(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, harmless, version=OLD)
    answer = repository.gate("--time-limit", "0.000001")
    assert (answer.code, json.loads(answer.out)["verdict"]) == (5, "not all asked")
    repository.snapshot(OLD, worded)
    assert repository.gate("--time-limit", "0.000001").code == 1


def test_of_many_apis_the_worst_ending_counts(repository: Repository) -> None:
    for name in ("letters", "stamps"):
        repository.write(f"specs/{name}/{OLD}.yaml", document(OLD))
    repository.publish(OLD)
    assert repository.gate("--all").code == 0
    repository.snapshot(NEW, breaking, version=OLD)
    assert repository.gate("--all").code == 1
    repository.write(f"specs/letters/{NEW}.yaml", "{")
    answer = repository.gate("--all")
    assert (answer.code, answer.denied) == (3, ["break-in-version"])
    assert json.loads(answer.out)["unjudged"][0]["api"] == "letters"
    repository.write("specs/stamps/api.toml", "title = 3\n")
    assert repository.gate("--all").code == 2


def test_of_many_apis_only_what_changed_is_opened(repository: Repository, opened: list[str]) -> None:
    for number in range(200):
        repository.write(f"specs/other-{number}/{OLD}.yaml", document(OLD))
        repository.write(f"specs/other-{number}/api.toml", SETTINGS)
    repository.publish(OLD)
    repository.snapshot(NEW, harmless, version=OLD)
    opened.clear()
    answer = repository.gate("--all")
    assert (answer.code, json.loads(answer.out)["unchanged"]) == (0, 200)
    names = {name for name in opened if name.startswith("specs/")}
    assert {name.rpartition("/")[0] for name in names} == {"specs/parcels"}
    assert {f"specs/parcels/{date}.yaml" for date in (OLD, NEW)} <= names


def test_a_shared_file_reaches_the_apis_that_refer_to_it(repository: Repository) -> None:
    shared = document(OLD)
    shared["paths"]["/stamps"]["get"]["responses"]["200"] = {"$ref": "../../shared/answers.yaml#/stamps"}
    repository.write("shared/answers.yaml", {"stamps": {"description": "stamps"}})
    repository.write(f"specs/letters/{OLD}.yaml", shared)
    repository.publish(OLD)
    repository.write("shared/answers.yaml", {"stamps": {"description": "all stamps"}})
    answer = repository.gate("--all")
    assert [api["api"] for api in json.loads(answer.out)["apis"]] == ["letters"]
    assert answer.denied == ["snapshot-edited"], "what it says of a past day is another thing now"


def test_a_file_behind_other_files_is_part_of_a_snapshot(repository: Repository) -> None:
    named = document(OLD)
    named["paths"]["/stamps"]["get"]["responses"]["200"] = {"$ref": "../../shared/answers.yaml#/stamps"}
    repository.write(
        "shared/answers.yaml", {"stamps": {"description": "stamps", "headers": {"Count": {"$ref": "deep/count.yaml"}}}}
    )
    repository.write("shared/deep/count.yaml", {"schema": {"type": "integer"}})
    repository.write(f"specs/letters/{OLD}.yaml", named)
    repository.write(f"specs/others/{OLD}.yaml", document(OLD))
    repository.publish(OLD)
    repository.write("shared/deep/count.yaml", {"schema": {"type": "string"}})
    answer = repository.gate("--all")
    assert [api["api"] for api in json.loads(answer.out)["apis"]] == ["letters"]
    assert sorted(answer.denied) == ["break-in-version", "snapshot-edited"]
    (repository.path / "shared/deep/count.yaml").unlink()
    assert "snapshot-edited" in repository.gate("--all").denied, "what is gone is as much of an edit"
    repository.write("shared/deep/count.yaml", {"schema": {"type": "integer"}})
    repository.write("elsewhere/deep/count.yaml", {"schema": {"type": "string"}})
    assert json.loads(repository.gate("--all").out)["apis"] == [], "a file of the same name is another file"


OVERLAY = """\
overlay: 1.0.0
info: {title: Mended, version: "1"}
actions:
  - target: $.paths['/stamps'].get.responses['%s']
    update: {description: %s}
"""


def test_an_overlay_is_part_of_the_snapshots_that_it_mends(repository: Repository) -> None:
    def more(made: dict[str, Any]) -> None:
        made["paths"]["/stamps"]["get"]["responses"]["404"] = {"description": "none"}

    repository.write("specs/parcels/api.toml", 'overlay = "overlay.yaml"\n' + SETTINGS)
    repository.write("specs/parcels/overlay.yaml", OVERLAY % ("200", "stamps of all"))
    repository.snapshot(OLD)
    repository.snapshot(NEW, more, version=OLD)
    repository.publish()
    repository.write("specs/parcels/overlay.yaml", OVERLAY % ("200", "stamps of all") + "# a remark\n")
    assert repository.gate().rules == [], "what it comes to is the same"
    repository.write("specs/parcels/overlay.yaml", OVERLAY % ("404", "no stamp"))
    edited = [each["file"] for each in repository.gate().findings if each["rule"] == "snapshot-edited"]
    assert edited == [f"specs/parcels/{date}.yaml" for date in (OLD, NEW)]
    assert repository.gate("--no-overlay").rules == []
    repository.write("specs/parcels/overlay.yaml", OVERLAY % ("200", "stamps of all"))
    repository.write("specs/parcels/mended.yaml", OVERLAY % ("404", "no stamp"))
    repository.write("specs/parcels/api.toml", 'overlay = "mended.yaml"\n' + SETTINGS)
    assert repository.gate().rules.count("snapshot-edited") == 2, "so it is by the name of another one"


def test_an_overlay_that_breaks_what_it_mends_is_denied_by_the_break(repository: Repository) -> None:
    repository.publish(OLD)
    repository.write("specs/parcels/api.toml", 'overlay = "overlay.yaml"\n' + SETTINGS)
    repository.write(
        "specs/parcels/overlay.yaml",
        """\
overlay: 1.0.0
info: {title: Mended, version: "1"}
actions:
  - target: $.paths['/parcels'].post.requestBody.content['application/json'].schema
    update: {required: [via]}
""",
    )
    answer = repository.gate()
    assert sorted(answer.denied) == ["break-in-version", "snapshot-edited"]
    assert "`via` in the request body is now required" in [each["title"] for each in answer.findings]


@pytest.mark.parametrize("format_", ["text", "json", "html", "markdown", "github", "sarif", "junit", "gitlab"])
def test_two_runs_write_the_same_bytes(repository: Repository, format_: str) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, harmless, version=OLD)
    words = ("gate", "--base", "trunk", "--today", TODAY, "--format", format_)
    first, second = repository(*words), repository(*words)
    assert first == second
    assert first.code == 1


def test_a_candidate_is_not_replaced_by_what_is_said_of_it(repository: Repository) -> None:
    repository.snapshot(OLD)
    repository.write("draft.json", document(OLD, harmless))
    words = ("parcels", "--candidate", "draft.json", "--date", NEW, "--output", "draft.json")
    answer = repository.gate(*words, base=None)
    assert (answer.code, "is an input, and is left as it is" in answer.err) == (2, True)


def test_a_gate_that_is_killed_leaves_whole_files(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    words = ["gate", "--base", "trunk", "--today", TODAY, "-f", "json", "-o", "gate.json", "-r", "html=gate.html"]
    assert repository(*words).code == 1
    names = ("gate.json", "gate.html")
    whole = [(repository.path / name).read_bytes() for name in names]
    for tenths in range(1, 9):
        for name in names:
            (repository.path / name).unlink(missing_ok=True)
        running = subprocess.Popen(
            [sys.executable, "-m", "harness", *words], cwd=repository.path, stdout=subprocess.DEVNULL
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(tenths / 10)
        running.kill()
        running.wait()
        for name, content in zip(names, whole, strict=True):
            path = repository.path / name
            assert not path.exists() or path.read_bytes() == content


@pytest.mark.parametrize("format_", ["text", "json", "html", "markdown", "github", "sarif", "junit", "gitlab"])
def test_a_stored_gate_becomes_the_same_bytes_in_any_format(repository: Repository, format_: str) -> None:
    repository.promise('preset = "notion"')
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    assert accept(repository).code == 0
    repository.snapshot("2026-02-10", harmless)
    repository.write("specs/letters/2026-01-01.yaml", "{")
    stored = repository.gate()
    assert stored.code == 3
    repository.write("gate.json", stored.out)
    words = ("--format", format_)
    assert (
        repository("report", "gate.json", *words).out
        == repository("gate", "--base", "trunk", "--today", TODAY, *words).out
    )


def test_a_stored_gate_that_is_none_is_wrong_use(repository: Repository) -> None:
    repository.write("gate.json", {"$schema": "urn:harness:gate-1", "apis": 3})
    answer = repository("report", "gate.json")
    assert (answer.code, "is not what harness gate writes" in answer.err) == (2, True)


def test_the_day_of_a_reproducible_build_is_today(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")  # 2026-03-01
    repository.publish(OLD)
    answer = repository("gate", "--base", "trunk", "--format", "json", "parcels")
    assert json.loads(answer.out)["apis"][0]["today"] == "2026-03-01"


@pytest.mark.parametrize("format_", ["text", "html", "markdown", "github", "sarif", "junit", "gitlab"])
def test_text_from_documents_is_text_in_every_format(repository: Repository, format_: str) -> None:
    name = "/x`\n::error::no <script>alert(1)</script> @nobody \x1b[31m\u202e](https://x.example)"

    def hostile(made: dict[str, Any]) -> None:
        made["paths"][name] = {"get": {"responses": {"200": {"description": "x"}}}}

    repository.publish()
    repository.promise('additive = "all-versions"', 'notice-element = "P1Y"')
    repository.snapshot(OLD, hostile)
    repository.snapshot("2026-01-15", breaking)
    repository.snapshot(NEW, breaking, hostile)
    answer = repository("gate", "--base", "trunk", "--today", TODAY, "--format", format_)
    assert answer.code == 1
    assert "alert(1)" in answer.out
    assert not {"\x1b", "\u202e"} & set(answer.out)
    if format_ == "html":
        assert "<script>alert" not in answer.out
    else:
        assert not [line for line in answer.out.splitlines() if line.startswith(("::error::no", "@nobody"))]
