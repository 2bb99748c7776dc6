"""The page of a history in a browser: looks, filters, links, size."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.conformance import Cell, ConformanceRun, End, Failure, Hit, RecordedRequest, RunStore, Setup, VersionSent

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# Snapshots and operations of stores that are written.
SIZES = {"18": (18, 120), "90": (90, 600), "one": (1, 9)}
SHOWN = "#matrix tbody tr:not([hidden])"


def _run(*arguments: str) -> bytes:
    """What the program prints."""
    command = [sys.executable, "-m", "harness", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300).stdout


def _store(folder: Path, name: str) -> Path:
    spec = spec_from_file_location("history_store", HERE.parent / "report" / "history_store.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = module_from_spec(spec)
    spec.loader.exec_module(module)
    root = folder / "specs"
    found: Path = module.write_hostile(root) if name == "hostile" else module.write_store(root, *SIZES[name])
    return found


def _runs(folder: Path) -> str:
    """A store with runs of the Sensay API, of which each but the first found one failure more."""
    url = f"sqlite:///{folder}/runs.db"
    store = RunStore(url)
    for number in range(3):
        setup = Setup(
            "Sensay API", "https://api.example", VersionSent("none", ""), 1, "", f"2026-01-0{number + 1}", "1"
        )
        failures = (
            Failure(f"f-{each}", ("GET /pets",), "transport", "", "", f"`{each}` <i>fails</i>", "", _HITS, _REQUEST)
            for each in range(number)
        )
        cells = (Cell("GET /pets", "1", "failed" if number else "passed", 1),)
        run = ConformanceRun(setup._replace(api="sensay"), End("finished", 1.0), (), (), cells, tuple(failures))
        store.add(str(number), run, b"{}")
    store.close()
    return url


_HITS = (Hit("1", 1, 1),)
_REQUEST = RecordedRequest("GET", "https://api.example/pets")


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The page alone, of "sensay", of 18 or 90 snapshots, of one, or of hostile ones."""
    made: dict[str, Path] = {}

    def page(name: str) -> Path:
        if name not in made:
            store, api = ROOT / "specs", name
            if name in (*SIZES, "hostile"):
                store, api = _store(tmp_path_factory.mktemp("store"), name), "parcels"
            path = tmp_path_factory.mktemp("page") / "history.html"
            runs = ("--store", _runs(tmp_path_factory.mktemp("runs"))) if name == "sensay" else ("--no-store",)
            path.write_bytes(_run("--specs", str(store), "history", api, "--format", "html", *runs))
            made[name] = path
        return made[name]

    return page


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the Sensay API, with the pages that its history leads to."""
    found = tmp_path_factory.mktemp("sensay")
    _run("history", "sensay", "--format", "html", "-o", str(found))
    return found


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["sensay", "18", "one"])
def test_axe_finds_nothing(
    written: Callable, open_page: Callable, axe: Callable, screenshot: Callable, name: str, scheme: str, width: int
) -> None:
    page = open_page(written(name), width=width, scheme=scheme)
    screenshot(page, f"history-{name}-{scheme}-{width}", full=True)
    assert axe(page) == []
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_index_of_a_site_leads_to_every_history(
    open_page: Callable, axe: Callable, too_wide: Callable, tmp_path: Path, screenshot: Callable, scheme: str
) -> None:
    _run("site", "-o", str(tmp_path))
    page = open_page(tmp_path / "index.html", scheme=scheme)
    screenshot(page, f"site-{scheme}")
    assert axe(page) == []
    assert too_wide(page) == []
    page.get_by_role("link", name="Sensay API").click()
    assert "breaking changes" in page.locator("h1").inner_text()
    page.get_by_role("link", name="All APIs").click()
    assert page.url.endswith("/index.html")


@pytest.mark.parametrize("name", ["sensay", "18", "90", "one", "hostile"])
def test_it_never_scrolls_sideways(written: Callable, open_page: Callable, too_wide: Callable, name: str) -> None:
    page = open_page(written(name))
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert too_wide(page) == []


def test_hostile_text_stays_text(written: Callable, open_page: Callable, axe: Callable) -> None:
    page = open_page(written("hostile"))
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.locator("img, [onerror], [style]").count() == 0
    assert '"><img src=x onerror=alert(1)></script><b>{{7*7}}' in page.locator("#matrix").inner_text()
    assert "\u202e" not in page.content()
    assert axe(page) == []


def test_all_is_there_without_scripts(written: Callable, open_page: Callable) -> None:
    page = open_page(written("18"), javascript=False)
    assert page.locator("#matrix tbody tr").count() > 40
    assert not page.locator("#filters").is_visible()
    assert not page.locator("#picker").is_visible()
    row = page.locator("#snapshot-list details").nth(1)
    row.locator("summary").click()
    assert row.locator(".body").is_visible()
    assert page.locator("button:visible").count() == 0


@pytest.mark.parametrize("javascript", [True, False])
def test_a_link_to_a_snapshot_opens_it_cold(written: Callable, open_page: Callable, javascript: bool) -> None:
    page = open_page(written("sensay"), javascript=javascript, hash="v-2025-06-16")
    body = page.locator("#v-2025-06-16")
    body.wait_for()
    assert body.is_visible()
    assert page.evaluate("document.querySelector('#v-2025-06-16').getBoundingClientRect().top") < 1000


def test_search_leaves_what_it_finds(written: Callable, open_page: Callable) -> None:
    page = open_page(written("sensay"))
    every = page.locator(SHOWN).count()
    page.keyboard.press("/")
    page.keyboard.type("replicas telegram")
    page.wait_for_url(lambda url: "telegram" in url)
    rows = page.locator(SHOWN)
    assert 0 < rows.count() < every
    assert all("telegram" in text for text in rows.locator("th").all_inner_texts())
    assert page.locator(".count").inner_text() == f"{rows.count()} of {every} operations"
    page.keyboard.press("Escape")
    assert page.locator(SHOWN).count() == every
    assert "#" not in page.url


def test_a_search_without_a_find_says_so_and_can_be_cleared(written: Callable, open_page: Callable) -> None:
    page = open_page(written("sensay"), hash="?q=xyzzy")
    assert page.locator("#no-rows").is_visible()
    assert not page.locator("#matrix").is_visible()
    page.locator("#no-rows button").click()
    assert page.locator("#matrix").is_visible()


def test_only_with_breaking(written: Callable, open_page: Callable) -> None:
    page = open_page(written("18"), hash="?breaking=1")
    for row in page.locator(SHOWN).all():
        assert row.locator(".kb").count() > 0
    for row in page.locator("#snapshot-list .row:not([hidden])").all():
        assert "breaking" in row.locator("summary").inner_text()
    page.keyboard.press("b")
    assert page.locator("#snapshot-list .row:not([hidden])").count() == 18


def test_years_cut_the_columns_and_keep_their_cells(written: Callable, open_page: Callable) -> None:
    page = open_page(written("18"))
    before = _columns(page)
    page.locator("select[name=from]").select_option("2026")
    page.wait_for_url(lambda url: url.endswith("#?from=2026"))
    dates = [date for date in before[0] if date.startswith("2026")]
    after = _columns(page)
    assert after[0] == dates
    assert 0 < len(after[1]) < len(before[1])
    for name, states in after[1].items():
        assert states == before[1][name][-len(dates) :]
    page.locator("#filters [data-clear]").click()
    assert _columns(page) == before


def test_any_two_are_a_link_or_a_command(written: Callable, open_page: Callable) -> None:
    page = open_page(written("sensay"))
    command = page.locator("#command")
    assert command.inner_text().startswith("harness diff sensay@2025-06-16 sensay@2025-06-19")
    page.locator("select[name=old]").select_option("2025-03-28")
    assert command.inner_text().startswith("harness diff sensay@2025-03-28 sensay@2025-06-19")
    page.locator("select[name=new]").select_option("2025-06-16")
    page.locator("select[name=old]").select_option("2025-06-16")
    assert not command.is_visible()
    assert page.locator("#picked-why").inner_text() == "The first must be the earlier one."


def test_neighbours_in_a_folder_lead_to_their_page(open_page: Callable, folder: Path) -> None:
    page = open_page(folder / "history.html")
    page.locator("#picked").click()
    assert page.url.endswith("/diff-2025-06-16-2025-06-19.html")
    page.get_by_role("link", name="History").click()
    page.locator("#matrix a.kb").first.click()
    assert "#op-" in page.url
    page.locator(f"#{page.url.partition('#')[2]}").wait_for(state="attached")


def test_bars_lead_to_their_step(open_page: Callable, folder: Path) -> None:
    page = open_page(folder / "history.html")
    page.locator(".chart a").last.click()
    assert page.url.endswith("/diff-2025-06-16-2025-06-19.html")


def test_keys_go_from_snapshot_to_snapshot(written: Callable, open_page: Callable) -> None:
    page = open_page(written("sensay"))
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("p", 1), ("k", 0), ("n", 1)):
        page.keyboard.press(key)
        assert page.evaluate("[...document.querySelectorAll('.row > summary')].indexOf(document.activeElement)") == at
    row = page.locator("#snapshot-list .row").nth(1)
    page.keyboard.press("o")
    assert row.get_attribute("open") is not None
    page.keyboard.press("e")
    page.keyboard.press("e")
    assert page.locator("#snapshot-list .row[open]").count() == 0


def test_charts_begin_at_the_newest(written: Callable, open_page: Callable) -> None:
    page = open_page(written("90"), width=390)
    for pane in (".chart", "#matrix"):
        left, most = page.locator(pane).evaluate("p => [p.scrollLeft, p.scrollWidth - p.clientWidth]")
        assert most > 0
        assert left == pytest.approx(most, abs=2)


def test_print_shows_everything_in_light(written: Callable, open_page: Callable) -> None:
    page = open_page(written("sensay"), scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator("#filters").is_visible()
    assert page.locator("#matrix").is_visible()
    assert page.locator("#v-2025-03-28").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf()


def test_ninety_snapshots_of_six_hundred_operations_open_at_once(
    written: Callable, open_page: Callable, first_interaction: Callable
) -> None:
    path = written("90")
    assert path.stat().st_size < 1_000_000
    assert 0 < first_interaction(path) < 0.5
    page = open_page(path)
    started = page.evaluate("performance.now()")
    page.locator("select[name=from]").select_option("2025")
    page.wait_for_url(lambda url: url.endswith("#?from=2025"))
    assert page.evaluate("performance.now()") - started < 5_000


def test_forced_colours_keep_the_marks(written: Callable, open_page: Callable) -> None:
    page = open_page(written("sensay"), forced_colors="active")
    assert page.evaluate("getComputedStyle(document.querySelector('td .kb')).forcedColorAdjust") == "none"


def _columns(page: Any) -> tuple[list[str], dict[str, list[str]]]:
    """The dates that the matrix shows, and by operation what stands below each."""
    found = page.evaluate("""() => {
        const dates = [...document.querySelectorAll("#matrix thead th:not([hidden]) a")].map(a => a.hash.slice(3));
        const rows = [...document.querySelectorAll("#matrix tbody tr:not([hidden])")].map(row => [
            row.cells[0].textContent,
            [...row.cells].slice(1).filter(cell => !cell.hidden)
                .flatMap(cell => Array(cell.colSpan).fill(cell.className + cell.textContent)),
        ]);
        return [dates, rows];
    }""")
    return found[0], dict(found[1])
