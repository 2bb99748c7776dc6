"""What the server of an API answered, for the gate: of a run that was stored, or that is made now."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from harness.errors import NoAnswer, UnreadableSource, UsageError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from harness.cli._console import Console
    from harness.conformance import ConformanceRun
    from harness.gate import ServerAnswers
    from harness.versions import Api


class Servers:
    """The servers of some APIs, as `--conformance` and `--base-url` name them.

    Args:
        chosen: the options.
        console: where to show progress.
        today: the day of the judgement.

    Raises:
        UnreadableSource: a stored run cannot be read.
        UsageError: two of them are of one API.
    """

    def __init__(self, chosen: Namespace, console: Console, today: str) -> None:
        self._chosen = chosen
        self._console = console
        self._today = today
        self._runs: dict[str | None, tuple[str, ConformanceRun]] = {}
        for path in chosen.conformance:
            run = _stored(path)
            if run.setup.api in self._runs:
                raise UsageError(f"{path[:80]} and {self._runs[run.setup.api][0][:80]} are runs of one API")
            self._runs[run.setup.api] = path, run

    def answers(self, api: Api) -> ServerAnswers | None:
        """What the server of an API answered; None where nobody asks for that.

        Raises:
            NoAnswer: it never answered.
            UnreadableSource: there is no run of that API, or it is about other snapshots.
        """
        if self._chosen.base_url is not None:
            from harness.cli._conform import run_of

            source, run = self._chosen.base_url, run_of(api.name, self._chosen.base_url, self._chosen, self._console)
        elif self._runs:
            if api.name not in self._runs:
                raise _unusable(f"no run that --conformance names is about {api.name}", api)
            source, run = self._runs[api.name]
        else:
            return None
        if run.end.state == "no-answer":
            raise NoAnswer(f"the server of {api.name} at {run.setup.base_url[:200]} never answered")
        self._hold(run, api, source)
        return _answers(run, source)

    def _hold(self, run: ConformanceRun, api: Api, source: str) -> None:
        """See that a run is about what is served now."""
        from harness.conformance._target import asked_versions
        from harness.versions import sha256_of

        by_label = {snapshot.label: snapshot for snapshot in api.snapshots}
        tested = {version.date: version.sha256 for version in run.versions}
        overlay = None if self._chosen.no_overlay else api.overlay
        for asked in asked_versions(api, (), self._today):
            if asked.label not in tested:
                raise _unusable(f"{source[:80]} does not say how {asked.label} of {api.name} is served", api)
            if tested[asked.label] != sha256_of(by_label[asked.snapshot], overlay):
                message = f"{source[:80]} held {asked.label} of {api.name} to a snapshot that is not the one of now"
                raise _unusable(message, api)


def _stored(path: str) -> ConformanceRun:
    import json

    from harness.report.formats.conformance_reading import conformance_from_json

    try:
        with open(path, "rb") as file:
            stored = json.load(file)
        run = conformance_from_json(stored, path)
    except OSError as error:
        raise UnreadableSource(f"the conformance run {path[:80]!r} cannot be read", cause=error.strerror) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(f"the conformance run {path[:80]!r} is no JSON") from error
    except UsageError as error:
        raise UnreadableSource(error.message, hint=error.hint) from error
    if run.setup.api is None:
        raise UnreadableSource(f"{path[:80]} does not say which API it is about")
    return run


def _unusable(message: str, api: Api) -> UnreadableSource:
    return UnreadableSource(message, hint=f"run it: harness conform {api.name} --report json=FILE")


def _answers(run: ConformanceRun, source: str) -> ServerAnswers:
    from harness.gate import ServerAnswers, ServerBreach

    breaches = [
        ServerBreach(
            failure.id,
            failure.title,
            tuple(hit.version for hit in failure.hits),
            failure.operations,
            f"harness replay {failure.id} {source}" if source != run.setup.base_url else None,
        )
        for failure in run.ranked
    ]
    return ServerAnswers(source, tuple(breaches), "; ".join(_untested(run)) or None)


def _untested(run: ConformanceRun) -> Iterator[str]:
    """What nobody knows of a server after a run."""
    if run.end.state == "stopped":
        yield run.end.reason or "the run was stopped"
    # Several names may stand for one snapshot: what was tested under any of them is.
    snapshots = {version.date: version.sha256 for version in run.versions}
    states = defaultdict(set)
    for cell in run.cells:
        states[cell.operation, snapshots[cell.version]].add(cell.state)
    untested = [operation for (operation, _), seen in states.items() if seen <= {"untested", "skipped"}]
    if untested:
        others = len(set(untested)) - 1
        yield f"`{untested[0]}`{f' and {others} more' if others else ''} untested"
