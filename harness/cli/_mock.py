"""`harness mock [API ...]`."""

from __future__ import annotations

import asyncio
import gc
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from harness.cli._options import Options
from harness.errors import InvalidConfiguration, UsageError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from harness.cli._console import Console
    from harness.errors import HarnessError
    from harness.mock import App, MockSettings
    from harness.mock._disturbances import Disturbance
    from harness.mock._service import Service

_DESCRIPTION = "Serve every version of an API from its snapshot, chosen by the request."
_EPILOG = """\
without a name, all stored APIs are served; a name is one of them, api@date, a path or a URL.
what clients may ask for:
  X-API-Version: 2025-03-28    the header that api.toml names: the API of that day
  Prefer: code=404             the declared response of a status
  Prefer: example=cat          a declared example
  Prefer: dynamic=true         made values, others on each call"""


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    options = Options("harness mock", _DESCRIPTION, epilog=_EPILOG)
    _declare(options)
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    try:
        from harness.mock import app_of, services_of
        from harness.mock._log import RequestLog
        from harness.mock._server import address_of, listening, serve
        from harness.mock._start import start_text
        from harness.mock._watch import watch
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        raise UsageError(
            f"harness mock needs {missing}", hint="install it with: pip install 'harness[mock]'"
        ) from error
    settings, mounts = _settings(chosen), _mounts(chosen.mount)

    def load() -> Sequence[Service]:
        return services_of(chosen.names, settings, root=chosen.specs, mounts=mounts)

    services = load()
    server = listening(chosen.host, _number("--port", chosen.port, 65535))
    address = address_of(server)
    if chosen.proxy is not None:
        from harness.cli._mock_proxy import pass_on

        return pass_on(services, settings, chosen, console, server)
    tell = partial(console.note, "info") if chosen.explain else None
    app = app_of(services, settings, log=None if console.quiet else RequestLog(sys.stderr, chosen.log), tell=tell)
    background: list[asyncio.Task[None]] = []

    def ready() -> None:
        console.print(start_text(services, address, settings) + _explanation(app, chosen))
        console.flush()
        background.append(asyncio.create_task(_tell_faults(services, console)))
        if not chosen.no_watch:
            background.append(asyncio.create_task(watch(app, load, _reporter(console))))

    # The command line does without the collector of cycles; what runs for days cannot. Documents stay as they are.
    gc.collect()
    gc.freeze()
    gc.enable()
    serve(app, server, ready)
    return 0


def _declare(options: Options) -> None:
    options.positional("names", "API", help="what is served", count="*")
    options.value("--port", metavar="N", default="4010", help="of the address (default: 4010; 0: a free one)")
    options.value("--host", metavar="ADDRESS", default="127.0.0.1", help="to listen on (default: 127.0.0.1)")
    options.value("--seed", metavar="N", default="0", help="decides on made values (default: 0)")
    options.flag("--stateless", help="answer from the documents alone")
    options.flag("--explain", help="say what is stored and why, and what a version cannot show of it")
    options.flag("--no-security", help="ask for no credentials")
    options.flag("--no-validate", help="take requests that the document refuses")
    options.flag("--cors", help="let pages of other origins read the answers; this is so by default")
    options.flag("--no-cors", help="do not let pages of other origins read the answers")
    options.value(
        "--prefix", metavar="PATH", default="/__mock", help="of the paths of the mock's own (default: /__mock)"
    )
    options.value("--credentials", metavar="FILE", help="TOML: accepted credentials by security scheme (default: any)")
    options.value("--proxy", metavar="URL", help="pass requests to a real server, and say what violates its snapshot")
    options.value("--record", metavar="FILE", help="with --proxy: write what passes to a HAR file, without credentials")
    options.value(
        "--violations", metavar="FILE", help="with --proxy: write each violation to a file, as a line of JSON"
    )
    options.flag("--faults", help="let requests ask for faults: X-Mock-Fault: status=503, delay=1.5, drop, ...")
    options.value("--fault-rates", metavar="FILE", help="TOML: how often which fault happens, by operation")
    options.flag("--callbacks", help="send declared callbacks, to addresses on loopback alone")
    options.flag("--watch", help="serve documents anew once their files change; this is so by default")
    options.flag("--no-watch", help="serve what the files say at the start")
    options.value("--log", choices=("text", "json"), default="text", help="the form of the log (default: text)")
    options.values("--mount", metavar="API=/PATH", help="put a path in front of those of an API")


def _explanation(app: App, chosen: Namespace) -> str:
    return "".join(f"\n{text}" for text in app.explanations()) if chosen.explain else ""


async def _tell_faults(services: Sequence[Service], console: Console) -> None:
    """Name what cannot be answered, while requests are taken already."""
    from harness.mock._faults import faults_of

    for fault in await asyncio.to_thread(lambda: list(faults_of(services))):
        console.note("warning", fault)


def _reporter(console: Console) -> Callable[[str, HarnessError | None], None]:
    def report(name: str, error: HarnessError | None) -> None:
        if error is None:
            console.note("info", f"{name} has changed and is served anew")
        else:
            console.error(error)
            console.note("warning", f"{name} has changed; what it said before is served")

    return report


def _settings(chosen: Namespace) -> MockSettings:
    from harness.mock import MockSettings

    if chosen.cors and chosen.no_cors:
        raise UsageError("--cors and --no-cors contradict each other", hint="give one of them")
    if chosen.watch and chosen.no_watch:
        raise UsageError("--watch and --no-watch contradict each other", hint="give one of them")
    prefix = chosen.prefix
    if not prefix.startswith("/") or len(prefix.strip("/")) < 1:
        raise UsageError(f"--prefix {prefix[:60]!r} is no path", hint="such as /__mock")
    return MockSettings(
        seed=_number("--seed", chosen.seed, 2**63),
        security=not chosen.no_security,
        validation=not chosen.no_validate,
        cors=not chosen.no_cors,
        stateless=chosen.stateless,
        callbacks=chosen.callbacks,
        faults=chosen.faults,
        fault_rates={} if chosen.fault_rates is None else _rates(chosen.fault_rates),
        prefix=prefix,
        credentials=None if chosen.credentials is None else _credentials(chosen.credentials),
    )


def _number(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= most):
        raise UsageError(f"{name} {text[:60]!r} is no number from 0 to {most}")
    return int(text)


def _mounts(given: Sequence[str]) -> dict[str, str]:
    mounts = {}
    for text in given:
        name, equals, path = text.partition("=")
        if not equals or not path.startswith("/"):
            raise UsageError(f"--mount {text[:60]!r} names no path", hint="such as --mount sensay=/sensay")
        mounts[name] = path.rstrip("/")
    return mounts


def _tables(path: str, option: str) -> dict[str, Any]:
    import tomllib

    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise InvalidConfiguration("cannot be read", file=path, cause=error.strerror, hint=f"see {option}") from error
    except ValueError as error:
        raise InvalidConfiguration("this is no TOML", file=path, cause=str(error)) from error


def _rates(path: str) -> dict[str, tuple[float, Disturbance]]:
    """`"GET /pets" = { rate = 0.1, fault = "status=503" }`."""
    from harness.mock._disturbances import disturbance

    rates = {}
    for name, entry in _tables(path, "--fault-rates").items():
        rate = entry.get("rate") if isinstance(entry, dict) else None
        if not isinstance(rate, int | float) or not 0 <= rate <= 1 or not isinstance(entry.get("fault"), str):
            hint = '{ rate = 0.1, fault = "status=503" }'
            raise InvalidConfiguration(f"{name[:60]!a} must have a rate from 0 to 1, and a fault", file=path, hint=hint)
        try:
            rates[name] = float(rate), disturbance(entry["fault"])
        except ValueError as error:
            raise InvalidConfiguration(f"{name[:60]!a}: {error}", file=path) from error
    return rates


def _credentials(path: str) -> dict[str, frozenset[str]]:
    tables = _tables(path, "--credentials")
    credentials: dict[str, frozenset[str]] = {}
    for name, values in tables.items():
        accepted: Any = [values] if isinstance(values, str) else values
        if not isinstance(accepted, list) or not all(isinstance(value, str) for value in accepted):
            # The value is never shown: it may be a secret.
            raise InvalidConfiguration(f"{name[:60]!a} must be a string or an array of strings", file=path)
        credentials[name] = frozenset(accepted)
    return credentials
