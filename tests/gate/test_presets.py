"""Each line of each preset, on documents that keep it and documents that do not."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from harness.gate import CLAUSES, PRESETS, Promise
from harness.rules import PROFILES, RULES
from harness.versions import PRESET_NAMES, SETTINGS_SCHEMAS
from tests.gate.conftest import SETTINGS, breaking, harmless, order_of, parcel_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.gate.conftest import Repository

    Edit = Callable[[dict[str, Any]], object]

FORM = SETTINGS + 'format = "{}"\n'
DATE, MONTH, TRAIN, PREVIEW = (FORM.format(name) for name in ("date", "month", "date-train", "date-preview"))


def added(made: dict[str, Any]) -> None:
    """An operation that was not there."""
    made["paths"]["/boxes"] = {"get": {"operationId": "listBoxes", "responses": {"200": {"description": "boxes"}}}}


def deprecated(made: dict[str, Any]) -> None:
    """An operation that is to go, and does not say so in its headers."""
    made["paths"]["/stamps"]["get"]["deprecated"] = True


def announced(example: str) -> Edit:
    """The same, with headers that say so."""

    def edit(made: dict[str, Any]) -> None:
        deprecated(made)
        text = {"schema": {"type": "string"}}
        headers = {"Deprecation": {**text, "example": example}, "Sunset": text}
        made["paths"]["/stamps"]["get"]["responses"]["200"]["headers"] = headers

    return edit


def stampless(made: dict[str, Any]) -> None:
    """Without the operation of stamps."""
    del made["paths"]["/stamps"]


class Snap(NamedTuple):
    """A snapshot to come: its date, its version, and how it was edited."""

    date: str
    version: str
    edits: tuple[Edit, ...] = ()


class Line(NamedTuple):
    """One line of a promise: what keeps it, and what does not, by which clause.

    Attributes:
        promise: the lines of `[promise]`.
        clause: that judges it.
        settings: of versions.
        base: the snapshots that are published.
        keeps, breaks: the snapshots of the branch, and its register.
    """

    promise: str
    clause: str
    settings: str
    base: tuple[Snap, ...]
    keeps: tuple[tuple[Snap, ...], str]
    breaks: tuple[tuple[Snap, ...], str]


def preset(name: str) -> str:
    """The line that chooses a preset."""
    return f'preset = "{name}"'


def entry(name: str, **days: str) -> str:
    """A version of the register."""
    return f'[[versions]]\nname = "{name}"\n' + "".join(f'{key} = "{day}"\n' for key, day in days.items())


FIRST = Snap("2026-01-01", "2026-01-01")
SECOND = Snap("2026-02-01", "2026-02-01", (breaking,))
TWO = (FIRST, SECOND)
MONTHS = (Snap("2026-01-01", "2026-01"),)
MARCH = (Snap("2026-03-01", "2026-03"),)
TRAINS = (Snap("2026-02-10", "2026-02-10.ash"),)
OPEN_VALUES: Edit = lambda made: parcel_of(made)["properties"]["state"]["enum"].append("lost")  # noqa: E731
GONE: Edit = lambda made: parcel_of(made)["properties"].pop("hint")  # noqa: E731
NARROWED: Edit = lambda made: order_of(made)["properties"]["to"].update(pattern="^A")  # noqa: E731


def snaps(date: str, version: str, *edits: Edit) -> tuple[Snap, ...]:
    """One snapshot."""
    return (Snap(date, version, edits),)


def within(*edits: Edit) -> tuple[tuple[Snap, ...], str]:
    """A change of the first version."""
    return snaps("2026-02-01", "2026-01-01", *edits), ""


def after(version: str, *edits: Edit, date: str | None = None) -> tuple[tuple[Snap, ...], str]:
    """A new version."""
    return snaps(date or (version if len(version) == 10 else f"{version[:7]}-01"), version, *edits), ""


def ends(first: str, second: str = "", **days: str) -> tuple[tuple[Snap, ...], str]:
    """A register in which the first version ends."""
    return (), entry(first, **days) + (entry(second) if second else "")


LINES = {
    # github
    "github: breaks need a version": Line(
        preset("github"), "break-in-version", DATE, (FIRST,), within(harmless), within(breaking)
    ),
    "github: a parameter that goes breaks": Line(
        preset("github"),
        "break-in-version",
        DATE,
        (FIRST,),
        within(),
        within(lambda made: made["paths"]["/parcels"]["get"].pop("parameters")),
    ),
    "github: a field that goes breaks, a value that comes does not": Line(
        preset("github"), "break-in-version", DATE, (FIRST,), within(OPEN_VALUES), within(GONE)
    ),
    "github: a validation that comes breaks": Line(
        preset("github"), "break-in-version", DATE, (FIRST,), within(added), within(NARROWED)
    ),
    "github: versions are for breaks": Line(
        preset("github"), "version-without-break", DATE, (FIRST,), after("2026-02-01", breaking), after("2026-02-01")
    ),
    "github: additions reach all versions": Line(
        preset("github"),
        "addition-incomplete",
        DATE,
        TWO,
        ((*snaps("2026-02-15", "2026-01-01", added), *snaps("2026-02-16", "2026-02-01", breaking, added)), ""),
        (snaps("2026-02-16", "2026-02-01", breaking, added), ""),
    ),
    "github: support from the successor": Line(
        preset("github"),
        "support-too-short",
        DATE,
        TWO,
        ends("2026-01-01", "2026-02-01", sunset="2028-02-01"),
        ends("2026-01-01", "2026-02-01", sunset="2028-01-31"),
    ),
    "github: headers": Line(
        preset("github"),
        "deprecation-headers-missing",
        DATE,
        (FIRST,),
        within(announced("Sun, 01 Mar 2026 00:00:00 GMT")),
        within(deprecated),
    ),
    "github: the format of Deprecation": Line(
        preset("github"),
        "deprecation-header-format",
        DATE,
        (FIRST,),
        within(announced("Sun, 01 Mar 2026 00:00:00 GMT")),
        within(announced("@1772323200")),
    ),
    # stripe
    "stripe: breaks need a train": Line(
        preset("stripe"),
        "break-in-version",
        TRAIN,
        TRAINS,
        after("2026-08-10.birch", breaking, date="2026-08-10"),
        after("2026-03-10.ash", breaking, date="2026-03-10"),
    ),
    "stripe: one version a month": Line(
        preset("stripe"),
        "release-too-soon",
        TRAIN,
        TRAINS,
        after("2026-03-02.ash", date="2026-03-02"),
        after("2026-02-26.ash", date="2026-02-26"),
    ),
    "stripe: breaks twice a year": Line(
        preset("stripe"),
        "breaking-release-too-soon",
        TRAIN,
        TRAINS,
        after("2026-08-02.birch", breaking, date="2026-08-02"),
        after("2026-07-31.birch", breaking, date="2026-07-31"),
    ),
    # shopify
    "shopify: quarters": Line(
        preset("shopify"), "release-in-other-month", MONTH, MONTHS, after("2026-04"), after("2026-05")
    ),
    "shopify: one version a quarter": Line(
        preset("shopify"), "release-too-soon", MONTH, MONTHS, after("2026-04"), after("2026-03")
    ),
    "shopify: the first of the month": Line(
        preset("shopify"), "release-on-other-day", DATE, (FIRST,), after("2026-04-01"), after("2026-04-02")
    ),
    "shopify: support": Line(
        preset("shopify"),
        "support-too-short",
        MONTH,
        MONTHS,
        ends("2026-01", "2026-04", sunset="2027-01-01"),
        ends("2026-01", "2026-04", sunset="2026-12-31"),
    ),
    "shopify: overlap": Line(
        preset("shopify"),
        "overlap-too-short",
        MONTH,
        MONTHS,
        ends("2026-01", "2026-07", sunset="2027-04-01"),
        ends("2026-01", "2026-07", sunset="2027-03-31"),
    ),
    # hubspot
    "hubspot: versions never change": Line(
        preset("hubspot"),
        "addition-in-version",
        MONTH,
        MARCH,
        (snaps("2026-03-15", "2026-03", lambda made: made["info"].update(description="Sends.")), ""),
        (snaps("2026-03-15", "2026-03", harmless), ""),
    ),
    "hubspot: March and September": Line(
        preset("hubspot"), "release-in-other-month", MONTH, MARCH, after("2026-09"), after("2026-10")
    ),
    "hubspot: breaks come in these months": Line(
        preset("hubspot"), "break-off-schedule", MONTH, MARCH, after("2026-09", breaking), after("2026-10", breaking)
    ),
    "hubspot: twice a year": Line(
        preset("hubspot"), "release-too-soon", MONTH, MARCH, after("2026-09"), after("2026-08")
    ),
    "hubspot: support": Line(
        preset("hubspot"),
        "support-too-short",
        MONTH,
        MARCH,
        ends("2026-03", sunset="2027-09-01"),
        ends("2026-03", sunset="2027-08-31"),
    ),
    # notion
    "notion: breaks need a version": Line(
        preset("notion"), "break-in-version", DATE, (FIRST,), within(OPEN_VALUES), within(breaking)
    ),
    "notion: versions are for breaks": Line(
        preset("notion"), "version-without-break", DATE, (FIRST,), after("2026-02-01", breaking), after("2026-02-01")
    ),
    "notion: additions reach all versions": Line(
        preset("notion"),
        "addition-incomplete",
        DATE,
        TWO,
        ((*snaps("2026-02-15", "2026-01-01", added), *snaps("2026-02-16", "2026-02-01", breaking, added)), ""),
        (snaps("2026-02-15", "2026-01-01", added), ""),
    ),
    # azure
    "azure: breaks need a version": Line(
        preset("azure"), "break-in-version", PREVIEW, (FIRST,), within(harmless), within(breaking)
    ),
    "azure: later than its preview": Line(
        preset("azure"),
        "stable-not-after-preview",
        PREVIEW,
        (FIRST, Snap("2026-02-01", "2026-02-01-preview")),
        after("2026-03-01", breaking),
        after("2026-02-01", breaking, date="2026-02-02"),
    ),
    "azure: a preview ends within a year": Line(
        preset("azure"),
        "preview-too-old",
        PREVIEW,
        (Snap("2025-05-01", "2025-05-01-preview"),),
        ends("2025-05-01-preview", sunset="2026-05-01"),
        ends("2025-05-01-preview", sunset="2026-05-02"),
    ),
    # lines that no preset has
    "any change needs a version": Line(
        'new-version = "any-change"',
        "change-in-version",
        DATE,
        (FIRST,),
        after("2026-02-01", harmless),
        within(harmless),
    ),
    "support from the deprecation": Line(
        'support = "P12M"\nsupport-from = "deprecation"',
        "support-too-short",
        DATE,
        TWO,
        ends("2026-01-01", "2026-02-01", deprecated="2026-02-01", sunset="2027-02-01"),
        ends("2026-01-01", "2026-02-01", deprecated="2026-02-02", sunset="2027-02-01"),
    ),
    "notice of a version": Line(
        'notice = "P12M"',
        "notice-too-short",
        DATE,
        TWO,
        ends("2026-01-01", "2026-02-01", deprecated="2026-02-01", sunset="2027-02-01"),
        ends("2026-01-01", "2026-02-01", sunset="2027-02-01"),
    ),
    "notice of a part": Line(
        'notice-element = "P1M"',
        "part-notice-too-short",
        DATE,
        (FIRST, Snap("2026-01-10", "2026-01-01", (deprecated,))),
        after("2026-02-10", stampless),
        after("2026-02-09", stampless),
    ),
    "what goes was deprecated": Line(
        'notice-element = "P1M"',
        "part-notice-too-short",
        DATE,
        (FIRST,),
        after("2026-03-01", breaking),
        after("2026-03-01", stampless),
    ),
    "time to try what becomes the default": Line(
        'default-move-notice = "P90D"',
        "default-moved-too-soon",
        DATE,
        (FIRST,),
        within(harmless),
        after("2026-03-10", breaking),
    ),
    "the default is another one when a version ends": Line(
        'default-move-notice = "P90D"',
        "default-moved-too-soon",
        DATE + 'default = "oldest-supported"\n',
        TWO,
        ends("2026-01-01", "2026-02-01", sunset="2026-05-01"),
        ends("2026-01-01", "2026-02-01", sunset="2026-04-30"),
    ),
    "as many as promised": Line(
        "served-at-least = 2",
        "too-few-served",
        DATE,
        TWO,
        ends("2026-01-01", "2026-02-01", sunset="2026-03-01"),
        ends("2026-01-01", "2026-02-01", sunset="2026-02-28"),
    ),
    "no more than promised": Line(
        "served-at-most = 2", "too-many-served", DATE, TWO, ((), ""), after("2026-03-01", breaking, harmless)
    ),
    "removed everywhere": Line(
        'removal = "all-versions"',
        "removal-incomplete",
        DATE,
        tuple(snap._replace(edits=(*snap.edits, deprecated)) for snap in TWO),
        ((*snaps("2026-02-20", "2026-01-01", stampless), *snaps("2026-02-21", "2026-02-01", breaking, stampless)), ""),
        (snaps("2026-02-21", "2026-02-01", breaking, stampless), ""),
    ),
    "retired parts may go": Line(
        'removal = "all-versions"',
        "break-in-version",
        DATE,
        (FIRST._replace(edits=(deprecated,)),),
        within(stampless),
        within(deprecated, breaking),
    ),
    "how far ahead": Line('ahead = "P1M"', "date-too-far", DATE, (FIRST,), after("2026-04-01"), after("2026-04-02")),
    "no version leaves the register": Line(
        "",
        "version-dropped",
        DATE + entry("2026-01-01") + entry("2026-02-01"),
        TWO,
        ends("2026-01-01", "2026-02-01", sunset="2026-04-01"),
        ((), entry("2026-02-01")),
    ),
}


PARTS: dict[str, Edit] = {
    "query parameter `page`": lambda made: made["paths"]["/parcels"]["get"]["parameters"].append(
        {"name": "page", "in": "query", "schema": {"type": "integer"}}
    ),
    "header parameter `X-Trace`": lambda made: made["paths"]["/parcels"]["get"]["parameters"].append(
        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}}
    ),
    "property `note`": lambda made: parcel_of(made)["properties"].update(note={"type": "string"}),
    "property `insured`": harmless,
    "header `X-Total`": lambda made: made["paths"]["/stamps"]["get"]["responses"]["200"].update(
        headers={"X-Total": {"schema": {"type": "integer"}}}
    ),
    "status `202`": lambda made: made["paths"]["/parcels"]["post"]["responses"].update(
        {"202": {"description": "soon"}}
    ),
    'value `"lost"`': OPEN_VALUES,
    "media type `text/csv`": lambda made: made["paths"]["/parcels"]["get"]["responses"]["200"]["content"].update(
        {"text/csv": {"schema": {"type": "string"}}}
    ),
    "`GET /boxes`": added,
}


@pytest.mark.parametrize("name", PARTS)
def test_whatever_is_added_reaches_all_versions(name: str, repository: Repository) -> None:
    edit = PARTS[name]
    first, second = snaps("2026-02-15", "2026-01-01", edit), snaps("2026-02-16", "2026-02-01", breaking, edit)
    line = Line(preset("github"), "addition-incomplete", DATE, TWO, ((), ""), ((), ""))
    assert "addition-incomplete" not in closed_by(repository, line, ((*first, *second), ""))
    (repository.path / "specs/parcels/2026-02-15.yaml").unlink()
    findings = [each for each in repository.gate("parcels", base="base").findings if each["rule"] == line.clause]
    assert all("is new, and not in `2026-01-01`" in each["title"] for each in findings)
    assert any(name.rsplit(" `", maxsplit=1)[-1] in each["title"] for each in findings)


@pytest.mark.parametrize("name", PARTS)
def test_whatever_is_retired_goes_from_all_versions(name: str, repository: Repository) -> None:
    edit = PARTS[name]
    base = (FIRST._replace(edits=(edit,)), SECOND._replace(edits=(breaking, edit)))
    first, second = snaps("2026-02-15", "2026-01-01"), snaps("2026-02-16", "2026-02-01", breaking)
    line = Line('removal = "all-versions"', "removal-incomplete", DATE, base, ((), ""), ((), ""))
    assert "removal-incomplete" not in closed_by(repository, line, ((*first, *second), ""))
    (repository.path / "specs/parcels/2026-02-15.yaml").unlink()
    findings = [each for each in repository.gate("parcels", base="base").findings if each["rule"] == line.clause]
    assert all("is gone, and still in `2026-01-01`" in each["title"] for each in findings)
    assert any(name.rsplit(" `", maxsplit=1)[-1] in each["title"] for each in findings)


def listing(made: dict[str, Any]) -> dict[str, Any]:
    """The operation that lists parcels."""
    operation: dict[str, Any] = made["paths"]["/parcels"]["get"]
    return operation


def renamed(properties: dict[str, Any], old: str, new: str) -> None:
    """The same members, one under another name."""
    properties[new] = properties.pop(old)


def everything(made: dict[str, Any]) -> None:
    """What the edits below take away or change."""
    for edit in PARTS.values():
        edit(made)
    listing(made)["responses"]["404"] = {"description": "none"}
    listing(made)["parameters"].append(
        {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["up", "down"]}}
    )
    parcel_of(made)["properties"]["cost"] = {"type": "number"}
    made["components"] = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "Key"}}}
    made["security"] = [{"key": []}, {}]


def parameter(made: dict[str, Any], name: str) -> dict[str, Any]:
    """A parameter of the operation that lists parcels."""
    found: dict[str, Any] = next(each for each in listing(made)["parameters"] if each["name"] == name)
    return found


# What GitHub's list of breaking changes names, once for each place where it can happen.
# Source: docs.github.com, REST API, API versions, "Breaking changes".
GITHUB_BREAKS: dict[str, Edit] = {
    "an operation goes": stampless,
    "a parameter goes": lambda made: listing(made)["parameters"].remove(parameter(made, "page")),
    "a header that is sent goes": lambda made: listing(made)["parameters"].remove(parameter(made, "X-Trace")),
    "a parameter is renamed": lambda made: parameter(made, "page").update(name="page_number"),
    "a field of a request goes": lambda made: order_of(made)["properties"].pop("via"),
    "a field of a request is renamed": lambda made: renamed(order_of(made)["properties"], "via", "by"),
    "a field of a request is only read": lambda made: order_of(made)["properties"]["via"].update(readOnly=True),
    "a required field goes": lambda made: (
        parcel_of(made)["properties"].pop("weight"),
        parcel_of(made)["required"].pop(),
    ),
    "an optional field goes": GONE,
    "an optional field is renamed": lambda made: renamed(parcel_of(made)["properties"], "hint", "advice"),
    "an optional header of a response goes": lambda made: made["paths"]["/stamps"]["get"]["responses"]["200"].pop(
        "headers"
    ),
    "a status of an error goes": lambda made: listing(made)["responses"].pop("404"),
    "another status of an error comes in its place": lambda made: renamed(listing(made)["responses"], "404", "410"),
    "a status of success goes": lambda made: made["paths"]["/parcels"]["post"]["responses"].pop("202"),
    "a media type of a response goes": lambda made: listing(made)["responses"]["200"]["content"].pop("text/csv"),
    "a required parameter comes": lambda made: listing(made)["parameters"].append(
        {"name": "owner", "in": "query", "required": True, "schema": {"type": "string"}}
    ),
    "an optional parameter is required": lambda made: parameter(made, "page").update(required=True),
    "an optional field of a request is required": breaking,
    "the type of a parameter is another": lambda made: parameter(made, "page").update(schema={"type": "string"}),
    "the type of a parameter is wider": lambda made: parameter(made, "page").update(schema={"type": "number"}),
    "the type of a field is another": lambda made: parcel_of(made)["properties"].update(weight={"type": "string"}),
    "the type of a field is narrower": lambda made: parcel_of(made)["properties"].update(cost={"type": "integer"}),
    "a value that is sent goes": lambda made: parameter(made, "sort")["schema"]["enum"].pop(),
    "a value that is answered goes": lambda made: parcel_of(made)["properties"]["state"]["enum"].pop(),
    "a rule for validation comes": NARROWED,
    "a length is limited": lambda made: order_of(made)["properties"]["to"].update(maxLength=200),
    "a limit comes to a parameter": lambda made: parameter(made, "page")["schema"].update(maximum=100),
    "who asks has to say who they are": lambda made: made.update(security=[{"key": []}]),
    "a key goes elsewhere": lambda made: made["components"]["securitySchemes"]["key"].update(name="Token"),
}
GITHUB_ADDITIONS: dict[str, Edit] = {
    "an operation comes": lambda made: made["paths"].update(
        {"/bags": {"get": {"responses": {"200": {"description": "bags"}}}}}
    ),
    "an optional parameter comes": lambda made: listing(made)["parameters"].append(
        {"name": "owner", "in": "query", "schema": {"type": "string"}}
    ),
    "a header that may be sent comes": lambda made: listing(made)["parameters"].append(
        {"name": "X-Owner", "in": "header", "schema": {"type": "string"}}
    ),
    "a field of a request comes": lambda made: order_of(made)["properties"].update(size={"type": "string"}),
    "a field of a response comes": lambda made: parcel_of(made)["properties"].update(size={"type": "string"}),
    "a header of a response comes": lambda made: listing(made)["responses"]["200"].update(
        headers={"X-Count": {"schema": {"type": "integer"}}}
    ),
    "a value that is sent comes": lambda made: parameter(made, "sort")["schema"]["enum"].append("none"),
    "a value that is answered comes": lambda made: parcel_of(made)["properties"]["state"]["enum"].append("burnt"),
}


@pytest.mark.parametrize("name", [*GITHUB_BREAKS, *GITHUB_ADDITIONS])
def test_the_list_of_github_says_what_breaks(name: str, repository: Repository) -> None:
    base = (FIRST._replace(edits=(everything,)),)
    line = Line(preset("github"), "break-in-version", DATE, base, ((), ""), ((), ""))
    edit = {**GITHUB_BREAKS, **GITHUB_ADDITIONS}[name]
    verdict = closed_by(repository, line, within(everything, edit)).get(line.clause)
    assert verdict == ("denied" if name in GITHUB_BREAKS else None)


def test_what_breaks_is_no_addition_to_older_versions(repository: Repository) -> None:
    def required(made: dict[str, Any]) -> None:
        order_of(made)["properties"]["size"] = {"type": "string"}
        order_of(made)["required"] = ["to", "size"]

    line = Line(preset("github"), "addition-incomplete", DATE, (FIRST,), ((), ""), ((), ""))
    assert "addition-incomplete" not in closed_by(repository, line, after("2026-02-01", required))


@pytest.mark.parametrize(("today", "is_told"), [("2026-05-01", True), ("2026-05-02", False)])
def test_a_default_moves_to_what_was_there_long_enough(today: str, is_told: bool, repository: Repository) -> None:
    promise = '[promise]\ndefault-move-notice = "P90D"\n'
    repository.write("specs/parcels/api.toml", f'{DATE}default = "2026-01-01"\n{promise}')
    repository.snapshot("2026-01-01")
    repository.snapshot("2026-02-01", breaking)
    repository.commit()
    repository.git("branch", "-f", "base")
    repository.write("specs/parcels/api.toml", f'{DATE}default = "2026-02-01"\n{promise}')
    told = "default-moved-too-soon" in repository.gate("parcels", base="base", today=today).rules
    assert told == is_told
    repository.commit()
    repository.git("branch", "-f", "base")
    assert "default-moved-too-soon" not in repository.gate("parcels", base="base", today=today).rules


def closed_by(repository: Repository, line: Line, branch: tuple[tuple[Snap, ...], str]) -> dict[str, str]:
    """The clauses that say something of a branch, with their verdicts; the worst of each."""
    snapshots, register = branch
    version, _, listed = line.settings.partition("[[versions]]")
    head = f"{version}[promise]\n{line.promise}\n"
    listed = f"[[versions]]{listed}" if listed else ""
    repository.write("specs/parcels/api.toml", head + listed)
    for snap in line.base:
        repository.snapshot(snap.date, *snap.edits, version=snap.version)
    repository.commit()
    repository.git("branch", "-f", "base")
    for snap in snapshots:
        repository.snapshot(snap.date, *snap.edits, version=snap.version)
    repository.write("specs/parcels/api.toml", head + (register or listed))
    answer = repository.gate("parcels", base="base")
    assert answer.code in (0, 1), answer.err
    return {each["rule"]: each["verdict"] for each in reversed(answer.findings)}


@pytest.mark.parametrize("name", LINES)
def test_what_keeps_a_line_passes_it(name: str, repository: Repository) -> None:
    line = LINES[name]
    assert closed_by(repository, line, line.keeps).get(line.clause) in (None, "passes")


@pytest.mark.parametrize("name", LINES)
def test_what_does_not_keep_a_line_is_told_of(name: str, repository: Repository) -> None:
    line = LINES[name]
    impact = next(clause.impact for clause in CLAUSES if clause.id == line.clause)
    verdict = closed_by(repository, line, line.breaks).get(line.clause)
    assert verdict == {"breaking": "denied", "warning": "warning"}[impact]


@pytest.mark.parametrize("name", [name for name in PRESETS if PRESETS[name]["new-version"] == "schedule"])
def test_a_version_by_schedule_need_not_break(name: str, repository: Repository) -> None:
    line = Line(preset(name), "", DATE, (FIRST,), ((), ""), ((), ""))
    assert "version-without-break" not in closed_by(repository, line, after("2026-09-01", harmless))


@pytest.mark.parametrize("name", PRESETS)
def test_each_line_of_a_preset_is_one_that_settings_know(name: str) -> None:
    known = SETTINGS_SCHEMAS["api"]["properties"]["promise"]["properties"]
    lines = dict(PRESETS[name])
    assert lines.pop("unsupported"), "what no clause can judge is said"
    assert lines.keys() <= known.keys()
    assert {key.replace("-", "_") for key in known} == set(Promise._fields) - {"unsupported"}


@pytest.mark.parametrize("name", PRESETS)
def test_each_line_of_a_preset_has_a_test(name: str) -> None:
    clauses = {line.clause for text, line in LINES.items() if text.startswith(f"{name}: ")}
    judged = {clause.line for clause in CLAUSES if clause.id in clauses}
    of = {"support-from": "support", "new-version": "breaking-needs"}
    lines = {of.get(key, key) for key, value in PRESETS[name].items() if key != "unsupported" and value != "schedule"}
    assert lines <= judged


def test_the_profiles_of_presets_name_rules_that_there_are() -> None:
    known = {rule.id for rule in RULES}
    assert set(PRESET_NAMES) == set(PRESETS)
    assert all(PROFILES[name].keys() <= known for name in PRESETS)


def test_every_line_of_a_promise_has_a_clause() -> None:
    known = SETTINGS_SCHEMAS["api"]["properties"]["promise"]["properties"]
    assert known.keys() - {clause.line for clause in CLAUSES} == {"preset", "support-from"}
    assert len({clause.id for clause in CLAUSES}) == len(CLAUSES)
    assert not {clause.id for clause in CLAUSES} & {rule.id for rule in RULES}


def test_what_cannot_be_judged_is_said(repository: Repository) -> None:
    repository.promise(preset("notion"))
    repository.publish("2026-01-01")
    answer = repository("gate", "parcels", "--base", "trunk")
    assert "not judged: the conditions of errors may change" in answer.out


def test_a_line_stands_above_its_preset(repository: Repository) -> None:
    repository.promise(preset("github"), 'new-version = "schedule"')
    repository.publish("2026-01-01")
    repository.snapshot("2026-02-01", harmless)
    assert "version-without-break" not in repository.gate().rules


def test_a_promise_is_valid_toml() -> None:
    assert all(tomllib.loads(f"[promise]\n{line.promise}") for line in LINES.values())
