"""What a requested version means, for every style."""

from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.errors import InvalidVersion
from harness.versions import STYLES, Registered, Snapshot, Versions, VersionSettings, date_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Timeline(NamedTuple):
    """The `info.version` of each snapshot by its date, and the versions that are announced beside."""

    published: Mapping[str, str | None]
    announced: tuple[str, ...] = ()

    def on(self, **settings: Any) -> Versions:
        registered = tuple(Registered(name) for name in self.announced)
        published = {Snapshot("pets", day, f"{day}.yaml"): version for day, version in self.published.items()}
        return Versions.from_settings(VersionSettings(registered=registered, **settings), published)

    @property
    def snapshots(self) -> tuple[str, ...]:
        return tuple(sorted(self.published))

    @property
    def line(self) -> tuple[str, ...]:
        return tuple(snapshot.date for snapshot in self.on().line)

    @property
    def versions(self) -> dict[str, tuple[str, ...]]:
        return {str(v.name): tuple(snapshot.date for snapshot in v.snapshots) for v in self.on().named}


class Found(NamedTuple):
    snapshot: str
    echo: str | None
    reason: str


def timeline(published: Mapping[str, str | None], announced: Iterable[str] = ()) -> Timeline:
    return Timeline(published, tuple(announced))


def resolve(requested: str | None, known: Timeline, **settings: Any) -> Found:
    found = known.on(**settings).resolve(*() if requested is None else (requested,))
    return Found(found.required().date, found.echo, found.reason)


SENSAY = timeline({"2025-03-28": "2025-03-25", "2025-06-16": "2025-03-25", "2025-06-19": "2025-03-25"})
TWO_VERSIONS = timeline(
    {"2024-01-10": "2024-01-01", "2024-02-10": "2024-01-01", "2025-01-10": "2025-01-01", "2025-02-10": "2025-01-01"}
)

# A narrow span, so that generated days meet snapshots and versions often.
days = st.dates(date(2024, 12, 1), date(2025, 3, 31)).map(date.isoformat)


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    snapshots = draw(st.lists(days, min_size=1, max_size=6, unique=True))
    versions = draw(st.lists(days, max_size=3, unique=True))
    published = {
        day: draw(st.sampled_from([None, "1.0.0", *(version for version in versions if version <= day)]))
        for day in snapshots
    }
    return timeline(published, versions)


@pytest.mark.parametrize(
    ("requested", "snapshot"),
    [
        ("2025-03-25", "2025-06-19"),  # announced: its newest snapshot
        ("2025-03-28", "2025-03-28"),
        ("2025-05-01", "2025-03-28"),
        ("2025-06-15", "2025-03-28"),
        ("2025-06-16", "2025-06-16"),
        ("2025-06-18", "2025-06-16"),
        ("2030-01-01", "2025-06-19"),
        ("9999-12-31", "2025-06-19"),
        (None, "2025-06-19"),
    ],
)
def test_any_day_means_the_state_of_that_day_and_an_announced_version_its_newest(
    requested: str | None, snapshot: str
) -> None:
    assert resolve(requested, SENSAY, default="2025-03-25").snapshot == snapshot


@pytest.mark.parametrize(
    "requested",
    [
        "",
        " ",
        "latest",
        "previous",
        "2025-3-1",
        "20250325",
        "2025-W13-2",
        " 2025-03-25",
        "2025-03-25 ",
        "2025-03-25\n",
        "+2025-03-25",
        "-025-03-25",
        "2025-03-25T00:00",
        "2025-03-25, 2025-03-25",
        "\uff12\uff10\uff12\uff15-03-25",
        "2025\u201103\u201125",
        "\u0662\u0660\u0662\u0665-03-25",
        "2025-03-25\x00",
        "\x1b[31m",
    ],
)
def test_a_malformed_version_is_refused_with_what_is_known(requested: str) -> None:
    with pytest.raises(InvalidVersion, match="is no date of the form YYYY-MM-DD") as caught:
        resolve(requested, SENSAY)
    assert caught.value.hint == "known versions: 2025-03-25; snapshots: 2025-03-28, 2025-06-16, 2025-06-19"
    assert caught.value.message.isprintable()
    assert caught.value.message.isascii()


@pytest.mark.parametrize("requested", ["2025-02-30", "2025-00-10", "2025-13-01", "0000-01-01", "2023-02-29"])
def test_an_impossible_day_is_refused(requested: str) -> None:
    with pytest.raises(InvalidVersion, match="is no day of the calendar"):
        resolve(requested, SENSAY)


def test_a_leap_day_is_a_day() -> None:
    assert date_problem("2024-02-29") is None


def test_a_day_before_the_first_snapshot_is_refused() -> None:
    with pytest.raises(InvalidVersion, match="version 2025-03-27 lies before the first snapshot, 2025-03-28"):
        resolve("2025-03-27", SENSAY)


def test_a_day_before_an_announced_version_without_snapshots_is_refused_as_before_the_first() -> None:
    known = timeline({"2025-03-28": "2025-03-28"}, ["2025-03-25"])
    with pytest.raises(InvalidVersion, match="lies before the first snapshot"):
        resolve("2025-03-25", known)


def test_a_bad_default_is_named_as_the_default() -> None:
    with pytest.raises(InvalidVersion, match="the default version 2020-01-01 lies before"):
        resolve(None, SENSAY, default="2020-01-01")


def test_no_snapshots_resolve_to_nothing() -> None:
    with pytest.raises(InvalidVersion, match="there is no snapshot"):
        resolve(None, timeline({}, ["2025-03-25"]))


def test_a_long_list_of_known_dates_is_shortened() -> None:
    known = timeline({f"2025-01-{day:02}": None for day in range(1, 32)})
    with pytest.raises(InvalidVersion) as caught:
        resolve("x" * 10_000, known)
    assert caught.value.hint is not None
    assert caught.value.hint.endswith("2025-01-07, ..., 2025-01-31 (31 in all)")
    assert len(caught.value.message) < 120


@pytest.mark.parametrize(
    ("style", "requested", "snapshot", "applied"),
    [
        ("exact", "2024-01-01", "2024-02-10", "2024-01-01"),
        ("exact", "2024-01-10", "2024-01-10", "2024-01-10"),
        ("exact", None, "2025-02-10", "2025-01-01"),
        ("floor", "2024-01-01", "2024-02-10", "2024-01-01"),
        ("floor", "2024-05-05", "2024-02-10", "2024-01-01"),
        ("floor", "2024-12-31", "2024-02-10", "2024-01-01"),
        ("floor", "2030-01-01", "2025-02-10", "2025-01-01"),
        ("forward", "2020-01-01", "2024-02-10", "2024-01-01"),
        ("forward", "2024-01-02", "2024-01-10", "2024-01-10"),
        ("forward", "2024-06-01", "2025-02-10", "2025-01-01"),
        ("none", None, "2025-02-10", None),
        ("none", "2024-01-01", "2025-02-10", None),
        ("none", "rubbish", "2025-02-10", None),
        ("any-day", "2024-05-05", "2024-02-10", "2024-02-10"),
        ("any-day", None, "2025-02-10", "2025-01-01"),
    ],
)
def test_each_style_reads_a_day_in_its_own_way(
    style: str, requested: str | None, snapshot: str, applied: str | None
) -> None:
    found = resolve(requested, TWO_VERSIONS, style=style)
    assert (found.snapshot, found.echo) == (snapshot, applied)


@pytest.mark.parametrize(
    ("style", "requested", "message"),
    [
        ("exact", "2024-01-02", "does not exist"),
        ("exact", "2030-01-01", "lies after the last version, 2025-01-01"),
        ("floor", "2023-12-31", "lies before the first version, 2024-01-01"),
        ("forward", "2025-02-11", "lies after the last version, 2025-02-10"),
    ],
)
def test_each_style_refuses_what_it_does_not_serve(style: str, requested: str, message: str) -> None:
    with pytest.raises(InvalidVersion, match=message):
        resolve(requested, TWO_VERSIONS, style=style)


def test_an_announced_version_without_snapshots_is_not_served_by_exact_and_passed_over_by_floor() -> None:
    known = timeline({"2025-01-10": "2025-01-01"}, ["2025-02-01"])
    with pytest.raises(InvalidVersion, match="2025-02-01 is announced, but no snapshot of it is stored"):
        resolve("2025-02-01", known, style="exact")
    assert resolve("2025-02-01", known, style="floor").echo == "2025-01-01"


def test_the_snapshots_are_the_versions_where_none_is_announced() -> None:
    known = timeline({"2025-01-10": "1.0", "2025-02-10": "1.1"})
    assert resolve("2025-02-01", known, style="floor") == resolve("2025-01-10", known, style="floor")._replace(
        reason="2025-01-10 is the newest version at or before 2025-02-01"
    )


def test_a_snapshot_without_a_dated_version_belongs_to_the_version_announced_before_it() -> None:
    known = timeline({"2024-06-01": None, "2025-01-10": "2.0.0", "2025-02-10": "2.1.0"}, ["2025-01-01", "2025-02-01"])
    assert known.versions == {"2025-01-01": ("2025-01-10",), "2025-02-01": ("2025-02-10",)}


def test_the_reason_tells_how_a_version_was_resolved() -> None:
    assert resolve(None, SENSAY, default="2025-03-25").reason == (
        "no version was requested, so the default 2025-03-25 applies: "
        "2025-03-25 is an announced version, and 2025-06-19 its newest snapshot"
    )


@given(timelines(), days)
@example(SENSAY, "2025-03-27")
def test_any_day_gives_what_was_in_force_on_the_day_or_refuses(known: Timeline, day: str) -> None:
    owners = {date: version for version, dates in known.versions.items() for date in dates}
    published = [(owners.get(date, ""), date) for date in known.snapshots if date <= day]
    if known.versions.get(day):
        assert resolve(day, known).snapshot == known.versions[day][-1]
    elif not published:
        with pytest.raises(InvalidVersion, match="lies before the first snapshot"):
            resolve(day, known)
    else:
        _, newest = max(published)
        found = resolve(day, known)
        assert (found.snapshot, found.echo) == (newest, newest)


@given(timelines(), days, st.integers(0, 60))
def test_a_later_day_never_gives_an_older_snapshot(known: Timeline, day: str, later: int) -> None:
    other = (date.fromisoformat(day) + timedelta(later)).isoformat()
    if day in known.versions or other in known.versions:
        return
    for style in ("any-day", "floor", "forward"):
        try:
            first, second = resolve(day, known, style=style), resolve(other, known, style=style)
        except InvalidVersion:
            continue
        applied = [first.echo or "", second.echo or ""]
        assert applied == sorted(applied)
        if style == "any-day":
            assert first.snapshot <= second.snapshot


@given(timelines(), st.sampled_from(["any-day", "exact"]))
def test_the_date_of_a_snapshot_means_that_snapshot_unless_versions_are_listed(known: Timeline, style: str) -> None:
    for snapshot in known.line:
        if not known.versions.get(snapshot) and (style == "any-day" or not known.announced):
            assert resolve(snapshot, known, style=style).snapshot == snapshot


@given(timelines(), st.one_of(st.none(), days), st.one_of(st.none(), days), st.sampled_from(STYLES))
def test_the_echo_means_the_same_snapshot_when_it_is_sent_again(
    known: Timeline, requested: str | None, default: str | None, style: str
) -> None:
    versions = known.on(default=default, style=style)
    found = versions.resolve(*() if requested is None else (requested,))
    if found.error is not None or found.echo is None:
        assert (found.snapshot is None) == (found.error is not None)
        return
    assert found.snapshot is not None
    # A day that is a version, too, means that version.
    if found.echo == found.version or (style == "any-day" and not known.versions.get(found.echo)):
        again = versions.resolve(found.echo)
        assert (again.snapshot, again.echo) == (found.snapshot, found.echo)


@given(timelines(), st.text(max_size=12), st.sampled_from(STYLES))
def test_any_text_resolves_or_is_refused_and_nothing_else(known: Timeline, requested: str, style: str) -> None:
    try:
        resolve(requested, known, style=style)
    except InvalidVersion:
        return
    assert style == "none" or date_problem(requested) is None


@given(st.dates())
def test_every_day_of_the_calendar_is_a_day(day: date) -> None:
    assert date_problem(day.isoformat()) is None


@given(timelines())
def test_each_snapshot_belongs_to_at_most_one_version(known: Timeline) -> None:
    members = [day for days_ in known.versions.values() for day in days_]
    assert len(members) == len(set(members))
    assert set(members) <= set(known.snapshots)
    assert list(known.versions) == sorted(known.versions)


def test_the_resolver_answers_two_hundred_thousand_requests_a_second() -> None:
    months = [f"{year}-{month:02}" for year in range(2010, 2026) for month in range(1, 13)]
    published = {Snapshot("pets", f"{month}-15", "x"): f"{month}-01" for month in months}
    versions = Versions.from_settings(VersionSettings(style="any-day"), published, "2026-01-01")
    days_of_requests = [(date(2010, 2, 1) + timedelta(number % 5000)).isoformat() for number in range(50_000)]
    # The best of several, as others may be at work on the machine.
    rate = max(_rate(versions, days_of_requests) for _ in range(5))
    assert rate > 200_000


def _rate(versions: Versions, requests: list[str]) -> float:
    start = perf_counter()
    for requested in requests:
        versions.resolve(requested)
    return len(requests) / (perf_counter() - start)


# Two versions, the second of which has a snapshot that is to come; the first ends.
AHEAD = {"2025-01-10": "2025-01-01", "2026-01-10": "2026-01-01", "2026-12-01": "2026-01-01", "2027-01-10": "2027-01-01"}
ENDING = (Registered("2025-01-01", sunset="2026-06-30"), Registered("2026-01-01"), Registered("2027-01-01"))


def on(today: str | None, **settings: Any) -> Versions:
    published = {Snapshot("pets", day, f"{day}.yaml"): version for day, version in AHEAD.items()}
    return Versions.from_settings(VersionSettings(registered=ENDING, **settings), published, today)


@pytest.mark.parametrize(
    ("today", "values", "expected"),
    [
        ("2026-11-29", (), "2026-01-10"),
        ("2026-12-01", (), "2026-12-01"),
        ("2027-01-10", (), "2027-01-10"),
        (None, (), "2027-01-10"),
        ("2026-11-29", ("2026-01-01",), "2026-01-10"),
        (None, ("2026-01-01",), "2026-12-01"),
        ("2026-11-29", ("2027-06-06",), "2026-01-10"),  # a day to come means what is in force
        ("2026-11-29", ("2027-01-01",), "2027-01-10"),  # a version to come is there for those who name it
        ("2026-06-30", ("2025-01-01",), "2025-01-10"),
        ("2026-07-01", ("2025-01-01",), "retired"),
        ("2026-07-01", ("2025-05-05",), "retired"),
        (None, ("2025-01-01",), "2025-01-10"),
    ],
)
def test_the_day_of_a_request_says_what_is_published_and_what_has_ended(
    today: str | None, values: tuple[str, ...], expected: str
) -> None:
    found = on(today).resolve(*values)
    assert (found.snapshot.date if found.snapshot else found.error and found.error.trouble) == expected
    assert on(None).on(today).resolve(*values) == found


@pytest.mark.parametrize(
    ("settings", "values", "expected"),
    [
        ({"default": "oldest"}, (), "retired"),
        ({"default": "oldest", "retired": "forward"}, (), "2026-01-10"),
        ({"default": "oldest-supported"}, (), "2026-01-10"),
        ({"default": "latest"}, (), "2026-01-10"),
        ({"default": "required"}, (), "missing"),
        ({"default": "per-consumer"}, (), "missing"),
        ({"default": "2025-01-01", "retired": "default"}, ("2025-01-01",), "retired"),
        ({"default": "latest", "retired": "default"}, ("2025-01-01",), "2026-01-10"),
        ({"default": "latest", "unknown": "default"}, ("rubbish",), "2026-01-10"),
        ({"default": "latest", "unknown": "default"}, ("2024-01-01",), "2026-01-10"),
        ({"default": "rubbish", "unknown": "default"}, (), "malformed"),
        ({"unknown": "forward"}, ("2024-01-01",), "2026-01-10"),
        ({"unknown": "forward", "style": "exact"}, ("2028-01-01",), "future"),
        ({"unknown": "forward"}, ("rubbish",), "malformed"),
        ({"default": "required", "unknown": "default"}, ("rubbish",), "missing"),
    ],
)
def test_what_is_not_served_becomes_what_the_settings_say(
    settings: dict[str, Any], values: tuple[str, ...], expected: str
) -> None:
    found = on("2026-11-29", **settings).resolve(*values)
    assert (found.snapshot.date if found.snapshot else found.error and found.error.trouble) == expected


@pytest.mark.parametrize(
    ("trouble", "values", "status"), [("unknown", ("2028-01-01",), 404), ("retired", ("2025-01-01",), 451)]
)
def test_a_status_is_that_of_the_settings(trouble: str, values: tuple[str, ...], status: int) -> None:
    error = on("2026-11-29", style="exact", unknown=404, retired=451).resolve(*values).error
    assert error is not None
    assert error.status == status
    assert error.message.isprintable()
    assert error.hint.startswith("known versions: ")


def test_a_candidate_is_served_to_those_alone_who_name_it() -> None:
    published = {Snapshot("pets", "2025-01-10", "a"): "2025-01-01", Snapshot("pets", "2026-01-10", "b", "beta"): None}
    registered = (Registered("2025-01-01"), Registered("beta", "candidate"))
    for style in ("any-day", "exact", "floor", "forward"):
        versions = Versions.from_settings(VersionSettings(style=style, registered=registered), published)
        assert versions.resolve("beta").required().path == "b"
        assert versions.resolve().required().path == "a"
        answers = [versions.resolve(day).snapshot for day in ("2025-06-06", "2026-02-02", "2024-01-01")]
        assert "b" not in [snapshot.path for snapshot in answers if snapshot is not None]


def test_answers_are_remembered_and_not_for_ever() -> None:
    versions = on(None)
    for number in range(50_000):
        versions.resolve(f"x{number}")
    assert len(versions._answers) <= 20_000
    assert versions.resolve("2026-01-01") is versions.resolve("2026-01-01")
