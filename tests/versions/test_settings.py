"""api.toml: what it may say, and where its mistakes are."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.errors import InvalidConfiguration
from harness.versions import CredentialSource, Identity, Registered, RequestPlace, Settings, VersionSettings
from harness.versions._settings import Layers, _Reader, read_settings
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
        ('overlay = "."', 1, "overlay = '.' is no file in the folder of the API"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    error = refused(tmp_path, text)
    assert message in error.message
    assert error.line == line
    assert error.message.isprintable()


def test_a_mistake_that_looks_like_a_known_key_is_answered_with_that_key(tmp_path: Path) -> None:
    assert refused(tmp_path, "titel = 1").hint == "did you mean title?"
    assert refused(tmp_path, "[version]\nanounced = []").hint == "did you mean announced?"
    assert refused(tmp_path, "zzz = 1").hint == (
        "known: title, overlay, versions, server, version, beta, beta-paths, identities, authentication, profile, rules"
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
