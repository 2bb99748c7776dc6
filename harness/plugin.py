"""The pytest plugin: mocks of stored APIs, and clients that hold a server to every version of an API.

::

    def test_my_client(mock_server):
        server = mock_server("sensay")
        assert MyClient(server.url).replicas() != []

    @pytest.mark.harness("sensay")
    def test_there_are_replicas(harness_client):  # once for each version
        assert harness_client.get("/v1/replicas").status == 200

Everything is imported when a test first asks for it.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.conformance import ConformanceRun
    from harness.conformance._asked import AskedVersion, Identity
    from harness.conformance._asking import VersionClient
    from harness.conformance._engine import Phase
    from harness.conformance._task import Target
    from harness.document import Document
    from harness.mock._server import MockServer
    from harness.versions import Api

_MARK = (
    "harness(api, *versions): the stored API that a test is about, and the versions that it is made for (default: all)"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the plugin."""
    group = parser.getgroup("harness")
    # Another plugin may have the option already, and means the same.
    with suppress(ValueError):
        group.addoption("--base-url", help="the address of the server to test (default: a mock of the API)")
    group.addoption("--harness-specs", metavar="DIR", help="the folder of the stored snapshots (default: specs)")
    group.addoption("--harness-allow-writes", action="store_true", help="change things on other machines, too")


def pytest_configure(config: pytest.Config) -> None:
    """The marker of the plugin."""
    config.addinivalue_line("markers", _MARK)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test once for each name of a version that can be sent."""
    if "harness_version" not in metafunc.fixturenames:
        return
    from harness.conformance._target import asked_versions

    api = _api(metafunc.definition, metafunc.config)
    asked = asked_versions(api, _marker(metafunc.definition).args[1:], _today())
    metafunc.parametrize("harness_version", asked, ids=[version.label for version in asked])


@pytest.fixture
def mock_server() -> Iterator[Callable[..., MockServer]]:
    """Starts mocks that end with the test; the arguments are those of `harness.mock.app`."""
    servers: list[MockServer] = []

    def start(*documents: str | Document, **settings: Any) -> MockServer:
        from harness.mock import app
        from harness.mock._server import MockServer

        servers.append(MockServer(app(documents, **settings)))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def harness_api(request: pytest.FixtureRequest) -> Api:
    """The stored API that `@pytest.mark.harness` names."""
    return _api(request.node, request.config)


@pytest.fixture(scope="session")
def _harness_servers(pytestconfig: pytest.Config) -> Iterator[Callable[[str], str]]:
    """Gives the address of the server of an API; a mock is started once."""
    addresses: dict[str, str] = {}
    with ExitStack() as stack:

        def address(api: str) -> str:
            from harness.conformance._mocked import mocked

            if api not in addresses:
                given = pytestconfig.getoption("base_url")
                addresses[api] = given or stack.enter_context(mocked(api, _specs(pytestconfig)))
            return addresses[api]

        yield address


@pytest.fixture
def harness_server(harness_api: Api, _harness_servers: Callable[[str], str]) -> str:
    """The address of the server: what `--base-url` says, else that of a mock."""
    return _harness_servers(harness_api.name)


@pytest.fixture
def harness_tenants(harness_api: Api, pytestconfig: pytest.Config) -> tuple[Identity, ...]:
    """Who may ask: the identities of the settings; for a mock, people of two tenants that no other test knows."""
    from harness.conformance._target import identities_of

    return identities_of(harness_api, invent=not pytestconfig.getoption("base_url"))


@pytest.fixture
def harness_client(harness_target: Target, harness_version: AskedVersion) -> Iterator[VersionClient]:
    """Asks the server under one version, and fails where an answer does not keep its snapshot."""
    from harness.conformance._asking import VersionClient

    client = VersionClient(harness_target, harness_version)
    yield client
    client.close()


@pytest.fixture
def harness_target(
    harness_api: Api, harness_server: str, harness_tenants: tuple[Identity, ...], pytestconfig: pytest.Config
) -> Target:
    """All that a run against the server is made of."""
    from harness.conformance._target import target_of

    given = pytestconfig.getoption("base_url")
    target = target_of(harness_api, _specs(pytestconfig), given, _today())
    writes = pytestconfig.getoption("harness_allow_writes")
    return target._replace(base_url=harness_server, identities=harness_tenants, allow_writes=writes)


@pytest.fixture
def harness_conform(harness_target: Target, harness_version: AskedVersion) -> Callable[..., ConformanceRun]:
    """Makes a conformance run under one version; the arguments are its phases, seconds, processes and own checks."""

    def run(*phases: Phase, seconds: float = 60.0, workers: int = 1, checks: tuple[str, ...] = ()) -> ConformanceRun:
        from harness import __version__
        from harness.conformance import Setup
        from harness.conformance._conform import Budget, conform, now

        target = harness_target._replace(asked=(harness_version,), checks=checks)
        setup = Setup(
            title=target.api, base_url=target.base_url, sent=target.sent, seed=target.seed, command="pytest",
            started=now(), harness=__version__, api=target.api,
        )  # fmt: skip
        return conform(target, Budget(workers, seconds, phases), setup)

    return run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Skip what would change something on another machine, unless it may."""
    try:
        return (yield)
    except Exception as error:
        if type(error).__name__ != "NotSent":
            raise
        pytest.skip(f"{error}".replace("--allow-writes", "--harness-allow-writes"))


def _marker(item: pytest.Item) -> pytest.Mark:
    marker = item.get_closest_marker("harness")
    if marker is None or not marker.args:
        raise pytest.UsageError(f'{item.nodeid} does not say which API it is about: @pytest.mark.harness("sensay")')
    return marker


def _api(item: pytest.Item, config: pytest.Config) -> Api:
    from harness.versions import Store

    return Store(_specs(config)).api(str(_marker(item).args[0]))


def _specs(config: pytest.Config) -> str:
    return str(config.getoption("harness_specs") or config.rootpath / "specs")


def _today() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).strftime("%Y-%m-%d")
