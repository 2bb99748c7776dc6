"""`harness replay`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.cli._options import Options
from harness.cli._runs import add_store, open_store
from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console
    from harness.conformance import ConformanceRun, Failure

_DESCRIPTION = """\
Look whether what a conformance run found is still so: the request is sent again, or the
check that found it by several requests is made again. Secrets come from the settings of
the API, as the stored run has none.

Or look whether a server makes a break of a diff: what shows it is sent under both versions."""
_EPILOG = """\
exit codes:
  0    gone; of a break: the new version takes what the old one does
  1    still so
  2    unknown, or nothing that can be told
  4    no answer"""
_ID = re.compile("f-[0-9a-f]{1,40}")
_BREAK = re.compile("b-[0-9a-f]{1,40}")
_CODES = {"gone": 0, "still": 1, "unknown": 2, "no answer": 4}


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    options = Options("harness replay", _DESCRIPTION, epilog=_EPILOG)
    options.positional("id", "ID", help="of a failure, f-…, or of a break, b-…; or the JSON of a run, for all in it")
    options.positional(
        "file", "FILE | API OLD NEW", count="*",
        help="the JSON of the run (default: the newest in the store) or of the diff; or the API and two snapshots",
    )  # fmt: skip
    add_store(options)
    options.value("--base-url", metavar="URL", help="the address of the server (default: that of the run)")
    options.value("--answers-within", metavar="S", help="seconds that an answer may take, as for the run")
    options.flag("--allow-writes", help="send requests that change things to other machines, too")
    options.values("--checks", metavar="FILE", help="the Python file of a check of your own")
    options.flag("--no-overlay", help="do not mend the snapshots by the overlay of the API")
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    if _BREAK.fullmatch(chosen.id):
        from harness.cli._replay_break import replayed

        outcome, title = replayed(chosen)
        _tell(chosen.id, outcome, title, console)
        return _CODES[outcome]
    if len(chosen.file) > 1:
        raise UsageError(f"{chosen.id[:40]!r} is no break", hint="give the JSON of one run, or none")
    from harness.cli._conform_target import asking, target_of
    from harness.conformance._replay import replay

    path = chosen.file[0] if chosen.file else chosen.id
    is_stored = not chosen.file and _ID.fullmatch(chosen.id) is not None
    run = _remembered(chosen) if is_stored else _run(path)
    if run.setup.api is None:
        raise UsageError(f"{path} does not say which API it is about")
    failures = _chosen(run, chosen.id) if chosen.file or is_stored else list(run.ranked)
    target = target_of(asking(chosen, run.setup.api, chosen.base_url or run.setup.base_url, run.setup.seed))
    codes = []
    for failure in failures:
        outcome = replay(failure, run.setup.base_url, target)
        codes.append(_CODES[outcome])
        _tell(failure.id, outcome, failure.title, console)
    return max(codes, key=lambda code: (code == 1, code), default=0)


def _tell(id_: str, outcome: str, title: str, console: Console) -> None:
    from harness.report.words.text import printable

    words = {"still": "still so", "unknown": "cannot be told"}.get(outcome, outcome)
    console.print(f"{id_}  {words}  {printable(title)}\n")


def _remembered(chosen: Namespace) -> ConformanceRun:
    """The newest run of the store that found what is asked for.

    Raises:
        UsageError: none did.
    """
    import json

    from harness.report.formats.conformance_reading import conformance_from_json

    store = open_store(chosen, make=False)
    stored = store.document(chosen.id)
    store.close()
    if stored is None:
        hint = "harness runs lists what they found; or give the JSON of a run"
        raise UsageError(f"no run of the store found {chosen.id[:40]!r}", hint=hint)
    id_, document = stored
    return conformance_from_json(json.loads(document), f"run {id_}")


def _run(path: str) -> ConformanceRun:
    import json

    from harness.report.formats.conformance_reading import conformance_from_json

    try:
        with open(path, "rb") as file:
            stored = json.load(file)
    except OSError as error:
        hint = "write one with: harness conform API --report json=FILE"
        raise UsageError(f"{path[:80]!r} cannot be read", cause=error.strerror, hint=hint) from error
    except ValueError as error:
        raise UsageError(f"{path[:80]!r} is no JSON") from error
    return conformance_from_json(stored, path)


def _chosen(run: ConformanceRun, id_: str) -> list[Failure]:
    """The failures whose ids begin so."""
    matching = [failure for failure in run.failures if failure.id.startswith(id_)]
    if not matching or len(matching) > 1:
        ids = [failure.id for failure in run.failures]
        count = f"{len(matching)} failures begin with" if matching else "there is no failure"
        message = f"{count} {id_[:40]!r}"
        raise UsageError(message, hint=nearest(id_, ids) or f"one of {', '.join(ids[:8])}")
    return matching
