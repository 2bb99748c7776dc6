"""Who may ask: where credentials come from, where they go, and that nobody reads them."""

from __future__ import annotations

import base64
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.cli import run
from harness.errors import InvalidConfiguration, UsageError
from harness.versions import Credentials, CredentialSource, Identity, Store, load_document, load_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.document import Document

SECRET = "hush-7f3a"  # noqa: S105
SPECS = str(Path(__file__).resolve().parents[2] / "specs")
SCHEMES: dict[str, dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "Bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
    "oauth": {"type": "oauth2", "flows": {}},
    "mutual": {"type": "mutualTLS"},
    "digest": {"type": "http", "scheme": "digest"},
}
SECURITY = {"/all": [{"header": [], "query": []}, {"bearer": []}], "/open": [], "/free": [{}, {"bearer": []}]}


@pytest.fixture
def document(tmp_path: Path) -> Document:
    paths = {path: {"get": {"security": security, "responses": {}}} for path, security in SECURITY.items()}
    content = {
        "openapi": "3.1.0",
        "info": {"title": "Parcels", "version": "1"},
        "paths": paths,
        "components": {"securitySchemes": SCHEMES},
    }
    (tmp_path / "parcels.json").write_text(json.dumps(content), encoding="utf-8")
    return load_document(str(tmp_path / "parcels.json"))


def credentials(document: Document, *names: str, value: str = SECRET, user: str | None = None) -> Credentials:
    sources = {name: CredentialSource("KEY", user=user) for name in names}
    return Credentials(Identity("ada", credentials=sources), document, {"KEY": value})


def command(program: str, **settings: Any) -> CredentialSource:
    return CredentialSource(command=(sys.executable, "-c", program), file="api.toml", line=7, **settings)


@pytest.mark.parametrize(
    ("scheme", "where", "name", "written"),
    [
        ("bearer", "headers", "Authorization", f"Bearer {SECRET}"),
        ("oauth", "headers", "Authorization", f"Bearer {SECRET}"),
        ("basic", "headers", "Authorization", f"Basic {base64.b64encode(f':{SECRET}'.encode()).decode()}"),
        ("header", "headers", "X-Key", SECRET),
        ("query", "query", "key", SECRET),
        ("cookie", "cookies", "session", SECRET),
    ],
)
def test_a_credential_goes_where_its_scheme_says(
    document: Document, scheme: str, where: str, name: str, written: str
) -> None:
    parts = credentials(document, scheme).parts()
    assert dict(getattr(parts, where)) == {name: written}
    assert sum(len(part) for part in parts) == 1
    assert SECRET not in repr(parts)


@pytest.mark.parametrize(
    ("value", "user", "pair"),
    [("ada:pw", None, "ada:pw"), ("pw", "ada", "ada:pw"), ("p:w", "ada", "ada:p:w"), ("pw", None, ":pw")],
)
def test_a_basic_credential_is_a_user_and_a_password(
    document: Document, value: str, user: str | None, pair: str
) -> None:
    header = credentials(document, "basic", value=value, user=user).parts().headers["Authorization"]
    assert base64.b64decode(header.removeprefix("Basic ")).decode() == pair


@pytest.mark.parametrize(
    ("schemes", "path", "alternative"),
    [
        (("header", "query"), "/all", ("header", "query")),
        (("bearer", "query"), "/all", ("bearer",)),
        (("header",), "/all", None),
        (("bearer",), "/open", ()),
        (("bearer",), "/free", ("bearer",)),
        ((), "/free", ()),
    ],
)
def test_the_first_alternative_is_taken_that_the_identity_has(
    document: Document, schemes: tuple[str, ...], path: str, alternative: tuple[str, ...] | None
) -> None:
    operation = next(operation for operation in document.operations if operation.path == path)
    assert credentials(document, *schemes).alternative(operation) == alternative


@pytest.mark.parametrize(
    ("scheme", "message", "hint"),
    [
        ("beares", "the document has no such security scheme", "did you mean bearer"),
        ("zzz", "the document has no such security scheme", "the document has bearer, basic"),
        ("mutual", "a scheme of type 'mutualTLS' is not supported", ""),
        ("digest", "a scheme of type 'http', 'digest', is not supported", ""),
    ],
)
def test_a_scheme_that_cannot_be_filled_in_is_named(document: Document, scheme: str, message: str, hint: str) -> None:
    with pytest.raises(InvalidConfiguration) as caught:
        credentials(document, scheme)
    assert caught.value.message == f"the credential {scheme!r} of ada: {message}"
    assert hint in (caught.value.hint or "")


def test_a_user_belongs_to_basic_schemes_alone(document: Document) -> None:
    with pytest.raises(InvalidConfiguration, match="user is for basic schemes only"):
        credentials(document, "bearer", user="ada")


def test_a_missing_variable_is_named_with_its_line(document: Document) -> None:
    source = CredentialSource("PARCELS_KEY", file="api.toml", line=7)
    with pytest.raises(UsageError, match="bearer of ada needs the environment variable PARCELS_KEY") as caught:
        Credentials(Identity("ada", credentials={"bearer": source}), document, {}).parts()
    assert (caught.value.file, caught.value.line) == ("api.toml", 7)


@pytest.mark.parametrize("value", ["", f"{SECRET}\n", f"{SECRET}\r\nX-Other: 1", f"{SECRET}\x00", f"{SECRET}é"])
def test_a_value_that_no_header_may_hold_is_refused_and_not_shown(document: Document, value: str) -> None:
    with pytest.raises(UsageError, match="is empty or no printable ASCII") as caught:
        credentials(document, "header", value=value).parts()
    assert SECRET not in " ".join(map(str, vars(caught.value).values()))


def test_a_command_prints_the_value(document: Document) -> None:
    identity = Identity("ada", credentials={"bearer": command(f"print({SECRET!r})")})
    assert Credentials(identity, document, {}).parts().headers == {"Authorization": f"Bearer {SECRET}"}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (command(f"import sys; print({SECRET!r}); sys.exit({SECRET!r})"), "ended with 1"),
        (command(f"import time; print({SECRET!r}, flush=True); time.sleep(60)", timeout=1), "has not ended after 1 s"),
        (command("pass"), "is empty or no printable ASCII"),
        (command(f"print({SECRET!r}); print({SECRET!r})"), "is empty or no printable ASCII"),
        (CredentialSource(command=("/no/such/program",), file="api.toml", line=7), "cannot be run: No such file"),
        (CredentialSource(command=("nul\0",), file="api.toml", line=7), "cannot be run"),
    ],
)
def test_a_command_that_fails_or_hangs_is_told_without_what_it_wrote(
    document: Document, source: CredentialSource, message: str
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        Credentials(Identity("ada", credentials={"bearer": source}), document, {}).parts()
    told = " ".join(map(str, [*vars(caught.value).values(), caught.value.__cause__]))
    assert SECRET not in told.replace(str(source.command), "")
    assert (caught.value.file, caught.value.line) == ("api.toml", 7)


def test_a_token_is_fetched_anew_when_it_has_grown_old(document: Document, tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    program = f"import pathlib as p; f = p.Path({str(counter)!r}); f.open('a').write('x'); print(len(f.read_text()))"
    now = [0.0]
    identity = Identity("ada", credentials={"bearer": command(program, refresh=60)})
    fetched = Credentials(identity, document, {}, lambda: now[0])

    def token(seconds: float) -> str:
        now[0] = seconds
        return fetched.parts().headers["Authorization"]

    assert [token(0), token(59), token(60), token(119), token(120)] == [f"Bearer {n}" for n in (1, 1, 2, 2, 3)]


def test_the_short_form_sets_headers_whatever_the_document_says(document: Document) -> None:
    identity = Identity("default", headers={"X-Own": CredentialSource("KEY")})
    assert Credentials(identity, document, {"KEY": SECRET}).parts(()).headers == {"X-Own": SECRET}


@pytest.mark.parametrize("api", ["sensay", "aivax"])
def test_the_stored_apis_have_identities_for_all_their_schemes(api: str) -> None:
    stored = Store(SPECS).api(api)
    document = load_snapshot(stored.snapshot("latest"))
    names = {name for identity in stored.settings.identities for name in identity.credentials}
    assert names == set(document.components("securitySchemes"))
    environment = dict.fromkeys(_variables(api), SECRET)
    for identity in stored.settings.identities:
        assert any(Credentials(identity, document, environment).parts())


def test_the_users_of_one_organization_are_told_apart() -> None:
    sensay = Store(SPECS).api("sensay")
    document = load_snapshot(sensay.snapshot("latest"))
    environment = {variable: f"{variable}-1" for variable in _variables("sensay")}
    headers = {
        identity.name: Credentials(identity, document, environment).parts().headers
        for identity in sensay.settings.identities
    }
    assert {identity.tenant for identity in sensay.settings.identities} == {"organization"}
    assert len({name: str(dict(values)) for name, values in headers.items()}) == 4
    assert headers["organization"] == {"X-ORGANIZATION-SECRET": "SENSAY_ORGANIZATION_SECRET-1"}
    assert set(headers["linked-user"]) == {"X-ORGANIZATION-SECRET", "X-USER-ID", "X-USER-ID-TYPE"}


@pytest.mark.parametrize("api", ["sensay", "aivax"])
def test_no_output_shows_a_credential(
    api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, variable in enumerate(_variables(api)):
        monkeypatch.setenv(variable, f"{SECRET}-{number}")
    store = tmp_path / "specs"
    store.mkdir()
    shutil.copytree(Path(SPECS) / api, store / api)
    commands: list[list[str]] = [
        ["settings", api],
        ["settings", api, "--credentials"],
        ["snapshots", "list", api],
        ["snapshots", "check", api, "--own"],
        ["history", api, "--format", "json"],
        ["history", api, "--format", "html", "-o", str(tmp_path / "history")],
        ["site", "-o", str(tmp_path / "site")],
        ["changelog", api],
        ["diff", f"{api}@previous", f"{api}@latest", "--format", "json"],
        ["-vv", "settings", api, "--credentials"],
    ]
    output = "".join(_output(run, ["--specs", str(store), *arguments], capsys) for arguments in commands)
    files = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_relative_to(store)]
    assert files
    assert SECRET not in output
    assert not [path.name for path in files if SECRET in path.read_text(encoding="utf-8")]


def _variables(api: str) -> list[str]:
    """The environment variables that the settings of an API name."""
    sources = [
        source
        for identity in Store(SPECS).api(api).settings.identities
        for source in (*identity.credentials.values(), *identity.headers.values())
    ]
    return sorted({source.environment for source in sources if source.environment})


def _output(run: Callable[[list[str]], int], arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["-v", *arguments]) in (0, 1), arguments
    written = capsys.readouterr()
    return written.out + written.err
