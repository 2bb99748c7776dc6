"""What APIs promise in public, written as settings: what their documented requests mean.

Each folder of `policies` is an API. `requests.txt` says on which day, and what is stored: `version@day`, with a `-` for
what belongs to no version. Then a line for each request: what it says (with the version that belongs to who asks, or
another day), and the snapshot and the echo, or the status and the kind of trouble.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.errors import InvalidConfiguration
from harness.versions import Snapshot, Versions
from harness.versions._settings import read_settings

POLICIES = Path(__file__).with_name("policies")
NAMES = sorted(folder.name for folder in POLICIES.iterdir())
ROWS = [
    pytest.param(name, row, id=f"{name}: {' '.join(row.split())}")
    for name in NAMES
    for row in (POLICIES / name / "requests.txt").read_text("utf-8").partition("\n\n")[2].splitlines()
]
FEWEST_ROWS = 4

# What cannot be said, and is not guessed.
REFUSED = {
    "box": ('granularity = "operation"', "versions of less than a whole API are not supported"),
    "twilio": ('granularity = "product"', "versions of less than a whole API are not supported"),
    "qlik": ('style = "acknowledge"', "headers that only choose warnings are not supported"),
    "stripe": ('also = ["webhooks"]', "versions of anything but requests are not supported"),
    "shopify": ('also = ["webhooks"]', "versions of anything but requests are not supported"),
}


def versions_of(name: str, today: str | None = None) -> Versions:
    """The versions of an API as its folder describes them."""
    head = (POLICIES / name / "requests.txt").read_text("utf-8").partition("\n\n")[0]
    day, stored = (line.partition(" ")[2] for line in head.splitlines())
    published = {}
    for label in stored.split():
        version, _, date = label.partition("@")
        published[Snapshot(name, date, f"{label}.yaml", None if version == "-" else version)] = None
    settings = read_settings(str(POLICIES / name), name, str(POLICIES), "absent.toml")
    return Versions.from_settings(settings.version, published, today or day)


def sent(versions: Versions, value: str) -> tuple[str, ...]:
    """What is found in a request that names a version where the API looks for it."""
    place = versions.settings.place
    assert place is not None
    if place.kind == "path":
        return place.values(path=f"{place.name.replace('{version}', value)}/things")
    if place.kind == "query":
        return place.values(query=[("page", "2"), (place.name, value)])
    return place.values(headers=[("Accept", "*/*"), (place.name.upper(), value)])


def test_every_policy_has_settings_and_requests() -> None:
    assert len(NAMES) == 23
    assert all(sum(param.values[0] == name for param in ROWS) >= FEWEST_ROWS for name in NAMES)


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_a_documented_request_means_what_the_policy_says(name: str, row: str) -> None:
    request, *expected = re.split(r"  +|(?<=\d) (?=\d{3} )", row.strip())
    value, _, day = request.partition(" on ")
    value, _, pinned = value.partition(" pinned ")
    versions = versions_of(name, day or None)
    values = () if value == "absent" else sent(versions, "" if value == '""' else value)
    found = versions.resolve(*values, pinned=pinned or None)
    if found.snapshot is None:
        assert found.error is not None
        assert [f"{found.error.status} {found.error.trouble}"] == expected, found.reason
    else:
        assert [f"{found.version or '-'}@{found.snapshot.date}", found.echo] == expected, found.reason


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_said_is_refused_and_not_guessed(name: str, tmp_path: Path) -> None:
    line, message = REFUSED[name]
    text = (POLICIES / name / "api.toml").read_text("utf-8")
    text = re.sub(r"^style = .*\n", "", text, flags=re.MULTILINE) if line.startswith("style") else text
    (tmp_path / "api.toml").write_text(text.replace("[version]\n", f"[version]\n{line}\n"), encoding="utf-8")
    with pytest.raises(InvalidConfiguration) as caught:
        read_settings(str(tmp_path), name, str(tmp_path), "absent.toml")
    assert message in caught.value.message
    assert caught.value.line == text[: text.index("[version]")].count("\n") + 2
