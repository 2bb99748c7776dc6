"""Checks that others write: functions that are given a client of one version, and assert what has to hold there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.errors import UsageError
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.conformance._asked import AskedVersion
    from harness.conformance._asking import VersionClient
    from harness.conformance._task import Target
    from harness.conformance._world import World


# The part of a run that makes them.
OWN_CHECKS = "own checks"


class OwnCheck(NamedTuple):
    """A check, which can be called as the function that it was.

    Attributes:
        id: the name of the function with hyphens, as reports have it.
        asks: the first line of its docstring.
        run: the function.
    """

    id: str
    asks: str
    run: Callable[[VersionClient], object]

    def __call__(self, client: VersionClient) -> object:
        """Make the check."""
        return self.run(client)


def own_check(function: Callable[[VersionClient], object]) -> OwnCheck:
    """Make a check of a function; `harness conform --checks FILE` makes it under every version.

    ::

        @harness.check
        def replicas_have_names(client):
            \"\"\"Has every replica a name?\"\"\"
            assert all(replica["name"] for replica in client.get("/v1/replicas").json()["items"])
    """
    lines = (function.__doc__ or "").strip().splitlines()
    return OwnCheck(function.__name__.replace("_", "-"), lines[0] if lines else "", function)


def own_checks(paths: Iterable[str]) -> tuple[OwnCheck, ...]:
    """The checks of some files, which are run for them.

    Raises:
        UsageError: a file cannot be read or run, holds no check, or two checks have one id.
    """
    checks: dict[str, OwnCheck] = {}
    for path in paths:
        own = [each for each in _names_in(path).values() if isinstance(each, OwnCheck)]
        if not own:
            raise UsageError(f"{path[:80]} holds no check", hint="mark a function with @harness.check")
        for each in own:
            if each.id in checks and checks[each.id].run is not each.run:
                raise UsageError(f"there are two checks {each.id}", file=path)
            checks[each.id] = each
    return tuple(checks.values())


def run_own(target: Target, asked: AskedVersion, world: World) -> None:
    """Make all checks of others under one version, and report what they find."""
    from harness.conformance._asking import ContractBroken, VersionClient
    from harness.conformance._client import Exchanged, NotSent
    from harness.messages import HTTPRequest

    for each in own_checks(target.checks):
        client = VersionClient(target, asked, world.client.limits)
        try:
            each.run(client)
        except ContractBroken as broken:
            for finding in broken.findings:
                world.report(finding)
        except AssertionError as broken:
            exchanged = client.last or Exchanged(HTTPRequest("GET", "/"))
            title = (str(broken).strip().splitlines() or [f"What {each.id} asks does not hold"])[0]
            world.breach(each.id, exchanged, title, each.asks or "A check of your own says so.", component="")
        except NotSent:
            pass  # the limits of the run say so already
        finally:
            client.close()
            world.answered = world.answered or client.answered


def _names_in(path: str) -> dict[str, object]:
    from runpy import run_path

    try:
        return run_path(path)
    except OSError as error:
        raise UsageError(f"the checks {path[:80]!r} cannot be read", cause=error.strerror) from error
    except (Exception, SystemExit) as error:
        raise UsageError(f"{path[:80]} cannot be run: {type(error).__name__}: {str(error)[:200]}") from error
