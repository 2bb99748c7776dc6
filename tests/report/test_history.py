"""The history of an API: what it says of snapshots, steps, operations, versions and sunsets."""

from __future__ import annotations

import json
from importlib.util import module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from harness.conformance import StoredRun, records
from harness.report.build import history as build
from harness.report.formats.atom import atom
from harness.report.formats.history_json import history_json
from harness.report.model.diff import OperationRow
from harness.report.model.history import ENDED, ENDING, OPEN, History, days_between, lifetime_state
from harness.report.pages.history import history_html
from harness.report.pages.history_charts import bars_of, lanes_of_chart
from harness.report.pages.history_matrix import matrix, never_changed
from harness.report.pages.page import operation_id
from harness.report.pages.site import site_html
from harness.report.terminal.history import history_text
from harness.report.words.text import PLAIN
from harness.session import Judging, Session
from harness.versions import Store, load_snapshot

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parents[1] / "harness/report/formats/schemas/history-1.json"
TODAY = "2026-07-01"


def store_module() -> Any:
    """What writes stores of snapshots."""
    spec = spec_from_file_location("history_store", HERE / "history_store.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def history_of(root: Path, api: str = "parcels", today: str = TODAY) -> History:
    """The history of a stored API."""
    return build.history_of(Store(str(root)).api(api), Session(load_snapshot, Judging(witnesses=False)), today)


def write_api(root: Path, snapshots: dict[str, dict[str, Any]], settings: str = "") -> Path:
    """A store with one API, `parcels`."""
    folder = root / "parcels"
    folder.mkdir()
    (folder / "api.toml").write_text(settings, encoding="utf-8")
    for date, document in snapshots.items():
        (folder / f"{date}.json").write_text(json.dumps(document), encoding="utf-8")
    return root


def runs_of(failures: list[tuple[str, ...]], *, server: str = "http://127.0.0.1:80") -> list[StoredRun]:
    """Runs of one server, each with the ids of what it found."""
    place = ("GET /parcels", "2026-01-01")
    entries = {failure: (f"`{failure}` is <b>wrong</b>", frozenset({place})) for own in failures for failure in own}
    return [
        StoredRun(
            number, f"{number}" * 32, "parcels", f"{server}{number}", f"2026-02-0{number}T00:00:00Z", f"c{number}",
            "finished", {failure: entries[failure] for failure in own}, frozenset({place}),
        )
        for number, own in enumerate(failures, 1)
    ]  # fmt: skip


def document(paths: dict[str, Any], version: str = "1", **more: Any) -> dict[str, Any]:
    """A small document."""
    return {"openapi": "3.1.0", "info": {"title": "Parcels", "version": version}, "paths": paths, **more}


def operation(operation_id: str | None = None, **more: Any) -> dict[str, Any]:
    """A small operation."""
    said = {} if operation_id is None else {"operationId": operation_id}
    return {**said, "responses": {"204": {"description": "Done."}}, **more}


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with an API of 18 snapshots."""
    root: Path = store_module().write_store(tmp_path_factory.mktemp("store") / "specs", 18, 90)
    return root


@pytest.fixture(scope="session")
def found(store: Path) -> History:
    """The history of that API."""
    return history_of(store)


def test_there_is_a_step_between_any_two_neighbours(found: History) -> None:
    dates = [one.date for one in found.snapshots]
    assert dates == sorted(dates)
    assert [(step.old, step.new) for step in found.steps] == list(pairwise(dates))


def test_a_row_of_the_matrix_says_which_snapshots_have_the_operation(store: Path, found: History) -> None:
    names = [set(_names(path)) for path in sorted((store / "parcels").glob("*.json"))]
    rows = matrix(found)
    assert rows
    for row in rows:
        states = [cell.state for cell in row.cells for _ in range(cell.span)]
        there = [state not in ("absent", "removed") for state in states]
        assert there == [row.operation.name in said for said in names], row.operation


def test_the_cells_of_a_row_cover_all_snapshots_once(found: History) -> None:
    for row in matrix(found):
        at = 0
        for cell in row.cells:
            assert cell.at == at
            assert cell.span == 1 or cell.counts is None
            at += cell.span
        assert at == len(found.snapshots)


def test_runs_are_as_long_as_they_can_be(found: History) -> None:
    for row in matrix(found):
        states = [cell.state for cell in row.cells]
        assert all(one != other or one == "changed" for one, other in pairwise(states))


def test_operations_that_never_changed_are_counted_and_left_out(store: Path, found: History) -> None:
    every = [_operations(path) for path in sorted((store / "parcels").glob("*.json"))]
    calm = [name for name in every[0] if all(said.get(name) == every[0][name] for said in every)]
    assert never_changed(found, matrix(found)) == len(calm)


def test_a_step_counts_what_diff_counts(store: Path, found: History) -> None:

    from harness.comparison import compare
    from harness.report.build.diff import report_of
    from harness.session import Diff, Judging
    from harness.versions import load_document

    for step in found.steps[:6]:
        old, new = (load_document(f"parcels@{date}", root=str(store)) for date in (step.old, step.new))
        report = report_of(Diff(compare(old, new), Judging(today=step.new)), ())
        impacts = [row.impact for row in report.rows if not row.edit]
        assert step.counts[:3] == tuple(impacts.count(impact) for impact in ("breaking", "warning", "compatible"))
        assert len(step.breaking) == step.counts.breaking


def test_an_operation_keeps_its_row_when_its_path_changes(tmp_path: Path) -> None:
    root = write_api(
        tmp_path,
        {
            "2025-01-01": document({"/pets/{id}": {"get": operation("pet")}}),
            "2025-02-01": document({"/pets/{petID}": {"get": operation("pet")}}),
            "2025-03-01": document({"/animals/{petID}": {"get": operation("pet")}}),
        },
    )
    (row,) = matrix(history_of(root))
    assert row.operation.name == "GET /animals/{petID}"
    assert row.former == ("GET /pets/{id}", "GET /pets/{petID}")
    # Another name of a parameter in a path is no change to clients.
    assert [(cell.state, cell.span) for cell in row.cells] == [("same", 2), ("changed", 1)]


def test_a_cell_links_to_the_operation_as_the_page_of_its_snapshot_calls_it(tmp_path: Path) -> None:
    paths = ("/pets/{id}", "/animals/{id}")
    webhooks = [{"born": {"post": operation(deprecated=flag)}} for flag in (False, True)]
    documents = [
        document({path: {"get": operation("pet")}}, webhooks=webhook)
        for path, webhook in zip(paths, webhooks, strict=True)
    ]
    history = history_of(write_api(tmp_path, dict(zip(("2025-01-01", "2025-02-01"), documents, strict=True))))
    page = "".join(history_html(history, pairs="all"))
    old, new = (operation_id(OperationRow("operation", "GET", path, None, (), "kept")) for path in paths)
    assert f"#{new}" in page
    assert f"#{old}" not in page
    assert ".html#w-post-born" in page


def test_an_operation_that_comes_back_has_one_row(tmp_path: Path) -> None:
    pets = {"/pets": {"get": operation("pets")}}
    both = {**pets, "/owners": {"get": operation("owners")}}
    dates = ("2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01")
    root = write_api(tmp_path, dict(zip(dates, map(document, (both, pets, both, both)), strict=True)))
    (row,) = matrix(history_of(root))
    assert [cell.state for cell in row.cells] == ["same", "removed", "added", "same"]


def test_bars_stand_at_their_dates(found: History) -> None:
    chart = bars_of(found)
    places = [float(bar.x.rstrip("%")) for bar in chart.bars]
    start = float(chart.start.rstrip("%"))
    whole = days_between(found.snapshots[0].date, found.snapshots[-1].date)
    for place, step in zip(places, found.steps, strict=True):
        days = days_between(found.snapshots[0].date, step.new)
        assert place == pytest.approx(start + (places[-1] - start) * days / whole, abs=0.02)
    assert all(0 < place < 100 for place in places)


def test_heights_are_on_one_scale_and_zero_has_none(found: History) -> None:
    for bar in bars_of(found).bars:
        for height, count in zip((bar.up, bar.warning, bar.compatible), bar.step.counts, strict=False):
            assert (height == 0) == (count == 0)
            assert height == 0 or height >= 2


def test_ticks_are_first_days_in_order_and_few(found: History) -> None:
    ticks = bars_of(found).ticks
    assert 2 <= len(ticks) <= 10
    assert [tick.label for tick in ticks] == sorted(tick.label for tick in ticks)


def test_versions_are_lanes_with_their_snapshots(found: History) -> None:
    assert [lane.version for lane in found.versions] == sorted({one.version for one in found.snapshots if one.version})
    assert [date for lane in found.versions for date in lane.snapshots] == [one.date for one in found.snapshots]


def test_a_version_ends_on_the_day_that_its_newest_snapshot_announces(found: History) -> None:
    ends = {lane.end: lane.state for lane in found.versions}
    assert ends["2026-10-01"] == ENDING
    assert set(ends.values()) == {OPEN, ENDING, ENDED}
    assert all(state == lifetime_state(end, TODAY) for end, state in ends.items())


def test_snapshots_are_lanes_where_no_version_is_announced(tmp_path: Path) -> None:
    pets = document({"/pets": {"get": operation()}}, version="7")
    found = history_of(write_api(tmp_path, {"2025-01-01": pets, "2025-02-01": pets}))
    assert [(lane.version, lane.snapshots) for lane in found.versions] == [
        ("2025-01-01", ("2025-01-01",)),
        ("2025-02-01", ("2025-02-01",)),
    ]


def test_an_api_without_versions_has_no_lanes(tmp_path: Path) -> None:
    pets = document({"/pets": {"get": operation()}})
    found = history_of(write_api(tmp_path, {"2025-01-01": pets}, '[version]\nstyle = "none"\n'))
    assert found.versions == ()
    assert "The API has no versions" in "".join(history_html(found))


def test_versions_that_are_served_are_never_left_out_of_the_chart(found: History) -> None:
    from harness.report.model.history import VersionLifetime

    lanes = [
        VersionLifetime(f"20{year}-01-01", f"20{year + 1}-01-01", ENDED, (f"20{year}-01-01",)) for year in range(10, 24)
    ]
    served = [VersionLifetime(f"2025-{month:02}-01", None, OPEN, (f"2025-{month:02}-01",)) for month in range(1, 13)]
    chart = lanes_of_chart(found._replace(versions=(*lanes, *served)))
    assert [lane.lifetime.version for lane in chart.lanes] == [lane.version for lane in served]
    assert chart.left_out == len(lanes)


def test_sunsets_are_found_wherever_they_are_announced(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"url": {"type": "string", "x-sunset": "2027-01-01"}}}
    body = {"content": {"application/json": {"schema": schema}}}
    parameter = {"name": "page", "in": "query", "schema": {"type": "integer"}, "x-sunset": "2026-12-01"}
    hooks = {"post": operation(requestBody=body), "get": operation(parameters=[parameter])}
    pets = {"delete": operation(deprecated=True, **{"x-sunset": "2026-06-01T00:00:00Z"})}
    components = {"schemas": {"Money": {"properties": {"example": {"x-sunset": "2028-01-01"}}}}}
    found = history_of(
        write_api(tmp_path, {"2026-01-01": document({"/hooks": hooks, "/pets": pets}, components=components)})
    )
    assert [(one.date, one.what) for one in found.sunsets] == [
        ("2026-06-01", "`DELETE /pets`"),
        ("2026-12-01", "`page` of `GET /hooks`"),
        ("2027-01-01", "`url` of `POST /hooks`"),
        ("2028-01-01", "`example` of `Money`"),
    ]
    assert found.next_sunset is not None
    assert found.next_sunset.date == "2026-12-01"


@pytest.mark.parametrize("where", ["example", "default", "examples"])
def test_examples_announce_nothing(tmp_path: Path, where: str) -> None:
    value = {"x-sunset": "2027-01-01"}
    schema = {"type": "object", where: [value] if where == "examples" else value}
    root = write_api(tmp_path, {"2026-01-01": document({}, components={"schemas": {"A": schema}})})
    assert history_of(root).sunsets == ()


@pytest.mark.parametrize("odd", [None, 7, "soon", "2027-02-30", [], {"a": 1}, True])
def test_what_is_no_day_is_no_sunset(tmp_path: Path, odd: object) -> None:
    pets = document({"/pets": {"get": operation(**{"x-sunset": odd})}}, **{"x-sunset": odd})
    found = history_of(write_api(tmp_path, {"2026-01-01": pets}))
    assert found.sunsets == ()
    assert found.versions[0].end is None


def test_json_is_what_its_schema_says_and_the_same_every_time(store: Path, found: History) -> None:
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    written = b"".join(history_json(found))
    assert list(Draft202012Validator(schema).iter_errors(json.loads(written))) == []
    assert b"".join(history_json(history_of(store))) == written


def test_the_feed_is_valid_atom(found: History) -> None:
    from lxml import etree

    grammar = etree.RelaxNG(etree.parse(HERE / "schemas" / "atom.rng"))
    for url in (None, "https://example.org/api"):
        feed = etree.fromstring("".join(atom(found, url)).encode())
        assert grammar.validate(feed), grammar.error_log
        entries = feed.findall("{*}entry")
        assert [entry.findtext("{*}updated")[:10] for entry in entries] == [
            one.date for one in reversed(found.snapshots)
        ]
        ids = [feed.findtext("{*}id"), *(entry.findtext("{*}id") for entry in entries)]
        assert len(set(ids)) == len(ids)
        assert all(one.startswith("tag:api.parcels.example,20") for one in ids)


def test_the_feed_does_not_change_with_the_day(store: Path, found: History) -> None:
    assert "".join(atom(history_of(store, today="2030-01-01"))) == "".join(atom(found))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> History:
    """The history of an API in which every text is hostile."""
    return history_of(store_module().write_hostile(tmp_path_factory.mktemp("hostile") / "specs"))


def test_hostile_text_becomes_no_markup(hostile: History) -> None:
    for text in ("".join(history_html(hostile)), "".join(site_html([hostile], TODAY))):
        assert "<img" not in text
        assert "{{7*7}}" in text
        assert "\u202e" not in text
        assert "\x1b" not in text
        assert text.count("<script>") == text.count("</script>") == 2


def test_hostile_text_reaches_no_terminal_and_no_reader_of_feeds(hostile: History) -> None:
    from lxml import etree, html

    text = "".join(history_text(hostile, PLAIN))
    assert "\x1b" not in text
    assert "\u202e" not in text
    feed = etree.fromstring("".join(atom(hostile)).encode())
    for content in feed.findall("{*}entry/{*}content"):
        tags = {node.tag for node in html.fragment_fromstring(content.text, create_parent=True).iter()}
        assert tags <= {"div", "p", "ul", "li", "code"}


def test_a_long_version_does_not_widen_the_table(hostile: History) -> None:
    long = [one._replace(version="1" * 10_000) for one in hostile.snapshots]
    lines = "".join(history_text(hostile._replace(snapshots=tuple(long)), PLAIN)).splitlines()
    assert all(len(line) < 120 for line in lines if line.startswith("  2025-"))


def test_a_page_of_one_snapshot_says_what_comes(tmp_path: Path) -> None:
    found = history_of(write_api(tmp_path, {"2025-01-01": document({"/pets": {"get": operation()}})}))
    page = "".join(history_html(found))
    assert "One snapshot so far" in page
    assert "The first comparison appears with the second." in page
    assert "<table" not in page


def test_a_page_without_changes_leaves_the_chart_out(tmp_path: Path) -> None:
    pets = document({"/pets": {"get": operation()}})
    edited = document({"/pets": {"get": operation(description="All pets.")}})
    page = "".join(history_html(history_of(write_api(tmp_path, {"2025-01-01": pets, "2025-02-01": edited}))))
    assert "No change that clients can notice in 1 step" in page
    assert 'id="bars"' not in page
    assert "No operation has changed" in page
    assert "1 edit to descriptions" in page


def test_a_full_page_says_where_the_rest_is(found: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.report.pages.history._MOST_ENTRIES", 3)
    page = "".join(history_html(found))
    assert f"harness changelog parcels --from {found.steps[0].old} --to {found.steps[0].new}" in page
    assert found.steps[-1].changelog.entries


def _names(path: Path) -> list[str]:
    return list(_operations(path))


def _operations(path: Path) -> dict[str, Any]:
    paths = json.loads(path.read_text(encoding="utf-8"))["paths"]
    return {f"{method.upper()} {name}": said for name, item in paths.items() for method, said in item.items()}


def test_what_runs_found_is_told_with_the_run_and_commit_since_when(tmp_path: Path) -> None:
    runs = runs_of([("f-old",), ("f-old", "f-gone"), ("f-old", "f-new")])
    history = history_of(write_api(tmp_path, {"2026-01-01": document({})}))._replace(records=records(runs))
    [record] = history.records
    assert record.server == "this machine"
    assert {trend.failure: trend.course for trend in record.trends} == {
        "f-new": "new",
        "f-old": "failing",
        "f-gone": "fixed",
    }
    page, text = "".join(history_html(history)), "".join(history_text(history, PLAIN))
    for shown in (page, text):
        assert "fails since run 11111111 from 2026-02-01 of commit c1" in shown
        assert "gone since run 33333333 from 2026-02-03 of commit c3" in shown
        assert "GET /parcels on 2026-01-01" in shown
    assert "<b>wrong</b>" not in page
    written = json.loads(b"".join(history_json(history)))
    assert list(Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).iter_errors(written)) == []
    assert [failure["course"] for failure in written["conformance"][0]["failures"]] == ["new", "failing", "fixed"]


def test_servers_are_told_apart_but_not_the_ports_of_this_machine() -> None:
    runs = runs_of([("f-1",), ("f-1",)]) + runs_of([("f-1",)], server="https://parcels.example/")
    assert [(record.server, len(record.runs)) for record in records(runs)] == [
        ("https://parcels.example/1", 1),
        ("this machine", 2),
    ]
    assert records(runs)[0].new == {"f-1"}
    assert records(runs)[1].new == set()


def test_a_history_without_runs_says_nothing_of_them(tmp_path: Path) -> None:
    history = history_of(write_api(tmp_path, {"2026-01-01": document({})}))
    assert "Conformance" not in "".join(history_html(history)) + "".join(history_text(history, PLAIN))
    assert "conformance" not in json.loads(b"".join(history_json(history)))
