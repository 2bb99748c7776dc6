"""api.toml: what it may say, and where its mistakes are."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from harness.errors import InvalidConfiguration
from harness.versions import (
    SETTINGS_SCHEMAS,
    CredentialSource,
    Identity,
    Layers,
    Registered,
    RequestPlace,
    Settings,
    Store,
    VersionSettings,
)
from harness.versions._settings import OperationLimit, _Reader, read_settings
from harness.versions._toml import TomlFile, parse_toml
from harness.versions._violations import check_settings

if TYPE_CHECKING:
    from pathlib import Path

COMPLETE = """\
title = "Sensay API"
server = "https://api.sensay.io"
overlay = "mended.yaml"

[version]
header = "X-API-Version"      # absent for an API without versions
default = "2025-03-25"
style = "any-day"
announced = ["2025-03-25", 2025-02-01]

[authentication]
X-ORGANIZATION-SECRET = "SENSAY_ORGANIZATION_SECRET"
"X-USER-ID" = "SENSAY_USER"
"""


def read(folder: Path, text: str | bytes) -> Settings:
    (folder / "api.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    return read_settings(str(folder), "sensay", str(folder.parent), str(folder / "harness.toml"))


def refused(folder: Path, text: str | bytes) -> InvalidConfiguration:
    with pytest.raises(InvalidConfiguration) as caught:
        read(folder, text)
    assert caught.value.file == str(folder / "api.toml")
    return caught.value


def test_all_settings_are_read(tmp_path: Path) -> None:
    (tmp_path / "mended.yaml").write_text("overlay: 1.0.0")
    path = str(tmp_path / "api.toml")
    headers = {
        "X-ORGANIZATION-SECRET": CredentialSource("SENSAY_ORGANIZATION_SECRET", file=path, line=12),
        "X-USER-ID": CredentialSource("SENSAY_USER", file=path, line=13),
    }
    assert read(tmp_path, COMPLETE)._replace(layers=None) == Settings(
        title="Sensay API",
        server="https://api.sensay.io",
        overlay=str(tmp_path / "mended.yaml"),
        version=VersionSettings(
            place=RequestPlace("header", "X-API-Version"),
            default="2025-03-25",
            style="any-day",
            registered=(Registered("2025-03-25"), Registered("2025-02-01")),
        ),
        identities=(Identity("default", headers=headers),),
    )


def test_no_file_and_an_empty_file_mean_the_defaults(tmp_path: Path) -> None:
    defaults = Settings("sensay")
    for folder in (tmp_path, tmp_path / "missing"):
        assert read_settings(str(folder), "sensay", str(tmp_path), str(tmp_path / "harness.toml")) == defaults
    assert read(tmp_path, "")._replace(layers=None) == defaults
    assert (defaults.version.place, defaults.version.style) == (None, "any-day")


def test_a_date_may_stand_without_quotes(tmp_path: Path) -> None:
    assert read(tmp_path, "[version]\ndefault = 2025-03-25").version.default == "2025-03-25"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('title = "x"\ntitel = "y"', 2, "unknown key 'titel'"),
        ('title = "x"\n\n[versions]\nheader = "X"', 3, "versions must be an array, not a table"),
        ('[version]\nheader = "X"\ndefualt = "2025-03-25"', 3, "unknown key 'defualt' in [version]"),
        ('version = {header = "X", "sty le" = 1}', 1, "unknown key 'sty le' in [version]"),
        ("title = 1", 1, "title must be a string, not a number"),
        ('title = ""', 1, "title = '' is empty"),
        (r'title = "\u001b[31m"', 1, r"title = '\x1b[31m' holds a control character"),
        ("\nserver = []", 2, "server must be a string, not an array"),
        ('server = "api.sensay.io"', 1, "server = 'api.sensay.io' is no http or https URL"),
        ('server = "file:///etc/passwd"', 1, "server = 'file:///etc/passwd' is no http or https URL"),
        ('server = "https://"', 1, "server = 'https://' is no http or https URL"),
        ('server = "https://a b"', 1, "server = 'https://a b' is no http or https URL"),
        ('version = "2025"', 1, "version must be a table, not a string"),
        ("authentication = false", 1, "authentication must be a table, not a boolean"),
        ('[version]\nheader = "X Version"', 2, "version.header = 'X Version' is no name of an HTTP header"),
        ('[version]\nheader = ""', 2, "version.header = '' is empty"),
        ('[version]\nheader = "X\\r\\nHost"', 2, r"version.header = 'X\r\nHost' is no name of an HTTP header"),
        ('[version]\nstyle = "newest"', 2, "version.style = 'newest' is none of any-day, exact, floor, forward, none"),
        ('[version]\nstyle = "none"\nheader = "X"', 3, "version.header is set, but"),
        ('[version]\ndefault = "2025-02-30"', 2, "version.default '2025-02-30' is no day of the calendar"),
        ('[version]\ndefault = "newest"', 2, "version.default 'newest' is no date of the form YYYY-MM-DD"),
        ("[version]\ndefault = 2025-03-25T00:00:00Z", 2, "version.default must be a string, not a date or time"),
        ("[version]\ndefault = 20250325", 2, "version.default must be a string, not a number"),
        ('version.default = "2025-02-30"', 1, "version.default '2025-02-30' is no day of the calendar"),
        ('[version]\nannounced = "2025-03-25"', 2, "version.announced must be an array, not a string"),
        ('[version]\nannounced = ["2025-03-25", "2025-3-1"]', 2, "version.announced, item 2, '2025-3-1' is no date"),
        ('[version]\nannounced = ["2025-03-25", 2025-03-25]', 2, "version.announced names 2025-03-25 twice"),
        ('[authentication]\n"X A" = "B"', 2, "'X A' in [authentication] is no name of an HTTP header"),
        ('[authentication]\nX-A = "B"\nx-a = "C"', 3, "x-a in [authentication] is the same header as X-A"),
        ('overlay = ""', 1, "overlay = '' is empty"),
        ('overlay = "../other/overlay.yaml"', 1, "overlay = '../other/overlay.yaml' leaves the folder of the API"),
        ('overlay = "a/../../b.yaml"', 1, "overlay = 'a/../../b.yaml' leaves the folder of the API"),
        ('overlay = "/etc/passwd"', 1, "overlay = '/etc/passwd' leaves the folder of the API"),
        (r'overlay = "..\\b.yaml"', 1, "is no path with forward slashes"),
        ('overlay = "missing.yaml"', 1, "overlay = 'missing.yaml' is no file in the folder of the API"),
        ('title = "x"\n[[limits]]\noperations = "GET /a"', 2, "the limit of 'GET /a' limits nothing"),
        ('[[limits]]\noperations = "GET /a"\nanswers-within = 0', 3, "limits, item 1, answers-within = 0 is too small"),
        ('overlay = "."', 1, "overlay = '.' is no file in the folder of the API"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    error = refused(tmp_path, text)
    assert message in error.message
    assert error.line == line
    assert error.message.isprintable()


def test_a_limit_is_a_rate_or_a_time_or_both(tmp_path: Path) -> None:
    text = (
        '[[limits]]\noperations = "GET /a"\nrate = 2\n[[limits]]\noperations = "* /b"\nanswers-within = 0.5\n'
        '[[limits]]\noperations = "* /c"\nanswers-within = 3\nrate = 1\n'
    )
    limits = (OperationLimit("GET /a", 2), OperationLimit("* /b", None, 0.5), OperationLimit("* /c", 1, 3))
    assert read(tmp_path, text).limits == limits


def test_a_mistake_that_looks_like_a_known_key_is_answered_with_that_key(tmp_path: Path) -> None:
    assert refused(tmp_path, "titel = 1").hint == "did you mean title?"
    assert refused(tmp_path, "[version]\nanounced = []").hint == "did you mean announced?"
    assert refused(tmp_path, "zzz = 1").hint == (
        "known: title, overlay, versions, resources, streams, server, version, beta, beta-paths, identities, limits, "
        "authentication, promise, profile, rules"
    )


def test_an_overlay_that_a_link_leads_away_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "sensay"
    folder.mkdir()
    (tmp_path / "elsewhere.yaml").write_text("")
    (folder / "overlay.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert "leaves the folder of the API" in refused(folder, 'overlay = "overlay.yaml"').message


@pytest.mark.parametrize(
    "text",
    [
        '[authentication]\nAuthorization = "Bearer s3cr3t-t0ken"',
        '[authentication]\nAuthorization = ["s3cr3t-t0ken"]',
        "[authentication]\nAuthorization = s3cr3t-t0ken",
        '[authentication]\nAuthorization = "s3cr3t-t0ken',
    ],
)
def test_a_secret_written_in_place_of_its_variable_is_not_repeated(tmp_path: Path, text: str) -> None:
    error = refused(tmp_path, text)
    assert error.line == 2
    assert "s3cr3t" not in " ".join(str(part) for part in vars(error).values())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('title = "x"\nserver = nothing', 2),
        ('title = "x"\ntitle = "y"', 2),
        (b'title = "x"\nserver = "\xff"', 2),
        ("a = " + "[" * 100_000, None),
        ("a = " + "9" * 10_000, None),
        ("a = 2025-02-30", None),
        ('a = """', None),
        (b"\x00", 1),
    ],
)
def test_what_is_no_toml_is_refused(tmp_path: Path, text: str | bytes, line: int | None) -> None:
    error = refused(tmp_path, text)
    assert error.line == line or line is None


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "api.toml").mkdir()
    with pytest.raises(InvalidConfiguration, match="cannot be read"):
        read_settings(str(tmp_path), "sensay", str(tmp_path), str(tmp_path / "harness.toml"))


words = st.text(string.ascii_letters + string.digits + ' -_"[]=.#\\\n', max_size=20)
values = st.one_of(words, st.integers(), st.booleans(), st.dates(), st.lists(words, max_size=2))
keys = st.one_of(st.sampled_from(["title", "server", "overlay", "header", "default", "style", "announced"]), words)


@given(st.dictionaries(keys, values), st.dictionaries(keys, values), st.dictionaries(words, values), words)
@example({}, {"announced": []}, {"": "A"}, "")
def test_any_settings_are_read_or_refused_and_nothing_else(
    top: dict[str, object], version: dict[str, object], authentication: dict[str, object], text: str
) -> None:
    tables = {**top, "version": version, "authentication": authentication}
    try:
        file = TomlFile("api.toml", text, tables)
        _Reader(Layers([(file, check_settings(file, "api"))])).settings("missing", "sensay")
    except InvalidConfiguration as error:
        assert error.message.isprintable()  # noqa: PT017 - both outcomes are right


@given(st.one_of(st.binary(max_size=40), st.text("[]{}=\"'\\.,#\n 0129-:Ttrue", max_size=40).map(str.encode)))
def test_any_bytes_are_toml_or_refused(data: bytes) -> None:
    try:
        parse_toml(data, "api.toml")
    except InvalidConfiguration as error:
        assert error.line is None or error.line >= 1  # noqa: PT017 - both outcomes are right


REGISTER = '[[versions]]\nname = "2025-01-01"\n'


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('[version]\nheader = "X"\nquery = "v"', 3, "version.query and version.header are both set"),
        ('[version]\npath = "/api"', 2, "version.path = '/api' is no path that ends with /{version}"),
        ('[version]\nquery = "a&b"', 2, "version.query = 'a&b' is no name of a parameter of the query"),
        ("[version]\nunknown = 200", 2, "version.unknown = 200 is no status from 400 to 499, forward or default"),
        ('[version]\nretired = "gone"', 2, "version.retired = 'gone' is no status from 400 to 499"),
        ("[version]\nunknown = {}", 2, "version.unknown = {} is no status from 400 to 499"),
        ('[version]\nformat = "semver"', 2, "version.format = 'semver' is none of date, month, date-train"),
        ('[version]\nformat = "number"\nstyle = "any-day"', 3, 'version.style = "any-day" cannot be: a number'),
        ('[version]\nformat = "number"\ndefault = 2.14', 3, "version.default must be a string, not a number"),
        ('[version]\ngranularity = "operation"', 2, "version.granularity = 'operation': versions of less than a"),
        ('[version]\naliases = {now = "2025-02-30"}', 2, "the alias 'now' means '2025-02-30', which is no version"),
        (
            REGISTER + '[version.aliases]\nnow = "2025-01-02"',
            4,
            "the alias 'now' means '2025-01-02', which is no version",
        ),
        (REGISTER + '[version.aliases]\n"2025-01-01" = "2025-01-01"', 4, "the alias '2025-01-01' is the name of a"),
        (REGISTER + REGISTER, 4, "[[versions]] names 2025-01-01 twice"),
        ('version.format = "number"\n[[versions]]\nname = "v7"\n[[versions]]\nname = "7"', 5, "names 7 and v7, which"),
        (REGISTER + '[version]\nannounced = ["2025-01-01"]', 4, "version.announced and [[versions]] are both set"),
        ("[[versions]]\nstage = 'current'", 1, "versions, item 1 has no name"),
        ("[[versions]]\nname = '2025-13-01'", 2, "versions, item 1, name, '2025-13-01' is no day of the calendar"),
        ("[[versions]]\nname = 'beta'", 2, "versions, item 1, name, 'beta' is no date of the form YYYY-MM-DD"),
        (REGISTER + "stage = 'curent'", 3, "versions, item 1, stage = 'curent' is none of candidate, current, supp"),
        (REGISTER + "sunset = 2025-02-30", 3, "the file is no valid TOML"),
        (REGISTER + "sunset = '2025-02-30'", 3, "versions, item 1, sunset = '2025-02-30' is no day of the calendar"),
        (REGISTER + "sunset = '30.2.2025'", 3, "versions, item 1, sunset = '30.2.2025' is no date of the form"),
        (REGISTER + "sunset = 2025", 3, "versions, item 1, sunset must be a date, not a number"),
        (
            REGISTER + "deprecated = 2026-01-01\nsunset = 2025-12-31",
            4,
            "version 2025-01-01: sunset 2025-12-31 lies before deprecated 2026-01-01",
        ),
        (
            REGISTER + "released = 2026-02-02\ndeprecated = 2026-01-01",
            4,
            "version 2025-01-01: deprecated 2026-01-01 lies before released 2026-02-02",
        ),
        (REGISTER + "sunst = 2025-12-31", 3, "unknown key 'sunst' in [versions, item 1]"),
        ('beta = "maybe"', 1, "beta = 'maybe' is none of may-break, as-stable"),
        ('beta-paths = ["experimental"]', 1, "beta-paths, item 1 = 'experimental' is no glob of paths"),
        ("[[identities]]\ntenant = 'acme'", 1, "identities, item 1 has no name"),
        ("[[identities]]\nname = 'a'\n[[identities]]\nname = 'a'", 4, "two identities have the name a"),
        (
            "[[identities]]\nname = 'default'\n[authentication]\nX-A = 'B'",
            2,
            "two identities have the name default for that of [authentication]",
        ),
        (
            "[[identities]]\nname = 'a'\n[identities.credentials]\nkey = {environment = 'A', command = ['b']}",
            4,
            "identities, item 1, credentials.key needs either environment or command",
        ),
        (
            "[[identities]]\nname = 'a'\n[identities.credentials]\nkey = {environment = 'A', refresh = 5}",
            4,
            "identities, item 1, credentials.key: refresh and timeout are for commands",
        ),
        (
            "[[identities]]\nname = 'a'\n[identities.credentials]\nkey = {environement = 'A'}",
            4,
            "unknown key 'environement' in [identities, item 1, credentials.key]",
        ),
        ("[[identities]]\nname = 'a'\nversion = '2025'", 3, "identities, item 1, version, '2025' is no date of the"),
    ],
)
def test_a_mistake_in_versions_or_identities_is_named_with_its_line(
    tmp_path: Path, text: str, line: int | None, message: str
) -> None:
    error = refused(tmp_path, text)
    assert message in error.message
    assert error.line == line
    assert error.message.isprintable()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[version]\nstyle = 'anyday'", "did you mean any-day?"),
        (REGISTER + "stage = 'curent'", "did you mean current?"),
        (REGISTER + "[version.aliases]\nnow = '2025-01-02'", "did you mean 2025-01-01?"),
        ("[version]\ndefault = 'oldest-suported'", "did you mean oldest-supported?"),
        ("[[identities]]\nname = 'a'\ncredentials = {k = {environement = 'A'}}", "did you mean environment?"),
        ("[[versions]]\nname = 'beta'", 'a word may be the name of a candidate: stage = "candidate"'),
    ],
)
def test_a_mistake_is_answered_with_what_was_meant(tmp_path: Path, text: str, hint: str) -> None:
    assert refused(tmp_path, text).hint == hint


@pytest.mark.parametrize("value", ["'s3cr3t-t0ken'", "['s3cr3t-t0ken']", "{environment = 's3cr3t-t0ken'}"])
def test_a_secret_written_among_the_credentials_is_not_repeated(tmp_path: Path, value: str) -> None:
    error = refused(tmp_path, f"[[identities]]\nname = 'a'\n[identities.credentials]\nkey = {value}")
    assert error.line == 4
    assert "s3cr3t" not in " ".join(str(part) for part in vars(error).values())


def test_settings_stand_above_each_other_key_by_key(tmp_path: Path) -> None:
    team = tmp_path / "specs" / "shipping"
    (team / "parcels").mkdir(parents=True)
    (tmp_path / "harness.toml").write_text('profile = "law"\n[version]\nheader = "X-Version"\nunknown = 404\n')
    (team / "harness.toml").write_text(
        '\n[version]\nheader = "Shipping-Version"\n[rules]\noperation-removed = "warning"\n'
    )
    (team / "parcels" / "api.toml").write_text('title = "Parcels"\n[version]\nretired = 404\n')
    api = Store(str(tmp_path / "specs"), str(tmp_path / "harness.toml")).api("shipping/parcels")
    version = api.settings.version
    assert (version.place, version.unknown, version.retired) == (RequestPlace("header", "Shipping-Version"), 404, 404)
    layers = api.settings.layers
    assert layers is not None
    places = {
        ".".join(map(str, place)): (layers.origin(place).path, layers.line_of(place)) for place, _ in layers.values()
    }
    assert places == {
        "profile": (str(tmp_path / "harness.toml"), 1),
        "version.header": (str(team / "harness.toml"), 3),
        "version.unknown": (str(tmp_path / "harness.toml"), 4),
        "version.retired": (str(team / "parcels" / "api.toml"), 3),
        "rules.operation-removed": (str(team / "harness.toml"), 5),
        "title": (str(team / "parcels" / "api.toml"), 1),
    }


def test_a_line_is_where_a_value_begins_however_it_is_written() -> None:
    text = (
        '# a comment\n\n[a]\nb = [\n  1,\n  2,\n]\n\n[[c]]\nd = """\n[x]\n"""\n[[c]]\n"d" = {e = 1}\n[c.f]\ng.h = 1\n'
    )
    file = parse_toml(text.encode(), "x.toml")
    lines = {("a",): 3, ("a", "b"): 4, ("a", "b", 1): 4, ("c", 0, "d"): 10, ("c", 1): 13, ("c", 1, "d", "e"): 14}
    lines |= {("c", 1, "f"): 15, ("c", 1, "f", "g", "h"): 16, ("a", "missing"): 3}
    assert {place: file.line_of(place) for place in lines} == lines
    assert file.line_of(("missing",)) is None


@pytest.mark.parametrize("name", list(SETTINGS_SCHEMAS))
def test_the_schemas_are_schemas_and_describe_everything(name: str) -> None:
    schema = SETTINGS_SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    pending = list(schema["properties"].items())
    for key, part in pending:
        assert part.get("description"), key
        for inner in (part, part.get("items", {}), part.get("additionalProperties", {})):
            if isinstance(inner, dict):
                pending += inner.get("properties", {}).items()
