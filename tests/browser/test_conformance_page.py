"""The conformance page in a browser: reads in every state, by keyboard, on paper and without scripts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from harness.report.formats.conformance_reading import conformance_from_json
from harness.report.pages.conformance import conformance_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from harness.conformance import ConformanceRun

_HOSTILE = '"><img src=x onerror=alert(1)></script><script>alert(1)</script>{{7*7}}`\u202e\x1b[31m' + "x" * 10_000
_CLOSED = "() => { for (const row of document.querySelectorAll('details')) row.open = false; }"
_OPEN = "() => { for (const row of document.querySelectorAll('details')) row.open = true; }"


@pytest.fixture(scope="module")
def run(root: Path) -> ConformanceRun:
    """The recorded run."""
    path = root / "tests" / "report" / "recordings" / "sensay.json"
    return conformance_from_json(json.loads(path.read_bytes()), path.name)


@pytest.fixture(scope="module")
def states(run: ConformanceRun) -> dict[str, str]:
    """A page for each way that a run can end."""
    calm = tuple(
        cell._replace(state="passed" if cell.state == "failed" else cell.state, failed=0) for cell in run.cells
    )
    half = run.cells[: len(run.cells) // 2]
    dates = {cell.version for cell in half if cell.state == "failed"}
    found = tuple(one for one in run.failures if {hit.version for hit in one.hits} <= dates)
    down = run.end._replace(state="no-answer", seconds=10.0, reason="after 10 s: connection refused")
    stopped = run.end._replace(state="stopped", planned=run.cases, reason="the time of 60 s was up")
    shown = {
        "failures": run,
        "passed": run._replace(cells=calm, failures=()),
        "down": run._replace(cells=(), failures=(), end=down),
        "stopped": run._replace(cells=half, failures=found, end=stopped),
        "empty": run._replace(versions=(), operations=(), cells=(), failures=()),
        "hostile": _hostile(run),
    }
    return {name: "".join(conformance_html(one)) for name, one in shown.items()}


def _hostile(run: ConformanceRun) -> ConformanceRun:
    """The run, with harm in every text that a server or a snapshot has a say in."""
    text = _HOSTILE
    versions = tuple(one._replace(date=f"{one.date}{text}", snapshot=text, served_until=text) for one in run.versions)
    operations = tuple(one._replace(name=f"{one.name}{text}") for one in run.operations)
    cells = tuple(
        cell._replace(operation=f"{cell.operation}{text}", version=f"{cell.version}{text}", reason=text)
        for cell in run.cells
    )
    failures = tuple(
        one._replace(
            operations=tuple(f"{name}{text}" for name in one.operations),
            title=f"`{text}`",
            why=text,
            hits=tuple(hit._replace(version=f"{hit.version}{text}") for hit in one.hits),
            request=one.request._replace(url=text, headers=((text, text),), body=text),
            answer=one.answer
            and one.answer._replace(phrase=text, headers=((text, text),), lines=tuple(
                line._replace(text=text) for line in one.answer.lines[:3]
            )),
            contract=one.contract
            and one.contract._replace(file=text, lines=tuple(
                line._replace(text=text) for line in one.contract.lines[:3]
            )),
            verdicts=tuple(verdict._replace(version=f"{verdict.version}{text}", said=text) for verdict in one.verdicts),
        )
        for one in run.failures[:2]
    )  # fmt: skip
    setup = run.setup._replace(title=text, base_url=text, command=text, note=text)
    return run._replace(setup=setup, versions=versions, operations=operations, cells=cells, failures=failures)


_STATES = ("failures", "passed", "down", "stopped", "empty", "hostile")


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [
        *((name, scheme, width) for name in _STATES for scheme, width in (("light", 1440), ("dark", 390))),
        *(("failures", scheme, width) for scheme, width in (("dark", 1440), ("light", 390))),
    ],
)
def test_axe_finds_nothing(
    states: dict[str, str],
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    screenshot: Callable[..., None],
    name: str,
    scheme: str,
    width: int,
) -> None:
    page = open_page(states[name], scheme=scheme, width=width)
    screenshot(page, f"conformance-{name}-{scheme}-{width}", full=name != "hostile")
    assert axe(page) == []
    if name == "failures":
        page.evaluate(_OPEN)
        assert axe(page) == []


@pytest.mark.parametrize("name", _STATES)
def test_no_width_scrolls_sideways(
    states: dict[str, str], open_page: Callable[..., Page], too_wide: Callable[[Page], list[str]], name: str
) -> None:
    page = open_page(states[name])
    page.evaluate(_OPEN)
    assert too_wide(page) == []


def test_hostile_text_is_shown_and_nothing_else(states: dict[str, str], open_page: Callable[..., Page]) -> None:
    page = open_page(states["hostile"])
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2
    said = page.locator(".body .why").first.inner_text()
    assert said.startswith('"><img src=x onerror=alert(1)>')
    assert r"{{7*7}}`\u202e\u001b[31m" in said


@pytest.mark.parametrize("javascript", [True, False])
def test_a_link_to_a_failure_opens_it_cold(
    states: dict[str, str], run: ConformanceRun, open_page: Callable[..., Page], javascript: bool
) -> None:
    last = run.ranked[-1].id
    page = open_page(states["failures"], hash=last, javascript=javascript)
    why = page.locator(f"#{last} .why")
    assert why.is_visible()
    box = why.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 1000


def test_a_cell_leads_to_its_failure(states: dict[str, str], open_page: Callable[..., Page]) -> None:
    page = open_page(states["failures"])
    page.evaluate(_CLOSED)
    cell = page.locator("td a.kb").last
    target = cell.get_attribute("href")
    cell.click()
    assert page.locator(f"{target} .why").is_visible()


def test_keys_go_from_failure_to_failure(states: dict[str, str], open_page: Callable[..., Page]) -> None:
    page = open_page(states["failures"])
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.locator("details.cur").count() == 1
    assert page.locator(".row").nth(1).get_attribute("class") == "row cur"
    page.keyboard.press("o")
    assert page.locator(".row").nth(1).get_attribute("open") is not None
    page.keyboard.press("e")
    assert page.locator(".row:not([open])").count() == 0


def test_on_paper_everything_is_open(states: dict[str, str], open_page: Callable[..., Page]) -> None:
    page = open_page(states["failures"])
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    rows = page.locator(".body .why")
    assert all(rows.nth(number).is_visible() for number in range(rows.count()))
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".row[open]").count() == 1
    assert len(page.pdf()) > 10_000


def test_without_scripts_everything_is_there(
    states: dict[str, str], run: ConformanceRun, open_page: Callable[..., Page]
) -> None:
    page = open_page(states["failures"], javascript=False)
    assert page.locator(".row").count() == len(run.failures)
    assert page.locator("button:visible").count() == 0
    page.locator("summary.b").last.click()
    assert page.locator(".body .why").last.is_visible()


def test_each_end_is_the_headline_or_beneath_it(states: dict[str, str], open_page: Callable[..., Page]) -> None:
    said = {name: open_page(states[name]).locator(".hero").inner_text() for name in _STATES[:-1]}
    assert re.search(r"\d contract failures in 3 of 3 versions", said["failures"])
    assert "No contract failures in 3 versions" in said["passed"]
    assert "cases, none failed." in said["passed"]
    assert "No answer from http://127.0.0.1:8080" in said["down"]
    assert "Nothing was tested. After 10 s: connection refused." in said["down"]
    assert re.search(
        r"Stopped after [\d,]+ of 1,883 cases: the time of 60 s was up; numbers are partial\.", said["stopped"]
    )
    assert "Nothing was tested." in said["empty"]
