"""`harness diff OLD NEW`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._formats import level_of, save, wanted
from harness.cli._options import Options, read_judging, today
from harness.cli._time_limit import DIFF_SECONDS, add_time_limit, seconds_of
from harness.report.registry import details_of, formats_of
from harness.vocabulary import BREAKING, GRADES

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from harness.cli._console import Console
    from harness.cli._formats import Wanted
    from harness.comparison import Comparison
    from harness.document import Document
    from harness.errors import DocumentError
    from harness.report.model.diff import DiffReport, Judge
    from harness.report.words.breaks import ServedPair
    from harness.session import Diff, Judging, Scope
    from harness.versions import Api, Snapshot

_JUDGES: dict[str, tuple[Judge, ...]] = {
    "none": (),
    "changelog": ("changelog",),
    "contract": ("contract",),
    "both": ("contract", "changelog"),
}
_MOST_NOTES = 5
_DESCRIPTION = """\
Show what changed between two snapshots, and judge it twice: what really breaks
clients, with the request or response that proves it (the contract), and what the
public changelog says.

OLD and NEW are a path, a URL, - for standard input, GITREV:path, or api@date, where
the date may be `latest` or `previous`. This command informs: it ends with 0 whether
or not there are differences, unless --fail-on is given."""


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    _options().parse(arguments, chosen)
    console.begin(chosen)
    from harness.comparison import compare
    from harness.session import Diff

    seconds = seconds_of(chosen.time_limit, DIFF_SECONDS)
    _refuse_verdicts_without_a_judge(chosen)
    all_wanted = wanted(chosen, formats_of("diff"), "a diff")
    old, new = _documents(chosen, console)
    comparison = compare(old, new)
    _refuse_idle_filters(chosen, Diff(comparison))
    if chosen.audit:
        return _audit(comparison, chosen, console)
    # Before a proof makes schemas of its own, whose references stand nowhere.
    broken = [] if console.quiet else [list(document.unresolved) for document in (old, new)]
    # Equal documents are told to be equal without any rules.
    judges = _JUDGES[chosen.rules] if comparison.changes else ()
    diff = Diff(comparison, _judging(chosen, seconds, judges, console))
    _refuse_filters_that_exclude_each_other(chosen, diff)
    report = _report(diff, chosen, judges, all_wanted, console)
    # Only now is known which files references led to.
    console.protect(file.name for document in (old, new) for file in document.files)
    save(all_wanted, report, chosen, console)
    for document, errors in zip((old, new), broken, strict=False):
        _note_broken_references(document, errors, console)
    severity, _, grade = chosen.fail_on.partition(":")
    if severity == "never":
        return 0
    from harness.report.model.entries import unfinished

    return 1 if report.has(severity, grade or None) else 5 if unfinished(report.rows) else 0


def _options() -> Options:
    options = Options("harness diff", _DESCRIPTION)
    options.positional("old", "OLD", help="the document before")
    options.positional("new", "NEW", help="the document after")
    options.value("-f", "--format", choices=tuple(formats_of("diff")), default="text", help="(default: text)")
    options.value("-o", "--output", metavar="FILE", help="write into a file instead of standard output")
    options.values("-r", "--report", metavar="FORMAT=FILE", help="also write this format into a file")
    options.value(
        "--rules",
        choices=("changelog", "contract", "both", "none"),
        default="both",
        help="who judges; none is fastest (default: both)",
    )
    options.value(
        "--level",
        choices=("breaking", "warning", "compatible"),
        help="list this impact and worse (default: warning in text, compatible elsewhere)",
    )
    options.flag("--all", help="list everything, edits to descriptions, examples and extensions too")
    options.value(
        "--fail-on",
        metavar="breaking[:GRADE]|warning|any|never",
        choices=("breaking", *(f"{BREAKING}:{grade}" for grade in GRADES), "warning", "any", "never"),
        default="never",
        help="end with 1 if there is this impact or worse, a break of this grade (every, some, unusual) or worse, or "
        "any difference (default: never)",
    )
    options.flag("--no-witness", help="do not put what breaks into whole messages")
    add_time_limit(options, DIFF_SECONDS)
    options.value("--config", metavar="FILE", help="the settings (default: harness.toml, if there is one)")
    options.values("--path", metavar="GLOB", help="only what reaches an operation with such a path")
    options.values("--tag", metavar="GLOB", help="only what reaches an operation with such a tag")
    options.values("--operation", metavar="GLOB", help="only what reaches an operation with such an id or name")
    options.values("--rule", metavar="GLOB", help="only what such a rule is for")
    options.flag("--lines", help="add line numbers to JSON, which takes longer")
    options.flag("--details", help="add to JSON all that harness report needs for other formats")
    options.flag("--audit", help="show that every difference of the files is accounted for")
    options.flag("--allow-remote", help="follow references to other hosts")
    options.flag("--no-overlay", help="do not mend stored snapshots by the overlay of their API")
    options.add_global(inherited=True)
    return options


def _judging(chosen: Namespace, seconds: float, judges: Sequence[str], console: Console) -> Judging:
    from harness.session import Judging

    judging, budget = Judging(), None
    if "contract" in judges:
        from harness.containment import RunBudget

        judging, budget = read_judging(chosen.config, _api(chosen)), RunBudget(seconds)
    witnesses = not chosen.no_witness
    return judging._replace(today=today(), witnesses=witnesses, budget=budget, on_faults=console.faults)


def _api(chosen: Namespace) -> Api | None:
    """The API whose settings judge: that of the new document, where it is stored."""
    from harness.versions import is_stored_name

    if not is_stored_name(chosen.new):
        return None
    from harness.versions import Store

    return Store(chosen.specs, chosen.config).api(chosen.new.partition("@")[0])


def _documents(chosen: Namespace, console: Console) -> tuple[Document, Document]:
    from harness.errors import UsageError
    from harness.versions import load_pair

    if chosen.old == chosen.new == "-":
        raise UsageError("standard input can be only one of the two documents")
    old, new = load_pair(
        chosen.old,
        chosen.new,
        root=chosen.specs,
        allow_remote=chosen.allow_remote,
        overlay=not chosen.no_overlay,
    )
    for document in (old, new):
        console.step(f"read {document.name} ({len(document.source.data):,} bytes, OpenAPI {document.version})")
    return old, new


def _audit(comparison: Comparison, chosen: Namespace, console: Console) -> int:
    from harness.comparison import audit, oracle_for
    from harness.report.terminal.audit import audit_text
    from harness.report.words.text import PLAIN

    unclaimed = audit(comparison)
    console.protect(file.name for document in (comparison.old, comparison.new) for file in document.files)
    style = PLAIN if chosen.output else console.style
    console.save(audit_text(comparison, unclaimed, oracle_for(comparison), style), chosen.output)
    return 1 if unclaimed else 0


def _report(
    diff: Diff, chosen: Namespace, judges: Sequence[Judge], all_wanted: tuple[Wanted, ...], console: Console
) -> DiffReport:
    from harness.report.build.diff import report_of

    if "contract" in judges:
        total = len(diff.changes)
        with console.progress(f"Judging {total:,} change{'s' * (total != 1)}", total) as progress:
            diff.judge(progress.at)
    details, listed = details_of((format_ for format_, _ in all_wanted), lines=chosen.lines, details=chosen.details)
    return report_of(
        diff,
        details,
        listed=listed,
        judges=judges,
        level=level_of(chosen.level, chosen.format),
        edits=chosen.all,
        scope=_scope(chosen),
        served=_served(chosen) if "contract" in judges and diff.contract.breaks else None,
    )


def _served(chosen: Namespace) -> ServedPair | None:
    """The two snapshots as a server can be asked for them; None where they are of no API that serves both."""
    from harness.versions import is_stored_name

    names = (chosen.old, chosen.new)
    if not all(map(is_stored_name, names)):
        return None
    from harness.report.words.breaks import ServedPair
    from harness.versions import Store

    store = Store(chosen.specs, chosen.config)
    old, new = (store.snapshot(name) for name in names)
    api = store.api(new.api)
    if old.api != new.api or api.style == "none" or not all(_is_served(api, each) for each in (old, new)):
        return None
    options = (*(("--specs", chosen.specs) if chosen.specs != "specs" else ()), *_without_overlay(chosen))
    return ServedPair(api.name, old.label, new.label, api.server is not None, options)


def _is_served(api: Api, snapshot: Snapshot) -> bool:
    """Whether a request can name a version so that it gets a snapshot."""
    versions = api.served(today())
    names = (*(str(version.name) for version in versions.served), snapshot.date)
    meant = (versions.resolve(name).snapshot for name in names)
    return any(each is not None and each.label == snapshot.label for each in meant)


def _without_overlay(chosen: Namespace) -> tuple[str, ...]:
    return ("--no-overlay",) if chosen.no_overlay else ()


def _refuse_verdicts_without_a_judge(chosen: Namespace) -> None:
    """Say that what nobody judges cannot fail for being bad."""
    if chosen.rules == "none" and chosen.fail_on in ("breaking", "warning"):
        from harness.errors import UsageError

        raise UsageError(
            f"--fail-on {chosen.fail_on} needs a judgement, and --rules none asks nobody",
            hint="leave --rules out, or fail on any difference with --fail-on any",
        )


def _refuse_idle_filters(chosen: Namespace, diff: Diff) -> None:
    """Name a glob that fits nothing: no operation of either document, or no rule of the catalogue."""
    for option in ("path", "tag", "operation", "rule"):
        for glob in getattr(chosen, option):
            from fnmatch import fnmatchcase

            from harness.errors import UsageError, nearest

            names = diff.names(option)
            if not any(fnmatchcase(name, glob) for name in names):
                hint = (
                    nearest(glob, names, most=3, likeness=0.4)
                    or f"see harness {'rules' if option == 'rule' else 'diff'}"
                )
                raise UsageError(f"--{option} {glob[:60]!r} fits nothing", hint=hint)


def _refuse_filters_that_exclude_each_other(chosen: Namespace, diff: Diff) -> None:
    """Say that no operation of either document fits all globs, where each of them fits some."""
    given = [option for option in ("path", "tag", "operation") if getattr(chosen, option)]
    if len(given) < 2 or diff.holds_any(_scope(chosen)):
        return
    from harness.errors import UsageError

    options = " and ".join(f"--{option}" for option in given)
    raise UsageError(
        f"no operation fits {options} at once", hint="several of one option let pass what fits any of them"
    )


def _scope(chosen: Namespace) -> Scope:
    from harness.session import Scope

    return Scope(chosen.path, chosen.tag, chosen.operation, chosen.rule)


def _note_broken_references(document: Document, broken: list[DocumentError], console: Console) -> None:
    """Say which references were ignored because they lead nowhere, and how many because they lead to other hosts."""
    from harness.errors import RemoteReference

    remote = [error for error in broken if isinstance(error, RemoteReference)]
    if remote:
        count = f"{len(remote)} reference{'s' * (len(remote) > 1)} of {document.name}"
        leads = "leads to another host, which is" if len(remote) == 1 else "lead to other hosts, which are"
        console.note("note", f"{count} {leads} not read; {remote[0].hint}")
    errors = sorted(
        (error for error in broken if not isinstance(error, RemoteReference)),
        key=lambda error: (error.file or "", error.line or 0, error.message),
    )
    for error in errors[:_MOST_NOTES]:
        console.note("note", f"{error}{f'; {error.hint}' if error.hint else ''}")
    if len(errors) > _MOST_NOTES:
        console.note("note", f"{len(errors) - _MOST_NOTES} more references of {document.name} point at nothing")
